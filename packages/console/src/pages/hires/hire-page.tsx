import type { Hire } from '@joinery/sdk';
import { Grid, Paper, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { TextLink } from '../../ui/links.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { hireStates } from '../../ui/states.ts';
import { useSession } from '../session/session.queries.ts';
import { HireChanges, HireFindings } from './hire-afterwards.tsx';
import { HireFacts } from './hire-facts.tsx';
import { HireLog } from './hire-log.tsx';
import { HireOutcome } from './hire-outcome.tsx';
import { HireSteps } from './hire-steps.tsx';
import { hireQuery } from './hires.queries.ts';

const route = getRouteApi('/signed-in/hires/$hireId');
const back = { to: '/hires', label: 'Hires' } as const;

export function HirePage() {
  const { hireId } = route.useParams();
  const hire = useQuery(hireQuery(hireId));
  if (hire.data) return <LoadedHire hire={hire.data} />;
  return (
    <Page title="Hire" back={back}>
      {hire.error ? (
        <ProblemAlert
          error={hire.error}
          title="The hire could not be loaded"
          onRetry={() => hire.refetch()}
        />
      ) : (
        <Paper>
          <LoadingRows rows={5} height={56} />
        </Paper>
      )}
    </Page>
  );
}

function LoadedHire({ hire }: { hire: Hire }) {
  const mayAct = useSession().access.hiring.hires === 'edit';
  return (
    <Page
      title={`Hire of ${hire.candidateName}`}
      back={back}
      heading={<StateBadge {...hireStates[hire.state]} />}
      description={
        <>
          <TextLink to="/candidates/$candidateId" params={{ candidateId: hire.candidateId }} inherit>
            {hire.candidateName}
          </TextLink>
          {` · ${hire.jobTitle} · to ${hire.connectionName}`}
        </>
      }
    >
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="md">
            <HireFindings hire={hire} mayAct={mayAct} />
            <HireOutcome hire={hire} />
            <HireChanges hire={hire} mayAct={mayAct} />
            {hire.steps.length > 0 && (
              <Panel
                title="Steps"
                description="Each leaves a receipt: what was sent, when, and how it ended."
              >
                <HireSteps hire={hire} mayAct={mayAct} />
              </Panel>
            )}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="md">
            <HireFacts hire={hire} />
            <HireLog hire={hire} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}
