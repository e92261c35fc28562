// What any process may do with work, running none itself.
import { type DBOSClient, Error as dbosErrors } from '@dbos-inc/dbos-sdk';
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../db/database.ts';
import type { Envelope } from './context.ts';
import { applicationVersion } from './dbos-names.ts';
import type { Engine, Signal, Work, Workflow, WorkflowState, WorkflowStatus } from './engine.ts';
import { isPartitioned, type Queues } from './queues.ts';
import { findRetryStep } from './retry-step.ts';
import { hasRun, toClient, updatePlace } from './runs.repository.ts';

export interface ControlOptions {
  client: Promise<DBOSClient>;
  workflows: Map<string, Workflow<unknown, unknown>>;
  queues: Queues;
}

export type Control = Pick<Engine, 'enqueue' | 'signal' | 'cancel' | 'retry' | 'status'>;

export function openControl(options: ControlOptions): Control {
  const places = new Map<string, number>();
  return {
    enqueue: (tx, work) => enqueue(options, places, tx, work),
    signal: (signal, tx) => send(options, signal, tx),
    cancel: async (id) => (await options.client).cancelWorkflow(id),
    retry: (id) => retry(options, id),
    async status(id) {
      const status = await (await options.client).getWorkflow(id);
      return status === undefined ? undefined : toStatus(status);
    },
  };
}

async function enqueue<Input>(
  options: ControlOptions,
  places: Map<string, number>,
  tx: Transaction,
  work: Work<Input>,
): Promise<void> {
  const workflow = getWorkflow(
    options,
    typeof work.workflow === 'string' ? work.workflow : work.workflow.name,
  );
  assertPartition(options.queues, workflow, work);
  const client = await options.client;
  try {
    await client.enqueueInTransaction(
      toClient(tx),
      {
        queueName: workflow.queue,
        workflowName: workflow.name,
        workflowID: work.id,
        appVersion: applicationVersion,
        workflowIDReusePolicy: 'reject',
        ...(work.partition === undefined ? {} : { queuePartitionKey: work.partition }),
        ...(work.priority === undefined ? {} : { priority: work.priority }),
      },
      work.input,
    );
  } catch (error) {
    // DBOS finds this out with statements that succeed, so the transaction is still good.
    if (!(error instanceof dbosErrors.DBOSWorkflowIDInUseError)) throw error;
    if (error.workflowName === workflow.name) return;
    throw new JoineryError(
      'workflows.id_taken',
      `The id ${work.id} belongs to other work: ${error.workflowName}, not ${workflow.name}.`,
    );
  }
  const key = `${workflow.queue}/${work.partition ?? ''}`;
  remember(places, key, await updatePlace(tx, work.id, places.get(key) ?? 0));
}

// A place matters only while the clock has not moved past it, so old ones need not be kept.
function remember(places: Map<string, number>, key: string, place: number): void {
  places.delete(key);
  places.set(key, place);
  const oldest = places.keys().next().value;
  if (places.size > 10_000 && oldest !== undefined) places.delete(oldest);
}

function assertPartition(queues: Queues, workflow: Workflow<unknown, unknown>, work: Work<unknown>): void {
  const settings = queues[workflow.queue];
  const partitioned = settings !== undefined && isPartitioned(settings);
  if (partitioned === (work.partition !== undefined)) return;
  throw new JoineryError(
    'engine.misused',
    `Work on the queue ${workflow.queue} is enqueued ${partitioned ? 'with' : 'without'} a partition.`,
  );
}

async function send({ client }: ControlOptions, signal: Signal, tx?: Transaction): Promise<void> {
  const { workflowId, topic, message, key } = signal;
  const envelope: Envelope<unknown> = { message };
  const control = await client;
  if (tx === undefined) {
    if ((await control.getWorkflow(workflowId)) === undefined) throw notFound(workflowId);
    return control.send(workflowId, envelope, topic, key);
  }
  // Asked first: a refused foreign key would spoil the caller's transaction.
  if (!(await hasRun(tx, workflowId))) throw notFound(workflowId);
  return control.sendInTransaction(toClient(tx), workflowId, envelope, topic, key);
}

async function retry(options: ControlOptions, id: string): Promise<void> {
  const client = await options.client;
  const status = await client.getWorkflow(id);
  if (status === undefined) throw notFound(id);
  const state = states[status.status];
  if (state !== 'failed' && state !== 'cancelled')
    throw new JoineryError(
      'workflows.not_retryable',
      `Only failed or cancelled work can be tried again; ${id} is ${state}.`,
    );
  // The queue's name is erased when work is cancelled; which queue it is, the workflow knows.
  const { queue } = getWorkflow(options, status.workflowName);
  const steps = (await client.listWorkflowSteps(id)) ?? [];
  await client.rewindWorkflow(id, {
    startStep: findRetryStep(steps),
    queueName: queue,
    ...(status.queuePartitionKey === undefined ? {} : { queuePartitionKey: status.queuePartitionKey }),
  });
}

const states: Record<string, WorkflowState> = {
  DELAYED: 'queued',
  ENQUEUED: 'queued',
  PENDING: 'running',
  SUCCESS: 'done',
  ERROR: 'failed',
  MAX_RECOVERY_ATTEMPTS_EXCEEDED: 'failed',
  CANCELLED: 'cancelled',
};

type StoredStatus = NonNullable<Awaited<ReturnType<DBOSClient['getWorkflow']>>>;

function toStatus(status: StoredStatus): WorkflowStatus {
  const date = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms));
  return {
    id: status.workflowID,
    workflow: status.workflowName,
    state: states[status.status] ?? 'failed',
    queue: status.queueName,
    partition: status.queuePartitionKey,
    attempts: status.recoveryAttempts ?? 0,
    createdAt: new Date(status.createdAt),
    startedAt: date(status.dequeuedAt),
    finishedAt: date(status.completedAt),
    error: toErrorText(status),
  };
}

function toErrorText(status: StoredStatus): string | undefined {
  if (status.status === 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')
    return 'Every process that took this work up died or froze with it; it is not taken up again by itself.';
  return status.error instanceof Error ? status.error.message : undefined;
}

function getWorkflow({ workflows }: ControlOptions, name: string): Workflow<unknown, unknown> {
  const workflow = workflows.get(name);
  if (workflow === undefined)
    throw new JoineryError('engine.misused', `The workflow ${name} is not registered in this process.`);
  return workflow;
}

function notFound(id: string): JoineryError {
  return new JoineryError('workflows.not_found', `There is no work with the id ${id}.`);
}
