// Outbox. An event is a row written in its cause's transaction; nothing else publishes.
// Consumers read rows in order of (transaction_id, id) below the oldest running transaction,
// so that a slow commit is never skipped.
import type { EventType } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';

export interface NewEvent {
  type: EventType;
  /** Id of the record that the event is about. */
  subjectId: string;
  /** Ids and names of changed fields only; never values of people's fields. */
  payload: Record<string, unknown>;
}

export async function insertEvents(tx: Transaction, companyId: string, events: NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx
    .insertInto('events')
    .values(
      events.map((event) => ({
        company_id: companyId,
        type: event.type,
        subject_id: event.subjectId,
        payload: JSON.stringify(event.payload),
      })),
    )
    .execute();
}
