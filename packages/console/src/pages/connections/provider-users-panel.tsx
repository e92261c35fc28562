import type { ProviderUser } from '@joinery/sdk';
import { Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { TextLink } from '../../ui/links.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { providerUsersQuery } from './connections.queries.ts';

/** Who can sign in at the provider, as it was read last. */
export function ProviderUsersPanel({ connectionId }: { connectionId: string }) {
  const users = useInfiniteQuery(providerUsersQuery(connectionId));
  const items = users.data?.pages.flatMap((page) => page.items);
  return (
    <Panel title="Users at BambooHR" description="They cannot sign in here by that." flush>
      {users.isPending && <LoadingRows rows={3} />}
      {users.error && <ProblemAlert error={users.error} onRetry={() => users.refetch()} />}
      {items?.length === 0 && (
        <Text size="sm" c="dimmed" px="md" pb="md">
          None are known. They come with the first full sync, where the key may see them.
        </Text>
      )}
      {items && items.length > 0 && (
        <>
          <Table>
            <Table.Tbody>
              {items.map((user) => (
                <UserRow key={user.id} user={user} />
              ))}
            </Table.Tbody>
          </Table>
          <LoadMore shown={items.length} noun="users" {...users} />
        </>
      )}
    </Panel>
  );
}

function UserRow({ user }: { user: ProviderUser }) {
  const name = [user.firstName, user.lastName].filter(Boolean).join(' ') || `User ${user.id}`;
  return (
    <Table.Tr>
      <Table.Td>
        {user.employeeNumber === null ? (
          <Text size="sm" fw={600}>
            {name}
          </Text>
        ) : (
          <TextLink to="/employees/$number" params={{ number: user.employeeNumber }} size="sm" fw={600}>
            {name}
          </TextLink>
        )}
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {user.email ?? (user.employeeNumber === null ? 'No employee' : '')}
        </Text>
      </Table.Td>
      <Table.Td ta="right">
        <StateBadge
          color={user.enabled ? 'teal' : 'gray'}
          label={user.enabled ? 'Can sign in' : 'Switched off'}
        />
      </Table.Td>
    </Table.Tr>
  );
}
