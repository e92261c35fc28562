import { ProviderError } from '@joinery/sdk';
import type { AccountReport } from './hris-actions.ts';

/** Looks one after the other, and tells of each whether it works. A key that is refused is not tried on. */
export async function reportOf(
  looks: readonly (readonly [name: string, look: () => Promise<unknown>])[],
): Promise<AccountReport> {
  const checks: AccountReport['checks'][number][] = [];
  let health: AccountReport['health'] = 'ok';
  for (const [name, look] of looks) {
    const problem = await problemOf(look);
    checks.push({ name, ok: problem === undefined, message: problem?.message ?? 'Works.' });
    if (problem === undefined) continue;
    if (health === 'ok') health = healthOf(problem);
    if (problem.status === 401 || problem.outcome === 'not_sent') break;
  }
  return { health, checks };
}

async function problemOf(look: () => Promise<unknown>): Promise<ProviderError | undefined> {
  try {
    await look();
    return undefined;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}

function healthOf({ status, outcome }: ProviderError): AccountReport['health'] {
  if (outcome === 'not_sent') return 'unreachable';
  return outcome === 'refused' && (status === 401 || status === 403) ? 'unauthorized' : 'degraded';
}
