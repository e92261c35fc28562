// What a person waits for, asked of where the people of a company come from. What goes wrong is told
// with its cause and its cure.
import { JoineryError, ProviderError } from '@joinery/sdk';
import type { Context } from '../context.ts';
import type { Urgency } from './connection-gate.ts';
import { type OpenSource, openSource } from './connections.service.ts';

export type Calling = Pick<Context, 'config' | 'secrets' | 'egress' | 'db' | 'engine' | 'clock' | 'log'>;

/**
 * For services that have checked the principal's rights to what they ask for. `what` begins a sentence;
 * `needs` is what helps when the provider refuses it.
 *
 * @throws JoineryError `connections.disabled`; ProviderError
 */
export async function askSource<T>(
  context: Calling,
  { companyId, connectionId }: { companyId: string; connectionId: string },
  { what, needs, urgency = 'person' }: { what: string; needs: string; urgency?: Urgency },
  ask: (source: OpenSource['source']) => Promise<T>,
): Promise<T> {
  const opened = await context.db.inCompany(companyId, (tx) =>
    openSource(context, tx, companyId, connectionId, { urgency }),
  );
  if (!opened.enabled)
    throw new JoineryError(
      'connections.disabled',
      `${what} cannot be read from BambooHR: the connection ${opened.name} is switched off. Switch it on.`,
    );
  try {
    return await ask(opened.source);
  } catch (error) {
    throw error instanceof ProviderError ? explained(error, what, needs) : error;
  }
}

function explained(error: ProviderError, what: string, needs: string): ProviderError {
  const { provider, operation, outcome, status, requestId, retryAfterSeconds, details } = error;
  return new ProviderError(
    error.code,
    `${what} cannot be read from BambooHR: ${error.message} ${cureOf(error, needs)}`,
    {
      provider,
      operation,
      outcome,
      details,
      ...(status === undefined ? {} : { status }),
      ...(requestId === undefined ? {} : { requestId }),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      cause: error,
    },
  );
}

function cureOf({ code }: ProviderError, needs: string): string {
  if (code === 'connections.unauthorized') return 'Give the connection a key that works.';
  return code === 'provider.refused' ? needs : 'Ask again later.';
}
