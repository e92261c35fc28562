// Field × access level × every operation: facts 1.2, "permissions are the key owner's". The long
// form is npm run bench -- dialect-rights.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from './operations.ts';
import {
  type Ask,
  columnValues,
  readingAsks,
  type SavedReports,
  saveReports,
  walkedOperations,
  writableValues,
} from './testing/rights/asks.ts';
import { type Level, openLevel, scopeLevels } from './testing/rights/levels.ts';
import { plansFor, shortWalk } from './testing/rights/plans.ts';
import { answersTo, endWalks, type Leak, walk } from './testing/rights/walk.ts';
import { buildWorld, canariesIn, type World } from './testing/rights/world.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let world: World;
let reports: SavedReports;
let nobody: Level;
beforeAll(async () => {
  server = await startTestServer();
  world = await buildWorld(server.context, server.origin);
  reports = await saveReports(world);
  const [plan] = scopeLevels(world);
  if (plan === undefined) throw new Error('there is no level of nobody');
  nobody = await openLevel(world, { ...plan, name: 'nobody at all' });
});
afterAll(async () => {
  await endWalks();
  await server.close();
});

const writtenOperations = operations.filter(({ state }) => state !== 'not_yet').map(({ id }) => id);

// Asked without the walk: they end what the walk stands on.
const notWalked: Record<string, string> = {
  'DELETE /v1/employees/{id}': 'removes an employee; permissions.int.test.ts has who may',
};

describe('the walk through every operation', () => {
  it('asks something of every operation that is written', () => {
    const walked = walkedOperations({ world, level: nobody, reports });
    const missing = writtenOperations.filter((id) => !walked.has(id) && !(id in notWalked));
    expect(missing).toEqual([]);
    for (const id of Object.keys(notWalked)) expect(writtenOperations, id).toContain(id);
  });

  it('would see what is planted: who may see everything is shown it by every recipe', async () => {
    const asks = readingAsks({ world, level: nobody, reports });
    const answers = await answersTo(world, world, asks);
    const seen = new Map<string, Set<string>>();
    for (const [index, { operation }] of asks.entries()) {
      const places = canariesIn(answers[index]?.text ?? '', world.paths);
      const known = seen.get(operation) ?? new Set();
      seen.set(operation, known);
      for (const { path } of places) known.add(path);
    }
    const least: Record<string, number> = {
      'GET /v1/employees/{id}': 60,
      'GET /v1/employees': 15,
      'GET /v1/employees/directory': 10,
      'GET /v1/employees/{id}/tables/{table}': 50,
      'GET /v1/employees/changed/tables/{table}': 50,
      'POST /v1/reports/custom': 60,
      'GET /v1/reports/{id}': 60,
      'GET /v1/custom-reports/{reportId}': 60,
      'POST /v1/datasets/{datasetName}': 40,
      'POST /v2/datasets/{datasetName}/data': 40,
      'native /v1/employees': 60,
      'native /v1/employees/2': 60,
    };
    for (const [operation, count] of Object.entries(least))
      expect(seen.get(operation)?.size ?? 0, operation).toBeGreaterThanOrEqual(count);
    const whole = asks.findIndex(({ path }: Ask) => path.startsWith('/v1/reports/custom?format=pdf'));
    expect(canariesIn(answers[whole]?.text ?? '', world.paths).length).toBeGreaterThan(100);
  });

  it('writes what would be taken: who may change everything is let', async () => {
    const ask = (path: string, values: object) =>
      answersTo(world, world, [
        {
          operation: path,
          method: 'POST',
          path,
          accept: 'application/json',
          type: 'application/json',
          body: JSON.stringify(values),
        },
      ]);
    const values = writableValues({ world }, () => true);
    expect(Object.keys(values).length).toBeGreaterThan(30);
    expect((await ask('/v1/employees/2', values))[0]?.text).toMatch(/^200 /);
    const refused: string[] = [];
    for (const { alias, dateColumn } of world.catalogue.tables) {
      const date = dateColumn === null ? {} : { [dateColumn]: '2020-02-02' };
      const row = { ...columnValues({ world }, alias, () => true), ...date };
      const [answer] = await ask(`/v1/employees/2/tables/${alias}`, row);
      if (answer?.status !== 200) refused.push(`${alias}: ${answer?.text.slice(0, 300)}`);
    }
    await world.write(new Set());
    expect(refused).toEqual([]);
  });

  it('finds no leak, whatever a level hides', { timeout: 300_000 }, async () => {
    const leaks: Leak[] = [];
    let requests = 0;
    for (const [turn, plan] of plansFor(world, shortWalk).entries()) {
      const walked = await walk({ ...shortWalk, world, reports, turn }, await openLevel(world, plan));
      leaks.push(...walked.leaks);
      requests += walked.requests;
    }
    expect(leaks.slice(0, 20)).toEqual([]);
    expect(requests).toBeGreaterThan(2_000);
  });
});
