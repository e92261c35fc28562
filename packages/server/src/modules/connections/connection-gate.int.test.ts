import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ProviderAnswer, ProviderFetch, ProviderRequest } from '@joinery/connectors';
import type { SandboxFaultInput } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openContext } from '../../app.ts';
import { readConfig } from '../../config.ts';
import { openDatabase } from '../../db/database.ts';
import { createLog } from '../../platform/log.ts';
import { buildSurfaces } from '../../surfaces/surfaces.ts';
import { makeTemporaryDataDir } from '../../testing/data-dir.ts';
import { createTestDatabase, urlOf } from '../../testing/database.ts';
import { type HireBench, setTiming, startHireBench } from '../../testing/hire-bench.ts';
import { ownEnvironment, programArguments } from '../../testing/processes.ts';
import { createCompany, systemPrincipal } from '../companies/companies.service.ts';
import { rememberOwnUrl } from '../installation/installation.service.ts';
import { addFault, createSandbox, setLimit } from '../sandboxes/sandboxes.service.ts';
import { type Entry, enterGate } from './connection-gate.repository.ts';
import { type Gated, getConnectionState, type Passing, throughGate } from './connection-gate.service.ts';
import type { Urgency } from './connection-gate.ts';
import {
  createConnection,
  getConnection,
  openConnection,
  testConnection,
  updateConnection,
} from './connections.service.ts';

let bench: HireBench;
/** The clients of the database that another process would have. */
let other: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  bench = await startHireBench();
  other = openDatabase(bench.database.connection);
});
afterAll(async () => {
  await other.close();
  await bench.close();
});

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );
const stateOf = (id: string) => getConnectionState(bench.context, bench.owner, id);
const eventsOf = (id: string) =>
  bench.context.db.inCompany(bench.owner.companyId, async (tx) => {
    const query = tx.selectFrom('events').select('type').where('subject_id', '=', id).orderBy('id');
    return (await query.execute()).map(({ type }) => type);
  });
const actionsOf = (id: string, passing: Passing = { urgency: 'person' }) =>
  bench.context.db.inCompany(bench.owner.companyId, async (tx) => {
    const { actions } = await openConnection(bench.context, tx, bench.owner.companyId, id, passing);
    return actions;
  });
async function ask(id: string, passing?: Passing) {
  return codeOf((await actionsOf(id, passing)).listOptions());
}
const until = async (what: string, isSo: () => Promise<boolean>) => {
  const deadline = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`it never came to this: ${what}`);
    await delay(50);
  }
};

/** An account elsewhere, whose provider is a function: nothing of it is on the network. */
async function anAccount(): Promise<Gated> {
  const { companyId } = bench.owner;
  const { id } = await createConnection(bench.context, bench.owner, {
    provider: 'bamboohr',
    name: 'Elsewhere',
    subdomain: 'elsewhere',
    apiKey: 'a-key',
    enabled: true,
  });
  const row = await bench.context.db.inCompany(companyId, (tx) =>
    tx.selectFrom('connections').select('sealed_credentials').where('id', '=', id).executeTakeFirstOrThrow(),
  );
  return {
    id,
    companyId,
    provider: 'bamboohr',
    place: { baseUrl: 'https://elsewhere.example' },
    settings: { subdomain: 'elsewhere', markerField: null },
    sealedCredentials: row.sealed_credentials,
  };
}
const request = (over: Partial<ProviderRequest> = {}): ProviderRequest => ({
  method: 'GET',
  headers: {},
  redirect: 'manual',
  signal: new AbortController().signal,
  ...over,
});
const answering = (status: number, headers: Record<string, string> = {}): ProviderAnswer => ({
  status,
  headers: { get: (name) => headers[name] ?? null },
  body: null,
});
const sendingThrough = (
  gated: Gated,
  fetch: ProviderFetch,
  urgency: Urgency = 'person',
  db = bench.context.db,
) => throughGate({ ...bench.context, db }, gated, { urgency }, fetch);
const setGate = (gated: Gated, change: string) =>
  bench.context.db.inCompany(gated.companyId, (tx) =>
    sql`update connection_gates set ${sql.raw(change)} where connection_id = ${gated.id}`.execute(tx),
  );

