// What makes a sandbox company the same again: seed, clock and snapshots, as a client sees them.
import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemPrincipal } from '../../modules/companies/companies.service.ts';
import { createConnection, deleteConnection } from '../../modules/connections/connections.service.ts';
import { rollAllForward } from '../../modules/employees/roll-forward.service.ts';
import { keptTables } from '../../modules/sandboxes/company-tables.ts';
import {
  createSandbox,
  getClock,
  listSnapshots,
  markerField,
  moveClock,
  removeSandbox,
  removeSnapshot,
  removeUnfinishedSandboxes,
  restoreSnapshot,
  type SandboxInput,
  takeSnapshot,
} from '../../modules/sandboxes/sandboxes.service.ts';
import { createCaller } from './conformance/caller.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function aSandbox(input: Partial<SandboxInput> & { slug: string }) {
  const made = await createSandbox(server.context, { name: 'Acme', employees: 40, ...input });
  const baseUrl = `${server.origin}/api/gateway.php/${input.slug}`;
  const caller = createCaller({ baseUrl, apiKey: made.apiKey });
  return { ...made, caller, owner: systemPrincipal(made.company) };
}
type ASandbox = Awaited<ReturnType<typeof aSandbox>>;

const fields = ['id', 'firstName', 'status', 'jobTitle', 'payRate', 'supervisor', 'hireDate', 'lastChanged'];
const reads = [
  'employees/directory',
  'employees?limit=100',
  'employees/all/tables/jobInfo',
  'employees/all/tables/compensation',
  'employees/all/tables/employmentStatus',
  'employees/1/files/view',
  'meta/fields',
  'meta/lists',
  'meta/tables',
  'meta/users',
  'meta/time_off/types',
  'meta/time_off/policies',
  `employees/changed?since=2000-01-01T00:00:00Z`,
  `employees/changed/tables/jobInfo?since=2000-01-01T00:00:00Z`,
  'time_off/requests?start=2020-01-01&end=2030-01-01',
  'time_off/whos_out',
  'applicant_tracking/jobs',
  'applicant_tracking/statuses',
  'webhooks',
] as const;

/** Everything that a client can read, by address. */
async function readAll({ caller }: ASandbox): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const path of reads) {
    const { status, text } = await caller.getJson(path);
    answers[path] =
      `${status} ${text.replaceAll(caller.baseUrl, '').replaceAll(/\/careers\/[^/]+/g, '/careers')}`;
  }
  const report = await caller.postJson('reports/custom?format=json&onlyCurrent=false', { fields });
  answers.report = `${report.status} ${report.text}`;
  return answers;
}

const hashOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

describe('two sandboxes of the same seed', () => {
  it('give the same answers bit for bit: ids of rows, times of changes, lists, requests', async () => {
    const input = { seed: 'twins', asOf: '2026-03-01' };
    const one = await aSandbox({ slug: 'twin-a', ...input });
    const other = await aSandbox({ slug: 'twin-b', ...input });
    const [first, second] = [await readAll(one), await readAll(other)];
    for (const path of [...reads, 'report']) {
      expect(second[path], path).toBe(first[path]);
      expect(first[path], path).toMatch(/^200 /);
    }
    expect(
      Object.keys(
        JSON.parse((first['employees/changed?since=2000-01-01T00:00:00Z'] ?? '').slice(4)).employees,
      ),
    ).toHaveLength(40);
    const stranger = await aSandbox({ slug: 'stranger', asOf: '2026-03-01' });
    expect((await readAll(stranger)).report).not.toBe(first.report);
  });

  it('begin on their date by their own clock', async () => {
    const { owner } = await aSandbox({ slug: 'old', asOf: '2020-02-29', employees: 1 });
    expect(await getClock(server.context, owner)).toMatchObject({ today: '2020-02-29' });
  });
});

