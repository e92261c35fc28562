// The whole server, killed between the move of an application and the hire that begins by it. Every place:
// `npm run bench -- write-kills`.
import type { Hire } from '@joinery/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CrashPoint } from '../../engine/crash-points.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { readLedger } from '../../testing/hire-bench.ts';
import { type KillBench, openKillBench } from '../../testing/hire-kills.ts';
import { killsOf } from '../../testing/kill-forms.ts';
import { getApplication, moveApplication } from '../applications/applications.service.ts';
import { listStages } from '../stages/stages.service.ts';
import { mendHire, sendHire } from './hire-acts.service.ts';
import { listHireLog } from './hire-log.service.ts';
import { putHireTriggers } from './hire-triggers.service.ts';
import { listHires } from './hires.service.ts';

let database: TestDatabase;
let bench: KillBench;

beforeAll(async () => {
  database = await createTestDatabase();
  bench = await openKillBench(database.connection);
});
afterAll(async () => {
  await bench.close();
  await database.drop();
});

// Where each of the two is done, and nothing says so yet.
const points = killsOf<CrashPoint>(
  [
    'begin-hire/begin:begin',
    'begin-hire/begin:done',
    'prepare-hire/prepare:begin',
    'prepare-hire/prepare:done',
  ],
  (at) => at.endsWith(':done'),
);

it.each(points)('killed at %s, there is one hire, and one employee in the end', async (point) => {
  const { opened, owner } = bench;
  const { context } = opened;
  const stages = await listStages(context, owner);
  const stageOf = (kind: string) => stages.find((stage) => stage.kind === kind)?.id ?? '';
  const applicationId = await bench.anApplication();
  const { jobId } = await getApplication(context, owner, applicationId);
  await putHireTriggers(context, owner, bench.connectionId, {
    items: [{ jobId, mode: 'automatic', approval: null }],
  });
  const to = (kind: string) => moveApplication(context, owner, applicationId, { stageId: stageOf(kind) });
  const move = async () => {
    await to('new');
    await to('hired');
  };
  const hires = async (): Promise<Hire[]> =>
    (await listHires(context, owner, { applicationId }, { limit: 10 })).items;
  await bench.killServerAt(point, move);
  await bench.server();
  await expect
    .poll(async () => (await hires()).map(({ state, problem }) => `${state}: ${problem}`))
    .toEqual([expect.stringContaining('draft: The first day of work is needed.')]);
  await moveApplication(context, owner, applicationId, { stageId: stageOf('new') });
  await moveApplication(context, owner, applicationId, { stageId: stageOf('hired') });
  const [hire] = await hires();
  const id = hire?.id ?? '';
  const before = (await readLedger(context, bench.sandbox.company.id, 'POST /v1/employees')).length;
  await mendHire(context, owner, id, { fields: { ...bench.fields, hireDate: '2027-01-04' } });
  await sendHire(context, owner, id);
  await bench.untilHire(id, ({ state }) => state === 'done');
  expect((await readLedger(context, bench.sandbox.company.id, 'POST /v1/employees')).length).toBe(before + 1);
  expect(await hires()).toHaveLength(1);
  const log = (await listHireLog(context, owner, id, { limit: 50 })).items.map(({ action }) => action);
  expect(log.filter((action) => action === 'triggered')).toEqual(['triggered']);
});