describe('a connection on which nothing is wrong', () => {
  it('costs one statement for each request', async () => {
    const gated = await anAccount();
    const counted = { statements: 0, transactions: 0 };
    const db: typeof bench.context.db = {
      ...bench.context.db,
      alone: (query) => {
        counted.statements += 1;
        return bench.context.db.alone(query);
      },
      inCompany: (companyId, work) => {
        counted.transactions += 1;
        return bench.context.db.inCompany(companyId, work);
      },
    };
    const send = sendingThrough(gated, async () => answering(200), 'person', db);
    await send('https://elsewhere.example/a', request());
    counted.statements = 0;
    counted.transactions = 0;
    for (let nth = 0; nth < 10; nth += 1) await send('https://elsewhere.example/a', request());
    expect(counted).toEqual({ statements: 10, transactions: 0 });
    expect(await stateOf(gated.id)).toMatchObject({
      limitPerMinute: 100,
      usedInLastMinute: 11,
      paused: null,
      breaker: 'closed',
      stoppedSince: null,
    });
  });

  it('of another company is one that does not exist', async () => {
    const { id } = await anAccount();
    const { owner } = await bench.aCompany();
    await expect(getConnectionState(bench.context, owner, id)).rejects.toMatchObject({
      code: 'connections.not_found',
    });
    const entry = await enterGate(bench.context.db, {
      companyId: owner.companyId,
      connectionId: id,
      urgency: 'person',
      patienceMs: 0,
      pastStop: false,
    });
    expect(entry.verdict).toBe('unknown');
  });
});

