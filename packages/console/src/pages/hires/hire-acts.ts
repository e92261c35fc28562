import type { Hire, HireResolution, HireStepName } from '@joinery/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { hireQuery } from './hires.queries.ts';

/** What a person does to a hire on its page. Each answers with the hire as it is then. */
export type HireAct =
  | { act: 'send' }
  | { act: 'cancel'; reason: string }
  | { act: 'resolve'; resolution: HireResolution }
  | { act: 'retry'; step: HireStepName }
  | { act: 'skip'; step: HireStepName; reason: string };

function run(id: string, act: HireAct): Promise<Hire> {
  switch (act.act) {
    case 'send':
      return api.hires.send(id);
    case 'cancel':
      return api.hires.cancel(id, { reason: act.reason });
    case 'resolve':
      return api.hires.resolve(id, act.resolution);
    case 'retry':
      return api.hires.retryStep(id, act.step);
    case 'skip':
      return api.hires.skipStep(id, act.step, { reason: act.reason });
  }
}

export function useHireAct(hire: Pick<Hire, 'id'>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: HireAct) => run(hire.id, act),
    onSuccess: (next) => client.setQueryData(hireQuery(hire.id).queryKey, next),
    // A refusal, too: somebody else may have acted meanwhile.
    onSettled: () => client.invalidateQueries({ queryKey: ['hires'] }),
  });
}
