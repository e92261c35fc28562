import type { Job, JobForm, QuestionType } from '@joinery/sdk';
import {
  Checkbox,
  FileInput,
  type Input,
  NumberInput,
  Paper,
  Radio,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { LoadingRows } from '../../../ui/loading-rows.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { formQuery } from './setup.queries.ts';

interface FormField {
  path: string;
  label: string;
  help: string | null;
  type: QuestionType;
  required: boolean;
  options?: { id: string; label: string }[];
}

/** The form as the server describes it to everybody who builds one, so what is seen here is what is asked. */
export function FormPreview({ job }: { job: Job }) {
  const form = useQuery(formQuery(job.id));
  return (
    <Panel title="Preview of the form" description="Nothing that is typed here is sent.">
      {form.error && (
        <ProblemAlert
          error={form.error}
          title="The form could not be loaded"
          onRetry={() => form.refetch()}
        />
      )}
      {form.isPending && <LoadingRows rows={4} height={50} />}
      {form.data && (
        <Paper withBorder p="md" radius="md">
          <Title order={3} mb="sm" style={{ overflowWrap: 'anywhere' }}>
            {job.title}
          </Title>
          <Stack gap="sm">
            {fieldsOf(form.data).map((field) => (
              <PreviewField key={field.path} field={field} />
            ))}
            {form.data.consents.map(({ key, label, text, required }) => (
              <Checkbox
                key={key}
                label={required ? `${label} *` : label}
                description={<span style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{text}</span>}
              />
            ))}
          </Stack>
          <Text size="xs" c="dimmed" mt="md">
            Files: {form.data.limits.fileTypes.join(', ')}, up to{' '}
            {Math.floor(form.data.limits.maxFileBytes / 1024 / 1024)} MB each.
          </Text>
        </Paper>
      )}
    </Panel>
  );
}

function fieldsOf({ schema, demographics }: JobForm): FormField[] {
  const { fields } = schema['x-joinery'] as { fields: FormField[] };
  const voluntary = demographics.map(({ key, label, options }): FormField => {
    const path = `demographics.${key}`;
    return { path, label, help: null, type: 'single_choice', required: false, options };
  });
  return [...fields, ...voluntary];
}

function PreviewField({ field }: { field: FormField }) {
  const { label, help, required, type, options = [] } = field;
  const named = { label, description: help, withAsterisk: required };
  switch (type) {
    case 'long_text':
      return <Textarea {...named} autosize minRows={3} />;
    case 'number':
      return <NumberInput {...named} hideControls />;
    case 'date':
      return <TextInput {...named} type="date" />;
    case 'email':
      return <TextInput {...named} type="email" />;
    case 'phone':
      return <TextInput {...named} type="tel" />;
    case 'url':
      return <TextInput {...named} type="url" placeholder="https://" />;
    case 'file':
      return <FileInput {...named} placeholder="Choose a file" />;
    case 'yes_no':
      return <Choices named={named} labels={['Yes', 'No']} />;
    case 'single_choice':
      return <Choices named={named} labels={options.map((option) => option.label)} />;
    case 'multiple_choice':
      return (
        <Checkbox.Group {...named}>
          <Stack gap={6} mt={4}>
            {options.map((option) => (
              <Checkbox key={option.id} value={option.id} label={option.label} />
            ))}
          </Stack>
        </Checkbox.Group>
      );
    default:
      return <TextInput {...named} />;
  }
}

interface ChoicesProps {
  named: Pick<React.ComponentProps<typeof Input.Wrapper>, 'label' | 'description' | 'withAsterisk'>;
  labels: string[];
}

function Choices({ named, labels }: ChoicesProps) {
  return (
    <Radio.Group {...named}>
      <Stack gap={6} mt={4}>
        {labels.map((label) => (
          <Radio key={label} value={label} label={label} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
