import type { Candidate } from '@joinery/sdk';
import { Badge, Button, Checkbox, Group, Paper, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconSearch,
  IconStarFilled,
  IconTableImport,
  IconUserPlus,
  IconUserSearch,
  IconUsers,
} from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, cursorOf } from '../../api.ts';
import { Blank } from '../../ui/blank.tsx';
import { Initials } from '../../ui/initials.tsx';
import { ButtonLink, TextLink } from '../../ui/links.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { numberOf } from '../../ui/names.ts';
import { notifyDone, notifyProblem } from '../../ui/notify.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useIsHere } from '../../ui/use-is-here.ts';
import { duplicateCountsQuery } from '../duplicates/duplicates.queries.ts';
import { useSession } from '../session/session.queries.ts';
import { BulkBar } from './bulk-bar.tsx';
import { type CandidateSearch, isNarrowed, toQuery, toSearch } from './candidate-filter.ts';
import { CandidateFormModal } from './candidate-form-modal.tsx';
import { besideStanding, standingOf } from './candidate-standing.ts';
import { candidatesQuery } from './candidates.queries.ts';
import { FilterBar } from './filter-bar.tsx';
import { readAll } from './in-turns.ts';

const route = getRouteApi('/signed-in/candidates');
/** They are acted on in turns; so many take a minute. */
const mostChosen = 5_000;

export function CandidatesPage() {
  // The router passes on what it was given beside what the route made of it.
  const search = toSearch(route.useSearch());
  const navigate = route.useNavigate();
  const go = useNavigate();
  const candidates = useInfiniteQuery({ ...candidatesQuery(search), placeholderData: keepPreviousData });
  const [form, formControl] = useDisclosure(false);
  const { hiring } = useSession().access;
  const mayAdd = hiring.candidates === 'edit';
  const decides = mayAdd && hiring.ownCandidatesOnly !== true;
  const mayImport = decides && !hiring.assignedJobsOnly && hiring.jobs !== 'none';
  const [chosen, setChosen] = useState<string[]>([]);
  // Of those too that are chosen and not shown.
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const items = candidates.data?.pages.flatMap((page) => page.items);
  const nameOf = (id: string) => names.get(id) ?? items?.find((one) => one.id === id)?.name;
  const chooseAll = (all: Candidate[]) => {
    setNames(new Map(all.map(({ id, name }) => [id, name])));
    setChosen(all.map(({ id }) => id));
  };
  const narrow = (next: CandidateSearch) => {
    setChosen([]);
    void navigate({ search: next, replace: true });
  };
  const add = mayAdd && (
    <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={formControl.open}>
      Add candidate
    </Button>
  );
  return (
    <Page
      title="Candidates"
      description="Everybody who applied or was added."
      actions={
        <>
          {decides && <DuplicatesLink />}
          {mayImport && (
            <Button
              variant="default"
              leftSection={<IconTableImport size={16} aria-hidden />}
              onClick={() => go({ to: '/candidates/imports' })}
            >
              Import
            </Button>
          )}
          {add}
        </>
      }
    >
      <FilterBar search={search} onChange={narrow} />
      {chosen.length > 0 && (
        <BulkBar chosen={chosen} nameOf={nameOf} onChoose={setChosen}>
          {candidates.hasNextPage && chosen.length <= (items?.length ?? 0) && (
            <ChooseAll key={JSON.stringify(search)} search={search} onChoose={chooseAll} />
          )}
        </BulkBar>
      )}
      <Paper style={{ overflow: 'hidden' }}>
        {candidates.error && (
          <ProblemAlert
            error={candidates.error}
            title="The candidates could not be loaded"
            onRetry={() => candidates.refetch()}
          />
        )}
        {candidates.isPending && <LoadingRows rows={8} />}
        {items?.length === 0 && (
          <NoCandidates
            filtered={isNarrowed(search)}
            add={add}
            mayImport={mayImport}
            onClear={() => narrow({})}
          />
        )}
        {items && items.length > 0 && (
          <>
            <CandidateTable candidates={items} choosing={decides ? { chosen, setChosen } : undefined} />
            <LoadMore shown={items.length} noun="candidates" {...candidates} />
          </>
        )}
      </Paper>
      <CandidateFormModal jobId={null} opened={form} onClose={formControl.close} />
    </Page>
  );
}

/** Chooses those too that are not shown yet. */
function ChooseAll(props: { search: CandidateSearch; onChoose: (all: Candidate[]) => void }) {
  const { search, onChoose } = props;
  const [read, setRead] = useState(0);
  const isHere = useIsHere();
  const choose = useMutation({
    mutationFn: () =>
      readAll(
        (cursor) => api.candidates.list({ ...toQuery(search), ...cursorOf(cursor), limit: 100 }),
        mostChosen,
        setRead,
        isHere,
      ),
    onSuccess: (all) => {
      if (all === undefined) return;
      onChoose(all);
      if (all.length === mostChosen)
        notifyDone(`The first ${numberOf(mostChosen)} who match are chosen; more are not at a time.`);
    },
    onError: (error) => notifyProblem('Not everybody could be chosen', error),
  });
  return (
    <Button size="xs" variant="light" disabled={choose.isPending} onClick={() => choose.mutate()}>
      {choose.isPending
        ? `${numberOf(read)} found …`
        : `Choose all that match${isNarrowed(search) ? '' : ' (everybody)'}`}
    </Button>
  );
}