describe('the budget', () => {
  const enter = (gated: Gated, seconds: number, over: Partial<Parameters<typeof enterGate>[1]> = {}) =>
    enterGate(bench.context.db, {
      companyId: gated.companyId,
      connectionId: gated.id,
      urgency: 'person',
      patienceMs: 0,
      pastStop: false,
      at: new Date(Date.UTC(2030, 0, 1) + seconds * 1000),
      ...over,
    });
  const anOpenGate = async (perMinute: number): Promise<Gated> => {
    const gated = await anAccount();
    await sendingThrough(gated, async () => answering(200))('https://elsewhere.example/a', request());
    await setGate(
      gated,
      `per_minute = ${perMinute}, max_per_minute = ${perMinute}, used = array_fill(0, array[62])`,
    );
    return gated;
  };

  it('lets no 60 seconds carry more than the limit, whenever requests come', async () => {
    const gated = await anOpenGate(20);
    const passed: number[] = [];
    let seconds = 0;
    for (let nth = 0; nth < 400; nth += 1) {
      seconds += nth % 37 === 0 ? Math.random() * 40 : Math.random() * 2;
      if ((await enter(gated, seconds)).verdict === 'go') passed.push(seconds);
    }
    for (const from of passed)
      expect(passed.filter((at) => at >= from && at < from + 60).length).toBeLessThanOrEqual(20);
    // And it is used: no less than 20 in every 62 seconds that were asked for more.
    expect(passed.length).toBeGreaterThan((seconds / 62) * 20 * 0.7);
  });

  it('says when there is room again, to the second', async () => {
    const gated = await anOpenGate(5);
    for (let nth = 0; nth < 5; nth += 1) await enter(gated, 10 + nth);
    const refused = await enter(gated, 20);
    expect(refused).toMatchObject({ verdict: 'budget', waitMs: 52_000 });
    expect((await enter(gated, 71.9)).verdict).toBe('budget');
    expect((await enter(gated, 72)).verdict).toBe('go');
    expect((await enter(gated, 72)).verdict).toBe('budget');
  });

  it('refuses whom somebody waits for, and holds work that stays in line until there is room', async () => {
    const gated = await anOpenGate(5);
    // All of them half a minute ago and less: the oldest is over in about 40 s.
    await setGate(
      gated,
      `used = array_fill(0, array[20]) || array_fill(5, array[1]) || array_fill(0, array[41]),
       used_second = floor(extract(epoch from clock_timestamp()))::bigint`,
    );
    let sent = 0;
    const asked = (staysInLine: boolean, signal = new AbortController().signal) =>
      throughGate(bench.context, gated, { urgency: 'person', staysInLine }, async () => {
        sent += 1;
        return answering(200);
      })('https://elsewhere.example/a', request({ signal }));
    await expect(asked(false)).rejects.toMatchObject({ code: 'provider.throttled' });
    await expect(asked(true, AbortSignal.timeout(300))).rejects.toThrow(/given up before its turn/);
    await setGate(gated, `pause_reason = 'unavailable', paused_until = clock_timestamp() + interval '40 s'`);
    await expect(asked(true)).rejects.toMatchObject({ code: 'provider.unreachable' });
    expect(sent).toBe(0);
  });

  it('keeps its last fifth for people, and background requests stand back while one waits', async () => {
    const gated = await anOpenGate(10);
    const verdicts = async (urgency: Urgency, count: number, at: number) => {
      const seen: Entry['verdict'][] = [];
      for (let nth = 0; nth < count; nth += 1) seen.push((await enter(gated, at, { urgency })).verdict);
      return seen.filter((verdict) => verdict === 'go').length;
    };
    expect(await verdicts('background', 10, 0)).toBe(8);
    expect(await verdicts('person', 5, 1)).toBe(2);
    const waits = await enter(gated, 2, { patienceMs: 90_000 });
    expect(waits).toMatchObject({ verdict: 'budget', waitMs: 60_000 });
    const behind = { urgency: 'background' as const };
    expect((await enter(gated, 62, behind)).verdict).toBe('yield');
    expect((await enter(gated, 62)).verdict).toBe('go');
    expect((await enter(gated, 63.5, behind)).verdict).toBe('go');
  });

  it('grows by no more than a tenth in a minute, only while it is used, and carefully near what was too much', async () => {
    const gated = await anOpenGate(10);
    await setGate(gated, `max_per_minute = 600, grown_at = '2029-12-31'`);
    const limit = async () => {
      const rows = await bench.context.db.inCompany(gated.companyId, (tx) =>
        tx
          .selectFrom('connection_gates')
          .select('per_minute')
          .where('connection_id', '=', gated.id)
          .execute(),
      );
      return Number(rows[0]?.per_minute.toFixed(3));
    };
    const use = async (from: number) => {
      for (let nth = 0; nth < 14; nth += 1) await enter(gated, from + nth * 4);
    };
    await enter(gated, 0);
    expect(await limit()).toBe(10);
    await use(1);
    expect(await limit()).toBe(11);
    await use(70);
    expect(await limit()).toBe(12.1);
    await setGate(gated, 'ceiling = 12.5');
    await use(140);
    expect(await limit()).toBeCloseTo(12.221, 3);
    await setGate(gated, `per_minute = 600, ceiling = null, used = array_fill(10, array[62])`);
    await use(210);
    expect(await limit()).toBe(600);
  });

  it('a request that tries and is never heard of again holds the others up for a minute', async () => {
    const gated = await anOpenGate(100);
    await setGate(gated, `pause_reason = 'throttled', paused_until = '2030-01-01T00:00:10Z'`);
    expect(await enter(gated, 5)).toMatchObject({ verdict: 'throttled', waitMs: 5000 });
    const killed = await enter(gated, 10);
    expect(killed).toMatchObject({ verdict: 'go', probeId: expect.any(String) });
    expect((await enter(gated, 69.9)).verdict).toBe('probing');
    const next = await enter(gated, 70.1);
    expect(next.verdict).toBe('go');
    expect(next.probeId).not.toBe(killed.probeId);
    expect((await enter(gated, 70.2)).verdict).toBe('probing');
  });

  it('goes on after the clock was set back', async () => {
    const gated = await anOpenGate(5);
    for (let nth = 0; nth < 5; nth += 1) await enter(gated, 7200);
    expect((await enter(gated, 0)).verdict).toBe('budget');
    expect((await enter(gated, 62)).verdict).toBe('go');
  });
});

