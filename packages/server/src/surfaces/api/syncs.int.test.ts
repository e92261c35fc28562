import { type AccessDefinition, createClient, type JoineryClient } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccessLevel } from '../../modules/access/access-levels.service.ts';
import type { Principal } from '../../modules/access/principal.ts';
import { createKey } from '../../modules/keys/keys.service.ts';
import { createUser } from '../../modules/users/users.service.ts';
import { aKey } from '../../testing/hire-bench.ts';
import { type MirrorBench, startMirrorBench } from '../../testing/mirror-bench.ts';

let bench: MirrorBench;
let api: JoineryClient;
let reader: JoineryClient;
let stranger: JoineryClient;
beforeAll(async () => {
  bench = await startMirrorBench({ employees: 5 });
  const client = (apiKey: string) => createClient({ baseUrl: bench.origin, apiKey });
  api = client(await aKey(bench.context, bench.owner));
  reader = client(await aReader(bench.owner));
  stranger = client(await aKey(bench.context, (await bench.aCompany()).owner));
});
afterAll(() => bench.close());

const source = { peopleSource: true, tables: ['jobInfo'], leaveOut: ['ssn'] };

describe('what is mirrored', () => {
  it.each<[string, object, string]>([
    ['minutes that are none', { changesEveryMinutes: 0 }, 'changesEveryMinutes'],
    ['a time that no day has', { fullSyncAt: '24:30' }, 'fullSyncAt'],
    ['a list that is a text', { leaveOut: 'ssn' }, 'leaveOut'],
    ['an unknown setting', { speed: 'high' }, ''],
    ['nothing about whether', { peopleSource: undefined }, 'peopleSource'],
  ])('refuses %s', async (_, over, path) => {
    const attempt = api.connections.setMirror(bench.connectionId, { ...source, ...over });
    await expect(attempt).rejects.toMatchObject({ status: 422, code: 'request.invalid', issues: [{ path }] });
    expect((await api.connections.get(bench.connectionId)).mirror).toBeNull();
  });

  it('is set by whoever may change connections, of this company', async () => {
    const { connectionId } = bench;
    await expect(reader.connections.setMirror(connectionId, source)).rejects.toMatchObject({ status: 403 });
    await expect(stranger.connections.setMirror(connectionId, source)).rejects.toMatchObject({
      status: 404,
      code: 'connections.not_found',
    });
    await expect(reader.connections.sync(connectionId)).rejects.toMatchObject({ status: 403 });
    await expect(api.connections.sync(connectionId)).rejects.toMatchObject({ code: 'syncs.not_mirrored' });
  });

  it('is told with the connection, with defaults for what was not said, and begins with a full sync', async () => {
    const set = await api.connections.setMirror(bench.connectionId, source);
    const mirror = { ...source, writeThrough: true, changesEveryMinutes: 5, fullSyncAt: '02:30' };
    expect(set).toMatchObject({ mirror, syncedTo: null });
    expect((await reader.connections.get(bench.connectionId)).mirror).toEqual(mirror);
    const { items } = await api.syncs.list({ connection: bench.connectionId });
    expect(items).toMatchObject([{ kind: 'full', reason: 'first', connectionId: bench.connectionId }]);
    const { startedAt, state } = await bench.until(items[0]?.id ?? '');
    expect(state).toBe('done');
    const fresh = await api.connections.get(bench.connectionId);
    expect(fresh).toMatchObject({ syncedTo: startedAt, fullSyncedAt: startedAt });
  });

  it('is changed at its source only, where changes are not written back', async () => {
    const set = { ...source, writeThrough: false };
    await api.connections.setMirror(bench.connectionId, set);
    await bench.until((await bench.latest()).id);
    await bench.calls();
    await expect(api.employees.update(1, { values: { city: 'Oslo' } })).rejects.toMatchObject({
      status: 409,
      code: 'provider.write_not_supported',
    });
    expect(await bench.calls()).toEqual([]);
  });

  it('is as fresh as the last reading that is applied, also where that found nothing', async () => {
    const { id } = await api.connections.sync(bench.connectionId);
    const { startedAt, calls } = await bench.until(id);
    expect(calls).toBe(1);
    expect((await api.connections.get(bench.connectionId)).syncedTo).toBe(startedAt);
    expect((await api.connections.list()).items[0]?.syncedTo).toBe(startedAt);
  });
});

describe('syncs', () => {
  it('are asked for, listed in pages and read one by one, with their requests', async () => {
    const asked = await api.connections.sync(bench.connectionId, { kind: 'full' });
    expect(asked).toMatchObject({ kind: 'full', reason: 'manual' });
    await bench.until(asked.id);
    const first = await reader.syncs.list({ connection: bench.connectionId, limit: 1 });
    expect(first.items).toMatchObject([{ id: asked.id }]);
    const cursor = first.nextCursor ?? '';
    const rest = await reader.syncs.list({ connection: bench.connectionId, limit: 1, cursor });
    expect(rest.items[0]?.id).not.toBe(asked.id);
    // A cursor of one list is none of another.
    await expect(reader.syncs.list({ limit: 1, cursor })).rejects.toMatchObject({ code: 'request.invalid' });

    const sync = await reader.syncs.get(asked.id);
    const calls = await reader.syncs.calls(asked.id, { limit: 200 });
    expect(calls.items).toHaveLength(sync.calls);
    expect(calls.items[0]?.path).toMatch(/^\/api\/gateway\.php\/acme\/v1\//);
  });

  it('are filtered by connection and state, and an unknown one has none', async () => {
    expect((await api.syncs.list({ connection: 'con_none' })).items).toEqual([]);
    expect((await api.syncs.list({ state: 'queued' })).items).toEqual([]);
    await expect(api.syncs.list({ state: 'gone' as 'done' })).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });

  it('that have ended are not cancelled', async () => {
    const { id } = await bench.latest();
    await expect(api.syncs.cancel(id)).rejects.toMatchObject({ code: 'syncs.not_running' });
    await expect(reader.syncs.cancel(id)).rejects.toMatchObject({ status: 403 });
  });

  it('refuse a kind that nobody asks for', async () => {
    const kind = 'records' as 'full';
    await expect(api.connections.sync(bench.connectionId, { kind })).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });

  it('of another company are such that do not exist', async () => {
    const { id } = await bench.latest();
    for (const attempt of [
      () => stranger.syncs.get(id),
      () => stranger.syncs.calls(id),
      () => stranger.syncs.cancel(id),
    ])
      await expect(attempt()).rejects.toMatchObject({ status: 404, code: 'syncs.not_found' });
    await expect(stranger.connections.sync(bench.connectionId)).rejects.toMatchObject({
      code: 'connections.not_found',
    });
    expect((await stranger.syncs.list({ connection: bench.connectionId })).items).toEqual([]);
  });
});

/** A key that sees connections and changes nothing. */
async function aReader(owner: Principal): Promise<string> {
  const definition: AccessDefinition = {
    employees: [],
    manageEmployees: false,
    directory: false,
    hiring: { jobs: 'none', candidates: 'none', assignedJobsOnly: false, hires: 'none' },
    settings: { users: 'none', connections: 'view', fields: 'none', company: 'none' },
  };
  const { id } = await createAccessLevel(bench.context, owner, { name: 'Reader', definition });
  const user = { kind: 'service' as const, firstName: 'Read', lastName: 'Er', accessLevelId: id };
  const { id: userId } = await createUser(bench.context, owner, user);
  return (await createKey(bench.context, owner, { name: 'Reader', userId })).key;
}
