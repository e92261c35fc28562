import type { CandidatePrivacy } from '@joinery/sdk';
import { Paper, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { IconClockHour4 } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Blank } from '../../ui/blank.tsx';
import { formatDate } from '../../ui/dates.ts';
import { TextLink } from '../../ui/links.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { privacyPeopleQuery } from './privacy.queries.ts';
import { type PeopleState, peopleStates, standingInWords } from './privacy-words.ts';

const route = getRouteApi('/signed-in/privacy');

/** Who is to be erased soon, who is restricted, and who was erased. */
export function PeopleTab() {
  const { state = 'due' } = route.useSearch();
  const navigate = route.useNavigate();
  const people = useInfiniteQuery(privacyPeopleQuery(state));
  const items = people.data?.pages.flatMap((page) => page.items);
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label="Which people"
        style={{ alignSelf: 'flex-start', maxWidth: '100%' }}
        data={Object.entries(peopleStates).map(([value, label]) => ({ value, label }))}
        value={state}
        onChange={(next) =>
          navigate({
            search: { tab: 'people', ...(next !== 'due' && { state: next as PeopleState }) },
            replace: true,
          })
        }
      />
      <Paper style={{ overflow: 'hidden' }}>
        {people.error && (
          <ProblemAlert
            error={people.error}
            title="The people could not be loaded"
            onRetry={() => people.refetch()}
          />
        )}
        {people.isPending && <LoadingRows />}
        {items?.length === 0 && <Nobody state={state} />}
        {items && items.length > 0 && (
          <>
            <PeopleTable people={items} />
            <LoadMore shown={items.length} noun="people" {...people} />
          </>
        )}
      </Paper>
    </Stack>
  );
}

const blanks: Record<PeopleState, { title: string; text: string }> = {
  due: {
    title: 'Nobody is due soon',
    text: 'Whoever the rules will erase or restrict is named here first, with the days to answer.',
  },
  restricted: {
    title: 'Nobody is restricted',
    text: 'Restricted people are in no list, page or count of the rest of Joinery, and here.',
  },
  erased: { title: 'Nobody was erased', text: 'Of who is erased a stub without a name stands here.' },
};

function Nobody({ state }: { state: PeopleState }) {
  return (
    <Blank icon={<IconClockHour4 size={26} />} title={blanks[state].title}>
      {blanks[state].text}
    </Blank>
  );
}

function PeopleTable({ people }: { people: CandidatePrivacy[] }) {
  return (
    <Table highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Candidate</Table.Th>
          <Table.Th visibleFrom="sm">Last contact</Table.Th>
          <Table.Th visibleFrom="md">Reason</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {people.map((person) => (
          <Table.Tr key={person.candidateId}>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>
              <TextLink
                to="/candidates/$candidateId"
                params={{ candidateId: person.candidateId }}
                size="sm"
                fw={600}
              >
                {person.name}
              </TextLink>
              <Text size="xs" c="dimmed">
                {when(person)}
              </Text>
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <Moment value={person.lastContactAt} form="relative" />
            </Table.Td>
            <Table.Td visibleFrom="md" style={{ overflowWrap: 'anywhere' }}>
              {person.erasedReason ?? person.restrictedReason ?? person.heldReason ?? '–'}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function when(person: CandidatePrivacy): string {
  if (person.state === 'erased' && person.erasedAt)
    return `Erased on ${formatDate(person.erasedAt.slice(0, 10))}`;
  return standingInWords(person);
}
