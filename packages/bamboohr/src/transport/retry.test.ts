// Repeating reads, counted on the wire, on a clock that only the waits move.
import { describe, expect, test } from 'vitest';
import { aClient, errorOf } from '../testing/client.ts';
import { closedPort } from '../testing/raw-server.ts';
import {
  empty,
  hang,
  json,
  refusal,
  reset,
  type Step,
  scriptedServer,
  text,
  truncated,
} from '../testing/scripted-server.ts';
import { readRetryAfter, retryDelayMs, sleep } from './retry.ts';

const noon = Date.parse('2026-06-01T12:00:00Z');
const ok = json([]);

interface Run {
  readonly limit?: number;
  readonly totalMs?: number;
  readonly readMs?: number;
}

/** Reads `meta.fields` from a server that follows the script; waits are recorded and move the clock. */
async function readThrough(
  steps: readonly Step[],
  { limit = 3, totalMs = 300_000, readMs = 1000 }: Run = {},
) {
  const server = await scriptedServer(...steps);
  const waits: number[] = [];
  let time = noon;
  const client = aClient(server.baseUrl, {
    retry: { limit, baseDelayMs: 500, maxDelayMs: 30_000 },
    timeouts: { readMs, totalMs },
    now: () => time,
    random: () => 1,
    sleep: async (ms) => {
      waits.push(ms);
      time += ms;
    },
  });
  return { server, waits, result: client.meta.fields() };
}

