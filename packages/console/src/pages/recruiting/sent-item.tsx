import type { RecruitingStatus, RecruitingWrite } from '@joinery/sdk';
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { useSession } from '../session/session.queries.ts';
import { describeSent, writeStates } from './recruiting-words.ts';

interface SentItemProps {
  write: RecruitingWrite;
  mayEdit: boolean;
  /** Where it stands among things of several accounts, on the candidate's page. */
  withAccount?: boolean;
  /** Of the account. */
  statuses?: readonly RecruitingStatus[] | undefined;
}

/** One thing that was sent, with its receipt, and what a person may say about it. */
export function SentItem({ write, mayEdit, withAccount = false, statuses }: SentItemProps) {
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const seesAccount = useSession().access.settings.connections !== 'none' && withAccount;
  const { connectionName, requestSummary, attempts, providerId } = write;
  const receipt = [
    requestSummary,
    attempts > 1 && `tried ${attempts} times`,
    providerId && `application ${providerId} there`,
  ];
  return (
    <div>
      <Group justify="space-between" gap="xs" align="flex-start" wrap="nowrap">
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {describeSent(write, statuses)}
          {withAccount && `, at ${connectionName}`}
        </Text>
        <StateBadge {...(write.waitsForKey ? keyWait : writeStates[write.state])} />
      </Group>
      <Text size="xs" c="dimmed" component="div" style={{ overflowWrap: 'anywhere' }}>
        {write.requestedBy} · <Moment value={write.createdAt} form="relative" />
        {!withAccount && write.candidateId && (
          <>
            {' · '}
            <TextLink to="/candidates/$candidateId" params={{ candidateId: write.candidateId }} size="xs">
              Open the candidate
            </TextLink>
          </>
        )}
      </Text>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {receipt.filter(Boolean).join(' · ')}
      </Text>
      {write.problem && (
        <Text size="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
          {write.problem}
        </Text>
      )}
      {write.waitsForKey && seesAccount && (
        <TextLink to="/connections/$connectionId" params={{ connectionId: write.connectionId }} size="sm">
          Put a key in that works
        </TextLink>
      )}
      {write.state === 'refused' && write.kind === 'post_candidate' && (
        <Text size="sm" c="dimmed">
          Complete the candidate, then send them again. A question of the account’s own cannot be answered
          from here: make it voluntary there, or enter the person there.
        </Text>
      )}
      {mayEdit && (write.state === 'needs_attention' || write.waitsForKey) && (
        <Group gap="xs" mt="xs">
          {choicesOf(write).map((choice) => (
            <Button key={choice} variant="default" size="xs" onClick={() => setVerdict(choice)}>
              {verdicts[choice].action}
            </Button>
          ))}
        </Group>
      )}
      {verdict && <VerdictModal write={write} verdict={verdict} onClose={() => setVerdict(null)} />}
    </div>
  );
}

const verdicts = {
  exists: {
    action: 'It is there',
    title: 'Is it there?',
    consequence: 'Nothing more is sent. It is looked for under the number that you give.',
    done: 'It is kept as sent.',
  },
  send: {
    action: 'Send it',
    title: 'Send it all the same?',
    consequence: 'Say this when you looked there and it is not: otherwise the person is there twice.',
    done: 'It goes out.',
  },
  drop: {
    action: 'Do not send',
    title: 'Leave it unsent?',
    consequence: 'Nothing more is sent. If it did arrive, it stays there.',
    done: 'It is dropped.',
  },
};
type Verdict = keyof typeof verdicts;

const unsent = { consequence: 'It does not go out, nor once the account takes a key again.' };

const keyWait = { label: 'Waits for a key', color: 'orange' };

/** What waits for a key goes on by itself: a person can only end it. */
const choicesOf = ({ waitsForKey }: RecruitingWrite): Verdict[] =>
  waitsForKey ? ['drop'] : (Object.keys(verdicts) as Verdict[]);

function VerdictModal({
  write,
  verdict,
  onClose,
}: {
  write: RecruitingWrite;
  verdict: Verdict;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const words = write.waitsForKey ? { ...verdicts[verdict], ...unsent } : verdicts[verdict];
  const needsId = verdict === 'exists' && write.kind === 'post_candidate';
  const [providerId, setProviderId] = useState(write.doubtful[0] ?? '');
  const decide = useMutation({
    mutationFn: () =>
      api.recruiting.resolve(
        write.id,
        needsId ? { action: 'exists', providerId: providerId.trim() } : { action: verdict },
      ),
    onSuccess: () => {
      onClose();
      notifyDone(words.done);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['recruiting'] }),
  });
  return (
    <ConfirmModal
      opened
      title={words.title}
      action={words.action}
      busy={decide.isPending}
      error={decide.error}
      onConfirm={() => decide.mutate()}
      onClose={onClose}
    >
      <Stack gap="sm">
        {words.consequence}
        {needsId && (
          <TextInput
            label="Number of the application there"
            required
            value={providerId}
            onChange={(event) => setProviderId(event.currentTarget.value)}
          />
        )}
      </Stack>
    </ConfirmModal>
  );
}
