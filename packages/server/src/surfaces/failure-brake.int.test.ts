// The brake on wrong keys as clients meet it, and what their refusal costs.
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox } from '../modules/sandboxes/sandboxes.service.ts';
import { newApiKey } from '../platform/crypto/api-key.ts';
import { createTestContext, type TestContext } from '../testing/context.ts';
import { usualBrake } from './failure-brake.ts';
import { buildSurfaces } from './surfaces.ts';

let test: TestContext;
let app: FastifyInstance;
let apiKey: string;
beforeAll(async () => {
  test = await createTestContext();
  ({ apiKey } = await createSandbox(test.context, { slug: 'acme', name: 'Acme', employees: 1 }));
  app = await buildSurfaces(test.context, { isReady: () => true });
});
afterAll(async () => {
  await app.close();
  await test.close();
});

async function ask(key: string, remoteAddress: string, url = '/api/gateway.php/acme/v1/meta/tables') {
  const startedAt = performance.now();
  const { statusCode, headers } = await app.inject({
    url,
    remoteAddress,
    headers: { authorization: `Bearer ${key}` },
  });
  return { status: statusCode, headers, ms: performance.now() - startedAt };
}

describe('many wrong keys from one network', () => {
  it('are refused as ever, but later; a right key is not held up', async () => {
    const network = '203.0.113.7';
    const first = await Promise.all(Array.from({ length: usualBrake.free }, () => ask(newApiKey(), network)));
    expect(new Set(first.map(({ status }) => status))).toEqual(new Set([401]));
    const [held, native, right, elsewhere] = await Promise.all([
      ask(newApiKey(), network),
      ask('no key at all', network, '/v1/users'),
      ask(apiKey, network),
      ask(newApiKey(), '203.0.113.8'),
    ]);
    expect([held.status, native.status, right.status, elsewhere.status]).toEqual([401, 401, 200, 401]);
    expect(held.headers['x-bamboohr-error-message']).toBe('API key not provided or invalid');
    for (const { ms } of [held, native]) expect(ms).toBeGreaterThanOrEqual(usualBrake.holdMs - 20);
    for (const { ms } of [right, elsewhere]) expect(ms).toBeLessThan(usualBrake.holdMs);
  });

  it('from this machine are not held up', async () => {
    for (let i = 0; i < usualBrake.free + 5; i += 1) await ask('no key', '127.0.0.1');
    expect((await ask('no key', '127.0.0.1')).ms).toBeLessThan(usualBrake.holdMs);
  });
});
