import type { Company } from '@joinery/sdk';

/** What can be made to go wrong with a request to a sandbox company. */
export const faultKinds = [
  /** Does the work, commits, then cuts the connection without an answer. */
  'execute_then_drop',
  /** Cuts the connection before the work. */
  'drop',
  'status_500',
  'status_503',
  /** With Retry-After. */
  'status_429',
  /** A web page with status 200, as a proxy in the way would send. */
  'html_200',
  /** Does the work and answers only after some seconds. */
  'hang',
  /** Does the work and sends half of the answer. */
  'truncate',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Matches every operation. */
export const anyOperation = '*';

export interface Fault {
  id: string;
  operation: string;
  fault: FaultKind;
  /** How many requests it will still hit. */
  remaining: number;
  /** Wait of `hang`, Retry-After of `status_429` and `status_503`. */
  seconds: number | null;
}

export interface FaultInput {
  operation: string;
  fault: FaultKind;
  count: number;
  seconds?: number | undefined;
}

/** A request as it begins. */
export interface SandboxRequest {
  operation: string;
  method: string;
  /** With its query. */
  path: string;
  requestId: string;
}

export interface RecordedRequest extends SandboxRequest {
  id: string;
  /** Null while it runs, when the connection was cut, or when the process ended first. */
  status: number | null;
  fault: FaultKind | null;
  /** Whether the work was done, whatever the caller was told. */
  executed: boolean;
  at: Date;
}

export function isSandbox(company: Company): boolean {
  return company.kind === 'sandbox';
}
