import type { Approval, ApprovalAnswer, ApprovalVerdict } from '@joinery/sdk';
import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Moment } from '../../ui/moment.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { completes, standings, whoMayAnswer } from './approval-words.ts';

/** Who answered what, and the buttons for whoever may. */
export function AnswerApproval({ approval }: { approval: Approval }) {
  const { answers, standing, state, expiresAt } = approval;
  const reason = standings[standing];
  return (
    <Stack gap="sm">
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {`May answer: ${whoMayAnswer(approval)}; never who asked or edited.`}
      </Text>
      {state === 'open' && expiresAt && (
        <Text size="sm">
          {'Answers are taken until '}
          <Moment value={expiresAt} />.
        </Text>
      )}
      {answers.map((given) => (
        <Given key={`${given.userId} ${given.at}`} given={given} />
      ))}
      {answers.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody answered yet.
        </Text>
      )}
      {reason && <Text size="sm">{reason}</Text>}
      {standing === 'closed' && state === 'open' && <Text size="sm">The time to answer is over.</Text>}
      <Choices approval={approval} />
    </Stack>
  );
}

function Given({ given: { userName, answer, note, at, counts } }: { given: ApprovalAnswer }) {
  return (
    <div>
      <Text size="sm" td={counts ? undefined : 'line-through'}>
        <Text span inherit fw={600}>
          {userName}
        </Text>
        {answer === 'approve' ? ' approved ' : ' rejected '}
        <Moment value={at} form="relative" />
      </Text>
      {!counts && (
        <Text size="xs" c="dimmed">
          Does not count any more.
        </Text>
      )}
      {note && (
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {note}
        </Text>
      )}
    </div>
  );
}

/** Answers what is on the page: with its hash, so that an edit in between is refused and shown. */
function Choices({ approval }: { approval: Approval }) {
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const answer = useMutation({
    mutationFn: (verdict: ApprovalVerdict) => {
      const text = note.trim();
      return api.approvals.answer(approval.id, {
        answer: verdict,
        contentHash: approval.contentHash,
        ...(text && { note: text }),
      });
    },
    onSuccess: (_, verdict) => {
      setNote('');
      notifyDone(verdict === 'approve' ? 'Approved.' : 'Rejected. Nothing of it is done.');
    },
    // A refusal, too: somebody may have answered or edited meanwhile.
    onSettled: () => client.invalidateQueries({ queryKey: ['approvals'] }),
  });
  const { standing } = approval;
  const problem = answer.error && <ProblemAlert error={answer.error} title="It was not answered" />;
  if (standing !== 'may_answer' && standing !== 'answered') return problem;
  return (
    <>
      <Textarea
        label="Note"
        description="Kept with the answer"
        autosize
        minRows={2}
        maxLength={1000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Text size="xs" c="dimmed">
        {hintOf(approval)}
      </Text>
      {problem}
      <Group gap="xs">
        {standing === 'may_answer' && (
          <Button
            loading={answer.isPending && answer.variables === 'approve'}
            disabled={answer.isPending}
            onClick={() => answer.mutate('approve')}
          >
            Approve
          </Button>
        )}
        <Button
          variant="default"
          loading={answer.isPending && answer.variables === 'reject'}
          disabled={answer.isPending}
          onClick={() => answer.mutate('reject')}
        >
          Reject
        </Button>
      </Group>
    </>
  );
}

function hintOf(approval: Approval): string {
  if (approval.standing === 'answered') return 'Until it is decided you may still reject it, which ends it.';
  return completes(approval)
    ? 'With your approval it is done at once. One rejection ends it.'
    : 'Others have to approve it, too. One rejection ends it.';
}
