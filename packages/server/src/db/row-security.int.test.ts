import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { assertApplicationRole, type Database, openDatabase, prepare, type Transaction } from './database.ts';

let database: TestDatabase;
let db: Database;
let owner: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.connection, { maxConnections: 8 });
  owner = new pg.Pool({ ...database.connection, max: 2 });
});
afterAll(async () => {
  await db.close();
  await owner.end();
  await database.drop();
});

async function whereabouts(): Promise<{ host: string; port: number; user: string; database: string }> {
  const { connection } = database;
  if (connection.connectionString !== undefined) {
    const url = new URL(connection.connectionString);
    return {
      host: url.hostname,
      port: Number(url.port || 5432),
      user: url.username,
      database: url.pathname.slice(1),
    };
  }
  const { host = '', port = 5432, user = '', database: name = '' } = connection;
  return { host, port, user, database: name };
}

// What the catalogue says of every table with company_id, whatever module added it.
async function companyTables(pool: pg.Pool) {
  const { rows } = await pool.query(`
    select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      exists (select from pg_policy p where p.polrelid = c.oid and p.polcmd = '*'
        and pg_get_expr(p.polqual, p.polrelid) = '(company_id = current_company())'
        and pg_get_expr(p.polwithcheck, p.polrelid) = '(company_id = current_company())') as confined
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') order by 1`);
  return rows as { name: string; enabled: boolean; forced: boolean; confined: boolean }[];
}

const unprotected = (tables: Awaited<ReturnType<typeof companyTables>>) =>
  tables.filter((table) => !(table.enabled && table.forced && table.confined)).map(({ name }) => name);

describe('row-level security', () => {
  it('is enabled, forced and confined to the company on every table with company_id', async () => {
    const tables = await companyTables(owner);
    expect(tables.length).toBeGreaterThan(25);
    expect(unprotected(tables)).toEqual([]);
  });

  it('is missed on a table that somebody forgets to protect', async () => {
    await owner.query('create table forgotten (company_id text)');
    expect(unprotected(await companyTables(owner))).toEqual(['forgotten']);
    await owner.query('drop table forgotten');
  });

  it('holds for the role that the server acts as', async () => {
    const [role] = await db.outside(async (tx) => {
      const { rows } = await sql<Record<string, unknown>>`
        select rolname as name, rolsuper as super, rolbypassrls as bypass, rolcreaterole as create_role,
          (select count(*)::int from pg_class where relowner = r.oid) as owned
        from pg_roles r where rolname = current_user`.execute(tx);
      return rows;
    });
    expect(role).toEqual({ name: 'joinery_app', super: false, bypass: false, create_role: false, owned: 0 });
  });

  it('holds whatever the options in a database URL say', async () => {
    const { host, port, user, database: name } = await whereabouts();
    const url = new URL(`postgres://${user}@localhost:${port}/${name}`);
    url.searchParams.set('host', host);
    url.searchParams.set('options', '-c statement_timeout=60000');
    const other = openDatabase({ connectionString: url.href }, { maxConnections: 1 });
    await assertApplicationRole(other);
    const { rows } = await other.outside((tx) =>
      sql<{ statement_timeout: string }>`show statement_timeout`.execute(tx),
    );
    expect(rows[0]?.statement_timeout).toBe('1min');
    await other.close();
  });

  it('ends with a transaction in which nothing happens any more, and lets go of what it held', async () => {
    const show = (database: Database) =>
      database.outside(async (tx) => {
        const shown = sql<{ idle: string }>`
          select current_setting('idle_in_transaction_session_timeout') as idle`;
        return (await shown.execute(tx)).rows[0]?.idle;
      });
    expect(await show(db)).toBe('1min');
    const short = openDatabase(await whereabouts(), { maxConnections: 1, idleInTransactionMs: 150 });
    await owner.query('create table held (id integer)');
    await owner.query('grant select, insert on held to joinery_app');
    const frozen = short.outside(async (tx) => {
      await sql`lock table held in share row exclusive mode`.execute(tx);
      await sql`insert into held values (1)`.execute(tx);
      await new Promise((resolve) => setTimeout(resolve, 600));
      await sql`select 1`.execute(tx);
    });
    const failed = expect(frozen).rejects.toThrow();
    const taken = db.outside((tx) => sql`insert into held values (2)`.execute(tx));
    await failed;
    await taken;
    expect((await owner.query('select id from held')).rows).toEqual([{ id: 2 }]);
    expect(await show(short)).toBe('150ms');
    await owner.query('drop table held');
    await short.close();
  });

  it('cannot be left by SET ROLE NONE where the application role logs in by itself', async () => {
    await owner.query('alter role joinery_app login');
    const own = openDatabase({ ...(await whereabouts()), user: 'joinery_app' }, { maxConnections: 1 });
    const role = await own.outside(async (tx) => {
      await sql`set role none`.execute(tx);
      return (await sql<{ role: string }>`select current_user as role`.execute(tx)).rows[0]?.role;
    });
    expect(role).toBe('joinery_app');
    await own.close();
  });

  it('survives a connection that dies inside a transaction', async () => {
    const killed = db.outside(async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await owner.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await sql`select 1`.execute(tx);
    });
    await expect(killed).rejects.toThrow();
    expect(await db.outside((tx) => sql`select 1 as one`.execute(tx).then(({ rows }) => rows))).toEqual([
      { one: 1 },
    ]);
  });

  it('cannot be left by resetting the role', async () => {
    const role = await db.outside(async (tx) => {
      await sql`reset role`.execute(tx);
      return (await sql<{ role: string }>`select current_user as role`.execute(tx)).rows[0]?.role;
    });
    expect(role).toBe('joinery_app');
  });
});

