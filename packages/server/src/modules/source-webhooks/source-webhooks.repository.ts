import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { SourceWebhooks } from '../../db/types.generated.ts';
import type { SourceWebhook } from './source-webhooks.ts';

/** Also where only the connection is known yet: in a transaction that looks it up. */
export async function findWebhook(tx: Transaction, connectionId: string): Promise<SourceWebhook | undefined> {
  const query = tx.selectFrom('source_webhooks').selectAll().where('connection_id', '=', connectionId);
  const row = await query.executeTakeFirst();
  return row && toWebhook(row);
}

export async function lockWebhook(tx: Transaction, connectionId: string): Promise<SourceWebhook | undefined> {
  const query = tx
    .selectFrom('source_webhooks')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .forUpdate();
  const row = await query.executeTakeFirst();
  return row && toWebhook(row);
}

export async function listWebhooks(tx: Transaction): Promise<SourceWebhook[]> {
  return (await tx.selectFrom('source_webhooks').selectAll().execute()).map(toWebhook);
}

/** Nothing happens when it is there already. */
export async function insertWebhook(
  tx: Transaction,
  companyId: string,
  connectionId: string,
  checkAt: Date,
): Promise<void> {
  await tx
    .insertInto('source_webhooks')
    .values({
      company_id: companyId,
      connection_id: connectionId,
      state: 'registering',
      check_at: checkAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export type WebhookChange = Partial<Omit<SourceWebhook, 'companyId' | 'connectionId'>>;

export async function updateWebhook(
  tx: Transaction,
  connectionId: string,
  change: WebhookChange,
): Promise<void> {
  const columns = Object.fromEntries(
    Object.entries(change).map(([key, value]) => [columnOf[key as keyof WebhookChange], value]),
  );
  await tx.updateTable('source_webhooks').set(columns).where('connection_id', '=', connectionId).execute();
}

export async function removeWebhook(tx: Transaction, connectionId: string): Promise<void> {
  await tx.deleteFrom('source_webhooks').where('connection_id', '=', connectionId).execute();
}

/** False when exactly this call was stored before. */
export async function insertHint(
  tx: Transaction,
  { companyId, connectionId }: SourceWebhook,
  hint: { digest: string; employeeIds: readonly string[]; receivedAt: Date },
): Promise<boolean> {
  const row = await tx
    .insertInto('source_webhook_hints')
    .values({
      company_id: companyId,
      connection_id: connectionId,
      digest: hint.digest,
      employee_ids: [...hint.employeeIds],
      received_at: hint.receivedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('digest')
    .executeTakeFirst();
  return row !== undefined;
}

/** Marks what waits as taken, and gives whom each names. */
export async function takeHints(tx: Transaction, connectionId: string, at: Date): Promise<string[][]> {
  const rows = await tx
    .updateTable('source_webhook_hints')
    .set({ taken_at: at })
    .where('connection_id', '=', connectionId)
    .where('taken_at', 'is', null)
    .returning('employee_ids')
    .execute();
  return rows.map((row) => row.employee_ids);
}

export async function removeOldHints(tx: Transaction, before: Date): Promise<void> {
  await tx
    .deleteFrom('source_webhook_hints')
    .where('received_at', '<', before)
    .where(sql<boolean>`taken_at is not null`)
    .execute();
}

const columnOf: Record<keyof WebhookChange, keyof Selectable<SourceWebhooks>> = {
  state: 'state',
  providerId: 'provider_id',
  sealedKey: 'sealed_key',
  url: 'url',
  registeredAt: 'registered_at',
  lastCallAt: 'last_call_at',
  usualGapSeconds: 'usual_gap_seconds',
  checkedAt: 'checked_at',
  checkAt: 'check_at',
  busyUntil: 'busy_until',
  problem: 'problem',
  bursts: 'bursts',
  burstSince: 'burst_since',
  lastHintAt: 'last_hint_at',
};

function toWebhook(row: Selectable<SourceWebhooks>): SourceWebhook {
  return {
    companyId: row.company_id,
    connectionId: row.connection_id,
    state: row.state as SourceWebhook['state'],
    providerId: row.provider_id,
    sealedKey: row.sealed_key,
    url: row.url,
    registeredAt: row.registered_at,
    lastCallAt: row.last_call_at,
    usualGapSeconds: row.usual_gap_seconds,
    checkedAt: row.checked_at,
    checkAt: row.check_at,
    busyUntil: row.busy_until,
    problem: row.problem,
    bursts: row.bursts,
    burstSince: row.burst_since,
    lastHintAt: row.last_hint_at,
  };
}
