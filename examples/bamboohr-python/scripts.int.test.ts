import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox } from '../../packages/server/src/modules/sandboxes/sandboxes.service.ts';
import { startTestServer, type TestServer } from '../../packages/server/src/testing/server.ts';

const hasRequests = spawnSync('python3', ['-c', 'import requests']).status === 0;
let server: TestServer;
let apiKey: string;

beforeAll(async () => {
  server = await startTestServer();
  ({ apiKey } = await createSandbox(server.context, { slug: 'acme', name: 'Acme', employees: 3 }));
});
afterAll(() => server.close());

describe.skipIf(!hasRequests)('Python scripts as tutorials write them (need python3 with requests)', () => {
  it('list jobs, and post an application that is then seen in the native API', async () => {
    const jobs = await run('list_jobs.py');
    expect(jobs[0]).toBe('200');
    const [number, ...title] = (jobs[1] ?? '').split(' ');
    expect(title.join(' ')).not.toBe('');
    const applied = await run('apply.py', number ?? '');
    expect(applied[0]).toBe('200');
    expect(applied[1]).toMatch(/^\{'result': 'success', 'candidateId': \d+\}$/);
    const answer = await fetch(`${server.url}/v1/candidates?q=grace`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    const { items } = (await answer.json()) as { items: { email: string; applications: unknown[] }[] };
    expect(items).toMatchObject([
      { email: 'grace@mail.example', applications: [{ jobTitle: title.join(' ') }] },
    ]);
  });
});

// Not spawnSync: the server answers from this process.
async function run(script: string, ...args: string[]): Promise<string[]> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const env = {
    ...process.env,
    BAMBOOHR_BASE_URL: `${server.url}/api/gateway.php/acme`,
    BAMBOOHR_API_KEY: apiKey,
  };
  return new Promise((resolve, reject) => {
    execFile('python3', [path, ...args], { env }, (error, stdout, stderr) =>
      error === null ? resolve(stdout.trim().split('\n')) : reject(new Error(stderr)),
    );
  });
}
