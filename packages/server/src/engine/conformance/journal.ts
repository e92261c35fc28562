// Where the suite's work leaves its traces: a table of its own, outside the engine's records,
// so that the engine is not its own witness.
import { setTimeout as delay } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Connection, Transaction } from '../../db/database.ts';
import type { DB } from '../../db/types.generated.ts';

export const journalSchema = `
  create table journal (
    seq bigint generated always as identity,
    at timestamptz not null default clock_timestamp(),
    kind text not null, run text not null, partition text not null default '',
    step text not null default '', mark text not null default '', process text not null);
  create table gates (name text primary key);
  grant all on journal, gates to joinery_app`;

export interface Entry {
  kind: string;
  run: string;
  partition?: string;
  step?: string;
  mark?: string;
}

export interface Journal {
  /** In the given transaction, else in one of its own. */
  write(entry: Entry, tx?: Transaction): Promise<void>;
  /** Waits until the suite opens the gate. */
  throughGate(name: string): Promise<void>;
  outside<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export function openJournal(connection: Connection, process: string): Journal {
  const pool = new pg.Pool({ ...connection, max: 4, options: '-c role=joinery_app' });
  const ignore = () => undefined;
  pool.on('error', ignore);
  // A connection may also die while it is in use and idle, in a transaction.
  pool.on('connect', (client) => client.on('error', ignore));
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  const outside: Journal['outside'] = (work) => db.transaction().execute(work);
  return {
    outside,
    write: (entry, tx) =>
      tx ? insertEntry(tx, process, entry) : outside((own) => insertEntry(own, process, entry)),
    async throughGate(name) {
      while (!(await outside((tx) => isOpen(tx, name)))) await delay(50);
    },
    close: () => db.destroy(),
  };
}

async function isOpen(tx: Transaction, gate: string): Promise<boolean> {
  return (await sql`select from gates where name = ${gate}`.execute(tx)).rows.length > 0;
}

async function insertEntry(tx: Transaction, process: string, entry: Entry): Promise<void> {
  const { kind, run, partition = '', step = '', mark = '' } = entry;
  await sql`insert into journal (kind, run, partition, step, mark, process)
    values (${kind}, ${run}, ${partition}, ${step}, ${mark}, ${process})`.execute(tx);
}
