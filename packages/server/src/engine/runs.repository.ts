import { CompiledQuery, sql } from 'kysely';
import type pg from 'pg';
import { prepare, type Transaction } from '../db/database.ts';

/**
 * Sets a new run's place in its partition: after `floorMs`, and never before the database's
 * clock. DBOS orders by the transaction's start in whole milliseconds, which are equal within
 * one transaction and often across two quick ones; then random ids would decide.
 */
export async function updatePlace(tx: Transaction, id: string, floorMs: number): Promise<number> {
  const answer = await sql<{ created_at: string }>`
    update dbos.workflow_status
       set created_at = greatest((extract(epoch from clock_timestamp()) * 1000)::bigint, ${floorMs}::bigint + 1)
     where workflow_uuid = ${id}
    returning created_at`.execute(tx);
  return Number(answer.rows[0]?.created_at ?? floorMs);
}

const lockOwned = prepare(
  'lock-owned-run',
  `select set_config('idle_in_transaction_session_timeout', '5000', true)
     from dbos.workflow_status where workflow_uuid = $1 and owner_xid = $2 for share`,
);

/**
 * Whether this token still owns the run. The lock keeps everybody from taking the run over
 * until the transaction ends; so that a frozen process does not keep it for ever, PostgreSQL
 * ends the session when it idles inside the transaction.
 */
export async function lockOwnedRun(tx: Transaction, id: string, token: string): Promise<boolean> {
  const answer = await tx.executeQuery(lockOwned(id, token));
  return answer.rows.length === 1;
}

export async function isOwnedRun(db: pg.Pool, id: string, token: string): Promise<boolean> {
  const answer = await db.query(
    'select from dbos.workflow_status where workflow_uuid = $1 and owner_xid = $2',
    [id, token],
  );
  return answer.rows.length === 1;
}

export async function hasRun(tx: Transaction, id: string): Promise<boolean> {
  const answer = await sql`select from dbos.workflow_status where workflow_uuid = ${id}`.execute(tx);
  return answer.rows.length === 1;
}

/** A transaction of ours in the form of a driver's client, for DBOS calls that join one. */
export function toClient(tx: Transaction): pg.ClientBase {
  const query = async (text: string, values: unknown[] = []) => {
    const answer = await tx.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text, values));
    return { rows: answer.rows, rowCount: Number(answer.numAffectedRows ?? answer.rows.length) };
  };
  // DBOS calls nothing but query(text, values) on a client that it is given.
  return { query } as unknown as pg.ClientBase;
}
