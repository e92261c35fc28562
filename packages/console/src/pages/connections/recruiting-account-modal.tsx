import type { Connection } from '@joinery/sdk';
import { Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { FormActions } from '../../ui/form-actions.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import {
  checkAccount,
  type RecruitingAccountValues,
  toAccountPatch,
  toAccountValues,
} from './recruiting-account.ts';
import { RecruitingAccountFields } from './recruiting-account-fields.tsx';

interface RecruitingAccountModalProps {
  connection: Connection;
  opened: boolean;
  onClose: () => void;
}

export function RecruitingAccountModal({ connection, opened, onClose }: RecruitingAccountModalProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Edit ${connection.name}`} size="lg">
      <AccountForm connection={connection} onClose={onClose} />
    </Modal>
  );
}

function AccountForm({ connection, onClose }: Omit<RecruitingAccountModalProps, 'opened'>) {
  const client = useQueryClient();
  const form = useForm<RecruitingAccountValues>({
    initialValues: toAccountValues(connection),
    validate: (values) => checkAccount(values, false),
  });
  const save = useMutation({
    mutationFn: (values: RecruitingAccountValues) =>
      api.connections.update(connection.id, toAccountPatch(values)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['connections'] });
      await client.invalidateQueries({ queryKey: ['recruiting'] });
      onClose();
      notifyDone('The integration was saved.');
    },
    onError: (error) => form.setErrors(fieldMessages(error, Object.keys(form.values))),
  });
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="md">
        {save.error && <ProblemAlert error={save.error} title="The integration was not saved" />}
        <RecruitingAccountFields form={form} isNew={false} />
        <TextInput
          label="Name"
          description="How it is called here"
          required
          {...form.getInputProps('name')}
        />
        <FormActions onCancel={onClose} loading={save.isPending}>
          Save
        </FormActions>
      </Stack>
    </form>
  );
}
