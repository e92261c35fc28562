import type { Connection } from '@joinery/sdk';
import { Anchor, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { FormActions } from '../../ui/form-actions.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { AccountFields, AdvancedFields } from './connection-fields.tsx';
import {
  type ConnectionValues,
  checkConnection,
  toConnectionPatch,
  toConnectionValues,
} from './connection-form.ts';

interface ConnectionFormModalProps {
  connection: Connection;
  opened: boolean;
  onClose: () => void;
}

export function ConnectionFormModal({ connection, opened, onClose }: ConnectionFormModalProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Edit ${connection.name}`} size="lg">
      <ConnectionForm connection={connection} onClose={onClose} />
    </Modal>
  );
}

function ConnectionForm({ connection, onClose }: Omit<ConnectionFormModalProps, 'opened'>) {
  const initial = toConnectionValues(connection);
  const [advanced, setAdvanced] = useState(initial.baseUrl !== '' || initial.markerField !== '');
  const form = useForm<ConnectionValues>({
    initialValues: initial,
    validate: (values) => checkConnection(values, false),
  });
  const save = useSaveConnection(connection, onClose, (error) =>
    form.setErrors(fieldMessages(error, Object.keys(initial))),
  );

  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="md">
        {save.error ? <ProblemAlert error={save.error} title="The integration was not saved" /> : null}
        <AccountFields form={form} isNew={false} />
        <TextInput
          label="Name"
          description="How it is called here"
          required
          {...form.getInputProps('name')}
        />
        {advanced ? (
          <AdvancedFields form={form} />
        ) : (
          <Anchor component="button" type="button" size="sm" ta="left" onClick={() => setAdvanced(true)}>
            Marker field and another address
          </Anchor>
        )}
        <FormActions onCancel={onClose} loading={save.isPending}>
          Save
        </FormActions>
      </Stack>
    </form>
  );
}

function useSaveConnection(connection: Connection, onSaved: () => void, onProblem: (error: unknown) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (values: ConnectionValues) =>
      api.connections.update(connection.id, toConnectionPatch(values)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['connections'] });
      onSaved();
      notifyDone('The integration was saved.');
    },
    onError: onProblem,
  });
}
