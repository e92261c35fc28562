// The whole server, killed in the middle of a sync as if the power had gone, and started again; and two
// of them on one database.
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mirrorSettings, type Sync } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type OpenContext, openContext } from '../../app.ts';
import { readConfig } from '../../config.ts';
import type { CrashPoint } from '../../engine/crash-points.ts';
import { createLog } from '../../platform/log.ts';
import { makeTemporaryDataDir } from '../../testing/data-dir.ts';
import { createTestDatabase, type TestDatabase, urlOf } from '../../testing/database.ts';
import {
  aMirrorConnection,
  ledgerOf,
  type SourceCall,
  threeTables,
  untilSync,
} from '../../testing/mirror-bench.ts';
import { freePort, processesWith } from '../../testing/processes.ts';
import type { Principal } from '../access/principal.ts';
import { createCompany, systemPrincipal } from '../companies/companies.service.ts';
import { createSandbox, type Sandbox } from '../sandboxes/sandboxes.service.ts';
import { setUpMirror } from './mirror-setup.service.ts';
import { listSyncs } from './syncs.service.ts';

const people = 700;
const patienceMs = 60_000;
const dataDir = makeTemporaryDataDir();

let database: TestDatabase;
let opened: OpenContext;
let processes: ReturnType<typeof processesWith>;
let sandbox: Sandbox;
let port: number;
let calls: () => Promise<SourceCall[]>;

beforeAll(async () => {
  database = await createTestDatabase();
  port = await freePort();
  const env = {
    DATABASE_URL: urlOf(database.connection),
    JOINERY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    JOINERY_DATA_DIR: dataDir.path,
    JOINERY_PORT: String(port),
    JOINERY_DEMO: 'false',
    JOINERY_LOG_LEVEL: 'warn',
  };
  opened = await openContext(readConfig(env), createLog({ level: 'silent' }));
  opened.listensOn(port);
  sandbox = await createSandbox(opened.context, { slug: 'acme', name: 'Acme', employees: people });
  calls = ledgerOf(opened.context, sandbox.company.id);
  processes = processesWith(env);
});
afterEach(() => processes.killAll());
afterAll(async () => {
  await opened.close();
  await database.drop();
  dataDir.remove();
});

let mirrors = 0;

/** A new company that begins to mirror the sandbox. */
async function beginMirror(): Promise<{ owner: Principal; until: () => Promise<Sync> }> {
  const { context } = opened;
  mirrors += 1;
  const slug = `mirror-${mirrors}`;
  const owner = systemPrincipal(await createCompany(context, { slug, name: slug }), 'Test');
  const origin = `http://127.0.0.1:${port}`;
  const connectionId = await aMirrorConnection(context, owner, {
    origin,
    slug: 'acme',
    apiKey: sandbox.apiKey,
  });
  const settings = mirrorSettings.parse({ peopleSource: true, tables: threeTables });
  await setUpMirror(context, owner, connectionId, settings);
  const [sync] = (await listSyncs(context, owner, { connection: connectionId }, { limit: 1 })).items;
  return { owner, until: () => untilSync(context, owner, sync?.id ?? '', [], patienceMs) };
}

async function count(owner: Principal): Promise<unknown> {
  return opened.context.db.inCompany(owner.companyId, async (tx) => {
    const { rows } = await sql`
      select (select count(*) from employees)::int as people, (select count(*) from links)::int as links,
        (select count(*) from employee_rows)::int as rows,
        (select count(*) from events where type = 'employees.created')::int as told,
        (select count(*) from sync_staged)::int as left, (select count(*) from sync_leavers)::int as leavers`.execute(
      tx,
    );
    return rows[0];
  });
}

async function expected(): Promise<unknown> {
  return opened.context.db.inCompany(sandbox.company.id, async (tx) => {
    const { rows } = await sql<{ rows: number }>`
      select count(*)::int as rows from employee_rows where table_alias = any(${threeTables})`.execute(tx);
    return { people, links: people, rows: rows[0]?.rows, told: people, left: 0, leavers: 0 };
  });
}

async function untilDead(child: ChildProcess): Promise<void> {
  if (child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
}

const requests = 8;
// The n-th of a place may be named behind it.
const kills = [
  'syncs.page_read',
  'syncs.page_staged#2',
  'syncs.batch_applied',
  'run-sync/finish:done',
] as CrashPoint[];

it.each(kills)(
  'killed at %s, a sync goes on: nobody is lost or doubled, and at most one page is read again',
  async (at) => {
    await calls();
    const victim = await processes.start('start', { JOINERY_CRASH_POINT: at });
    const { owner, until } = await beginMirror();
    await untilDead(victim);
    await processes.start('start', {});
    const sync = await until();
    expect(sync).toMatchObject({ state: 'done', counts: { seen: people, new: people, withheld: 0 } });
    expect(await count(owner)).toEqual(await expected());
    expect((await calls()).length).toBeLessThanOrEqual(requests + 1);
  },
);

it('two servers on one database share the work, and do none of it twice', async () => {
  await calls();
  await processes.start('start', {});
  await processes.start('worker', { JOINERY_EGRESS_ALLOW: `127.0.0.1:${port}` });
  const both = [await beginMirror(), await beginMirror()];
  for (const { owner, until } of both) {
    expect(await until()).toMatchObject({ state: 'done', calls: requests });
    expect(await count(owner)).toEqual(await expected());
  }
  expect((await calls()).length).toBe(2 * requests);
});
