import { type AccessDefinition, createClient, type JoineryClient } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccessLevel, updateAccessLevel } from '../../modules/access/access-levels.service.ts';
import { createKey } from '../../modules/keys/keys.service.ts';
import { createUser } from '../../modules/users/users.service.ts';
import { aKey, type HireBench, startHireBench } from '../../testing/hire-bench.ts';

let bench: HireBench;
let api: JoineryClient;
let stranger: JoineryClient;
let baseUrl: string;
beforeAll(async () => {
  bench = await startHireBench();
  baseUrl = `${bench.origin}/api/gateway.php/acme`;
  const client = (apiKey: string) => createClient({ baseUrl: bench.origin, apiKey });
  api = client(await aKey(bench.context, bench.owner));
  stranger = client(await aKey(bench.context, (await bench.aCompany()).owner));
});
afterAll(() => bench.close());

const levels: string[] = [];

/** A key of the account whose level sees everybody, and of them these fields. */
async function keySeeing(fields: AccessDefinition['employees'][number]['fields']): Promise<string> {
  const { context, sandboxOwner } = bench;
  const level = await createAccessLevel(context, sandboxOwner, {
    name: `Level ${levels.length}`,
    definition: definitionOf(fields),
  });
  levels.push(level.id);
  const user = { kind: 'service' as const, firstName: 'API', lastName: 'User', accessLevelId: level.id };
  const { id: userId } = await createUser(context, sandboxOwner, user);
  return (await createKey(context, sandboxOwner, { name: 'Probe', userId })).key;
}

function definitionOf(fields: AccessDefinition['employees'][number]['fields']): AccessDefinition {
  return {
    employees: [{ scope: { kind: 'all' }, fields }],
    manageEmployees: false,
    directory: true,
    hiring: { jobs: 'none', candidates: 'none', assignedJobsOnly: false, hires: 'none' },
    settings: { users: 'none', connections: 'none', fields: 'view', company: 'none' },
  };
}

const account = (apiKey: string) => ({ subdomain: 'acme', apiKey, baseUrl });
const needOf = (judged: readonly { name: string; need: string }[], name: string) =>
  judged.find((one) => one.name === name)?.need;

describe('an account that is not connected', () => {
  it('tells what its key sees, what is missing and what is too much, and nothing is stored', async () => {
    const report = await api.connections.probeNew(
      account(await keySeeing({ '*': 'view', workEmail: 'none', ssn: 'view' })),
    );
    expect(report).toMatchObject({ reached: true, problem: null, lost: [], purpose: { mirror: true } });
    expect(report.employees).toBeGreaterThan(3);
    expect(needOf(report.fields, 'workEmail')).toBe('missing');
    expect(needOf(report.fields, 'firstName')).toBe('granted');
    expect(needOf(report.fields, 'ssn')).toBe('excess');
    expect(report.accessLevel.steps.length).toBeGreaterThan(3);
    expect(report.accessLevel.hide).toContain('SSN');
    expect(await countConnections()).toBe(0);
  });

  it('says that a key is refused as what it found, not as a failure', async () => {
    const report = await api.connections.probeNew(account('not-a-key'));
    expect(report).toMatchObject({ reached: false, fields: [], employees: null });
    expect(report.problem).not.toContain('not-a-key');
  });

  it('judges by what it is for', async () => {
    const key = bench.sandbox.apiKey;
    const purpose = { mirror: false, hires: true };
    const report = await api.connections.probeNew({ ...account(key), purpose });
    expect(needOf(report.fields, 'mobilePhone')).toBe('granted');
    expect(needOf(report.rights, 'changes')).not.toBe('granted');
  });

  it('is refused to whoever may not change connections, and to addresses inside', async () => {
    const reader = createClient({ baseUrl: bench.origin, apiKey: await aReader() });
    await expect(reader.connections.probeNew(account('x'))).rejects.toMatchObject({
      status: 403,
      code: 'access.forbidden',
    });
    const inside = { ...account('x'), baseUrl: 'http://169.254.169.254/x' };
    await expect(api.connections.probeNew(inside)).rejects.toMatchObject({
      code: 'egress.address_not_allowed',
    });
    await expect(api.connections.probeNew({ ...account('x'), subdomain: '../x' })).rejects.toMatchObject({
      status: 422,
      code: 'request.invalid',
    });
  });

  it('is looked at eight times a minute by one user, and no more is sent anywhere', async () => {
    const eager = createClient({ baseUrl: bench.origin, apiKey: await aReader('edit') });
    const inside = { ...account('x'), baseUrl: 'http://169.254.169.254/x' };
    for (let i = 0; i < 8; i += 1)
      await expect(eager.connections.probeNew(inside)).rejects.toMatchObject({
        code: 'egress.address_not_allowed',
      });
    await expect(eager.connections.probeNew(inside)).rejects.toMatchObject({
      status: 429,
      code: 'connections.probe_over_limit',
      retryAfterSeconds: expect.any(Number),
    });
    await expect(api.connections.probeNew(inside)).rejects.toMatchObject({
      code: 'egress.address_not_allowed',
    });
  });
});