function DuplicatesLink() {
  const open = useQuery(duplicateCountsQuery).data?.open ?? 0;
  return (
    <ButtonLink
      variant="default"
      to="/candidates/duplicates"
      leftSection={<IconUsers size={16} aria-hidden />}
    >
      Duplicates{open > 0 && ` (${open})`}
    </ButtonLink>
  );
}

interface NoCandidatesProps {
  filtered: boolean;
  add: React.ReactNode;
  mayImport: boolean;
  onClear: () => void;
}

function NoCandidates({ filtered, add, mayImport, onClear }: NoCandidatesProps) {
  if (filtered) {
    const all = (
      <Button variant="default" onClick={onClear}>
        Look at all candidates
      </Button>
    );
    return (
      <Blank icon={<IconSearch size={26} />} title="Nobody matches" actions={all}>
        Try part of a name or an e-mail address, or fewer filters.
      </Blank>
    );
  }
  return (
    <Blank icon={<IconUserSearch size={26} />} title="No candidates yet" actions={add}>
      {mayImport
        ? 'People arrive by your careers page or by POST /v1/candidates. You can also add somebody by hand, or import a table.'
        : 'Whoever you add, or may see by your access level, stands here.'}
    </Blank>
  );
}

interface Choosing {
  chosen: string[];
  setChosen: (ids: string[]) => void;
}

function CandidateTable(props: { candidates: Candidate[]; choosing: Choosing | undefined }) {
  const { candidates, choosing } = props;
  const ids = candidates.map(({ id }) => id).slice(0, mostChosen);
  const isAll = choosing !== undefined && ids.every((id) => choosing.chosen.includes(id));
  return (
    <Table highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          {choosing && (
            <Table.Th w={40}>
              <Checkbox
                aria-label={isAll ? 'Choose nobody' : 'Choose all that are shown'}
                checked={isAll}
                indeterminate={!isAll && choosing.chosen.length > 0}
                onChange={() => choosing.setChosen(isAll ? [] : ids)}
              />
            </Table.Th>
          )}
          <Table.Th>Candidate</Table.Th>
          <Table.Th visibleFrom="sm">Where they stand</Table.Th>
          <Table.Th visibleFrom="md">Tags</Table.Th>
          <Table.Th visibleFrom="md">Source</Table.Th>
          <Table.Th visibleFrom="xs">Added</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {candidates.map((candidate) => (
          <CandidateRow key={candidate.id} candidate={candidate} choosing={choosing} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function CandidateRow({ candidate, choosing }: { candidate: Candidate; choosing: Choosing | undefined }) {
  const standing = standingOf(candidate);
  const beside = besideStanding(standing);
  const { chosen = [], setChosen } = choosing ?? {};
  const isChosen = chosen.includes(candidate.id);
  const { rating, tags = [] } = candidate;
  return (
    <Table.Tr>
      {setChosen && (
        <Table.Td>
          <Checkbox
            aria-label={`Choose ${candidate.name}`}
            checked={isChosen}
            disabled={!isChosen && chosen.length >= mostChosen}
            onChange={() =>
              setChosen(isChosen ? chosen.filter((id) => id !== candidate.id) : [...chosen, candidate.id])
            }
          />
        </Table.Td>
      )}
      <Table.Td>
        <Group gap="sm" wrap="nowrap">
          <Initials name={candidate.name} />
          <div style={{ minWidth: 0 }}>
            <Group gap={6} wrap="nowrap">
              <TextLink
                to="/candidates/$candidateId"
                params={{ candidateId: candidate.id }}
                size="sm"
                fw={600}
                style={{ overflowWrap: 'anywhere' }}
              >
                {candidate.name}
              </TextLink>
              {rating && <Stars rating={rating} />}
            </Group>
            <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {candidate.email ?? candidate.phone ?? 'No contact details'}
            </Text>
            <Text size="xs" c="dimmed" hiddenFrom="sm">
              {[standing.text, beside].filter(Boolean).join(' · ')}
            </Text>
          </div>
        </Group>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Text size="sm">{standing.text}</Text>
        {beside && (
          <Text size="xs" c="dimmed">
            {beside}
          </Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="md">
        <Group gap={4}>
          {tags.slice(0, 3).map((tag) => (
            <Badge key={tag} variant="light" color="gray" tt="none" fw={500}>
              {tag}
            </Badge>
          ))}
          {tags.length > 3 && (
            <Text size="xs" c="dimmed">
              +{tags.length - 3}
            </Text>
          )}
        </Group>
      </Table.Td>
      <Table.Td visibleFrom="md">{candidate.source ?? '–'}</Table.Td>
      <Table.Td visibleFrom="xs">
        <Moment value={candidate.createdAt} form="relative" />
      </Table.Td>
    </Table.Tr>
  );
}

function Stars({ rating }: { rating: number }) {
  return (
    <Group gap={2} wrap="nowrap" role="img" aria-label={`${rating} of 5 stars`}>
      <IconStarFilled size={12} aria-hidden />
      <Text size="xs" aria-hidden>
        {rating}
      </Text>
    </Group>
  );
}
