import type { CandidateImport, CandidateImportRow } from '@joinery/sdk';
import { SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { TextLink } from '../../ui/links.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { rowWords } from './import-words.ts';
import { importRowsQuery } from './imports.queries.ts';

/** Rows as they are understood, and what is wrong with them. */
export function RowsPanel({ item }: { item: CandidateImport }) {
  const [onlyBad, setOnlyBad] = useState(false);
  const rows = useInfiniteQuery({
    ...importRowsQuery(item.id, onlyBad ? 'bad' : undefined, `${item.state} ${item.updatedAt}`),
    placeholderData: keepPreviousData,
  });
  const items = rows.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel
      title="Rows"
      flush
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Which rows"
          data={[
            { value: 'all', label: 'All' },
            { value: 'bad', label: `Bad (${item.counts.bad.toLocaleString()})` },
          ]}
          value={onlyBad ? 'bad' : 'all'}
          onChange={(value) => setOnlyBad(value === 'bad')}
        />
      }
    >
      {rows.error && <ProblemAlert error={rows.error} title="The rows could not be loaded" />}
      {rows.isPending && <LoadingRows rows={5} />}
      {rows.isSuccess && items.length === 0 && (
        <Text size="sm" c="dimmed" p="md" pt={0}>
          No such row.
        </Text>
      )}
      {items.length > 0 && (
        <>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th w={70}>Row</Table.Th>
                <Table.Th>Person</Table.Th>
                <Table.Th>State</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((row) => (
                <Row key={row.row} row={row} />
              ))}
            </Table.Tbody>
          </Table>
          <LoadMore shown={items.length} noun="rows" {...rows} />
        </>
      )}
    </Panel>
  );
}

function Row({ row }: { row: CandidateImportRow }) {
  const said = row.candidate ?? {};
  const name = String(said.name ?? [said.firstName, said.lastName].filter(Boolean).join(' '));
  const contact = [said.email, said.phone].filter(Boolean).join(' · ');
  return (
    <Table.Tr>
      <Table.Td>{row.row}</Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {row.candidateId === null ? (
          <Text size="sm">{name || '–'}</Text>
        ) : (
          <TextLink to="/candidates/$candidateId" params={{ candidateId: row.candidateId }} size="sm">
            Open the candidate
          </TextLink>
        )}
        <Text size="xs" c="dimmed">
          {contact}
        </Text>
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <Text size="sm">{rowWords[row.state]}</Text>
        <Stack gap={0}>
          {row.state === 'known' && (
            <Text size="xs" c="dimmed">
              This person or application came earlier: nothing was added
            </Text>
          )}
          {row.problems.map(({ column, message }) => (
            <Text key={`${column} ${message}`} size="xs" c="dimmed">
              {column === null ? message : `${column}: ${message}`}
            </Text>
          ))}
        </Stack>
      </Table.Td>
    </Table.Tr>
  );
}
