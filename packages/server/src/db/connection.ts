// Where PostgreSQL is, and how a process connects there: as the owner for migrations, as the
// application role for everything else.

/** The fields that `pg` takes. */
export interface Connection {
  host?: string;
  port?: number;
  user?: string;
  database?: string;
  password?: string;
  connectionString?: string;
}

/** How long to wait for a connection: for one that is free, and for a server that drops packets. */
const connectionTimeoutMillis = 10_000;

/** As the role in the connection itself: migrations only. */
export function asOwner(connection: Connection) {
  return { ...connection, connectionTimeoutMillis };
}

/**
 * As the application role. The role is a setting of the connection's start, so it is also what
 * RESET ROLE returns to. The driver lets options in a URL replace all others: ours are put
 * behind them there, where they win.
 */
export function asApplication(connection: Connection, moreOptions = '') {
  const own = `-c role=joinery_app${moreOptions}`;
  const shared = { ...connection, connectionTimeoutMillis };
  if (connection.connectionString === undefined) return { ...shared, options: own };
  const url = new URL(connection.connectionString);
  url.searchParams.set('options', [...url.searchParams.getAll('options'), own].join(' '));
  return { ...shared, connectionString: url.href };
}
