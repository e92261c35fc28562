import type { Hold } from '@joinery/sdk';
import { Alert, DataList, Grid, Paper, Stack, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { TextLink } from '../../ui/links.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { holdStates } from '../../ui/states.ts';
import { DecideHold } from './decide-hold.tsx';
import { HoldPeople } from './hold-people.tsx';
import { approvalsOf, holdKinds, ruleOf } from './hold-words.ts';
import { holdQuery } from './holds.queries.ts';

const route = getRouteApi('/signed-in/holds/$holdId');
const back = { to: '/holds', label: 'Holds' } as const;

export function HoldPage() {
  const { holdId } = route.useParams();
  const hold = useQuery(holdQuery(holdId));
  if (hold.data) return <LoadedHold hold={hold.data} />;
  return (
    <Page title="Hold" back={back}>
      {hold.error ? (
        <ProblemAlert
          error={hold.error}
          title="The hold could not be loaded"
          onRetry={() => hold.refetch()}
        />
      ) : (
        <Paper>
          <LoadingRows rows={5} height={48} />
        </Paper>
      )}
    </Page>
  );
}

function LoadedHold({ hold }: { hold: Hold }) {
  return (
    <Page
      title={holdKinds[hold.kind]}
      back={back}
      heading={<StateBadge {...holdStates[hold.state]} />}
      description={
        <>
          {'From '}
          <TextLink to="/connections/$connectionId" params={{ connectionId: hold.connectionId }} inherit>
            {hold.connectionName}
          </TextLink>
          {' · '}
          <Moment value={hold.createdAt} />
        </>
      }
    >
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }} order={{ base: 2, md: 1 }}>
          <HoldPeople hold={hold} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }} order={{ base: 1, md: 2 }}>
          <Stack gap="md">
            <Alert
              color={hold.state === 'open' ? 'orange' : 'gray'}
              icon={<IconHandStop size={18} />}
              title={hold.summary}
            >
              <Text size="sm">{ruleOf(hold)}</Text>
            </Alert>
            <Panel title="Decision" description={approvalsOf(hold)}>
              <DecideHold hold={hold} />
            </Panel>
            <Figures hold={hold} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function Figures({ hold: { figures, kind, syncId } }: { hold: Hold }) {
  const lines: [string, number | null][] = [
    ['Active before', figures.active],
    ['Known before', figures.known],
    ['Seen by the sync', figures.seen],
    ['Affected', figures.affected],
    ['Left in 24 hours', kind === 'leavers' ? figures.recent : null],
    ['Limit', kind === 'leavers' ? figures.limit : null],
    ['Unreadable', figures.quarantined > 0 ? figures.quarantined : null],
  ];
  const number = new Intl.NumberFormat('en-GB');
  return (
    <Panel
      title="Figures"
      actions={
        <TextLink to="/syncs/$syncId" params={{ syncId }} size="sm">
          The sync
        </TextLink>
      }
    >
      <DataList size="sm" gap={6} labelWidth="150px">
        {lines.map(
          ([label, value]) =>
            value !== null && (
              <DataList.Item key={label}>
                <DataList.ItemLabel>{label}</DataList.ItemLabel>
                <DataList.ItemValue>{number.format(value)}</DataList.ItemValue>
              </DataList.Item>
            ),
        )}
      </DataList>
    </Panel>
  );
}
