import type { Hold, HoldPerson } from '@joinery/sdk';
import { Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { formatDate } from '../../ui/dates.ts';
import { TextLink } from '../../ui/links.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { whatHappens } from './hold-words.ts';
import { holdPeopleQuery } from './holds.queries.ts';

const titles: Record<Hold['kind'], string> = {
  leavers: 'Who would leave',
  shrink: 'Who is missing',
  quarantine: 'Whose records cannot be read',
  empty: 'Who is missing',
};

/** Who it is about, what would happen to them, and from when. */
export function HoldPeople({ hold }: { hold: Hold }) {
  const people = useInfiniteQuery(holdPeopleQuery(hold.id));
  const items = people.data?.pages.flatMap((page) => page.items);
  return (
    <Panel title={titles[hold.kind]} flush>
      {people.isPending && <LoadingRows rows={5} />}
      {people.error && (
        <ProblemAlert
          error={people.error}
          title="The people could not be loaded"
          onRetry={() => people.refetch()}
        />
      )}
      {items?.length === 0 && (
        <Text size="sm" c="dimmed" px="md" pb="md">
          Nobody in particular.
        </Text>
      )}
      {items && items.length > 0 && (
        <>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Person</Table.Th>
                <Table.Th>What would happen</Table.Th>
                <Table.Th>From</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((person) => (
                <Person key={person.providerId} person={person} />
              ))}
            </Table.Tbody>
          </Table>
          <LoadMore shown={items.length} noun="people" {...people} />
        </>
      )}
    </Panel>
  );
}

function Person({ person }: { person: HoldPerson }) {
  const place = [person.jobTitle, person.department].filter(Boolean).join(' · ');
  return (
    <Table.Tr>
      <Table.Td>
        <TextLink to="/employees/$number" params={{ number: person.employeeNumber }} fw={600} size="sm">
          {person.name ?? `Employee ${person.employeeNumber}`}
        </TextLink>
        <Text size="xs" c="dimmed">
          {place || `Employee ${person.employeeNumber}`}
        </Text>
      </Table.Td>
      <Table.Td>{whatHappens(person)}</Table.Td>
      <Table.Td>{person.effectiveOn === null ? '–' : formatDate(person.effectiveOn)}</Table.Td>
    </Table.Tr>
  );
}
