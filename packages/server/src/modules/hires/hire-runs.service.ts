// How a run of a hand-off is begun, once and in the transaction of whatever begins it.
import type { Transaction } from '../../db/database.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { endedTopic, resumedTopic } from '../sendings/sendings.service.ts';
import { completeFields } from './hire-fields.ts';
import { planSteps } from './hire-plan.ts';
import { hireRequested } from './hires.events.ts';
import * as repository from './hires.repository.ts';

export const sendHireName = 'send-hire';

/** Begins a hire, or goes on with one that was not being sent: what is done stays done. The caller has locked it. */
export async function beginNextRun(
  context: Pick<Context, 'engine' | 'clock'>,
  tx: Transaction,
  companyId: string,
  hire: repository.HireRow,
  change: { actor: string; request?: repository.HireRequest; requestedBy?: string },
): Promise<void> {
  const attempt = hire.attempt + 1;
  const { request = hire.request, requestedBy = hire.requestedBy } = change;
  if (request.person?.as === 'existing')
    await noteLink(tx, hire.id, {
      employeeNumber: request.person.employeeNumber,
      by: requestedBy,
      at: context.clock.now(),
    });
  await plan(tx, companyId, hire.id, request);
  await repository.resetUnfinishedSteps(tx, hire.id);
  await repository.updateHire(tx, hire.id, { ...change, state: 'queued', problem: null, attempt });
  await enqueue(context, tx, companyId, { ...hire, attempt });
}

/** Goes on with what waits for a connection: it may be used again. */
export async function wakeHires(
  context: Pick<Context, 'engine'>,
  tx: Transaction,
  connectionId: string,
): Promise<void> {
  for (const hire of await repository.listWaiting(tx, connectionId)) await wakeHire(context, tx, hire);
}

export async function wakeHire(
  context: Pick<Context, 'engine'>,
  tx: Transaction,
  { id, attempt }: { id: string; attempt: number },
): Promise<void> {
  await context.engine.signal({ workflowId: runOf(id, attempt), topic: resumedTopic, message: null }, tx);
}

/** A create that was sent, or looked for, came to the employee whom a person named. */
async function noteLink(
  tx: Transaction,
  id: string,
  { employeeNumber, by, at }: { employeeNumber: string; by: string; at: Date },
): Promise<void> {
  const steps = await repository.getSteps(tx, id);
  const create = steps.get('create');
  // One that is still to be looked for anew is linked once it was.
  if (create === undefined || steps.get('search')?.state === 'pending') return;
  await repository.updateHire(tx, id, { employeeNumber });
  await repository.updateStep(tx, id, 'create', {
    state: 'done',
    providerId: employeeNumber,
    proof: { ...create.proof, how: 'person' },
    note: `Linked by ${by}.`,
    finishedAt: at,
  });
}

/** Ends the wait of a hire that was ended: its run finds nothing to do, and is over. */
export async function wakeEndedHire(
  context: Pick<Context, 'engine'>,
  tx: Transaction,
  { id, attempt }: { id: string; attempt: number },
): Promise<void> {
  for (const topic of [resumedTopic, endedTopic])
    await context.engine.signal({ workflowId: runOf(id, attempt), topic, message: null }, tx);
}

/** What was planned before and is not needed any more is left out; what was left out so comes back. */
async function plan(
  tx: Transaction,
  companyId: string,
  hireId: string,
  request: repository.HireRequest,
): Promise<void> {
  completeFields(request.fields);
  const needed = planSteps(request);
  await repository.insertSteps(tx, companyId, hireId, needed);
  for (const { name, state, proof, attempts } of (await repository.getSteps(tx, hireId)).values()) {
    if (!needed.includes(name) && state !== 'done' && state !== 'skipped')
      await repository.updateStep(tx, hireId, name, {
        state: 'skipped',
        proof: { ...proof, unplanned: true },
        note: 'The hire does not need it any more.',
      });
    if (needed.includes(name) && state === 'skipped' && proof?.unplanned === true)
      await repository.updateStep(tx, hireId, name, {
        state: attempts === 0 ? 'pending' : 'ambiguous',
        proof: { ...proof, unplanned: false },
        note: null,
      });
  }
}

async function enqueue(
  context: Pick<Context, 'engine'>,
  tx: Transaction,
  companyId: string,
  hire: { id: string; applicationId: string; connectionId: string; attempt: number },
): Promise<void> {
  await insertEvents(tx, companyId, [hireRequested(hire)]);
  await context.engine.enqueue(tx, {
    workflow: sendHireName,
    id: runOf(hire.id, hire.attempt),
    partition: hire.connectionId,
    input: { companyId, hireId: hire.id },
  });
}

/** Which run of its hire a workflow is. */
export function attemptOf(workflowId: string): number {
  return Number(workflowId.slice(workflowId.lastIndexOf(':') + 1));
}

function runOf(hireId: string, attempt: number): string {
  return `${hireId}:${attempt}`;
}
