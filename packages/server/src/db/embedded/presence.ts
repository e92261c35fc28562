// Every process that uses the embedded database holds one connection with a shared lock: its
// presence. Who leaves and gets the lock alone is the last one out, and switches off. A killed
// process loses its presence with its connection, so nothing has to be cleaned up after it.
import { JoineryError } from '@joinery/sdk';
import pg from 'pg';
import { ownerRole } from './create-cluster.ts';
import type { Postmaster } from './postmaster.ts';

/** The database that Joinery's tables are in. */
export const databaseName = 'joinery';

const lockKey = 0x6a6f_696e;

export interface Presence {
  /** Leaves, and runs `switchOff` before anybody else can enter if nobody else is here. */
  leave(switchOff: () => Promise<void>): Promise<void>;
  /** Calls once when the connection is lost without `leave`. */
  onLost(react: () => void): void;
}

/** Enters, or returns undefined when the server does not take connections now. */
export async function enter(postmaster: Postmaster): Promise<Presence | undefined> {
  const client = await connect(postmaster);
  if (client === undefined) return undefined;
  try {
    await assertDurable(client);
    if (!(await ask(client, `select pg_try_advisory_lock_shared(${lockKey}) as answer`))) {
      await client.end();
      return undefined;
    }
    await createDatabase(client);
    return presenceOf(client);
  } catch (error) {
    await client.end();
    throw error;
  }
}

async function connect({ socketFolder, port }: Postmaster): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    host: socketFolder,
    port,
    user: ownerRole,
    database: 'postgres',
    application_name: `joinery presence ${process.pid}`,
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch {
    return undefined;
  }
}

function presenceOf(client: pg.Client): Presence {
  let left = false;
  let react = (): void => undefined;
  client.on('end', () => {
    if (!left) react();
  });
  return {
    onLost: (callback) => {
      react = callback;
    },
    leave: async (switchOff) => {
      left = true;
      try {
        await client.query(`select pg_advisory_unlock_shared(${lockKey})`);
        if (await ask(client, `select pg_try_advisory_lock(${lockKey}) as answer`)) await switchOff();
      } finally {
        await client.end().catch(() => undefined);
      }
    },
  };
}

// An acknowledged write must survive a power cut. A server that was started by hand, or a role
// that was altered, could have switched that off.
async function assertDurable(client: pg.Client): Promise<void> {
  for (const name of ['fsync', 'full_page_writes', 'synchronous_commit']) {
    const answer = await ask<string>(client, `select current_setting('${name}') as answer`);
    if (answer === 'off')
      throw new JoineryError(
        'database.unsafe_settings',
        `The database runs with ${name}=off and would lose acknowledged writes in a power cut. ` +
          `Stop it and start Joinery again; look for ${name} in "alter role" or "alter database" settings.`,
      );
  }
}

async function createDatabase(client: pg.Client): Promise<void> {
  if (await ask(client, `select 1 as answer from pg_database where datname = '${databaseName}'`)) return;
  try {
    await client.query(`create database ${databaseName}`);
  } catch (error) {
    // 42P04 and 23505: another process made it in the same moment.
    if (!['42P04', '23505'].includes((error as pg.DatabaseError).code ?? '')) throw error;
  }
}

async function ask<T = unknown>(client: pg.Client, statement: string): Promise<T | undefined> {
  const { rows } = await client.query<{ answer: T }>(statement);
  return rows[0]?.answer;
}
