import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { BambooHr } from '../client.ts';
import type { FetchLike, RequestEvent, ResponseEvent } from '../options.ts';
import { aClient, apiKey, errorOf } from '../testing/client.ts';
import {
  empty,
  hang,
  hangAfter,
  json,
  refusal,
  reset,
  scriptedServer,
  text,
  truncated,
} from '../testing/scripted-server.ts';

const authorization = `Basic ${Buffer.from(`${apiKey}:x`).toString('base64')}`;

describe('request headers', () => {
  test('of a read ask for JSON and nothing else', async () => {
    const server = await scriptedServer(json([]));
    await aClient(server.baseUrl).meta.fields();
    const request = server.requests[0];
    expect(request?.headers).toMatchObject({ accept: 'application/json', authorization });
    expect(request?.headers).not.toHaveProperty('content-type');
    expect(request).toMatchObject({ method: 'GET', path: '/api/gateway.php/acme/v1/meta/fields' });
  });

  test('of a JSON body have a type without parameters and a length', async () => {
    const server = await scriptedServer(empty(200));
    await aClient(server.baseUrl).employees.update(4, { firstName: 'Zoë' });
    const request = server.requests[0];
    const body = JSON.stringify({ firstName: 'Zoë' });
    expect(headerValues(request?.rawHeaders, 'content-type')).toEqual(['application/json']);
    expect(headerValues(request?.rawHeaders, 'content-length')).toEqual([String(Buffer.byteLength(body))]);
    expect(headerValues(request?.rawHeaders, 'accept')).toEqual(['application/json']);
    expect(request?.body.toString()).toBe(body);
  });

  test('name the application that was set', async () => {
    const server = await scriptedServer(json([]));
    await aClient(server.baseUrl, { userAgent: 'acme-sync/2' }).meta.fields();
    expect(server.requests[0]?.headers['user-agent']).toBe('acme-sync/2');
  });
});

describe('a company of the live service', () => {
  test.each([
    ['gateway', 'https://api.bamboohr.com/api/gateway.php/acme/v1/employees'],
    ['company-host', 'https://acme.bamboohr.com/api/v1/employees'],
  ] as const)('is called in the form %s, and either form proves a create', async (urlForm, url) => {
    for (const location of [
      'https://api.bamboohr.com/api/gateway.php/acme/v1/employees/7',
      'https://acme.bamboohr.com/api/v1/employees/7',
    ]) {
      const called: string[] = [];
      const fetch: FetchLike = async (asked) => {
        called.push(asked);
        return new Response(null, { status: 201, headers: { location } });
      };
      const client = new BambooHr({ company: 'Acme', apiKey, urlForm, fetch });
      expect(await client.employees.create({ firstName: 'Ann' })).toMatchObject({ id: '7' });
      expect(called).toEqual([url]);
    }
  });
});

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])('%i within the origin are followed by a GET', async (status) => {
    const server = await scriptedServer(empty(status, { location: '/moved?a=1' }), json([]));
    expect(await aClient(server.baseUrl).meta.fields()).toEqual([]);
    expect(server.requests[1]).toMatchObject({ method: 'GET', path: '/moved', headers: { authorization } });
  });

  test('with 307 carry the body of a report along', async () => {
    const answer = json({ title: '', fields: [], employees: [] });
    const server = await scriptedServer(empty(307, { location: '/moved' }), answer);
    await aClient(server.baseUrl).reports.custom({ fields: ['id'] });
    expect(server.requests[1]).toMatchObject({ method: 'POST', body: server.requests[0]?.body });
  });

  test('with 302 would turn a report into a GET and are refused', async () => {
    const server = await scriptedServer(empty(302, { location: '/moved' }));
    const error = await errorOf(aClient(server.baseUrl).reports.custom({ fields: ['id'] }));
    expect(error).toMatchObject({ reason: 'redirect', status: 302 });
  });

  test('to another origin get neither a request nor the key', async () => {
    const other = await scriptedServer(json([]));
    const server = await scriptedServer(empty(302, { location: `${other.origin}/api` }));
    const error = await errorOf(aClient(server.baseUrl).meta.fields());
    expect(error).toMatchObject({ reason: 'redirect', status: 302, outcome: 'ambiguous' });
    expect(other.requests).toHaveLength(0);
  });

  test('in a circle end after three', async () => {
    const again = empty(302, { location: '/again' });
    const server = await scriptedServer(again, again, again, again, again);
    expect(await errorOf(aClient(server.baseUrl).meta.fields())).toMatchObject({ reason: 'redirect' });
    expect(server.requests).toHaveLength(4);
  });

  test('without a target are an error', async () => {
    const server = await scriptedServer(empty(302));
    expect(await errorOf(aClient(server.baseUrl).meta.fields())).toMatchObject({ reason: 'redirect' });
  });
});

