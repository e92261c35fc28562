import type { SandboxSnapshot } from '@joinery/sdk';
import { Button, Group, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyDone, notifyProblem } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { fieldMessages } from '../../ui/problems.ts';
import { snapshotsQuery } from './sandbox.queries.ts';

export function SnapshotsPanel() {
  const snapshots = useQuery(snapshotsQuery);
  return (
    <Panel
      flush
      title="Snapshots"
      description="The whole state but users, levels and keys. “seed” is how the company began."
    >
      {snapshots.error && <ProblemAlert error={snapshots.error} title="The snapshots could not be loaded" />}
      {snapshots.isPending && <LoadingRows rows={2} />}
      {snapshots.data && (
        <Table>
          <Table.Tbody>
            {snapshots.data.map((snapshot) => (
              <SnapshotRow key={snapshot.name} snapshot={snapshot} />
            ))}
          </Table.Tbody>
        </Table>
      )}
      <TakeSnapshot />
    </Panel>
  );
}

function SnapshotRow({ snapshot: { name, rows, takenAt } }: { snapshot: SandboxSnapshot }) {
  const client = useQueryClient();
  const [opened, modal] = useDisclosure(false);
  const restore = useMutation({
    mutationFn: () => api.sandbox.snapshots.restore(name),
    onSuccess: async ({ removed, added }) => {
      modal.close();
      notifyDone(`${name} is restored: ${removed} rows removed, ${added} put back.`);
      await client.invalidateQueries();
    },
  });
  const remove = useMutation({
    mutationFn: () => api.sandbox.snapshots.remove(name),
    onError: (error) => notifyProblem('The snapshot was not removed', error),
    onSettled: () => client.invalidateQueries({ queryKey: snapshotsQuery.queryKey }),
  });
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {rows.toLocaleString('en-GB')} rows · <Moment value={takenAt} form="relative" />
        </Text>
      </Table.Td>
      <Table.Td>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" size="compact-sm" aria-label={`Restore ${name}`} onClick={modal.open}>
            Restore
          </Button>
          {name !== 'seed' && (
            <Button
              variant="default"
              size="compact-sm"
              aria-label={`Remove ${name}`}
              loading={remove.isPending}
              onClick={() => remove.mutate()}
            >
              Remove
            </Button>
          )}
        </Group>
        <ConfirmModal
          opened={opened}
          title={`Restore ${name}?`}
          action="Restore"
          busy={restore.isPending}
          error={restore.error}
          onConfirm={() => restore.mutate()}
          onClose={modal.close}
        >
          Everything that happened in this company since then is gone, faults, limit and requests too. Users
          and API keys stay, and keep working.
        </ConfirmModal>
      </Table.Td>
    </Table.Tr>
  );
}

function TakeSnapshot() {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const take = useMutation({
    mutationFn: () => api.sandbox.snapshots.take(name.trim()),
    onSuccess: async () => {
      setName('');
      await client.invalidateQueries({ queryKey: snapshotsQuery.queryKey });
    },
  });
  const { name: wrongName } = fieldMessages(take.error, ['name']);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        take.mutate();
      }}
    >
      <Stack gap="xs" p="md">
        {take.error && !wrongName && <ProblemAlert error={take.error} title="No snapshot was taken" />}
        <Group align="flex-end" gap="xs">
          <TextInput
            label="New snapshot"
            placeholder="before-import"
            value={name}
            error={wrongName}
            inputWrapperOrder={['label', 'error', 'input']}
            onChange={(event) => {
              setName(event.currentTarget.value);
              take.reset();
            }}
            style={{ flex: 1 }}
          />
          <Button type="submit" variant="default" disabled={name.trim() === ''} loading={take.isPending}>
            Take
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
