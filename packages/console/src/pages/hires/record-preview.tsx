import type { HirePreview, HireRecordLine } from '@joinery/sdk';
import { Badge, Table, Text } from '@mantine/core';
import { formatDate } from '../../ui/dates.ts';
import { Panel } from '../../ui/panel.tsx';
import { fieldLabel } from './review-fields.ts';

/** Of somebody who is hired again: the old record, and what becomes of each of its values. */
export function RecordPreview({ record, isStale }: { record: HirePreview['record']; isStale: boolean }) {
  if (record === null) return null;
  return (
    <Panel
      title="The old record"
      description={
        isStale
          ? 'As the form was when it was last checked.'
          : 'What the hire says takes the place of what is there. What it does not say stays as it is.'
      }
    >
      <Table.ScrollContainer minWidth={460} type="native">
        <Table
          layout="fixed"
          verticalSpacing={6}
          horizontalSpacing="xs"
          style={{ overflowWrap: 'anywhere', opacity: isStale ? 0.6 : 1 }}
        >
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={118} aria-label="Value" />
              <Table.Th>In BambooHR now</Table.Th>
              <Table.Th>This hire</Table.Th>
              <Table.Th w={100}>Becomes</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {record.map((line) => (
              <RecordRow key={line.field} line={line} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}

function RecordRow({ line }: { line: HireRecordLine }) {
  const { field, there, here, written } = line;
  const isNew = written && there !== here;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        <Text size="xs" c="dimmed">
          {fieldLabel(field)}
        </Text>
      </Table.Th>
      <Table.Td>{there === undefined ? <Hidden /> : shown(there)}</Table.Td>
      <Table.Td fw={isNew ? 600 : undefined}>{shown(here)}</Table.Td>
      <Table.Td>
        <Badge variant="light" color={isNew ? 'blue' : 'gray'}>
          {isNew ? 'written' : 'stays'}
        </Badge>
      </Table.Td>
    </Table.Tr>
  );
}

function Hidden() {
  return (
    <Text size="sm" c="dimmed" span>
      not shown
    </Text>
  );
}

const shown = (value: string | null): string => (value === null ? '–' : formatDate(value));
