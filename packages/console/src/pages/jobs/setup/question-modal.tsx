import type { Job, JobQuestion, QuestionType } from '@joinery/sdk';
import {
  ActionIcon,
  Button,
  Group,
  Input,
  Modal,
  Select,
  Stack,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../../api.ts';
import { FormActions } from '../../../ui/form-actions.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import {
  checkQuestion,
  hasOptions,
  type QuestionValues,
  questionTypes,
  toQuestionInput,
  toQuestionValues,
} from './question-form.ts';
import { useRefreshJob } from './setup.queries.ts';

interface QuestionModalProps {
  job: Job;
  edited: JobQuestion | 'new' | null;
  onClose: () => void;
}

export function QuestionModal({ job, edited, onClose }: QuestionModalProps) {
  const question = edited === 'new' ? null : edited;
  return (
    <Modal opened={edited !== null} onClose={onClose} title={question ? 'Change question' : 'New question'}>
      <QuestionForm job={job} question={question} onClose={onClose} />
    </Modal>
  );
}

interface QuestionFormProps {
  job: Job;
  question: JobQuestion | null;
  onClose: () => void;
}

function QuestionForm({ job, question, onClose }: QuestionFormProps) {
  const refresh = useRefreshJob();
  const form = useForm<QuestionValues>({
    initialValues: toQuestionValues(question),
    validate: checkQuestion,
  });
  const save = useMutation({
    mutationFn: (values: QuestionValues) =>
      question
        ? api.jobs.updateQuestion(job.id, question.id, toQuestionInput(values))
        : api.jobs.addQuestion(job.id, toQuestionInput(values)),
    onSuccess: onClose,
    onSettled: refresh,
  });
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="md">
        {save.error && <ProblemAlert error={save.error} title="The question was not saved" />}
        <TextInput
          label="Question"
          required
          data-autofocus
          maxLength={300}
          {...form.getInputProps('label')}
        />
        <Textarea
          label="Help"
          description="Shown below the question"
          autosize
          minRows={2}
          {...form.getInputProps('help')}
        />
        <Select
          label="Answered with"
          allowDeselect={false}
          data={Object.entries(questionTypes).map(([value, label]) => ({ value, label }))}
          {...form.getInputProps('type')}
          onChange={(type) => type && form.setFieldValue('type', type as QuestionType)}
        />
        {hasOptions(form.values.type) && <Options form={form} />}
        <Switch label="An answer is required" {...form.getInputProps('required', { type: 'checkbox' })} />
        <FormActions onCancel={onClose} loading={save.isPending}>
          {question ? 'Save' : 'Add question'}
        </FormActions>
      </Stack>
    </form>
  );
}

function Options({ form }: { form: UseFormReturnType<QuestionValues> }) {
  return (
    <Input.Wrapper label="Options" error={form.errors.options}>
      <Stack gap={6}>
        {form.values.options.map((option, index) => (
          // Options have no id before they are saved, and are edited in place.
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is what an option is known by
          <Group key={`${option.id ?? ''}-${index}`} gap={4} wrap="nowrap">
            <TextInput
              aria-label={`Option ${index + 1}`}
              style={{ flex: 1 }}
              {...form.getInputProps(`options.${index}.label`)}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Take option ${index + 1} away`}
              disabled={form.values.options.length === 1}
              onClick={() => form.removeListItem('options', index)}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          style={{ alignSelf: 'flex-start' }}
          onClick={() => form.insertListItem('options', { label: '' })}
        >
          Another option
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}
