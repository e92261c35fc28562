import { ApiError, type Candidate } from '@joinery/sdk';
import { Anchor, Grid, Group, Paper, Stack, Text } from '@mantine/core';
import { IconMail, IconPhone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { DuplicateHint } from '../duplicates/duplicate-hint.tsx';
import { MergesPanel } from '../duplicates/merges-panel.tsx';
import { privacyQuery } from '../privacy/privacy.queries.ts';
import { answersForPrivacy } from '../privacy/privacy-words.ts';
import { SendToPanel } from '../recruiting/send-to-panel.tsx';
import { useSession } from '../session/session.queries.ts';
import { ApplicationsPanel } from './applications-panel.tsx';
import { candidateQuery } from './candidates.queries.ts';
import { ConsentsPanel } from './consents-panel.tsx';
import { DetailsPanel } from './details-panel.tsx';
import { ErasedCandidate, RestrictedCandidate } from './hidden-candidate.tsx';
import { MoveButton } from './move-button.tsx';
import { movedToOf } from './moved.ts';
import { NotesPanel } from './notes-panel.tsx';
import { OpinionsPanel } from './opinions-panel.tsx';
import { PrivacyPanel } from './privacy-panel.tsx';
import { ResumePanel } from './resume-panel.tsx';
import { TimelinePanel } from './timeline-panel.tsx';

const route = getRouteApi('/signed-in/candidates/$candidateId');
const back = { to: '/candidates', label: 'Candidates' } as const;

export function CandidatePage() {
  const { candidateId } = route.useParams();
  const { access } = useSession();
  const candidate = useQuery(candidateQuery(candidateId));
  const isMissing = candidate.error instanceof ApiError && candidate.error.status === 404;
  // Who is restricted is nowhere but for those who answer for it.
  const privacy = useQuery({
    ...privacyQuery(candidateId),
    enabled: isMissing && answersForPrivacy(access, 'view'),
  });
  const movedTo = movedToOf(candidate.error);
  if (movedTo) return <Navigate to="/candidates/$candidateId" params={{ candidateId: movedTo }} replace />;
  if (isMissing && privacy.data?.state === 'restricted')
    return <RestrictedCandidate privacy={privacy.data} />;
  if (candidate.data && !candidate.error) return <LoadedCandidate candidate={candidate.data} />;
  return (
    <Page title="Candidate" back={back}>
      {candidate.error && !privacy.isFetching ? (
        <ProblemAlert
          error={candidate.error}
          title="The candidate could not be loaded"
          onRetry={() => candidate.refetch()}
        />
      ) : (
        <Paper>
          <LoadingRows rows={4} height={80} />
        </Paper>
      )}
    </Page>
  );
}

function LoadedCandidate({ candidate }: { candidate: Candidate }) {
  const { access } = useSession();
  const { hiring } = access;
  const answers = answersForPrivacy(access, 'view');
  const erasedAt = useQuery({ ...privacyQuery(candidate.id), enabled: answers }).data?.erasedAt;
  // Absent where somebody is not told what the company thinks: on this job they may be from outside.
  const seesOpinions = candidate.tags !== undefined;
  const seesAll = seesOpinions && !hiring.assignedJobsOnly;
  const decides = hiring.candidates === 'edit' && seesOpinions;
  if (erasedAt) return <ErasedCandidate candidate={candidate} />;
  return (
    <Page
      title={candidate.name}
      back={back}
      actions={decides && <MoveButton candidate={candidate} />}
      heading={candidate.inTalentPool && <StateBadge color="violet" label="Talent pool" />}
      description={<Contact candidate={candidate} />}
    >
      <DuplicateHint candidate={candidate} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="md">
            <ApplicationsPanel candidate={candidate} />
            <ResumePanel candidate={candidate} />
            <SendToPanel candidate={candidate} />
            {seesAll && <MergesPanel candidate={candidate} />}
            <ConsentsPanel candidate={candidate} />
            {answers && <PrivacyPanel candidateId={candidate.id} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="md">
            {seesOpinions && <OpinionsPanel candidate={candidate} />}
            <NotesPanel candidateId={candidate.id} />
            <DetailsPanel candidate={candidate} />
            <TimelinePanel candidateId={candidate.id} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function Contact({ candidate }: { candidate: Candidate }) {
  if (!candidate.email && !candidate.phone) return <Text size="sm">No contact details</Text>;
  return (
    <Group gap="md">
      {candidate.email && (
        <Anchor href={`mailto:${candidate.email}`} size="sm">
          <Group gap={6} component="span" wrap="nowrap">
            <IconMail size={15} aria-hidden />
            <span style={{ overflowWrap: 'anywhere' }}>{candidate.email}</span>
          </Group>
        </Anchor>
      )}
      {candidate.phone && (
        <Anchor href={`tel:${candidate.phone.replace(/[^\d+]/g, '')}`} size="sm">
          <Group gap={6} component="span" wrap="nowrap">
            <IconPhone size={15} aria-hidden />
            {candidate.phone}
          </Group>
        </Anchor>
      )}
    </Group>
  );
}