describe('a provider that throttles', () => {
  it('gets one request at a time from all processes until one gets through', async () => {
    const gated = await anAccount();
    let inFlight = 0;
    let most = 0;
    let refuse = true;
    const fetch: ProviderFetch = async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await delay(150);
      inFlight -= 1;
      return refuse ? answering(429, { 'retry-after': '2' }) : answering(200);
    };
    const first = await sendingThrough(gated, fetch)('https://elsewhere.example/a', request());
    expect(first.status).toBe(429);
    // The limit has fallen to what was accepted; here it is the pause that is looked at.
    await setGate(gated, 'per_minute = 500');
    most = 0;
    const ended = Promise.all(
      Array.from({ length: 12 }, (_, nth) =>
        sendingThrough(
          gated,
          fetch,
          'person',
          nth % 2 === 0 ? bench.context.db : other,
        )('https://elsewhere.example/a', request()),
      ),
    );
    // What is counted was counted before the state was read that it is compared with.
    let atOnce = 0;
    const whilePaused = async () => {
      const seen = { most, inFlight };
      const { breaker, paused } = await stateOf(gated.id);
      if (paused !== null) atOnce = Math.max(atOnce, seen.inFlight);
      return { ...seen, breaker, paused };
    };
    const first429 = await whilePaused();
    expect(first429).toMatchObject({ most: 0, breaker: 'open', paused: { reason: 'throttled' } });
    await until('it was tried and refused', async () => (await whilePaused()).most === 1);
    await until('it is paused again', async () => (await whilePaused()).breaker === 'open');
    refuse = false;
    await until('one got through', async () => (await whilePaused()).paused === null);
    expect(atOnce).toBeLessThanOrEqual(1);
    const statuses = (await ended).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(11);
    expect(most).toBeGreaterThan(1);
  });

  it('is not waited for longer than somebody would: workflows get the time to sleep', async () => {
    const gated = await anAccount();
    let sent = 0;
    const fetch: ProviderFetch = async () => {
      sent += 1;
      return answering(429, { 'retry-after': '600' });
    };
    await sendingThrough(gated, fetch)('https://elsewhere.example/a', request());
    for (const urgency of ['person', 'background'] as const)
      await expect(
        sendingThrough(gated, fetch, urgency)('https://elsewhere.example/a', request()),
      ).rejects.toMatchObject({
        code: 'provider.throttled',
        outcome: 'throttled',
        retryAfterSeconds: expect.toSatisfy((seconds: number) => seconds > 590 && seconds <= 600),
      });
    expect(sent).toBe(1);
    const neighbour = await anAccount();
    expect(
      (await sendingThrough(neighbour, async () => answering(200))('https://elsewhere.example/a', request()))
        .status,
    ).toBe(200);
  });

  it.each<[SandboxFaultInput['retryAfter'], number | undefined, number]>([
    ['seconds', 7, 7],
    ['http_date', 20, 20],
    ['zero', 7, 1],
    ['negative', 7, 1],
    ['garbage', 7, 1],
    ['far', 7, 1],
    ['missing', 7, 1],
  ])(
    'with Retry-After of kind %s is left alone for the right time',
    async (retryAfter, seconds, expected) => {
      for (const fault of ['status_429', 'status_503'] as const) {
        const id = await bench.aConnection();
        await setTiming(bench.context, bench.owner, id, {});
        const connection = await actionsOf(id);
        await addFault(bench.context, bench.sandboxOwner, {
          operation: 'GET /v1/meta/lists',
          fault,
          count: 1,
          seconds,
          retryAfter,
        });
        const before = Date.now();
        const ended = await codeOf(connection.listOptions());
        const { paused, failuresInARow } = await stateOf(id);
        if (fault === 'status_503' && retryAfter === 'missing') {
          expect([ended, paused, failuresInARow]).toEqual(['provider.ambiguous', null, 1]);
          continue;
        }
        expect(ended).toBe('provider.throttled');
        const waits = (Date.parse(paused?.until ?? '') - before) / 1000;
        expect(waits).toBeGreaterThan(expected - 1.5);
        expect(waits).toBeLessThan(expected + 3);
      }
    },
  );

  it('goes before the budget of a sandbox, which begins with what that allows', async () => {
    await setLimit(bench.context, bench.sandboxOwner, {
      requests: 3,
      windowSeconds: 1,
      style: 'status_429',
    });
    const id = await bench.aConnection();
    expect(await ask(id)).toBe('done');
    expect(await stateOf(id)).toMatchObject({ limitPerMinute: 180 });
    const ends = await Promise.all(Array.from({ length: 8 }, () => ask(id)));
    expect(ends).toContain('provider.throttled');
    expect((await stateOf(id)).limitPerMinute).toBeLessThan(10);
    await bench.context.db.inCompany(bench.sandbox.company.id, (tx) =>
      tx.deleteFrom('sandbox_limits').execute(),
    );
  });
});

