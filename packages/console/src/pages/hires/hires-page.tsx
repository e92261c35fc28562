import type { Hire, HireState } from '@joinery/sdk';
import { Paper, Select, Table, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Blank } from '../../ui/blank.tsx';
import { ButtonLink, TextLink } from '../../ui/links.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { hireStates } from '../../ui/states.ts';
import { hiresQuery } from './hires.queries.ts';

const route = getRouteApi('/signed-in/hires');
const isHireState = (value: string | undefined): value is HireState =>
  value !== undefined && value in hireStates;

export function HiresPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const state = isHireState(search.state) ? search.state : undefined;
  const hires = useInfiniteQuery(hiresQuery(state));
  const items = hires.data?.pages.flatMap((page) => page.items);

  return (
    <Page title="Hires" description="Every hand-off to BambooHR, with its receipts.">
      <Select
        aria-label="Which hires"
        maw={220}
        data={[
          { value: 'any', label: 'All states' },
          ...Object.entries(hireStates).map(([value, { label }]) => ({ value, label })),
        ]}
        value={state ?? 'any'}
        allowDeselect={false}
        onChange={(value) =>
          navigate({ search: value && value !== 'any' ? { state: value } : {}, replace: true })
        }
      />
      <Paper style={{ overflow: 'hidden' }}>
        {hires.error && (
          <ProblemAlert
            error={hires.error}
            title="The hires could not be loaded"
            onRetry={() => hires.refetch()}
          />
        )}
        {hires.isPending && <LoadingRows />}
        {items?.length === 0 && <NoHires filtered={state !== undefined} />}
        {items && items.length > 0 && (
          <>
            <HireTable hires={items} />
            <LoadMore shown={items.length} noun="hires" {...hires} />
          </>
        )}
      </Paper>
    </Page>
  );
}

function NoHires({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <Blank icon={<IconSend size={26} />} title="No hire is in this state">
        Choose another state above.
      </Blank>
    );
  }
  return (
    <Blank
      icon={<IconSend size={26} />}
      title="Nothing has been sent yet"
      actions={
        <ButtonLink to="/candidates" variant="default">
          Go to candidates
        </ButtonLink>
      }
    >
      Move a candidate to Hired, open the candidate, and send the hire to BambooHR. Each step leaves a receipt
      here.
    </Blank>
  );
}

function HireTable({ hires }: { hires: Hire[] }) {
  return (
    <Table highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Person</Table.Th>
          <Table.Th visibleFrom="sm">Sent to</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th visibleFrom="sm">Employee</Table.Th>
          <Table.Th visibleFrom="md">Requested</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {hires.map((hire) => (
          <Table.Tr key={hire.id}>
            <Table.Td>
              <TextLink to="/hires/$hireId" params={{ hireId: hire.id }} fw={600} size="sm">
                {hire.candidateName}
              </TextLink>
              <Text size="xs" c="dimmed">
                {hire.jobTitle}
              </Text>
            </Table.Td>
            <Table.Td visibleFrom="sm">{hire.connectionName}</Table.Td>
            <Table.Td>
              <StateBadge {...hireStates[hire.state]} />
            </Table.Td>
            <Table.Td visibleFrom="sm">{hire.employeeNumber ?? '–'}</Table.Td>
            <Table.Td visibleFrom="md">
              <Moment value={hire.createdAt} form="relative" />
              <Text size="xs" c="dimmed">
                {hire.requestedBy}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
