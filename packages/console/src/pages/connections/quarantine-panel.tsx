import type { Quarantined } from '@joinery/sdk';
import { Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { TextLink } from '../../ui/links.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { quarantineQuery } from './connections.queries.ts';

/** Records that cannot be read, and why; nothing where there are none. */
export function QuarantinePanel({ connectionId }: { connectionId: string }) {
  const quarantine = useInfiniteQuery(quarantineQuery(connectionId));
  const items = quarantine.data?.pages.flatMap((page) => page.items) ?? [];
  if (quarantine.error)
    return <ProblemAlert error={quarantine.error} title="Unreadable records could not be loaded" />;
  if (items.length === 0) return null;
  return (
    <Panel
      title="Unreadable records"
      description="They keep their last values here until BambooHR tells them right."
      flush
    >
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Record</Table.Th>
            <Table.Th>Why</Table.Th>
            <Table.Th visibleFrom="sm">Since</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item) => (
            <Table.Tr key={`${item.providerId} ${item.stream}`}>
              <Table.Td>
                <Subject item={item} />
                <Text size="xs" c="dimmed">
                  {item.stream.startsWith('rows:') ? `Table ${item.stream.slice(5)}` : 'Own fields'}
                </Text>
              </Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{item.problem}</Table.Td>
              <Table.Td visibleFrom="sm">
                <Moment value={item.since} form="relative" />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <LoadMore shown={items.length} noun="records" {...quarantine} />
    </Panel>
  );
}

function Subject({ item: { employeeNumber, providerId } }: { item: Quarantined }) {
  if (employeeNumber === null) return <Text size="sm">BambooHR {providerId}</Text>;
  return (
    <TextLink to="/employees/$number" params={{ number: employeeNumber }} size="sm" fw={600}>
      Employee {employeeNumber}
    </TextLink>
  );
}
