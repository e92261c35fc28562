import { BambooHr } from '../client.ts';
import { BambooHrError } from '../error.ts';
import type { BambooHrOptions } from '../options.ts';

export const apiKey = '5ca1ab1e0f5eedc0ffee5ca1ab1e0f5eedc0ffee';

/** A client of the given server whose waits take no time. */
export function aClient(baseUrl: string, options: Partial<BambooHrOptions> = {}): BambooHr {
  return new BambooHr({ apiKey, baseUrl, sleep: async () => {}, ...options });
}

/** The error that an operation fails with. */
export async function errorOf(operation: Promise<unknown>): Promise<BambooHrError> {
  const error = await operation.then(
    (value) => new Error(`expected a failure, got ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof BambooHrError) return error;
  throw error;
}
