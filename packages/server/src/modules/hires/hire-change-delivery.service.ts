// The writes of a change that was let through, each with its receipt; how they are sent is
// modules/sendings. Every function may run again after a crash and then changes nothing more.
import type { HrisActions, PreparedWrite } from '@joinery/connectors';
import { type HireChangeStepName, type HireChangeWrite, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { openConnection } from '../connections/connections.service.ts';
import { insertEvents } from '../events/events.service.ts';
import {
  attempt as attemptCall,
  isWaitNeeded,
  listIn,
  owned,
  type ReceiptBook,
  type SendingRun,
  sendAndRecord as sendWithReceipt,
} from '../sendings/sendings.service.ts';
import type { Ending, Fact, Failure, Move, Timing } from '../sendings/sendings.ts';
import * as repository from './hire-changes.repository.ts';
import { judgeWrite, tableOf } from './hire-changes.ts';
import { readTiming } from './hire-course.service.ts';
import { assertNotBlocked } from './hire-findings.service.ts';
import { recordHireAction } from './hire-log.service.ts';
import { changeEnded } from './hires.events.ts';
import * as hires from './hires.repository.ts';
import { describeQuestion } from './hires.ts';

export interface ChangeRun extends SendingRun {
  changeId: string;
}

/** What a run goes by to its end. Names and counts only. */
export interface ChangePlan {
  timing: Timing;
  steps: {
    name: HireChangeStepName;
    finished: boolean;
    uncertain: boolean;
    attempts: number;
    /** It changes what is there; an added row sent twice is two. */
    repeatable: boolean;
  }[];
}

export async function beginChange(run: ChangeRun): Promise<ChangePlan> {
  return owned(run, async (tx) => {
    const { change, hire } = await getBoth(tx, run.changeId);
    const steps = await repository.getSteps(tx, change.id);
    return {
      timing: await readTiming(tx, hire.connectionId),
      steps: steps.map(({ name, state, attempts }) => ({
        name,
        finished: state === 'done' || state === 'skipped',
        uncertain: state === 'sending' || state === 'ambiguous',
        attempts,
        repeatable: isRepeatable(writeOf(change, name)),
      })),
    };
  });
}

function isRepeatable({ step, rowId }: HireChangeWrite): boolean {
  return step === 'employee' || rowId !== null;
}

interface Scene {
  write: HireChangeWrite;
  actions: HrisActions;
  employeeNumber: string;
  hireId: string;
}

async function openScene(run: ChangeRun, name: HireChangeStepName): Promise<Scene> {
  const { context, ctx, companyId, changeId } = run;
  return context.db.inCompany(companyId, async (tx) => {
    const { change, hire } = await getBoth(tx, changeId);
    const { actions } = await openConnection(context, tx, companyId, hire.connectionId, {
      urgency: 'person',
      staysInLine: true,
      confirm: () => ctx.assertStillOwner(),
    });
    const { employeeNumber } = hire;
    if (employeeNumber === null) throw new Error('a change is sent without an employee');
    return { write: writeOf(change, name), actions, employeeNumber, hireId: hire.id };
  });
}

export async function lookAtWrite(run: ChangeRun, name: HireChangeStepName): Promise<Fact> {
  const seen = await attempt(run, name, async () => {
    const { write, actions, employeeNumber } = await openScene(run, name);
    const table = tableOf[name];
    const asked =
      table === undefined
        ? { fields: Object.keys(write.values), tables: [] }
        : { fields: [], tables: [table] };
    return judgeWrite(write, await actions.readHired(employeeNumber, asked), employeeNumber);
  });
  if ('failure' in seen) return { kind: 'look_failed', failure: seen.failure };
  const look = seen.value;
  await owned(run, async (tx) => {
    const { proof } = await repository.lockStep(tx, run.changeId, name);
    const looks = [
      ...listIn(proof, 'looks'),
      { at: run.context.clock.now().toISOString(), answer: look.answer },
    ];
    const note = look.answer === 'unknown' ? 'The API key does not see all of what is to be changed.' : null;
    await repository.updateStep(tx, run.changeId, name, { proof: { ...proof, looks }, note });
  });
  return { kind: 'looked', look };
}

export async function sendWrite(run: ChangeRun, name: HireChangeStepName, number: number): Promise<Fact> {
  const { changeId } = run;
  const book: ReceiptBook = {
    lock: (tx) => repository.lockStep(tx, changeId, name),
    update: (tx, change) => repository.updateStep(tx, changeId, name, change),
    reach: (moment) => run.ctx.crashPoint(`hire_changes.${moment}`),
  };
  return sendWithReceipt(run, book, number, async () => {
    const prepared = await attempt(run, name, async () => {
      const scene = await openScene(run, name);
      await run.context.db.inCompany(run.companyId, (tx) => assertNotBlocked(tx, scene.hireId));
      return prepareWrite(scene);
    });
    return 'failure' in prepared ? prepared : { write: prepared.value };
  });
}

function prepareWrite({ write, actions, employeeNumber }: Scene): PreparedWrite<null> {
  const table = tableOf[write.step];
  if (table === undefined) return actions.prepareUpdate(employeeNumber, write.values);
  return actions.prepareHiredRow(employeeNumber, table, write.rowId, write.values);
}

async function attempt<T>(
  run: ChangeRun,
  name: HireChangeStepName,
  work: () => Promise<T>,
): Promise<{ value: T } | { failure: Failure }> {
  return attemptCall(run, work, (tx, _failure, { message }) =>
    repository.updateStep(tx, run.changeId, name, { note: message }),
  );
}

/** False when what was to be waited for has happened already. */
export async function recordChangeWait(
  run: ChangeRun,
  move: Extract<Move, { do: 'wait' }>,
): Promise<boolean> {
  return owned(run, async (tx) => {
    const { hire } = await getBoth(tx, run.changeId);
    return isWaitNeeded(tx, hire.connectionId, move);
  });
}

export async function finishWrite(run: ChangeRun, name: HireChangeStepName, ending: Ending): Promise<void> {
  const finishedAt = run.context.clock.now();
  await owned(run, async (tx) => {
    if (ending.do !== 'finish')
      return repository.updateStep(tx, run.changeId, name, { state: 'skipped', finishedAt });
    const { proof, attempts } = await repository.lockStep(tx, run.changeId, name);
    await repository.updateStep(tx, run.changeId, name, {
      state: 'done',
      outcome: 'done',
      providerId: ending.providerId,
      finishedAt,
      proof: { ...proof, how: ending.how },
      note: attempts === 0 ? 'It was there already; none was sent.' : null,
    });
  });
}

/** The change stops here until somebody acts; what was written of it stays. */
export async function endChange(run: ChangeRun, name: HireChangeStepName, ending: Ending): Promise<void> {
  await owned(run, async (tx) => {
    const steps = await repository.getSteps(tx, run.changeId);
    const note = steps.find((step) => step.name === name)?.note ?? null;
    const problem =
      ending.do === 'ask'
        ? describeQuestion(ending.why, { note, employees: ending.employees })
        : (note ?? 'BambooHR refused.');
    await repository.updateStep(tx, run.changeId, name, { state: 'failed' });
    await close(tx, run, 'failed', problem);
  });
}

export async function completeChange(run: ChangeRun): Promise<void> {
  await owned(run, (tx) => close(tx, run, 'done', null));
}

/** After a fault of ours: what is recorded stays, and a person is told. */
export async function stopChange(run: ChangeRun, error: unknown): Promise<void> {
  const said = error instanceof JoineryError ? error.message : 'The server’s log says more.';
  await owned(run, (tx) => close(tx, run, 'failed', `The change met a fault and stopped. ${said}`));
}

async function close(
  tx: Transaction,
  { context, companyId, changeId }: ChangeRun,
  state: 'done' | 'failed',
  problem: string | null,
): Promise<void> {
  const { change } = await getBoth(tx, changeId);
  if (change.state === state) return;
  await repository.updateChange(tx, changeId, { state, problem }, context.clock.now());
  await insertEvents(tx, companyId, [changeEnded(change, state)]);
  const entry = { hireId: change.hireId, actor: 'Joinery', reason: problem, detail: { changeId } };
  await recordHireAction(tx, companyId, {
    ...entry,
    action: state === 'done' ? 'change_sent' : 'change_failed',
  });
}

async function getBoth(tx: Transaction, changeId: string) {
  const found = await repository.findChange(tx, changeId);
  const hire = found && (await hires.lockHire(tx, found.hireId));
  const change = hire && (await repository.lockChange(tx, changeId));
  if (hire === undefined || change === undefined)
    throw new JoineryError('hire_changes.not_found', 'The change is gone.');
  return { hire, change };
}

function writeOf({ plan }: repository.ChangeRow, name: HireChangeStepName): HireChangeWrite {
  const write = plan.find(({ step }) => step === name);
  if (write === undefined) throw new Error('a step of a change has nothing to write');
  return write;
}
