import type { Hire } from '@joinery/sdk';
import { Chip, Group, Paper, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch, IconSend } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Blank } from '../../ui/blank.tsx';
import { ButtonLink, TextLink } from '../../ui/links.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { hireStates } from '../../ui/states.ts';
import { chipsOf, type HireSearch, statesOf } from './hire-filter.ts';
import { hireAccountsQuery, hireCountsQuery, hiresQuery } from './hires.queries.ts';

const route = getRouteApi('/signed-in/hires');

export function HiresPage() {
  const search = route.useSearch();
  const hires = useInfiniteQuery(hiresQuery(search));
  const items = hires.data?.pages.flatMap((page) => page.items);
  const isFiltered = Boolean(search.state || search.connection || search.q);

  return (
    <Page title="Hires" description="Every hand-off to BambooHR, with its receipts.">
      <HireFilters />
      <Paper style={{ overflow: 'hidden' }}>
        {hires.error && (
          <ProblemAlert
            error={hires.error}
            title="The hires could not be loaded"
            onRetry={() => hires.refetch()}
          />
        )}
        {hires.isPending && <LoadingRows />}
        {items?.length === 0 && <NoHires filtered={isFiltered} />}
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

const typingPauseMs = 300;

/** States with how many there are of each, the account, and a part of the name. */
function HireFilters() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const connections = useQuery(hireAccountsQuery).data ?? [];
  const counts = useQuery(hireCountsQuery(search));
  const [q, setQ] = useState(search.q ?? '');
  const set = (part: HireSearch) => {
    const given = Object.entries({ ...search, ...part }).filter(([, value]) => Boolean(value));
    void navigate({ search: Object.fromEntries(given), replace: true });
  };
  const look = useDebouncedCallback((text: string) => set({ q: text.trim() }), typingPauseMs);
  const chosen = statesOf(search);
  const chips = chipsOf(counts.data ?? { items: [] }, chosen);
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <TextInput
          aria-label="Name or e-mail address"
          placeholder="Name or e-mail address"
          leftSection={<IconSearch size={16} aria-hidden />}
          w={{ base: '100%', xs: 260 }}
          value={q}
          onChange={(event) => {
            setQ(event.currentTarget.value);
            look(event.currentTarget.value);
          }}
        />
        {connections.length > 1 && (
          <Select
            aria-label="Which account"
            placeholder="All accounts"
            w={{ base: '100%', xs: 220 }}
            clearable
            data={connections.map(({ id, name }) => ({ value: id, label: name }))}
            value={search.connection ?? null}
            onChange={(connection) => set({ connection: connection ?? undefined })}
          />
        )}
      </Group>
      {chips.length > 0 && (
        <Chip.Group multiple value={chosen} onChange={(states) => set({ state: states.join(',') })}>
          <Group gap={6} role="group" aria-label="Which states">
            {chips.map(({ state, label, count }) => (
              <Chip key={state} value={state} size="sm" radius="md">
                {label} {count}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      )}
    </Stack>
  );
}

function NoHires({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <Blank icon={<IconSend size={26} />} title="No hire is like this">
        Choose other states above, or another name.
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
              {hire.problem && hire.state !== 'done' && (
                <Text size="xs" lineClamp={2} maw={420}>
                  {hire.problem}
                </Text>
              )}
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
