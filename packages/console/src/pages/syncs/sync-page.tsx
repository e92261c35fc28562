import type { Sync, SyncCounts } from '@joinery/sdk';
import { Alert, DataList, Grid, List, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconHandStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { TextLink } from '../../ui/links.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { fileSize } from '../../ui/names.ts';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { syncStates } from '../../ui/states.ts';
import { QuarantinePanel } from '../connections/quarantine-panel.tsx';
import { useSession } from '../session/session.queries.ts';
import { SyncProgress } from './sync-progress.tsx';
import { describeCounts, formatDuration, syncKinds, syncReasons } from './sync-words.ts';
import { isRunning, syncQuery } from './syncs.queries.ts';

const route = getRouteApi('/signed-in/syncs/$syncId');

export function SyncPage() {
  const { syncId } = route.useParams();
  const sync = useQuery(syncQuery(syncId));
  if (sync.data) return <LoadedSync sync={sync.data} />;
  return (
    <Page title="Sync" back={{ to: '/connections', label: 'Integrations' }}>
      {sync.error ? (
        <ProblemAlert
          error={sync.error}
          title="The sync could not be loaded"
          onRetry={() => sync.refetch()}
        />
      ) : (
        <Paper>
          <LoadingRows rows={4} height={56} />
        </Paper>
      )}
    </Page>
  );
}

function LoadedSync({ sync }: { sync: Sync }) {
  const mayEdit = useSession().access.settings.connections === 'edit';
  const { connectionId } = sync;
  return (
    <Page
      title={`Sync: ${syncKinds[sync.kind].toLowerCase()}`}
      back={{ to: '/connections/$connectionId', params: { connectionId }, label: 'Integration' }}
      heading={<StateBadge {...syncStates[sync.state]} />}
      description={
        <>
          {syncReasons[sync.reason]} · <Moment value={sync.createdAt} />
        </>
      }
    >
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="md">
            {isRunning(sync.state) && (
              <Paper p="md">
                <SyncProgress sync={sync} mayEdit={mayEdit} />
              </Paper>
            )}
            <Outcome sync={sync} />
            <Counts counts={sync.counts} />
            {sync.warnings.length > 0 && <Warnings sync={sync} />}
            {sync.counts.quarantined > 0 && <QuarantinePanel connectionId={connectionId} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Facts sync={sync} />
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function Outcome({ sync: { problem, state, holdId, counts } }: { sync: Sync }) {
  if (holdId !== null) {
    return (
      <Alert color="orange" icon={<IconHandStop size={18} />} title="Something waits for a decision">
        <Text size="sm">
          {state === 'held' ? 'Nothing of this sync was applied. ' : 'Everything else was applied. '}
          <TextLink to="/holds/$holdId" params={{ holdId }} inherit>
            Look at the hold
          </TextLink>
        </Text>
      </Alert>
    );
  }
  if (problem !== null && !isRunning(state)) {
    return (
      <Alert color={state === 'failed' ? 'red' : 'gray'} icon={<IconAlertTriangle size={18} />} role="alert">
        <Text size="sm">{problem.message}</Text>
      </Alert>
    );
  }
  return state === 'done' ? <Text size="sm">{describeCounts(counts)}.</Text> : null;
}

const countLabels: [keyof SyncCounts, string][] = [
  ['seen', 'Seen'],
  ['new', 'New'],
  ['changed', 'Changed'],
  ['unchanged', 'Unchanged'],
  ['deleted', 'Deleted'],
  ['quarantined', 'Unreadable'],
  ['withheld', 'Withheld'],
];

function Counts({ counts }: { counts: SyncCounts }) {
  const number = new Intl.NumberFormat('en-GB');
  return (
    <Panel title="People">
      <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="sm">
        {countLabels.map(([key, label]) => (
          <div key={key}>
            <Text size="xs" c="dimmed">
              {label}
            </Text>
            <Text fw={600} fz="lg">
              {number.format(counts[key])}
            </Text>
          </div>
        ))}
      </SimpleGrid>
    </Panel>
  );
}

function Warnings({ sync }: { sync: Sync }) {
  return (
    <Panel title="Worth knowing" description="The sync went on; what was not told keeps its last value.">
      <List size="sm" spacing={6}>
        {sync.warnings.map((warning) => (
          <List.Item key={`${warning.code} ${warning.message}`}>
            {warning.message}
            {warning.names.length > 0 && (
              <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {warning.names.join(', ')}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </Panel>
  );
}

const strategies = { report: 'One report', datasets: 'Pages of a dataset' };

function Facts({ sync }: { sync: Sync }) {
  return (
    <Panel title="Facts">
      <DataList size="sm" gap={6} labelWidth="96px">
        <Fact label="Calls">{sync.calls}</Fact>
        <Fact label="Received">{fileSize(sync.bytes)}</Fact>
        <Fact label="Took">{sync.milliseconds === null ? '–' : formatDuration(sync.milliseconds)}</Fact>
        {sync.strategy && <Fact label="Read as">{strategies[sync.strategy]}</Fact>}
        {sync.since && (
          <Fact label="Changes from">
            <Moment value={sync.since} />
          </Fact>
        )}
        {sync.startedAt && (
          <Fact label="Started">
            <Moment value={sync.startedAt} form="exact" />
          </Fact>
        )}
        {sync.finishedAt && (
          <Fact label="Ended">
            <Moment value={sync.finishedAt} form="exact" />
          </Fact>
        )}
      </DataList>
    </Panel>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <DataList.Item>
      <DataList.ItemLabel>{label}</DataList.ItemLabel>
      <DataList.ItemValue>{children}</DataList.ItemValue>
    </DataList.Item>
  );
}
