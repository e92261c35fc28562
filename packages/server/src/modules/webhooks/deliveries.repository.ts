// Deliveries and the place up to which events have become deliveries.
import type { Selectable } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { WebhookDeliveries } from '../../db/types.generated.ts';
import type { EventPlace } from '../events/events.service.ts';
import type { NewDelivery, WebhookEvent } from './webhooks.ts';

export interface Delivery {
  id: string;
  event: WebhookEvent;
  /** Null for events of the company. */
  employeeNumber: number | null;
  changedFields: string[];
  occurredAt: Date;
  attempts: number;
}

/** Ids of the companies that have or had webhooks. */
export async function listCompanies(tx: Transaction): Promise<string[]> {
  const rows = await tx.selectFrom('webhook_positions').select('company').execute();
  return rows.map(({ company }) => company);
}

export async function findPlace(tx: Transaction, companyId: string): Promise<EventPlace | undefined> {
  const row = await selectPlace(tx, companyId).executeTakeFirst();
  return row === undefined ? undefined : toPlace(row);
}

export async function removePlace(tx: Transaction, companyId: string): Promise<void> {
  await tx.deleteFrom('webhook_positions').where('company', '=', companyId).execute();
}

export async function getPlace(tx: Transaction, companyId: string): Promise<EventPlace> {
  return toPlace(await selectPlace(tx, companyId).executeTakeFirstOrThrow());
}

/** Undefined while another process holds it. */
export async function lockPlace(tx: Transaction, companyId: string): Promise<EventPlace | undefined> {
  const row = await selectPlace(tx, companyId).forUpdate().skipLocked().executeTakeFirst();
  return row === undefined ? undefined : toPlace(row);
}

export async function updatePlace(tx: Transaction, companyId: string, place: EventPlace): Promise<void> {
  await tx
    .updateTable('webhook_positions')
    .set({ transaction_id: place.transactionId, event_id: place.eventId })
    .where('company', '=', companyId)
    .execute();
}

function selectPlace(tx: Transaction, companyId: string) {
  return tx
    .selectFrom('webhook_positions')
    .select(['transaction_id', 'event_id'])
    .where('company', '=', companyId);
}

function toPlace(row: { transaction_id: string; event_id: string }): EventPlace {
  return { transactionId: row.transaction_id, eventId: row.event_id };
}

export async function insertDeliveries(
  tx: Transaction,
  companyId: string,
  deliveries: NewDelivery[],
): Promise<void> {
  if (deliveries.length === 0) return;
  await tx
    .insertInto('webhook_deliveries')
    .values(
      deliveries.map((delivery) => ({
        company_id: companyId,
        webhook_id: delivery.webhookId,
        event_id: delivery.eventId,
        event: delivery.event,
        employee_number: delivery.employeeNumber,
        changed_fields: JSON.stringify(delivery.changedFields),
        occurred_at: delivery.occurredAt,
      })),
    )
    .execute();
}

export async function hasDue(tx: Transaction, now: Date): Promise<boolean> {
  const row = await tx
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('state', '=', 'waiting')
    .where('next_attempt_at', '<=', now)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Puts deliveries whose wait is over back among the pending ones; the ids of their webhooks. */
export async function wakeDue(tx: Transaction, now: Date): Promise<string[]> {
  const rows = await tx
    .updateTable('webhook_deliveries')
    .set({ state: 'pending', next_attempt_at: null })
    .where('state', '=', 'waiting')
    .where('next_attempt_at', '<=', now)
    .returning('webhook_id')
    .execute();
  return [...new Set(rows.map(({ webhook_id }) => webhook_id))];
}

/** Puts pending deliveries among those whose wait ends at `at`: whoever looks for them takes them up again. */
export async function setBackPending(tx: Transaction, at: Date): Promise<void> {
  await tx
    .updateTable('webhook_deliveries')
    .set({ state: 'waiting', next_attempt_at: at })
    .where('state', '=', 'pending')
    .execute();
}

/** The pending delivery that happened first. */
export async function findNext(tx: Transaction, webhookId: string): Promise<Delivery | undefined> {
  const row = await tx
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .where('state', '=', 'pending')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : toDelivery(row);
}

function toDelivery(row: Selectable<WebhookDeliveries>): Delivery {
  return {
    id: row.id,
    event: row.event as WebhookEvent,
    employeeNumber: row.employee_number,
    changedFields: row.changed_fields as string[],
    occurredAt: row.occurred_at,
    attempts: row.attempts,
  };
}

export interface Attempted {
  state: 'waiting' | 'delivered' | 'failed';
  at: Date;
  url: string;
  statusCode: number | null;
  problem: string | null;
  nextAttemptAt: Date | null;
}

export async function recordAttempt(
  tx: Transaction,
  webhookId: string,
  delivery: Delivery,
  attempted: Attempted,
): Promise<void> {
  await tx
    .updateTable('webhook_deliveries')
    .set({
      state: attempted.state,
      attempts: delivery.attempts + 1,
      last_attempted_at: attempted.at,
      next_attempt_at: attempted.nextAttemptAt,
      status_code: attempted.statusCode,
      problem: attempted.problem,
      url: attempted.url,
      ...(attempted.state === 'delivered' && { delivered_at: attempted.at }),
    })
    .where('id', '=', delivery.id)
    .execute();
  await tx.updateTable('webhooks').set({ last_sent_at: attempted.at }).where('id', '=', webhookId).execute();
}

/** Ends a delivery that has nothing to tell any more. */
export async function dropDelivery(tx: Transaction, id: string, reason: string): Promise<void> {
  await tx
    .updateTable('webhook_deliveries')
    .set({ state: 'dropped', problem: reason, next_attempt_at: null })
    .where('id', '=', id)
    .execute();
}

export interface LogEntry {
  url: string;
  lastAttemptedAt: Date;
  deliveredAt: Date | null;
  statusCode: number | null;
  employeeNumber: number | null;
}

/** What was sent since an instant, newest first. */
export async function listLog(
  tx: Transaction,
  webhookId: string,
  since: Date,
  limit: number,
): Promise<LogEntry[]> {
  const rows = await tx
    .selectFrom('webhook_deliveries')
    .select(['url', 'last_attempted_at', 'delivered_at', 'status_code', 'employee_number'])
    .where('webhook_id', '=', webhookId)
    .where('last_attempted_at', '>=', since)
    .orderBy('last_attempted_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.flatMap((row) =>
    row.last_attempted_at === null
      ? []
      : [
          {
            url: row.url ?? '',
            lastAttemptedAt: row.last_attempted_at,
            deliveredAt: row.delivered_at,
            statusCode: row.status_code,
            employeeNumber: row.employee_number,
          },
        ],
  );
}

/** Removes what ended before an instant. */
export async function removeEnded(tx: Transaction, before: Date): Promise<void> {
  await tx
    .deleteFrom('webhook_deliveries')
    .where('state', 'in', ['delivered', 'failed', 'dropped'])
    .where('occurred_at', '<', before)
    .where((eb) => eb.or([eb('last_attempted_at', 'is', null), eb('last_attempted_at', '<', before)]))
    .execute();
}
