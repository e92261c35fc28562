import type { Job } from '@joinery/sdk';
import { Button, Group, Paper, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPencil, IconSettings, IconUserPlus, IconUserSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Blank } from '../../ui/blank.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { counted } from '../../ui/names.ts';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { jobStates } from '../../ui/states.ts';
import { CandidateFormModal } from '../candidates/candidate-form-modal.tsx';
import { isTold } from '../candidates/candidate-standing.ts';
import { useSession } from '../session/session.queries.ts';
import { JobFormModal } from './job-form-modal.tsx';
import { applicationsQuery, jobQuery, stagesQuery } from './jobs.queries.ts';
import { PipelineBoard } from './pipeline-board.tsx';

const route = getRouteApi('/signed-in/jobs/$jobId');
const back = { to: '/jobs', label: 'Jobs' } as const;

export function JobPage() {
  const { jobId } = route.useParams();
  const job = useQuery(jobQuery(jobId));
  if (job.error) {
    return (
      <Page title="Job" back={back}>
        <ProblemAlert error={job.error} title="The job could not be loaded" onRetry={() => job.refetch()} />
      </Page>
    );
  }
  return job.data ? <LoadedJob job={job.data} /> : <PendingJob />;
}

function PendingJob() {
  return (
    <Page title="Job" back={back}>
      <Paper>
        <LoadingRows rows={5} height={70} />
      </Paper>
    </Page>
  );
}

function LoadedJob({ job }: { job: Job }) {
  const [editing, editControl] = useDisclosure(false);
  const [adding, addControl] = useDisclosure(false);
  const { hiring } = useSession().access;
  const mayAdd = hiring.candidates === 'edit';
  // External recruiters bring people, and others say how these do.
  const mayMove = mayAdd && hiring.ownCandidatesOnly !== true;
  const place = [job.department, job.location, job.employmentType].filter(Boolean).join(' · ');

  return (
    <Page
      title={job.title}
      back={back}
      width="full"
      heading={<JobStanding job={job} />}
      description={[place, counted(job.applicationCount, 'application')].filter(Boolean).join(' · ')}
      actions={
        <Group gap="xs">
          {hiring.jobs === 'edit' && (
            <>
              <ButtonLink
                to="/jobs/$jobId/setup"
                params={{ jobId: job.id }}
                variant="default"
                leftSection={<IconSettings size={16} aria-hidden />}
              >
                Set up
              </ButtonLink>
              <Button
                variant="default"
                leftSection={<IconPencil size={16} aria-hidden />}
                onClick={editControl.open}
              >
                Edit
              </Button>
            </>
          )}
          {mayAdd && (
            <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={addControl.open}>
              Add candidate
            </Button>
          )}
        </Group>
      }
    >
      <Pipeline job={job} mayMove={mayMove} onAdd={mayAdd ? addControl.open : undefined} />
      <JobFormModal job={job} opened={editing} onClose={editControl.close} />
      <CandidateFormModal jobId={job.id} opened={adding} onClose={addControl.close} />
    </Page>
  );
}

function JobStanding({ job }: { job: Job }) {
  return (
    <Group gap={6}>
      <StateBadge {...jobStates[job.status]} />
      {job.publishedAt !== null && <StateBadge label="Public" color="teal" />}
    </Group>
  );
}

interface PipelineProps {
  job: Job;
  mayMove: boolean;
  onAdd: (() => void) | undefined;
}

function Pipeline({ job, mayMove, onAdd }: PipelineProps) {
  const stages = useQuery(stagesQuery(job.id));
  const applications = useQuery(applicationsQuery(job.id));
  const error = stages.error ?? applications.error;
  if (error && !applications.data) {
    const retry = () => Promise.all([stages.refetch(), applications.refetch()]);
    return <ProblemAlert error={error} title="The pipeline could not be loaded" onRetry={retry} />;
  }
  if (!stages.data || !applications.data) {
    return (
      <Paper>
        <LoadingRows rows={5} height={70} />
      </Paper>
    );
  }
  return (
    <>
      {applications.data.length === 0 && (
        <Paper>
          <Blank
            icon={<IconUserSearch size={26} />}
            title="Nobody has applied yet"
            actions={onAdd && <Button onClick={onAdd}>Add candidate</Button>}
          >
            <HowPeopleCome job={job} />
          </Blank>
        </Paper>
      )}
      <PipelineBoard
        jobId={job.id}
        stages={stages.data}
        applications={applications.data}
        mayMove={mayMove && applications.data.every(isTold)}
      />
    </>
  );
}

function HowPeopleCome({ job }: { job: Job }) {
  const { hiring } = useSession().access;
  if (hiring.ownCandidatesOnly === true)
    return 'People whom you bring become cards below; nobody else is shown.';
  if (job.status !== 'open')
    return 'The job is not open and takes no applications. It is opened under “Set up”.';
  return (
    <>
      {job.publishedAt === null
        ? 'The job is not on the careers page yet: publish it under “Set up”. Until then people come by the API, or are added here.'
        : 'People come by the careers page and the API, or are added here.'}
      <Text size="sm" mt={4}>
        Each becomes a card below, in the first column.
      </Text>
    </>
  );
}
