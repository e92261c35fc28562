import type { OauthGrant } from '@joinery/sdk';
import { Button, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { ScopeList } from './oauth-app-card.tsx';
import { oauthGrantsQuery } from './oauth-apps.queries.ts';

export function OauthGrantsPanel({ mayEdit }: { mayEdit: boolean }) {
  const grants = useQuery(oauthGrantsQuery);
  return (
    <Panel
      title="What people allowed"
      description="An application does in a person’s name what that person may do, at the moment of each request."
      flush
    >
      {grants.error && (
        <ProblemAlert
          error={grants.error}
          title="The list could not be loaded"
          onRetry={() => grants.refetch()}
        />
      )}
      {grants.isPending && <LoadingRows rows={3} />}
      {grants.data?.length === 0 && (
        <Text size="sm" c="dimmed" p="md" pt={0}>
          Nobody has allowed an application anything yet.
        </Text>
      )}
      {grants.data && grants.data.length > 0 && <GrantTable grants={grants.data} mayEdit={mayEdit} />}
    </Panel>
  );
}

function GrantTable({ grants, mayEdit }: { grants: OauthGrant[]; mayEdit: boolean }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Person</Table.Th>
          <Table.Th visibleFrom="md">May</Table.Th>
          <Table.Th visibleFrom="sm">Allowed</Table.Th>
          <Table.Th visibleFrom="sm">Last used</Table.Th>
          <Table.Th>State</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {grants.map((grant) => (
          <Table.Tr key={grant.id}>
            <Table.Td>
              <Text size="sm" fw={600}>
                {grant.user.name}
              </Text>
              <Text size="xs" c="dimmed">
                {grant.app.name}
              </Text>
              <Text size="xs" c="dimmed" hiddenFrom="sm">
                {grant.lastUsedAt ? (
                  <>
                    Used <Moment value={grant.lastUsedAt} form="relative" />
                  </>
                ) : (
                  'Never used'
                )}
              </Text>
            </Table.Td>
            <Table.Td visibleFrom="md">
              <ScopeList scopes={grant.scopes} />
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <Moment value={grant.createdAt} form="relative" />
            </Table.Td>
            <Table.Td visibleFrom="sm">
              {grant.lastUsedAt ? <Moment value={grant.lastUsedAt} form="relative" /> : 'Never'}
            </Table.Td>
            <Table.Td>
              <GrantState grant={grant} mayEdit={mayEdit} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function GrantState({ grant, mayEdit }: { grant: OauthGrant; mayEdit: boolean }) {
  if (grant.state === 'revoked') return <StateBadge color="gray" label="Revoked" />;
  if (grant.state === 'ended') return <StateBadge color="gray" label="Ended" />;
  return mayEdit ? <RevokeGrant grant={grant} /> : <StateBadge color="teal" label="Live" />;
}

function RevokeGrant({ grant }: { grant: OauthGrant }) {
  const client = useQueryClient();
  const [opened, modal] = useDisclosure(false);
  const revoke = useMutation({
    mutationFn: () => api.oauthGrants.revoke(grant.id),
    onSuccess: async () => {
      modal.close();
      notifyDone(`The access of ${grant.app.name} was revoked.`);
      await client.invalidateQueries({ queryKey: ['oauth-grants'] });
    },
  });
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        onClick={modal.open}
        aria-label={`Revoke what ${grant.user.name} allowed ${grant.app.name}`}
      >
        Revoke
      </Button>
      <ConfirmModal
        opened={opened}
        title={`Revoke the access of ${grant.app.name}?`}
        action="Revoke"
        busy={revoke.isPending}
        error={revoke.error}
        onConfirm={() => revoke.mutate()}
        onClose={modal.close}
      >
        It is refused from its next request in the name of {grant.user.name} on, and has to ask again.
      </ConfirmModal>
    </>
  );
}
