import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import type { Config } from '../config.ts';
import { serverOptions, toJoineryError } from './pipeline.ts';

/** How a request from `peer` looks to the server. */
async function seen(trustProxy: Config['trustProxy'], peer: string, headers: Record<string, string>) {
  const app = Fastify(serverOptions({ config: { trustProxy } as Config }));
  app.get('/', async ({ ip, protocol, host }) => ({ ip, protocol, host }));
  const answer = await app.inject({
    url: '/',
    remoteAddress: peer,
    headers: { host: 'inside:8420', ...headers },
  });
  await app.close();
  return answer.json();
}

const forwarded = {
  'x-forwarded-for': '203.0.113.66, 198.51.100.7, 10.0.0.6',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'people.example.com',
};
const peer = '10.0.0.5';

describe('forwarded headers', () => {
  it.each<[string, Config['trustProxy'], string]>([
    ['nobody’s', 0, peer],
    ['one proxy’s, whatever the caller wrote before it', 1, '10.0.0.6'],
    ['two proxies’', 2, '198.51.100.7'],
    ['one address’s', ['10.0.0.5'], '10.0.0.6'],
    ['a network’s', ['192.0.2.0/24', '10.0.0.0/8'], '198.51.100.7'],
    ['another address’s', ['10.0.0.6'], peer],
  ])('are believed when they are %s', async (_, trustProxy, ip) => {
    const believed = ip !== peer;
    expect(await seen(trustProxy, peer, forwarded)).toEqual({
      ip,
      protocol: believed ? 'https' : 'http',
      host: believed ? 'people.example.com' : 'inside:8420',
    });
  });
});

describe('what went wrong in our own terms', () => {
  const coded = (code: string) => Object.assign(new Error('from PostgreSQL'), { code });
  it.each([
    [
      'no connection in time, as where too many ask at once',
      new Error('timeout exceeded when trying to connect'),
    ],
    ['a connection that ended', new Error('Connection terminated unexpectedly')],
    ['one that was refused', coded('ECONNREFUSED')],
    ['a transaction that was idle for too long', coded('25P03')],
    ['two that waited for each other', coded('40P01')],
  ])('is the database that does not answer, for %s', (_, error) => {
    expect(toJoineryError(error)).toMatchObject({ code: 'database.unreachable', kind: 'unavailable' });
  });

  it('is a fault of ours where nobody knows it', () => {
    expect(toJoineryError(coded('22P02')).code).toBe('request.internal');
    expect(toJoineryError(new Error('x')).code).toBe('request.internal');
  });
});
