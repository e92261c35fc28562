// The ledger of a sandbox company, and the limit that counts what comes into it.
import type { FaultKind, SandboxLimit, SandboxRequest, SandboxRequestFilter } from '@joinery/sdk';
import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { SandboxLimits, SandboxRequests } from '../../db/types.generated.ts';
import type { BegunRequest } from './sandboxes.ts';

export async function insertRequest(
  tx: Transaction,
  companyId: string,
  request: BegunRequest & { at: Date },
): Promise<string> {
  const { id } = await tx
    .insertInto('sandbox_requests')
    .values({
      company_id: companyId,
      operation: request.operation,
      method: request.method,
      path: request.path,
      request_id: request.requestId,
      at: request.at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function updateRequest(
  tx: Transaction,
  id: string,
  change: { status?: number | null; fault?: FaultKind; executed?: boolean; limited?: boolean },
): Promise<void> {
  await tx.updateTable('sandbox_requests').set(change).where('id', '=', id).execute();
}

export async function removeRequests(tx: Transaction): Promise<void> {
  await tx.deleteFrom('sandbox_requests').execute();
}

export interface LedgerSlice {
  order: 'oldest' | 'newest';
  after?: string | undefined;
  limit: number;
}

export async function listRequests(
  tx: Transaction,
  filter: SandboxRequestFilter,
  { order, after, limit }: LedgerSlice,
): Promise<SandboxRequest[]> {
  let query = tx
    .selectFrom('sandbox_requests')
    .selectAll()
    .orderBy('id', order === 'oldest' ? 'asc' : 'desc')
    .limit(limit);
  const { operation, method, status, fault, executed, limited, since, until } = filter;
  if (after !== undefined) query = query.where('id', order === 'oldest' ? '>' : '<', after);
  if (operation?.endsWith('*'))
    query = query.where(sql<boolean>`starts_with(operation, ${operation.slice(0, -1)})`);
  else if (operation !== undefined) query = query.where('operation', '=', operation);
  if (method !== undefined) query = query.where('method', '=', method.toUpperCase());
  if (status !== undefined) query = query.where('status', '=', status);
  if (fault === 'any') query = query.where('fault', 'is not', null);
  else if (fault !== undefined) query = query.where('fault', '=', fault);
  if (executed !== undefined) query = query.where('executed', '=', executed);
  if (limited !== undefined) query = query.where('limited', '=', limited);
  if (since !== undefined) query = query.where('at', '>=', new Date(since));
  if (until !== undefined) query = query.where('at', '<', new Date(until));
  return (await query.execute()).map(toRequest);
}

function toRequest(row: Selectable<SandboxRequests>): SandboxRequest {
  return {
    id: row.id,
    operation: row.operation,
    method: row.method,
    path: row.path,
    requestId: row.request_id,
    status: row.status,
    fault: row.fault as FaultKind | null,
    limited: row.limited,
    executed: row.executed,
    at: row.at.toISOString(),
  };
}

export async function findLimit(tx: Transaction): Promise<SandboxLimit | undefined> {
  const row = await tx
    .selectFrom('sandbox_limits')
    .selectAll()
    .select(windowIsOver.as('over'))
    .executeTakeFirst();
  return row === undefined ? undefined : { ...toLimit(row), used: row.over ? 0 : row.used };
}

export async function upsertLimit(
  tx: Transaction,
  companyId: string,
  limit: Omit<SandboxLimit, 'used'>,
): Promise<void> {
  const values = {
    requests: limit.requests,
    window_seconds: limit.windowSeconds,
    style: limit.style,
    window_began_at: sql<Date>`clock_timestamp()`,
    used: 0,
  };
  await tx
    .insertInto('sandbox_limits')
    .values({ company_id: companyId, ...values })
    .onConflict((conflict) => conflict.column('company_id').doUpdateSet(values))
    .execute();
}

export async function removeLimit(tx: Transaction): Promise<void> {
  await tx.deleteFrom('sandbox_limits').execute();
}

// By the database's clock: processes that count together need one.
const windowIsOver = sql<boolean>`window_began_at + make_interval(secs => window_seconds) <= clock_timestamp()`;

/** Counts a request; undefined without a limit. A window begins with its first request. */
export async function countRequest(
  tx: Transaction,
): Promise<(SandboxLimit & { secondsLeft: number }) | undefined> {
  const row = await tx
    .updateTable('sandbox_limits')
    .set({
      window_began_at: sql<Date>`case when ${windowIsOver} then clock_timestamp() else window_began_at end`,
      used: sql<number>`case when ${windowIsOver} then 1 else used + 1 end`,
    })
    .returningAll()
    .returning(
      sql<number>`extract(epoch from window_began_at + make_interval(secs => window_seconds) - clock_timestamp())::float8`.as(
        'seconds_left',
      ),
    )
    .executeTakeFirst();
  return row === undefined ? undefined : { ...toLimit(row), secondsLeft: row.seconds_left };
}

function toLimit(row: Selectable<SandboxLimits>): SandboxLimit {
  return {
    requests: row.requests,
    windowSeconds: row.window_seconds,
    style: row.style as SandboxLimit['style'],
    used: row.used,
  };
}
