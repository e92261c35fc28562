// Lanes: a few connections that many small reads share. A flight is a handful of prepared statements
// with one end, so PostgreSQL runs it as one transaction and answers it at once; flights of different
// callers stand in a lane behind each other without waiting for answers. What one of them sets for its
// transaction is gone before the next begins. Lanes are read only: PostgreSQL refuses them to write.
import type { CompiledQuery } from 'kysely';
import pg from 'pg';
import { asApplication, type Connection } from './connection.ts';
import { nameOfPrepared, sendingTogether } from './driver.ts';

export interface Lanes {
  /** The rows of each statement, which must be prepared ones; that none of them takes long is up to the caller. */
  fly(statements: readonly CompiledQuery[]): Promise<unknown[][]>;
  close(): Promise<void>;
}

const maxLanes = 4;
/** With so many flights in each of its lanes, a process opens another: they are answered side by side. */
const crowd = 4;

export function openLanes(connection: Connection): Lanes {
  const options = { ...asApplication(connection, ' -c default_transaction_read_only=on'), pipeline: true };
  const lanes: Lane[] = [];
  const open = (): Lane => {
    const lane = new Lane(options, () => {
      if (lanes.includes(lane)) lanes.splice(lanes.indexOf(lane), 1);
    });
    lanes.push(lane);
    return lane;
  };
  const choose = (): Lane => {
    const free = lanes.reduce<Lane | undefined>(
      (best, lane) => (best === undefined || lane.flying < best.flying ? lane : best),
      undefined,
    );
    return free === undefined || (free.flying >= crowd && lanes.length < maxLanes) ? open() : free;
  };
  return {
    fly: (statements) => choose().fly(statements),
    close: async () => {
      await Promise.all([...lanes].map((lane) => lane.close()));
    },
  };
}

class Lane {
  flying = 0;
  readonly #client: pg.Client;
  readonly #columns = new Map<string, Column[]>();
  #ready: Promise<unknown> | undefined;

  /** @param lost is called when nothing can be sent here any more; whoever has a flight is told by it. */
  constructor(options: pg.ClientConfig, lost: () => void) {
    this.#client = new pg.Client(options);
    this.#client.on('error', lost);
    this.#client.once('end', lost);
    this.#ready = this.#connect();
    this.#ready.catch(lost);
  }

  async fly(statements: readonly CompiledQuery[]): Promise<unknown[][]> {
    this.flying += 1;
    try {
      if (this.#ready !== undefined) await this.#ready;
      return await this.#send(statements);
    } finally {
      this.flying -= 1;
    }
  }

  close(): Promise<void> {
    return this.#client.end();
  }

  async #connect(): Promise<void> {
    await this.#client.connect();
    sendingTogether(this.#client);
    this.#ready = undefined;
  }

  #send(statements: readonly CompiledQuery[]): Promise<unknown[][]> {
    for (const { sql } of statements) if (!this.#columns.has(sql)) this.#prepare(sql);
    return new Promise((resolve, reject) => {
      this.#client.query(new Flight(statements, this.#columns, resolve, reject));
    });
  }

  // Sent in front of the first flight with this statement, and not waited for.
  #prepare(text: string): void {
    const columns: Column[] = [];
    this.#columns.set(text, columns);
    this.#client.query(new Preparation(text, columns, () => this.#columns.delete(text)));
  }
}

interface Column {
  name: string;
  read(text: string): unknown;
}

/** The messages of the extended protocol, as `pg` writes them. */
interface Wire {
  parse(statement: { name: string; text: string }): void;
  describe(statement: { type: 'S'; name: string }): void;
  bind(values: { statement: string; values: unknown[] }): void;
  execute(): void;
  sync(): void;
}

// The driver lets only queries of its own kind share a connection.
const Query = pg.Query as unknown as new (config: { text: string }) => object;

class Preparation extends Query {
  readonly #text: string;
  readonly #columns: Column[];
  readonly #failed: () => void;

  constructor(text: string, columns: Column[], failed: () => void) {
    super({ text });
    this.#text = text;
    this.#columns = columns;
    this.#failed = failed;
  }

  submit(connection: unknown): void {
    const wire = connection as Wire;
    const name = nameOfPrepared(this.#text);
    wire.parse({ name, text: this.#text });
    wire.describe({ type: 'S', name });
    wire.sync();
  }

  handleRowDescription({ fields }: { fields: pg.FieldDef[] }): void {
    for (const { name, dataTypeID } of fields)
      this.#columns.push({ name, read: pg.types.getTypeParser(dataTypeID, 'text') });
  }

  // The flight behind it fails as well, and tells whoever sent it.
  handleError(): void {
    this.#failed();
  }

  handleReadyForQuery(): void {}
}

class Flight extends Query {
  readonly #statements: readonly CompiledQuery[];
  readonly #columns: ReadonlyMap<string, Column[]>;
  readonly #resolve: (rows: unknown[][]) => void;
  readonly #reject: (error: unknown) => void;
  readonly #rows: unknown[][];
  #at = 0;

  constructor(
    statements: readonly CompiledQuery[],
    columns: ReadonlyMap<string, Column[]>,
    resolve: (rows: unknown[][]) => void,
    reject: (error: unknown) => void,
  ) {
    super({ text: '' });
    this.#statements = statements;
    this.#columns = columns;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#rows = statements.map(() => []);
  }

  submit(connection: unknown): void {
    const wire = connection as Wire;
    for (const { sql, parameters } of this.#statements) {
      wire.bind({ statement: nameOfPrepared(sql), values: parameters.map(toText) });
      wire.execute();
    }
    wire.sync();
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const columns = this.#columns.get(this.#statements[this.#at]?.sql ?? '') ?? [];
    const row: Record<string, unknown> = {};
    for (const [index, { name, read }] of columns.entries()) {
      const text = fields[index] ?? null;
      row[name] = text === null ? null : read(text);
    }
    this.#rows[this.#at]?.push(row);
  }

  handleCommandComplete(): void {
    this.#at += 1;
  }

  handleError(error: unknown): void {
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    this.#resolve(this.#rows);
  }
}

function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  // A list of texts, as PostgreSQL reads it.
  if (Array.isArray(value)) return `{${value.map((item) => JSON.stringify(item)).join()}}`;
  return String(value);
}
