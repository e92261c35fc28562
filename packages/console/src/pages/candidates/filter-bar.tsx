import {
  Button,
  Collapse,
  Group,
  Paper,
  SegmentedControl,
  Select,
  SimpleGrid,
  TextInput,
} from '@mantine/core';
import { useDebouncedCallback, useDisclosure } from '@mantine/hooks';
import { IconFilter, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { jobsQuery } from '../jobs/jobs.queries.ts';
import { useSession } from '../session/session.queries.ts';
import { type CandidateSearch, stageKinds } from './candidate-filter.ts';
import { tagsQuery } from './candidates.queries.ts';
import { SavedFilters } from './saved-filters.tsx';

interface FilterBarProps {
  search: CandidateSearch;
  onChange: (search: CandidateSearch) => void;
}

const searchDelayMs = 250;

/** Without a value the key goes. */
function withValue<K extends keyof CandidateSearch>(
  search: CandidateSearch,
  key: K,
  value: CandidateSearch[K] | null | undefined | '',
): CandidateSearch {
  const { [key]: _gone, ...rest } = search;
  return value ? { ...rest, [key]: value } : rest;
}

export function FilterBar({ search, onChange }: FilterBarProps) {
  const more = (['job', 'kind', 'source', 'tag', 'stars', 'from', 'to'] as const).filter(
    (key) => search[key] !== undefined,
  ).length;
  const [opened, panel] = useDisclosure(more > 0);
  const [text, setText] = useState(search.q ?? '');
  const find = useDebouncedCallback(
    (value: string) => onChange(withValue(search, 'q', value)),
    searchDelayMs,
  );
  return (
    <>
      <Group gap="sm">
        <TextInput
          type="search"
          aria-label="Search candidates"
          placeholder="Name, e-mail or words of the résumé"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            find(event.currentTarget.value.trim());
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
          value={search.pool ? 'pool' : 'all'}
          onChange={(value) => onChange(withValue(search, 'pool', value === 'pool'))}
        />
        <Button
          variant="default"
          leftSection={<IconFilter size={16} aria-hidden />}
          aria-expanded={opened}
          onClick={panel.toggle}
        >
          Filters{more > 0 && ` (${more})`}
        </Button>
        <SavedFilters
          search={search}
          onChoose={(chosen) => {
            setText(chosen.q ?? '');
            onChange(chosen);
          }}
        />
      </Group>
      <Collapse expanded={opened}>
        <MoreFilters search={search} onChange={onChange} />
      </Collapse>
    </>
  );
}

function MoreFilters({ search, onChange }: FilterBarProps) {
  const seesOpinions = useSession().access.hiring.ownCandidatesOnly !== true;
  const jobs = useQuery(jobsQuery);
  const tags = useQuery({ ...tagsQuery, enabled: seesOpinions });
  const set = <K extends keyof CandidateSearch>(key: K, value: CandidateSearch[K] | null | '') =>
    onChange(withValue(search, key, value));
  return (
    <Paper p="md" component="section" aria-label="Filters">
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
        <Select
          label="Job"
          placeholder="Any"
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'Any job' }}
          data={(jobs.data ?? []).map(({ id, title, number }) => ({
            value: id,
            label: `${title} (${number})`,
          }))}
          value={search.job ?? null}
          onChange={(value) => set('job', value)}
        />
        <Select
          label="Stage"
          placeholder="Any"
          clearable
          clearButtonProps={{ 'aria-label': 'Any stage' }}
          data={[...stageKinds]}
          value={search.kind ?? null}
          onChange={(value) => set('kind', value)}
        />
        <LateText label="Source" value={search.source} onChange={(value) => set('source', value)} />
        {seesOpinions && (
          <Select
            label="Tag"
            placeholder="Any"
            searchable
            clearable
            clearButtonProps={{ 'aria-label': 'Any tag' }}
            data={(tags.data ?? []).map(({ tag, count }) => ({ value: tag, label: `${tag} (${count})` }))}
            value={search.tag ?? null}
            onChange={(value) => set('tag', value)}
          />
        )}
        {seesOpinions && (
          <Select
            label="Stars"
            placeholder="Any"
            clearable
            clearButtonProps={{ 'aria-label': 'Any stars' }}
            data={['1', '2', '3', '4', '5'].map((value) => ({ value, label: `${value} or more` }))}
            value={search.stars === undefined ? null : String(search.stars)}
            onChange={(value) => set('stars', value === null ? null : Number(value))}
          />
        )}
        <TextInput
          type="date"
          label="Added from"
          value={search.from ?? ''}
          onChange={(event) => set('from', event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label="Added until"
          value={search.to ?? ''}
          onChange={(event) => set('to', event.currentTarget.value)}
        />
      </SimpleGrid>
    </Paper>
  );
}

function LateText(props: { label: string; value: string | undefined; onChange: (value: string) => void }) {
  const { label, value, onChange } = props;
  const [text, setText] = useState(value ?? '');
  const tell = useDebouncedCallback(onChange, searchDelayMs);
  return (
    <TextInput
      label={label}
      placeholder="Any"
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        tell(event.currentTarget.value.trim());
      }}
    />
  );
}
