import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { getConnector } from '@joinery/connectors';
import { type Case, cases } from '@joinery/connectors/conformance';
import type { FaultKind } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aKey, type HireBench, readLedger, startHireBench } from '../../testing/hire-bench.ts';
import { rememberOwnUrl } from '../installation/installation.service.ts';
import { addFault, markerField } from '../sandboxes/sandboxes.service.ts';
import {
  createConnection,
  deleteConnection,
  getConnection,
  listConnections,
  testConnection,
  updateConnection,
} from './connections.service.ts';

let bench: HireBench;
beforeAll(async () => {
  bench = await startHireBench();
});
afterAll(() => bench.close());

const input = (over = {}) => ({
  provider: 'bamboohr' as const,
  name: 'Acme',
  subdomain: 'acme',
  apiKey: 'canary-key-4711',
  enabled: false,
  ...over,
});
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: { code?: string }) => error.code ?? error,
  );
const aFreePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
};
const eventsOf = (id: string) =>
  bench.context.db.inCompany(bench.owner.companyId, async (tx) => {
    const rows = await tx
      .selectFrom('events')
      .select('type')
      .where('subject_id', '=', id)
      .orderBy('id')
      .execute();
    return rows.map(({ type }) => type);
  });

describe('a connection', () => {
  it('goes to BambooHR unless it is told otherwise, and starts switched off', async () => {
    const made = await createConnection(bench.context, bench.owner, input({ subdomain: 'AcMe' }));
    expect(made).toMatchObject({
      baseUrl: 'https://api.bamboohr.com/api/gateway.php/acme',
      subdomain: 'AcMe',
      markerField: null,
      enabled: false,
      health: 'unknown',
      lastTest: null,
      mirror: null,
      syncedTo: null,
      fullSyncedAt: null,
    });
    expect(await getConnection(bench.context, bench.owner, made.id)).toEqual(made);
    expect(await listConnections(bench.context, bench.owner)).toContainEqual(made);
    expect(await eventsOf(made.id)).toEqual(['connections.created']);
  });

  it('never shows its key: not in answers, not in the table, not in events', async () => {
    const made = await createConnection(bench.context, bench.owner, input());
    const stored = await bench.context.db.inCompany(bench.owner.companyId, async (tx) => {
      const row = await sql`select * from connections where id = ${made.id}`.execute(tx);
      const events = await sql`select * from events where subject_id = ${made.id}`.execute(tx);
      return [row.rows, events.rows];
    });
    expect(JSON.stringify([made, stored])).not.toContain('canary-key-4711');
  });

  it('keeps a key that was copied from another row sealed', async () => {
    const one = await createConnection(bench.context, bench.owner, input());
    const two = await createConnection(bench.context, bench.owner, input());
    await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      sql`update connections set sealed_credentials =
            (select sealed_credentials from connections where id = ${one.id}) where id = ${two.id}`.execute(
        tx,
      ),
    );
    await expect(testConnection(bench.context, bench.owner, two.id)).rejects.toThrow();
  });

  it('is switched on and off, and says so', async () => {
    const { id } = await createConnection(bench.context, bench.owner, input());
    expect(await updateConnection(bench.context, bench.owner, id, { enabled: true })).toMatchObject({
      enabled: true,
    });
    await updateConnection(bench.context, bench.owner, id, { enabled: true });
    await updateConnection(bench.context, bench.owner, id, { enabled: false, name: 'Renamed' });
    expect(await eventsOf(id)).toEqual([
      'connections.created',
      'connections.enabled',
      'connections.updated',
      'connections.disabled',
    ]);
  });

  it.each([
    'http://10.0.0.1/api',
    'http://169.254.169.254/latest',
    'http://localhost:1/api',
    'http://api.bamboohr.com/api/gateway.php/acme',
    'https://user:pass@api.bamboohr.com/x',
    'https://[::ffff:127.0.0.1]/x',
  ])('cannot point at %s', async (baseUrl) => {
    expect(await codeOf(createConnection(bench.context, bench.owner, input({ baseUrl })))).toBe(
      'egress.address_not_allowed',
    );
    const { id } = await createConnection(bench.context, bench.owner, input());
    const change = updateConnection(bench.context, bench.owner, id, { baseUrl, apiKey: 'new' });
    expect(await codeOf(change)).toBe('egress.address_not_allowed');
  });

  it('sends a stored key to no other place', async () => {
    const { id } = await createConnection(bench.context, bench.owner, input());
    const elsewhere = { baseUrl: 'https://collector.example/api' };
    await expect(updateConnection(bench.context, bench.owner, id, elsewhere)).rejects.toMatchObject({
      code: 'request.invalid',
      issues: [{ path: 'apiKey' }],
    });
    const moved = await updateConnection(bench.context, bench.owner, id, { ...elsewhere, apiKey: 'another' });
    expect(moved.baseUrl).toBe('https://collector.example/api');
  });

  it('refuses a key that cannot be one', async () => {
    const made = createConnection(bench.context, bench.owner, input({ apiKey: 'with:colon' }));
    await expect(made).rejects.toMatchObject({ code: 'request.invalid', issues: [{ path: 'apiKey' }] });
  });

  it('of another company is one that does not exist', async () => {
    const { id } = await createConnection(bench.context, bench.owner, input());
    const { owner } = await bench.aCompany();
    const attempts = [
      () => getConnection(bench.context, owner, id),
      () => updateConnection(bench.context, owner, id, { name: 'Mine' }),
      () => testConnection(bench.context, owner, id),
      () => deleteConnection(bench.context, owner, id),
    ];
    for (const attempt of attempts) expect(await codeOf(attempt())).toBe('connections.not_found');
    expect(await listConnections(bench.context, owner)).toEqual([]);
  });

  it('is for those whose level has the right', async () => {
    const { access } = bench.owner;
    const nobody = {
      ...bench.owner,
      access: { ...access, settings: { ...access.settings, connections: 'none' as const } },
    };
    expect(await codeOf(listConnections(bench.context, nobody))).toBe('access.forbidden');
    expect(await codeOf(createConnection(bench.context, nobody, input()))).toBe('access.forbidden');
  });

  it('can be removed until a hire went through it', async () => {
    const unused = await createConnection(bench.context, bench.owner, input());
    await deleteConnection(bench.context, bench.owner, unused.id);
    expect(await codeOf(getConnection(bench.context, bench.owner, unused.id))).toBe('connections.not_found');
    expect(await eventsOf(unused.id)).toEqual(['connections.created', 'connections.removed']);
    const used = await bench.aConnection();
    const { applicationId } = await bench.aHiredApplication();
    const { id } = await bench.request({ applicationId, connectionId: used });
    expect(await codeOf(deleteConnection(bench.context, bench.owner, used))).toBe('connections.in_use');
    await bench.until(id, 'done');
  });
});

