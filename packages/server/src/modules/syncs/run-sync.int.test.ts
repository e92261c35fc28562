import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MirrorBench, startMirrorBench } from '../../testing/mirror-bench.ts';

let bench: MirrorBench;

beforeAll(async () => {
  bench = await startMirrorBench({ employees: 40 });
}, 60_000);
afterAll(() => bench.close());

it('reads the account, everybody in one request, and each table in one', async () => {
  await bench.calls();
  const sync = await bench.begin();
  const operations = (await bench.calls()).map(({ operation }) => operation);
  expect(operations).toEqual([
    'GET /v1/meta/fields',
    'GET /v1/meta/tables',
    'GET /v1/meta/lists',
    'GET /v1/meta/users',
    'POST /v1/reports/custom',
    ...Array(3).fill('GET /v1/employees/{id}/tables/{table}'),
  ]);
  expect(sync.calls).toBe(8);
  const calls = await bench.select<{ bytes: number }>(sql`select sum(bytes)::int as bytes from sync_calls`);
  expect(calls).toEqual([{ bytes: sync.bytes }]);
}, 60_000);
