// Kysely's driver for PostgreSQL with fewer waits. A connection answers statements in the order in
// which they were sent, so the one that begins a transaction is not waited for: if it fails,
// everything behind it fails as well. Nor is the end of a transaction that could only read, nor are
// statements that are only sent (`ahead`): what fails of them is thrown by the next one that is waited
// for, or by the end of the transaction, which PostgreSQL then does not commit.
import type { Writable } from 'node:stream';
import {
  CompiledQuery,
  type DatabaseConnection,
  PostgresDialect,
  type PostgresDialectConfig,
  PostgresDriver,
  type TransactionSettings,
} from 'kysely';
import type pg from 'pg';

export class PipeliningDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;

  constructor(config: PostgresDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): PostgresDriver {
    return new PipeliningDriver(this.#config);
  }
}

class PipeliningDriver extends PostgresDriver {
  readonly #reading = new WeakSet<DatabaseConnection>();

  override async acquireConnection(options?: AcquireOptions): Promise<DatabaseConnection> {
    return sendingAhead(await super.acquireConnection(options));
  }

  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    if (settings.accessMode === 'read only') this.#reading.add(connection);
    else this.#reading.delete(connection);
    withoutWaiting(super.beginTransaction(connection, settings));
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    if (!this.#reading.has(connection)) return super.commitTransaction(connection);
    withoutWaiting(super.commitTransaction(connection));
  }
}

type AcquireOptions = Parameters<PostgresDriver['acquireConnection']>[0];

const aheads = new WeakSet<CompiledQuery>();

/** The statement is sent, and nobody waits for its answer. */
export function ahead(query: CompiledQuery): CompiledQuery {
  aheads.add(query);
  return query;
}

const prepared = new WeakSet<DatabaseConnection>();

function sendingAhead(connection: DatabaseConnection): DatabaseConnection {
  if (prepared.has(connection)) return connection;
  prepared.add(connection);
  const execute = connection.executeQuery.bind(connection) as DatabaseConnection['executeQuery'];
  const sent = new Set<Promise<unknown>>();
  // Kept until the rollback: several may be waiting for what failed behind it.
  const firstFailure = async () => {
    const looked = [...sent];
    const failure = (await Promise.all(looked)).find((error) => error !== undefined);
    if (failure === undefined) for (const one of looked) sent.delete(one);
    return failure;
  };
  const executeQuery: DatabaseConnection['executeQuery'] = async (query, options) => {
    if (aheads.has(query)) {
      const failure = execute(query, options).then(
        () => undefined,
        (error) => error,
      );
      sent.add(failure);
      return { rows: [] };
    }
    try {
      const result = await execute<never>(query, options);
      if (query.sql.startsWith('rollback')) sent.clear();
      // They are answered in order, so all of them are by now.
      const failure = sent.size === 0 ? undefined : await firstFailure();
      if (failure === undefined) return result;
      throw failure;
    } catch (error) {
      // Why everything behind it fails.
      throw (await firstFailure()) ?? error;
    }
  };
  return Object.assign(connection, { executeQuery });
}

function withoutWaiting(statement: Promise<unknown>): void {
  statement.catch(() => undefined);
}

const names = new Map<string, string>();

/**
 * A statement that each connection parses and plans once, and not for every request: for those that
 * hot reads consist of. Values stand in for `$1` and so on.
 *
 * PostgreSQL keeps the plan only where it is as good for any values: `= any($1)` never is, because
 * it expects more values than there are; array_position does.
 */
export function prepare<R>(name: string, text: string): (...values: unknown[]) => CompiledQuery<R> {
  names.set(text, name);
  return (...values) => CompiledQuery.raw(text, values) as CompiledQuery<R>;
}

/** Each connection keeps the plans of all of them. */
const maxRemembered = 250;
let remember = 0;

/**
 * Has each connection parse and plan the text of a statement once, where it is hot and always the
 * same. What is said of plans at `prepare` is true of it as well.
 */
export function remembered<R>(query: CompiledQuery<R>): CompiledQuery<R> {
  if (!names.has(query.sql) && remember < maxRemembered) {
    remember += 1;
    names.set(query.sql, `remembered-${remember}`);
  }
  return query;
}

const usualTexts = new Map<string, number>();
/** Each of them is a plan that every connection keeps. */
const maxUsual = 150;
const oftenEnough = 20;

/**
 * Lets a connection parse and plan once what it is asked again and again, whoever wrote it: for statements
 * that a library sends, all of them by an index.
 */
export function rememberingUsual(client: pg.ClientBase): void {
  const query = client.query.bind(client) as (what: unknown, ...rest: unknown[]) => unknown;
  Object.assign(client, {
    query: (what: unknown, ...rest: unknown[]) => {
      const name = typeof what === 'string' && Array.isArray(rest[0]) ? nameOfUsual(what) : undefined;
      if (name === undefined) return query(what, ...rest);
      const [values, ...callback] = rest;
      return query({ name, text: what, values }, ...callback);
    },
  });
}

function nameOfUsual(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  // A kept plan of such a one fails once a column is added.
  if (/(?:select|returning)\s+(?:\w+\.)?\*/i.test(text)) return undefined;
  const times = (usualTexts.get(text) ?? 0) + 1;
  // Texts with something in them that varies are not to be kept for ever.
  if (usualTexts.size < 1_000 || usualTexts.has(text)) usualTexts.set(text, times);
  if (times < oftenEnough || usualNames >= maxUsual) return undefined;
  usualNames += 1;
  usualTexts.delete(text);
  const name = `usual-${usualNames}`;
  names.set(text, name);
  return name;
}

let usualNames = 0;

/** The name under which a connection knows the text of a prepared statement. */
export function nameOfPrepared(text: string): string {
  const name = names.get(text);
  if (name === undefined) throw new Error(`Not a prepared statement: ${text}`);
  return name;
}

/** Lets a connection know the statements that are to be prepared. */
export function knowingPrepared(client: pg.ClientBase): void {
  const query = client.query.bind(client) as (what: unknown, ...rest: unknown[]) => unknown;
  Object.assign(client, {
    query: (what: unknown, ...rest: unknown[]) => {
      const name = typeof what === 'string' ? names.get(what) : undefined;
      return name === undefined ? query(what, ...rest) : query({ name, text: what, values: rest[0] });
    },
  });
}

/** Lets a connection send at once what is sent in one turn of the event loop. */
export function sendingTogether(client: pg.ClientBase): void {
  const query = client.query.bind(client) as (...what: unknown[]) => unknown;
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  const together = corking(stream);
  Object.assign(client, {
    query: (...what: unknown[]) => {
      together();
      return query(...what);
    },
  });
}

// A write to the socket costs more than most statements.
function corking(stream: Writable): () => void {
  let isCorked = false;
  const uncork = () => {
    isCorked = false;
    stream.uncork();
  };
  return () => {
    if (isCorked) return;
    isCorked = true;
    stream.cork();
    setImmediate(uncork);
  };
}