describe('a connection to a sandbox of this server', () => {
  const seenAt = (publicUrl: string | undefined) => ({
    ...bench.context,
    config: { ...bench.context.config, publicUrl },
  });
  const plainHttp = 'http://hr.lan:18475';
  const sandboxAt = (url: string) => `${url}/api/gateway.php/acme`;

  it('is told by the public address, is called on this machine, and is shown where people are', async () => {
    const behindProxy = seenAt(plainHttp);
    const { apiKey } = bench.sandbox;
    const made = await createConnection(
      behindProxy,
      bench.owner,
      input({ baseUrl: `${sandboxAt(plainHttp)}/`, apiKey, markerField: markerField.alias }),
    );
    expect(made.baseUrl).toBe(sandboxAt(plainHttp));
    expect((await testConnection(behindProxy, bench.owner, made.id)).health).toBe('ok');
    const moved = await getConnection(seenAt('https://joinery.example'), bench.owner, made.id);
    expect(moved.baseUrl).toBe(sandboxAt('https://joinery.example'));
    const [listed] = (await listConnections(seenAt(undefined), bench.owner)).filter(
      ({ id }) => id === made.id,
    );
    expect(listed?.baseUrl).toBe(sandboxAt(`http://localhost:${new URL(bench.origin).port}`));
  });

  it('may be saved as it is shown without its key, and keeps it from any other place', async () => {
    const id = await bench.aConnection();
    const { baseUrl } = await getConnection(bench.context, bench.owner, id);
    await updateConnection(bench.context, bench.owner, id, { baseUrl, name: 'As shown' });
    await updateConnection(bench.context, bench.owner, id, { baseUrl: sandboxAt(bench.origin) });
    expect((await testConnection(bench.context, bench.owner, id)).health).toBe('ok');
    const elsewhere = { baseUrl: 'https://collector.example/api' };
    await expect(updateConnection(bench.context, bench.owner, id, elsewhere)).rejects.toMatchObject({
      code: 'request.invalid',
      issues: [{ path: 'apiKey' }],
    });
    const left = await updateConnection(bench.context, bench.owner, id, { ...elsewhere, apiKey: 'another' });
    expect(left.baseUrl).toBe(elsewhere.baseUrl);
  });

  it('needs that sandbox’s own key', async () => {
    const { owner } = await bench.aCompany();
    const foreign = await aKey(bench.context, owner);
    const id = await bench.aConnection({ apiKey: foreign });
    expect((await testConnection(bench.context, bench.owner, id)).health).toBe('unauthorized');
  });

  it.each(['hiring', 'nobody'])('cannot lead to %s, which is none', async (slug) => {
    for (const url of [bench.origin, plainHttp]) {
      const baseUrl = `${url}/api/gateway.php/${slug}`;
      expect(await codeOf(createConnection(seenAt(plainHttp), bench.owner, input({ baseUrl })))).toBe(
        'egress.address_not_allowed',
      );
    }
  });

  it('is called where the server listens now, by processes beside it too', async () => {
    const id = await bench.aConnection();
    const beside = { ...bench.context, egress: { ...bench.context.egress, ownPort: () => undefined } };
    const health = async () => (await testConnection(beside, bench.owner, id)).health;
    const port = await aFreePort();
    await rememberOwnUrl(beside, { ownUrl: 'http://hr.lan', ownPort: port });
    expect(await health()).toBe('unreachable');
    await rememberOwnUrl(beside, { ownUrl: 'http://hr.lan', ownPort: Number(new URL(bench.origin).port) });
    expect(await health()).toBe('ok');
  });
});

