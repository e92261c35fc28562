import type { ConnectionState } from '@joinery/sdk';
import { sql } from 'kysely';
import { type Database, prepare, type Transaction } from '../../db/database.ts';
import type { Gate, PauseReason, Urgency } from './connection-gate.ts';

/** What the gate said to a request that asked to be let through. */
export interface Entry {
  verdict: 'go' | 'unknown' | 'stopped' | 'probing' | 'yield' | 'budget' | PauseReason;
  /** When it is worth asking again. */
  waitMs: number;
  episode: number;
  failures: number;
  probeId: string | null;
  wasStopped: boolean;
}

interface EntryRow {
  verdict: Entry['verdict'];
  wait_ms: number;
  seen_episode: number | null;
  seen_failures: number | null;
  new_probe: string | null;
  was_stopped: boolean;
}

const enter = prepare<EntryRow>(
  'enter-connection-gate',
  'select * from enter_connection_gate($1, $2, $3, $4, $5, $6)',
);

export interface EntryRequest {
  companyId: string;
  connectionId: string;
  urgency: Urgency;
  /** How long it is willing to wait; others stand back for a person's request only if it does. */
  patienceMs: number;
  /** It is there to try a key that was refused. */
  pastStop: boolean;
  /** By the database's clock when absent. */
  at?: Date;
}

export async function enterGate(db: Pick<Database, 'alone'>, request: EntryRequest): Promise<Entry> {
  const { companyId, connectionId, urgency, patienceMs, pastStop, at } = request;
  const [row] = await db.alone(
    enter(companyId, connectionId, urgency === 'person', Math.ceil(patienceMs), pastStop, at ?? null),
  );
  if (row === undefined) throw new Error('the gate says nothing');
  return {
    verdict: row.verdict,
    waitMs: row.wait_ms,
    episode: row.seen_episode ?? 0,
    failures: row.seen_failures ?? 0,
    probeId: row.new_probe,
    wasStopped: row.was_stopped,
  };
}

/** Nothing happens when it is there already, or the connection is gone. */
export async function insertGate(
  tx: Transaction,
  companyId: string,
  connectionId: string,
  limits: { perMinute: number; maxPerMinute: number },
): Promise<void> {
  await tx
    .insertInto('connection_gates')
    .columns(['company_id', 'connection_id', 'per_minute', 'max_per_minute'])
    .expression(
      tx
        .selectFrom('connections')
        .where('id', '=', connectionId)
        .select([
          sql.val(companyId).as('company_id'),
          'id',
          sql<number>`${limits.perMinute}::float8`.as('per_minute'),
          sql<number>`${limits.maxPerMinute}::float8`.as('max_per_minute'),
        ]),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const usedNow = sql<number>`(select coalesce(sum(n), 0) from unnest((gate_window(used, used_second,
  floor(extract(epoch from clock_timestamp()))::bigint))[1:60]) n)::integer`;

/** With the database's time. */
export async function lockGate(
  tx: Transaction,
  connectionId: string,
): Promise<{ gate: Gate; now: Date } | undefined> {
  const row = await tx
    .selectFrom('connection_gates')
    .selectAll()
    .select([
      usedNow.as('used_now'),
      sql<Date>`clock_timestamp()`.as('now'),
      // A process that is frozen in this transaction must not keep all others from the connection.
      sql<string>`set_config('idle_in_transaction_session_timeout', '5000', true)`.as('idle_limit'),
    ])
    .where('connection_id', '=', connectionId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { paused_until: until, pause_reason: reason, pauses_in_a_row: count } = row;
  const gate: Gate = {
    perMinute: row.per_minute,
    ceiling: row.ceiling,
    used: row.used_now,
    episode: row.episode,
    failures: row.failures,
    pause: until === null ? null : { until, reason: reason as PauseReason, count },
    probeId: row.probe_id,
  };
  return { gate, now: row.now };
}

export async function updateGate(tx: Transaction, connectionId: string, gate: Gate): Promise<void> {
  await tx
    .updateTable('connection_gates')
    .set({
      per_minute: gate.perMinute,
      ceiling: gate.ceiling,
      episode: gate.episode,
      failures: gate.failures,
      pause_reason: gate.pause?.reason ?? null,
      paused_until: gate.pause?.until ?? null,
      pauses_in_a_row: gate.pause?.count ?? 0,
      probe_id: gate.probeId,
      ...(gate.probeId === null ? { probe_until: null } : {}),
      // Growing begins anew after each answer that was not good.
      ...(gate.pause === null ? {} : { grown_at: sql<Date>`clock_timestamp()` }),
    })
    .where('connection_id', '=', connectionId)
    .execute();
}

/** Undefined when there is no such connection. */
export async function findState(tx: Transaction, connectionId: string): Promise<GateView | undefined> {
  const row = await tx
    .selectFrom('connections')
    .leftJoin('connection_gates as gate', (join) =>
      join
        .onRef('gate.company_id', '=', 'connections.company_id')
        .onRef('gate.connection_id', '=', 'connections.id'),
    )
    .select([
      'connections.stopped_at',
      'connections.next_probe_at',
      'gate.per_minute',
      'gate.failures',
      'gate.pause_reason',
      'gate.paused_until',
      sql<number | null>`case when gate.connection_id is not null then ${usedNow} end`.as('used_now'),
      sql<boolean>`coalesce(gate.paused_until > clock_timestamp(), false)`.as('is_paused'),
    ])
    .where('connections.id', '=', connectionId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    perMinute: row.per_minute,
    used: row.used_now ?? 0,
    failures: row.failures ?? 0,
    pause:
      row.paused_until === null
        ? null
        : { until: row.paused_until, reason: row.pause_reason as PauseReason, isOver: !row.is_paused },
    stoppedAt: row.stopped_at,
    nextProbeAt: row.next_probe_at,
  };
}

export interface GateView {
  /** Null before the first request. */
  perMinute: number | null;
  used: number;
  failures: number;
  pause: { until: Date; reason: NonNullable<ConnectionState['paused']>['reason']; isOver: boolean } | null;
  stoppedAt: Date | null;
  nextProbeAt: Date | null;
}
