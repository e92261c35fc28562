import { setTimeout as delay } from 'node:timers/promises';
import { JoineryError } from '@joinery/sdk';
import type { Logger } from 'pino';

// Connection, resource and shutdown classes, a server that has just become a standby, and the
// transactions that PostgreSQL asks to repeat.
const passingStates = /^(08...|53...|57P0[1-5]|25006|40001|40P01|25P03)$/;
const lostConnections = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'];
const brokenConnection =
  /connection (terminated|ended)|server closed the connection|client has encountered a connection error|timeout exceeded when trying to connect/i;

/**
 * Whether the database was away or asked for a repeat, so that nothing is known about the step
 * itself. Calls to other systems never look like this: the egress module translates their errors.
 */
export function isDatabaseTrouble(error: unknown): boolean {
  if (error instanceof JoineryError) return error.code === 'database.unreachable';
  if (error instanceof AggregateError) return error.errors.some(isDatabaseTrouble);
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as Error & { code?: unknown; syscall?: unknown };
  if (syscall === 'connect' || brokenConnection.test(error.message)) return true;
  return typeof code === 'string' && (lostConnections.includes(code) || passingStates.test(code));
}

const waitsMs = [250, 500, 1000, 2000];

/**
 * Repeats work while the database is away. That says nothing about the work itself, and no
 * outcome of it could be recorded; the process that takes over from a dead one repeats it too.
 */
export async function untilDatabaseAnswers<T>(
  log: Logger,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let round = 0; ; round += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseTrouble(error) || signal?.aborted) throw error;
      log.warn({ err: error }, 'the database does not answer; the work waits for it');
      await delay(waitsMs[Math.min(round, waitsMs.length - 1)]);
    }
  }
}
