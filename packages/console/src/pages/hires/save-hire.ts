import type { ApprovalRules, Hire, HirePatch, HirePreview } from '@joinery/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api.ts';
import { type Check, type Origin, type ReviewValues, valuesToMap } from './review-form.ts';
import { useSendKey } from './send-key.ts';

interface Save {
  /** `keep`: what was decided is kept, and nothing is sent. */
  act: 'send' | 'keep';
  decisions: HirePatch;
  values: ReviewValues;
  origin: Origin;
  check: Check;
  approval: ApprovalRules | null;
}

interface SaveHireOptions {
  preview: Pick<HirePreview, 'applicationId' | 'connectionId'>;
  hire: Hire | undefined;
  onProblem: (error: unknown) => void;
}

/** Makes the hire or mends it, and sends it where that is wanted. What holds for ever is mapped first. */
export function useSaveHire({ preview, hire, onProblem }: SaveHireOptions) {
  const { applicationId, connectionId } = preview;
  const client = useQueryClient();
  const navigate = useNavigate();
  const keyFor = useSendKey();
  return useMutation({
    mutationFn: async ({ act, decisions, values, origin, check, approval }: Save) => {
      for (const value of valuesToMap(values, origin, check))
        await api.connections.mapHireValue(connectionId, value);
      if (hire !== undefined) {
        const mended = await api.hires.mend(hire.id, decisions);
        const isGoingOn = act === 'keep' || mended.state === 'awaiting_approval';
        return isGoingOn ? mended : api.hires.send(hire.id);
      }
      const input = { applicationId, connectionId, ...decisions, ...(approval && { approval }) };
      return api.hires.create(input, { idempotencyKey: keyFor(input) });
    },
    onSuccess: async (next) => {
      client.setQueryData(['hires', next.id], next);
      await navigate({ to: '/hires/$hireId', params: { hireId: next.id } });
      for (const queryKey of [['hires'], ['approvals'], ['candidates'], ['connections', connectionId]])
        void client.invalidateQueries({ queryKey });
    },
    onError: onProblem,
  });
}
