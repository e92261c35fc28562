import { mirrorSettings } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MirrorBench, startMirrorBench } from '../../testing/mirror-bench.ts';
import { systemPrincipal } from '../companies/companies.service.ts';
import { importEmployees } from '../employees/employees.service.ts';
import { setUpMirror } from './mirror-setup.service.ts';
import { cancelSync, getSync, listSyncCalls, requestSync, startSync } from './syncs.service.ts';

let bench: MirrorBench;

beforeAll(async () => {
  bench = await startMirrorBench({ employees: 5 });
});
afterAll(() => bench.close());

const source = mirrorSettings.parse({ peopleSource: true });

describe('asking for syncs', () => {
  it('is refused for a connection that mirrors nobody, and for one that is not there', async () => {
    const { context, owner, connectionId } = bench;
    await expect(startSync(context, owner, connectionId, 'full')).rejects.toMatchObject({
      code: 'syncs.not_mirrored',
    });
    await expect(startSync(context, owner, 'con_none', 'full')).rejects.toMatchObject({
      code: 'connections.not_found',
    });
    await expect(getSync(context, owner, 'syn_none')).rejects.toMatchObject({ code: 'syncs.not_found' });
    await expect(cancelSync(context, owner, 'syn_none')).rejects.toMatchObject({ code: 'syncs.not_found' });
  });

  it('is refused for a company that has employees of its own', async () => {
    const { context } = bench;
    const { company } = await bench.aCompany({ slug: 'own' });
    const own = systemPrincipal(company);
    const { aMirrorConnection } = await import('../../testing/mirror-bench.ts');
    await importEmployees(context, own, [{ values: { firstName: 'Ada', lastName: 'Byron' }, rows: [] }]);
    const { origin, sandbox } = bench;
    const id = await aMirrorConnection(context, own, { origin, slug: 'acme', apiKey: sandbox.apiKey });
    await expect(setUpMirror(context, own, id, source)).rejects.toMatchObject({
      code: 'connections.company_not_empty',
    });
  });

  it('returns one that waits already and covers what is asked', async () => {
    const { context, owner, connectionId } = bench;
    const { companyId } = owner;
    await setUpMirror(context, owner, connectionId, source);
    // Asked for in one transaction, none of them has begun.
    const ask = { companyId, connectionId, reason: 'manual' } as const;
    const ids = await context.db.inCompany(companyId, async (tx) => {
      await sql`update connections set full_synced_at = now()`.execute(tx);
      const asked = [
        await requestSync(context, tx, { ...ask, kind: 'records', wanted: ['1'] }),
        await requestSync(context, tx, { ...ask, kind: 'records', wanted: ['2', '1'] }),
        await requestSync(context, tx, { ...ask, kind: 'incremental' }),
        await requestSync(context, tx, { ...ask, kind: 'incremental' }),
      ];
      await sql`update connections set full_synced_at = null`.execute(tx);
      return asked.map(({ syncId }) => syncId);
    });
    const first = (
      await bench.select<{ id: string; wanted: string[] }>(sql`select id, wanted from syncs order by id`)
    ).at(-2);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[3]).toBe(ids[2]);
    expect(new Set(ids).size).toBeLessThanOrEqual(2);
    if (first !== undefined && first.id === ids[0]) expect(first.wanted).toEqual(['1', '2']);
    for (const id of new Set(ids)) await bench.until(id);
  });

  it('has the catalogue alone read by one that reads nobody, whatever else waits', async () => {
    const { context, owner, connectionId } = bench;
    const { companyId } = owner;
    const ask = { companyId, connectionId, reason: 'write', kind: 'records' } as const;
    const ids = await context.db.inCompany(companyId, async (tx) => {
      const asked = [
        await requestSync(context, tx, { ...ask, wanted: ['1'] }),
        await requestSync(context, tx, { ...ask, wanted: [] }),
        await requestSync(context, tx, { ...ask, wanted: ['2'] }),
        await requestSync(context, tx, { ...ask, wanted: [] }),
      ];
      return asked.map(({ syncId }) => syncId);
    });
    expect(new Set(ids).size).toBe(2);
    expect([ids[2], ids[3]]).toEqual([ids[0], ids[1]]);
    for (const id of new Set(ids)) await bench.until(id);
    const operations = async (id = '') =>
      (await listSyncCalls(context, owner, id, { limit: 50 })).items.map(({ operation }) => operation);
    const isOfMeta = (operation: string) => operation.startsWith('meta.');
    expect((await operations(ids[1])).length).toBeGreaterThan(0);
    expect((await operations(ids[1])).filter((one) => !isOfMeta(one))).toEqual([]);
    expect((await operations(ids[0])).filter(isOfMeta)).toEqual([]);
  });
});

describe('a sync that has ended', () => {
  it('tells its requests, and cannot be cancelled', async () => {
    const { context, owner } = bench;
    const sync = await bench.latest();
    const { items } = await listSyncCalls(context, owner, sync.id, { limit: 50 });
    expect(items).toHaveLength(sync.calls);
    await expect(cancelSync(context, owner, sync.id)).rejects.toMatchObject({ code: 'syncs.not_running' });
  });
});
