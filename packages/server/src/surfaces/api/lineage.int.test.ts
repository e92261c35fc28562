import { type AccessDefinition, createClient, type JoineryClient } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccessLevel } from '../../modules/access/access-levels.service.ts';
import { updateEmployee } from '../../modules/employees/employees.service.ts';
import { createKey } from '../../modules/keys/keys.service.ts';
import { createUser } from '../../modules/users/users.service.ts';
import { aKey } from '../../testing/hire-bench.ts';
import { type MirrorBench, startMirrorBench } from '../../testing/mirror-bench.ts';

let bench: MirrorBench;
let api: JoineryClient;
const client = (apiKey: string) => createClient({ baseUrl: bench.origin, apiKey });
beforeAll(async () => {
  bench = await startMirrorBench({ employees: 6 });
  api = client(await aKey(bench.context, bench.owner));
});
afterAll(() => bench.close());

const entry = async (name: string, as = api) =>
  (await as.employees.lineage(1)).entries.find((one) => one.name === name);

it('names connection, request and time of a mirrored employee’s values and tables', async () => {
  const sync = await bench.begin();
  const { source } = await api.employees.lineage(1);
  expect(source).toMatchObject({
    connectionId: bench.connectionId,
    connectionName: 'Acme',
    providerId: '1',
    missingSince: null,
  });
  expect(source?.url).toContain('/employees/1?company=acme');
  for (const name of ['firstName', 'hireDate', 'jobInfo', 'employmentStatus']) {
    const found = await entry(name);
    expect(found).toMatchObject({ call: { syncId: sync.id }, staleSince: null });
    expect(Date.parse(found?.confirmedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(sync.startedAt ?? ''));
  }
  expect((await entry('jobInfo'))?.call?.operation).not.toBe((await entry('firstName'))?.call?.operation);
});

it('follows a change to the sync that brought it', async () => {
  const before = await entry('hireDate');
  await updateEmployee(bench.context, bench.source, 1, { city: 'Oslo' });
  const sync = await bench.sync();
  expect(sync.counts.changed).toBe(1);
  expect((await entry('city'))?.call?.syncId).toBe(sync.id);
  expect(before?.call?.syncId).not.toBe(sync.id);
});

it('marks what is not told any more, with the request that told it last', async () => {
  const call = await entry('workEmail');
  const since = '2026-05-01T10:00:00.000Z';
  await bench.select(sql`update links set stale = ${JSON.stringify({ workEmail: since, 'jobInfo.division': since })},
    sources = sources || jsonb_build_object('workEmail', sources -> 'people:0') where provider_id = '1'`);
  expect(await entry('workEmail')).toEqual({ ...call, confirmedAt: null, staleSince: since });
  expect(await entry('division')).toMatchObject({ confirmedAt: null, staleSince: since });
  expect((await entry('firstName'))?.staleSince).toBeNull();
});

it('tells only of what the caller may see', async () => {
  const seeing = client(await aKeySeeing({ workEmail: 'view' }));
  expect((await seeing.employees.lineage(1)).entries.map(({ name }) => name)).toEqual(['workEmail']);
  const blind = client(await aKeySeeing(null));
  await expect(blind.employees.lineage(1)).rejects.toMatchObject({ status: 403 });
  const stranger = client(await aKey(bench.context, (await bench.aCompany()).owner));
  await expect(stranger.employees.lineage(1)).rejects.toMatchObject({ code: 'employees.not_found' });
  await expect(api.employees.lineage(4_000_000)).rejects.toMatchObject({ status: 404 });
});

it('has no source for an employee that is the company’s own', async () => {
  const { owner } = await bench.aCompany();
  const own = client(await aKey(bench.context, owner));
  const { number } = await own.employees.create({ values: { firstName: 'Ada', lastName: 'Byron' } });
  expect(await own.employees.lineage(number)).toEqual({ source: null, entries: [] });
});

let levels = 0;

async function aKeySeeing(fields: Record<string, 'view'> | null): Promise<string> {
  const { context, owner } = bench;
  levels += 1;
  const definition: AccessDefinition = {
    employees: fields === null ? [] : [{ scope: { kind: 'all' }, fields }],
    manageEmployees: false,
    directory: false,
    hiring: { jobs: 'none', candidates: 'none', assignedJobsOnly: false, hires: 'none' },
    settings: { users: 'none', connections: 'none', fields: 'none', company: 'none' },
  };
  const { id } = await createAccessLevel(context, owner, { name: `Level ${levels}`, definition });
  const user = { kind: 'service' as const, firstName: 'Read', lastName: 'Er', accessLevelId: id };
  const { id: userId } = await createUser(context, owner, user);
  return (await createKey(context, owner, { name: 'Reader', userId })).key;
}
