// How faults of a sandbox company look on the wire, and what stands in its ledger. Without a
// ledger entry, that is for every company that is no sandbox, nothing of this happens.
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultKind, SandboxFault } from '@joinery/sdk';
import type { Context } from '../../modules/context.ts';
import { settleRequest, takeFault } from '../../modules/sandboxes/sandboxes.service.ts';
import { retryAfterText } from '../../modules/sandboxes/sandboxes.ts';
import type { Visit } from './admission.ts';
import { shortened, withoutFields } from './altered-answers.ts';
import type { Answer } from './answer.ts';
import { errorAnswer } from './errors.ts';

/** What the caller gets: an answer, half of one, one that drips, or a cut connection. */
export type Performance =
  | { kind: 'whole' | 'half'; answer: Answer }
  | { kind: 'drip'; answer: Answer; bytesPerSecond: number }
  | { kind: 'cut' };

/** What a request would do by itself. */
export interface Request {
  /** Does the work; `lost` are fields to which the key has lost its right. */
  work(lost?: readonly string[]): Promise<Answer>;
  /** Takes the whole body off the wire, for work that is done after the connection is cut. */
  readAll(): Promise<void>;
  /** Ends a wait when the caller hangs up. */
  gone(): AbortSignal;
}

/** Does the work of a request, or what a fault makes of it. */
export async function perform(context: Context, visit: Visit, request: Request): Promise<Performance> {
  const work: Request['work'] = async (lost) => {
    const answer = await request.work(lost);
    visit.executed = true;
    return answer;
  };
  const fault = visit.ledger && (await takeFault(context, visit.ledger.company, visit.ledger));
  if (fault === undefined) return { kind: 'whole', answer: await work() };
  const performance = await behaviours[fault.fault]({ ...request, work }, fault, { context, visit });
  if (performance.kind === 'cut') await settle(context, visit, null);
  return performance;
}

/** Once for each request, before the caller can know how it ended. */
export async function settle(context: Context, visit: Visit, status: number | null): Promise<void> {
  if (visit.ledger === undefined) return;
  const { company, id } = visit.ledger;
  await settleRequest(context, company, id, { status, executed: visit.executed });
}

interface Scene {
  context: Context;
  visit: Visit;
}

type Behaviour = (request: Request, fault: SandboxFault, scene: Scene) => Promise<Performance>;

const behaviours: Record<FaultKind, Behaviour> = {
  // The connection is cut whether or not the work succeeds: the caller must not be able to tell.
  execute_then_drop: async ({ work }) => {
    await work().catch(() => undefined);
    return { kind: 'cut' };
  },
  drop: async () => ({ kind: 'cut' }),
  execute_late: async (request, { seconds }, scene) => {
    await request.readAll().catch(() => undefined);
    void executeLater(request, (seconds ?? 90) * 1000, scene);
    return { kind: 'cut' };
  },
  status_500: failing(500, 'Internal error'),
  status_502: failing(502, 'Bad gateway'),
  status_504: failing(504, 'Gateway time-out'),
  status_598: failing(598, 'Network read time-out'),
  // A bare 503 unless something is said of the wait.
  status_503: async (request, fault, { context }) => {
    const answer = await instead(request, fault, errorAnswer(503, 'Unavailable'));
    return fault.seconds === null && fault.retryAfter === null
      ? whole(answer)
      : whole(withWait(answer, fault, context));
  },
  status_429: async (request, fault, { context }) => {
    const answer = errorAnswer(429, 'Over rate limit, please try again later');
    return whole(withWait(await instead(request, fault, answer), fault, context));
  },
  html_200: async (request, fault) => whole(await instead(request, fault, webPage())),
  hang: async ({ work, gone }, { seconds }) => {
    const answer = await work();
    await wait((seconds ?? 30) * 1000, undefined, { signal: gone() }).catch(() => undefined);
    return whole(answer);
  },
  drip: async ({ work }, { bytesPerSecond }) => ({
    kind: 'drip',
    answer: await work(),
    bytesPerSecond: bytesPerSecond ?? 1,
  }),
  truncate: async ({ work }) => ({ kind: 'half', answer: await work() }),
  vanish_fields: async ({ work }, { fields }) => {
    const lost = fields ?? [];
    return whole(await withoutFields(await work(lost), lost));
  },
  short_list: async ({ work }) => whole(await shortened(await work())),
};

// Kept in this process only: a server that stops meanwhile never does it, as the real one might.
async function executeLater({ work }: Request, afterMs: number, { context, visit }: Scene): Promise<void> {
  await wait(afterMs, undefined, { ref: false });
  try {
    await work();
  } catch (err) {
    context.log.info({ err }, 'a request that was to be executed late was refused');
  }
  await settle(context, visit, null).catch(() => undefined);
}

function failing(status: number, text: string): Behaviour {
  return async (request, fault) => whole(await instead(request, fault, errorAnswer(status, text)));
}

// What the caller is told instead, whether or not the work was ordered to be done all the same.
async function instead({ work }: Request, { executes }: SandboxFault, answer: Answer): Promise<Answer> {
  if (executes) await work().catch(() => undefined);
  return answer;
}

function whole(answer: Answer): Performance {
  return { kind: 'whole', answer };
}

function withWait(answer: Answer, fault: SandboxFault, { clock }: Context): Answer {
  const text = retryAfterText(fault, clock.now());
  if (text !== undefined) answer.headers['retry-after'] = text;
  return answer;
}

function webPage(): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=UTF-8' },
    body: '<!DOCTYPE html><html><head><title>One moment</title></head><body>Please sign in again.</body></html>',
  };
}
