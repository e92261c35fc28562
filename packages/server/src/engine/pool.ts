import pg from 'pg';
import { asApplication, type Connection } from '../db/connection.ts';
import { rememberingUsual } from '../db/driver.ts';

type ConnectCallback = Parameters<pg.Pool['connect']>[0];

/**
 * Connections of the engine, as the application role. A server that goes away is warned about
 * and waited for; it ends neither the process nor, through DBOS, the work.
 */
export function openPool(connection: Connection, max: number, warn: (message: string) => void): pg.Pool {
  const pool = new SteadyPool({
    // A frozen process lets go of its locks after a while, so that its work can be taken over.
    // What is asked here is found by an index, and a plan that is kept from when a table was all but
    // empty must not read the whole of it later. What can only be read whole then looks so dear that
    // PostgreSQL would compile it anew each time, for a quarter of a second: it must not.
    ...asApplication(
      connection,
      ' -c idle_in_transaction_session_timeout=5s -c enable_seqscan=off -c jit=off',
    ),
    max,
  });
  const lost = (error: Error) => {
    nameForDbos(error);
    warn(`a database connection was lost: ${error.message}`);
  };
  pool.on('error', lost);
  // The pool hears only the idle ones; one that dies inside a transaction would end the process.
  pool.on('connect', (client) => {
    client.on('error', lost);
    rememberingUsual(client);
  });
  return pool;
}

class SteadyPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<pg.PoolClient> | undefined {
    if (callback === undefined)
      return super.connect().catch((error: Error) => {
        throw nameForDbos(error);
      });
    super.connect((error, client, done) => callback(error && nameForDbos(error), client, done));
    return undefined;
  }
}

/**
 * DBOS repeats what failed for want of a connection and records everything else as the work's
 * own failure. It tells the two apart by code or text, and takes a missing socket (a server
 * that was shut down) and EPIPE (one that was killed) for the second kind.
 */
function nameForDbos(error: Error): Error {
  const { code, syscall } = error as NodeJS.ErrnoException;
  const reason =
    syscall === 'connect'
      ? 'could not connect to server'
      : code === 'EPIPE'
        ? 'server closed the connection'
        : undefined;
  // The driver hands one error to everybody who waited for the connection.
  if (reason !== undefined && !error.message.startsWith(reason))
    error.message = `${reason}: ${error.message}`;
  return error;
}
