import type { Sync } from '@joinery/sdk';
import { Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { TextLink } from '../../ui/links.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { counted } from '../../ui/names.ts';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { syncStates } from '../../ui/states.ts';
import { describeCounts, formatDuration, syncKinds, syncReasons } from './sync-words.ts';
import { syncsQuery } from './syncs.queries.ts';

// The chart's library is as large as the rest of the page; nobody waits for it.
const SyncChart = lazy(async () => ({ default: (await import('./sync-chart.tsx')).SyncChart }));

/** Every run of a connection, the newest on top. */
export function RunsPanel({ connectionId }: { connectionId: string }) {
  const syncs = useInfiniteQuery(syncsQuery(connectionId));
  const items = syncs.data?.pages.flatMap((page) => page.items);
  return (
    <Panel title="Runs" flush>
      {syncs.isPending && <LoadingRows rows={4} />}
      {syncs.error && (
        <ProblemAlert
          error={syncs.error}
          title="The runs could not be loaded"
          onRetry={() => syncs.refetch()}
        />
      )}
      {items?.length === 0 && (
        <Text size="sm" c="dimmed" px="md" pb="md">
          Nothing was read yet.
        </Text>
      )}
      {items && items.length > 0 && (
        <>
          <Suspense fallback={<div style={{ height: 178 }} />}>
            <SyncChart syncs={items} />
          </Suspense>
          <RunTable syncs={items} />
          <LoadMore shown={items.length} noun="runs" {...syncs} />
        </>
      )}
    </Panel>
  );
}

function RunTable({ syncs }: { syncs: Sync[] }) {
  return (
    <Table highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Read</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th visibleFrom="sm">Outcome</Table.Th>
          <Table.Th visibleFrom="md" ta="right">
            Calls
          </Table.Th>
          <Table.Th visibleFrom="md" ta="right">
            Took
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {syncs.map((sync) => (
          <Table.Tr key={sync.id}>
            <Table.Td>
              <TextLink to="/syncs/$syncId" params={{ syncId: sync.id }} fw={600} size="sm">
                {syncKinds[sync.kind]}
              </TextLink>
              <Text size="xs" c="dimmed">
                {syncReasons[sync.reason]}, <Moment value={sync.createdAt} form="relative" />
              </Text>
            </Table.Td>
            <Table.Td>
              <StateBadge {...syncStates[sync.state]} />
            </Table.Td>
            <Table.Td visibleFrom="sm">
              {sync.finishedAt === null ? '…' : (sync.problem?.message ?? describeCounts(sync.counts))}
              {sync.warnings.length > 0 && (
                <Text size="xs" c="dimmed">
                  {counted(sync.warnings.length, 'warning')}
                </Text>
              )}
            </Table.Td>
            <Table.Td visibleFrom="md" ta="right">
              {sync.calls}
            </Table.Td>
            <Table.Td visibleFrom="md" ta="right" style={{ whiteSpace: 'nowrap' }}>
              {sync.milliseconds === null ? '–' : formatDuration(sync.milliseconds)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
