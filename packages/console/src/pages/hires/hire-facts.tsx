import type { Hire } from '@joinery/sdk';
import { DataList } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyField } from '../../ui/copy-field.tsx';
import { formatDate } from '../../ui/dates.ts';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { fieldLabel, reviewFieldNames } from './review-fields.ts';

/** What was asked to be sent, what was decided, by whom and when, and the marker that keeps it single. */
export function HireFacts({ hire }: { hire: Hire }) {
  const fields = reviewFieldNames.flatMap((name) => {
    const value = hire.fields[name];
    return value ? [{ label: fieldLabel(name), value: formatDate(value) }] : [];
  });
  const others = Object.entries(hire.fields.other ?? {}).map(([label, value]) => ({ label, value }));
  return (
    <Panel title="What is sent">
      <Facts rows={[...fields, ...others]} />
      <Facts rows={decisionsOf(hire)} />
      <Facts
        rows={[
          { label: 'Requested by', value: hire.requestedBy },
          { label: 'Requested', value: <Moment value={hire.createdAt} /> },
          { label: 'Changed', value: <Moment value={hire.updatedAt} /> },
          { label: 'Attempt', value: hire.attempt },
          { label: 'Marker', value: <CopyField value={hire.marker} label="marker" /> },
        ]}
      />
    </Panel>
  );
}

function decisionsOf({ person, without, createOptions }: Hire): { label: string; value: ReactNode }[] {
  const who =
    person === null
      ? []
      : [
          {
            label: 'Person',
            value: {
              new: 'Somebody new',
              rehire: `Employee ${'employeeNumber' in person ? person.employeeNumber : ''}, hired again`,
              existing: `Employee ${'employeeNumber' in person ? person.employeeNumber : ''}, there already`,
            }[person.as],
          },
        ];
  const list = (label: string, names: readonly string[]) =>
    names.length === 0 ? [] : [{ label, value: names.map(fieldLabel).join(', ') }];
  return [...who, ...list('Not sent', without), ...list('New options', createOptions)];
}

function Facts({ rows }: { rows: { label: string; value: ReactNode }[] }) {
  if (rows.length === 0) return null;
  return (
    <DataList size="sm" gap={6} labelWidth="145px" mb="md">
      {rows.map(({ label, value }) => (
        <DataList.Item key={label}>
          <DataList.ItemLabel>{label}</DataList.ItemLabel>
          <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>{value}</DataList.ItemValue>
        </DataList.Item>
      ))}
    </DataList>
  );
}
