// A handful of hires over a change of builds; a thousand: npm run bench -- hire-upgrade.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { meetOlderBuild, runHireUpgrade } from '../../testing/hire-upgrade.ts';

let databases: TestDatabase[];
beforeAll(async () => {
  databases = await Promise.all([1, 2, 3, 4].map(() => createTestDatabase()));
});
afterAll(async () => {
  for (const database of databases) await database.drop();
});
const two = (first: number) => {
  const [ours, theirs] = databases.slice(first);
  if (ours === undefined || theirs === undefined) throw new Error('a database is missing');
  return { ours: ours.connection, theirs: theirs.connection };
};

it('hires that an older build left end on one that has a step more, and it refuses to come back', async () => {
  const hires = { approval: 6, quiet: 2, retry: 2, person: 2 };
  const figures = await runHireUpgrade(two(0), { hires, fresh: 2, patienceMs: 120_000 });
  expect(figures).toMatchObject({
    left: hires,
    states: { done: 14 },
    employees: 14,
    extra: 0,
    incomplete: [],
    // Those that were under way keep to the steps that they had.
    withAddedStep: { approval: 6, quiet: 0, retry: 0, person: 2, fresh: 2 },
    notes: 14,
  });
  expect(figures.refusal).toMatch(/brought up to date by a newer build of Joinery\. Start that build/);
}, 240_000);

it('a run of a newer build that an older one meets is left to the newer one', async () => {
  const { taken, ...met } = await meetOlderBuild(two(2));
  expect(met).toEqual({ atNewer: 'waiting', meanwhile: 'waiting', writes: 0, end: 'done', added: 1 });
  expect(taken).toBeGreaterThan(1);
}, 240_000);
