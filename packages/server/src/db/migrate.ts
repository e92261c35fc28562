// Forward-only migrations, run by the owner role. The application role is made here, owns
// nothing and cannot bypass row-level security; every other connection acts as it.
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { JoineryError } from '@joinery/sdk';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import { installEngine } from '../engine/install.ts';
import { asOwner, type Connection } from './connection.ts';

const folder = new URL('./migrations/', import.meta.url);

/**
 * Brings the database up to this build. Safe to call from several processes at once. With
 * `roleLogsIn` the application role may connect by itself: where the socket is private and asks
 * for no password, so that no connection begins as a superuser.
 *
 * @throws JoineryError `database.unreachable` when the server cannot be used, with the cause.
 */
export async function migrate(connection: Connection, { roleLogsIn = false } = {}): Promise<string[]> {
  const pool = new pg.Pool({ ...asOwner(connection), max: 3 });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    await assertUsable(db);
    return await oneAtATime(pool, () => bringUpToDate(db, connection, roleLogsIn));
  } finally {
    await db.destroy();
  }
}

async function bringUpToDate(
  db: Kysely<unknown>,
  connection: Connection,
  roleLogsIn: boolean,
): Promise<string[]> {
  await createApplicationRole(db);
  if (roleLogsIn) await sql`alter role joinery_app login`.execute(db);
  const applied = await runMigrations(db);
  await grantApplicationRole(db);
  await installEngine(connection);
  return applied;
}

// Polled on purpose: a session that waits inside pg_advisory_lock holds a snapshot, and building
// an index concurrently, as the engine does, waits for all snapshots.
async function oneAtATime<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    while (!(await tryLock(client))) await sleep(100);
    return await work();
  } finally {
    // Ending the connection lets the lock go, whatever happened.
    client.release(true);
  }
}

async function tryLock(client: pg.PoolClient): Promise<boolean> {
  const { rows } = await client.query(
    "select pg_try_advisory_lock(hashtext('joinery migrations')) as locked",
  );
  return rows[0].locked === true;
}

async function assertUsable(db: Kysely<unknown>): Promise<void> {
  let version: number;
  try {
    const answer = await sql<{
      version: string;
    }>`select current_setting('server_version_num') as version`.execute(db);
    version = Number(answer.rows[0]?.version);
  } catch (cause) {
    throw new JoineryError(
      'database.unreachable',
      `The database does not answer: ${(cause as Error).message}. Check that it runs and that DATABASE_URL is right.`,
      { cause },
    );
  }
  if (version < 150_000)
    throw new JoineryError(
      'database.unreachable',
      `PostgreSQL 15 or later is needed; this one reports ${Math.floor(version / 10_000)}.`,
    );
}

/** @throws JoineryError `database.not_owner` when the role may not make roles. */
async function createApplicationRole(db: Kysely<unknown>): Promise<void> {
  try {
    await ensureApplicationRole(db);
  } catch (cause) {
    if ((cause as { code?: string }).code !== '42501') throw cause;
    throw new JoineryError(
      'database.not_owner',
      'The user in DATABASE_URL may not make the role joinery_app. Let an administrator run once: create role joinery_app nologin; grant joinery_app to THAT_USER;',
      { cause },
    );
  }
}

async function ensureApplicationRole(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      if not exists (select from pg_roles where rolname = 'joinery_app') then
        create role joinery_app nologin nosuperuser nobypassrls nocreatedb nocreaterole;
      end if;
    exception when duplicate_object or unique_violation then null;
    end $$`.execute(db);
  // With a superuser this is already possible; elsewhere the owner must be a member to act as it.
  await sql`
    do $$ begin
      if not pg_has_role(current_user, 'joinery_app', 'member') then
        execute format('grant joinery_app to %I', current_user);
      end if;
    end $$`.execute(db);
}

async function runMigrations(db: Kysely<unknown>): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: readMigrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw migrationFailure(error);
  return (results ?? []).filter((r) => r.status === 'Success').map((r) => r.migrationName);
}

function migrationFailure(cause: unknown): JoineryError {
  const { message, code } = cause as { message: string; code?: string };
  // Kysely's words for migrations in the database that this build does not have.
  if (/corrupted migrations/.test(message))
    return new JoineryError(
      'database.wrong_version',
      'The database was brought up to date by a newer build of Joinery. Start that build, or give another database.',
      { cause },
    );
  if (code === '53100')
    return new JoineryError(
      'database.disk_full',
      'The disk of the database is full. Free some space and start again; nothing is lost.',
      { cause },
    );
  return new JoineryError('database.start_failed', `The database cannot be brought up to date: ${message}.`, {
    cause,
  });
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const entries = names.map(async (name): Promise<[string, Migration]> => {
    const text = await readFile(new URL(name, folder), 'utf8');
    return [name.replace('.sql', ''), { up: async (db) => void (await sql.raw(text).execute(db)) }];
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function grantApplicationRole(db: Kysely<unknown>): Promise<void> {
  await sql`grant usage on schema public to joinery_app`.execute(db);
  await sql`grant select, insert, update, delete on all tables in schema public to joinery_app`.execute(db);
  await sql`grant usage, select on all sequences in schema public to joinery_app`.execute(db);
  await sql`revoke all on kysely_migration, kysely_migration_lock from joinery_app`.execute(db);
}
