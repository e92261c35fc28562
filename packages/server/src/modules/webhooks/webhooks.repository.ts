import { JoineryError } from '@joinery/sdk';
import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { Webhooks } from '../../db/types.generated.ts';
import type { PostField, Webhook, WebhookEvent, WebhookFormat, WebhookInput } from './webhooks.ts';

export interface NewWebhook extends WebhookInput {
  id: string;
  userId: string;
  sealedKey: string;
  createdAt: Date;
}

export async function insertWebhook(
  tx: Transaction,
  companyId: string,
  webhook: NewWebhook,
): Promise<Webhook> {
  const row = await tx
    .insertInto('webhooks')
    .values({
      id: webhook.id,
      company_id: companyId,
      user_id: webhook.userId,
      sealed_key: webhook.sealedKey,
      created_at: webhook.createdAt,
      ...columnsOf(webhook),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('webhook_positions')
    .values({ company: companyId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return toWebhook(row);
}

export async function updateWebhook(tx: Transaction, id: string, change: WebhookInput): Promise<void> {
  await tx.updateTable('webhooks').set(columnsOf(change)).where('id', '=', id).execute();
}

export async function removeWebhook(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('webhooks').where('id', '=', id).execute();
}

export async function listWebhooks(tx: Transaction, userId: string): Promise<Webhook[]> {
  const rows = await tx
    .selectFrom('webhooks')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('number')
    .execute();
  return rows.map(toWebhook);
}

/** @throws JoineryError `webhooks.not_found` */
export async function getWebhook(tx: Transaction, number: number): Promise<Webhook> {
  const row = await tx.selectFrom('webhooks').selectAll().where('number', '=', number).executeTakeFirst();
  if (row === undefined) throw new JoineryError('webhooks.not_found', 'There is no such webhook.');
  return toWebhook(row);
}

/** The webhook with its sealed key; undefined when it is gone. */
export async function findForSending(
  tx: Transaction,
  id: string,
): Promise<{ webhook: Webhook; sealedKey: string } | undefined> {
  const row = await tx.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : { webhook: toWebhook(row), sealedKey: row.sealed_key };
}

export interface ListeningWebhook extends Webhook {
  sinceTransaction: string;
}

/** Webhooks whose owner is enabled. */
export async function listListening(tx: Transaction): Promise<ListeningWebhook[]> {
  const rows = await tx
    .selectFrom('webhooks')
    .innerJoin('users', 'users.id', 'webhooks.user_id')
    .selectAll('webhooks')
    .where('users.status', '=', 'enabled')
    .orderBy('webhooks.number')
    .execute();
  return rows.map((row) => ({ ...toWebhook(row), sinceTransaction: row.since_transaction }));
}

/** Counts one read of the log; the number of reads in the running minute. */
export async function countLogRead(tx: Transaction, id: string, now: Date): Promise<number> {
  const { rows } = await sql<{ log_reads: number }>`
    update webhooks set
      log_reads = case when log_minute > ${now}::timestamptz - interval '1 minute' then log_reads + 1 else 1 end,
      log_minute = case when log_minute > ${now}::timestamptz - interval '1 minute' then log_minute else ${now} end
    where id = ${id} returning log_reads`.execute(tx);
  return rows[0]?.log_reads ?? 0;
}

function columnsOf(input: WebhookInput) {
  return {
    name: input.name,
    url: input.url,
    format: input.format,
    events: JSON.stringify(input.events),
    monitor_fields: input.monitorFields === null ? null : JSON.stringify(input.monitorFields),
    post_fields: JSON.stringify(input.postFields),
    include_company_domain: input.includeCompanyDomain,
  };
}

function toWebhook(row: Selectable<Webhooks>): Webhook {
  return {
    id: row.id,
    number: row.number,
    userId: row.user_id,
    name: row.name,
    url: row.url,
    format: row.format as WebhookFormat,
    events: row.events as WebhookEvent[],
    monitorFields: row.monitor_fields as string[] | null,
    postFields: row.post_fields as unknown as PostField[],
    includeCompanyDomain: row.include_company_domain,
    lastSentAt: row.last_sent_at,
    createdAt: row.created_at,
  };
}
