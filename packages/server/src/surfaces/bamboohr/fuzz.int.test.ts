// Generated requests, each with a wrong in it. The long form is npm run bench -- dialect-fuzz.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from './operations.ts';
import { hostileRequests, speak } from './testing/fuzz/hostile.ts';
import { buildFuzzScene, type FuzzScene, fuzz } from './testing/fuzz/run.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let scene: FuzzScene;
beforeAll(async () => {
  server = await startTestServer();
  scene = await buildFuzzScene(server.context, server.origin);
});
afterAll(() => server.close());

describe('requests that nobody should send', () => {
  it('are answered by the dialect, store nothing when refused and tell nothing', async () => {
    const result = await fuzz(scene, { seed: 1, count: 1000 });
    expect(result.faults.slice(0, 10)).toEqual([]);
    const written = operations.filter(({ state }) => state !== 'not_yet').length;
    expect(result.operations).toBeGreaterThan(written * 0.9);
    expect(result.grownMegabytes).toBeLessThan(400);
  }, 240_000);

  it.each(hostileRequests('fuzzed', ''))('$name is refused, and the next one is served', async ({ name }) => {
    const { slug, apiKey } = scene.foreign;
    const hostile = hostileRequests(slug, apiKey).find((one) => one.name === name);
    if (hostile === undefined) throw new Error(`no ${name}`);
    // Half a request has no end that could be answered, and Node ends who asks for a tunnel.
    const isMute = ['half a request', 'a tunnel'].includes(name);
    const answer = isMute ? /^$/ : /^HTTP\/1\.1 4\d\d /;
    expect(await speak(server.port, hostile)).toMatch(answer);
    const next = await fetch(`${server.origin}/api/gateway.php/${slug}/v1/meta/tables`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    expect(next.status).toBe(200);
  });
});
