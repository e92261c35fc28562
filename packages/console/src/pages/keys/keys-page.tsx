import type { ApiKey } from '@joinery/sdk';
import { Button, Code, Paper, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { Blank } from '../../ui/blank.tsx';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { KeyFormModal } from './key-form-modal.tsx';

const keysQuery = queryOptions({ queryKey: ['keys'], queryFn: async () => (await api.keys.list()).items });

export function KeysPage() {
  const keys = useQuery(keysQuery);
  const [opened, modal] = useDisclosure(false);
  const create = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={modal.open}>
      New API key
    </Button>
  );
  return (
    <Page
      title="API keys"
      description="A key may do exactly what its user may do, at the moment of each request."
      actions={create}
    >
      <Paper style={{ overflow: 'hidden' }}>
        {keys.error && (
          <ProblemAlert
            error={keys.error}
            title="The keys could not be loaded"
            onRetry={() => keys.refetch()}
          />
        )}
        {keys.isPending && <LoadingRows rows={4} />}
        {keys.data?.length === 0 && (
          <Blank icon={<IconKey size={26} />} title="No API keys yet" actions={create}>
            A key lets a program use /v1 or the BambooHR API of this company in the name of a user.
          </Blank>
        )}
        {keys.data && keys.data.length > 0 && <KeyTable keys={keys.data} />}
      </Paper>
      <KeyFormModal opened={opened} onClose={modal.close} />
    </Page>
  );
}

function KeyTable({ keys }: { keys: ApiKey[] }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th visibleFrom="sm">Owner</Table.Th>
          <Table.Th visibleFrom="md">Made</Table.Th>
          <Table.Th visibleFrom="sm">Last used</Table.Th>
          <Table.Th>
            <Text span size="sm" fw="inherit">
              State
            </Text>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {keys.map((key) => (
          <Table.Tr key={key.id}>
            <Table.Td>
              <Text size="sm" fw={600}>
                {key.name}
              </Text>
              <Code>{key.preview}…</Code>
              <Text size="xs" c="dimmed" hiddenFrom="sm">
                {key.owner.name}
              </Text>
            </Table.Td>
            <Table.Td visibleFrom="sm">{key.owner.name}</Table.Td>
            <Table.Td visibleFrom="md">
              <Moment value={key.createdAt} form="relative" />
            </Table.Td>
            <Table.Td visibleFrom="sm">
              {key.lastUsedAt ? <Moment value={key.lastUsedAt} form="relative" /> : 'Never'}
            </Table.Td>
            <Table.Td>
              {key.revokedAt ? <StateBadge color="gray" label="Revoked" /> : <RevokeKey apiKey={key} />}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function RevokeKey({ apiKey }: { apiKey: ApiKey }) {
  const client = useQueryClient();
  const [opened, modal] = useDisclosure(false);
  const revoke = useMutation({
    mutationFn: () => api.keys.revoke(apiKey.id),
    onSuccess: async () => {
      modal.close();
      notifyDone(`${apiKey.name} was revoked.`);
      await client.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={modal.open} aria-label={`Revoke ${apiKey.name}`}>
        Revoke
      </Button>
      <ConfirmModal
        opened={opened}
        title={`Revoke ${apiKey.name}?`}
        action="Revoke"
        busy={revoke.isPending}
        error={revoke.error}
        onConfirm={() => revoke.mutate()}
        onClose={modal.close}
      >
        Every program that uses this key is refused from its next request on. A key cannot be brought back.
      </ConfirmModal>
    </>
  );
}
