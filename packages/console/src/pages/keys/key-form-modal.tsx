import type { CreatedApiKey } from '@joinery/sdk';
import { Alert, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { FormActions } from '../../ui/form-actions.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { useSession } from '../session/session.queries.ts';
import { nameOfUser } from '../users/user-names.ts';
import { usersQuery } from '../users/users.queries.ts';

interface KeyFormModalProps {
  opened: boolean;
  onClose: () => void;
}

export function KeyFormModal({ opened, onClose }: KeyFormModalProps) {
  const [created, setCreated] = useState<CreatedApiKey | null>(null);
  const close = () => {
    onClose();
    setCreated(null);
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={created ? 'Copy the key now' : 'New API key'}
      closeOnClickOutside={created === null}
      closeOnEscape={created === null}
    >
      {created ? (
        <CreatedKey created={created} onClose={close} />
      ) : (
        <KeyForm onCreated={setCreated} onClose={close} />
      )}
    </Modal>
  );
}

function CreatedKey({ created, onClose }: { created: CreatedApiKey; onClose: () => void }) {
  return (
    <Stack gap="md">
      <Alert color="orange" icon={<IconAlertTriangle size={18} />}>
        <Text size="sm">This is the only time that the key is shown. Keep it like a password.</Text>
      </Alert>
      <CopyField value={created.key} label="API key" />
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          I have copied it
        </Button>
      </Group>
    </Stack>
  );
}

interface KeyFormProps {
  onCreated: (key: CreatedApiKey) => void;
  onClose: () => void;
}

function KeyForm({ onCreated, onClose }: KeyFormProps) {
  const client = useQueryClient();
  const users = useQuery(usersQuery);
  const self = useSession().user;
  const form = useForm({
    initialValues: { name: '', userId: self.id },
    validate: { name: (value) => (value.trim() === '' ? 'Say what the key is for' : null) },
  });
  const create = useMutation({
    mutationFn: (values: { name: string; userId: string }) =>
      api.keys.create({ name: values.name.trim(), userId: values.userId }),
    onSuccess: async (key) => {
      onCreated(key);
      await client.invalidateQueries({ queryKey: ['keys'] });
    },
    onError: (error) => form.setErrors(fieldMessages(error, ['name', 'userId'])),
  });
  const owners = users.data?.filter((user) => user.status === 'enabled') ?? [self];

  return (
    <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
      <Stack gap="md">
        {create.error && <ProblemAlert error={create.error} title="No key was made" />}
        <TextInput
          label="Name"
          description="What uses it, for example “careers page”"
          required
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Select
          label="User"
          description="The key may do what this user may do"
          allowDeselect={false}
          data={owners.map((user) => ({
            value: user.id,
            label: `${nameOfUser(user)} (${user.accessLevelName})`,
          }))}
          {...form.getInputProps('userId')}
        />
        <FormActions onCancel={onClose} loading={create.isPending}>
          Create key
        </FormActions>
      </Stack>
    </form>
  );
}
