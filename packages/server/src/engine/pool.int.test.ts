import { retriablePostgresException } from '@dbos-inc/dbos-sdk/internal/system_database';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../testing/database.ts';
import { isDatabaseTrouble } from './database-trouble.ts';
import { openPool } from './pool.ts';

describe('the engine’s connections', () => {
  const warnings: string[] = [];
  afterEach(() => warnings.splice(0));

  it('act as the application role, which cannot change the schema', async () => {
    const database = await createTestDatabase();
    const pool = openPool(database.connection, 1, (message) => warnings.push(message));
    const role = await pool.query('select current_user as name');
    expect(role.rows).toEqual([{ name: 'joinery_app' }]);
    await expect(pool.query('create table dbos.mine (id int)')).rejects.toThrow(/permission denied/);
    await expect(pool.query('create table engine.mine (id int)')).rejects.toThrow(/permission denied/);
    await pool.end();
    await database.drop();
  });

  it('fail in words that DBOS repeats on, when the server’s socket is gone', async () => {
    const pool = openPool({ host: '/nowhere', port: 1, database: 'x', user: 'x' }, 1, () => undefined);
    for (const attempt of [() => pool.query('select'), () => pool.connect()]) {
      const error = await attempt().catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        code: 'ENOENT',
        message: expect.stringMatching(/^could not connect to server: /),
      });
      expect(retriablePostgresException(error)).toBe(true);
      expect(isDatabaseTrouble(error)).toBe(true);
    }
    await pool.end();
  });

  it('keep the plan of what is asked again and again, unless another column would break it, and compile none', async () => {
    const database = await createTestDatabase();
    const pool = openPool(database.connection, 1, () => undefined);
    const usual = 'select owner_xid from dbos.workflow_status where workflow_uuid = $1';
    const broad = 'select * from dbos.workflow_status where workflow_uuid = $1';
    for (let time = 0; time < 40; time += 1)
      for (const text of [usual, broad]) expect((await pool.query(text, [`none ${time}`])).rows).toEqual([]);
    const { rows } = await pool.query('select statement from pg_prepared_statements');
    expect(rows).toEqual([{ statement: usual }]);
    const { rows: compiling } = await pool.query("select source from pg_settings where name = 'jit'");
    expect(compiling).toEqual([{ source: 'client' }]);
    await pool.end();
    await database.drop();
  });

  it('survive the loss of a connection in use, also one that DBOS would not repeat on', async () => {
    const database = await createTestDatabase();
    const pool = openPool(database.connection, 1, (message) => warnings.push(message));
    const client = await pool.connect();
    const broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' });
    expect(retriablePostgresException(broken)).toBe(false);
    client.emit('error', broken);
    expect(retriablePostgresException(broken)).toBe(true);
    expect(isDatabaseTrouble(broken)).toBe(true);
    expect(warnings).toHaveLength(1);
    client.release(true);
    await pool.end();
    await database.drop();
  });
});
