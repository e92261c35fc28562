// Requests that syncs made, and what a running sync has read: pages, staged records.
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';

export interface NewCall {
  at: Date;
  operation: string;
  method: string;
  path: string;
  status: number | null;
  bytes: number;
  ms: number;
}

interface Owner {
  companyId: string;
  connectionId: string;
  syncId: string;
}

/** Recorded before its first byte is asked for, so that what comes of it can name it. */
export async function insertCall(tx: Transaction, owner: Owner, call: NewCall): Promise<string> {
  const { id } = await tx
    .insertInto('sync_calls')
    .values({
      company_id: owner.companyId,
      connection_id: owner.connectionId,
      sync_id: owner.syncId,
      at: call.at,
      operation: call.operation,
      method: call.method,
      path: call.path,
      status: call.status,
      bytes: call.bytes,
      milliseconds: Math.round(call.ms),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return String(id);
}

export async function updateCall(
  tx: Transaction,
  id: string,
  call: NewCall,
  asked: readonly string[] | undefined,
): Promise<void> {
  const { at, operation, method, path, status, bytes, ms } = call;
  await tx
    .updateTable('sync_calls')
    .set({
      at,
      operation,
      method,
      path,
      status,
      bytes,
      milliseconds: Math.round(ms),
      asked: asked === undefined ? null : [...asked],
    })
    .where('id', '=', id)
    .execute();
}

export async function removeCall(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('sync_calls').where('id', '=', id).execute();
}

export async function listCalls(
  tx: Transaction,
  syncId: string,
  { after, limit }: { after?: string | undefined; limit: number },
) {
  let query = tx
    .selectFrom('sync_calls')
    .select(['id', 'at', 'operation', 'method', 'path', 'status', 'bytes', 'milliseconds'])
    .where('sync_id', '=', syncId)
    .orderBy('id')
    .limit(limit + 1);
  if (after !== undefined) query = query.where('id', '>', after);
  return (await query.execute()).map((row) => ({ ...row, id: String(row.id), bytes: Number(row.bytes) }));
}

/** Forgets what a sync has read and not applied. */
export async function forgetReading(tx: Transaction, syncId: string, stream?: string): Promise<void> {
  const ofStream = stream === undefined ? sql`true` : sql`stream = ${stream}`;
  await sql`delete from sync_staged where sync_id = ${syncId} and ${ofStream}`.execute(tx);
  await sql`delete from sync_pages where sync_id = ${syncId} and ${ofStream}`.execute(tx);
}

/** Throws away what stopped syncs have read that nobody will go on with. */
export async function forgetOldReadings(tx: Transaction, startedBefore: Date): Promise<void> {
  const old = sql`select id from syncs where state = 'stopped' and started_at < ${startedBefore}`;
  await sql`delete from sync_staged where sync_id in (${old})`.execute(tx);
  await sql`delete from sync_pages where sync_id in (${old})`.execute(tx);
}
