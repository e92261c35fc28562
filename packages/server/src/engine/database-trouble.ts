import { JoineryError } from '@joinery/sdk';

// Connection, resource and shutdown classes, and the transactions that PostgreSQL asks to repeat.
const passingStates = /^(08...|53...|57P0[1-5]|40001|40P01|25P03)$/;
const brokenConnection =
  /connection (terminated|ended)|client has encountered a connection error|timeout exceeded when trying to connect/i;

/**
 * Whether the database was away or asked for a repeat, so that nothing is known about the step
 * itself. Calls to other systems never look like this: the egress module translates their errors.
 */
export function isDatabaseTrouble(error: unknown): boolean {
  if (error instanceof JoineryError) return error.code === 'database.unreachable';
  if (error instanceof AggregateError) return error.errors.some(isDatabaseTrouble);
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as Error & { code?: unknown; syscall?: unknown };
  if (syscall === 'connect' || code === 'ECONNRESET' || code === 'EPIPE') return true;
  return (typeof code === 'string' && passingStates.test(code)) || brokenConnection.test(error.message);
}
