import type { AccessLevel } from '@joinery/sdk';
import { Modal, PasswordInput, SegmentedControl, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { FormActions } from '../../ui/form-actions.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { checkUser, emptyUser, toUserDraft, type UserValues } from './user-form.ts';

interface UserFormModalProps {
  levels: AccessLevel[];
  opened: boolean;
  onClose: () => void;
}

export function UserFormModal({ levels, opened, onClose }: UserFormModalProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="New user" size="lg">
      <UserForm levels={levels} onClose={onClose} />
    </Modal>
  );
}

function UserForm({ levels, onClose }: Omit<UserFormModalProps, 'opened'>) {
  const client = useQueryClient();
  const form = useForm<UserValues>({ initialValues: emptyUser, validate: checkUser });
  const create = useMutation({
    mutationFn: (values: UserValues) => api.users.create(toUserDraft(values)),
    onSuccess: async () => {
      onClose();
      notifyDone('The user was created.');
      await client.invalidateQueries({ queryKey: ['users'] });
    },
    onError: (error) => form.setErrors(fieldMessages(error, Object.keys(emptyUser))),
  });
  const person = form.values.kind === 'person';

  return (
    <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
      <Stack gap="md">
        {create.error && <ProblemAlert error={create.error} title="The user was not created" />}
        <SegmentedControl
          aria-label="Kind of user"
          data={[
            { value: 'person', label: 'Person' },
            { value: 'service', label: 'Service user' },
          ]}
          {...form.getInputProps('kind')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label={person ? 'First name' : 'Name'} {...form.getInputProps('firstName')} />
          {person && <TextInput label="Last name" {...form.getInputProps('lastName')} />}
        </SimpleGrid>
        {person && (
          <>
            <TextInput label="E-mail" type="email" required {...form.getInputProps('email')} />
            <PasswordInput
              label="Password"
              description="At least 10 characters. Hand it over in a safe way."
              required
              autoComplete="new-password"
              {...form.getInputProps('password')}
            />
          </>
        )}
        <Select
          label="Access level"
          required
          allowDeselect={false}
          data={levels.map((level) => ({ value: level.id, label: level.name }))}
          {...form.getInputProps('accessLevelId')}
        />
        <FormActions onCancel={onClose} loading={create.isPending}>
          Create user
        </FormActions>
      </Stack>
    </form>
  );
}
