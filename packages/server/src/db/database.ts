// The one way to the tables. Every connection acts as the application role; a transaction
// belongs to one company, or to none, and row-level security holds it to that.
import { JoineryError } from '@joinery/sdk';
import {
  type Compilable,
  type CompiledQuery,
  Kysely,
  type Transaction as KyselyTransaction,
  sql,
} from 'kysely';
import pg from 'pg';
import { asApplication, type Connection } from './connection.ts';
import { ahead, knowingPrepared, PipeliningDialect, prepare, remembered, sendingTogether } from './driver.ts';
import { openLanes } from './lanes.ts';
import type { DB } from './types.generated.ts';

export type { Connection } from './connection.ts';
export { prepare } from './driver.ts';

// Dates are dates in the company's time zone, never instants: they stay text.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

export type Transaction = KyselyTransaction<DB>;

export interface Database {
  /**
   * Runs `work` in one transaction that sees only this company's rows. Never one inside another of
   * the same company: the inner one might wait for whom the outer one keeps waiting.
   */
  inCompany<T>(companyId: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** As `inCompany`, for work that writes nothing: PostgreSQL refuses it to. */
  reading<T>(companyId: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs `work` with no company: tables with `company_id` show 0 rows. */
  outside<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs `work` with a secret's hash that makes exactly its own row visible, for reading. */
  lookingUp<T>(lookup: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs one statement that is a transaction by itself, with no company. */
  alone<R>(query: CompiledQuery<R>): Promise<R[]>;
  /** Reads one answer by a prepared statement, in one flight: for what is read hot and by its key. */
  quickly<R>(companyId: string, query: CompiledQuery<R>): Promise<R[]>;
  /** As `quickly`, in the company that `entry` enters, by what it finds; its rows come as well. */
  quicklyBehind<E, R>(entry: CompiledQuery<E>, query: CompiledQuery<R>): Promise<[E[], R[]]>;
  /** Its transactions are parts of a longer one: what is set for one of them holds for all. */
  isJoined?: true;
  close(): Promise<void>;
}

const enter = prepare(
  'enter',
  `select set_config('joinery.company_id', $1, true), set_config('joinery.lookup', $2, true)`,
);

// As `enter`, and waits while somebody holds the company's writers up (`holdWriters`).
const enterToWrite = prepare(
  'enter-to-write',
  `select set_config('joinery.company_id', $1, true), set_config('joinery.lookup', '', true),
    pg_advisory_xact_lock_shared(hashtextextended('state of ' || $1, 0))`,
);

/**
 * A process that is frozen in the middle of a transaction lets go of its locks after this long: others
 * wait for them. What is under way in a transaction is statements, one behind the other.
 */
const idleMs = 60_000;

export function openDatabase(
  connection: Connection,
  options: { maxConnections?: number; idleInTransactionMs?: number } = {},
): Database {
  const { idleInTransactionMs = idleMs } = options;
  const pool = new pg.Pool({
    ...asApplication(connection, ` -c idle_in_transaction_session_timeout=${idleInTransactionMs}`),
    max: options.maxConnections ?? 16,
    pipeline: true,
  });
  // A connection that dies (the database was restarted) is replaced at the next use; whoever was
  // using it is told by the query that failed.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    knowingPrepared(client);
    sendingTogether(client);
  });
  pool.on('acquire', renewingPlans());
  const db = new Kysely<DB>({ dialect: new PipeliningDialect({ pool }) });
  const lanes = openLanes(connection);
  const quicklyBehind = async <E, R>(entry: CompiledQuery<E>, query: CompiledQuery<R>) =>
    (await lanes.fly([entry, query])) as [E[], R[]];
  const run = <T>(first: CompiledQuery<unknown>, work: Work<T>): Promise<T> =>
    db.transaction().execute((tx) => behind(tx.executeQuery(first), () => work(tx)));
  return {
    inCompany: (companyId, work) => run(ahead(enterToWrite(companyId)), work),
    reading: (companyId, work) =>
      db
        .transaction()
        .setAccessMode('read only')
        .execute((tx) => behind(tx.executeQuery(ahead(enter(companyId, ''))), () => work(tx))),
    outside: (work) => run(enter('', ''), work),
    lookingUp: (lookup, work) => run(enter('', lookup), work),
    alone: async (query) => (await db.executeQuery(query)).rows,
    quickly: async (companyId, query) => (await quicklyBehind(enter(companyId, ''), query))[1],
    quicklyBehind,
    close: async () => {
      await lanes.close();
      await db.destroy();
    },
  };
}

/**
 * Plans that a connection made while tables were all but empty read the whole of them later, also those by
 * which foreign keys are checked; PostgreSQL makes them anew when it has looked at a table, which may take
 * it minutes. So a connection forgets its plans at its 64th use, its 256th and so on.
 */
function renewingPlans(): (client: pg.PoolClient) => void {
  const uses = new WeakMap<pg.PoolClient, { count: number; renewAt: number }>();
  return (client) => {
    const used = uses.get(client) ?? { count: 0, renewAt: 64 };
    uses.set(client, used);
    used.count += 1;
    if (used.count < used.renewAt) return;
    used.renewAt *= 4;
    // Sent in front of whatever is next, which is told when the connection is lost.
    client.query('discard plans').catch(() => undefined);
  };
}

type Work<T> = (tx: Transaction) => Promise<T>;

/** Begins the work while `first` is on its way: its statements reach the database behind it. */
async function behind<T>(first: Promise<unknown>, work: () => Promise<T>): Promise<T> {
  first.catch(() => undefined);
  try {
    return await work();
  } finally {
    // Why the work failed, if this failed.
    await first;
  }
}

/**
 * Sends a hot statement whose text is always the same, and does not wait for it: for rows that are
 * written and never answer. What fails is thrown by the next statement that is waited for, or by the
 * end of the transaction; so nobody can answer to a broken constraint where this was called.
 */
export async function send(tx: Transaction, query: Compilable): Promise<void> {
  await tx.executeQuery(ahead(remembered(query.compile())));
}

/** As `send`, for a prepared statement. */
export async function sendPrepared(tx: Transaction, query: CompiledQuery): Promise<void> {
  await tx.executeQuery(ahead(query));
}

/**
 * Rows for a statement that takes however many there are as one value, by `jsonb_to_recordset`. Texts are
 * stored as the driver would send them: a surrogate without its other half, of which JSON makes an escape
 * that PostgreSQL refuses, is replaced.
 */
export function asRows(rows: readonly object[]): string {
  const text = JSON.stringify(rows);
  // To look at each value costs more than everything else here. Whole pairs are never escaped.
  if (!/\\u[dD][89a-fA-F]/.test(text)) return text;
  return JSON.stringify(rows, (_name, value) => (typeof value === 'string' ? value.toWellFormed() : value));
}

/** The rows of a hot statement whose text is always the same. */
export async function rowsOf<R>(tx: Transaction, query: Compilable<R>): Promise<R[]> {
  return (await tx.executeQuery(remembered(query.compile()))).rows;
}

/** The same database at a time that stands still: what it stamps with the company's time gets this one. */
export function atTime(database: Database, at: Date): Database {
  const still =
    <T>(work: (tx: Transaction) => Promise<T>) =>
    async (tx: Transaction): Promise<T> => {
      await sql`select set_config('joinery.now', ${at.toISOString()}, true)`.execute(tx);
      return work(tx);
    };
  return {
    ...database,
    inCompany: (companyId, work) => database.inCompany(companyId, still(work)),
    outside: (work) => database.outside(still(work)),
  };
}

/** Moves a transaction that began outside into a company it has just made. */
export async function setCompany(tx: Transaction, companyId: string): Promise<void> {
  await sql`select set_config('joinery.company_id', ${companyId}, true)`.execute(tx);
}

/**
 * Moves a transaction that began outside into the company, alone: those of others that may write wait
 * until it ends, and it waits for those that have begun. Reading goes on.
 */
export async function holdWriters(tx: Transaction, companyId: string): Promise<void> {
  // While it waits all others do: better that it fails than that a writer without end stops a company.
  await sql`set local lock_timeout = '30s'`.execute(tx);
  await sql`select pg_advisory_xact_lock(hashtextextended('state of ' || ${companyId}::text, 0))`.execute(tx);
  await sql`set local lock_timeout = 0`.execute(tx);
  await setCompany(tx, companyId);
}

/**
 * Refuses to work as a role that row-level security does not hold.
 *
 * @throws JoineryError `database.unsafe_settings`
 */
export async function assertApplicationRole(database: Database): Promise<void> {
  const { rows } = await database.outside((tx) =>
    sql<{ name: string; free: boolean }>`
      select current_user as name, rolsuper or rolbypassrls as free from pg_roles where rolname = current_user`.execute(
      tx,
    ),
  );
  const [role] = rows;
  if (role?.name === 'joinery_app' && !role.free) return;
  throw new JoineryError(
    'database.unsafe_settings',
    `The server must act as the role joinery_app, which row-level security holds; here it acts as ${role?.name}. Something between the server and PostgreSQL (a pooler, a setting of the role) changes the role at the start of a connection; connect without it.`,
  );
}
