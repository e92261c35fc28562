// The steps of a hand-off, each with its receipt; how they are sent is modules/sendings.
import type { HrisActions, PreparedWrite } from '@joinery/connectors';
import { type HireStepName, JoineryError, type OptionField } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { Principal } from '../access/principal.ts';
import { getCompany, systemPrincipal } from '../companies/companies.service.ts';
import { openConnection } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import {
  attempt as attemptCall,
  listIn,
  owned,
  type ReceiptBook,
  type SendingRun,
  sendAndRecord as sendWithReceipt,
} from '../sendings/sendings.service.ts';
import type { Fact, Failure, Look } from '../sendings/sendings.ts';
import { type CompleteFields, completeFields } from './hire-fields.ts';
import { assertNotBlocked } from './hire-findings.service.ts';
import { optionSteps } from './hire-plan.ts';
import { attemptOf } from './hire-runs.service.ts';
import * as repository from './hires.repository.ts';

/** A hire that is being sent: nothing is missing of it. */
export interface RunningHire extends repository.HireRow {
  fields: CompleteFields;
  /** A person said that employees who look alike are other people. */
  approved: boolean;
}

/** One run of the workflow. */
export interface Run extends SendingRun {
  hireId: string;
}

/** What a look or a write works with. Read afresh in every step: none of it may be kept by the engine. */
export interface Scene {
  context: Context;
  principal: Principal;
  hire: RunningHire;
  actions: HrisActions;
  /** Null: employees there carry no markers. */
  markerField: string | null;
  /** Of a preview: values of the record that are not told. They count as changed, or trying would tell them. */
  hidden?: readonly string[];
  /** Those that the hire has. */
  steps: ReadonlyMap<HireStepName, repository.StepRow>;
  /** The provider's id of the employee, once there is one. */
  employeeId: string | undefined;
  /** A person named the employee. */
  chosen: boolean;
  /** An earlier write may have happened. */
  uncertain: boolean;
  /** How many employees the fullest list had that this hire was looked for in. */
  mostSeen: number;
}

/** What a look showed, and what of it belongs on the receipt. */
export interface Sight {
  look: Look;
  proof: Record<string, unknown>;
  note: string | null;
}

/** A part of the hand-off: look whether it is done, and do it if not. */
export interface Phase {
  step: WritingStep | 'read_back' | 'search';
  /** The receipt that looks are recorded on. */
  lookStep: HireStepName;
  /** Sent twice it does the same as sent once. */
  repeatable?: true;
  look(scene: Scene): Promise<Sight>;
  prepare?(scene: Scene): Promise<PreparedWrite<{ readonly id: string } | null>>;
}

export type WritingStep = Exclude<HireStepName, 'search' | 'read_back' | 'write_back'>;

const underWay: readonly repository.HireRow['state'][] = ['queued', 'running', 'waiting'];

/**
 * Whether the hire is still this run's to send: a person may have withdrawn it, and another run may
 * have it since. Its row stays locked, and is locked before any of its steps, so whoever withdraws
 * it either comes first or sees what is being sent.
 */
async function lockOurs(tx: Transaction, { ctx, hireId }: Run): Promise<repository.HireRow | undefined> {
  const hire = await repository.lockHire(tx, hireId);
  if (hire === undefined || !underWay.includes(hire.state)) return undefined;
  return hire.attempt === attemptOf(ctx.workflowId) ? hire : undefined;
}

async function isOurs(tx: Transaction, run: Run): Promise<boolean> {
  return (await lockOurs(tx, run)) !== undefined;
}

/** Runs `work` while the hire is this run's to send; undefined once it is not. */
export async function whileOurs<T>(
  run: Run,
  work: (tx: Transaction, hire: repository.HireRow) => Promise<T>,
): Promise<T | undefined> {
  return owned(run, async (tx) => {
    const hire = await lockOurs(tx, run);
    return hire === undefined ? undefined : work(tx, hire);
  });
}

const withdrawn: Fact = { kind: 'look_failed', failure: { outcome: 'refused', blocked: true } };

export async function lookAndRecord(run: Run, phase: Phase, uncertain: boolean): Promise<Fact> {
  const { context, hireId } = run;
  const begun = await whileOurs(run, async (tx, { state }) => {
    if (state !== 'running') await repository.updateHire(tx, hireId, { state: 'running', problem: null });
    if (isReading(phase)) await markLooking(tx, hireId, phase.lookStep, context.clock.now());
    return true;
  });
  if (begun === undefined) return withdrawn;
  const seen = await attempt(run, phase, async () => phase.look(await openScene(run, uncertain)));
  if ('failure' in seen) return { kind: 'look_failed', failure: seen.failure };
  const { look, proof, note } = seen.value;
  const kept = await whileOurs(run, async (tx) => {
    const step = await repository.lockStep(tx, hireId, phase.lookStep);
    const looks = [...listIn(step.proof, 'looks'), { at: context.clock.now().toISOString(), ...proof }];
    await repository.updateStep(tx, hireId, phase.lookStep, {
      proof: { ...step.proof, looks },
      note,
      ...(isReading(phase) ? { state: 'done', outcome: 'done', finishedAt: context.clock.now() } : {}),
    });
    return true;
  });
  return kept === undefined ? withdrawn : { kind: 'looked', look };
}

/** Whether looking has a receipt of its own, apart from that of a write. */
function isReading(phase: Phase): boolean {
  return phase.lookStep !== phase.step || phase.prepare === undefined;
}

async function markLooking(tx: Transaction, hireId: string, name: HireStepName, at: Date): Promise<void> {
  const { attempts } = await repository.lockStep(tx, hireId, name);
  await repository.updateStep(tx, hireId, name, {
    state: 'sending',
    attempts: attempts + 1,
    sentAt: at,
    finishedAt: null,
  });
}

