import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../testing/server.ts';
import { type Caller, createCaller } from './caller.ts';
import { suite } from './suite.ts';

describe('the BambooHR dialect', () => {
  let server: TestServer;
  let caller: Caller;
  beforeAll(async () => {
    server = await startTestServer();
    const { apiKey } = await server.sandbox('acme', 100);
    caller = createCaller({ baseUrl: `${server.origin}/api/gateway.php/acme`, apiKey });
  });
  afterAll(() => server.close());

  for (const { id, proves, run } of suite) it(`${id}: ${proves}`, () => run(caller));
});

describe('the suite', () => {
  it('has one case for each id, each with its evidence', () => {
    expect(new Set(suite.map(({ id }) => id)).size).toBe(suite.length);
    expect(suite.length).toBeGreaterThanOrEqual(60);
    for (const { id, evidence } of suite) expect(evidence, id).toMatch(/^(\d|[A-G]\b)/);
  });

  it('calls proven only what recorded traffic or the official documentation shows', () => {
    for (const { id, evidence } of suite.filter(({ standing }) => standing === 'proven'))
      expect(evidence, id).toMatch(/\[(O|D|R26|R22|F)\]/);
  });
});