describe('testing a connection', () => {
  it('keeps what was found, and forgets it when the settings change', async () => {
    const id = await bench.aConnection();
    const test = await testConnection(bench.context, bench.owner, id);
    expect(test.health).toBe('ok');
    expect(test.checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['API key', true],
      ['Employees', true],
      ['Marker field', true],
      ['Lists', true],
    ]);
    expect(await getConnection(bench.context, bench.owner, id)).toMatchObject({
      health: 'ok',
      lastTest: test,
    });
    await updateConnection(bench.context, bench.owner, id, { name: 'Same account' });
    expect(await getConnection(bench.context, bench.owner, id)).toMatchObject({ health: 'ok' });
    const changed = await updateConnection(bench.context, bench.owner, id, { markerField: null });
    expect(changed).toMatchObject({ health: 'unknown', lastTest: null });
  });

  it('works while the connection is off', async () => {
    const id = await bench.aConnection();
    await updateConnection(bench.context, bench.owner, id, { enabled: false });
    expect((await testConnection(bench.context, bench.owner, id)).health).toBe('ok');
  });

  it('tells a wrong key', async () => {
    const id = await bench.aConnection({ apiKey: 'nobodys' });
    const test = await testConnection(bench.context, bench.owner, id);
    expect(test).toMatchObject({ health: 'unauthorized', checks: [{ name: 'API key', ok: false }] });
  });
});

// The connector's own promises, kept by a living server that shares no code with it.
describe('the BambooHR connector against a sandbox company', () => {
  let people = 0;
  const createOperation = 'POST /v1/employees';
  const fault = (kind: FaultKind, seconds?: number) =>
    addFault(bench.context, bench.sandboxOwner, {
      operation: createOperation,
      fault: kind,
      count: 1,
      seconds,
    });

  it.each(cases.map((one): [string, Case] => [`${one.id}: ${one.promise}`, one]))('%s', async (_, one) => {
    await one.run({
      open: ({ baseUrl = `${bench.origin}/api/gateway.php/acme`, apiKey, ...settings } = {}) =>
        getConnector('bamboohr').open({
          baseUrl,
          settings: { subdomain: 'acme', markerField: markerField.alias, ...settings },
          credentials: { apiKey: apiKey ?? bench.sandbox.apiKey },
          fetch: bench.context.egress.fetchOwn('provider', baseUrl),
        }),
      aNewEmployee: () => {
        people += 1;
        return {
          firstName: 'Mary',
          lastName: `Somerville-${people}`,
          workEmail: `mary.${people}@acme.example`,
          homeEmail: `mary.${people}@home.example`,
          hireDate: '2027-02-01',
        };
      },
      aMarker: () => randomUUID(),
      closedAddress: async () => `http://127.0.0.1:${await aFreePort()}/api/gateway.php/acme`,
      loseNextCreateAnswer: async () => void (await fault('execute_then_drop')),
      throttleNextRequest: async (seconds) => void (await fault('status_429', seconds)),
      countCreates: async () =>
        (await readLedger(bench.context, bench.sandbox.company.id, createOperation)).length,
    });
  });
});
