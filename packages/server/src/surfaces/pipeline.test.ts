import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import type { Config } from '../config.ts';
import { serverOptions } from './pipeline.ts';

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
