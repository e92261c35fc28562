// Outbox. An event is a row written in its cause's transaction; nothing else publishes.
// Consumers read rows in order of (transaction_id, id) below the oldest running transaction,
// so that a slow commit is never skipped.
import type { EventType } from '@joinery/sdk';
import { sql } from 'kysely';
import { asRows, prepare, sendPrepared, type Transaction } from '../../db/database.ts';

export interface NewEvent {
  type: EventType;
  /** Id of the record that the event is about. */
  subjectId: string;
  /** Ids and names of changed fields only; never values of people's fields. */
  payload: Record<string, unknown>;
}

const insertRows = prepare(
  'insert-events',
  // What the table would do for each row is done once.
  `with moment as materialized (select company_time(clock_timestamp()) as at)
   insert into events (company_id, type, subject_id, payload, at)
   select $1, r.type, r.subject_id, r.payload, moment.at
   from moment, rows from (jsonb_to_recordset($2::jsonb) as (type text, subject_id text, payload jsonb))
     with ordinality as r (type, subject_id, payload, place)
   order by r.place`,
);

/** In their order, in one statement however many they are. */
export async function insertEvents(tx: Transaction, companyId: string, events: NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => ({
    type: event.type,
    subject_id: event.subjectId,
    payload: event.payload,
  }));
  await sendPrepared(tx, insertRows(companyId, asRows(rows)));
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
