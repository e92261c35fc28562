// Outbox. An event is a row written in its cause's transaction; nothing else publishes.
// Consumers read rows in order of (transaction_id, id) below the oldest running transaction,
// so that a slow commit is never skipped.
import type { EventType } from '@joinery/sdk';
import { sql } from 'kysely';
import { send, type Transaction } from '../../db/database.ts';

export interface NewEvent {
  type: EventType;
  /** Id of the record that the event is about. */
  subjectId: string;
  /** Ids and names of changed fields only; never values of people's fields. */
  payload: Record<string, unknown>;
}

export async function insertEvents(tx: Transaction, companyId: string, events: NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => ({
    company_id: companyId,
    type: event.type,
    subject_id: event.subjectId,
    payload: JSON.stringify(event.payload),
  }));
  const insert = tx.insertInto('events').values(rows);
  if (rows.length > 3) await insert.execute();
  else await send(tx, insert);
}

/** A place in the order of events. */
export interface EventPlace {
  transactionId: string;
  eventId: string;
}

export interface StoredEvent {
  id: string;
  transactionId: string;
  type: string;
  payload: Record<string, unknown>;
  at: Date;
}

/** Events after a place whose order is settled: nothing can come to stand before them any more. */
export async function listSettledEvents(
  tx: Transaction,
  after: EventPlace,
  limit: number,
): Promise<StoredEvent[]> {
  const rows = await tx
    .selectFrom('events')
    .select(['id', 'transaction_id', 'type', 'payload', 'at'])
    .where(sql<boolean>`(transaction_id, id) > (${after.transactionId}::xid8, ${after.eventId}::bigint)`)
    .where(sql<boolean>`transaction_id < pg_snapshot_xmin(pg_current_snapshot())`)
    .orderBy('transaction_id')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id, transaction_id, type, payload, at }) => ({
    id,
    transactionId: transaction_id,
    type,
    payload: payload as Record<string, unknown>,
    at,
  }));
}