describe('a provider that fails', () => {
  it('is left alone after five failures in a row, and used again when one request got through', async () => {
    const gated = await anAccount();
    let sent = 0;
    let broken = true;
    const fetch: ProviderFetch = async () => {
      sent += 1;
      if (broken && sent % 2 === 0) throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
      return answering(broken ? 502 : 200);
    };
    const send = (urgency: Urgency = 'person') =>
      codeOf(sendingThrough(gated, fetch, urgency)('https://elsewhere.example/a', request()));
    for (let nth = 0; nth < 5; nth += 1) await send();
    expect(sent).toBe(5);
    expect(await stateOf(gated.id)).toMatchObject({
      breaker: 'open',
      failuresInARow: 5,
      paused: { reason: 'failures' },
    });
    // Longer than a person waits: said at once, with the time.
    await setGate(gated, `paused_until = clock_timestamp() + interval '45 s'`);
    await expect(
      sendingThrough(gated, fetch)('https://elsewhere.example/a', request()),
    ).rejects.toMatchObject({ code: 'provider.unreachable', outcome: 'not_sent', retryAfterSeconds: 45 });
    expect(sent).toBe(5);
    await setGate(gated, 'paused_until = clock_timestamp()');
    expect((await stateOf(gated.id)).breaker).toBe('half_open');
    broken = false;
    expect(await send()).toBe('done');
    expect(await stateOf(gated.id)).toMatchObject({ breaker: 'closed', failuresInARow: 0, paused: null });
  });

  it('does not fail by what its caller gave up, or what this server does not call', async () => {
    const gated = await anAccount();
    const given = new AbortController();
    let isSent = false;
    const fetch: ProviderFetch = (_url, { signal }) =>
      new Promise((_resolve, reject) => {
        isSent = true;
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    const sending = codeOf(
      sendingThrough(gated, fetch)('https://elsewhere.example/a', request({ signal: given.signal })),
    );
    await until('it is under way', async () => isSent);
    given.abort();
    await sending;
    expect((await stateOf(gated.id)).failuresInARow).toBe(0);
  });

  it('a write that was given up while it waited was not sent', async () => {
    const gated = await anAccount();
    await sendingThrough(gated, async () => answering(429, { 'retry-after': '20' }))(
      'https://elsewhere.example/a',
      request(),
    );
    const given = new AbortController();
    const sending = sendingThrough(gated, async () => answering(201))(
      'https://elsewhere.example/a',
      request({ method: 'POST', signal: given.signal }),
    ).catch((error: unknown) => error);
    await delay(100);
    given.abort();
    expect(await sending).toMatchObject({ outcome: 'not_sent' });
  });

  it('is not asked by who lost the work while it waited', async () => {
    const gated = await anAccount();
    await sendingThrough(gated, async () => answering(429, { 'retry-after': '1' }))(
      'https://elsewhere.example/a',
      request(),
    );
    await setGate(gated, 'per_minute = 500');
    let sent = 0;
    const passing = {
      urgency: 'person' as const,
      confirm: () => Promise.reject(new Error('somebody else has it')),
    };
    const sending = throughGate(bench.context, gated, passing, async () => {
      sent += 1;
      return answering(201);
    })('https://elsewhere.example/a', request({ method: 'POST' }));
    await expect(sending).rejects.toMatchObject({ outcome: 'not_sent' });
    expect(sent).toBe(0);
  });

  it('sends no write of a process that lost the work on its way here, and no late one', async () => {
    const gated = await anAccount();
    let owned = true;
    let sent = 0;
    const confirm = async () => {
      if (!owned) throw new Error('somebody else has it');
    };
    // As egress does it: the connection is made first.
    const sending = (connectMs: number) =>
      throughGate(bench.context, gated, { urgency: 'person', confirm }, async (_url, { lastLook }) => {
        bench.setNow(new Date(Date.now() + connectMs));
        lastLook?.();
        sent += 1;
        return answering(201);
      })('https://elsewhere.example/a', request({ method: 'POST' }));
    await sending(1_000);
    expect(sent).toBe(1);
    bench.setNow(undefined);
    await expect(sending(300_000)).rejects.toMatchObject({ outcome: 'not_sent' });
    bench.setNow(undefined);
    owned = false;
    await expect(sending(0)).rejects.toMatchObject({ outcome: 'not_sent' });
    bench.setNow(undefined);
    expect(sent).toBe(1);
    const state = await getConnectionState(bench.context, bench.owner, gated.id);
    expect(state.failuresInARow).toBe(0);
  });
});

describe('a key that is refused', () => {
  const reached = async () => {
    const { rows } = await bench.context.db.inCompany(bench.sandbox.company.id, (tx) =>
      sql<{ count: string }>`select count(*) as count from sandbox_requests where status = 401`.execute(tx),
    );
    return Number(rows[0]?.count);
  };

  it('stops the connection at once, told once, and nothing more is sent', async () => {
    const id = await bench.aConnection({ apiKey: 'no-such-key' });
    const before = await reached();
    const actions = await actionsOf(id);
    expect(await Promise.all([1, 2, 3].map(() => codeOf(actions.listOptions())))).toEqual(
      Array(3).fill('connections.unauthorized'),
    );
    const sent = (await reached()) - before;
    expect(sent).toBeLessThanOrEqual(3);
    for (let nth = 0; nth < 5; nth += 1) expect(await ask(id)).toBe('connections.unauthorized');
    expect((await reached()) - before).toBe(sent);
    expect(await getConnection(bench.context, bench.owner, id)).toMatchObject({ health: 'unauthorized' });
    const { stoppedSince, nextProbeAt } = await stateOf(id);
    const quarter = Date.parse(nextProbeAt ?? '') - Date.parse(stoppedSince ?? '');
    expect(quarter).toBeGreaterThan(14.9 * 60_000);
    expect((await eventsOf(id)).filter((type) => type === 'connections.stopped')).toHaveLength(1);
  });

  it('is tried again by one request at each probe, whatever the number of processes', async () => {
    const id = await bench.aConnection({ apiKey: 'no-such-key' });
    await setTiming(bench.context, bench.owner, id, { probeMs: 700 });
    const before = await reached();
    await ask(id);
    const began = Date.now();
    await until('three probes', async () => (await reached()) - before >= 4);
    const took = Date.now() - began;
    expect(took).toBeGreaterThan(3 * 700 - 100);
    expect((await eventsOf(id)).filter((type) => type === 'connections.stopped')).toHaveLength(1);
    await updateConnection(bench.context, bench.owner, id, { apiKey: bench.sandbox.apiKey });
    await until('it goes on', async () => (await stateOf(id)).stoppedSince === null);
  });

  it('resumes by a new key that is tested, told once', async () => {
    const id = await bench.aConnection({ apiKey: 'no-such-key' });
    await ask(id);
    expect((await testConnection(bench.context, bench.owner, id)).health).toBe('unauthorized');
    expect((await stateOf(id)).stoppedSince).not.toBeNull();
    await updateConnection(bench.context, bench.owner, id, { apiKey: bench.sandbox.apiKey });
    expect((await testConnection(bench.context, bench.owner, id)).health).toBe('ok');
    await until('it is resumed', async () => (await stateOf(id)).stoppedSince === null);
    expect(await ask(id)).toBe('done');
    const told = (await eventsOf(id)).filter((type) => /stopped|resumed/.test(type));
    expect(told).toEqual(['connections.stopped', 'connections.resumed']);
    expect(await stateOf(id)).toMatchObject({ stoppedSince: null, nextProbeAt: null });
  });

  it('is not stopped for by an answer about the key before', async () => {
    const gated = await anAccount();
    let sent: (() => void) | undefined;
    const isSent = new Promise<void>((resolve) => {
      sent = resolve;
    });
    const slow = sendingThrough(gated, async () => {
      sent?.();
      await delay(300);
      return answering(401);
    })('https://elsewhere.example/a', request());
    await isSent;
    await updateConnection(bench.context, bench.owner, gated.id, { apiKey: 'a-newer-key' });
    expect((await slow).status).toBe(401);
    expect((await stateOf(gated.id)).stoppedSince).toBeNull();
  });
});

it('three processes together keep to what one may send', async () => {
  const database = await createTestDatabase();
  const dataDir = makeTemporaryDataDir();
  const env = {
    DATABASE_URL: urlOf(database.connection),
    JOINERY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    JOINERY_DATA_DIR: dataDir.path,
    JOINERY_LOG_LEVEL: 'silent',
  };
  const opened = await openContext(readConfig(env), createLog({ level: 'silent' }));
  const { context } = opened;
  const http = await buildSurfaces(context, { isReady: () => true });
  const origin = await http.listen({ port: 0, host: '127.0.0.1' });
  const port = Number(new URL(origin).port);
  opened.listensOn(port);
  await rememberOwnUrl(context, { ownUrl: origin, ownPort: port });
  const owner = systemPrincipal(await createCompany(context, { slug: 'hiring', name: 'Hiring' }));
  const sandbox = await createSandbox(context, { slug: 'acme', name: 'Acme', employees: 1 });
  await setLimit(context, systemPrincipal(sandbox.company), {
    requests: 10,
    windowSeconds: 60,
    style: 'status_429',
  });
  const { id } = await createConnection(context, owner, {
    provider: 'bamboohr',
    name: 'Acme',
    subdomain: 'acme',
    apiKey: sandbox.apiKey,
    baseUrl: `${origin}/api/gateway.php/acme`,
    enabled: true,
  });
  // Each request of a process takes a connection of the database, which all test files share.
  const client = fileURLToPath(new URL('./testing/gate-client.ts', import.meta.url));
  const ends = await Promise.all(
    [1, 2, 3].map(async () => {
      const child = spawn(process.execPath, [...programArguments(client), owner.companyId, id, '8'], {
        env: ownEnvironment(env),
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const chunks: Buffer[] = [];
      for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
      return JSON.parse(Buffer.concat(chunks).toString('utf8')) as string[];
    }),
  );
  const heldBack = ends.flat().filter((end) => end === 'provider.throttled');
  expect(heldBack, ends.flat().join()).toHaveLength(14);
  // What came of those that were let through, on a busy machine, is not the gate's.
  const ledger = await context.db.inCompany(sandbox.company.id, (tx) =>
    tx.selectFrom('sandbox_requests').select('limited').execute(),
  );
  expect(ledger.map(({ limited }) => limited)).toEqual(Array(10).fill(false));
  await http.close();
  await opened.close();
  await database.drop();
  dataDir.remove();
});
