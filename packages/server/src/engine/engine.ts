// Durable work. What is enqueued in a transaction runs if and only if that transaction
// commits, from its last recorded step on, whatever process dies; work of one partition runs
// one at a time, in order. DBOS does it underneath and is named in no type of this file.
import type { Logger } from 'pino';
import type { Connection, Transaction } from '../db/database.ts';
import type { CrashPoint } from './crash-points.ts';
import type { Queues } from './queues.ts';

export interface EngineOptions {
  connection: Connection;
  log: Logger;
  /** Shown beside the process's heartbeat, for people. Never an identity: that is made afresh at each start. */
  processName?: string;
  /** `JOINERY_CRASH_POINT`: the process kills itself there. Tests only. */
  crashPoint?: string | undefined;
  /** A process that runs work holds about half of these when it has none. Default 16. */
  maxConnections?: number;
  queues?: Queues;
  timing?: Partial<EngineTiming>;
}

/** How fast a dead process is noticed. A lost process's work goes on after about silentAfterMs + scanMs + one poll. */
export interface EngineTiming {
  beatMs: number;
  scanMs: number;
  /** A process that has not been heard of for this long, by the database's clock, has lost its work. */
  silentAfterMs: number;
  /**
   * Whether a process that is gone from this machine counts as lost at once. Machines of others
   * are judged by silence alone, and with false this one too.
   */
  trustPids: boolean;
  /** How long a run that this build cannot go on with stays here before it goes back to its queue. */
  handOnMs: number;
  /** How long `stop` lets running steps finish before it leaves them to the other processes. */
  drainMs: number;
  /** Finished workflows older than this are deleted every day, with their recorded inputs and results. */
  keepFinishedDays: number;
}

/**
 * A kind of durable work.
 *
 * `name` is stored: it is never renamed once released. `run` is run again from the start after
 * every interruption, with the recorded results of the steps that were done; so everything
 * outside `ctx` must give the same course: no clock, no randomness, no reads or writes but in steps.
 */
export interface Workflow<Input, Result = void> {
  name: string;
  queue: string;
  run(ctx: WorkflowContext, input: Input): Promise<Result>;
}

/**
 * What a workflow may use. When its process has lost the run (cancelled, taken over, or the
 * database went away), calls throw, and whatever the workflow catches, no later step runs.
 */
export interface WorkflowContext {
  readonly workflowId: string;
  /** Differs for every process that takes this run up; compare it inside a transaction with `assertStillOwner`. */
  readonly fencingToken: string;
  readonly log: Logger;

  /**
   * Runs `work` and records what it returns, or how it failed; after that it never runs again.
   *
   * A process killed between the two runs `work` a second time, so what it does outside must
   * be recognisable when repeated. Results are kept in the workflow tables for weeks: return
   * ids and counts, never a person's data. Errors come back as the JoineryError they were,
   * also from the record; of any other error only name and message are kept.
   */
  step<T>(name: string, work: (attempt: StepAttempt) => Promise<T>, options?: StepOptions): Promise<T>;

  /** Waits at least this long; time spent dead counts. It holds the partition's slot meanwhile. */
  sleep(ms: number): Promise<void>;

  /** The time in milliseconds, the same one after every interruption. */
  now(): Promise<number>;

  /**
   * The oldest unread message of `topic`, or undefined when none came within `timeoutMs`.
   * It holds the partition's slot: on a queue with an order, never wait for a person.
   */
  waitForSignal<T>(topic: string, timeoutMs: number): Promise<T | undefined>;

  /**
   * Whether this run makes the change `name` here: true unless it was past this place when the change
   * was released, and the same answer ever after.
   */
  patched(name: string): Promise<boolean>;

  /**
   * Ends the run in this process: it was begun by a newer build, and needs what this one does not know.
   * It goes back to its queue, for a process of that build. A run whose recorded steps are not those of
   * this build is handed on by itself.
   */
  handOn(why: string): never;

  /**
   * Refuses when another process has taken this run over. With a transaction, nobody can take
   * it over until that transaction ends, so what it writes is written by the owner. Finish the
   * transaction before the next call on `ctx`: that needs the row which the transaction holds.
   *
   * @throws JoineryError `workflows.superseded`
   */
  assertStillOwner(tx?: Transaction): Promise<void>;

  crashPoint(name: CrashPoint): void;
}

export interface StepAttempt {
  /** 1 for the first. */
  number: number;
  /** Fires within about a second after the workflow was cancelled. */
  signal: AbortSignal;
}

export interface StepOptions {
  /** Without it a failed step fails the workflow. Errors whose own policy is `never` are not tried again. */
  retry?: RetryRule;
}

/** Waits double from `firstDelayMs` up to `maxDelayMs`, with jitter; an error that names its own wait gets that. */
export interface RetryRule {
  attempts: number;
  firstDelayMs?: number;
  maxDelayMs?: number;
}

export interface Work<Input> {
  workflow: Workflow<Input, unknown> | string;
  /** The same id enqueued again is the same work: it runs once. Among equal times ids break the tie. */
  id: string;
  /** What must keep its order: the connection's id. Required on partitioned queues, refused on others. */
  partition?: string;
  /** Kept in the workflow tables: ids, never a person's data. */
  input: Input;
  /** Lower runs first; 0 is the default and the first. */
  priority?: number;
}

export interface Signal {
  workflowId: string;
  topic: string;
  message: unknown;
  /** The same key for the same workflow delivers once. */
  key?: string;
}

export interface Schedule {
  name: string;
  /** Five fields, or six with seconds first; UTC. */
  cron: string;
  run(ctx: WorkflowContext, tick: Date): Promise<void>;
}

export type WorkflowState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

export interface WorkflowStatus {
  id: string;
  workflow: string;
  state: WorkflowState;
  queue: string | undefined;
  partition: string | undefined;
  /** How often a process took it up. */
  attempts: number;
  createdAt: Date;
  startedAt: Date | undefined;
  finishedAt: Date | undefined;
  error: string | undefined;
}

export interface Engine {
  /** Before `start`. Every process registers all workflows, workers or not. */
  registerWorkflow(workflow: Workflow<never, unknown>): void;
  /** Before `start`. A tick runs once, however many processes there are; ticks missed while none ran are not made up. */
  schedule(schedule: Schedule): void;
  /** With `worker: false` the process enqueues, signals and asks, and runs nothing. */
  start(options: { worker: boolean }): Promise<void>;
  /** Lets running steps finish for a while; what is unfinished goes to the other processes at once. */
  stop(): Promise<void>;
  /**
   * Enqueues in the caller's transaction: committed together, or never run.
   *
   * In one partition, work runs in the order of its enqueueing when one call returned before
   * the other began. Transactions that overlap have no order.
   *
   * @throws JoineryError `workflows.id_taken` when the id belongs to other work.
   */
  enqueue<Input>(tx: Transaction, work: Work<Input>): Promise<void>;
  /** @throws JoineryError `workflows.not_found` */
  signal(signal: Signal, tx?: Transaction): Promise<void>;
  /** Ends it where it stands; recorded steps stay. Finished work is left as it is. */
  cancel(workflowId: string): Promise<void>;
  /**
   * Runs failed or cancelled work again on its own queue, from the step that failed last.
   *
   * @throws JoineryError `workflows.not_found`, `workflows.not_retryable`
   */
  retry(workflowId: string): Promise<void>;
  status(workflowId: string): Promise<WorkflowStatus | undefined>;
  /** For code outside workflows. Inside them, `ctx.crashPoint`. */
  crashPoint(name: CrashPoint): void;
}
