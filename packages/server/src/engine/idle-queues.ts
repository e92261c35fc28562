// An idle process looks into each of its queues several times a second, and each look of DBOS is a
// transaction of four statements. Here one statement for all queues says first where anything waits.
import { DBOSExecutor } from '@dbos-inc/dbos-sdk/internal/dbos-executor';
import type pg from 'pg';

/** How long an answer stands. It adds to the time until waiting work is found, so it is short. */
const freshMs = 40;

// By the index that DBOS dequeues by, for each queue, however much waits in it.
const waiting = {
  name: 'waiting-queues',
  text: `select asked.queue from unnest($1::text[]) asked (queue)
    where exists (select from dbos.workflow_status where queue_name = asked.queue and status = 'ENQUEUED')`,
};

/** Lets DBOS, once it is launched, look into a queue only while something waits in it. */
export function lookOnlyWhereWorkWaits(pool: pg.Pool): void {
  const system = DBOSExecutor.globalInstance?.systemDatabase;
  if (system === undefined) throw new Error('DBOS is not launched.');
  const isEmpty = emptiness(pool);
  const partitionsOf = system.getQueuePartitions.bind(system);
  const claim = system.findAndMarkStartableWorkflows.bind(system);
  const claimHeads = system.findAndMarkStartablePartitionedWorkflows.bind(system);
  Object.assign(system, {
    getQueuePartitions: async (...asked: Parameters<typeof partitionsOf>) =>
      (await isEmpty(asked[0])) ? [] : partitionsOf(...asked),
    findAndMarkStartableWorkflows: async (...asked: Parameters<typeof claim>) =>
      (await isEmpty(asked[0].name)) ? [] : claim(...asked),
    findAndMarkStartablePartitionedWorkflows: async (...asked: Parameters<typeof claimHeads>) =>
      (await isEmpty(asked[0].name)) ? [] : claimHeads(...asked),
  });
}

/** Says of a queue whether nothing waits in it; one look stands for all of them, for a moment. */
export function emptiness(pool: Pick<pg.Pool, 'query'>): (queue: string) => Promise<boolean> {
  const known = new Set<string>();
  let answer: Promise<ReadonlySet<string>> | undefined;
  let staleAt = 0;
  const look = async (): Promise<ReadonlySet<string>> => {
    const { rows } = await pool.query<{ queue: string }>({ ...waiting, values: [[...known]] });
    return new Set(rows.map(({ queue }) => queue));
  };
  return async (queue) => {
    const isNew = !known.has(queue);
    known.add(queue);
    const now = performance.now();
    if (answer === undefined || isNew || now >= staleAt) {
      answer = look();
      staleAt = now + freshMs;
    }
    return !(await answer).has(queue);
  };
}
