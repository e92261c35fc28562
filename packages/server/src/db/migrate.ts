// Forward-only migrations, run by the owner role. The application role is made here, owns
// nothing and cannot bypass row-level security; every other connection acts as it.
import { readdir, readFile } from 'node:fs/promises';
import { JoineryError } from '@joinery/sdk';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import { installEngine } from '../engine/install.ts';
import type { Connection } from './database.ts';

const folder = new URL('./migrations/', import.meta.url);

/**
 * Brings the database up to this build. Safe to call from several processes at once.
 *
 * @throws JoineryError `database.unreachable` when the server cannot be used, with the cause.
 */
export async function migrate(connection: Connection): Promise<string[]> {
  const pool = new pg.Pool({ ...connection, max: 2 });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    await assertUsable(db);
    await createApplicationRole(db);
    const applied = await runMigrations(db);
    await grantApplicationRole(db);
    await installEngine(connection);
    return applied;
  } finally {
    await db.destroy();
  }
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

async function createApplicationRole(db: Kysely<unknown>): Promise<void> {
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
  if (error !== undefined) throw error;
  return (results ?? []).filter((r) => r.status === 'Success').map((r) => r.migrationName);
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
