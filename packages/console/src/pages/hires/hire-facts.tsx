import type { Hire } from '@joinery/sdk';
import { DataList } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyField } from '../../ui/copy-field.tsx';
import { formatDate } from '../../ui/dates.ts';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { fieldLabels, hireFieldNames } from './hire-form.ts';

/** What was asked to be sent, by whom and when, and the marker that keeps it single. */
export function HireFacts({ hire }: { hire: Hire }) {
  const fields = hireFieldNames.flatMap((name) => {
    const value = hire.fields[name];
    return value
      ? [{ label: fieldLabels[name], value: name === 'hireDate' ? formatDate(value) : value }]
      : [];
  });
  return (
    <Panel title="What is sent">
      <Facts rows={fields} />
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

function Facts({ rows }: { rows: { label: string; value: ReactNode }[] }) {
  return (
    <DataList size="sm" gap={6} labelWidth="130px" mb="md">
      {rows.map(({ label, value }) => (
        <DataList.Item key={label}>
          <DataList.ItemLabel>{label}</DataList.ItemLabel>
          <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>{value}</DataList.ItemValue>
        </DataList.Item>
      ))}
    </DataList>
  );
}
