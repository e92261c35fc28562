import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { openDatabase } from '../db/database.ts';
import { createTestDatabase } from '../testing/database.ts';
import { createEngine, type Workflow } from './index.ts';

it('a stopped engine finishes its steps, begins none, and its successor goes on from there', {
  timeout: 30_000,
}, async () => {
  const database = await createTestDatabase();
  const db = openDatabase(database.connection);
  const trace: string[] = [];
  const patient: Workflow<{ by: string }> = {
    name: 'patient',
    queue: 'schedules',
    async run(ctx) {
      const by = current;
      try {
        await ctx.step('begin', async () => void trace.push(`${by} begins ${ctx.workflowId}`));
        if (ctx.workflowId === 'sleeper') await ctx.sleep(2500);
        else
          await ctx.step('work', async () => {
            await delay(600);
            trace.push(`${by} works`);
          });
        await ctx.step('end', async () => void trace.push(`${by} ends ${ctx.workflowId}`));
      } catch (error) {
        await ctx.step('note', async () => void trace.push(`${by} notes a failure`));
        throw error;
      }
    },
  };
  let current = 'first';
  const open = async () => {
    const log = pino({ level: 'silent' });
    const engine = createEngine({ connection: database.connection, log, timing: { drainMs: 1000 } });
    engine.registerWorkflow(patient);
    await engine.start({ worker: true });
    return engine;
  };

  const first = await open();
  await db.outside(async (tx) => {
    for (const id of ['sleeper', 'worker'])
      await first.enqueue(tx, { workflow: patient, id, input: { by: 'x' } });
  });
  await expect.poll(() => trace.length).toBe(2);
  await delay(100);
  await first.stop();
  current = 'second';
  const second = await open();
  for (const id of ['sleeper', 'worker'])
    await expect.poll(async () => (await second.status(id))?.state).toBe('done');
  // Longer than the sleep of the run that the first engine left behind in this process.
  await delay(1500);
  expect(trace.filter((line) => line.endsWith('begins sleeper') || line.endsWith('works'))).toEqual([
    'first begins sleeper',
    'first works',
  ]);
  expect(trace).toContain('second ends sleeper');
  expect(trace).not.toContain('first ends sleeper');
  expect(trace.filter((line) => line.includes('notes'))).toEqual([]);
  await second.stop();
  await db.close();
  await database.drop();
});
