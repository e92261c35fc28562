import type { Hire, HireChange, HireChangeState, HireDifference } from '@joinery/sdk';
import { Alert, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { formatDate } from '../../ui/dates.ts';
import { TextLink } from '../../ui/links.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ReasonModal } from '../../ui/reason-modal.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { useSession } from '../session/session.queries.ts';
import { fieldLabel } from './review-fields.ts';
import { seesEveryJob } from './sendability.ts';

const changesKey = (hireId: string) => ['hires', hireId, 'changes'];
const findingsKey = (hireId: string) => ['hires', hireId, 'findings'];

function useAfterwards<T, R>(hireId: string, run: (input: T) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSettled: () => client.invalidateQueries({ queryKey: ['hires', hireId] }),
  });
}

/** What the account shows of this hire that should not be: nothing more is written meanwhile. */
export function HireFindings({ hire, mayAct }: { hire: Hire; mayAct: boolean }) {
  const findings = useQuery({
    queryKey: findingsKey(hire.id),
    queryFn: () => api.hires.findings({ hireId: hire.id, state: 'open' }),
  });
  const look = useAfterwards(hire.id, () => api.hires.reconcile(hire.connectionId));
  // It looks through the whole account, not at one job.
  const mayLook = seesEveryJob(useSession().access) && mayAct;
  const open = findings.data?.items ?? [];
  if (open.length === 0) return null;
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle size={18} />}
      title={`Nothing more is written to ${hire.connectionName} for this person`}
      role="alert"
    >
      <Stack gap="xs">
        {open.map((finding) => (
          <Text key={finding.id} size="sm">
            {finding.summary} Found <Moment value={finding.foundAt} form="exact" />.
          </Text>
        ))}
        {look.error && <ProblemAlert error={look.error} title="The account could not be looked through" />}
        {mayLook && (
          <Group>
            <Button
              size="xs"
              variant="default"
              loading={look.isPending}
              onClick={() => look.mutate(undefined)}
            >
              Look again now
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

/** What the hired application says now, beside what was sent and what the account shows. */
export function HireChanges({ hire, mayAct }: { hire: Hire; mayAct: boolean }) {
  const changes = useQuery({
    queryKey: changesKey(hire.id),
    queryFn: () => api.hireChanges.list({ hireId: hire.id, limit: 20 }),
    enabled: hire.state === 'done',
    // What the application says otherwise is found by itself, and others answer while one looks.
    refetchInterval: (query) =>
      query.state.data?.items.some(({ state }) => state === 'sending') ? 1_000 : 15_000,
  });
  const [asked, noShow] = useDisclosure(false);
  const compare = useAfterwards(hire.id, () => api.hireChanges.compare(hire.id));
  const report = useAfterwards(hire.id, (reason: string) => api.hireChanges.reportNoShow(hire.id, reason));
  if (hire.state !== 'done') return null;
  const items = changes.data?.items ?? [];
  const problem = compare.data?.problem;
  return (
    <Panel
      title="Changes afterwards"
      description="What the application says now, beside what was sent and what the account shows."
    >
      <Stack gap="md">
        {changes.error && <ProblemAlert error={changes.error} title="Changes could not be loaded" />}
        {compare.error && <ProblemAlert error={compare.error} title="It could not be compared" />}
        {problem && (
          <Text size="sm" c="red">
            {problem}
          </Text>
        )}
        {items.map((change) => (
          <OneChange key={change.id} change={change} mayAct={mayAct} />
        ))}
        {changes.data?.items.length === 0 && (
          <Text size="sm" c="dimmed">
            Nothing has changed since this hire was sent.
          </Text>
        )}
        {mayAct && (
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              loading={compare.isPending}
              onClick={() => compare.mutate(undefined)}
            >
              Compare now
            </Button>
            <Button size="xs" variant="subtle" color="red" onClick={noShow.open}>
              Did not come…
            </Button>
          </Group>
        )}
      </Stack>
      <ReasonModal
        opened={asked}
        title={`${hire.candidateName} did not come?`}
        action="Propose to end it"
        busy={report.isPending}
        error={report.error}
        onConfirm={(reason) => report.mutate(reason, { onSuccess: noShow.close })}
        onClose={noShow.close}
      >
        Ending the employment in {hire.connectionName} is proposed. Nothing is sent before it is let through,
        and the employee is not removed.
      </ReasonModal>
    </Panel>
  );
}

const stateWords: Record<HireChangeState, { label: string; color: string }> = {
  proposed: { label: 'Proposed', color: 'orange' },
  awaiting_approval: { label: 'Awaiting approval', color: 'violet' },
  sending: { label: 'Sending', color: 'blue' },
  done: { label: 'Done', color: 'teal' },
  failed: { label: 'Failed', color: 'red' },
  dismissed: { label: 'Dismissed', color: 'gray' },
  superseded: { label: 'Superseded', color: 'gray' },
};

const kindWords = {
  patch: 'The application says something else now',
  withdrawal: 'The application was withdrawn or rejected',
  no_show: 'Did not come',
} as const;

function OneChange({ change, mayAct }: { change: HireChange; mayAct: boolean }) {
  const { id, contentHash, state, hireId } = change;
  const [asked, dismissal] = useDisclosure(false);
  const failed = state === 'failed';
  const isDone = state === 'done';
  const approve = useAfterwards(hireId, () =>
    failed ? api.hireChanges.retry(id, { contentHash }) : api.hireChanges.approve(id, { contentHash }),
  );
  const dismiss = useAfterwards(hireId, (reason: string) => api.hireChanges.dismiss(id, reason));
  const maySend = mayAct && (state === 'proposed' || state === 'failed');
  const mayDismiss = maySend || (mayAct && state === 'awaiting_approval');
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Text fw={600}>{kindWords[change.kind]}</Text>
        <StateBadge {...stateWords[state]} />
        <Text size="xs" c="dimmed">
          <Moment value={change.createdAt} form="exact" />
        </Text>
      </Group>
      <Table.ScrollContainer minWidth={310}>
        <Table horizontalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Field</Table.Th>
              <Table.Th>Was sent</Table.Th>
              <Table.Th>{isDone ? 'Sent then' : 'Here now'}</Table.Th>
              <Table.Th>
                {isDone ? 'Before in' : 'In'} {change.connectionName}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {change.diff.map((line) => (
              <Difference key={line.field} line={line} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {change.problem && <Text size="sm">{change.problem}</Text>}
      {change.approvalId && (
        <Text size="sm">
          <TextLink to="/approvals/$approvalId" params={{ approvalId: change.approvalId }} inherit>
            {state === 'awaiting_approval' ? 'See who has to approve it' : 'See the approval'}
          </TextLink>
        </Text>
      )}
      {approve.error && (
        <ProblemAlert
          error={approve.error}
          title={failed ? 'It could not be sent again' : 'It could not be let through'}
        />
      )}
      {mayDismiss && (
        <Group gap="xs">
          {maySend && (
            <Button size="xs" loading={approve.isPending} onClick={() => approve.mutate(undefined)}>
              {failed ? 'Try again' : change.kind === 'patch' ? 'Send exactly this' : 'End the employment'}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={dismissal.open}>
            Dismiss…
          </Button>
        </Group>
      )}
      <ReasonModal
        opened={asked}
        title="Dismiss this change?"
        action="Dismiss"
        busy={dismiss.isPending}
        error={dismiss.error}
        onConfirm={(reason) => dismiss.mutate(reason, { onSuccess: dismissal.close })}
        onClose={dismissal.close}
      >
        Nothing is sent, and it is not proposed again while it is the same.
      </ReasonModal>
    </Stack>
  );
}

function Difference({ line: { field, was, here, there, hidden } }: { line: HireDifference }) {
  return (
    <Table.Tr>
      <Table.Td>{fieldLabel(field)}</Table.Td>
      <Table.Td>{shown(was)}</Table.Td>
      <Table.Td>{shown(here)}</Table.Td>
      <Table.Td>{hidden ? 'hidden from you' : there === undefined ? 'not shown' : shown(there)}</Table.Td>
    </Table.Tr>
  );
}

function shown(value: string | null | undefined): string {
  return value ? formatDate(value) : '–';
}
