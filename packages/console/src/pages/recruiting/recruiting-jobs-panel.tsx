import type { RecruitingField, RecruitingJobView } from '@joinery/sdk';
import { MultiSelect, Select, Table, Text } from '@mantine/core';
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { LoadMore } from '../../ui/load-more.tsx';
import { notifyProblem } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { jobsQuery } from '../jobs/jobs.queries.ts';
import { recruitingJobsQuery } from './recruiting.queries.ts';
import { fieldLabels } from './recruiting-words.ts';

interface RecruitingJobsPanelProps {
  connectionId: string;
  mayEdit: boolean;
}

/** Which job of the account is which job here, and what its candidates must say. Nothing where there are none. */
export function RecruitingJobsPanel({ connectionId, mayEdit }: RecruitingJobsPanelProps) {
  const [showsAll, setShowsAll] = useState(false);
  const jobs = useInfiniteQuery({
    ...recruitingJobsQuery(connectionId, showsAll ? {} : { open: true }),
    placeholderData: keepPreviousData,
  });
  const hasClosed = useInfiniteQuery(recruitingJobsQuery(connectionId, { open: false })).data?.pages[0]?.items
    .length;
  const here = useQuery(jobsQuery).data ?? [];
  if (jobs.error) return <ProblemAlert error={jobs.error} title="The account’s jobs could not be loaded" />;
  const shown = jobs.data?.pages.flatMap((page) => page.items) ?? [];
  if (shown.length === 0 && !hasClosed) return null;
  const choices = here.map(({ id, title, number }) => ({ value: id, label: `${title} (${number})` }));
  return (
    <Panel
      title="Jobs of the account"
      description="Jobs of one title are taken for the same. What a candidate must say is learned from refusals, too."
      flush
    >
      <Table.ScrollContainer minWidth={560}>
        <Table layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="33%">There</Table.Th>
              <Table.Th w="40%">Here</Table.Th>
              <Table.Th>Required there</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((job) => (
              <JobRow
                key={job.id}
                connectionId={connectionId}
                job={job}
                choices={choices}
                mayEdit={mayEdit}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <LoadMore shown={shown.length} noun="jobs" {...jobs} />
      {!showsAll && !jobs.hasNextPage && !!hasClosed && (
        <Text size="sm" px="md" pb="sm">
          <button
            type="button"
            className="mantine-focus-auto"
            style={linkLike}
            onClick={() => setShowsAll(true)}
          >
            Show those that are not open, too
          </button>
        </Text>
      )}
    </Panel>
  );
}

const linkLike = {
  background: 'none',
  border: 0,
  padding: 0,
  color: 'var(--mantine-color-anchor)',
  cursor: 'pointer',
} as const;

interface JobRowProps extends RecruitingJobsPanelProps {
  job: RecruitingJobView;
  choices: { value: string; label: string }[];
}

function JobRow({ connectionId, job, choices, mayEdit }: JobRowProps) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (patch: { jobId?: string | null; required?: RecruitingField[] }) =>
      api.recruiting.updateJob(connectionId, job.id, patch),
    onError: (error) => notifyProblem('It was not saved', error),
    onSettled: () => client.invalidateQueries({ queryKey: ['recruiting'] }),
  });
  const title = job.title ?? job.id;
  const known = choices.some(({ value }) => value === job.jobId);
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {title}
        </Text>
        <Text size="xs" c="dimmed">
          {[job.status, job.location].filter(Boolean).join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td>
        <Select
          aria-label={`Job here for ${title}`}
          placeholder="None"
          size="xs"
          searchable
          clearable
          clearButtonProps={{ 'aria-label': `No job here for ${title}` }}
          disabled={!mayEdit || change.isPending}
          data={
            known || job.jobId === null
              ? choices
              : [{ value: job.jobId, label: job.jobTitle ?? job.jobId }, ...choices]
          }
          value={job.jobId}
          onChange={(jobId) => change.mutate({ jobId })}
        />
      </Table.Td>
      <Table.Td>
        <MultiSelect
          aria-label={`What ${title} requires there`}
          placeholder={job.required.length === 0 ? 'Nothing known' : ''}
          size="xs"
          searchable
          disabled={!mayEdit || change.isPending}
          data={Object.entries(fieldLabels).map(([value, label]) => ({ value, label }))}
          value={job.required}
          onChange={(required) => change.mutate({ required: required as RecruitingField[] })}
        />
      </Table.Td>
    </Table.Tr>
  );
}
