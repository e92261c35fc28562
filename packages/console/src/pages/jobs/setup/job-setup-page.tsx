import type { Job } from '@joinery/sdk';
import { Alert, Paper, SimpleGrid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { LoadingRows } from '../../../ui/loading-rows.tsx';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { jobStates } from '../../../ui/states.ts';
import { useSession } from '../../session/session.queries.ts';
import { jobQuery } from '../jobs.queries.ts';
import { FormPreview } from './form-preview.tsx';
import { PipelinePanel } from './pipeline-panel.tsx';
import { PublishingPanel } from './publishing-panel.tsx';
import { QuestionsPanel } from './questions-panel.tsx';
import { StandardQuestionsPanel } from './standard-questions-panel.tsx';
import { TeamPanel } from './team-panel.tsx';

const route = getRouteApi('/signed-in/jobs/$jobId/setup');

/** Everything about a job that is not its pipeline of people: what it asks, who works on it, who sees it. */
export function JobSetupPage() {
  const { jobId } = route.useParams();
  const job = useQuery(jobQuery(jobId));
  const mayEdit = useSession().access.hiring.jobs === 'edit';
  const back = { to: '/jobs/$jobId', params: { jobId }, label: job.data?.title ?? 'Job' } as const;
  return (
    <Page
      title="Set up"
      back={back}
      heading={job.data && <StateBadge {...jobStates[job.data.status]} />}
      description="What applicants are asked, who works on the job, and whether it is public."
    >
      {job.error && (
        <ProblemAlert error={job.error} title="The job could not be loaded" onRetry={() => job.refetch()} />
      )}
      {job.isPending && (
        <Paper>
          <LoadingRows rows={5} height={70} />
        </Paper>
      )}
      {job.data && mayEdit && <Setup job={job.data} />}
      {job.data && !mayEdit && (
        <Alert color="gray" title="You may look at this job, and not set it up">
          Ask an Account Owner for an access level that edits jobs.
        </Alert>
      )}
    </Page>
  );
}

function Setup({ job }: { job: Job }) {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" style={{ alignItems: 'start' }}>
      <Stack gap="md">
        <PublishingPanel job={job} />
        <StandardQuestionsPanel job={job} />
        <QuestionsPanel job={job} />
        <TeamPanel job={job} />
        <PipelinePanel job={job} />
      </Stack>
      <FormPreview job={job} />
    </SimpleGrid>
  );
}
