// Ours: a company that mirrors a sandbox company, and the process that does the work.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { mirrorSettings, type Sync } from '@joinery/sdk';
import { sql } from 'kysely';
import type { Principal } from '../../packages/server/src/modules/access/principal.ts';
import {
  createCompany,
  systemPrincipal,
} from '../../packages/server/src/modules/companies/companies.service.ts';
import { createConnection } from '../../packages/server/src/modules/connections/connections.service.ts';
import type { Context } from '../../packages/server/src/modules/context.ts';
import { setUpMirror } from '../../packages/server/src/modules/syncs/mirror-setup.service.ts';
import { getSync, listSyncs, startSync } from '../../packages/server/src/modules/syncs/syncs.service.ts';
import { megabytes, program } from '../lib/processes.ts';
import type { Source } from './company.ts';
import { tables } from './readers.ts';

export interface Mirror {
  owner: Principal;
  connectionId: string;
}

// Plain JavaScript, without types: how `npm start` runs a server.
const { compiledSources, serverArguments } = await import(
  new URL('../../scripts/lib/bootstrap.mjs', import.meta.url).href
);
const main = fileURLToPath(new URL('../../packages/server/src/cli/main.ts', import.meta.url));

/** A process that only works, as `joinery worker` runs it. */
export async function startWorker(dataDir: string, port: number, more: Record<string, string> = {}) {
  const env = {
    PATH: process.env.PATH ?? '',
    JOINERY_DATA_DIR: dataDir,
    JOINERY_LOG_LEVEL: 'error',
    JOINERY_EGRESS_ALLOW: `127.0.0.1:${port}`,
    NODE_COMPILE_CACHE: compiledSources,
    ...more,
  };
  const worker = program(process.execPath, [...serverArguments, main, 'worker', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(worker, 'exit').then(() => Promise.reject(new Error('The worker ended.')));
  await Promise.race([once(worker.stdout as NodeJS.ReadableStream, 'data'), ended]);
  ended.catch(() => undefined);
  return worker;
}

export async function makeMirror(context: Context, source: Source, url: string): Promise<Mirror> {
  const slug = `mirror-of-${source.slug}`;
  const owner = systemPrincipal(await createCompany(context, { slug, name: slug }), 'Bench');
  const { id: connectionId } = await createConnection(context, owner, {
    provider: 'bamboohr',
    name: source.slug,
    subdomain: source.slug,
    apiKey: source.apiKey,
    baseUrl: `${url}/api/gateway.php/${source.slug}`,
    enabled: true,
  });
  return { owner, connectionId };
}

export interface SyncFigures {
  sync: Sync;
  /** Requests by the source's own ledger. */
  calls: number;
  operations: Record<string, number>;
  cpuSeconds: number;
  seconds: number;
  peakMegabytes: number;
  /** Rows in tables of people, and events about them, that the sync wrote. */
  rowsWritten: number;
}

/** One sync by the worker, measured from outside. */
export async function measureSync(
  context: Context,
  source: Source,
  { owner, connectionId }: Mirror,
  worker: ChildProcess,
  kind: 'first' | 'full' | 'incremental',
): Promise<SyncFigures> {
  const ledgerBefore = await settledRequest(context, source);
  const transaction = await currentTransaction(context);
  forgetPeak(worker);
  const cpuBefore = cpuSeconds(worker);
  const began = performance.now();
  const syncId = await beginSync(context, { owner, connectionId }, kind);
  const sync = await untilEnded(context, owner, syncId);
  const seconds = (performance.now() - began) / 1000;
  const figures = { cpuSeconds: cpuSeconds(worker) - cpuBefore, peakMegabytes: megabytes(worker, 'VmHWM') };
  const { operations, calls } = await countRequests(context, source, ledgerBefore, sync.calls);
  return {
    sync,
    calls,
    operations,
    seconds,
    ...figures,
    rowsWritten: await rowsWrittenSince(context, owner.companyId, transaction),
  };
}

/** The first one is begun by setting up what is mirrored. */
async function beginSync(
  context: Context,
  { owner, connectionId }: Mirror,
  kind: 'first' | 'full' | 'incremental',
): Promise<string> {
  if (kind === 'first') {
    const settings = mirrorSettings.parse({ peopleSource: true, tables: [...tables] });
    await setUpMirror(context, owner, connectionId, settings);
    return (await listSyncs(context, owner, {}, { limit: 1 })).items[0]?.id ?? '';
  }
  return (await startSync(context, owner, connectionId, kind)).id;
}

export async function untilEnded(context: Context, owner: Principal, id: string): Promise<Sync> {
  for (const deadline = Date.now() + 1_200_000; ; ) {
    const sync = await getSync(context, owner, id);
    if (['done', 'held', 'failed', 'stopped'].includes(sync.state)) return sync;
    if (Date.now() > deadline) throw new Error(`The sync is still ${sync.state}.`);
    await delay(20);
  }
}

const quietMs = 1_000;
const patienceMs = 60_000;

/** The last request in the ledger, once none has come for a while: it may be written after its answer arrived. */
export async function settledRequest(context: Context, source: Pick<Source, 'principal'>): Promise<string> {
  let last = await lastRequest(context, source);
  let since = Date.now();
  for (const deadline = since + patienceMs; Date.now() - since < quietMs; ) {
    if (Date.now() > deadline) throw new Error('The ledger does not come to rest.');
    await delay(100);
    const now = await lastRequest(context, source);
    if (now !== last) since = Date.now();
    last = now;
  }
  return last;
}

/** Requests in the ledger since `id`, once as many as were sent are there and no more come. */
export async function countRequests(
  context: Context,
  source: Pick<Source, 'principal'>,
  id: string,
  sent: number,
): Promise<{ operations: Record<string, number>; calls: number }> {
  for (const deadline = Date.now() + patienceMs; ; await delay(100)) {
    await settledRequest(context, source);
    const operations = await requestsAfter(context, source, id);
    const calls = Object.values(operations).reduce((sum, count) => sum + count, 0);
    if (calls >= sent || Date.now() > deadline) return { operations, calls };
  }
}

async function lastRequest(
  { db }: Context,
  { principal: { companyId } }: Pick<Source, 'principal'>,
): Promise<string> {
  const { rows } = await db.inCompany(companyId, (tx) =>
    sql<{ id: string }>`select coalesce(max(id), 0)::text as id from sandbox_requests`.execute(tx),
  );
  return rows[0]?.id ?? '0';
}

/** How often each operation was asked for since. */
async function requestsAfter(
  { db }: Context,
  { principal: { companyId } }: Pick<Source, 'principal'>,
  id: string,
): Promise<Record<string, number>> {
  const { rows } = await db.inCompany(companyId, (tx) =>
    sql<{ operation: string; count: number }>`
      select operation, count(*)::int as count from sandbox_requests where id > ${id} group by operation`.execute(
      tx,
    ),
  );
  return Object.fromEntries(rows.map(({ operation, count }) => [operation, count]));
}

async function currentTransaction({ db }: Context): Promise<string> {
  const { rows } = await db.outside((tx) =>
    sql<{ id: string }>`select pg_current_xact_id()::text as id`.execute(tx),
  );
  return rows[0]?.id ?? '0';
}

/** Rows of people and events of the mirroring company that a later transaction wrote and that are there. */
async function rowsWrittenSince({ db }: Context, companyId: string, transaction: string): Promise<number> {
  const { rows } = await db.inCompany(companyId, (tx) =>
    sql<{ count: number }>`
      select (select count(*) from employees where xmin::text::bigint > ${transaction}::bigint)::int
           + (select count(*) from employee_rows where xmin::text::bigint > ${transaction}::bigint)::int
           + (select count(*) from employee_changes where xmin::text::bigint > ${transaction}::bigint)::int
           + (select count(*) from events where xmin::text::bigint > ${transaction}::bigint
                 and type like 'employees.%')::int as count`.execute(tx),
  );
  return rows[0]?.count ?? 0;
}

/** Of a process and all its threads, since it began. */
export function cpuSeconds({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function forgetPeak({ pid }: ChildProcess): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
