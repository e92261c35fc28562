import type { ProviderCall } from '@joinery/connectors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HireBench, startHireBench } from '../../testing/hire-bench.ts';
import { openSource, type SourceUse, updateConnection } from './connections.service.ts';

let bench: HireBench;
beforeAll(async () => {
  bench = await startHireBench();
});
afterAll(() => bench.close());

const open = (id: string, use: Partial<SourceUse> = {}) =>
  bench.context.db.inCompany(bench.owner.companyId, (tx) =>
    openSource(bench.context, tx, bench.owner.companyId, id, { urgency: 'background', ...use }),
  );

describe('a connection opened as a source', () => {
  it('reads people, and tells of each call without its query', async () => {
    const id = await bench.aConnection();
    const calls: ProviderCall[] = [];
    const { source, ...rest } = await open(id, { onCall: (call) => void calls.push(call) });
    expect(rest).toMatchObject({ id, provider: 'bamboohr', subdomain: 'acme', enabled: true });
    const page = await source.openPeople({ strategy: 'report', fields: ['firstName'], page: 1 });
    const people = [];
    for await (const person of page.people) people.push(person);
    expect(people.length).toBeGreaterThan(3);
    await source.listChanges(new Date('2026-01-01T00:00:00Z'));
    expect(calls).toMatchObject([
      { operation: 'reports.open', method: 'POST', path: '/api/gateway.php/acme/v1/reports/custom' },
      { operation: 'employees.changed', method: 'GET', path: '/api/gateway.php/acme/v1/employees/changed' },
    ]);
    for (const call of calls) {
      expect(call.status).toBe(200);
      expect(call.bytes).toBeGreaterThan(50);
    }
  });

  it('is opened while it is off as well, and says so', async () => {
    const id = await bench.aConnection();
    await updateConnection(bench.context, bench.owner, id, { enabled: false });
    expect((await open(id)).enabled).toBe(false);
  });

  it('of another company is one that does not exist', async () => {
    const id = await bench.aConnection();
    const { owner } = await bench.aCompany();
    const attempt = bench.context.db.inCompany(owner.companyId, (tx) =>
      openSource(bench.context, tx, owner.companyId, id, { urgency: 'person' }),
    );
    await expect(attempt).rejects.toMatchObject({ code: 'connections.not_found' });
  });
});
