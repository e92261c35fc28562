// How a hand-off begins, waits and ends, as people see it: the hire's state, its problem, its
// link and events. Every function may run again after a crash and then changes nothing more.
import { type HireStep, type HireStepName, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { readPace } from '../connections/connections.service.ts';
import { insertEvents } from '../events/events.service.ts';
import { isWaitNeeded } from '../sendings/sendings.service.ts';
import {
  defaultTiming,
  type Ending,
  type Move,
  type Recognition,
  sandboxTiming,
  type Timing,
} from '../sendings/sendings.ts';
import { addTimelineEntries } from '../timeline/timeline.service.ts';
import { getHire, type Phase, type Run, whileOurs } from './hire-delivery.service.ts';
import { hireAttentionNeeded, hireCompleted, hireFailed } from './hires.events.ts';
import * as repository from './hires.repository.ts';
import { describeQuestion } from './hires.ts';

/** What a run goes by to its end. Recorded once, so that it is the same after an interruption. */
export interface RunPlan {
  timing: Timing;
  /** Those that the hire had when the run began: it meets no others. */
  /** Absent: somebody new. */
  person?: 'rehire' | 'existing';
  steps: Partial<Record<HireStepName, { finished: boolean; uncertain: boolean; attempts: number }>>;
  /** A person ended the hire before this run began. */
  cancelled?: true;
}

export async function beginRun(run: Run): Promise<RunPlan> {
  const plan = await whileOurs(run, async (tx): Promise<RunPlan> => {
    const { connectionId, request } = await getHire(tx, run.hireId);
    await repository.updateHire(tx, run.hireId, { state: 'running', problem: null });
    const steps = await repository.getSteps(tx, run.hireId);
    const planned = [...steps.values()].map(({ name, state, attempts }) => {
      const finished = state === 'done' || state === 'skipped';
      return [name, { finished, uncertain: state === 'sending' || state === 'ambiguous', attempts }] as const;
    });
    return {
      timing: await readTiming(tx, connectionId),
      ...(request.person === null || request.person.as === 'new' ? {} : { person: request.person.as }),
      steps: Object.fromEntries(planned),
    };
  });
  return plan ?? { timing: defaultTiming, steps: {}, cancelled: true };
}

export async function readTiming(tx: Transaction, connectionId: string): Promise<Timing> {
  const { isSandbox, timing } = await readPace(tx, connectionId);
  return { ...(isSandbox ? sandboxTiming : defaultTiming), ...timing };
}

/** False when what was to be waited for has happened already. */
export async function recordWait(run: Run, move: Extract<Move, { do: 'wait' }>): Promise<boolean> {
  const waits = await whileOurs(run, async (tx) => {
    const { connectionId } = await getHire(tx, run.hireId);
    if (!(await isWaitNeeded(tx, connectionId, move))) return false;
    await repository.updateHire(tx, run.hireId, { state: 'waiting', problem: describeWait(move) });
    return true;
  });
  // Nothing is to be waited for by a run that has nothing more to do.
  return waits ?? false;
}

/** The part is done, or there was nothing to do. */
export async function finishPhase(run: Run, { step }: Phase, ending: Ending): Promise<void> {
  const finishedAt = run.context.clock.now();
  await whileOurs(run, async (tx) => {
    if (ending.do !== 'finish') {
      await repository.updateStep(tx, run.hireId, step, { state: 'skipped', finishedAt });
      return;
    }
    const { providerId, how } = ending;
    const receipt = await repository.lockStep(tx, run.hireId, step);
    const note = describeFinding(step, how, receipt.attempts);
    await repository.updateStep(tx, run.hireId, step, {
      state: 'done',
      outcome: 'done',
      providerId,
      finishedAt,
      proof: { ...receipt.proof, how },
      ...(note === undefined ? {} : { note }),
    });
    // Only of a record that a person named is the search a part of its own.
    if (step === 'create' || step === 'reactivate' || step === 'search')
      await repository.updateHire(tx, run.hireId, { employeeNumber: providerId });
  });
}

/** The hand-off stops here until somebody acts. */
export async function endHire(run: Run, phase: Phase, ending: Ending): Promise<void> {
  await whileOurs(run, async (tx) => {
    const hire = await getHire(tx, run.hireId);
    const write = await repository.lockStep(tx, run.hireId, phase.step);
    const look = await repository.lockStep(tx, run.hireId, phase.lookStep);
    for (const receipt of [write, look])
      if (receipt.state === 'sending' || (receipt.name === phase.step && isStopped(phase, receipt.state)))
        await repository.updateStep(tx, run.hireId, receipt.name, { state: 'failed' });
    const failed = ending.do === 'fail';
    const problem =
      ending.do === 'ask'
        ? describeQuestion(ending.why, { note: look.note ?? write.note, employees: ending.employees })
        : (write.note ?? 'BambooHR refused.');
    const state = failed ? 'failed' : 'needs_attention';
    await repository.updateHire(tx, run.hireId, { state, problem });
    const event = failed ? hireFailed(hire, phase.step) : hireAttentionNeeded(hire, phase.step);
    await insertEvents(tx, run.companyId, [event]);
  });
}

// A part that only looks, or that a look stopped before anything was sent, is not left as if it were to come.
function isStopped({ step, lookStep, prepare }: Phase, state: HireStep['state']): boolean {
  return prepare === undefined || (step === lookStep && state === 'pending');
}

/** Notes with the candidate which employee the hire became. */
export async function writeBack(run: Run): Promise<void> {
  const { companyId, hireId, context } = run;
  await whileOurs(run, async (tx) => {
    const { state } = await repository.lockStep(tx, hireId, 'write_back');
    if (state === 'done') return;
    await tellTimeline(tx, companyId, await getComplete(tx, hireId));
    const at = context.clock.now();
    const change = { state: 'done', outcome: 'done', sentAt: at, finishedAt: at } as const;
    await repository.updateStep(tx, hireId, 'write_back', { ...change, attempts: 1, note: null });
  });
}

/** The employee is there with all that belongs to it. */
export async function completeHire(run: Run): Promise<void> {
  const { companyId, hireId } = run;
  await whileOurs(run, async (tx) => {
    const hire = await getComplete(tx, hireId);
    if (hire.state === 'done') return;
    const { employeeNumber, applicationId, connectionId } = hire;
    await repository.updateHire(tx, hireId, { state: 'done', problem: null });
    await repository.upsertLink(tx, companyId, { connectionId, applicationId, employeeNumber });
    await insertEvents(tx, companyId, [hireCompleted(hire, employeeNumber)]);
    // Older hires have no step for it.
    if (!hire.steps.some(({ name }) => name === 'write_back')) await tellTimeline(tx, companyId, hire);
  });
}

type CompleteHire = repository.HireView & { employeeNumber: string };

async function getComplete(tx: Transaction, hireId: string): Promise<CompleteHire> {
  const [hire] = await repository.listHires(tx, {}, { id: hireId });
  if (hire === undefined || hire.employeeNumber === null)
    throw new Error('a hand-off is complete without an employee');
  return { ...hire, employeeNumber: hire.employeeNumber };
}

async function tellTimeline(tx: Transaction, companyId: string, hire: CompleteHire): Promise<void> {
  const { id: hireId, employeeNumber, applicationId, connectionId, connectionName, candidateId } = hire;
  const summary = `Sent to ${connectionName}: employee ${employeeNumber}`;
  const detail = { summary, hireId, connectionId, employeeNumber };
  const actor = hire.requestedBy;
  await addTimelineEntries(tx, companyId, [
    { candidateId, applicationId, kind: 'sent_to_hris', actor, detail },
  ]);
}

/** After a fault of ours: what is recorded stays, and a person is told. */
export async function stopHire(run: Run, error: unknown): Promise<void> {
  const said = error instanceof JoineryError ? error.message : 'The server’s log says more.';
  await whileOurs(run, async (tx) => {
    const hire = await getHire(tx, run.hireId);
    const problem = `The hand-off met a fault and stopped. ${said}`;
    await repository.updateHire(tx, run.hireId, { state: 'needs_attention', problem });
    await insertEvents(tx, run.companyId, [hireAttentionNeeded(hire, null)]);
  });
}

function describeWait({ because, ms }: Extract<Move, { do: 'wait' }>): string {
  const seconds = Math.ceil(ms / 1000);
  switch (because) {
    case 'quiet':
      return `The answer to a write was lost. In ${seconds} s, when it can no longer be under way, BambooHR is searched for it.`;
    case 'second_look':
      return `Nothing was found. In ${seconds} s BambooHR is searched again before anything is sent a second time.`;
    case 'unreachable':
      return `BambooHR cannot be reached or is in trouble; the next try is in ${seconds} s.`;
    case 'throttled':
      return `BambooHR’s request limit is reached; the next try is in ${seconds} s.`;
    case 'taken':
      return `Another hire makes the same option at this moment; in ${seconds} s it is looked for again.`;
    case 'stopped':
      return 'BambooHR refuses the API key: it is wrong, or was revoked. This goes on by itself once the connection has a key that works.';
  }
}

function describeFinding(step: HireStepName, how: Recognition, attempts: number): string | null | undefined {
  if (how === 'marker' && step === 'create')
    return attempts === 0
      ? 'An employee with this hire’s marker was there already; none was sent.'
      : 'The answer was lost; the employee was found by its marker.';
  if (how === 'identity' && step === 'create')
    return 'The answer was lost; the employee was found by e-mail, last name and hire date.';
  if (how === 'comparison' && attempts === 0) return 'It was there already; none was sent.';
  return step === 'read_back' || how === 'person' ? undefined : null;
}
