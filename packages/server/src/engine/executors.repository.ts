// The processes that run work, and handing on what a lost one held. All times are the
// database's: the machines' clocks may differ.
import type pg from 'pg';
import type { ProcessIdentity } from './identity.ts';

/** Renews the process's row. True when there was none: it is new, or had been taken for lost. */
export async function upsertExecutor(
  db: pg.Pool,
  executor: { id: string; processName: string; identity: ProcessIdentity },
): Promise<boolean> {
  const { id, processName, identity } = executor;
  const answer = await db.query<{ inserted: boolean }>(
    `insert into engine.executors (id, process_name, host, pid, pid_stamp) values ($1, $2, $3, $4, $5)
     on conflict (id) do update set beat_at = clock_timestamp()
     returning xmax = 0 as inserted`,
    [id, processName, identity.host, identity.pid, identity.stamp],
  );
  return answer.rows[0]?.inserted === true;
}

export interface ExecutorRow extends ProcessIdentity {
  id: string;
  silent: boolean;
}

/** Every other process that may be lost: silent for long, or on this machine. */
export async function listSuspects(
  db: pg.Pool,
  self: { id: string; host: string | null },
  silentAfterMs: number,
): Promise<ExecutorRow[]> {
  const answer = await db.query<ExecutorRow>(
    `select id, host, pid, pid_stamp as stamp,
            beat_at < clock_timestamp() - $3 * interval '1 millisecond' as silent
       from engine.executors
      where id <> $1 and (host = $2 or beat_at < clock_timestamp() - $3 * interval '1 millisecond')`,
    [self.id, self.host, silentAfterMs],
  );
  return answer.rows;
}

const isSilent = `beat_at < clock_timestamp() - $2::float8 * interval '1 millisecond'`;
// One that was frozen itself must not judge the others by what it saw before.
const selfIsHeard = `exists (select from engine.executors
  where id = $3 and beat_at > clock_timestamp() - $2::float8 / 2 * interval '1 millisecond')`;

export interface MovedRun {
  id: string;
  queue: string;
}

export interface Loss {
  selfId: string;
  /** Lost for certain: their processes are gone. */
  deadIds: string[];
  /** Also those silent for this long, and runs of executors that have no row. Undefined: not those. */
  silentAfterMs: number | undefined;
}

/**
 * Puts the work of lost processes back into its queues, keeping place and partition.
 *
 * One transaction removes the executor and moves its runs, each on the condition that it is
 * still that executor's. So a supervisor that froze in the middle cannot, when it wakes, pull
 * a run from the process that has it by then; DBOS's public resume call takes bare ids and could.
 * A moved run has no owner: its former process can record nothing more and passes no fence.
 */
export async function takeOver(db: pg.Pool, loss: Loss): Promise<MovedRun[]> {
  return inTransaction(db, async (client) => {
    const gone = await client.query<{ id: string }>(
      `delete from engine.executors where id in (
         select id from engine.executors
          where id <> $3 and (id = any($1) or ${isSilent} and ${selfIsHeard})
            for update skip locked)
       returning id`,
      [loss.deadIds, loss.silentAfterMs ?? null, loss.selfId],
    );
    const moved = await client.query<MovedRun>(
      `${requeue('recovery_attempts')}
       where status = 'PENDING' and workflow_uuid in (
         select workflow_uuid from dbos.workflow_status run
          where status = 'PENDING'
            and (executor_id = any($1)
              or started_at_epoch_ms < extract(epoch from clock_timestamp()) * 1000 - $2::float8
                 and not exists (select from engine.executors where id = run.executor_id)
                 and ${selfIsHeard})
            for update skip locked)
       ${returningMoved}`,
      [gone.rows.map((row) => row.id), loss.silentAfterMs ?? null, loss.selfId],
    );
    return moved.rows;
  });
}

/**
 * Puts runs back that this process claimed and does not run: the answer to the claim was lost
 * when the database went away, so nobody started them, and nobody else may.
 */
export async function releaseUnstarted(
  db: pg.Pool,
  claim: { executorId: string; runningTokens: string[]; olderThanMs: number },
): Promise<MovedRun[]> {
  const answer = await db.query<MovedRun>(
    `${requeue('recovery_attempts')}
     where status = 'PENDING' and executor_id = $1 and owner_xid <> all($2::text[])
       and started_at_epoch_ms < extract(epoch from clock_timestamp()) * 1000 - $3::float8
     ${returningMoved}`,
    [claim.executorId, claim.runningTokens, claim.olderThanMs],
  );
  return answer.rows;
}

/** Puts one run back that its owner cannot go on with. */
export async function releaseRun(db: pg.Pool, id: string, token: string): Promise<void> {
  await db.query(
    `${requeue('recovery_attempts')} where status = 'PENDING' and workflow_uuid = $1 and owner_xid = $2`,
    [id, token],
  );
}

/** Hands everything on at an orderly stop. That is no failed attempt, so it is not counted as one. */
export async function removeExecutor(db: pg.Pool, executorId: string): Promise<MovedRun[]> {
  return inTransaction(db, async (client) => {
    await client.query('delete from engine.executors where id = $1', [executorId]);
    const answer = await client.query<MovedRun>(
      `${requeue('greatest(recovery_attempts - 1, 0)')}
       where status = 'PENDING' and executor_id = $1 ${returningMoved}`,
      [executorId],
    );
    return answer.rows;
  });
}

/** The same change that DBOS makes when it recovers a run; the queue name stays, so the partition's order does. */
function requeue(attempts: string): string {
  return `update dbos.workflow_status
             set status = 'ENQUEUED', owner_xid = null, started_at_epoch_ms = null,
                 recovery_attempts = ${attempts},
                 queue_name = coalesce(queue_name, '_dbos_internal_queue'),
                 updated_at = (extract(epoch from clock_timestamp()) * 1000)::bigint`;
}

const returningMoved = 'returning workflow_uuid as id, queue_name as queue';

async function inTransaction<T>(db: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await db.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // Closing the connection rolls back, also when it can no longer be spoken to.
    client.release(true);
    throw error;
  }
}
