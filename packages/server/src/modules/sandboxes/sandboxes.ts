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