describe('writers of one sandbox at the same time', () => {
  it('never wait for each other in a circle', async () => {
    const { caller } = await aSandbox({ slug: 'busy', employees: 12 });
    const writes = Array.from({ length: 90 }, (_, i) => async () => {
      const employee = (i % 12) + 1;
      if (i % 3 === 0)
        return caller.postJson('employees', { firstName: 'A', lastName: `B${i}`, hireDate: '2026-01-01' });
      if (i % 3 === 1)
        return caller.postJson(`employees/${employee}/tables/jobInfo`, {
          date: '2026-01-01',
          jobTitle: 'Support Agent',
        });
      return caller.postJson(`employees/${employee}`, { firstName: `C${i}`, division: 'Product' });
    });
    const replies = await Promise.all(writes.map((write) => write()));
    expect(
      replies.filter(({ status }) => status >= 300).map(({ status, text }) => `${status} ${text}`),
    ).toEqual([]);
  });
});

describe('a moved clock', () => {
  it('makes a hire of the future current exactly once, and stamps changes with the new time', async () => {
    const sandbox = await aSandbox({ slug: 'clocked' });
    const { caller, owner } = sandbox;
    const [known] = (await caller.getJson('employees/directory')).json().employees;
    const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const created = await caller.postJson('employees', {
      firstName: 'Future',
      lastName: 'Hire',
      hireDate: inTwoDays,
      jobTitle: known.jobTitle,
      employmentHistoryStatus: 'Full-Time',
    });
    expect(created.status).toBe(201);
    const id = created.headers.get('location')?.split('/').at(-1) ?? '';
    const current = async () =>
      (await caller.getJson('employees/directory'))
        .json()
        .employees.some((one: { id: string }) => one.id === id);
    const title = async () =>
      (await caller.getJson(`employees/${id}?fields=jobTitle&onlyCurrent=true`)).json().jobTitle;
    expect([await current(), await title()]).toEqual([false, null]);
    const since = encodeURIComponent(new Date(Date.now() + 1000).toISOString().replace(/\.\d+/, ''));
    const moves = await Promise.all([
      moveClock(server.context, owner, { to: inTwoDays }),
      moveClock(server.context, owner, { to: inTwoDays }),
      rollAllForward(server.context),
    ]);
    await moveClock(server.context, owner, { forwardSeconds: 60 });
    await rollAllForward(server.context);
    expect([await current(), await title()]).toEqual([true, known.jobTitle]);
    expect(moves[0].today).toBe(inTwoDays);
    const told = await server.context.db.inCompany(owner.companyId, (tx) =>
      tx.selectFrom('events').select(['payload', 'at']).where('type', '=', 'employees.updated').execute(),
    );
    const effects = told.filter(({ payload }) => (payload as { number?: number }).number === Number(id));
    expect(effects).toHaveLength(1);
    expect(effects[0]?.at.toISOString().slice(0, 10)).toBe(inTwoDays);
    const changed = (await caller.getJson(`employees/changed?since=${since}`)).json().employees;
    expect(changed[id]).toMatchObject({ action: 'Updated' });
    expect(changed[id].lastChanged.slice(0, 10)).toBe(inTwoDays);
    const later = await caller.postJson('employees', { firstName: 'Made', lastName: 'Later' });
    const laterId = later.headers.get('location')?.split('/').at(-1) ?? '';
    const again = (await caller.getJson(`employees/changed?since=${since}`)).json().employees;
    expect(again[laterId].lastChanged.slice(0, 10)).toBe(inTwoDays);
    // Back in real time nothing is undone, and nothing takes effect a second time.
    expect(await moveClock(server.context, owner, { real: true })).toMatchObject({
      offsetSeconds: 0,
      tookEffect: 0,
    });
    expect(await moveClock(server.context, owner, { to: inTwoDays })).toMatchObject({ tookEffect: 0 });
  });

  it('goes at most a hundred years away', async () => {
    const { owner } = await aSandbox({ slug: 'far', employees: 0 });
    await expect(moveClock(server.context, owner, { to: '2200-01-01' })).rejects.toMatchObject({
      code: 'sandbox.clock_out_of_range',
    });
  });
});