describe('a connected account', () => {
  it('names what its key lost since the last look, and keeps the look', async () => {
    const apiKey = await keySeeing({ '*': 'view' });
    const id = await bench.aConnection({ apiKey, markerField: null });
    expect(await api.connections.lastProbe(id)).toEqual({ probe: null });
    const purpose = { mirror: true, hires: false, writeThrough: false, recruiting: false };
    expect((await api.connections.probe(id, { purpose })).lost).toEqual([]);

    await updateAccessLevel(bench.context, bench.sandboxOwner, levels.at(-1) ?? '', {
      name: 'No addresses',
      definition: definitionOf({ '*': 'view', workEmail: 'none' }),
    });
    const second = await api.connections.probe(id, { purpose });
    expect(second.lost).toEqual(['workEmail']);
    expect((await api.connections.lastProbe(id)).probe).toEqual(second);
    expect((await api.connections.get(id)).health).toBe('ok');
    expect((await api.connections.probe(id, { purpose })).lost).toEqual([]);
  });

  it('that cannot be looked at has lost nothing, and is compared with the last look that could', async () => {
    const apiKey = await keySeeing({ '*': 'view' });
    const id = await bench.aConnection({ apiKey, markerField: null });
    const first = await api.connections.probe(id);
    await bench.fault('*', 'status_503', 20);
    const failed = await api.connections.probe(id);
    expect(failed).toMatchObject({ reached: false, lost: [] });
    expect((await api.connections.lastProbe(id)).probe).toMatchObject({
      reached: false,
      fields: first.fields,
    });
    await clearFaults();
  });

  it('tells how its requests fare', async () => {
    const id = await bench.aConnection();
    expect(await api.connections.state(id)).toMatchObject({ usedInLastMinute: 0, stoppedSince: null });
    await api.connections.probe(id);
    const { usedInLastMinute, limitPerMinute } = await api.connections.state(id);
    expect(usedInLastMinute).toBeGreaterThan(4);
    expect(limitPerMinute).toBeGreaterThan(usedInLastMinute);
  });

  it('is looked at though its key is refused: that is what one wants to know', async () => {
    const id = await bench.aConnection({ apiKey: 'not-a-key' });
    expect(await api.connections.probe(id)).toMatchObject({ reached: false });
    expect((await api.connections.state(id)).stoppedSince).not.toBeNull();
    const again = await api.connections.probe(id);
    expect(again.problem).toContain('key');
  });

  it('of another company is one that does not exist', async () => {
    const id = await bench.aConnection();
    for (const attempt of [
      () => stranger.connections.probe(id),
      () => stranger.connections.lastProbe(id),
      () => stranger.connections.state(id),
      () => stranger.connections.quarantine(id),
      () => stranger.connections.users(id),
    ])
      await expect(attempt()).rejects.toMatchObject({ status: 404, code: 'connections.not_found' });
  });
});

