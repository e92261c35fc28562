import { setTimeout as delay } from 'node:timers/promises';
import { JoineryError, ProviderError } from '@joinery/sdk';
import { CompiledQuery } from 'kysely';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../db/database.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { createEngine, type Engine, type Queues, type Workflow, type WorkflowContext } from './index.ts';

const queues: Queues = { ordered: { partitionConcurrency: 1, pollMs: 50 }, free: { pollMs: 50 } };
const log = pino({ level: 'silent' });

describe('the engine', () => {
  let database: TestDatabase;
  let db: Database;
  let engine: Engine;
  const calls: string[] = [];
  /** What each piece of work does, by its id. */
  const bodies = new Map<string, (ctx: WorkflowContext) => Promise<unknown>>();
  const free: Workflow<{ value: string }, unknown> = {
    name: 'do-free',
    queue: 'free',
    run: async (ctx, { value }) => {
      calls.push(`${ctx.workflowId} ${value}`);
      await bodies.get(ctx.workflowId)?.(ctx);
    },
  };
  const ordered: Workflow<null> = {
    name: 'do-ordered',
    queue: 'ordered',
    run: async (ctx) => {
      await ctx.step('note', async () => void calls.push(ctx.workflowId));
      await bodies.get(ctx.workflowId)?.(ctx);
    },
  };

  const asOwner = async (text: string) => {
    const client = new pg.Client(database.connection);
    await client.connect();
    const answer = await client.query(text);
    await client.end();
    return answer.rows;
  };
  const enqueue = (id: string, body?: (ctx: WorkflowContext) => Promise<unknown>) => {
    if (body !== undefined) bodies.set(id, body);
    return db.outside((tx) => engine.enqueue(tx, { workflow: free, id, input: { value: 'x' } }));
  };
  const reach = (id: string, state: string) =>
    expect.poll(async () => (await engine.status(id))?.state).toBe(state);

  beforeAll(async () => {
    database = await createTestDatabase();
    db = openDatabase(database.connection);
    await asOwner(`insert into dbos.workflow_schedules
      (schedule_id, schedule_name, workflow_name, schedule, status, context, application_name)
      values ('s', 'of-an-older-release', 'gone', '* * * * * *', 'ACTIVE', '{"json":null,"__dbos_serializer":"superjson"}', 'joinery')`);
    engine = createEngine({ connection: database.connection, log, queues, timing: { handOnMs: 50 } });
    engine.registerWorkflow(free);
    engine.registerWorkflow(ordered);
    await engine.start({ worker: true });
  });
  afterAll(async () => {
    await engine.stop();
    await db.close();
    await database.drop();
  });

  describe('enqueue', () => {
    it('runs what was committed, with its input', async () => {
      await enqueue('committed');
      await reach('committed', 'done');
      expect(calls).toContain('committed x');
      expect(await engine.status('committed')).toMatchObject({
        workflow: 'do-free',
        queue: 'free',
        attempts: 1,
        error: undefined,
        finishedAt: expect.any(Date),
      });
    });

    it('never runs what was rolled back', async () => {
      const rolledBack = db.outside(async (tx) => {
        await engine.enqueue(tx, { workflow: free, id: 'rolled-back', input: { value: 'x' } });
        throw new Error('no');
      });
      await expect(rolledBack).rejects.toThrow('no');
      await enqueue('afterwards');
      await reach('afterwards', 'done');
      expect(await engine.status('rolled-back')).toBeUndefined();
      expect(calls).not.toContain('rolled-back x');
    });

    it('runs an id once, however many transactions enqueue it at the same time', async () => {
      await Promise.all(Array.from({ length: 20 }, () => enqueue('twice')));
      await reach('twice', 'done');
      await enqueue('twice');
      await delay(300);
      expect(calls.filter((call) => call === 'twice x')).toHaveLength(1);
    });

    it('leaves the transaction usable after a repeated id, and refuses the id of other work', async () => {
      await enqueue('taken');
      await db.outside(async (tx) => {
        await engine.enqueue(tx, { workflow: free, id: 'taken', input: { value: 'y' } });
        const other = engine.enqueue(tx, { workflow: ordered, id: 'taken', partition: 'p', input: null });
        await expect(other).rejects.toMatchObject({ code: 'workflows.id_taken' });
        await engine.enqueue(tx, { workflow: free, id: 'after-taken', input: { value: 'x' } });
      });
      await reach('after-taken', 'done');
    });

    it('keeps the order within a partition, not that of the ids', async () => {
      const ids = Array.from({ length: 12 }, (_, i) => `o-${99 - i}`);
      await db.outside(async (tx) => {
        for (const id of ids.slice(0, 6))
          await engine.enqueue(tx, { workflow: ordered, id, partition: 'p', input: null });
      });
      for (const id of ids.slice(6))
        await db.outside((tx) => engine.enqueue(tx, { workflow: ordered, id, partition: 'p', input: null }));
      await reach(ids.at(-1) ?? '', 'done');
      expect(calls.filter((call) => call.startsWith('o-'))).toEqual(ids);
    });

    it('prefers the lower priority number', async () => {
      await db.outside(async (tx) => {
        const work = { workflow: ordered, partition: 'prio', input: null };
        await engine.enqueue(tx, { ...work, id: 'late', priority: 9 });
        await engine.enqueue(tx, { ...work, id: 'early', priority: 1 });
      });
      await reach('late', 'done');
      expect(calls.indexOf('early')).toBeLessThan(calls.indexOf('late'));
    });

    it('wants a partition exactly on partitioned queues, and a registered workflow', async () => {
      const misuse = (work: Parameters<Engine['enqueue']>[1]) =>
        expect(db.outside((tx) => engine.enqueue(tx, work))).rejects.toMatchObject({
          code: 'engine.misused',
        });
      await misuse({ workflow: ordered, id: 'm1', input: null });
      await misuse({ workflow: free, id: 'm2', partition: 'p', input: { value: 'x' } });
      await misuse({ workflow: 'unknown', id: 'm3', input: null });
    });
  });

  describe('a step', () => {
    it('is tried again by its rule, and its error arrives as it was thrown', async () => {
      let attempts = 0;
      let caught: unknown;
      await enqueue('retried', async (ctx) => {
        const sent = ctx.step(
          'send',
          async (attempt) => {
            attempts = attempt.number;
            throw new ProviderError('provider.unreachable', 'nobody there', {
              provider: 'bamboohr',
              operation: 'create',
              outcome: 'not_sent',
              details: { person: 'somebody' },
            });
          },
          { retry: { attempts: 3, firstDelayMs: 10 } },
        );
        await sent.catch((error) => {
          caught = error;
        });
      });
      await reach('retried', 'done');
      expect(attempts).toBe(3);
      expect(caught).toBeInstanceOf(ProviderError);
      expect(caught).toMatchObject({ code: 'provider.unreachable', outcome: 'not_sent', details: {} });
    });

    it('is not tried again when its error says never', async () => {
      let attempts = 0;
      await enqueue('refused', (ctx) =>
        ctx.step(
          'send',
          async (attempt) => {
            attempts = attempt.number;
            throw new JoineryError('hires.not_hired', 'not hired');
          },
          { retry: { attempts: 5, firstDelayMs: 10 } },
        ),
      );
      await reach('refused', 'failed');
      expect(attempts).toBe(1);
      expect((await engine.status('refused'))?.error).toBe('not hired');
    });

    it('waits for a database that is away, instead of failing', async () => {
      let attempts = 0;
      await enqueue('outage', (ctx) =>
        ctx.step('write', async () => {
          attempts += 1;
          if (attempts < 3) throw new JoineryError('database.unreachable', 'away');
        }),
      );
      await reach('outage', 'done');
      expect(attempts).toBe(3);
    });

    it('is not repeated when the database goes away between steps: the run goes back to its queue', async () => {
      const done: string[] = [];
      await enqueue('interrupted', async (ctx) => {
        await ctx.step('first', async () => void done.push('first'));
        done.push('between');
        if (done.length === 2) throw Object.assign(new Error('read only'), { code: '25006' });
      });
      await reach('interrupted', 'done');
      expect(done).toEqual(['first', 'between', 'between']);
      expect(await engine.status('interrupted')).toMatchObject({ attempts: 2, queue: 'free' });
    });

    it('keeps the fields of a driver error out of the record', async () => {
      await enqueue('leaky', (ctx) =>
        ctx.step('write', async () => {
          throw Object.assign(new Error('duplicate key'), { detail: 'Key (email)=(ann@x.example)' });
        }),
      );
      await reach('leaky', 'failed');
      const stored = await db.outside((tx) =>
        tx.executeQuery<{ text: string }>(
          CompiledQuery.raw(`select coalesce(output, '') || coalesce(error, '') as text from dbos.operation_outputs
                    union all select coalesce(output, '') || coalesce(error, '') from dbos.workflow_output`),
        ),
      );
      const all = stored.rows.map((row) => row.text).join('\n');
      expect(all).toContain('duplicate key');
      expect(all).not.toContain('ann@x.example');
      expect(all).not.toContain('somebody');
    });
  });

  describe('retry', () => {
    it('goes on from the step that failed, with all its attempts', async () => {
      const done: string[] = [];
      let broken = true;
      await enqueue('mended', async (ctx) => {
        await ctx.step('first', async () => void done.push('first'));
        const work = async (attempt: { number: number }) => {
          done.push(`second ${attempt.number}`);
          if (broken) throw new Error('broken');
        };
        await ctx.step('second', work, { retry: { attempts: 2, firstDelayMs: 10 } });
      });
      await reach('mended', 'failed');
      broken = false;
      await engine.retry('mended');
      await reach('mended', 'done');
      expect(done).toEqual(['first', 'second 1', 'second 2', 'second 1']);
      expect((await engine.status('mended'))?.queue).toBe('free');
    });

    it('keeps the queue and partition of ordered work that was cancelled', async () => {
      bodies.set('blocks', (ctx) => ctx.waitForSignal('end', 20_000));
      await db.outside(async (tx) => {
        for (const id of ['blocks', 'was-cancelled'])
          await engine.enqueue(tx, { workflow: ordered, id, partition: 'q', input: null });
      });
      await engine.cancel('was-cancelled');
      expect((await engine.status('was-cancelled'))?.state).toBe('cancelled');
      await engine.retry('was-cancelled');
      await delay(300);
      expect((await engine.status('was-cancelled'))?.state).toBe('queued');
      await engine.signal({ workflowId: 'blocks', topic: 'end', message: null });
      await reach('was-cancelled', 'done');
      expect(await engine.status('was-cancelled')).toMatchObject({ queue: 'ordered', partition: 'q' });
    });

    it('refuses work that is done, running or unknown', async () => {
      await enqueue('well');
      await reach('well', 'done');
      await expect(engine.retry('well')).rejects.toMatchObject({ code: 'workflows.not_retryable' });
      await expect(engine.retry('nothing')).rejects.toMatchObject({ code: 'workflows.not_found' });
    });
  });

  it('cancel ends a step through its signal and leaves later steps undone', async () => {
    let begun = false;
    let later = false;
    await enqueue('cancelled', async (ctx) => {
      await ctx.step('long', async ({ signal }) => {
        begun = true;
        await delay(30_000, undefined, { signal });
      });
      await ctx.step('later', async () => {
        later = true;
      });
    });
    await expect.poll(() => begun).toBe(true);
    await engine.cancel('cancelled');
    await reach('cancelled', 'cancelled');
    await delay(1500);
    expect(later).toBe(false);
  });

  it('runs no further step of cancelled work, whatever the workflow catches', async () => {
    let begun = false;
    const later: string[] = [];
    await enqueue('stubborn', async (ctx) => {
      const work = ctx.step('long', async ({ signal }) => {
        begun = true;
        await delay(30_000, undefined, { signal });
      });
      await work.catch(() => later.push('caught'));
      await ctx.step('note', async () => later.push('noted')).catch(() => later.push('refused'));
    });
    await expect.poll(() => begun).toBe(true);
    await engine.cancel('stubborn');
    await expect.poll(() => later).toEqual(['caught', 'refused']);
    await reach('stubborn', 'cancelled');
  });

  it('takes a run away from its process when it is cancelled', async () => {
    let refusal: unknown;
    let begun = false;
    await enqueue('fenced', (ctx) =>
      ctx.step('work', async () => {
        await db.outside((tx) => ctx.assertStillOwner(tx));
        await ctx.assertStillOwner();
        begun = true;
        await expect.poll(() => refusal).toBe('go');
        refusal = await db.outside((tx) => ctx.assertStillOwner(tx)).catch((error) => error);
      }),
    );
    await expect.poll(() => begun).toBe(true);
    await engine.cancel('fenced');
    refusal = 'go';
    await expect.poll(() => refusal).toMatchObject({ code: 'workflows.superseded' });
  });

  it('delivers signals once by key, in order, and none to unknown work', async () => {
    const got: unknown[] = [];
    await enqueue('listens', async (ctx) => {
      for (let i = 0; i < 2; i += 1) got.push(await ctx.waitForSignal('answer', 10_000));
      got.push(await ctx.waitForSignal('answer', 100));
    });
    const signal = { workflowId: 'listens', topic: 'answer', key: 'k1' };
    await engine.signal({ ...signal, message: null });
    await engine.signal({ ...signal, message: 'again' });
    await db.outside((tx) => engine.signal({ ...signal, key: 'k2', message: { yes: true } }, tx));
    await reach('listens', 'done');
    expect(got).toEqual([null, { yes: true }, undefined]);
    const lost = { workflowId: 'nobody', topic: 'answer', message: 1 };
    await expect(engine.signal(lost)).rejects.toMatchObject({ code: 'workflows.not_found' });
    await db.outside(async (tx) => {
      await expect(engine.signal(lost, tx)).rejects.toMatchObject({ code: 'workflows.not_found' });
      await engine.enqueue(tx, { workflow: free, id: 'still-usable', input: { value: 'x' } });
    });
    await reach('still-usable', 'done');
  });

  it('gives time, sleep and patches that a second run repeats', async () => {
    const seen: unknown[] = [];
    let fail = true;
    await enqueue('repeats', async (ctx) => {
      const before = await ctx.now();
      await ctx.sleep(50);
      seen.push([before, await ctx.patched('p1'), (await ctx.now()) - before >= 50]);
      await ctx.step('fails', async () => {
        if (fail) throw new Error('once');
      });
    });
    await reach('repeats', 'failed');
    fail = false;
    await engine.retry('repeats');
    await reach('repeats', 'done');
    expect(seen).toHaveLength(2);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[0]).toMatchObject([expect.any(Number), true, true]);
  });

  it('hands on what a newer build began, and takes it up again when that is what it is', async () => {
    let isNewer = true;
    const taken: string[] = [];
    const go = async (ctx: WorkflowContext) => {
      taken.push(isNewer ? 'newer' : 'older');
      await ctx.step('one', async () => undefined);
      await ctx.step(isNewer ? 'two-and-more' : 'two', async () => undefined);
      await ctx.step('three', async () => {
        if (isNewer && taken.length === 1) throw new Error('dies');
      });
    };
    await enqueue('of-newer', go);
    await reach('of-newer', 'failed');
    isNewer = false;
    await engine.retry('of-newer');
    await expect.poll(() => taken.length).toBeGreaterThan(3);
    isNewer = true;
    await reach('of-newer', 'done');
  });

  it('hands on what says that it needs a newer build, and nothing more of it runs here', async () => {
    let isNewer = false;
    let taken = 0;
    let cleaned = 0;
    await enqueue('needs-newer', async (ctx) => {
      taken += 1;
      try {
        if (!isNewer) ctx.handOn('it has a step that nobody knows here.');
      } catch (error) {
        expect(error).toMatchObject({ code: 'workflows.newer_build' });
        await ctx.step('clean', async () => {
          cleaned += 1;
        });
      }
    });
    await expect.poll(() => taken).toBeGreaterThan(2);
    isNewer = true;
    await reach('needs-newer', 'done');
    expect(cleaned).toBe(0);
  });

  it('has the schedules of this release and no others', async () => {
    const rows = await asOwner(
      'select schedule_name as name, cron_timezone as zone from dbos.workflow_schedules',
    );
    expect(rows).toEqual([{ name: 'engine-retention', zone: 'UTC' }]);
  });

  it('refuses what would go wrong later', async () => {
    expect(() => engine.registerWorkflow(free)).toThrow(/registered twice/);
    expect(() => engine.registerWorkflow({ ...free, name: 'lost', queue: 'none' })).toThrow(/does not exist/);
    await expect(engine.start({ worker: true })).rejects.toMatchObject({ code: 'engine.misused' });
    const second = createEngine({ connection: database.connection, log });
    await expect(second.start({ worker: true })).rejects.toMatchObject({ code: 'engine.misused' });
    await second.stop();
  });
});
