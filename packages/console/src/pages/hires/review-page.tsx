import type { Candidate, Hire, HirePreview } from '@joinery/sdk';
import { Alert, Paper, Stack, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { TextLink } from '../../ui/links.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { applicationQuery, candidateQuery } from '../candidates/candidates.queries.ts';
import { firstPreviewQuery, hireAccountsQuery, hireOnceQuery } from './hires.queries.ts';
import { ReviewHire } from './review-hire.tsx';

const newRoute = getRouteApi('/signed-in/hires/new');
const mendRoute = getRouteApi('/signed-in/hires/$hireId/review');

/** Reviews a hire that does not exist yet. */
export function NewHirePage() {
  const { application, connection } = newRoute.useSearch();
  return <Review applicationId={application} connectionId={connection} />;
}

/** Reviews a draft, or a hire that stopped. */
export function MendHirePage() {
  const { hireId } = mendRoute.useParams();
  const hire = useQuery(hireOnceQuery(hireId));
  if (!hire.data) return <NotYet error={hire.error} onRetry={() => hire.refetch()} />;
  const { applicationId, connectionId } = hire.data;
  return <Review applicationId={applicationId} connectionId={connectionId} hire={hire.data} />;
}

interface ReviewProps {
  applicationId: string;
  connectionId: string;
  hire?: Hire;
}

function Review({ applicationId, connectionId, hire }: ReviewProps) {
  const preview = useQuery(firstPreviewQuery(applicationId, connectionId));
  const application = useQuery(applicationQuery(applicationId));
  const candidateId = application.data?.candidateId;
  const candidate = useQuery({ ...candidateQuery(candidateId ?? ''), enabled: candidateId !== undefined });
  const queries = [preview, application, candidate];
  const failed = queries.find(({ error }) => error !== null);
  if (!preview.data || !application.data || !candidate.data)
    return <NotYet error={failed?.error ?? null} onRetry={() => failed?.refetch()} />;
  return (
    <Loaded
      key={`${applicationId} ${connectionId}`}
      preview={preview.data}
      candidate={candidate.data}
      jobId={application.data.jobId}
      jobTitle={application.data.jobTitle}
      {...(hire && { hire })}
    />
  );
}

function NotYet({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Page title="Review the hire" back={{ to: '/hires', label: 'Hires' }}>
      {error ? (
        <ProblemAlert error={error} title="The form could not be prepared" onRetry={onRetry} />
      ) : (
        <Paper>
          <Text size="sm" c="dimmed" p="md" role="status">
            BambooHR is asked what it knows…
          </Text>
          <LoadingRows rows={6} height={48} />
        </Paper>
      )}
    </Page>
  );
}

interface LoadedProps {
  preview: HirePreview;
  candidate: Candidate;
  jobId: string;
  jobTitle: string;
  hire?: Hire;
}

const reviewable: readonly Hire['state'][] = ['draft', 'awaiting_approval', 'failed', 'needs_attention'];

function Loaded({ preview, candidate, jobId, jobTitle, hire }: LoadedProps) {
  const connections = useQuery(hireAccountsQuery);
  const connection = connections.data?.find(({ id }) => id === preview.connectionId);
  const other = hire === undefined ? preview.existingHireId : null;
  const isOver = hire !== undefined && !reviewable.includes(hire.state);
  return (
    <Page
      title={`Review the hire of ${candidate.name}`}
      back={
        hire
          ? { to: '/hires/$hireId', params: { hireId: hire.id }, label: 'The hire' }
          : { to: '/candidates/$candidateId', params: { candidateId: candidate.id }, label: candidate.name }
      }
      description={`${jobTitle} · to ${connection?.name ?? 'BambooHR'}`}
    >
      <Stack gap="md">
        {other !== null && (
          <Alert color="blue" icon={<IconInfoCircle size={18} />}>
            <Text size="sm">
              There is a hand-off of this application to this account already.{' '}
              <TextLink to="/hires/$hireId" params={{ hireId: other }} inherit>
                See it
              </TextLink>
            </Text>
          </Alert>
        )}
        {isOver ? (
          <Alert color="blue" icon={<IconInfoCircle size={18} />}>
            <Text size="sm">This hire is being sent or is over, so there is nothing to review any more.</Text>
          </Alert>
        ) : (
          <ReviewHire preview={preview} candidate={candidate} jobId={jobId} {...(hire && { hire })} />
        )}
      </Stack>
    </Page>
  );
}
