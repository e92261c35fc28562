// Two of the scenarios; all of them: npm run bench -- sync-survival.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { openSurvivalBench, type SurvivalBench, scenarios } from '../../testing/sync-survival.ts';

let database: TestDatabase;
let bench: SurvivalBench;
beforeAll(async () => {
  database = await createTestDatabase();
  bench = await openSurvivalBench(database.connection, { employees: 60 });
});
afterAll(async () => {
  await bench.close();
  await database.drop();
});

const told = ['killed at 25, 50 and 75 %', 'killed three times while faults hit every tenth request'];

it.each(scenarios.filter(({ name }) => told.includes(name)).map((one) => [one.name, one] as const))(
  'mirrors everybody once when the process that syncs is %s',
  async (_, scenario) => {
    const survival = await bench.run(scenario);
    expect(survival).toMatchObject({ state: 'done', lost: 0, doubled: 0, falseLeavers: 0, different: [] });
    expect(survival.kills).toBeGreaterThan(0);
    expect(survival.extraRequests).toBeLessThanOrEqual(survival.kills);
  },
);
