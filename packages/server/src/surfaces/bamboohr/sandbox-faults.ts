// How faults of a sandbox company look on the wire, and what stands in its ledger. Without a
// ledger entry, that is for every company that is no sandbox, nothing of this happens.
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultKind, SandboxFault } from '@joinery/sdk';
import type { Context } from '../../modules/context.ts';
import { settleRequest, takeFault } from '../../modules/sandboxes/sandboxes.service.ts';
import type { Visit } from './admission.ts';
import type { Answer } from './answer.ts';
import { errorAnswer } from './errors.ts';

/** What the caller gets: an answer, half of one, or a cut connection. */
export type Performance = { kind: 'whole' | 'half'; answer: Answer } | { kind: 'cut' };

type Work = () => Promise<Answer>;

/** Does the work of a request, or what a fault makes of it. `gone` ends a wait when the caller hangs up. */
export async function perform(
  context: Context,
  visit: Visit,
  work: Work,
  gone: () => AbortSignal,
): Promise<Performance> {
  const execute: Work = async () => {
    const answer = await work();
    visit.executed = true;
    return answer;
  };
  const fault = visit.ledger && (await takeFault(context, visit.ledger.company, visit.ledger));
  if (fault === undefined) return { kind: 'whole', answer: await execute() };
  const performance = await behaviours[fault.fault](execute, fault, gone);
  if (performance.kind === 'cut') await settle(context, visit, null);
  return performance;
}

/** Once for each request, before the caller can know how it ended. */
export async function settle(context: Context, visit: Visit, status: number | null): Promise<void> {
  if (visit.ledger === undefined) return;
  const { company, id } = visit.ledger;
  await settleRequest(context, company, id, { status, executed: visit.executed });
}

type Behaviour = (execute: Work, fault: SandboxFault, gone: () => AbortSignal) => Promise<Performance>;

const behaviours: Record<FaultKind, Behaviour> = {
  // The connection is cut whether or not the work succeeds: the caller must not be able to tell.
  execute_then_drop: async (execute) => {
    await execute().catch(() => undefined);
    return { kind: 'cut' };
  },
  drop: async () => ({ kind: 'cut' }),
  status_500: async () => whole(errorAnswer(500, 'Internal error')),
  status_503: async (_execute, { seconds }) => whole(later(errorAnswer(503, 'Unavailable'), seconds)),
  status_429: async (_execute, { seconds }) =>
    whole(later(errorAnswer(429, 'Over rate limit, please try again later'), seconds ?? 1)),
  html_200: async () => whole(webPage()),
  hang: async (execute, { seconds }, gone) => {
    const answer = await execute();
    await wait((seconds ?? 30) * 1000, undefined, { signal: gone() }).catch(() => undefined);
    return whole(answer);
  },
  truncate: async (execute) => ({ kind: 'half', answer: await execute() }),
};

function whole(answer: Answer): Performance {
  return { kind: 'whole', answer };
}

function later(answer: Answer, seconds: number | null): Answer {
  if (seconds !== null) answer.headers['retry-after'] = String(seconds);
  return answer;
}

function webPage(): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=UTF-8' },
    body: '<!DOCTYPE html><html><head><title>One moment</title></head><body>Please sign in again.</body></html>',
  };
}
