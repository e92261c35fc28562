import { ApiError, type EmployeeLineage } from '@joinery/sdk';
import { Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { columnsOf, newestFirst, readableAlias, readableValue } from './employee-values.ts';
import { rowsQuery } from './employees.queries.ts';
import { entryFor } from './lineage.ts';
import { LineageHint } from './lineage-hint.tsx';

interface HistoryTableProps {
  number: number;
  table: string;
  lineage: EmployeeLineage | undefined;
}

/** One effective-dated table of an employee, the newest row on top. */
export function HistoryTable({ number, table, lineage }: HistoryTableProps) {
  const rows = useQuery(rowsQuery(number, table));
  const hidden = rows.error instanceof ApiError && rows.error.status === 403;
  const columns = columnsOf(rows.data ?? []);
  return (
    <Panel
      title={readableAlias(table)}
      actions={rows.data && rows.data.length > 0 && <LineageHint lineage={lineage} name={table} />}
      flush
    >
      {rows.isPending && <LoadingRows rows={2} />}
      {hidden && <Note text="Your access level does not show this table." />}
      {rows.error && !hidden && <ProblemAlert error={rows.error} onRetry={() => rows.refetch()} />}
      {rows.data?.length === 0 && <Note text={emptyText(lineage, table)} />}
      {rows.data && rows.data.length > 0 && (
        <Table.ScrollContainer minWidth={columns.length * 120}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                {columns.map((column) => (
                  <Table.Th key={column}>{column === 'date' ? 'From' : readableAlias(column)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {newestFirst(rows.data).map((row) => (
                <Table.Tr key={row.id}>
                  {columns.map((column) => (
                    <Table.Td key={column}>{readableValue(row.values[column])}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  );
}

/** An empty table of a mirrored employee says nothing when it is not read. */
function emptyText(lineage: EmployeeLineage | undefined, table: string): string {
  const source = lineage?.source ?? null;
  return source === null || entryFor(lineage, table)
    ? 'No entries.'
    : `Not read from ${source.connectionName}: left out there, or not shown to its key.`;
}

function Note({ text }: { text: string }) {
  return (
    <Text size="sm" c="dimmed" px="md" pb="md">
      {text}
    </Text>
  );
}
