import { describe, expect, test } from 'vitest';
import { BambooHr } from '../client.ts';
import type { OAuthTokens } from '../oauth.ts';
import { errorOf } from '../testing/client.ts';
import {
  empty,
  json,
  reset,
  type Step,
  scriptedServer,
  type WireRequest,
} from '../testing/scripted-server.ts';

const minuteMs = 60_000;
const startedAt = Date.UTC(2026, 5, 1);
const unauthorized = empty(401, { 'x-bamboohr-error-message': 'API key not provided or invalid' });

/** A company whose tokens are numbered: each renewal spends the refresh token and gives the next pair. */
async function aTokenServer(options: { lifetimeSeconds?: number; beforeTokens?: Step[] } = {}) {
  let access = 1;
  let refresh = 1;
  const beforeTokens = [...(options.beforeTokens ?? [])];
  const answer: Step = (response, request, socket) => {
    if (!request.path.endsWith('/token.php')) {
      const current = request.headers.authorization === `Bearer access-${access}`;
      return (current ? json([]) : unauthorized)(response, request, socket);
    }
    const planned = beforeTokens.shift();
    if (planned !== undefined) return planned(response, request, socket);
    const form = new URLSearchParams(request.body.toString());
    if (form.get('refresh_token') !== `refresh-${refresh}`)
      return json({ error: 'invalid_grant' }, 400)(response, request, socket);
    refresh += 1;
    access = refresh;
    return json({
      access_token: `access-${access}`,
      refresh_token: `refresh-${refresh}`,
      token_type: 'Bearer',
      expires_in: options.lifetimeSeconds ?? 3600,
      scope: 'employee offline_access',
      companyDomain: 'acme',
    })(response, request, socket);
  };
  const server = await scriptedServer(...Array.from({ length: 100 }, () => answer));
  const isToken = (request: WireRequest) => request.path.endsWith('/token.php');
  return {
    ...server,
    tokenRequests: () => server.requests.filter(isToken),
    calls: () => server.requests.filter((request) => !isToken(request)),
    /** The access token ends before its time; the refresh token still works. */
    endAccess: () => {
      access = 0;
    },
    endRefresh: () => {
      refresh = 0;
    },
  };
}

interface Setting {
  now?: () => number;
  expiresAt?: number;
  onTokens?: (tokens: OAuthTokens) => void | Promise<void>;
  limit?: number;
}

function aTokenClient(baseUrl: string, { now, limit = 0, ...oauth }: Setting = {}): BambooHr {
  return new BambooHr({
    baseUrl,
    oauth: {
      clientId: 'app',
      clientSecret: 'a-client-secret',
      accessToken: 'access-1',
      refreshToken: 'refresh-1',
      ...oauth,
    },
    retry: { limit },
    sleep: async () => {},
    now: now ?? (() => startedAt),
  });
}

