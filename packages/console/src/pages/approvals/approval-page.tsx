import type { Approval, ApprovalDifference, ApprovalTrailEntry } from '@joinery/sdk';
import { Grid, Paper, Stack, Table, Text, Timeline } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { TextLink } from '../../ui/links.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { approvalStates } from '../../ui/states.ts';
import { AnswerApproval } from './answer-approval.tsx';
import { editedLines, progressOf, subjectKinds, trailLine } from './approval-words.ts';
import { approvalQuery, hireChangeQuery } from './approvals.queries.ts';

const route = getRouteApi('/signed-in/approvals/$approvalId');
const back = { to: '/approvals', label: 'Approvals' } as const;

export function ApprovalPage() {
  const { approvalId } = route.useParams();
  const approval = useQuery(approvalQuery(approvalId));
  if (approval.data) return <LoadedApproval approval={approval.data} />;
  return (
    <Page title="Approval" back={back}>
      {approval.error ? (
        <ProblemAlert
          error={approval.error}
          title="The approval could not be loaded"
          onRetry={() => approval.refetch()}
        />
      ) : (
        <Paper>
          <LoadingRows rows={5} height={48} />
        </Paper>
      )}
    </Page>
  );
}

function LoadedApproval({ approval }: { approval: Approval }) {
  const { subject, askedBy, createdAt, version } = approval;
  return (
    <Page
      title={approval.question}
      back={back}
      heading={<StateBadge {...approvalStates[approval.state]} />}
      description={
        <>
          {`Asked by ${askedBy?.name ?? 'Joinery, by a rule'} · `}
          <Moment value={createdAt} />
          {version > 1 && ` · edited, version ${version}`}
        </>
      }
    >
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="md">
            <Panel title="Exactly what would be done" actions={<SubjectLink subject={subject} />} flush>
              <Differences diff={approval.diff} />
            </Panel>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="md">
            <Panel title="Answer" description={progressOf(approval)}>
              <AnswerApproval approval={approval} />
            </Panel>
            <Panel title="Trail" description="All that happened to this question, oldest first">
              <Trail entries={approval.trail} />
            </Panel>
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

/** Where what is asked about is shown; a change stands with its hire. */
function SubjectLink({ subject: { kind, id } }: Pick<Approval, 'subject'>) {
  const isChange = kind === 'hire_change';
  const change = useQuery({ ...hireChangeQuery(id), enabled: isChange });
  const hireId = isChange ? change.data?.hireId : id;
  if (hireId === undefined)
    return (
      <Text size="sm" c="dimmed">
        {subjectKinds[kind]}
      </Text>
    );
  return (
    <TextLink to="/hires/$hireId" params={{ hireId }} size="sm">
      {isChange ? 'The hire and its change' : 'The hire'}
    </TextLink>
  );
}

function Differences({ diff }: { diff: ApprovalDifference[] }) {
  const hasBefore = diff.some(({ before }) => before !== null);
  if (diff.length === 0)
    return (
      <Text size="sm" c="dimmed" p="md" pt={0}>
        No single values change.
      </Text>
    );
  return (
    <Table layout="fixed" style={{ overflowWrap: 'anywhere' }}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Value</Table.Th>
          {hasBefore && <Table.Th>Now</Table.Th>}
          <Table.Th>{hasBefore ? 'Then' : 'Is sent'}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {diff.map(({ label, before, after }) => (
          <Table.Tr key={label}>
            <Table.Th scope="row" fw={500}>
              {label}
            </Table.Th>
            {hasBefore && <Table.Td>{shown(before)}</Table.Td>}
            <Table.Td fw={600}>{shown(after)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function shown(value: string | null) {
  if (value !== null && value !== '') return value;
  return (
    <Text span inherit c="dimmed" fw={400}>
      {value === null ? '–' : 'empty'}
    </Text>
  );
}

// The answer before it has the same note.
const ends: ApprovalTrailEntry['action'][] = ['approved', 'rejected'];

function Edited({ entries, index }: { entries: ApprovalTrailEntry[]; index: number }) {
  const asked = entries[index]?.asked;
  if (!asked) return null;
  const before = entries.slice(0, index).findLast((entry) => entry.asked !== null)?.asked;
  return editedLines(before ?? undefined, asked).map((line) => (
    <Text key={line} size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {line}
    </Text>
  ));
}

function Trail({ entries }: { entries: ApprovalTrailEntry[] }) {
  return (
    <Timeline bulletSize={12} lineWidth={2} active={entries.length}>
      {entries.map((entry, index) => (
        <Timeline.Item
          // biome-ignore lint/suspicious/noArrayIndexKey: entries are only ever added at the end
          key={index}
          title={
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {trailLine(entry.action, entry.user?.name)}
            </Text>
          }
        >
          {entry.note && !ends.includes(entry.action) && (
            <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {entry.note}
            </Text>
          )}
          {entry.action === 'edited' && <Edited entries={entries} index={index} />}
          <Text size="xs" c="dimmed">
            <Moment value={entry.at} form="exact" />
            {` · version ${entry.version}`}
          </Text>
        </Timeline.Item>
      ))}
    </Timeline>
  );
}
