import {
  type RecruitingSettings,
  type RecruitingStatus,
  recruitingSettings,
  recruitingStatus,
} from '@joinery/sdk';
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { Transaction } from '../../db/database.ts';
import type { RecruitingSetups } from '../../db/types.generated.ts';
import type { Slice } from '../../platform/page.ts';
import { type ReadingCursor, readingCursor } from './recruiting.ts';

export interface SetupRow {
  companyId: string;
  connectionId: string;
  settings: RecruitingSettings;
  statuses: RecruitingStatus[];
  cursor: ReadingCursor;
  nextReadAt: Date | null;
  sealedWebhookKey: string | null;
  lastCallAt: Date | null;
}

export async function findSetup(tx: Transaction, connectionId: string): Promise<SetupRow | undefined> {
  const row = await tx
    .selectFrom('recruiting_setups')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .executeTakeFirst();
  return row && toSetup(row);
}

export async function lockSetup(tx: Transaction, connectionId: string): Promise<SetupRow | undefined> {
  const row = await tx
    .selectFrom('recruiting_setups')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .forUpdate()
    .executeTakeFirst();
  return row && toSetup(row);
}

/** Those of enabled connections whose key is not refused. */
export async function listUsable(
  tx: Transaction,
): Promise<(SetupRow & { name: string; provider: string })[]> {
  const rows = await usable(tx).execute();
  return rows.map((row) => ({ ...toSetup(row), name: row.name, provider: row.provider }));
}

function usable(tx: Transaction) {
  return tx
    .selectFrom('recruiting_setups as s')
    .innerJoin('connections as c', 'c.id', 's.connection_id')
    .selectAll('s')
    .select(['c.name', 'c.provider'])
    .where('c.enabled', '=', true)
    .where('c.stopped_at', 'is', null)
    .orderBy('c.id');
}

/** Of those, where candidates are sent; in the order of their ids. */
export async function listSinks(
  tx: Transaction,
  { limit, after }: Slice,
): Promise<(SetupRow & { name: string; provider: string })[]> {
  const rows = await usable(tx)
    .where(sql<boolean>`(s.settings ->> 'sink')::boolean`)
    .$if(after !== undefined, (q) => q.where('c.id', '>', after ?? ''))
    .limit(limit + 1)
    .execute();
  return rows.map((row) => ({ ...toSetup(row), name: row.name, provider: row.provider }));
}

export interface SetupChange {
  settings?: RecruitingSettings;
  statuses?: RecruitingStatus[];
  cursor?: ReadingCursor;
  nextReadAt?: Date | null;
  sealedWebhookKey?: string | null;
  lastCallAt?: Date;
}

export async function putSetup(
  tx: Transaction,
  companyId: string,
  connectionId: string,
  settings: RecruitingSettings,
  at: Date,
): Promise<void> {
  const text = JSON.stringify(settings);
  await tx
    .insertInto('recruiting_setups')
    .values({
      company_id: companyId,
      connection_id: connectionId,
      settings: text,
      created_at: at,
      updated_at: at,
    })
    .onConflict((conflict) =>
      conflict.columns(['company_id', 'connection_id']).doUpdateSet({ settings: text, updated_at: at }),
    )
    .execute();
}

export async function updateSetup(tx: Transaction, connectionId: string, change: SetupChange): Promise<void> {
  const { settings, statuses, cursor, nextReadAt, sealedWebhookKey, lastCallAt } = change;
  await tx
    .updateTable('recruiting_setups')
    .set({
      settings: settings && JSON.stringify(settings),
      statuses: statuses && JSON.stringify(statuses),
      cursor: cursor && JSON.stringify(cursor),
      next_read_at: nextReadAt,
      sealed_webhook_key: sealedWebhookKey,
      last_call_at: lastCallAt,
    })
    .where('connection_id', '=', connectionId)
    .execute();
}

function toSetup(row: Selectable<RecruitingSetups>): SetupRow {
  return {
    companyId: row.company_id,
    connectionId: row.connection_id,
    settings: recruitingSettings.parse(row.settings),
    statuses: z.array(recruitingStatus).parse(row.statuses),
    cursor: readingCursor.parse(row.cursor),
    nextReadAt: row.next_read_at,
    sealedWebhookKey: row.sealed_webhook_key,
    lastCallAt: row.last_call_at,
  };
}

/** False when it came before. */
export async function insertCall(
  tx: Transaction,
  companyId: string,
  call: { connectionId: string; digest: string; receivedAt: Date },
): Promise<boolean> {
  const made = await tx
    .insertInto('recruiting_calls')
    .values({
      company_id: companyId,
      connection_id: call.connectionId,
      digest: call.digest,
      received_at: call.receivedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('digest')
    .executeTakeFirst();
  return made !== undefined;
}

export async function removeOldCalls(tx: Transaction, before: Date): Promise<void> {
  await tx.deleteFrom('recruiting_calls').where('received_at', '<', before).execute();
}

/** Switched on, and its key is not refused. */
export async function isUsable(tx: Transaction, connectionId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('connections')
    .select('id')
    .where('id', '=', connectionId)
    .where('enabled', '=', true)
    .where('stopped_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}
