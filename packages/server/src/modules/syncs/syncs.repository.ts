import type { SyncKind, SyncReason, SyncState, SyncWarning } from '@joinery/sdk';
import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { Syncs } from '../../db/types.generated.ts';
import type { Plan, Strategy, SyncCursor, SyncProblem } from './syncs.ts';

export interface SyncRow {
  id: string;
  connectionId: string;
  kind: SyncKind;
  reason: SyncReason;
  state: SyncState;
  strategy: Strategy | null;
  attempt: number;
  since: Date | null;
  upTo: Date | null;
  wanted: string[] | null;
  plan: Plan | null;
  cursor: SyncCursor | null;
  announced: number | null;
  restarts: number;
  allowHoldId: string | null;
  counts: Record<string, number>;
  warnings: SyncWarning[];
  calls: number;
  bytes: number;
  problem: SyncProblem | null;
  waitingUntil: Date | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** When a refused key stopped it; null once it goes on. */
  stoppedAt: Date | null;
  /** How long it waited for a key, in all. */
  waitedMs: number;
}

export interface NewSync {
  id: string;
  connectionId: string;
  kind: SyncKind;
  reason: SyncReason;
  wanted: string[] | null;
  allowHoldId: string | null;
  createdAt: Date;
}

/** Held until the transaction ends: requests for one connection are judged one after the other. */
export async function lockRequests(tx: Transaction, connectionId: string): Promise<void> {
  const key = `syncs of ${connectionId}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
}

export async function insertSync(tx: Transaction, companyId: string, sync: NewSync): Promise<void> {
  await tx
    .insertInto('syncs')
    .values({
      id: sync.id,
      company_id: companyId,
      connection_id: sync.connectionId,
      kind: sync.kind,
      reason: sync.reason,
      wanted: sync.wanted && JSON.stringify(sync.wanted),
      allow_hold_id: sync.allowHoldId,
      created_at: sync.createdAt,
    })
    .execute();
}

/** Oldest first. */
export async function lockSyncsIn(
  tx: Transaction,
  connectionId: string,
  states: readonly SyncState[],
): Promise<SyncRow[]> {
  const rows = await tx
    .selectFrom('syncs')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('state', 'in', states)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(toSync);
}

export async function findSync(tx: Transaction, id: string): Promise<SyncRow | undefined> {
  const row = await tx.selectFrom('syncs').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toSync(row);
}

export async function lockSync(tx: Transaction, id: string): Promise<SyncRow | undefined> {
  const row = await tx.selectFrom('syncs').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row && toSync(row);
}

export interface SyncFilter {
  id?: string;
  connectionId?: string;
  state?: SyncState;
}

export interface SyncView extends SyncRow {
  holdId: string | null;
  /** People that the stream which is being read has shown. */
  streamSeen: number;
  /** People known through the connection. */
  known: number;
}

/** Newest first; one more than asked for when there are more. */
export async function listSyncs(
  tx: Transaction,
  filter: SyncFilter,
  { after, limit }: { after?: string | undefined; limit: number } = { limit: 1 },
): Promise<SyncView[]> {
  let query = tx
    .selectFrom('syncs')
    .selectAll('syncs')
    .select((eb) => [
      eb
        .selectFrom('holds')
        .select('holds.id')
        .whereRef('holds.sync_id', '=', 'syncs.id')
        .orderBy('holds.id', 'desc')
        .limit(1)
        .as('hold_id'),
      sql<number>`case when syncs.state = 'reading' then coalesce((
        select sum(cardinality(p.provider_ids)) from sync_pages p where p.sync_id = syncs.id
          and p.stream = syncs.plan -> 'streams' -> (syncs.cursor ->> 'stream')::int ->> 'name'), 0)::int else 0 end`.as(
        'stream_seen',
      ),
      sql<number>`case when syncs.state = 'reading' then (
        select count(*) from links l where l.connection_id = syncs.connection_id and l.kind = 'employee')::int else 0 end`.as(
        'known',
      ),
    ])
    .orderBy('syncs.id', 'desc')
    .limit(limit + 1);
  if (filter.id !== undefined) query = query.where('syncs.id', '=', filter.id);
  if (filter.connectionId !== undefined) query = query.where('connection_id', '=', filter.connectionId);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (after !== undefined) query = query.where('syncs.id', '<', after);
  return (await query.execute()).map((row) => ({
    ...toSync(row),
    holdId: row.hold_id,
    streamSeen: row.stream_seen,
    known: row.known,
  }));
}

export interface SyncChange {
  kind?: SyncKind;
  state?: SyncState;
  strategy?: Strategy | null;
  attempt?: number;
  since?: Date | null;
  upTo?: Date | null;
  wanted?: string[] | null;
  plan?: Plan | null;
  cursor?: SyncCursor | null;
  announced?: number | null;
  restarts?: number;
  warnings?: SyncWarning[];
  problem?: SyncProblem | null;
  waitingUntil?: Date | null;
  startedAt?: Date | null;
  finishedAt?: Date | null;
  stoppedAt?: Date | null;
  waitedMs?: number;
}

export async function updateSync(tx: Transaction, id: string, change: SyncChange): Promise<void> {
  const { upTo, waitingUntil, startedAt, finishedAt, stoppedAt, waitedMs, ...others } = change;
  const { wanted, plan, cursor, warnings, problem, ...plain } = others;
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  const columns = {
    ...plain,
    ...(upTo === undefined ? {} : { up_to: upTo }),
    ...(waitingUntil === undefined ? {} : { waiting_until: waitingUntil }),
    ...(startedAt === undefined ? {} : { started_at: startedAt }),
    ...(finishedAt === undefined ? {} : { finished_at: finishedAt }),
    ...(stoppedAt === undefined ? {} : { stopped_at: stoppedAt }),
    ...(waitedMs === undefined ? {} : { waited_ms: String(waitedMs) }),
    ...(wanted === undefined ? {} : { wanted: json(wanted) }),
    ...(plan === undefined ? {} : { plan: json(plan) }),
    ...(cursor === undefined ? {} : { cursor: json(cursor) }),
    ...(warnings === undefined ? {} : { warnings: JSON.stringify(warnings) }),
    ...(problem === undefined ? {} : { problem: json(problem) }),
  };
  if (Object.keys(columns).length === 0) return;
  await tx.updateTable('syncs').set(columns).where('id', '=', id).execute();
}

/** Sets these counts and leaves the others. */
export async function setCounts(tx: Transaction, id: string, counts: Record<string, number>): Promise<void> {
  await sql`update syncs set counts = counts || ${JSON.stringify(counts)}::jsonb where id = ${id}`.execute(
    tx,
  );
}

/** Adds to these counts and leaves the others. */
export async function addCounts(
  tx: Transaction,
  id: string,
  counts: Readonly<Record<string, number>>,
): Promise<void> {
  const counted = Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
  if (Object.keys(counted).length === 0) return;
  await sql`
    update syncs set counts = counts || (
      select jsonb_object_agg(key, value::int + coalesce((syncs.counts ->> key)::int, 0))
      from jsonb_each_text(${JSON.stringify(counted)}::jsonb))
    where id = ${id}`.execute(tx);
}

export async function addCost(
  tx: Transaction,
  id: string,
  { calls, bytes }: { calls: number; bytes: number },
): Promise<void> {
  await sql`update syncs set calls = calls + ${calls}, bytes = bytes + ${bytes} where id = ${id}`.execute(tx);
}

/** Older than this and referred to by nothing: their calls go with them. */
export async function removeOldSyncs(tx: Transaction, before: Date): Promise<void> {
  await sql`
    delete from syncs where created_at < ${before} and state in ('done', 'failed', 'held', 'stopped')
      and id not in (select sync_id from holds)
      and id not in (select sync_id from sync_quarantine)
      and id not in (select sync_id from sync_calls where id in (
        select value::bigint from links, jsonb_each_text(sources)))
      and id not in (select max(id) from syncs group by connection_id)`.execute(tx);
}

function toSync(row: Selectable<Syncs>): SyncRow {
  return {
    id: row.id,
    connectionId: row.connection_id,
    kind: row.kind as SyncKind,
    reason: row.reason as SyncReason,
    state: row.state as SyncState,
    strategy: row.strategy as Strategy | null,
    attempt: row.attempt,
    since: row.since,
    upTo: row.up_to,
    wanted: row.wanted as string[] | null,
    plan: row.plan as unknown as Plan | null,
    cursor: row.cursor as unknown as SyncCursor | null,
    announced: row.announced,
    restarts: row.restarts,
    allowHoldId: row.allow_hold_id,
    counts: row.counts as Record<string, number>,
    warnings: row.warnings as unknown as SyncWarning[],
    calls: row.calls,
    bytes: Number(row.bytes),
    problem: row.problem as unknown as SyncProblem | null,
    waitingUntil: row.waiting_until,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    stoppedAt: row.stopped_at,
    waitedMs: Number(row.waited_ms),
  };
}
