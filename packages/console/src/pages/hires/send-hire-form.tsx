import type { HireDraft } from '@joinery/sdk';
import { Alert, Button, Fieldset, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { IconAlertCircle, IconInfoCircle, IconPaperclip, IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api.ts';
import { counted } from '../../ui/names.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import {
  checkHire,
  choicesOf,
  fieldLabels,
  type HireField,
  type HireValues,
  hireFieldNames,
  missingByField,
  toHireFields,
  toHireValues,
} from './hire-form.ts';
import { useSendKey } from './send-key.ts';

type HireForm = UseFormReturnType<HireValues>;
type ListField = keyof HireDraft['options'];

interface SendHireFormProps {
  draft: HireDraft;
  onClose: () => void;
}

export function SendHireForm({ draft, onClose }: SendHireFormProps) {
  const missing = missingByField(draft);
  const form = useForm<HireValues>({
    initialValues: toHireValues(draft),
    initialErrors: missing.fields,
    validate: checkHire,
  });
  const send = useSendHire(draft, (error) => form.setErrors(fieldMessages(error, hireFieldNames)));
  const listInput = (name: ListField, required = false) => (
    <ListInput form={form} name={name} options={draft.options[name]} required={required} />
  );

  return (
    <form
      onSubmit={form.onSubmit(
        (values) => send.mutate(values),
        (errors) => focusFirst(form, errors),
      )}
      noValidate
    >
      <Stack gap="md">
        {send.error ? <ProblemAlert error={send.error} title="The hire was not sent" /> : null}
        <MissingNotice names={Object.keys(missing.fields) as HireField[]} others={missing.others} />
        <Fieldset legend="Person">
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextField form={form} name="firstName" required />
            <TextField form={form} name="lastName" required />
            <TextField form={form} name="homeEmail" type="email" />
            <TextField form={form} name="mobilePhone" type="tel" />
            <TextField form={form} name="workEmail" type="email" />
          </SimpleGrid>
        </Fieldset>
        <Fieldset legend="Job">
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextField form={form} name="hireDate" type="date" required />
            {listInput('employmentStatus', true)}
            {listInput('jobTitle')}
            {listInput('department')}
            {listInput('division')}
            {listInput('location')}
          </SimpleGrid>
        </Fieldset>
        <Group gap={6} c="dimmed" wrap="nowrap">
          <IconPaperclip size={16} aria-hidden />
          <Text size="sm">
            {draft.hasResume
              ? 'The résumé goes into the employee’s files.'
              : 'There is no résumé to file. Nothing else depends on it.'}
          </Text>
        </Group>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" leftSection={<IconSend size={16} aria-hidden />} loading={send.isPending}>
            Send
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function MissingNotice({ names, others }: { names: HireField[]; others: string[] }) {
  const labels = names.map((name) => fieldLabels[name]);
  if (labels.length + others.length === 0) {
    return (
      <Alert color="petrol" icon={<IconInfoCircle size={18} />}>
        <Text size="sm">Everything BambooHR needs is here. Check it once more, then send.</Text>
      </Alert>
    );
  }
  return (
    <Alert
      color="orange"
      icon={<IconAlertCircle size={18} />}
      title={`${counted(labels.length + others.length, 'thing')} to fill in`}
    >
      <Text size="sm">{[...labels, ...others].join(', ')}</Text>
    </Alert>
  );
}

interface FieldProps {
  form: HireForm;
  name: HireField;
  required?: boolean;
}

function TextField({ form, name, required = false, type = 'text' }: FieldProps & { type?: string }) {
  return (
    <TextInput
      label={fieldLabels[name]}
      type={type}
      withAsterisk={required}
      aria-required={required}
      data-path={name}
      {...form.getInputProps(name)}
    />
  );
}

/** A choice from the provider's list; free text when the provider's lists are not known. */
function ListInput({
  form,
  name,
  options,
  required = false,
}: FieldProps & { options: string[]; name: ListField }) {
  if (options.length === 0) return <TextField form={form} name={name} required={required} />;
  const { data, unknown } = choicesOf(options, form.values[name]);
  return (
    <Select
      label={fieldLabels[name]}
      description={unknown ? `“${form.values[name]}” is not in BambooHR’s list` : null}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      withAsterisk={required}
      aria-required={required}
      data-path={name}
      data={data}
      searchable
      clearable={!required}
      allowDeselect={!required}
      clearButtonProps={{ 'aria-label': `No ${fieldLabels[name].toLowerCase()}` }}
      {...form.getInputProps(name)}
      value={form.values[name] || null}
      onChange={(value) => form.setFieldValue(name, value ?? '')}
    />
  );
}

function focusFirst(form: HireForm, errors: Record<string, unknown>): void {
  const first = hireFieldNames.find((name) => errors[name]);
  if (first) form.getInputNode(first)?.focus();
}

function useSendHire(draft: HireDraft, onProblem: (error: unknown) => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const keyFor = useSendKey();
  return useMutation({
    mutationFn: (values: HireValues) => {
      const input = {
        applicationId: draft.applicationId,
        connectionId: draft.connectionId,
        fields: toHireFields(values),
      };
      return api.hires.create(input, { idempotencyKey: keyFor(input) });
    },
    onSuccess: async (hire) => {
      client.setQueryData(['hires', hire.id], hire);
      await navigate({ to: '/hires/$hireId', params: { hireId: hire.id } });
      await client.invalidateQueries({ queryKey: ['hires', 'application', draft.applicationId] });
    },
    onError: onProblem,
  });
}