async function change({ caller }: ASandbox): Promise<void> {
  const ok = async (reply: Promise<{ status: number; text: string }>) => {
    const { status, text } = await reply;
    expect(status, text).toBeLessThan(300);
  };
  await ok(
    caller.postJson('employees', { firstName: 'New', lastName: 'Person', workEmail: 'new@x.example' }),
  );
  await ok(caller.postJson('employees/2', { firstName: 'Changed' }));
  await ok(caller.send('employees/3', { method: 'DELETE' }));
  await ok(caller.postJson('employees/1/tables/jobInfo', { date: '2026-01-01', jobTitle: 'Other' }));
  const form = new FormData();
  form.set('category', String((await caller.getJson('employees/1/files/view')).json().categories[0].id));
  form.set('fileName', 'a.txt');
  form.set('file', new Blob(['bytes']), 'a.txt');
  await ok(caller.send('employees/1/files', { method: 'POST', body: form }));
}

describe('a snapshot', () => {
  it('restores everything that a client reads, keys included, as often as it is wanted', async () => {
    const sandbox = await aSandbox({ slug: 'shot' });
    const other = await aSandbox({ slug: 'bystander' });
    const { owner, caller } = sandbox;
    await change(sandbox);
    const before = await readAll(sandbox);
    const elsewhere = hashOf(await readAll(other));
    const file = async () => {
      const { categories } = (await caller.getJson('employees/1/files/view')).json();
      const files = categories.flatMap((one: { files: { id: string }[] }) => one.files);
      return files.length === 0 ? undefined : (await caller.send(`employees/1/files/${files[0].id}`)).text;
    };
    expect(await file()).toBe('bytes');
    const taken = await takeSnapshot(server.context, owner, 'before');
    expect(taken.rows).toBeGreaterThan(200);
    for (let round = 0; round < 2; round += 1) {
      await caller.postJson('employees', {
        firstName: 'Another',
        lastName: 'One',
        workEmail: 'new2@x.example',
      });
      await caller.postJson('employees/2', { firstName: 'Twice', lastName: 'Changed' });
      await caller.send('employees/4', { method: 'DELETE' });
      const [one] = (await caller.getJson('employees/1/files/view'))
        .json()
        .categories.flatMap((category: { files: { id: string }[] }) => category.files);
      expect((await caller.send(`employees/1/files/${one.id}`, { method: 'DELETE' })).status).toBe(200);
      await moveClock(server.context, owner, { forwardSeconds: 30 * 86_400 });
      expect(hashOf(await readAll(sandbox))).not.toBe(hashOf(before));
      const restored = await restoreSnapshot(server.context, owner, 'before');
      expect(restored.added).toBeGreaterThan(0);
      const after = await readAll(sandbox);
      for (const path of Object.keys(before)) expect(after[path], path).toBe(before[path]);
      expect(await file()).toBe('bytes');
      expect(await getClock(server.context, owner)).toMatchObject({ offsetSeconds: 0 });
    }
    expect(await restoreSnapshot(server.context, owner, 'before')).toMatchObject({
      added: expect.any(Number),
    });
    expect(hashOf(await readAll(other))).toBe(elsewhere);
    await expect(takeSnapshot(server.context, owner, 'before')).rejects.toMatchObject({
      code: 'sandbox.snapshot_exists',
    });
    await removeSnapshot(server.context, owner, 'before');
    await expect(restoreSnapshot(server.context, owner, 'before')).rejects.toMatchObject({
      code: 'sandbox.snapshot_not_found',
    });
  });

  it('is put back while others write: nobody is refused, and nothing half-written stays', async () => {
    const { caller, owner, company } = await aSandbox({ slug: 'written-to', employees: 30 });
    let isOver = false;
    const statuses = new Set<number>();
    const write = async () => {
      while (!isOver) {
        const { status } = await caller.postJson('employees', { firstName: 'A', lastName: 'B' });
        statuses.add(status);
      }
    };
    const writers = Array.from({ length: 6 }, write);
    for (let i = 0; i < 4; i += 1) await restoreSnapshot(server.context, owner, 'seed');
    await Promise.all([
      restoreSnapshot(server.context, owner, 'seed'),
      restoreSnapshot(server.context, owner, 'seed'),
      takeSnapshot(server.context, owner, 'between'),
      moveClock(server.context, owner, { forwardSeconds: 86_400 }),
    ]);
    isOver = true;
    await Promise.all(writers);
    expect([...statuses]).toEqual([201]);
    await restoreSnapshot(server.context, owner, 'seed');
    const numbers = await server.context.db.inCompany(company.id, (tx) =>
      tx.selectFrom('employees').select('number').where('number', '>', 30).execute(),
    );
    expect(numbers).toEqual([]);
  });

  it('of the seed is there from the start, and gives the first answers back', async () => {
    const sandbox = await aSandbox({ slug: 'seeded' });
    const before = await readAll(sandbox);
    expect((await listSnapshots(server.context, sandbox.owner)).map(({ name }) => name)).toEqual(['seed']);
    await change(sandbox);
    await restoreSnapshot(server.context, sandbox.owner, 'seed');
    const after = await readAll(sandbox);
    for (const path of Object.keys(before)) expect(after[path], path).toBe(before[path]);
    // What comes next gets the same numbers again.
    const created = await sandbox.caller.postJson('employees', { firstName: 'Next', lastName: 'One' });
    expect(created.headers.get('location')).toMatch(/\/41$/);
  });

  it('keeps users who are employees linked to them', async () => {
    const { owner } = await aSandbox({ slug: 'linked', employees: 3 });
    const { db } = server.context;
    const link = (tx: Parameters<Parameters<typeof db.inCompany>[1]>[0]) =>
      tx.selectFrom('users').select('employee_id').execute();
    await db.inCompany(owner.companyId, async (tx) => {
      const one = await tx
        .selectFrom('employees')
        .select('id')
        .where('number', '=', 2)
        .executeTakeFirstOrThrow();
      await tx.updateTable('users').set({ employee_id: one.id }).execute();
      await tx.updateTable('employees').set({ status: 'Inactive' }).execute();
    });
    const before = await db.inCompany(owner.companyId, link);
    await restoreSnapshot(server.context, owner, 'seed');
    expect(await db.inCompany(owner.companyId, link)).toEqual(before);
    expect(before[0]?.employee_id).toMatch(/^emp_/);
  });

  it('holds every table of a company, also one that somebody adds', async () => {
    const database = new pg.Pool({ ...server.database.connection, max: 1 });
    database.on('error', () => undefined);
    await database.query(`
      create table later_things (
        id integer primary key generated always as identity, company_id text not null references companies (id),
        parent integer, what text, at timestamptz not null default now(),
        unique (company_id, id),
        foreign key (company_id, parent) references later_things (company_id, id));
      grant select, insert, update, delete on later_things to joinery_app;
      select protect_company_tables();`);
    const { owner, company } = await aSandbox({ slug: 'later', employees: 2 });
    const { db } = server.context;
    const run = (text: string) => database.query(text);
    await run(`select set_config('joinery.company_id', '${company.id}', false)`);
    await run(`insert into later_things (company_id, what) values ('${company.id}', 'kept')`);
    await run(`update later_things set parent = id`);
    const things = async () => (await run('select * from later_things order by id')).rows;
    const before = await things();
    await takeSnapshot(server.context, owner, 'with-things');
    await run(`update later_things set what = 'changed'`);
    await run(
      `insert into later_things (company_id, what, parent) select company_id, 'new', id from later_things`,
    );
    await restoreSnapshot(server.context, owner, 'with-things');
    expect(await things()).toEqual(before);
    const { rows: all } = await run(`
      select c.relname::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`);
    const names = all.map(({ name }) => name as string);
    // Rows in this company and not being named as an exception: nothing else decides.
    const stored = await db.inCompany(company.id, (tx) =>
      tx
        .selectFrom('sandbox_snapshot_rows')
        .select('table_name')
        .distinct()
        .where('snapshot', '=', 'with-things')
        .execute(),
    );
    const inSnapshot = new Set(stored.map((row) => row.table_name));
    for (const name of names) {
      const { rowCount } = await run(`select from "${name}" where company_id = '${company.id}' limit 1`);
      const expected = (rowCount ?? 0) > 0 && !keptTables.includes(name) && name !== 'idempotency_keys';
      expect(inSnapshot.has(name), name).toBe(expected);
    }
    expect(names.filter((name) => inSnapshot.has(name)).length).toBeGreaterThan(15);
    await database.end();
  });
});