/** Sends the phase's write as its `number`-th sending. */
export async function sendAndRecord(
  run: Run,
  phase: Phase & Required<Pick<Phase, 'prepare'>>,
  { number, uncertain }: { number: number; uncertain: boolean },
): Promise<Fact> {
  const step = phase.step as WritingStep;
  const { hireId } = run;
  const book: ReceiptBook = {
    lock: (tx) => repository.lockStep(tx, hireId, step),
    update: (tx, change) => repository.updateStep(tx, hireId, step, change),
    maySend: (tx) => isOurs(tx, run),
    ...(step.startsWith('option_') ? { isTaken: (tx) => isOptionTaken(tx, hireId, step) } : {}),
    reach: (moment) => run.ctx.crashPoint(`hires.${crashName(step)}_${moment}`),
  };
  return sendWithReceipt(run, book, number, async () => {
    const prepared = await attempt(run, phase, async () => {
      const scene = await openScene(run, uncertain);
      await run.context.db.reading(run.companyId, async (tx) => {
        await assertNotBlocked(tx, hireId);
        if (isBeginning(step)) await assertStillHired(tx, scene.hire);
      });
      return phase.prepare(scene);
    });
    return 'failure' in prepared ? prepared : { write: prepared.value };
  });
}

/** Two hires that make the same option at once would make it twice: the later one looks again. */
async function isOptionTaken(tx: Transaction, hireId: string, step: WritingStep): Promise<boolean> {
  const { connectionId, fields } = await getHire(tx, hireId);
  const [field] = Object.entries(optionSteps).find(([, name]) => name === step) ?? [];
  const value = field === undefined ? undefined : fields[field as OptionField];
  if (field === undefined || value === undefined) return false;
  return repository.isOptionTaken(tx, { hireId, connectionId, step, field, value });
}

/** Before these nobody is there: later a withdrawal is a change of the employee. */
function isBeginning(step: WritingStep): boolean {
  return step === 'create' || step === 'reactivate' || step.startsWith('option_');
}

async function assertStillHired(tx: Transaction, { applicationId }: RunningHire): Promise<void> {
  if ((await repository.findHiredJob(tx, applicationId)) !== undefined) return;
  throw new JoineryError(
    'hires.blocked',
    'The application is not in a stage of kind hired any more, so the employee is not made. Cancel the hire, or move the application back and send it again.',
  );
}

type CrashName = Exclude<WritingStep, `option_${string}` | `file_${string}` | 'offer'> | 'option' | 'file';

// Steps of one kind share their places: they run the same code.
function crashName(step: WritingStep): CrashName {
  if (step.startsWith('option_')) return 'option';
  if (step === 'offer' || step.startsWith('file_')) return 'file';
  return step as CrashName;
}

async function openScene({ context, ctx, companyId, hireId }: Run, uncertain: boolean): Promise<Scene> {
  return context.db.reading(companyId, async (tx) => {
    const hire = toRunning(await repository.findHire(tx, hireId));
    const steps = await repository.getSteps(tx, hireId);
    const create = steps.get('create');
    const named = namedEmployee(hire.request);
    const { actions, markerField } = await openConnection(context, tx, companyId, hire.connectionId, {
      urgency: 'person',
      staysInLine: true,
      confirm: () => ctx.assertStillOwner(),
    });
    return {
      context,
      principal: systemPrincipal(await getCompany(tx, companyId)),
      hire,
      actions,
      markerField,
      steps,
      employeeId: named ?? create?.providerId ?? undefined,
      chosen: hire.request.person?.as === 'existing' || create?.proof?.how === 'person',
      uncertain,
      mostSeen: mostSeenIn(steps.get('search')?.proof ?? null, hire),
    };
  });
}

/** The record that a person named as this hire's. */
export function namedEmployee({ person }: repository.HireRequest): string | undefined {
  return person === null || person.as === 'new' ? undefined : person.employeeNumber;
}

export function employeeOf({ employeeId }: Scene): string {
  if (employeeId === undefined) throw new Error('a part after the create runs without an employee');
  return employeeId;
}

// Once a person has looked and said that the employee is not there, only what was seen since counts:
// they may have removed somebody.
function mostSeenIn(
  proof: Record<string, unknown> | null,
  { approved, attempt }: Pick<RunningHire, 'approved' | 'attempt'>,
): number {
  const looks = listIn(proof, 'looks') as { scanned?: number; run?: number }[];
  const counted = looks.filter(({ run }) => !approved || run === attempt);
  return Math.max(0, ...counted.map(({ scanned = 0 }) => scanned));
}

export async function getHire(tx: Transaction, hireId: string): Promise<RunningHire> {
  return toRunning(await repository.lockHire(tx, hireId));
}

function toRunning(hire: repository.HireRow | undefined): RunningHire {
  if (hire === undefined) throw new JoineryError('hires.not_found', 'The hire is gone.');
  const { fields, approved } = hire.request;
  return { ...hire, fields: completeFields(fields), approved };
}

/** Runs a call that changes nothing, and records its failure on the receipt. */
async function attempt<T>(
  run: Run,
  phase: Phase,
  work: () => Promise<T>,
): Promise<{ value: T } | { failure: Failure }> {
  return attemptCall(run, work, async (tx, { outcome }, { message }) => {
    // The outcome on a write's receipt is that of the write.
    const ended = isReading(phase) ? { outcome } : {};
    if (!(await isOurs(tx, run))) return;
    await repository.updateStep(tx, run.hireId, phase.lookStep, { note: message, ...ended });
  });
}
