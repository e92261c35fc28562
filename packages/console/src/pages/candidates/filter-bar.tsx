import {
  Button,
  Collapse,
  Group,
  Paper,
  Pill,
  SegmentedControl,
  Select,
  SimpleGrid,
  TextInput,
} from '@mantine/core';
import { useDebouncedCallback, useDisclosure } from '@mantine/hooks';
import { IconFilter, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { jobsQuery } from '../jobs/jobs.queries.ts';
import { useSession } from '../session/session.queries.ts';
import { type CandidateSearch, stageKinds } from './candidate-filter.ts';
import { recruitersQuery, rejectReasonsQuery, tagsQuery } from './candidates.queries.ts';
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

/** What is behind the button “Filters”. */
const furtherKeys = [
  'job',
  'kind',
  'source',
  'recruiter',
  'tag',
  'stars',
  'reason',
  'from',
  'to',
  'stage',
  'industry',
  'department',
] as const;

export function FilterBar({ search, onChange }: FilterBarProps) {
  const more = furtherKeys.filter((key) => search[key] !== undefined).length;
  const [opened, panel] = useDisclosure(more > 0);
  const [text, setText] = useLateText(search.q, (value) => onChange(withValue(search, 'q', value)));
  return (
    <>
      <Group gap="sm">
        <TextInput
          type="search"
          aria-label="Search candidates"
          placeholder="Name, e-mail or words of the résumé"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
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
        <SavedFilters search={search} onChoose={onChange} />
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
  const recruiters = useQuery({ ...recruitersQuery, enabled: seesOpinions });
  const reasons = useQuery({ ...rejectReasonsQuery, enabled: seesOpinions });
  const set = <K extends keyof CandidateSearch>(key: K, value: CandidateSearch[K] | null | '') =>
    onChange(withValue(search, key, value));
  return (
    <Paper p="md" component="section" aria-label="Filters">
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
        <Choice
          label="Job"
          data={jobs.data?.map(({ id, title, number }) => ({ value: id, label: `${title} (${number})` }))}
          value={search.job}
          onChange={(value) => set('job', value)}
        />
        <Choice
          label="Stage"
          data={[...stageKinds]}
          value={search.kind}
          onChange={(value) => set('kind', value as CandidateSearch['kind'])}
        />
        <LateText label="Source" value={search.source} onChange={(value) => set('source', value)} />
        {seesOpinions && (
          <>
            <Choice
              label="Brought by"
              data={recruiters.data?.map(({ userId, name }) => ({ value: userId, label: name }))}
              value={search.recruiter}
              onChange={(value) => set('recruiter', value)}
            />
            <Choice
              label="Tag"
              data={tags.data?.map(({ tag, count }) => ({ value: tag, label: `${tag} (${count})` }))}
              value={search.tag}
              onChange={(value) => set('tag', value)}
            />
            <Choice
              label="Stars"
              data={['1', '2', '3', '4', '5'].map((value) => ({ value, label: `${value} or more` }))}
              value={search.stars === undefined ? undefined : String(search.stars)}
              onChange={(value) => set('stars', value === null ? null : Number(value))}
            />
            <Choice
              label="Why rejected"
              data={reasons.data?.map(({ id, label }) => ({ value: id, label }))}
              value={search.reason}
              onChange={(value) => set('reason', value)}
            />
          </>
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
      <Group gap="xs" mt={asked(search).length > 0 ? 'sm' : 0}>
        {asked(search).map(({ key, words }) => (
          <Pill
            key={key}
            withRemoveButton
            removeButtonProps={{ 'aria-label': `Without ${words}`, 'aria-hidden': false, tabIndex: 0 }}
            onRemove={() => set(key, null)}
          >
            {words}
          </Pill>
        ))}
      </Group>
    </Paper>
  );
}

/** What no field of this page asks for, and an address or a filter of the API does. */
function asked({ stage, industry, department }: CandidateSearch) {
  return [
    ...(stage ? [{ key: 'stage' as const, words: 'One stage of a job' }] : []),
    ...(industry ? [{ key: 'industry' as const, words: `Industry: ${industry}` }] : []),
    ...(department ? [{ key: 'department' as const, words: `Department: ${department}` }] : []),
  ];
}

interface ChoiceProps {
  label: string;
  data: { value: string; label: string }[] | undefined;
  value: string | undefined;
  onChange: (value: string | null) => void;
}

/** What is narrowed to is shown also where it is none of the choices: an old address, somebody who is gone. */
function Choice({ label, data = [], value, onChange }: ChoiceProps) {
  const isKnown = value === undefined || data.some((choice) => choice.value === value);
  return (
    <Select
      label={label}
      placeholder="Any"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': `Any ${label.toLowerCase()}` }}
      data={isKnown ? data : [{ value, label: `Unknown: ${value}` }, ...data]}
      value={value ?? null}
      onChange={onChange}
    />
  );
}

/** Text that is told a moment after it was typed, and follows what it is changed to from elsewhere. */
function useLateText(value: string | undefined, onChange: (value: string) => void) {
  const [text, setText] = useState(value ?? '');
  const told = useRef(value ?? '');
  const tell = useDebouncedCallback((next: string) => {
    told.current = next;
    onChange(next);
  }, searchDelayMs);
  useEffect(() => {
    if ((value ?? '') === told.current) return;
    told.current = value ?? '';
    setText(told.current);
  }, [value]);
  const type = (next: string) => {
    setText(next);
    tell(next.trim());
  };
  return [text, type] as const;
}

function LateText(props: { label: string; value: string | undefined; onChange: (value: string) => void }) {
  const { label, value, onChange } = props;
  const [text, type] = useLateText(value, onChange);
  return (
    <TextInput
      label={label}
      placeholder="Any"
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}
