// One sending with its receipt, whatever is sent. What is about to go out is recorded and committed
// before its first byte leaves; who lost the run in between neither sends nor records.
import type { PreparedWrite } from '@joinery/connectors';
import { JoineryError, type Outcome, ProviderError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { WorkflowContext } from '../../engine/engine.ts';
import { isStopped } from '../connections/connection-stops.service.ts';
import type { Context } from '../context.ts';
import { type Course, type Ending, type Fact, type Failure, type Move, pursue } from './sendings.ts';

/** A run of a workflow that sends. */
export interface SendingRun {
  context: Context;
  ctx: WorkflowContext;
  companyId: string;
}

/** What is kept of one write. */
export interface Receipt {
  state: string;
  attempts: number;
  /** Counts who may record an outcome: whoever sent last, or found that sending was cut short. */
  fence: number;
  outcome: Outcome | null;
  providerId: string | null;
  proof: Record<string, unknown> | null;
}

export interface ReceiptChange {
  state?: 'prepared' | 'sending' | 'ambiguous' | 'done' | 'failed';
  attempts?: number;
  fence?: number;
  requestHash?: string;
  requestSummary?: string;
  sentAt?: Date;
  finishedAt?: Date | null;
  outcome?: Outcome | null;
  providerId?: string;
  proof?: Record<string, unknown>;
  note?: string | null;
}

/** Where the receipt of a write is kept. */
export interface ReceiptBook {
  /** Locked until the transaction ends. */
  lock(tx: Transaction): Promise<Receipt>;
  update(tx: Transaction, change: ReceiptChange): Promise<void>;
  /** Whether it may still be sent, which somebody may have ended: decided in the transaction, and locked to its end. */
  maySend?(tx: Transaction): Promise<boolean>;
  /** Whether somebody else is sending the same: asked in the transaction that records the sending. */
  isTaken?(tx: Transaction): Promise<boolean>;
  /** A failure that came with it, for whoever keeps more of it than its words. */
  noteFailure?(tx: Transaction, error: ProviderError): Promise<void>;
  reach(moment: 'prepared' | 'sending' | 'sent' | 'recorded'): void;
}

type Made = { readonly id: string } | null;

/** Runs `work` in a transaction that commits only while this process still owns the run. */
export async function owned<T>(run: SendingRun, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return run.context.db.inCompany(run.companyId, async (tx) => {
    await run.ctx.assertStillOwner(tx);
    return work(tx);
  });
}

/**
 * Sends a write as its `number`-th sending.
 *
 * Run again after a crash, it sends only what was surely never sent: a receipt that says
 * `sending` under this number means that the write may have happened, and one that says how it
 * ended is the answer. `prepare` may ask the provider, and fails like a look.
 */
export async function sendAndRecord(
  run: SendingRun,
  book: ReceiptBook,
  number: number,
  prepare: () => Promise<{ write: PreparedWrite<Made> } | { failure: Failure }>,
): Promise<Fact> {
  const recalled = await whileSendable(run, book, (tx) => recallSending(tx, run, book, number));
  if (recalled === undefined) return withdrawn;
  if (recalled.value !== undefined) return recalled.value;
  const prepared = await prepare();
  if ('failure' in prepared) return { kind: 'look_failed', failure: prepared.failure };
  const { write } = prepared;
  await whileSendable(run, book, (tx) => recordPrepared(tx, run, book, write));
  book.reach('prepared');
  const begun = await whileSendable(run, book, (tx) => recordSending(tx, run, book, number));
  if (begun === undefined) return withdrawn;
  if (begun.value === undefined) return taken;
  const fence = begun.value;
  book.reach('sending');
  // A process may have been frozen since that commit, and its work may be somebody else's now.
  await run.ctx.assertStillOwner();
  const ended = await settle(write);
  book.reach('sent');
  const fact = await owned(run, (tx) => recordEnd(tx, run, book, { fence, ended }));
  book.reach('recorded');
  return fact;
}

const withdrawn: Fact = { kind: 'send_failed', failure: { outcome: 'refused', blocked: true } };

const taken: Fact = { kind: 'look_failed', failure: { outcome: 'not_sent', taken: true } };

async function whileSendable<T>(
  run: SendingRun,
  { maySend }: ReceiptBook,
  work: (tx: Transaction) => Promise<T>,
): Promise<{ value: T } | undefined> {
  return owned(run, async (tx) => {
    if (maySend !== undefined && !(await maySend(tx))) return undefined;
    return { value: await work(tx) };
  });
}

async function recallSending(
  tx: Transaction,
  run: SendingRun,
  book: ReceiptBook,
  number: number,
): Promise<Fact | undefined> {
  const receipt = await book.lock(tx);
  if (receipt.attempts < number) return undefined;
  if (receipt.state === 'sending') {
    const at = run.context.clock.now();
    const note = 'The server ended while this was being sent; it may have arrived.';
    const sends = [...listIn(receipt.proof, 'sends'), { at: at.toISOString(), outcome: 'ambiguous', note }];
    await book.update(tx, {
      state: 'ambiguous',
      outcome: 'ambiguous',
      fence: receipt.fence + 1,
      proof: { ...receipt.proof, sends },
      note,
      finishedAt: at,
    });
    return { kind: 'send_failed', failure: { outcome: 'ambiguous' } };
  }
  if (receipt.outcome === 'done') return { kind: 'sent', providerId: receipt.providerId };
  const last = listIn(receipt.proof, 'sends').at(-1) as Partial<Failure> | undefined;
  return {
    kind: 'send_failed',
    failure: { ...failureOf(last ?? {}), outcome: receipt.outcome ?? 'ambiguous' },
  };
}

async function recordPrepared(
  tx: Transaction,
  { context }: SendingRun,
  book: ReceiptBook,
  write: PreparedWrite<unknown>,
): Promise<void> {
  await book.update(tx, {
    state: 'prepared',
    // Keyed: a salary or a number is found by trying all there are under a plain hash.
    requestHash: context.secrets.mac('request', write.canonical),
    requestSummary: write.summary,
    finishedAt: null,
    note: null,
  });
}

async function recordSending(
  tx: Transaction,
  { context }: SendingRun,
  book: ReceiptBook,
  number: number,
): Promise<number | undefined> {
  if (await book.isTaken?.(tx)) return undefined;
  const { fence } = await book.lock(tx);
  await book.update(tx, {
    state: 'sending',
    attempts: number,
    fence: fence + 1,
    sentAt: context.clock.now(),
    outcome: null,
  });
  return fence + 1;
}

type Ended = { value: Made } | { error: ProviderError };

async function settle(write: PreparedWrite<Made>): Promise<Ended> {
  try {
    return { value: await write.send() };
  } catch (error) {
    if (error instanceof ProviderError) return { error };
    throw error;
  }
}

async function recordEnd(
  tx: Transaction,
  { context }: SendingRun,
  book: ReceiptBook,
  { fence, ended }: { fence: number; ended: Ended },
): Promise<Fact> {
  const receipt = await book.lock(tx);
  // Whoever came after has called this sending ambiguous and acts on that.
  if (receipt.fence !== fence)
    throw new JoineryError('workflows.superseded', 'Another process has judged this sending meanwhile.');
  const at = context.clock.now();
  const failure = 'error' in ended ? toFailure(ended.error) : undefined;
  if ('error' in ended) await book.noteFailure?.(tx, ended.error);
  const sends = [
    ...listIn(receipt.proof, 'sends'),
    { at: at.toISOString(), ...describeEnd(ended), ...failure },
  ];
  const proof = { ...receipt.proof, sends };
  if (failure === undefined) {
    const providerId = 'value' in ended ? (ended.value?.id ?? null) : null;
    await book.update(tx, {
      // Without an id it has yet to be seen.
      ...(providerId === null ? {} : { state: 'done' as const, providerId }),
      outcome: 'done',
      proof,
      finishedAt: at,
    });
    return { kind: 'sent', providerId };
  }
  await book.update(tx, {
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

/** Runs a call that changes nothing; `note` keeps what its failure says. */
export async function attempt<T>(
  run: SendingRun,
  work: () => Promise<T>,
  note: (tx: Transaction, failure: Failure, error: JoineryError) => Promise<void>,
): Promise<{ value: T } | { failure: Failure }> {
  try {
    return { value: await work() };
  } catch (error) {
    const failure = toFailure(error);
    if (failure === undefined) throw error;
    await owned(run, (tx) => note(tx, failure, error as JoineryError));
    return { failure };
  }
}

type Wait = Extract<Move, { do: 'wait' }>;

/** Wakes a run that waits for a key that works. */
export const resumedTopic = 'connection-resumed';

/** Whether there is still a reason to wait. Nobody resumes the connection until `tx` ends. */
export async function isWaitNeeded(tx: Transaction, connectionId: string, move: Wait): Promise<boolean> {
  return move.because !== 'stopped' || (await isStopped(tx, connectionId));
}

/** Wakes a run that has nothing more to do, whatever it waits for. */
export const endedTopic = 'sending-ended';

/**
 * Waits as long as a move says, or until the connection is resumed: waiting for that is without end.
 * Every other wait is cut short only for a run that finds nothing more to do.
 */
export async function sitOut(ctx: WorkflowContext, { ms, because }: Wait): Promise<Fact> {
  if (because === 'stopped') {
    await ctx.waitForSignal(resumedTopic, ms);
    return { kind: 'waited', ms: 0 };
  }
  // Runs that an older build began have slept, and are replayed as they were.
  if (await ctx.patched('sending-ended')) await ctx.waitForSignal(endedTopic, ms);
  else await ctx.sleep(ms);
  return { kind: 'waited', ms };
}

/** What is to be done for one write whose end a person may settle. Each is a recorded step of its own name. */
export interface WriteSteps {
  /** Without `start` nothing is left to do. */
  begin(): Promise<
    Pick<Course, 'timing' | 'attempts'> & {
      start?: Course['start'] | null | undefined;
      /** A person found that it happened. */
      exists: boolean;
    }
  >;
  confirm(): Promise<Ending>;
  look(uncertain: boolean): Promise<Fact>;
  send(number: number): Promise<Fact>;
  /** Notes what is waited for. False when that has happened already. */
  wait(move: Wait): Promise<boolean>;
  end(ending: Ending): Promise<void>;
  /** After a fault of ours, which must not leave somebody waiting for ever. */
  stop(error: unknown): Promise<void>;
}

/** The course of such a write, to its end. What ended a step before the process did is not done again. */
export async function carryOut(
  ctx: WorkflowContext,
  steps: WriteSteps,
  sit: typeof sitOut = sitOut,
): Promise<void> {
  try {
    const { start, timing, attempts, exists } = await ctx.step('begin', () => steps.begin());
    if (start === undefined || start === null) return;
    const wait = async (move: Wait): Promise<Fact> => {
      const isNeeded = await ctx.step('wait', () => steps.wait(move));
      return isNeeded ? sit(ctx, move) : { kind: 'waited', ms: 0 };
    };
    const look = (uncertain: boolean) => ctx.step('look', () => steps.look(uncertain));
    const send = ({ number }: { number: number }) => ctx.step('send', () => steps.send(number));
    const ending = exists
      ? await ctx.step('confirm', () => steps.confirm())
      : await pursue({ start, timing, attempts, look, send, wait });
    await ctx.step('end', () => steps.end(ending));
  } catch (error) {
    await ctx.step('stop', () => steps.stop(error));
    throw error;
  }
}

const blocking = new Set([
  'connections.disabled',
  'connections.not_found',
  'egress.address_not_allowed',
  'hires.blocked',
  'files.held',
  'files.malware_found',
  'files.not_cleaned',
]);

function toFailure(error: ProviderError): Failure;
function toFailure(error: unknown): Failure | undefined;
function toFailure(error: unknown): Failure | undefined {
  if (!(error instanceof JoineryError)) return undefined;
  const blocked = blocking.has(error.code) ? { blocked: true as const } : {};
  const stopped = error.code === 'connections.unauthorized' ? { stopped: true as const } : {};
  if (!(error instanceof ProviderError))
    return blocked.blocked === undefined ? undefined : { outcome: 'refused', ...blocked };
  const { outcome, retryAfterSeconds } = error;
  return {
    outcome,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...blocked,
    ...stopped,
  };
}

/** Takes a failure out of a receipt's list of sendings. */
function failureOf({
  outcome = 'ambiguous',
  retryAfterSeconds,
  blocked,
  stopped,
}: Partial<Failure>): Failure {
  return {
    outcome,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(blocked === undefined ? {} : { blocked }),
    ...(stopped === undefined ? {} : { stopped }),
  };
}

export function listIn(proof: Record<string, unknown> | null, key: string): unknown[] {
  const list = proof?.[key];
  return Array.isArray(list) ? list : [];
}
