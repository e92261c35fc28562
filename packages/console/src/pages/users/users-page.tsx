import type { AccessLevel, User } from '@joinery/sdk';
import { Button, Group, Paper, Select, Switch, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { Initials } from '../../ui/initials.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyProblem } from '../../ui/notify.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSession } from '../session/session.queries.ts';
import { UserFormModal } from './user-form-modal.tsx';
import { nameOfUser } from './user-names.ts';
import { accessLevelsQuery, usersQuery } from './users.queries.ts';

export function UsersPage() {
  const users = useQuery(usersQuery);
  const levels = useQuery(accessLevelsQuery);
  const [opened, modal] = useDisclosure(false);
  const mayEdit = useSession().access.settings.users === 'edit';
  const error = users.error ?? levels.error;
  return (
    <Page
      title="Users"
      description="People and service users who may sign in or own API keys."
      actions={
        mayEdit && (
          <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={modal.open}>
            New user
          </Button>
        )
      }
    >
      {error && (
        <ProblemAlert
          error={error}
          title="The users could not be loaded"
          onRetry={() => Promise.all([users.refetch(), levels.refetch()])}
        />
      )}
      <Paper style={{ overflow: 'hidden' }}>
        {users.data && levels.data ? (
          <UserTable users={users.data} levels={levels.data} mayEdit={mayEdit} />
        ) : (
          !error && <LoadingRows rows={4} />
        )}
      </Paper>
      {levels.data && <UserFormModal levels={levels.data} opened={opened} onClose={modal.close} />}
    </Page>
  );
}

interface UserTableProps {
  users: User[];
  levels: AccessLevel[];
  mayEdit: boolean;
}

function UserTable({ users, levels, mayEdit }: UserTableProps) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>User</Table.Th>
          <Table.Th visibleFrom="sm">Access level</Table.Th>
          <Table.Th visibleFrom="md">Last sign-in</Table.Th>
          <Table.Th>Enabled</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {users.map((user) => (
          <UserRow key={user.id} user={user} levels={levels} mayEdit={mayEdit} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function UserRow({ user, levels, mayEdit }: Omit<UserTableProps, 'users'> & { user: User }) {
  const client = useQueryClient();
  const self = useSession().user.id === user.id;
  const change = useMutation({
    mutationFn: (input: { status?: User['status']; accessLevelId?: string }) =>
      api.users.update(user.id, input),
    onError: (error) => notifyProblem(`${nameOfUser(user)} was not changed`, error),
    onSettled: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
  // Taking the own access away would lock the person out of this very page.
  const locked = !mayEdit || self || change.isPending;
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="sm" wrap="nowrap">
          <Initials name={nameOfUser(user)} />
          <div style={{ minWidth: 0 }}>
            <Text size="sm" fw={600}>
              {nameOfUser(user)}
              {self && ' (you)'}
            </Text>
            <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {user.kind === 'service' ? 'Service user' : user.email}
            </Text>
            <Text size="xs" c="dimmed" hiddenFrom="sm">
              {user.accessLevelName}
            </Text>
          </div>
        </Group>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Select
          aria-label={`Access level of ${nameOfUser(user)}`}
          size="xs"
          maw={200}
          allowDeselect={false}
          disabled={locked}
          data={levels.map((level) => ({ value: level.id, label: level.name }))}
          value={user.accessLevelId}
          onChange={(accessLevelId) => accessLevelId && change.mutate({ accessLevelId })}
        />
      </Table.Td>
      <Table.Td visibleFrom="md">
        {user.lastLoginAt ? <Moment value={user.lastLoginAt} form="relative" /> : 'Never'}
      </Table.Td>
      <Table.Td>
        <Switch
          aria-label={`${nameOfUser(user)} enabled`}
          checked={user.status === 'enabled'}
          disabled={locked}
          onChange={(event) =>
            change.mutate({ status: event.currentTarget.checked ? 'enabled' : 'disabled' })
          }
        />
      </Table.Td>
    </Table.Tr>
  );
}