describe('what syncs keep beside employees', () => {
  it('is listed in pages: records that cannot be read, and users', async () => {
    const id = await bench.aConnection();
    await keepRecords(id);
    const first = await api.connections.quarantine(id, { limit: 2 });
    expect(first.items.map(({ providerId, stream }) => [providerId, stream])).toEqual([
      ['10', 'people:0'],
      ['10', 'rows:jobInfo'],
    ]);
    const rest = await api.connections.quarantine(id, { limit: 2, cursor: first.nextCursor ?? '' });
    expect(rest.items).toMatchObject([
      { providerId: '9', employeeNumber: null, problem: 'a date came as text' },
    ]);
    expect(rest.nextCursor).toBeNull();
    const users = await api.connections.users(id, { limit: 1 });
    expect(users.items).toMatchObject([{ id: '1', email: 'ana@example.com', enabled: true }]);
    const more = await api.connections.users(id, { limit: 1, cursor: users.nextCursor ?? '' });
    expect(more).toMatchObject({ items: [{ id: '2', email: null }], nextCursor: null });
  });

  it('is one connection’s: a cursor of one is none of another', async () => {
    const [id, other] = [await bench.aConnection(), await bench.aConnection()];
    await keepRecords(id);
    const { nextCursor } = await api.connections.users(id, { limit: 1 });
    await expect(api.connections.users(other, { limit: 1, cursor: nextCursor ?? '' })).rejects.toMatchObject({
      code: 'request.invalid',
    });
    expect((await api.connections.users(other)).items).toEqual([]);
  });

  it('shows users only to whoever sees users here', async () => {
    const id = await bench.aConnection();
    const reader = createClient({ baseUrl: bench.origin, apiKey: await aReader() });
    expect((await reader.connections.quarantine(id)).items).toEqual([]);
    await expect(reader.connections.users(id)).rejects.toMatchObject({ code: 'access.forbidden' });
  });
});

/** A key of this company that sees connections, and as a rule changes nothing. */
async function aReader(connections: 'view' | 'edit' = 'view'): Promise<string> {
  const { context, owner } = bench;
  readers += 1;
  const definition = definitionOf({});
  const { id: accessLevelId } = await createAccessLevel(context, owner, {
    name: `Reader ${readers}`,
    definition: { ...definition, settings: { ...definition.settings, connections } },
  });
  const user = { kind: 'service' as const, firstName: 'Read', lastName: 'Er', accessLevelId };
  const { id: userId } = await createUser(context, owner, user);
  return (await createKey(context, owner, { name: 'Reader', userId })).key;
}
let readers = 0;

async function countConnections(): Promise<number> {
  return (await api.connections.list()).items.length;
}

async function clearFaults(): Promise<void> {
  const { companyId } = bench.sandboxOwner;
  await bench.context.db.inCompany(companyId, (tx) => sql`delete from sandbox_faults`.execute(tx));
}

async function keepRecords(connectionId: string): Promise<void> {
  const { companyId } = bench.owner;
  const syncId = `syn_${connectionId}`;
  await bench.context.db.inCompany(companyId, async (tx) => {
    await sql`insert into syncs (id, company_id, connection_id, kind, reason)
      values (${syncId}, ${companyId}, ${connectionId}, 'full', 'manual')`.execute(tx);
    for (const [providerId, stream] of [
      ['9', 'people:0'],
      ['10', 'rows:jobInfo'],
      ['10', 'people:0'],
    ])
      await sql`insert into sync_quarantine (company_id, connection_id, provider_id, stream, problem, sync_id)
        values (${companyId}, ${connectionId}, ${providerId}, ${stream}, 'a date came as text', ${syncId})`.execute(
        tx,
      );
    await sql`insert into provider_users (company_id, connection_id, provider_id, first_name, email, enabled)
      values (${companyId}, ${connectionId}, '1', 'Ana', 'ana@example.com', true),
        (${companyId}, ${connectionId}, '2', 'Ben', null, false)`.execute(tx);
  });
}