describe('a read', () => {
  test.each([
    ['408', empty(408)],
    ['429', empty(429)],
    ['500', empty(500)],
    ['502', text(502, 'text/html', '<html>')],
    ['503', empty(503)],
    ['504', empty(504)],
    ['598', empty(598)],
    ['a reset', reset],
    ['a cut answer', truncated(200, '[')],
  ])('is repeated after %s', async (_name, step) => {
    const { server, waits, result } = await readThrough([step, ok]);
    expect(await result).toEqual([]);
    expect(server.requests).toHaveLength(2);
    expect(waits).toEqual([500]);
  });

  test('is repeated after an attempt that timed out', async () => {
    const { server, result } = await readThrough([hang, ok], { readMs: 300 });
    expect(await result).toEqual([]);
    expect(server.requests).toHaveLength(2);
  });

  test.each([
    ['a refusal', refusal(404, 'Employee not found')],
    ['a page of HTML', text(200, 'text/html', '<html>Sign in</html>')],
    ['broken JSON', text(200, 'application/json', '[{')],
    ['a wrong shape', json({ not: 'a list' })],
    ['a redirect to another origin', empty(302, { location: 'http://localhost:1/' })],
  ])('is not repeated after %s', async (_name, step) => {
    const { server, waits, result } = await readThrough([step, ok]);
    await errorOf(result);
    expect(server.requests).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  test('is repeated when nobody listens, and then gives up as not sent', async () => {
    const waits: number[] = [];
    const client = aClient(`http://127.0.0.1:${await closedPort()}/api`, {
      retry: { limit: 2 },
      random: () => 1,
      sleep: async (ms) => void waits.push(ms),
    });
    const error = await errorOf(client.meta.fields());
    expect(error).toMatchObject({ outcome: 'not_sent', attempts: 3 });
    expect(waits).toEqual([500, 1000]);
  });

  test('gives up after the limit and says how often it tried', async () => {
    const { server, waits, result } = await readThrough([empty(500), empty(502), empty(500), empty(500)]);
    expect(await errorOf(result)).toMatchObject({ status: 500, attempts: 4, outcome: 'ambiguous' });
    expect(server.requests).toHaveLength(4);
    expect(waits).toEqual([500, 1000, 2000]);
  });

  test('is sent once with a limit of 0', async () => {
    const { server, waits, result } = await readThrough([empty(503, { 'retry-after': '1' })], { limit: 0 });
    expect(await errorOf(result)).toMatchObject({ outcome: 'throttled', retryAfterSeconds: 1, attempts: 1 });
    expect(server.requests).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  test('waits as many seconds as Retry-After says', async () => {
    const { waits, result } = await readThrough([empty(429, { 'retry-after': '7' }), ok]);
    await result;
    expect(waits).toEqual([7000]);
  });

  test('waits until the date that Retry-After says', async () => {
    const date = new Date(noon + 90_000).toUTCString();
    const { waits, result } = await readThrough([empty(503, { 'retry-after': date }), ok]);
    await result;
    expect(waits).toEqual([90_000]);
  });

  test.each(['0', '-5', 'soon', new Date(noon - 1000).toUTCString()])(
    'backs off when Retry-After is %s',
    async (value) => {
      const { waits, result } = await readThrough([empty(429, { 'retry-after': value }), ok]);
      await result;
      expect(waits).toEqual([500]);
    },
  );

  test('leaves a wait past its total deadline to the caller', async () => {
    const { server, waits, result } = await readThrough([empty(429, { 'retry-after': '600' }), ok]);
    expect(await errorOf(result)).toMatchObject({ outcome: 'throttled', retryAfterSeconds: 600 });
    expect(server.requests).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  test('gives no attempt more time than the total deadline leaves', async () => {
    const { server, result } = await readThrough([hang, ok], { readMs: 60_000, totalMs: 200 });
    expect(await errorOf(result)).toMatchObject({ reason: 'timeout', attempts: 1 });
    expect(server.requests).toHaveLength(1);
  });

  test('ends when its signal aborts during a wait', async () => {
    const controller = new AbortController();
    const server = await scriptedServer(empty(500), ok);
    const client = aClient(server.baseUrl, {
      sleep: (ms, signal) => {
        queueMicrotask(() => controller.abort(new Error('the user left')));
        return sleep(ms, signal);
      },
    });
    const error = await errorOf(client.meta.fields({ signal: controller.signal }));
    expect(error).toMatchObject({ reason: 'aborted', cause: { message: 'the user left' } });
    expect(server.requests).toHaveLength(1);
  });

  test('that is a report, and so a POST, is repeated too', async () => {
    const server = await scriptedServer(empty(500), json({ title: 't', fields: [], employees: [] }));
    const report = await aClient(server.baseUrl).reports.custom({ fields: ['id'] });
    expect(report.rows).toEqual([]);
    expect(server.requests.map((request) => request.method)).toEqual(['POST', 'POST']);
    expect(server.requests[1]?.body).toEqual(server.requests[0]?.body);
  });
});

describe('Retry-After', () => {
  test.each([
    ['1', 1],
    [' 17 ', 17],
    ['3600', 3600],
    ['3601', null],
    ['315360000', null],
    ['99999999999999999999999', null],
    ['Mon, 01 Jun 2026 12:00:30 GMT', 30],
    ['Monday, 01-Jun-26 12:00:30 GMT', 30],
    ['Mon Jun  1 12:00:30 2026', 30],
    ['Fri, 01 Jun 2046 12:00:00 GMT', null],
    ['0', null],
    ['-1', null],
    ['1.5', null],
    ['1e3', null],
    ['2026', 2026],
    ['2026-06-01T12:00:30Z', null],
    ['Mon, 01 Jun 2026 11:59:59 GMT', null],
    ['Mon, 99 Foo 2026', null],
    ['', null],
    [null, null],
  ])('%j is %j seconds', (header, expected) => {
    expect(readRetryAfter(header, noon)).toBe(expected);
  });
});

describe('the back-off', () => {
  const options = { limit: 9, baseDelayMs: 500, maxDelayMs: 30_000 };

  test('doubles up to its bound', () => {
    const waits = [1, 2, 3, 7, 8, 50].map((attempt) => retryDelayMs(attempt, null, options, () => 1));
    expect(waits).toEqual([500, 1000, 2000, 30_000, 30_000, 30_000]);
  });

  test('is spread over the upper half', () => {
    expect(retryDelayMs(2, null, options, () => 0)).toBe(500);
    expect(retryDelayMs(2, null, options, () => 0.5)).toBe(750);
  });

  test('yields to what the provider asks for', () => {
    expect(retryDelayMs(5, 120, options, () => 1)).toBe(120_000);
  });
});

describe('sleep', () => {
  test('ends after its time and leaves no listener behind', async () => {
    const controller = new AbortController();
    await sleep(1, controller.signal);
    controller.abort();
  });

  test('rejects at once when the signal is aborted already', async () => {
    await expect(sleep(60_000, AbortSignal.abort('now'))).rejects.toBe('now');
  });
});
