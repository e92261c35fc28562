import type { Candidate } from '@joinery/sdk';
import { Button, Group, Paper, SegmentedControl, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback, useDisclosure } from '@mantine/hooks';
import { IconSearch, IconUserPlus, IconUserSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Blank } from '../../ui/blank.tsx';
import { Initials } from '../../ui/initials.tsx';
import { TextLink } from '../../ui/links.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSession } from '../session/session.queries.ts';
import { CandidateFormModal } from './candidate-form-modal.tsx';
import { standingOf } from './candidate-standing.ts';
import { candidatesQuery } from './candidates.queries.ts';

const route = getRouteApi('/signed-in/candidates');
const searchDelayMs = 250;

export function CandidatesPage() {
  const filter = route.useSearch();
  const candidates = useInfiniteQuery({ ...candidatesQuery(filter), placeholderData: keepPreviousData });
  const [form, formControl] = useDisclosure(false);
  const mayAdd = useSession().access.hiring.candidates === 'edit';
  const add = mayAdd && (
    <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={formControl.open}>
      Add candidate
    </Button>
  );
  const items = candidates.data?.pages.flatMap((page) => page.items);

  return (
    <Page title="Candidates" description="Everybody who applied or was added." actions={add}>
      <CandidateFilters />
      <Paper style={{ overflow: 'hidden' }}>
        {candidates.error && (
          <ProblemAlert
            error={candidates.error}
            title="The candidates could not be loaded"
            onRetry={() => candidates.refetch()}
          />
        )}
        {candidates.isPending && <LoadingRows rows={8} />}
        {items?.length === 0 && <NoCandidates filtered={Boolean(filter.q || filter.pool)} add={add} />}
        {items && items.length > 0 && (
          <>
            <CandidateTable candidates={items} />
            <LoadMore shown={items.length} noun="candidates" {...candidates} />
          </>
        )}
      </Paper>
      <CandidateFormModal jobId={null} opened={form} onClose={formControl.close} />
    </Page>
  );
}

function CandidateFilters() {
  const { q, pool } = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useState(q ?? '');
  const search = useDebouncedCallback((value: string) => {
    void navigate({ search: { ...(value && { q: value }), ...(pool && { pool }) }, replace: true });
  }, searchDelayMs);

  return (
    <Group gap="sm">
      <TextInput
        type="search"
        aria-label="Search candidates"
        placeholder="Name, e-mail or phone"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          search(event.currentTarget.value.trim());
        }}
        style={{ flex: '1 1 14rem' }}
        maw={{ sm: 360 }}
      />
      <SegmentedControl
        aria-label="Which candidates"
        data={[
          { value: 'all', label: 'All' },
          { value: 'pool', label: 'Talent pool' },
        ]}
        value={pool ? 'pool' : 'all'}
        onChange={(value) =>
          navigate({ search: { ...(q && { q }), ...(value === 'pool' && { pool: true }) }, replace: true })
        }
      />
    </Group>
  );
}

function NoCandidates({ filtered, add }: { filtered: boolean; add: React.ReactNode }) {
  if (filtered) {
    return (
      <Blank icon={<IconSearch size={26} />} title="Nobody matches">
        Try part of a name or an e-mail address, or look at all candidates.
      </Blank>
    );
  }
  return (
    <Blank icon={<IconUserSearch size={26} />} title="No candidates yet" actions={add}>
      People arrive by your careers page or by POST /v1/candidates. You can also add somebody by hand.
    </Blank>
  );
}

function CandidateTable({ candidates }: { candidates: Candidate[] }) {
  return (
    <Table highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Candidate</Table.Th>
          <Table.Th visibleFrom="sm">Where they stand</Table.Th>
          <Table.Th visibleFrom="md">Source</Table.Th>
          <Table.Th visibleFrom="xs">Added</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {candidates.map((candidate) => (
          <CandidateRow key={candidate.id} candidate={candidate} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function CandidateRow({ candidate }: { candidate: Candidate }) {
  const standing = standingOf(candidate);
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="sm" wrap="nowrap">
          <Initials name={candidate.name} />
          <div style={{ minWidth: 0 }}>
            <TextLink
              to="/candidates/$candidateId"
              params={{ candidateId: candidate.id }}
              size="sm"
              fw={600}
              style={{ overflowWrap: 'anywhere' }}
            >
              {candidate.name}
            </TextLink>
            <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {candidate.email ?? candidate.phone ?? 'No contact details'}
            </Text>
            <Text size="xs" c="dimmed" hiddenFrom="sm">
              {standing.text}
            </Text>
          </div>
        </Group>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Text size="sm">{standing.text}</Text>
        {standing.more > 0 && (
          <Text size="xs" c="dimmed">
            and {standing.more} more
          </Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="md">{candidate.source ?? '–'}</Table.Td>
      <Table.Td visibleFrom="xs">
        <Moment value={candidate.createdAt} form="relative" />
      </Table.Td>
    </Table.Tr>
  );
}
