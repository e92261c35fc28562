// What `npm run bench -- hires-crash --quick` measures: a thousand hires and twenty kills, but at no limit
// of the provider. Ten thousand and a hundred: without `--quick`.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../testing/database.ts';
import { type HireBench, readLedger, startHireBench } from '../../testing/hire-bench.ts';
import { runHireCrashes } from '../../testing/hire-crashes.ts';

it('hires that are sent while processes are killed and answers are lost are employees once', async () => {
  const [ours, theirs] = [await createTestDatabase(), await createTestDatabase()];
  const databases = { ours: ours.connection, theirs: theirs.connection };
  const figures = await runHireCrashes(databases, { hires: 1000, kills: 20, seed: 7 });
  const { done = 0, needs_attention: asks = 0 } = figures.states;
  expect(figures).toMatchObject({ kills: 20, extra: 0, lost: 0, silent: 0 });
  expect(done + asks).toBe(1000);
  expect(figures.employees).toBeGreaterThanOrEqual(done);
  expect(asks).toBeLessThan(20);
  expect(figures.lostAnswers).toBeGreaterThan(100);
  expect(figures.searchesPerNormal).toBe(1);
  expect(figures.searchesPerAmbiguous).toBeLessThanOrEqual(4);
  expect(figures.creates).toBe(figures.employees);
  expect(figures.drainSeconds).toBeLessThan(600);
  // Those who waited at the same time were looked for in one listing.
  expect(figures.searches).toBeLessThan(figures.looks);
  await ours.drop();
  await theirs.drop();
}, 1_200_000);

const listing = 'POST /v1/reports/custom';

describe('two hires of one person on their way at the same time', () => {
  let bench: HireBench;
  beforeAll(async () => {
    bench = await startHireBench();
  });
  afterAll(() => bench.close());

  it('never become two employees: a person is asked', async () => {
    const connectionId = await bench.aConnection();
    const { companyId } = bench.sandboxOwner;
    const email = 'twin@mail.example';
    const applications = [await bench.aHiredApplication({ email }), await bench.aHiredApplication({ email })];
    // While somebody else is looked for, both ask for the next list, in which neither of them is.
    await bench.fault(listing, 'hang', 1, 3);
    const { applicationId: elsewhere } = await bench.aHiredApplication();
    const { id: other } = await bench.request({ applicationId: elsewhere, connectionId });
    await expect.poll(() => readLedger(bench.context, companyId, listing)).toHaveLength(1);
    const hires = await Promise.all(
      applications.map(({ applicationId }) => bench.request({ applicationId, connectionId })),
    );
    const ended = await Promise.all(hires.map(({ id }) => bench.until(id, 'done', 'needs_attention')));
    const states = ended.map(({ state }) => state).sort();
    expect([
      ['done', 'needs_attention'],
      ['needs_attention', 'needs_attention'],
    ]).toContainEqual(states);
    const asked = ended.find(({ state }) => state === 'needs_attention');
    expect(asked?.problem).toMatch(/is being sent to BambooHR at this moment|with this e-mail address/);
    await bench.until(other, 'done');
    const creates = await readLedger(bench.context, companyId, 'POST /v1/employees');
    expect(creates.length).toBe(1 + states.filter((state) => state === 'done').length);
  });
});
