// A connection whose provider is a list in memory: what it tells is staged as a reader of syncs
// stages it, then judged and applied. For tests of what happens after reading.
import { createHash } from 'node:crypto';
import type { Company } from '@joinery/sdk';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/database.ts';
import type { WorkflowContext } from '../../../engine/engine.ts';
import { newId } from '../../../platform/ids.ts';
import type { TestContext } from '../../../testing/context.ts';
import type { Principal } from '../../access/principal.ts';
import type { FieldValue } from '../../fields/field-values.ts';
import { applyNextBatch } from '../apply-sync.service.ts';
import { judgeSync } from '../judge-sync.service.ts';
import type { Staged, StagedRow } from '../staged.ts';
import type { SyncRun } from '../sync-run.ts';

export interface ToldPerson {
  id: string;
  values: Record<string, FieldValue>;
  absent?: string[];
  status?: 'Active' | 'Inactive';
  supervisorId?: string | null;
  hasPhoto?: boolean;
  rows?: Record<string, StagedRow[]>;
  absentColumns?: string[];
  /** It cannot be read: the problem. */
  problem?: string;
}

export interface Told {
  kind?: 'full' | 'incremental' | 'records';
  /** Who came. */
  people: readonly ToldPerson[];
  /** Who the provider says is deleted; of a full reading the others who did not come are missing. */
  deleted?: readonly string[];
  allowHoldId?: string;
}

export interface Ended {
  syncId: string;
  ended: 'apply' | 'held';
  counts: Record<string, number>;
}

