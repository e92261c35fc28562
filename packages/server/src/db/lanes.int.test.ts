import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { beside } from './beside.ts';
import { type Database, openDatabase, prepare } from './database.ts';

let database: TestDatabase;
let db: Database;
let owner: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.connection);
  owner = new pg.Pool({ ...database.connection, max: 2 });
});
afterAll(async () => {
  await db.close();
  await owner.end();
  await database.drop();
});

interface Where {
  company: string | null;
  asked: number;
}

const where = prepare<Where>(
  'test-where',
  `select nullif(current_setting('joinery.company_id', true), '') as company, $1::int as asked`,
);
const listOf = prepare<{ list: string[] | null; nothing: null }>(
  'test-list',
  'select $1::text[] as list, $2::text as nothing',
);
const backend = prepare<{ pid: number }>('test-backend', 'select pg_backend_pid() as pid');
const rename = prepare('test-rename', `update companies set name = 'changed' where id = $1`);

describe('a quick read', () => {
  it('is in its own company, however many share a connection', async () => {
    const asked = Array.from({ length: 500 }, (_, index) => index);
    const answers = await Promise.all(asked.map((n) => db.quickly(n % 3 === 0 ? 'a' : 'b', where(n))));
    expect(answers).toEqual(asked.map((n) => [{ company: n % 3 === 0 ? 'a' : 'b', asked: n }]));
  });

  it('leaves nothing behind for one that enters no company', async () => {
    await db.quickly('a', where(1));
    const [, after] = await db.quicklyBehind(backend(), where(2));
    expect(after).toEqual([{ company: null, asked: 2 }]);
  });

  it('fails alone', async () => {
    const [before, failed, after] = await Promise.allSettled([
      db.quickly('a', where(1)),
      db.quickly('a', where('no number')),
      db.quickly('b', where(2)),
    ]);
    expect(before).toMatchObject({ value: [{ company: 'a' }] });
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: '22P02' } });
    expect(after).toMatchObject({ value: [{ company: 'b' }] });
  });

  it('writes nothing', async () => {
    await expect(db.quickly('a', rename('a'))).rejects.toMatchObject({ code: '25006' });
  });

  it('sends lists and blanks as they are', async () => {
    const list = ['plain', 'a "quoted", one\\', '{}', ''];
    expect(await db.quickly('a', listOf(list, null))).toEqual([{ list, nothing: null }]);
  });

  it('is told when its connection is lost, and the next has another', async () => {
    const [{ pid } = { pid: 0 }] = await db.quickly('a', backend());
    await owner.query('select pg_terminate_backend($1)', [pid]);
    await expect
      .poll(() => db.quickly('a', where(1)).catch(() => undefined))
      .toEqual([{ company: 'a', asked: 1 }]);
    const [{ pid: next } = { pid: 0 }] = await db.quickly('a', backend());
    expect(next).not.toBe(pid);
  });
});

const entry = prepare<{ entered: string }>(
  'test-entry',
  `select set_config('joinery.company_id', $1, true) as entered`,
);

describe('work beside a question', () => {
  it('reads in the company that the question enters, whatever it thought', async () => {
    const { db: begun, rows } = beside(db, entry('b'));
    expect(await begun.quickly('a', where(1))).toEqual([{ company: 'b', asked: 1 }]);
    expect(await rows()).toEqual([{ entered: 'b' }]);
  });

  it('asks by itself when nothing was read', async () => {
    expect(await beside(db, entry('a')).rows()).toEqual([{ entered: 'a' }]);
  });
});
