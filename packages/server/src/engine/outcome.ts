// What is recorded of one attempt of a step. Failures are recorded as data, so that a run that
// is taken up again throws exactly what the first one threw.
import { type ErrorCode, type ErrorIssue, errorTable, JoineryError, ProviderError } from '@joinery/sdk';
import type { RetryRule } from './engine.ts';

export type Outcome<T> =
  | { ok: true; value: T }
  /** With `retryInMs` the step goes on after that wait, else this is how it ended. */
  | { ok: false; error: RecordedError; retryInMs?: number };

export interface RecordedError {
  message: string;
  /** Of a JoineryError; of all others only name and message are kept. */
  code?: ErrorCode;
  name: string;
  issues?: ErrorIssue[];
  retryAfterSeconds?: number;
  provider?: ProviderPart;
}

interface ProviderPart {
  provider: string;
  operation: string;
  outcome: ProviderError['outcome'];
  status?: number;
  requestId?: string;
}

/** Keeps what a workflow may decide by. `details` and `cause` stay out: they are for the log and may name people. */
export function recordError(error: unknown): RecordedError {
  if (!(error instanceof JoineryError)) {
    const known = error instanceof Error ? error : new Error(String(error));
    return { name: known.name, message: withoutValues(known) };
  }
  const { name, message, code, issues, retryAfterSeconds } = error;
  return {
    name,
    message,
    code,
    ...(issues.length === 0 ? {} : { issues }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(error instanceof ProviderError ? { provider: providerPart(error) } : {}),
  };
}

// PostgreSQL quotes values of rows in its messages, and recorded errors are kept for weeks.
function withoutValues(error: Error): string {
  const { code, severity } = error as { code?: string; severity?: string };
  return severity === undefined ? error.message : `database error ${code}; the log has its message`;
}

export function reviveError(recorded: RecordedError): Error {
  const { name, message, code, issues, retryAfterSeconds, provider } = recorded;
  // A code that a newer release recorded and this one does not know must not hide the failure.
  if (code === undefined || !Object.hasOwn(errorTable, code)) {
    const error = new Error(message);
    error.name = name;
    return error;
  }
  const options = {
    ...(issues === undefined ? {} : { issues }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
  return provider === undefined
    ? new JoineryError(code, message, options)
    : new ProviderError(code, message, { ...options, ...provider });
}

function providerPart(error: ProviderError): ProviderPart {
  const { provider, operation, outcome, status, requestId } = error;
  return {
    provider,
    operation,
    outcome,
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** How long to wait before the attempt after `attempt`, or undefined when there is none. `chance` is from 0 to 1. */
export function nextDelayMs(
  error: unknown,
  attempt: number,
  rule: RetryRule | undefined,
  chance: number,
): number | undefined {
  if (rule === undefined || attempt >= rule.attempts) return undefined;
  const policy = error instanceof JoineryError ? error.retry : 'backoff';
  if (policy === 'never') return undefined;
  const { firstDelayMs = 1000, maxDelayMs = 300_000 } = rule;
  const doubled = Math.min(firstDelayMs * 2 ** (attempt - 1), maxDelayMs);
  const backoff = Math.round(doubled * (0.5 + chance / 2));
  const asked = error instanceof JoineryError ? error.retryAfterSeconds : undefined;
  return asked === undefined ? backoff : Math.max(asked * 1000, backoff);
}