describe('tokens', () => {
  test('are sent as bearer, and not renewed while they last', async () => {
    const server = await aTokenServer();
    await aTokenClient(server.baseUrl, { expiresAt: startedAt + 60 * minuteMs }).meta.fields();
    expect(server.calls()[0]?.headers.authorization).toBe('Bearer access-1');
    expect(server.tokenRequests()).toEqual([]);
  });

  test('are renewed five minutes before they end', async () => {
    const server = await aTokenServer();
    let now = startedAt;
    const client = aTokenClient(server.baseUrl, { now: () => now, expiresAt: startedAt + 60 * minuteMs });
    await client.meta.fields();
    now += 55 * minuteMs;
    await client.meta.fields();
    const [renewal] = server.tokenRequests();
    expect(renewal?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(renewal?.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(renewal?.body.toString()))).toEqual({
      grant_type: 'refresh_token',
      client_id: 'app',
      client_secret: 'a-client-secret',
      refresh_token: 'refresh-1',
    });
    expect(server.calls().at(-1)?.headers.authorization).toBe('Bearer access-2');
  });

  test('are renewed once on the wire for 20 calls at the same time', async () => {
    const server = await aTokenServer();
    const client = aTokenClient(server.baseUrl, { expiresAt: startedAt });
    await Promise.all(Array.from({ length: 20 }, () => client.meta.fields()));
    expect(server.tokenRequests()).toHaveLength(1);
    expect(server.calls()).toHaveLength(20);
  });

  test('are renewed once for 20 calls that are refused at the same time', async () => {
    const server = await aTokenServer();
    const client = aTokenClient(server.baseUrl);
    await client.meta.fields();
    server.endAccess();
    await Promise.all(Array.from({ length: 20 }, () => client.meta.fields()));
    expect(server.tokenRequests()).toHaveLength(1);
  });

  test('a write that was refused for its token is sent once more, and not again', async () => {
    const created = (response: Parameters<Step>[0], request: WireRequest) => {
      response.writeHead(201, { location: `http://${request.headers.host}${request.path}/121` });
      response.end();
    };
    const tokens = json({ access_token: 'access-2', expires_in: 3600 });
    const server = await scriptedServer(unauthorized, tokens, created);
    expect((await aTokenClient(server.baseUrl).employees.create({ firstName: 'A', lastName: 'B' })).id).toBe(
      '121',
    );

    const refusing = await scriptedServer(unauthorized, tokens, unauthorized, unauthorized);
    const error = await errorOf(
      aTokenClient(refusing.baseUrl).employees.create({ firstName: 'A', lastName: 'B' }),
    );
    expect(error).toMatchObject({ outcome: 'refused', status: 401, attempts: 2 });
    expect(refusing.requests).toHaveLength(3);
  });

  test('are handed over before they are used', async () => {
    const server = await aTokenServer();
    const stored: string[] = [];
    const client = aTokenClient(server.baseUrl, {
      expiresAt: startedAt,
      onTokens: async ({ accessToken, refreshToken, expiresAt, scopes, company }) => {
        expect(server.calls()).toHaveLength(0);
        stored.push(accessToken, String(refreshToken));
        expect({ expiresAt, scopes, company }).toEqual({
          expiresAt: startedAt + 60 * minuteMs,
          scopes: ['employee', 'offline_access'],
          company: 'acme',
        });
      },
    });
    await client.meta.fields();
    expect(stored).toEqual(['access-2', 'refresh-2']);
  });
});

describe('a renewal that fails', () => {
  test('says that the call itself was not sent, and is tried again by a read', async () => {
    const server = await aTokenServer({ beforeTokens: [reset] });
    const error = await errorOf(
      aTokenClient(server.baseUrl, { expiresAt: startedAt }).employees.create({
        firstName: 'A',
        lastName: 'B',
      }),
    );
    expect(error).toMatchObject({ operation: 'employees.create', outcome: 'not_sent', attempts: 0 });
    expect(server.calls()).toEqual([]);

    const again = await aTokenServer({ beforeTokens: [reset] });
    await aTokenClient(again.baseUrl, { expiresAt: startedAt, limit: 1 }).meta.fields();
    expect(again.calls()).toHaveLength(1);
  });

  test('is a refusal when the refresh token is not valid any more, with the words of the endpoint', async () => {
    const server = await aTokenServer();
    server.endRefresh();
    const error = await errorOf(aTokenClient(server.baseUrl, { expiresAt: startedAt }).meta.fields());
    expect(error).toMatchObject({ outcome: 'refused', status: 400, providerMessage: 'invalid_grant' });
  });

  test('keeps every token and the secret out of errors', async () => {
    const echo: Step = (response, request, socket) =>
      json({ error: `bad ${request.body.toString()} ${request.headers.authorization}` }, 400)(
        response,
        request,
        socket,
      );
    const server = await scriptedServer(echo, json({ access_token: 'access-9', expires_in: 3600 }), echo);
    const client = aTokenClient(server.baseUrl, { expiresAt: startedAt });
    const errors = [await errorOf(client.meta.fields()), await errorOf(client.meta.fields())];
    expect(errors.map((error) => error.status)).toEqual([400, 400]);
    for (const error of errors)
      expect(JSON.stringify([error.message, error])).not.toMatch(/a-client-secret|refresh-1|access-\d/);
  });
});

test('options name either a key or tokens', () => {
  const baseUrl = 'http://127.0.0.1/api/gateway.php/acme';
  expect(() => new BambooHr({ baseUrl })).toThrow(/either/);
  expect(
    () =>
      new BambooHr({ baseUrl, apiKey: 'k', oauth: { clientId: 'a', clientSecret: 'b', accessToken: 'c' } }),
  ).toThrow(/either/);
  expect(() => new BambooHr({ baseUrl, oauth: { clientId: 'a', clientSecret: 'b' } })).toThrow(
    /refresh token/,
  );
});
