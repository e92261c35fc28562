import type { Company } from '@joinery/sdk';

/** The operation of a fault that hits whatever comes. */
export const anyOperation = '*';

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

/** Where a sandbox company's BambooHR dialect is on a server. */
export function sandboxUrl(serverUrl: string, slug: string): string {
  return `${serverUrl}/api/gateway.php/${slug}`;
}
