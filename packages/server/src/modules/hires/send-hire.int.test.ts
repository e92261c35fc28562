// The whole server, killed around every write of a hand-off and started again; with every step it is
// `npm run bench -- hire-kills --quick`, and every place of every step without `--quick`. At any moment:
// hires-crash.int.test.ts. Every place where a hire is ended: `npm run bench -- write-kills`.
import type { Hire } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CrashPoint, crashPoints } from '../../engine/crash-points.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { readSandbox } from '../../testing/hire-bench.ts';
import {
  everyKill,
  expectedOutcome,
  type KillBench,
  killAt,
  openKillBench,
  quickCourses,
  recordedSteps,
  shortKills,
  stepOf,
  tellingKills,
  twins,
} from '../../testing/hire-kills.ts';
import { killsOf } from '../../testing/kill-forms.ts';
import { cancelHire } from './hire-acts.service.ts';
import { getHire, requestHire } from './hires.service.ts';

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

describe('the server killed', () => {
  it('is killed at every step that a hand-off records', async () => {
    const recorded: string[] = [];
    for (const course of quickCourses) recorded.push(...(await recordedSteps(bench, course)));
    expect([...new Set([...tellingKills.map(stepOf), ...twins])].sort()).toEqual(
      [...new Set(recorded)].sort(),
    );
    const places = crashPoints.filter((point) => point.startsWith('hires.'));
    expect(everyKill.map(({ at }) => at)).toEqual(expect.arrayContaining(places));
  });

  it.each(shortKills.filter(({ course }) => course !== 'refused'))(
    'at $at ($course) leaves one employee, one status row and complete receipts',
    async (kill) => {
      expect(await killAt(bench, kill)).toEqual(expectedOutcome(kill.course));
    },
  );

  it.each(shortKills.filter(({ course }) => course === 'refused'))(
    'at $at ($course) leaves no employee, and the receipt of the refusal',
    async (kill) => {
      expect(await killAt(bench, kill)).toEqual(expectedOutcome(kill.course));
    },
  );
});

describe('a hire that is ended while its server is down', () => {
  async function cancelAfterKill(at: CrashPoint) {
    const { context } = bench.opened;
    const applicationId = await bench.anApplication();
    const judge = await bench.watch();
    const id = await bench.killServerAt(at, () => bench.postHire(applicationId));
    const cancelled = await cancelHire(context, bench.owner, id, 'Went elsewhere.').catch(
      (error: { code?: string }) => error.code,
    );
    await bench.server();
    await expect.poll(async () => (await context.engine.status(`${id}:1`))?.state).toBe('done');
    const hire = await getHire(context, bench.owner, id);
    return { cancelled, hire, outcome: await judge(hire) };
  }

  // As late as it can be, and at the long form also before.
  const unsent: CrashPoint[] = ['send-hire/begin:begin', 'send-hire/search:done', 'hires.create_prepared'];
  it.each(killsOf(unsent, (at) => at === 'hires.create_prepared'))('at %s is never sent', async (at) => {
    const { hire, outcome } = await cancelAfterKill(at);
    expect(hire).toMatchObject({ state: 'cancelled', problem: 'Went elsewhere.' });
    expect(outcome).toMatchObject({ employees: 0, executed: { create: 0, row: 0, file: 0 } });
  });

  it('is not ended where its create was about to leave, and is sent once', async () => {
    const { cancelled, outcome } = await cancelAfterKill('hires.create_sending');
    expect(cancelled).toBe('hires.written');
    expect(outcome).toEqual(expectedOutcome('plain'));
  });
});

it('a process that was frozen while sending neither sends again nor changes the receipts', async () => {
  await bench.killAll();
  const { context } = bench.opened;
  const applicationId = await bench.anApplication();
  const judge = await bench.watch();
  await bench.fault('hang', 6);
  // The worker takes the hire up while nobody else is there, and waits for the sandbox to come.
  const worker = await bench.startWorker();
  const { connectionId, fields } = bench;
  const { id, marker } = await requestHire(context, bench.owner, {
    applicationId,
    connectionId,
    fields: { ...fields, hireDate: '2027-01-04', employmentStatus: 'Full-Time' },
    // Nobody is there yet who could tell the lists of the account.
    unchecked: true,
  });
  await bench.untilHire(id, (hire) => hire.state === 'waiting');
  await bench.server();
  const sending = (hire: Hire) =>
    hire.steps.some(({ name, state }) => name === 'create' && state === 'sending');
  await bench.untilHire(id, sending);
  const isThere = async () =>
    (await readSandbox(context, bench.sandbox.company.id, marker)).numbers.length > 0;
  await expect.poll(isThere, { interval: 20 }).toBe(true);
  worker.kill('SIGSTOP');
  const hire = await bench.untilEnded(id);
  expect(await judge(hire)).toEqual(expectedOutcome('plain'));
  const create = hire.steps.find(({ name }) => name === 'create');
  expect(create).toMatchObject({ attempts: 1, proof: { how: 'marker', sends: [{ outcome: 'ambiguous' }] } });
  worker.kill('SIGCONT');
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(await getHire(context, bench.owner, id)).toEqual(hire);
  expect(await judge(hire)).toEqual(expectedOutcome('plain'));
});
