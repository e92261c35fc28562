import type { CandidateDuplicate, DuplicatePerson, DuplicateState } from '@joinery/sdk';
import { Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Blank } from '../../ui/blank.tsx';
import { ButtonLink, TextLink } from '../../ui/links.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSession } from '../session/session.queries.ts';
import { DecideButton } from './decide-button.tsx';
import { duplicateStates, likelihood, mayMerge, reasonsInWords } from './duplicate-words.ts';
import classes from './duplicates.module.css';
import { duplicateCountsQuery, duplicatesQuery } from './duplicates.queries.ts';
import { UndoPairButton } from './undo-merge.tsx';

const route = getRouteApi('/signed-in/candidates/duplicates');

export function DuplicatesPage() {
  const state = route.useSearch().state ?? 'open';
  const navigate = route.useNavigate();
  const pairs = useInfiniteQuery(duplicatesQuery(state));
  const counts = useQuery(duplicateCountsQuery).data;
  const items = pairs.data?.pages.flatMap((page) => page.items);
  const choices = (['open', 'merged', 'dismissed'] as const).map((value) => ({
    value,
    label: `${duplicateStates[value].label}${counts ? ` (${counts[value]})` : ''}`,
  }));
  return (
    <Page
      title="Duplicates"
      back={{ to: '/candidates', label: 'Candidates' }}
      description="Candidates who may be one person, the likeliest first. Nobody is merged by itself."
    >
      <SegmentedControl
        aria-label="Which pairs"
        className={classes.states ?? ''}
        data={choices}
        value={state}
        onChange={(next) =>
          navigate({ search: next === 'open' ? {} : { state: next as DuplicateState }, replace: true })
        }
      />
      <Paper style={{ overflow: 'hidden' }}>
        {pairs.error && (
          <ProblemAlert
            error={pairs.error}
            title="The pairs could not be loaded"
            onRetry={() => pairs.refetch()}
          />
        )}
        {pairs.isPending && <LoadingRows height={70} />}
        {items?.length === 0 && <NoPairs state={state} />}
        {items && items.length > 0 && (
          <>
            <ul className={classes.list}>
              {items.map((pair) => (
                <Pair key={pair.id} pair={pair} />
              ))}
            </ul>
            <LoadMore shown={items.length} noun="pairs" {...pairs} />
          </>
        )}
      </Paper>
    </Page>
  );
}

const blanks: Record<DuplicateState, { title: string; text: string }> = {
  open: {
    title: 'Nobody seems to be there twice',
    text: 'Whoever comes or changes is compared with everybody by e-mail, phone, profile links and names. What is found stands here.',
  },
  merged: { title: 'Nobody was merged', text: 'Pairs that were made one stand here.' },
  dismissed: {
    title: 'No pair was set aside',
    text: 'Pairs of whom somebody said that they are two people stand here.',
  },
};

function NoPairs({ state }: { state: DuplicateState }) {
  return (
    <Blank icon={<IconUsers size={26} />} title={blanks[state].title}>
      {blanks[state].text}
    </Blank>
  );
}

function Pair({ pair }: { pair: CandidateDuplicate }) {
  const { hiring } = useSession().access;
  const mayEdit = hiring.candidates === 'edit';
  const [first, second] = pair.people;
  return (
    <li className={classes.pair}>
      <div className={classes.people}>
        {first && <Person person={first} />}
        {second && <Person person={second} />}
      </div>
      <div className={classes.why}>
        <Text size="sm" fw={600}>
          {likelihood(pair.score)}
          <Text span size="sm" c="dimmed" fw={400}>
            {' '}
            · {pair.score} of 100
          </Text>
        </Text>
        <Text size="sm">{reasonsInWords(pair.reasons)}</Text>
        <Text size="xs" c="dimmed">
          <Decided pair={pair} />
        </Text>
      </div>
      <Group gap="xs" className={classes.acts ?? ''}>
        {pair.state === 'merged' && mayMerge(hiring) && <UndoPairButton pair={pair} />}
        {pair.state !== 'merged' && mayEdit && <DecideButton pair={pair} />}
        {pair.state !== 'merged' && mayMerge(hiring) && first && second && (
          <ButtonLink
            size="xs"
            to="/candidates/compare"
            search={{ keep: first.id, with: second.id }}
            aria-label={`Compare ${first.name} with ${second.name}`}
          >
            Compare
          </ButtonLink>
        )}
      </Group>
    </li>
  );
}

function Decided({ pair: { state, decidedAt, decidedBy, foundAt } }: { pair: CandidateDuplicate }) {
  if (state === 'open' || decidedAt === null)
    return (
      <>
        Found <Moment value={foundAt} form="relative" />
      </>
    );
  return (
    <>
      {state === 'merged' ? 'Merged' : 'Said to be two'} by {decidedBy}{' '}
      <Moment value={decidedAt} form="relative" />
    </>
  );
}

function Person({ person }: { person: DuplicatePerson }) {
  return (
    <Stack gap={0} miw={0}>
      <TextLink
        to="/candidates/$candidateId"
        params={{ candidateId: person.id }}
        size="sm"
        fw={600}
        style={{ overflowWrap: 'anywhere' }}
      >
        {person.name}
      </TextLink>
      {[person.email ?? (person.phone ? null : 'No contact details'), person.phone].map(
        (line) =>
          line && (
            <Text key={line} size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {line}
            </Text>
          ),
      )}
      <Text size="xs" c="dimmed">
        No. {person.number}, added <Moment value={person.createdAt} form="relative" />
      </Text>
    </Stack>
  );
}
