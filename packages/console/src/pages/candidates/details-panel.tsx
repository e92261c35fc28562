import type { Candidate } from '@joinery/sdk';
import { Anchor, Button, DataList } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPencil } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useSession } from '../session/session.queries.ts';
import { EditCandidateModal } from './edit-candidate-modal.tsx';
import { webAddress } from './web-address.ts';

const lines = (...parts: (string | null)[]) => parts.filter(Boolean).join(', ');

function profileRows(candidate: Candidate) {
  const { linkedinUrl, websiteUrl } = candidate;
  const rows: { label: string; value: ReactNode }[] = [
    {
      label: 'Address',
      value: lines(
        candidate.addressLine1,
        candidate.addressLine2,
        lines(candidate.zipCode, candidate.city),
        candidate.state,
        candidate.country,
      ),
    },
    { label: 'Industry', value: candidate.industry },
    { label: 'Department', value: candidate.department },
    { label: 'Education', value: lines(candidate.educationLevel, candidate.educationInstitution) },
    { label: 'LinkedIn', value: linkedinUrl && <Link url={linkedinUrl} /> },
    { label: 'Website', value: websiteUrl && <Link url={websiteUrl} /> },
    { label: 'Twitter', value: candidate.twitterUsername },
  ];
  return rows.filter(({ value }) => value);
}

function Link({ url }: { url: string }) {
  const href = webAddress(url);
  if (href === undefined) return url;
  return (
    <Anchor href={href} target="_blank" rel="noreferrer" size="sm" style={{ overflowWrap: 'anywhere' }}>
      {url.replace(/^https?:\/\/(www\.)?/, '')}
    </Anchor>
  );
}

export function DetailsPanel({ candidate }: { candidate: Candidate }) {
  const mayEdit = useSession().access.hiring.candidates === 'edit';
  const [editing, edit] = useDisclosure(false);
  const rows = [
    { label: 'First name', value: candidate.firstName || '–' },
    { label: 'Last name', value: candidate.lastName || '–' },
    { label: 'Source', value: candidate.source ?? '–' },
    ...(candidate.broughtBy ? [{ label: 'Brought by', value: candidate.broughtBy.name }] : []),
    ...profileRows(candidate),
    { label: 'Number', value: candidate.number },
    { label: 'Added', value: <Moment value={candidate.createdAt} /> },
    { label: 'Changed', value: <Moment value={candidate.updatedAt} /> },
  ];
  return (
    <Panel
      title="Details"
      actions={
        mayEdit && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPencil size={15} aria-hidden />}
            onClick={edit.open}
          >
            Edit
          </Button>
        )
      }
    >
      <DataList size="sm" gap={6} labelWidth="90px">
        {rows.map(({ label, value }) => (
          <DataList.Item key={label}>
            <DataList.ItemLabel>{label}</DataList.ItemLabel>
            <DataList.ItemValue>{value}</DataList.ItemValue>
          </DataList.Item>
        ))}
      </DataList>
      <EditCandidateModal candidate={candidate} opened={editing} onClose={edit.close} />
    </Panel>
  );
}