describe('hooks', () => {
  test('see each attempt of a read', async () => {
    const server = await scriptedServer(empty(500), json([], 200, { 'x-request-id': '42' }));
    const { events, hooks } = recorder();
    await aClient(server.baseUrl, { hooks }).meta.fields();
    const call = { operation: 'meta.fields', method: 'GET', url: `${server.baseUrl}/v1/meta/fields` };
    expect(events).toEqual([
      { ...call, attempt: 1 },
      {
        ...call,
        attempt: 1,
        status: 500,
        outcome: 'ambiguous',
        requestId: null,
        bytes: 0,
        durationMs: expect.any(Number),
      },
      { ...call, attempt: 2 },
      {
        ...call,
        attempt: 2,
        status: 200,
        outcome: 'done',
        requestId: '42',
        bytes: 2,
        durationMs: expect.any(Number),
      },
    ]);
  });

  test('count the bytes of refusals, of redirects and of what came before a cut', async () => {
    const steps = [
      text(302, 'text/plain', 'moved', { location: '/moved' }),
      truncated(200, '[{"id"'),
      json({ a: 1 }, 403),
    ];
    const server = await scriptedServer(...steps);
    const { events, hooks } = recorder();
    await errorOf(aClient(server.baseUrl, { hooks }).meta.fields());
    expect(responses(events).map(({ status, bytes }) => [status, bytes])).toEqual([
      [200, 'moved[{"id"'.length],
      [403, '{"a":1}'.length],
    ]);
  });

  test('count bytes after decompression', async () => {
    const body = JSON.stringify([{ id: 4, name: 'n'.repeat(1000), type: 'text' }]);
    const headers = { 'content-encoding': 'gzip' };
    const server = await scriptedServer(text(200, 'application/json', gzipSync(body), headers));
    const { events, hooks } = recorder();
    await aClient(server.baseUrl, { hooks }).meta.fields();
    expect(responses(events)).toMatchObject([{ bytes: body.length }]);
  });

  test('see a streamed answer once its reading has ended, with all of its bytes', async () => {
    const body = {
      title: '',
      fields: [{ id: 'city', type: 'text' }],
      employees: [{ id: '4', city: 'Oslo' }],
    };
    const server = await scriptedServer(json(body, 200, { 'x-request-id': '42' }));
    const { events, hooks } = recorder();
    const report = await aClient(server.baseUrl, { hooks }).reports.open({ fields: ['city'] });
    expect(responses(events)).toEqual([]);
    for await (const row of report.rows) expect(row.id).toBe('4');
    expect(responses(events)).toMatchObject([
      { status: 200, outcome: 'done', requestId: '42', bytes: JSON.stringify(body).length },
    ]);
  });

  test('see a stream that broke, that was left early, that hung, and that nobody read, each once', async () => {
    const head = '{"title":"","fields":[{"id":"city","type":"text"}],"employees":[{"id":"4"},';
    const whole = `${head}{"id":"5"}]}`;
    const steps = [
      truncated(200, head),
      text(200, 'application/json', whole),
      hangAfter(head),
      hangAfter(head),
    ];
    const server = await scriptedServer(...steps);
    const { events, hooks } = recorder();
    const client = aClient(server.baseUrl, { hooks });
    const read = async ({ signal, abort }: { signal?: AbortSignal; abort?: () => void }) => {
      const report = await client.reports.open({ fields: ['city'], ...(signal !== undefined && { signal }) });
      for await (const _ of report.rows) abort?.();
    };
    expect(await errorOf(read({}))).toMatchObject({ reason: 'connection_lost' });
    for await (const _ of (await client.reports.open({ fields: ['city'] })).rows) break;
    const [hung, unread] = [new AbortController(), new AbortController()];
    const given = { signal: hung.signal, abort: () => hung.abort() };
    expect(await errorOf(read(given))).toMatchObject({ reason: 'aborted' });
    await client.files.open(4, 9, { signal: unread.signal });
    unread.abort();
    expect(responses(events)).toMatchObject([
      { outcome: 'ambiguous', bytes: head.length },
      { outcome: 'done', bytes: whole.length },
      { outcome: 'ambiguous', bytes: head.length },
      { outcome: 'ambiguous', bytes: 0 },
    ]);
  });

  test('see an attempt that got no answer', async () => {
    const server = await scriptedServer(reset);
    const { events, hooks } = recorder();
    await errorOf(aClient(server.baseUrl, { hooks }).employees.create({ firstName: 'Ann' }));
    expect(events[1]).toMatchObject({ status: null, outcome: 'ambiguous' });
  });

  test('cannot turn a finished write into a failed one', async () => {
    const server = await scriptedServer(empty(201, { location: '/api/gateway.php/acme/v1/employees/7' }));
    const fail = () => {
      throw new Error('the observer broke');
    };
    const client = aClient(server.baseUrl, { hooks: { onRequest: fail, onResponse: fail } });
    expect(await client.employees.create({ firstName: 'Ann' })).toMatchObject({ id: '7' });
  });
});

