import type { Hold, HoldDecision } from '@joinery/sdk';
import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Moment } from '../../ui/moment.tsx';
import { counted } from '../../ui/names.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSession } from '../session/session.queries.ts';
import { mayDecide } from './hold-words.ts';

const refusals = {
  decided: null,
  right: 'Your access level lets you look at holds, not decide them.',
  already_approved: 'You approved it. Another person has to approve it, too.',
};

/** Who decided what, and the buttons for whoever may. */
export function DecideHold({ hold }: { hold: Hold }) {
  const { user, access } = useSession();
  const decision = mayDecide(hold, { id: user.id, mayEdit: access.settings.connections === 'edit' });
  const refusal = decision.may ? null : refusals[decision.why];
  return (
    <Stack gap="sm">
      {hold.decisions.map((made) => (
        <Decision key={made.userId} decision={made} />
      ))}
      {hold.decisions.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody decided yet.
        </Text>
      )}
      {hold.state === 'approved' && (
        <Text size="sm" role="status">
          The provider is being read again; exactly what is shown here is then applied.
        </Text>
      )}
      {hold.state === 'superseded' && (
        <Text size="sm">A later sync came to something else. What it holds is a hold of its own.</Text>
      )}
      {refusal && <Text size="sm">{refusal}</Text>}
      {decision.may && <Choices hold={hold} completes={decision.completes} />}
    </Stack>
  );
}

function Decision({ decision: { userName, decision, note, at } }: { decision: HoldDecision }) {
  return (
    <div>
      <Text size="sm">
        <Text span inherit fw={600}>
          {userName}
        </Text>
        {decision === 'approve' ? ' approved ' : ' rejected '}
        <Moment value={at} form="relative" />
      </Text>
      {note && (
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {note}
        </Text>
      )}
    </div>
  );
}

type Verdict = 'approve' | 'reject';

function Choices({ hold, completes }: { hold: Hold; completes: boolean }) {
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  return (
    <>
      <Group gap="xs">
        <Button color="red" onClick={() => setVerdict('approve')}>
          Approve
        </Button>
        <Button variant="default" onClick={() => setVerdict('reject')}>
          Reject
        </Button>
      </Group>
      <DecisionModal hold={hold} completes={completes} verdict={verdict} onClose={() => setVerdict(null)} />
    </>
  );
}

interface DecisionModalProps {
  hold: Hold;
  completes: boolean;
  verdict: Verdict | null;
  onClose: () => void;
}

function DecisionModal({ hold, completes, verdict, onClose }: DecisionModalProps) {
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const decide = useMutation({
    mutationFn: (chosen: Verdict) => {
      const text = note.trim();
      return api.holds[chosen](hold.id, { contentHash: hold.contentHash, ...(text && { note: text }) });
    },
    onSuccess: (_, chosen) => {
      onClose();
      notifyDone(chosen === 'approve' ? 'Approved.' : 'Rejected. Everybody stays as they are.');
    },
    // A refusal, too: somebody else may have decided meanwhile.
    onSettled: () => client.invalidateQueries({ queryKey: ['holds'] }),
  });
  const close = () => {
    decide.reset();
    onClose();
  };
  const people = counted(hold.figures.affected, 'person', 'people');
  const isApproval = verdict === 'approve';
  return (
    <Modal
      opened={verdict !== null}
      onClose={close}
      title={isApproval ? `Approve for ${people}?` : `Reject for ${people}?`}
    >
      <Stack gap="md">
        <Text size="sm">{isApproval ? approvalText(hold, completes) : rejectionText(hold)}</Text>
        <Textarea
          label="Note"
          description="Kept with the decision"
          autosize
          minRows={2}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {decide.error && <ProblemAlert error={decide.error} title="It was not decided" />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} data-autofocus>
            Cancel
          </Button>
          <Button
            color={isApproval ? 'red' : 'petrol'}
            loading={decide.isPending}
            onClick={() => verdict && decide.mutate(verdict)}
          >
            {isApproval ? 'Approve' : 'Reject'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function approvalText({ kind }: Hold, completes: boolean): string {
  if (!completes) return 'A second person has to approve it, too. Nothing happens before that.';
  const what =
    kind === 'leavers'
      ? 'They leave here as they did at the provider, and whoever follows leavers is told'
      : 'The reading is believed';
  return `The provider is read again first. ${what}, if it still says exactly what is shown here; anything beyond is held again.`;
}

function rejectionText({ kind }: Hold): string {
  return kind === 'leavers'
    ? 'They stay as they are here while the provider says the same of them. Put it right there: whoever changes there is judged anew.'
    : 'Nothing of the reading is applied. The next sync reads anew.';
}
