import type { RecruitingRecord } from '@joinery/sdk';
import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { TextLink } from '../../ui/links.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyProblem } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { stageKinds } from '../../ui/states.ts';
import { heldRecordsQuery, takenRecordsQuery } from './recruiting.queries.ts';

interface HeldPanelProps {
  connectionId: string;
  mayEdit: boolean;
}

/** Applications that cannot come until somebody does something; nothing where there are none. */
export function HeldPanel({ connectionId, mayEdit }: HeldPanelProps) {
  const held = useInfiniteQuery(heldRecordsQuery(connectionId));
  const items = held.data?.pages.flatMap((page) => page.items) ?? [];
  if (held.error)
    return <ProblemAlert error={held.error} title="Applications that wait could not be loaded" />;
  if (items.length === 0) return null;
  return (
    <Panel title="Applications that wait for somebody" flush>
      <Stack gap="lg" px="md" pb="md">
        {items.map((record) => (
          <HeldRecord key={record.id} record={record} mayEdit={mayEdit} />
        ))}
      </Stack>
      <LoadMore shown={items.length} noun="applications" {...held} />
    </Panel>
  );
}

function HeldRecord({ record, mayEdit }: { record: RecruitingRecord; mayEdit: boolean }) {
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: (action: 'retry' | 'leave') =>
      api.recruiting.actOnRecord(record.connectionId, record.id, { action }),
    onError: (error) => notifyProblem('That did not work', error),
    onSettled: () => client.invalidateQueries({ queryKey: ['recruiting'] }),
  });
  return (
    <div>
      <Text size="sm" fw={600}>
        Application {record.providerId}
        {record.jobTitle && ` for ${record.jobTitle}`}
      </Text>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {record.problem}
      </Text>
      {mayEdit && (
        <Group gap="xs" mt="xs">
          <Button variant="default" size="xs" loading={act.isPending} onClick={() => act.mutate('retry')}>
            Try again
          </Button>
          <Button variant="default" size="xs" disabled={act.isPending} onClick={() => act.mutate('leave')}>
            Leave it there
          </Button>
        </Group>
      )}
    </div>
  );
}

/** What came from the account; nothing where nothing did. */
export function ReceivedPanel({ connectionId }: { connectionId: string }) {
  const taken = useInfiniteQuery(takenRecordsQuery(connectionId));
  const items = taken.data?.pages.flatMap((page) => page.items) ?? [];
  if (taken.error) return <ProblemAlert error={taken.error} title="What came could not be loaded" />;
  if (items.length === 0) return null;
  return (
    <Panel title="What came" flush>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Application</Table.Th>
            <Table.Th>There</Table.Th>
            <Table.Th visibleFrom="sm">Came</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((record) => (
            <Table.Tr key={record.id}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                {record.candidateId === null ? (
                  <Text size="sm">{record.providerId}</Text>
                ) : (
                  <TextLink
                    to="/candidates/$candidateId"
                    params={{ candidateId: record.candidateId }}
                    size="sm"
                    fw={600}
                  >
                    {record.providerId}
                  </TextLink>
                )}
                <Text size="xs" c="dimmed">
                  {record.jobTitle ?? 'No job'}
                  {record.problem && ` · ${record.problem}`}
                </Text>
              </Table.Td>
              <Table.Td>
                {record.kind ? (
                  <StateBadge
                    {...stageKinds[record.kind]}
                    label={record.status ?? stageKinds[record.kind].label}
                  />
                ) : (
                  (record.status ?? '–')
                )}
              </Table.Td>
              <Table.Td visibleFrom="sm">
                <Moment value={record.takenAt ?? record.seenAt} form="relative" />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <LoadMore shown={items.length} noun="applications" {...taken} />
    </Panel>
  );
}