async function aCompany(tx: Transaction, id: string): Promise<void> {
  await tx
    .insertInto('companies')
    .values({ id, slug: id, name: id, kind: 'live', time_zone: 'UTC', currency: 'USD' })
    .execute();
}

const seen = (tx: Transaction) => tx.selectFrom('events').select('company_id').execute();

describe('a company', () => {
  const companies = ['one', 'two', 'three', 'four'];

  beforeAll(async () => {
    for (const id of companies) {
      await db.outside((tx) => aCompany(tx, id));
      await db.inCompany(id, async (tx) => {
        await tx
          .insertInto('events')
          .values({ company_id: id, type: 'jobs.created', subject_id: 'job_1', payload: '{}' })
          .execute();
      });
    }
  });

  it('sees its own rows; nobody sees all', async () => {
    for (const id of companies) expect(await db.inCompany(id, seen)).toEqual([{ company_id: id }]);
    expect(await db.outside(seen)).toEqual([]);
    expect(await db.inCompany('unknown', seen)).toEqual([]);
  });

  it('cannot write rows of another one, nor move its own there', async () => {
    const other = { company_id: 'two', type: 'jobs.created', subject_id: 'job_2', payload: '{}' };
    const insert = db.inCompany('one', (tx) => tx.insertInto('events').values(other).execute());
    await expect(insert).rejects.toThrow(/row-level security/);
    const move = db.inCompany('one', (tx) => tx.updateTable('events').set({ company_id: 'two' }).execute());
    await expect(move).rejects.toThrow(/row-level security/);
    const [touched] = await db.inCompany('one', (tx) =>
      tx.updateTable('events').set({ subject_id: 'x' }).where('company_id', '=', 'two').execute(),
    );
    expect(touched?.numUpdatedRows).toBe(0n);
  });

  it('is also hidden from the owner of the tables', async () => {
    const { rows } = await owner.query(
      'select rolsuper or rolbypassrls as free from pg_roles where rolname = current_user',
    );
    const { rowCount } = await owner.query('select from events');
    expect(rowCount).toBe(rows[0]?.free === true ? companies.length : 0);
  });

  it('never leaks through the pool, under 10,000 interleaved transactions, some of them failing', async () => {
    const total = 10_000;
    let next = 0;
    const wrong: string[] = [];
    const worker = async () => {
      for (let i = next++; i < total; i = next++) {
        const id = i % 5 === 4 ? undefined : companies[i % 5];
        const fails = i % 17 === 0;
        const work = async (tx: Transaction) => {
          const rows = await seen(tx);
          const expected = id === undefined ? '' : id;
          if (rows.map((row) => row.company_id).join() !== expected)
            wrong.push(`${i}: ${JSON.stringify(rows)}`);
          if (fails) await sql`select 1 / 0`.execute(tx);
        };
        const run = id === undefined ? db.outside(work) : db.inCompany(id, work);
        if (fails) await expect(run).rejects.toThrow(/division by zero/);
        else await run;
      }
    };
    await Promise.all(Array.from({ length: 24 }, worker));
    expect(wrong).toEqual([]);
    expect(next).toBeGreaterThanOrEqual(total);
  });
});

describe('work that only reads', () => {
  it('sees its company, and is refused to write', async () => {
    await db.outside((tx) => aCompany(tx, 'reading'));
    const companies = (tx: Transaction) =>
      sql<{ id: string }>`select current_company() as id`.execute(tx).then(({ rows }) => rows);
    expect(await db.reading('reading', companies)).toEqual([{ id: 'reading' }]);
    const write = db.reading('reading', (tx) =>
      tx.insertInto('company_counters').values({ company_id: 'reading', name: 'x', value: 1 }).execute(),
    );
    await expect(write).rejects.toMatchObject({ code: '25006' });
    expect(await db.outside(companies)).toEqual([{ id: null }]);
  });

  it('leaves no company behind it for a statement that stands alone', async () => {
    const who = prepare<{ id: string | null }>('test-who', 'select current_company() as id, $1::int');
    await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        if (i % 2 === 0) await db.reading('reading', (tx) => tx.executeQuery(who(i)));
        else expect(await db.alone(who(i))).toMatchObject([{ id: null }]);
      }),
    );
  });
});

describe('a look-up by a secret', () => {
  it('shows exactly the row whose hash is presented, and lets nobody write it', async () => {
    await db.outside((tx) => aCompany(tx, 'keys'));
    await db.inCompany('keys', async (tx) => {
      await tx
        .insertInto('access_levels')
        .values({ id: 'l', company_id: 'keys', name: 'x', definition: '{}' })
        .execute();
      await tx
        .insertInto('users')
        .values({ id: 'u', company_id: 'keys', kind: 'service', access_level_id: 'l', email: 'U@x.yz' })
        .execute();
      for (const hash of ['aaa', 'bbb'])
        await tx
          .insertInto('api_keys')
          .values({ id: hash, company_id: 'keys', user_id: 'u', name: hash, preview: '', hash })
          .execute();
    });
    const keys = (tx: Transaction) => tx.selectFrom('api_keys').select('id').execute();
    expect(await db.lookingUp('aaa', keys)).toEqual([{ id: 'aaa' }]);
    expect(await db.lookingUp('', keys)).toEqual([]);
    expect(await db.lookingUp('u@x.yz', (tx) => tx.selectFrom('users').select('id').execute())).toEqual([
      { id: 'u' },
    ]);
    const [touched] = await db.lookingUp('aaa', (tx) =>
      tx.updateTable('api_keys').set({ name: 'stolen' }).execute(),
    );
    expect(touched?.numUpdatedRows).toBe(0n);
  });
});
