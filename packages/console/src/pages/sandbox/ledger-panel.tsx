import type { SandboxRequest } from '@joinery/sdk';
import { Button, Code, Group, Select, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { LoadMore } from '../../ui/load-more.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyProblem } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { faultNames } from './fault-words.ts';
import { ledgerQuery, type Outcome, toQuery } from './sandbox.queries.ts';

const outcomes: { value: Outcome; label: string }[] = [
  { value: 'all', label: 'All requests' },
  { value: 'executed', label: 'Work was done' },
  { value: 'not_executed', label: 'Work was not done' },
  { value: 'fault', label: 'Hit by a fault' },
  { value: 'limited', label: 'Over the limit' },
];

export function LedgerPanel() {
  const client = useQueryClient();
  const [operation, setOperation] = useState('');
  const [outcome, setOutcome] = useState<Outcome>('all');
  const [settled] = useDebouncedValue(operation, 300);
  const filter = { operation: settled, outcome };
  const ledger = useInfiniteQuery(ledgerQuery(filter));
  const requests = ledger.data?.pages.flatMap((page) => page.items) ?? [];
  const clear = useMutation({
    mutationFn: () => api.sandbox.requests.clear(),
    onError: (error) => notifyProblem('The list was not emptied', error),
    onSettled: () => client.invalidateQueries({ queryKey: ['sandbox', 'requests'] }),
  });
  return (
    <Panel
      flush
      title="Requests"
      description="What was asked of this company, newest first, whatever the caller was told."
      actions={
        <Group gap="xs">
          <Button
            component="a"
            href={api.sandbox.requests.downloadUrl({ ...toQuery(filter), format: 'csv' })}
            variant="default"
            size="xs"
            leftSection={<IconDownload size={15} aria-hidden />}
          >
            Download
          </Button>
          <Button variant="default" size="xs" loading={clear.isPending} onClick={() => clear.mutate()}>
            Empty
          </Button>
        </Group>
      }
    >
      <Group px="md" pb="sm" gap="xs" align="flex-end">
        <TextInput
          aria-label="Operation begins with"
          placeholder="Operation, such as GET /v1/employees"
          value={operation}
          onChange={(event) => setOperation(event.currentTarget.value)}
          style={{ flex: '1 1 16rem' }}
        />
        <Select
          aria-label="Outcome"
          allowDeselect={false}
          data={outcomes}
          value={outcome}
          onChange={(value) => setOutcome((value ?? 'all') as Outcome)}
          style={{ flex: '0 1 14rem' }}
        />
      </Group>
      {ledger.error && (
        <ProblemAlert
          error={ledger.error}
          title="The requests could not be loaded"
          onRetry={() => ledger.refetch()}
        />
      )}
      {ledger.isPending && <LoadingRows rows={5} />}
      {ledger.data && <RequestTable requests={requests} />}
      {ledger.data && (
        <LoadMore
          shown={requests.length}
          noun="requests"
          hasNextPage={ledger.hasNextPage}
          isFetchingNextPage={ledger.isFetchingNextPage}
          fetchNextPage={() => ledger.fetchNextPage()}
        />
      )}
    </Panel>
  );
}

function RequestTable({ requests }: { requests: SandboxRequest[] }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Request</Table.Th>
          <Table.Th>Answer</Table.Th>
          <Table.Th visibleFrom="sm">Work</Table.Th>
          <Table.Th visibleFrom="md">At</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {requests.map((request) => (
          <Table.Tr key={request.id}>
            <Table.Td>
              <Code style={{ overflowWrap: 'anywhere' }}>
                {request.method} {pathOf(request.path)}
              </Code>
              {request.fault && (
                <Text size="xs" c="dimmed">
                  {faultNames[request.fault]}
                </Text>
              )}
            </Table.Td>
            <Table.Td miw={96}>
              <StateBadge {...answerOf(request)} />
            </Table.Td>
            <Table.Td visibleFrom="sm">{request.executed ? 'Done' : 'Not done'}</Table.Td>
            <Table.Td visibleFrom="md">
              <Moment value={request.at} form="relative" />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

// The company is the one that is looked at: its part of the address says nothing.
function pathOf(path: string): string {
  return path.replace(/^\/api\/(gateway\.php\/[^/]+\/)?/i, '/');
}

function answerOf({ status, limited }: SandboxRequest): { color: string; label: string } {
  if (limited) return { color: 'yellow', label: `${status ?? ''} over limit` };
  if (status === null) return { color: 'gray', label: 'None' };
  return { color: status < 400 ? 'teal' : status < 500 ? 'orange' : 'red', label: String(status) };
}
