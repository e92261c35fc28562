import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import {
  listSuspects,
  releaseUnstarted,
  removeExecutor,
  takeOver,
  upsertExecutor,
} from './executors.repository.ts';

const silentAfterMs = 8000;
const here = { host: 'here', pid: 1, stamp: '1' };

describe('the executors', () => {
  let database: TestDatabase;
  let db: pg.Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    db = new pg.Pool(database.connection);
  });
  beforeEach(async () => {
    await db.query('delete from dbos.workflow_status');
    await db.query('delete from engine.executors');
    await beat('self');
  });
  afterAll(async () => {
    await db.end();
    await database.drop();
  });

  const beat = (id: string, ageMs = 0) =>
    upsertExecutor(db, { id, processName: id, identity: here }).then((isNew) =>
      db
        .query(
          "update engine.executors set beat_at = clock_timestamp() - $2 * interval '1 ms' where id = $1",
          [id, ageMs],
        )
        .then(() => isNew),
    );
  const aRun = (id: string, executor: string, startedAgoMs = 60_000) =>
    db.query(
      `insert into dbos.workflow_status (workflow_uuid, status, name, queue_name, queue_partition_key, executor_id,
         owner_xid, recovery_attempts, started_at_epoch_ms)
       values ($1, 'PENDING', 'w', 'hires', 'p', $2, $3, 3, extract(epoch from clock_timestamp()) * 1000 - $4::int)`,
      [id, executor, `token-${id}`, startedAgoMs],
    );
  const run = async (id: string) =>
    (
      await db.query(
        `select status, queue_name as queue, queue_partition_key as partition, owner_xid as owner,
                recovery_attempts::int as attempts from dbos.workflow_status where workflow_uuid = $1`,
        [id],
      )
    ).rows[0];
  const executors = async () =>
    (await db.query('select id from engine.executors order by id')).rows.map((r) => r.id);
  const scan = (deadIds: string[] = []) => takeOver(db, { selfId: 'self', deadIds, silentAfterMs });

  it('knows a beat from a return', async () => {
    expect(await beat('other')).toBe(true);
    expect(await beat('other')).toBe(false);
  });

  it('lose their work when they are silent: queued again, nobody’s, in its old place', async () => {
    await beat('silent', silentAfterMs + 500);
    await aRun('r', 'silent');
    expect(await scan()).toEqual([{ id: 'r', queue: 'hires' }]);
    expect(await run('r')).toEqual({
      status: 'ENQUEUED',
      queue: 'hires',
      partition: 'p',
      owner: null,
      attempts: 3,
    });
    expect(await executors()).toEqual(['self']);
  });

  it('keep their work while they are heard', async () => {
    await beat('heard', silentAfterMs - 2000);
    await aRun('r', 'heard');
    expect(await scan()).toEqual([]);
    expect(await run('r')).toMatchObject({ status: 'PENDING', owner: 'token-r' });
  });

  it('lose it at once when they are known to be dead', async () => {
    await beat('dead');
    await aRun('r', 'dead');
    expect(await takeOver(db, { selfId: 'self', deadIds: ['dead'], silentAfterMs: undefined })).toHaveLength(
      1,
    );
  });

  it('are not judged by one that was silent itself', async () => {
    await beat('self', silentAfterMs);
    await beat('silent', silentAfterMs + 500);
    await aRun('r', 'silent');
    await aRun('orphan', 'unknown');
    expect(await scan()).toEqual([]);
    expect(await executors()).toContain('silent');
  });

  it('never judge themselves', async () => {
    await beat('self', silentAfterMs + 500);
    await aRun('r', 'self');
    expect(await scan(['self'])).toEqual([]);
  });

  it('inherit the runs of executors that have no row, but not fresh ones', async () => {
    await aRun('old', 'unknown');
    await aRun('fresh', 'unknown', 100);
    expect(await scan()).toEqual([{ id: 'old', queue: 'hires' }]);
  });

  it('do not wait for a run that is locked; the next scan has it', async () => {
    await beat('silent', silentAfterMs + 500);
    await aRun('r', 'silent');
    const holder = await db.connect();
    await holder.query('begin');
    await holder.query("select from dbos.workflow_status where workflow_uuid = 'r' for share");
    expect(await scan()).toEqual([]);
    await holder.query('commit');
    holder.release();
    expect(await scan()).toHaveLength(1);
  });

  it('move a run once when several scan at the same time', async () => {
    await beat('silent', silentAfterMs + 500);
    for (let i = 0; i < 20; i += 1) await aRun(`r${i}`, 'silent');
    const moved = (await Promise.all([scan(), scan(), scan(), scan()])).flat();
    const rest = await scan();
    expect([...moved, ...rest].map((each) => each.id).sort()).toHaveLength(20);
    expect(new Set([...moved, ...rest].map((each) => each.id)).size).toBe(20);
  });

  it('release what they claimed and do not run', async () => {
    await aRun('running', 'self');
    await aRun('lost', 'self');
    await aRun('just-claimed', 'self', 100);
    await aRun('of-another', 'other');
    const claim = { executorId: 'self', runningTokens: ['token-running'], olderThanMs: silentAfterMs };
    expect(await releaseUnstarted(db, claim)).toEqual([{ id: 'lost', queue: 'hires' }]);
  });

  it('hand everything on when they leave, and that counts as no attempt', async () => {
    await aRun('r', 'self');
    expect(await removeExecutor(db, 'self')).toHaveLength(1);
    expect(await run('r')).toMatchObject({ status: 'ENQUEUED', attempts: 2 });
    expect(await executors()).toEqual([]);
  });

  it('are suspects when silent, or on this machine', async () => {
    await beat('silent', silentAfterMs + 500);
    await beat('near');
    await db.query("update engine.executors set host = 'far' where id = 'silent'");
    const suspects = await listSuspects(db, { id: 'self', host: 'here' }, silentAfterMs);
    expect(suspects.map(({ id, silent }) => `${id} ${silent}`).sort()).toEqual(['near false', 'silent true']);
    expect(await listSuspects(db, { id: 'self', host: null }, silentAfterMs)).toHaveLength(1);
  });
});
