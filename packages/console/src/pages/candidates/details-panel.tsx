import type { Candidate } from '@joinery/sdk';
import { DataList } from '@mantine/core';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';

export function DetailsPanel({ candidate }: { candidate: Candidate }) {
  const rows = [
    { label: 'First name', value: candidate.firstName || '–' },
    { label: 'Last name', value: candidate.lastName || '–' },
    { label: 'Source', value: candidate.source ?? '–' },
    { label: 'Number', value: candidate.number },
    { label: 'Added', value: <Moment value={candidate.createdAt} /> },
    { label: 'Changed', value: <Moment value={candidate.updatedAt} /> },
  ];
  return (
    <Panel title="Details">
      <DataList size="sm" gap={6} labelWidth="90px">
        {rows.map(({ label, value }) => (
          <DataList.Item key={label}>
            <DataList.ItemLabel>{label}</DataList.ItemLabel>
            <DataList.ItemValue>{value}</DataList.ItemValue>
          </DataList.Item>
        ))}
      </DataList>
    </Panel>
  );
}