describe('a sandbox that was cut off while it was made', () => {
  it('does not keep its name', async () => {
    const { context } = server;
    const failing = { ...context, storage: context.storage, clock: { now: () => new Date() } };
    let batches = 0;
    const cut = createSandbox(failing, { slug: 'cut', name: 'Cut', employees: 1200 }, () => {
      batches += 1;
      if (batches === 2) throw new Error('killed');
    });
    await expect(cut).rejects.toThrow('killed');
    expect((await aSandbox({ slug: 'cut', employees: 3 })).company.slug).toBe('cut');
  });

  it('is removed by the next one of its name, or at a start of the server', async () => {
    const { db } = server.context;
    const leave = async (slug: string) => {
      const { company } = await aSandbox({ slug, employees: 3 });
      await db.outside((tx) =>
        tx.updateTable('companies').set({ in_making: true }).where('id', '=', company.id).execute(),
      );
    };
    await leave('half');
    expect((await aSandbox({ slug: 'half', employees: 2 })).company.slug).toBe('half');
    await leave('other-half');
    expect(await removeUnfinishedSandboxes(server.context)).toEqual(['other-half']);
    const left = await db.outside((tx) =>
      tx.selectFrom('companies').select('slug').where('slug', '=', 'other-half').execute(),
    );
    expect(left).toEqual([]);
  });

  it('is left alone while it is being made', async () => {
    let inTheMiddle: unknown;
    await createSandbox(server.context, { slug: 'slow', name: 'Slow', employees: 3 }, () => {
      inTheMiddle ??= Promise.allSettled([
        createSandbox(server.context, { slug: 'slow', name: 'Slow', employees: 3 }),
        removeUnfinishedSandboxes(server.context),
      ]);
    });
    expect(await inTheMiddle).toMatchObject([
      { status: 'rejected', reason: { code: 'companies.name_taken' } },
      { status: 'fulfilled', value: [] },
    ]);
  });
});

describe('removing a sandbox', () => {
  it('takes all of it, and is refused while a connection of another company points at it', async () => {
    const { owner, apiKey, baseUrl } = await aSandbox({ slug: 'pointed-at', employees: 2 });
    const { owner: live } = await server.aCompany({ slug: 'pointing' });
    const connection = await createConnection(server.context, live, {
      provider: 'bamboohr',
      name: 'BambooHR',
      subdomain: 'pointed-at',
      apiKey,
      baseUrl,
      markerField: markerField.alias,
      enabled: false,
    });
    await expect(removeSandbox(server.context, owner)).rejects.toMatchObject({ code: 'sandbox.in_use' });
    await deleteConnection(server.context, live, connection.id);
    await removeSandbox(server.context, owner);
    expect((await aSandbox({ slug: 'pointed-at', employees: 1 })).company.slug).toBe('pointed-at');
    await expect(removeSandbox(server.context, live)).rejects.toMatchObject({ code: 'access.forbidden' });
  });
});
