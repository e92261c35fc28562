import type { Hold, HoldState } from '@joinery/sdk';
import { Paper, Select, Table, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Blank } from '../../ui/blank.tsx';
import { TextLink } from '../../ui/links.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { counted } from '../../ui/names.ts';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { holdStates } from '../../ui/states.ts';
import { approvalsOf, holdKinds } from './hold-words.ts';
import { holdsQuery } from './holds.queries.ts';

const route = getRouteApi('/signed-in/holds');
const isHoldState = (value: string | undefined): value is HoldState =>
  value !== undefined && value in holdStates;

export function HoldsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const state = isHoldState(search.state) ? search.state : undefined;
  const holds = useInfiniteQuery(holdsQuery(state));
  const items = holds.data?.pages.flatMap((page) => page.items);

  return (
    <Page
      title="Holds"
      description="What a sync would do to so many people at once that somebody should look first."
    >
      <Select
        aria-label="Which holds"
        maw={220}
        data={[
          { value: 'any', label: 'All states' },
          ...Object.entries(holdStates).map(([value, { label }]) => ({ value, label })),
        ]}
        value={state ?? 'any'}
        allowDeselect={false}
        onChange={(value) =>
          navigate({ search: value && value !== 'any' ? { state: value } : {}, replace: true })
        }
      />
      <Paper style={{ overflow: 'hidden' }}>
        {holds.error && (
          <ProblemAlert
            error={holds.error}
            title="The holds could not be loaded"
            onRetry={() => holds.refetch()}
          />
        )}
        {holds.isPending && <LoadingRows />}
        {items?.length === 0 && <NoHolds filtered={state !== undefined} />}
        {items && items.length > 0 && (
          <>
            <HoldTable holds={items} />
            <LoadMore shown={items.length} noun="holds" {...holds} />
          </>
        )}
      </Paper>
    </Page>
  );
}

function NoHolds({ filtered }: { filtered: boolean }) {
  return (
    <Blank
      icon={<IconHandStop size={26} />}
      title={filtered ? 'No hold is in this state' : 'Nothing waits for a decision'}
    >
      {filtered
        ? 'Choose another state above.'
        : 'When an account suddenly shows many leavers, far fewer people or records that cannot be read, the sync stops here and asks.'}
    </Blank>
  );
}

function HoldTable({ holds }: { holds: Hold[] }) {
  return (
    <Table highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Hold</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th visibleFrom="sm">People</Table.Th>
          <Table.Th visibleFrom="md">Since</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {holds.map((hold) => (
          <Table.Tr key={hold.id}>
            <Table.Td>
              <TextLink to="/holds/$holdId" params={{ holdId: hold.id }} fw={600} size="sm">
                {holdKinds[hold.kind]}
              </TextLink>
              <Text size="xs" c="dimmed">
                {hold.connectionName}
              </Text>
            </Table.Td>
            <Table.Td>
              <StateBadge {...holdStates[hold.state]} />
              {hold.state === 'open' && (
                <Text size="xs" c="dimmed" mt={2}>
                  {approvalsOf(hold)}
                </Text>
              )}
            </Table.Td>
            <Table.Td visibleFrom="sm">{counted(hold.figures.affected, 'person', 'people')}</Table.Td>
            <Table.Td visibleFrom="md">
              <Moment value={hold.createdAt} form="relative" />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
