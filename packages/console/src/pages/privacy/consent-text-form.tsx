import type { ConsentText } from '@joinery/sdk';
import { Checkbox, Paper, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { FormActions } from '../../ui/form-actions.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { nameOf } from './privacy-words.ts';

interface ConsentTextFormProps {
  text: ConsentText | null;
  /** Keys of the texts that are there. */
  taken: string[];
  onClose: () => void;
}

export function ConsentTextForm({ text, taken, onClose }: ConsentTextFormProps) {
  const client = useQueryClient();
  const form = useForm({
    initialValues: {
      key: text?.key ?? '',
      label: text?.label ?? '',
      text: text?.text ?? '',
      required: text?.required ?? false,
    },
    validate: {
      label: (value) => (value.trim() === '' ? 'Write what stands beside the box' : null),
      text: (value) => (value.trim() === '' ? 'Write what is agreed to' : null),
    },
  });
  const save = useMutation({
    mutationFn: ({ key, ...words }: typeof form.values) =>
      text
        ? api.consentTexts.change(text.key, words)
        : api.consentTexts.create({ key: key.trim() || nameOf(words.label, new Set(taken)), ...words }),
    onSuccess: async (saved) => {
      onClose();
      notifyDone(
        text && saved.version === text.version
          ? 'These are the same words: nothing changed.'
          : `Version ${saved.version} is asked from now on.`,
      );
      await client.invalidateQueries({ queryKey: ['consent-texts'] });
    },
    onError: (error) => form.setErrors(fieldMessages(error, Object.keys(form.values))),
  });
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="md">
        {save.error && <ProblemAlert error={save.error} title="The text was not saved" />}
        <TextInput
          label="Beside the box"
          placeholder="I agree that …"
          required
          data-autofocus
          maxLength={300}
          {...form.getInputProps('label')}
        />
        <Textarea
          label="What is agreed to, in full"
          required
          autosize
          minRows={5}
          maxRows={14}
          maxLength={20_000}
          {...form.getInputProps('text')}
        />
        <Switch
          label="Nobody applies by a form without it"
          {...form.getInputProps('required', { type: 'checkbox' })}
        />
        {!text && (
          <TextInput
            label="Key"
            description="For programs; it stays through all versions. Empty: made of the words above."
            placeholder={form.values.label ? nameOf(form.values.label, new Set(taken)) : 'talent_pool'}
            maxLength={40}
            {...form.getInputProps('key')}
          />
        )}
        <Preview {...form.values} />
        <FormActions onCancel={onClose} loading={save.isPending}>
          {text ? `Ask as version ${text.version + 1}` : 'Ask from now on'}
        </FormActions>
      </Stack>
    </form>
  );
}

function Preview({ label, text, required }: { label: string; text: string; required: boolean }) {
  return (
    <Paper withBorder p="sm" component="section" aria-label="Preview in the form">
      <Text size="xs" c="dimmed" mb={6}>
        In the form
      </Text>
      <Checkbox
        readOnly
        tabIndex={-1}
        checked={false}
        label={
          <>
            {label || 'What stands beside the box'}
            {required && ' *'}
          </>
        }
        onChange={() => undefined}
      />
      <Text size="sm" mt={6} c="dimmed" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {text || 'What is agreed to'}
      </Text>
    </Paper>
  );
}
