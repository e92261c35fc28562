import type { ApprovalSummary } from '@joinery/sdk';
import { Paper, Select, Table, Text } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Blank } from '../../ui/blank.tsx';
import { TextLink } from '../../ui/links.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { approvalStates } from '../../ui/states.ts';
import { inboxes, isInbox, progressOf, subjectKinds } from './approval-words.ts';
import { approvalsQuery } from './approvals.queries.ts';

const route = getRouteApi('/signed-in/approvals');

export function ApprovalsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const inbox = isInbox(search.show) ? search.show : 'waiting';
  const approvals = useInfiniteQuery(approvalsQuery(inboxes[inbox].query));
  const items = approvals.data?.pages.flatMap((page) => page.items);

  return (
    <Page title="Approvals" description="What waits for people before it is done, and who answered what.">
      <Select
        aria-label="Which approvals"
        maw={220}
        data={Object.entries(inboxes).map(([value, { label }]) => ({ value, label }))}
        value={inbox}
        allowDeselect={false}
        onChange={(value) =>
          navigate({ search: value && value !== 'waiting' ? { show: value } : {}, replace: true })
        }
      />
      <Paper style={{ overflow: 'hidden' }}>
        {approvals.error && (
          <ProblemAlert
            error={approvals.error}
            title="The approvals could not be loaded"
            onRetry={() => approvals.refetch()}
          />
        )}
        {approvals.isPending && <LoadingRows />}
        {items?.length === 0 && <NoApprovals isInbox={inbox === 'waiting'} />}
        {items && items.length > 0 && (
          <>
            <ApprovalTable approvals={items} />
            <LoadMore shown={items.length} noun="approvals" {...approvals} />
          </>
        )}
      </Paper>
    </Page>
  );
}

function NoApprovals({ isInbox: isWaiting }: { isInbox: boolean }) {
  return (
    <Blank
      icon={<IconChecklist size={26} />}
      title={isWaiting ? 'Nothing waits for your answer' : 'There is none of these'}
    >
      {isWaiting
        ? 'When a hand-off needs your approval, it stands here with exactly what would be sent.'
        : 'Choose others above.'}
    </Blank>
  );
}

function ApprovalTable({ approvals }: { approvals: ApprovalSummary[] }) {
  return (
    <Table highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Question</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th visibleFrom="md">Asked by</Table.Th>
          <Table.Th visibleFrom="md">Since</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {approvals.map((approval) => (
          <Table.Tr key={approval.id}>
            <Table.Td>
              <TextLink
                to="/approvals/$approvalId"
                params={{ approvalId: approval.id }}
                fw={600}
                size="sm"
                style={{ overflowWrap: 'anywhere' }}
              >
                {approval.question}
              </TextLink>
              <Text size="xs" c="dimmed">
                {subjectKinds[approval.subject.kind]}
                {approval.expiresAt && approval.state === 'open' && (
                  <>
                    {' · answer by '}
                    <Moment value={approval.expiresAt} />
                  </>
                )}
              </Text>
            </Table.Td>
            <Table.Td>
              <StateBadge {...approvalStates[approval.state]} />
              {approval.state === 'open' && (
                <Text size="xs" c="dimmed" mt={2}>
                  {progressOf(approval)}
                </Text>
              )}
            </Table.Td>
            <Table.Td visibleFrom="md">{approval.askedBy?.name ?? 'Joinery, by a rule'}</Table.Td>
            <Table.Td visibleFrom="md">
              <Moment value={approval.createdAt} form="relative" />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