export interface ToldCompany {
  company: Company;
  owner: Principal;
  connectionId: string;
  /** Reads, judges and applies. */
  sync(told: Told): Promise<Ended>;
  /** Reads only. */
  stage(told: Told): Promise<string>;
  judge(syncId: string): Promise<'apply' | 'held'>;
  apply(syncId: string): Promise<void>;
  run(syncId: string): SyncRun;
  ask<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

export function row(effectiveOn: string | null, values: Record<string, FieldValue>, id?: number): StagedRow {
  return { providerRowId: id === undefined ? null : String(id), effectiveOn, values };
}

export async function aToldCompany(test: TestContext, timeZone = 'UTC'): Promise<ToldCompany> {
  const { context } = test;
  const { company, owner } = await test.aCompany({ timeZone });
  const connectionId = newId('con');
  const ask = <T>(work: (tx: Transaction) => Promise<T>) => context.db.inCompany(company.id, work);
  await ask((tx) =>
    tx
      .insertInto('connections')
      .values({
        id: connectionId,
        company_id: company.id,
        provider: 'bamboohr',
        name: 'Told',
        base_url: 'https://provider.example/api',
        settings: JSON.stringify({ subdomain: 'told', markerField: null }),
        sealed_credentials: 'none',
        people_source: true,
      })
      .execute(),
  );
  const run = (syncId: string): SyncRun => ({
    context,
    // Nobody takes this run over.
    ctx: { assertStillOwner: () => Promise.resolve() } as unknown as WorkflowContext,
    companyId: company.id,
    connectionId,
    syncId,
  });
  const stage = (told: Told) => ask((tx) => stageTold(tx, company.id, connectionId, told));
  const judge = (syncId: string) => judgeSync(run(syncId));
  const apply = async (syncId: string) => {
    while ((await applyNextBatch(run(syncId))).left);
  };
  return {
    company,
    owner,
    connectionId,
    run,
    ask,
    stage,
    judge,
    apply,
    sync: async (told) => {
      const syncId = await stage(told);
      const ended = await judge(syncId);
      if (ended === 'apply') await apply(syncId);
      const counts = await ask((tx) => end(tx, connectionId, syncId, told, ended));
      return { syncId, ended, counts };
    },
  };
}

/** As the workflow ends: a complete reading was one, and nothing of it stays. */
async function end(
  tx: Transaction,
  connectionId: string,
  syncId: string,
  { kind = 'full' }: Told,
  ended: 'apply' | 'held',
): Promise<Record<string, number>> {
  await tx.deleteFrom('sync_staged').where('sync_id', '=', syncId).execute();
  await tx.deleteFrom('sync_pages').where('sync_id', '=', syncId).execute();
  if (kind === 'full' && ended === 'apply')
    await tx
      .updateTable('connections')
      .set({ full_synced_at: sql`now()` })
      .where('id', '=', connectionId)
      .execute();
  const { counts } = await tx
    .selectFrom('syncs')
    .select('counts')
    .where('id', '=', syncId)
    .executeTakeFirstOrThrow();
  return counts as Record<string, number>;
}

async function stageTold(
  tx: Transaction,
  companyId: string,
  connectionId: string,
  { kind = 'full', people, deleted = [], allowHoldId }: Told,
): Promise<string> {
  const syncId = newId('syn');
  await tx
    .insertInto('syncs')
    .values({
      id: syncId,
      company_id: companyId,
      connection_id: connectionId,
      kind,
      reason: 'manual',
      allow_hold_id: allowHoldId ?? null,
    })
    .execute();
  const known = await tx
    .selectFrom('links')
    .select(['provider_id', 'hashes'])
    .where('connection_id', '=', connectionId)
    .execute();
  const hashes = new Map(known.map((link) => [link.provider_id, link.hashes as Record<string, string>]));
  const call = await tx
    .insertInto('sync_calls')
    .values({
      company_id: companyId,
      connection_id: connectionId,
      sync_id: syncId,
      at: new Date(),
      operation: 'get-report',
      method: 'POST',
      path: '/v1/reports/custom',
      status: 200,
      bytes: '100',
      milliseconds: 5,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const seen = people.map(({ id }) => id);
  const streams = [
    'people:0',
    ...new Set(people.flatMap(({ rows = {} }) => Object.keys(rows).map((table) => `rows:${table}`))),
  ];
  await tx
    .insertInto('sync_pages')
    .values(
      streams.map((stream) => ({
        company_id: companyId,
        sync_id: syncId,
        stream,
        page: 1,
        hash: stream,
        provider_ids: seen,
        call_id: call.id,
      })),
    )
    .execute();
  const records = people.flatMap((person) =>
    partsOf(person).flatMap(({ stream, payload }) => {
      const hash = createHash('sha256').update(JSON.stringify(payload)).digest('hex');
      const problem = stream === 'people:0' ? (person.problem ?? null) : null;
      if (problem === null && hashes.get(person.id)?.[stream] === hash) return [];
      return [{ id: person.id, stream, hash, payload: problem === null ? payload : null, problem }];
    }),
  );
  const gone = [...hashes.keys()].filter(
    (id) => !seen.includes(id) && (kind === 'full' || deleted.includes(id)),
  );
  for (const id of gone) {
    const payload: Staged = { kind: 'gone', how: deleted.includes(id) ? 'deleted' : 'missing' };
    records.push({ id, stream: 'gone', hash: 'gone', payload, problem: null });
  }
  await sql`
    insert into sync_staged (company_id, sync_id, provider_id, stream, hash, payload, problem, call_id)
    select ${companyId}, ${syncId}, id, stream, hash, payload, problem, ${call.id}
    from json_to_recordset(${JSON.stringify(records)}::json)
      as r (id text, stream text, hash text, payload jsonb, problem text)`.execute(tx);
  return syncId;
}

function partsOf(person: ToldPerson): { stream: string; payload: Staged }[] {
  const { values, absent = [], status, supervisorId, hasPhoto, rows = {}, absentColumns = [] } = person;
  return [
    {
      stream: 'people:0',
      payload: {
        kind: 'person',
        values,
        absent,
        ...(status && { status }),
        ...(supervisorId !== undefined && { supervisorId }),
        ...(hasPhoto !== undefined && { hasPhoto }),
      },
    },
    ...Object.entries(rows).map(([table, list]): { stream: string; payload: Staged } => ({
      stream: `rows:${table}`,
      payload: { kind: 'rows', table, rows: list, absent: absentColumns },
    })),
  ];
}
