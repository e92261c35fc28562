import { type Company, JoineryError, type SandboxFault } from '@joinery/sdk';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { randomFrom } from './random.ts';

/** A request as it begins. */
export interface BegunRequest {
  operation: string;
  method: string;
  /** With its query. */
  path: string;
  requestId: string;
}

export function isSandbox(company: Company): boolean {
  return company.kind === 'sandbox';
}

/** @throws JoineryError `access.forbidden` outside a sandbox company, and without its settings right. */
export function assertSandboxOwner(principal: Principal): void {
  assertArea(principal, 'settings.company', 'edit');
  if (!isSandbox(principal.company))
    throw new JoineryError(
      'access.forbidden',
      'This is not a sandbox company: it has no faults, no limit, no ledger, no clock and no snapshots of its own.',
    );
}

/** Where a sandbox company's BambooHR dialect is on a server. */
export function sandboxUrl(serverUrl: string, slug: string): string {
  return `${serverUrl}/api/gateway.php/${slug}`;
}

/** Whether a fault hits the request that it looks at as its nth. */
export function isHit(
  { seed, probability }: Pick<SandboxFault, 'seed' | 'probability'>,
  nth: number,
): boolean {
  return probability >= 1 || randomFrom(`${seed}/faults/${nth}`).next() < probability;
}

const farSeconds = 10 * 365 * 86_400;

/** What stands in Retry-After, or undefined for no header. */
export function retryAfterText(
  { retryAfter, seconds }: Pick<SandboxFault, 'retryAfter' | 'seconds'>,
  now: Date,
): string | undefined {
  const wait = seconds ?? 1;
  switch (retryAfter) {
    case null:
    case 'seconds':
      return String(wait);
    case 'http_date':
      return new Date(now.getTime() + wait * 1000).toUTCString();
    case 'zero':
      return '0';
    case 'negative':
      return String(-Math.max(1, wait));
    case 'far':
      return String(farSeconds);
    case 'garbage':
      return 'soon';
    case 'missing':
      return undefined;
  }
}
