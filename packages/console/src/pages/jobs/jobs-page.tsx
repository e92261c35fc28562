import type { Job } from '@joinery/sdk';
import { Box, Button, Group, Paper, SegmentedControl, Table, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBriefcase, IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Blank } from '../../ui/blank.tsx';
import { TextLink } from '../../ui/links.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { counted } from '../../ui/names.ts';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { jobStates } from '../../ui/states.ts';
import { useSession } from '../session/session.queries.ts';
import { type JobFilter, matchingJobs } from './job-filter.ts';
import { JobFormModal } from './job-form-modal.tsx';
import { jobsQuery } from './jobs.queries.ts';

export function JobsPage() {
  const jobs = useQuery(jobsQuery);
  const [form, formControl] = useDisclosure(false);
  const { jobs: right, assignedJobsOnly } = useSession().access.hiring;
  const mayEdit = right === 'edit';
  const newJob = mayEdit && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={formControl.open}>
      New job
    </Button>
  );

  return (
    <Page title="Jobs" description="Openings and the people who applied." actions={newJob}>
      {jobs.error && (
        <ProblemAlert
          error={jobs.error}
          title="The jobs could not be loaded"
          onRetry={() => jobs.refetch()}
        />
      )}
      {jobs.isPending && (
        <Paper>
          <LoadingRows />
        </Paper>
      )}
      {jobs.data?.length === 0 && (
        <Paper>
          <Blank icon={<IconBriefcase size={26} />} title="No jobs yet" actions={newJob}>
            {assignedJobsOnly
              ? 'You see jobs whose hiring team you are on: whoever manages a job puts you there.'
              : 'A job collects the people who apply for it, and shows where each of them stands.'}
          </Blank>
        </Paper>
      )}
      {jobs.data && jobs.data.length > 0 && <JobList jobs={jobs.data} />}
      <JobFormModal job={null} opened={form} onClose={formControl.close} />
    </Page>
  );
}

const filters: { value: JobFilter; label: string }[] = [
  { value: 'open', label: 'Open' },
  { value: 'unpublished', label: 'Drafts' },
  { value: 'closed', label: 'Closed' },
  { value: 'all', label: 'All' },
];

function JobList({ jobs }: { jobs: Job[] }) {
  const [filter, setFilter] = useState<JobFilter>(() =>
    matchingJobs(jobs, 'open', '').length ? 'open' : 'all',
  );
  const [text, setText] = useState('');
  const shown = matchingJobs(jobs, filter, text);
  return (
    <Box>
      <Group mb="sm" gap="sm">
        <TextInput
          aria-label="Search jobs"
          placeholder="Search jobs"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          style={{ flex: '1 1 14rem' }}
          maw={{ sm: 320 }}
        />
        <SegmentedControl
          aria-label="Which jobs"
          data={filters}
          value={filter}
          onChange={(value) => setFilter(value as JobFilter)}
        />
      </Group>
      <Paper style={{ overflow: 'hidden' }}>
        {shown.length === 0 ? (
          <Blank icon={<IconSearch size={26} />} title="No job matches">
            Try another word, or look at all jobs.
          </Blank>
        ) : (
          <JobTable jobs={shown} />
        )}
      </Paper>
    </Box>
  );
}

function JobTable({ jobs }: { jobs: Job[] }) {
  return (
    <Table highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Job</Table.Th>
          <Table.Th visibleFrom="sm">Department</Table.Th>
          <Table.Th visibleFrom="sm">Location</Table.Th>
          <Table.Th>Status</Table.Th>
          <Table.Th ta="right" visibleFrom="xs">
            Applications
          </Table.Th>
          <Table.Th visibleFrom="md">Posted</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function JobRow({ job }: { job: Job }) {
  const state = jobStates[job.status];
  const place = [job.department, job.location].filter(Boolean).join(' · ');
  return (
    <Table.Tr>
      <Table.Td>
        <TextLink to="/jobs/$jobId" params={{ jobId: job.id }} fw={600} size="sm">
          {job.title}
        </TextLink>
        <Text size="xs" c="dimmed">
          {job.employmentType ?? `Job ${job.number}`}
        </Text>
        <Text size="xs" c="dimmed" hiddenFrom="sm">
          {[place, counted(job.applicationCount, 'application')].filter(Boolean).join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">{job.department ?? '–'}</Table.Td>
      <Table.Td visibleFrom="sm">{job.location ?? '–'}</Table.Td>
      <Table.Td>
        <StateBadge {...state} />
      </Table.Td>
      <Table.Td ta="right" visibleFrom="xs">
        {job.applicationCount}
      </Table.Td>
      <Table.Td visibleFrom="md">
        {job.postedAt ? <Moment value={job.postedAt} form="relative" /> : '–'}
      </Table.Td>
    </Table.Tr>
  );
}
