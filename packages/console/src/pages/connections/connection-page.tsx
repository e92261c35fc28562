import type { Connection } from '@joinery/sdk';
import { Alert, Grid, Paper, Stack, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { TextLink } from '../../ui/links.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { counted } from '../../ui/names.ts';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { healthStates } from '../../ui/states.ts';
import { MappingPanel } from '../hire-mappings/mapping-panel.tsx';
import { openHoldsQuery } from '../holds/holds.queries.ts';
import { HeldPanel, ReceivedPanel } from '../recruiting/received-panel.tsx';
import { RecruitingJobsPanel } from '../recruiting/recruiting-jobs-panel.tsx';
import { RecruitingPanel } from '../recruiting/recruiting-panel.tsx';
import { SentPanel } from '../recruiting/sent-panel.tsx';
import { StatusesPanel } from '../recruiting/statuses-panel.tsx';
import { useSession } from '../session/session.queries.ts';
import { RunsPanel } from '../syncs/runs-panel.tsx';
import { SyncProgress } from '../syncs/sync-progress.tsx';
import { isRunning, syncsQuery } from '../syncs/syncs.queries.ts';
import { AccessPanel } from './access-panel.tsx';
import { connectionQuery } from './connections.queries.ts';
import { HealthPanel } from './health-panel.tsx';
import { freshness, shownHealth } from './health-words.ts';
import { HireTriggersPanel } from './hire-triggers-panel.tsx';
import { MirrorPanel } from './mirror-panel.tsx';
import { OpenWritesPanel } from './open-writes-panel.tsx';
import { ProviderUsersPanel } from './provider-users-panel.tsx';
import { QuarantinePanel } from './quarantine-panel.tsx';
import { providerNames } from './recruiting-account.ts';
import { SyncNow } from './sync-now.tsx';
import { WebhookPanel } from './webhook-panel.tsx';

const route = getRouteApi('/signed-in/connections/$connectionId');
const back = { to: '/connections', label: 'Integrations' } as const;

export function ConnectionPage() {
  const { connectionId } = route.useParams();
  const connection = useQuery(connectionQuery(connectionId));
  if (connection.data) return <LoadedConnection connection={connection.data} />;
  return (
    <Page title="Integration" back={back}>
      {connection.error ? (
        <ProblemAlert
          error={connection.error}
          title="The integration could not be loaded"
          onRetry={() => connection.refetch()}
        />
      ) : (
        <Paper>
          <LoadingRows rows={5} height={56} />
        </Paper>
      )}
    </Page>
  );
}

function LoadedConnection({ connection }: { connection: Connection }) {
  const { settings } = useSession().access;
  const mayEdit = settings.connections === 'edit';
  const seesUsers = settings.users !== 'none';
  const syncs = useInfiniteQuery(syncsQuery(connection.id));
  const running = syncs.data?.pages[0]?.items.find((sync) => isRunning(sync.state));
  useFreshAfter(running?.id);
  const { mirror } = connection;
  const keepsPeople = connection.provider === 'bamboohr';
  const about = [providerNames[connection.provider], connection.subdomain, freshness(connection, new Date())]
    .filter(Boolean)
    .join(' · ');

  return (
    <Page
      title={connection.name}
      back={back}
      heading={<StateBadge {...healthStates[shownHealth(connection)]} />}
      description={about}
      actions={mayEdit && mirror?.peopleSource && <SyncNow connection={connection} running={running} />}
    >
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="md">
            <OpenHolds connectionId={connection.id} />
            <HeldPanel connectionId={connection.id} mayEdit={mayEdit} />
            {mirror !== null && <OpenWritesPanel connectionId={connection.id} mayEdit={mayEdit} />}
            <HealthPanel connection={connection} mayEdit={mayEdit} />
            {running && (
              <Paper p="md">
                <SyncProgress sync={running} mayEdit={mayEdit} />
              </Paper>
            )}
            {mirror !== null && <RunsPanel connectionId={connection.id} />}
            {mirror !== null && <QuarantinePanel connectionId={connection.id} />}
            <RecruitingJobsPanel connectionId={connection.id} mayEdit={mayEdit} />
            <StatusesPanel connectionId={connection.id} mayEdit={mayEdit} />
            <ReceivedPanel connectionId={connection.id} />
            <SentPanel connectionId={connection.id} />
            {keepsPeople && <AccessPanel connection={connection} mayEdit={mayEdit} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="md">
            {keepsPeople && <HireTriggersPanel connection={connection} mayEdit={mayEdit} />}
            <RecruitingPanel connection={connection} mayEdit={mayEdit} />
            {keepsPeople && <MirrorPanel connection={connection} mayEdit={mayEdit} />}
            {mirror !== null && <WebhookPanel connection={connection} mayEdit={mayEdit} />}
            {mirror !== null && seesUsers && <ProviderUsersPanel connectionId={connection.id} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={12}>
          {keepsPeople && <MappingPanel connection={connection} mayEdit={mayEdit} />}
        </Grid.Col>
      </Grid>
    </Page>
  );
}

/** When a sync has ended, what it changed is read anew. */
function useFreshAfter(runningId: string | undefined) {
  const client = useQueryClient();
  const before = useRef(runningId);
  useEffect(() => {
    if (before.current !== undefined && before.current !== runningId)
      for (const queryKey of [['connections'], ['holds'], ['employees']])
        void client.invalidateQueries({ queryKey });
    before.current = runningId;
  }, [runningId, client]);
}

function OpenHolds({ connectionId }: { connectionId: string }) {
  const holds = useQuery(openHoldsQuery);
  return holds.data
    ?.filter((hold) => hold.connectionId === connectionId)
    .map((hold) => (
      <Alert
        key={hold.id}
        color="orange"
        icon={<IconHandStop size={18} />}
        title={`${counted(hold.figures.affected, 'person waits', 'people wait')} for a decision`}
      >
        <Text size="sm">
          {hold.summary}{' '}
          <TextLink to="/holds/$holdId" params={{ holdId: hold.id }} inherit>
            Look at it
          </TextLink>
        </Text>
      </Alert>
    ));
}
