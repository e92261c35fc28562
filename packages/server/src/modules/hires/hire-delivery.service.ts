// The steps of a hand-off, each with its receipt. What is about to be sent is recorded and
// committed before its first byte leaves; who lost the run in between neither sends nor records.
import { createHash } from 'node:crypto';
import type { HrisActions, PreparedWrite } from '@joinery/connectors';
import { type HireStepName, JoineryError, ProviderError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { WorkflowContext } from '../../engine/engine.ts';
import type { Principal } from '../access/principal.ts';
import { getCompany, systemPrincipal } from '../companies/companies.service.ts';
import { markUnauthorized, openConnection } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import * as repository from './hires.repository.ts';
import type { Fact, Failure, Look } from './hires.ts';

/** One run of the workflow. */
export interface Run {
  context: Context;
  ctx: WorkflowContext;
  companyId: string;
  hireId: string;
}

/** What a look or a write works with. Read afresh in every step: none of it may be kept by the engine. */
export interface Scene {
  context: Context;
  principal: Principal;
  hire: repository.HireRow;
  actions: HrisActions;
  /** The provider's id of the employee, once there is one. */
  employeeId: string | undefined;
  /** A person named the employee. */
  chosen: boolean;
  /** An earlier write may have happened. */
  uncertain: boolean;
}

/** What a look showed, and what of it belongs on the receipt. */
export interface Sight {
  look: Look;
  proof: Record<string, unknown>;
  note: string | null;
}

/** A part of the hand-off: look whether it is done, and do it if not. */
export interface Phase {
  step: WritingStep | 'read_back';
  /** The receipt that looks are recorded on. */
  lookStep: HireStepName;
  look(scene: Scene): Promise<Sight>;
  prepare?(scene: Scene): Promise<PreparedWrite<{ readonly id: string } | null>>;
}

type WritingStep = 'create' | 'employment_status' | 'resume';

export async function lookAndRecord(run: Run, phase: Phase, uncertain: boolean): Promise<Fact> {
  const { context, hireId } = run;
  await owned(run, async (tx) => {
    await repository.updateHire(tx, hireId, { state: 'running', problem: null });
    if (isReading(phase)) await markLooking(tx, hireId, phase.lookStep, context.clock.now());
  });
  const seen = await attempt(run, phase, async () => phase.look(await openScene(run, uncertain)));
  if ('failure' in seen) return { kind: 'look_failed', failure: seen.failure };
  const { look, proof, note } = seen.value;
  await owned(run, async (tx) => {
    const step = await repository.lockStep(tx, hireId, phase.lookStep);
    const looks = [...listIn(step.proof, 'looks'), { at: context.clock.now().toISOString(), ...proof }];
    await repository.updateStep(tx, hireId, phase.lookStep, {
      proof: { ...step.proof, looks },
      note,
      ...(isReading(phase) ? { state: 'done', outcome: 'done', finishedAt: context.clock.now() } : {}),
    });
  });
  return { kind: 'looked', look };
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

/**
 * Sends the phase's write as its `number`-th sending.
 *
 * Run again after a crash, it sends only what was surely never sent: a receipt that says
 * `sending` under this number means that the write may have happened, and one that says how it
 * ended is the answer.
 */
export async function sendAndRecord(
  run: Run,
  phase: Phase & Required<Pick<Phase, 'prepare'>>,
  { number, uncertain }: { number: number; uncertain: boolean },
): Promise<Fact> {
  const step = phase.step as WritingStep;
  const earlier = await owned(run, (tx) => recallSending(tx, run, step, number));
  if (earlier !== undefined) return earlier;
  const prepared = await attempt(run, phase, async () => phase.prepare(await openScene(run, uncertain)));
  // Preparing may ask the provider and sends nothing: it fails like a look.
  if ('failure' in prepared) return { kind: 'look_failed', failure: prepared.failure };
  const write = prepared.value;
  await owned(run, (tx) => recordPrepared(tx, run, step, write));
  run.ctx.crashPoint(`hires.${step}_prepared`);
  const fence = await owned(run, (tx) => recordSending(tx, run, step, number));
  run.ctx.crashPoint(`hires.${step}_sending`);
  // A process may have been frozen since that commit, and its work may be somebody else's now.
  await run.ctx.assertStillOwner();
  const ended = await settle(write);
  run.ctx.crashPoint(`hires.${step}_sent`);
  const fact = await owned(run, (tx) => recordEnd(tx, run, { step, fence, ended }));
  run.ctx.crashPoint(`hires.${step}_recorded`);
  return fact;
}

async function recallSending(
  tx: Transaction,
  run: Run,
  name: WritingStep,
  number: number,
): Promise<Fact | undefined> {
  const step = await repository.lockStep(tx, run.hireId, name);
  if (step.attempts < number) return undefined;
  if (step.state === 'sending') {
    const at = run.context.clock.now();
    const note = 'The server ended while this was being sent; it may have arrived.';
    const sends = [...listIn(step.proof, 'sends'), { at: at.toISOString(), outcome: 'ambiguous', note }];
    await repository.updateStep(tx, run.hireId, name, {
      state: 'ambiguous',
      outcome: 'ambiguous',
      fence: step.fence + 1,
      proof: { ...step.proof, sends },
      note,
      finishedAt: at,
    });
    return { kind: 'send_failed', failure: { outcome: 'ambiguous' } };
  }
  if (step.outcome === 'done') return { kind: 'sent', providerId: step.providerId };
  const last = listIn(step.proof, 'sends').at(-1) as Partial<Failure> | undefined;
  return { kind: 'send_failed', failure: { ...failureOf(last ?? {}), outcome: step.outcome ?? 'ambiguous' } };
}

async function recordPrepared(
  tx: Transaction,
  { hireId }: Run,
  step: WritingStep,
  write: PreparedWrite<unknown>,
): Promise<void> {
  await repository.updateStep(tx, hireId, step, {
    state: 'prepared',
    requestHash: createHash('sha256').update(write.canonical).digest('hex'),
    requestSummary: write.summary,
    finishedAt: null,
    note: null,
  });
}

async function recordSending(
  tx: Transaction,
  { context, hireId }: Run,
  name: WritingStep,
  number: number,
): Promise<number> {
  const { fence } = await repository.lockStep(tx, hireId, name);
  await repository.updateStep(tx, hireId, name, {
    state: 'sending',
    attempts: number,
    fence: fence + 1,
    sentAt: context.clock.now(),
    outcome: null,
  });
  return fence + 1;
}

type Ended = { value: { readonly id: string } | null } | { error: ProviderError };

async function settle(write: PreparedWrite<{ readonly id: string } | null>): Promise<Ended> {
  try {
    return { value: await write.send() };
  } catch (error) {
    if (error instanceof ProviderError) return { error };
    throw error;
  }
}

async function recordEnd(
  tx: Transaction,
  { context, hireId }: Run,
  { step: name, fence, ended }: { step: WritingStep; fence: number; ended: Ended },
): Promise<Fact> {
  const step = await repository.lockStep(tx, hireId, name);
  // Whoever came after has called this sending ambiguous and acts on that.
  if (step.fence !== fence)
    throw new JoineryError('workflows.superseded', 'Another process has judged this sending meanwhile.');
  const at = context.clock.now();
  const failure = 'error' in ended ? toFailure(ended.error) : undefined;
  if ('error' in ended) await noteRefusedKey(tx, hireId, ended.error);
  const sends = [...listIn(step.proof, 'sends'), { at: at.toISOString(), ...describeEnd(ended), ...failure }];
  const proof = { ...step.proof, sends };
  if (failure === undefined) {
    const providerId = 'value' in ended ? (ended.value?.id ?? null) : null;
    await repository.updateStep(tx, hireId, name, {
      // Without an id it has yet to be seen.
      ...(providerId === null ? {} : { state: 'done' as const, providerId }),
      outcome: 'done',
      proof,
      finishedAt: at,
    });
    return { kind: 'sent', providerId };
  }
  await repository.updateStep(tx, hireId, name, {
    state: stateAfter[failure.outcome],
    outcome: failure.outcome,
    proof,
    note: 'error' in ended ? ended.error.message : null,
    finishedAt: at,
  });
  return { kind: 'send_failed', failure };
}

const stateAfter = {
  not_sent: 'prepared',
  throttled: 'prepared',
  refused: 'failed',
  ambiguous: 'ambiguous',
} as const;

function describeEnd(ended: Ended): Record<string, unknown> {
  if ('value' in ended) return { outcome: 'done' };
  const { status, requestId } = ended.error;
  return { ...(status === undefined ? {} : { status }), ...(requestId === undefined ? {} : { requestId }) };
}

/** Runs `work` in a transaction that commits only while this process still owns the run. */
export async function owned<T>(run: Run, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return run.context.db.inCompany(run.companyId, async (tx) => {
    await run.ctx.assertStillOwner(tx);
    return work(tx);
  });
}

async function openScene({ context, companyId, hireId }: Run, uncertain: boolean): Promise<Scene> {
  return context.db.inCompany(companyId, async (tx) => {
    const hire = await getHire(tx, hireId);
    const create = (await repository.getSteps(tx, hireId)).get('create');
    const { actions } = await openConnection(context, tx, companyId, hire.connectionId);
    return {
      context,
      principal: systemPrincipal(await getCompany(tx, companyId)),
      hire,
      actions,
      employeeId: create?.providerId ?? undefined,
      chosen: create?.proof?.how === 'person',
      uncertain,
    };
  });
}

export async function getHire(tx: Transaction, hireId: string): Promise<repository.HireRow> {
  const hire = await repository.lockHire(tx, hireId);
  if (hire === undefined) throw new JoineryError('hires.not_found', 'The hire is gone.');
  return hire;
}

/** Runs a call that changes nothing, and records its failure on the receipt. */
async function attempt<T>(
  run: Run,
  phase: Phase,
  work: () => Promise<T>,
): Promise<{ value: T } | { failure: Failure }> {
  try {
    return { value: await work() };
  } catch (error) {
    const failure = toFailure(error);
    if (failure === undefined) throw error;
    const { message } = error as JoineryError;
    await owned(run, async (tx) => {
      await noteRefusedKey(tx, run.hireId, error as JoineryError);
      // The outcome on a write's receipt is that of the write.
      const outcome = isReading(phase) ? { outcome: failure.outcome } : {};
      await repository.updateStep(tx, run.hireId, phase.lookStep, { note: message, ...outcome });
    });
    return { failure };
  }
}

async function noteRefusedKey(tx: Transaction, hireId: string, error: JoineryError): Promise<void> {
  if (error.code !== 'connections.unauthorized') return;
  const { connectionId } = await getHire(tx, hireId);
  await markUnauthorized(tx, connectionId);
}

const blocking = new Set([
  'connections.unauthorized',
  'connections.disabled',
  'connections.not_found',
  'egress.address_not_allowed',
]);

function toFailure(error: ProviderError): Failure;
function toFailure(error: unknown): Failure | undefined;
function toFailure(error: unknown): Failure | undefined {
  if (!(error instanceof JoineryError)) return undefined;
  const blocked = blocking.has(error.code) ? { blocked: true as const } : {};
  if (!(error instanceof ProviderError))
    return blocked.blocked === undefined ? undefined : { outcome: 'refused', ...blocked };
  const { outcome, retryAfterSeconds } = error;
  return { outcome, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }), ...blocked };
}

/** Takes a failure out of a receipt's list of sendings. */
function failureOf({ outcome = 'ambiguous', retryAfterSeconds, blocked }: Partial<Failure>): Failure {
  return {
    outcome,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(blocked === undefined ? {} : { blocked }),
  };
}

function listIn(proof: Record<string, unknown> | null, key: string): unknown[] {
  const list = proof?.[key];
  return Array.isArray(list) ? list : [];
}