describe('the key', () => {
  const leaks = [
    ['an error header', refusal(401, `The key ${apiKey} is not valid`)],
    ['a JSON error', json({ error: { code: apiKey, message: `Bad header ${authorization}` } }, 403)],
    [
      'a page that echoes the request',
      text(502, 'text/html', `<html>Authorization: ${authorization} ${apiKey}`),
    ],
    ['a message cut in the middle of it', refusal(400, `${'x'.repeat(480)}${apiKey}`)],
    ['an excerpt cut in the middle of it', text(502, 'text/html', `${'x'.repeat(180)}${apiKey}`)],
    ['a page with 200', text(200, 'text/html', `key=${apiKey}`)],
    ['a hang', hang],
  ] as const;

  test.each(leaks)('does not come out through %s', async (_name, step) => {
    const server = await scriptedServer(step);
    const { events, hooks } = recorder();
    const client = aClient(server.baseUrl, { hooks, retry: { limit: 0 }, timeouts: { readMs: 40 } });
    const error = await errorOf(client.meta.fields());
    expectNoKey(error, events, client);
  });

  test('does not come out through the error of an injected fetch', async () => {
    const failing: FetchLike = (_url, init) =>
      Promise.reject(new TypeError('bad init', { cause: Object.assign(new Error('deep'), { init }) }));
    const error = await errorOf(
      aClient('http://127.0.0.1/api', { fetch: failing }).employees.create({ a: 1 }),
    );
    expect(error.cause).toMatchObject({ message: 'bad init' });
    expectNoKey(error);
  });

  test.each(['', 'with space', 'user:password', 'line\nbreak', 'schlüssel'])(
    'is refused as %j, unquoted',
    (key) => {
      const make = () => new BambooHr({ company: 'acme', apiKey: key });
      expect(make).toThrow('BambooHr: "apiKey" must be visible ASCII text without a colon');
    },
  );
});

describe('an injected fetch', () => {
  test('is the only way out', async () => {
    const urls: string[] = [];
    const fetch: FetchLike = async (url, init) => {
      urls.push(url);
      expect(init).toMatchObject({ redirect: 'manual', signal: expect.any(AbortSignal) });
      return Response.json([]);
    };
    await new BambooHr({ company: 'acme', apiKey, fetch }).meta.lists();
    expect(urls).toEqual(['https://api.bamboohr.com/api/gateway.php/acme/v1/meta/lists']);
  });

  test('that answers without a body is an empty answer', async () => {
    const fetch: FetchLike = async () => ({ status: 200, headers: new Headers(), body: null });
    const written = await new BambooHr({ company: 'acme', apiKey, fetch }).employees.update(4, {
      firstName: 'Ann',
    });
    expect(written).toEqual({ requestId: null, raw: null });
  });
});

function headerValues(rawHeaders: readonly string[] | undefined, name: string): string[] {
  return (rawHeaders ?? []).filter((_value, at, all) => at % 2 === 1 && all[at - 1]?.toLowerCase() === name);
}

function recorder() {
  const events: (RequestEvent | ResponseEvent)[] = [];
  const record = (event: RequestEvent | ResponseEvent) => void events.push(event);
  return { events, hooks: { onRequest: record, onResponse: record } };
}

function expectNoKey(...things: readonly unknown[]): void {
  const shown = things.map(
    (thing) => inspect(thing, { depth: 20, showHidden: true }) + JSON.stringify(thing),
  );
  for (const secret of [apiKey, apiKey.slice(0, 12), authorization.slice('Basic '.length)]) {
    expect(shown.join('\n')).not.toContain(secret);
  }
}

function responses(events: readonly (RequestEvent | ResponseEvent)[]): ResponseEvent[] {
  return events.filter((event): event is ResponseEvent => 'outcome' in event);
}
