import type { Connection } from '@joinery/sdk';
import { Anchor, Button, Group, Modal, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import {
  type ConnectionValues,
  checkConnection,
  toConnectionInput,
  toConnectionPatch,
  toConnectionValues,
} from './connection-form.ts';

interface ConnectionFormModalProps {
  /** The connection to change; null for a new one. */
  connection: Connection | null;
  opened: boolean;
  onClose: () => void;
}

export function ConnectionFormModal({ connection, opened, onClose }: ConnectionFormModalProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={connection ? `Edit ${connection.name}` : 'Connect BambooHR'}
      size="lg"
    >
      <ConnectionForm connection={connection} onClose={onClose} />
    </Modal>
  );
}

function ConnectionForm({ connection, onClose }: Omit<ConnectionFormModalProps, 'opened'>) {
  const initial = toConnectionValues(connection);
  const [advanced, setAdvanced] = useState(initial.baseUrl !== '' || initial.markerField !== '');
  const form = useForm<ConnectionValues>({
    initialValues: initial,
    validate: (values) => checkConnection(values, connection === null),
  });
  const save = useSaveConnection(connection, onClose, (error) =>
    form.setErrors(fieldMessages(error, Object.keys(initial))),
  );

  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack gap="md">
        {save.error ? <ProblemAlert error={save.error} title="The integration was not saved" /> : null}
        <TextInput
          label="Subdomain"
          description="The first part of your BambooHR address"
          placeholder="mycompany"
          required
          data-autofocus
          spellCheck={false}
          rightSection={<span style={{ whiteSpace: 'nowrap' }}>.bamboohr.com</span>}
          rightSectionWidth={124}
          {...form.getInputProps('subdomain')}
        />
        <PasswordInput
          label="API key"
          description={
            connection
              ? 'Leave it empty to keep the present key'
              : 'In BambooHR: your picture at the top right, then API Keys, then Add New Key'
          }
          required={connection === null}
          autoComplete="off"
          {...form.getInputProps('apiKey')}
        />
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
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {connection ? 'Save' : 'Connect'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function AdvancedFields({ form }: { form: Pick<UseFormReturnType<ConnectionValues>, 'getInputProps'> }) {
  return (
    <>
      <TextInput
        label="Marker field"
        description="A custom text field in BambooHR that keeps the mark of a hire. With it, a hire is recognised for certain; without it, by e-mail and name."
        placeholder="customJoineryId"
        spellCheck={false}
        {...form.getInputProps('markerField')}
      />
      <TextInput
        label="Base URL"
        description="Only for a BambooHR API at another address, such as a sandbox company"
        placeholder="https://…/api/gateway.php/mycompany"
        type="url"
        spellCheck={false}
        {...form.getInputProps('baseUrl')}
      />
    </>
  );
}

function useSaveConnection(
  connection: Connection | null,
  onSaved: () => void,
  onProblem: (error: unknown) => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (values: ConnectionValues) =>
      connection
        ? api.connections.update(connection.id, toConnectionPatch(values))
        : api.connections.create(toConnectionInput(values)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['connections'] });
      onSaved();
      notifyDone(connection ? 'The integration was saved.' : 'Connected. Test it, then switch it on.');
    },
    onError: onProblem,
  });
}
