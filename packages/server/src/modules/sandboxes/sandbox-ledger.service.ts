// What was asked of a sandbox company, and how much may be asked. The ledger is the outside judge
// of hand-offs: what a caller believes is compared with it.
import { Readable } from 'node:stream';
import {
  type Company,
  JoineryError,
  type SandboxLimit,
  type SandboxLimitInput,
  type SandboxRequest,
  type SandboxRequestFilter,
  sandboxLimitInput,
} from '@joinery/sdk';
import { csvLine } from '../../platform/csv.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import * as repository from './sandbox-ledger.repository.ts';
import { assertSandboxOwner, type BegunRequest, isSandbox } from './sandboxes.ts';

/** What was asked of the sandbox, oldest first unless asked otherwise. */
export async function listRequests(
  context: Pick<Context, 'db'>,
  principal: Principal,
  { order = 'oldest', ...filter }: SandboxRequestFilter & { order?: 'oldest' | 'newest' },
  page: Slice,
): Promise<Sliced<SandboxRequest>> {
  assertSandboxOwner(principal);
  const after = page.after === undefined || /^\d{1,18}$/.test(page.after) ? page.after : '0';
  const rows = await context.db.inCompany(principal.companyId, (tx) =>
    repository.listRequests(tx, filter, { order, after, limit: page.limit + 1 }),
  );
  return toSliced(rows, page.limit, (row) => row.id);
}

export async function removeRequests(context: Pick<Context, 'db'>, principal: Principal): Promise<void> {
  assertSandboxOwner(principal);
  await context.db.inCompany(principal.companyId, repository.removeRequests);
}

/** The whole ledger as text, oldest first, read a page at a time. */
export function downloadRequests(
  context: Pick<Context, 'db'>,
  principal: Principal,
  filter: SandboxRequestFilter,
  format: 'ndjson' | 'csv',
): Readable {
  assertSandboxOwner(principal);
  return Readable.from(ledgerText(context, principal, filter, format));
}

const pageSize = 1000;
const columns = [
  'id',
  'at',
  'operation',
  'method',
  'path',
  'status',
  'fault',
  'limited',
  'executed',
  'requestId',
] as const satisfies (keyof SandboxRequest)[];

async function* ledgerText(
  { db }: Pick<Context, 'db'>,
  { companyId }: Principal,
  filter: SandboxRequestFilter,
  format: 'ndjson' | 'csv',
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(columns);
  let after: string | undefined;
  for (;;) {
    const slice = { order: 'oldest' as const, after, limit: pageSize };
    const rows = await db.inCompany(companyId, (tx) => repository.listRequests(tx, filter, slice));
    yield rows
      .map((row) =>
        format === 'csv' ? csvLine(columns.map((column) => row[column])) : `${JSON.stringify(row)}\n`,
      )
      .join('');
    if (rows.length < pageSize) return;
    after = rows.at(-1)?.id;
  }
}

/** Undefined when there is none. */
export async function getLimit(
  context: Pick<Context, 'db'>,
  principal: Principal,
): Promise<SandboxLimit | undefined> {
  assertSandboxOwner(principal);
  return context.db.inCompany(principal.companyId, repository.findLimit);
}

/** For services that call the sandbox: how much it allows. Undefined when it counts nothing. */
export async function readLimit(
  { db }: Pick<Context, 'db'>,
  { id }: Pick<Company, 'id'>,
): Promise<SandboxLimit | undefined> {
  return db.inCompany(id, repository.findLimit);
}

/** From the next request on; the window begins anew. */
export async function setLimit(
  context: Pick<Context, 'db'>,
  principal: Principal,
  input: SandboxLimitInput,
): Promise<SandboxLimit> {
  assertSandboxOwner(principal);
  const limit = sandboxLimitInput.parse(input);
  await context.db.inCompany(principal.companyId, (tx) =>
    repository.upsertLimit(tx, principal.companyId, limit),
  );
  return { ...limit, used: 0 };
}

export async function removeLimit(context: Pick<Context, 'db'>, principal: Principal): Promise<void> {
  assertSandboxOwner(principal);
  await context.db.inCompany(principal.companyId, repository.removeLimit);
}

export interface RecordedRequest {
  id: string;
  /** Why it is refused, when it is one too many. */
  refusal: JoineryError | undefined;
}

/** Records and counts a request before anything is done for it; undefined for a company that is no sandbox. */
export async function recordRequest(
  context: Pick<Context, 'db' | 'clock'>,
  company: Company,
  request: BegunRequest,
): Promise<RecordedRequest | undefined> {
  if (!isSandbox(company)) return undefined;
  const entry = { ...request, path: request.path.slice(0, 2000), at: context.clock.now() };
  return context.db.inCompany(company.id, async (tx) => {
    const id = await repository.insertRequest(tx, company.id, entry);
    const counted = await repository.countRequest(tx);
    const refusal = counted && counted.used > counted.requests ? overLimit(counted) : undefined;
    if (refusal !== undefined) await repository.updateRequest(tx, id, { limited: true });
    return { id, refusal };
  });
}

function overLimit({
  style,
  secondsLeft,
}: {
  style: SandboxLimit['style'];
  secondsLeft: number;
}): JoineryError {
  const text = 'Over rate limit, please try again later';
  const retryAfterSeconds = Math.max(1, Math.ceil(secondsLeft));
  if (style === 'status_429') return new JoineryError('sandbox.over_limit', text, { retryAfterSeconds });
  return new JoineryError('sandbox.unavailable', text, style === 'status_503' ? { retryAfterSeconds } : {});
}

/** Records how a request ended. `status` is null when the caller was told nothing. */
export async function settleRequest(
  context: Pick<Context, 'db'>,
  company: Company,
  id: string,
  outcome: { status: number | null; executed: boolean },
): Promise<void> {
  await context.db.inCompany(company.id, (tx) => repository.updateRequest(tx, id, outcome));
}
