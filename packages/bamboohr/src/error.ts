/**
 * What is known about a request that did not end in success.
 *
 * - `not_sent`: surely no byte of the request left this machine (name not found, connection refused, TLS
 *   refused). Safe to send again.
 * - `refused`: the provider read the request and declined it in its own error form. Sending the same again
 *   gives the same answer.
 * - `throttled`: too many requests; see `retryAfterSeconds`.
 * - `ambiguous`: everything else. A write may have been carried out; look before sending it again.
 */
export type Outcome = 'not_sent' | 'refused' | 'throttled' | 'ambiguous';

/**
 * Where it went wrong, finer than the outcome and only for people and metrics; decide on `outcome`.
 *
 * `http` an error status · `dns`, `connect`, `tls` before the first byte · `connection_lost` after it, or in
 * the middle of the answer · `timeout` · `aborted` by the caller's signal · `redirect` one that must not be
 * followed · `unexpected_content` not what the operation answers (HTML, broken JSON, a wrong shape) ·
 * `not_done` said by the provider under a status of success · `too_large` over `maxResponseBytes` · `no_proof` a write accepted without the id it must give ·
 * `fields_withheld` a search whose columns did not all come back.
 */
export type ErrorReason =
  | 'http'
  | 'dns'
  | 'connect'
  | 'tls'
  | 'connection_lost'
  | 'timeout'
  | 'aborted'
  | 'redirect'
  | 'unexpected_content'
  | 'not_done'
  | 'too_large'
  | 'no_proof'
  | 'fields_withheld';

/** What a `BambooHrError` is made of. Everything but operation, outcome and reason may be unknown. */
export interface BambooHrErrorParts {
  readonly operation: string;
  readonly outcome: Outcome;
  readonly reason: ErrorReason;
  readonly status?: number | null;
  readonly providerMessage?: string | null;
  readonly providerCode?: string | null;
  readonly requestId?: string | null;
  readonly retryAfterSeconds?: number | null;
  readonly excerpt?: string | null;
  readonly missingFields?: readonly string[];
  readonly attempts?: number;
  readonly cause?: unknown;
}

/**
 * The only error that an operation throws once its arguments are accepted (bad arguments are a `TypeError`
 * or a `RangeError`, thrown before anything is sent). Holds no credential, also not inside `cause`.
 */
export class BambooHrError extends Error {
  override readonly name = 'BambooHrError';
  /** Resource and method, as in `employees.create`. */
  readonly operation: string;
  readonly outcome: Outcome;
  readonly reason: ErrorReason;
  /** HTTP status; null when no answer came. */
  readonly status: number | null;
  /** The provider's own words, cleaned of control characters and of doubling, at most 500 characters. */
  readonly providerMessage: string | null;
  /** The code in a JSON error body, as in `BadRequest`. */
  readonly providerCode: string | null;
  /** The provider's `X-Request-ID`. */
  readonly requestId: string | null;
  /** From `Retry-After` (seconds or a date), between 1 and 3600; null when absent, past, unreadable or longer. */
  readonly retryAfterSeconds: number | null;
  /** The first 200 characters of an answer that was not understood. */
  readonly excerpt: string | null;
  /** Fields that were asked for and did not come back; only with `fields_withheld`. */
  readonly missingFields: readonly string[];
  /**
   * How many requests were sent, this one included. 1 for a write, or 2 when the first was refused for a
   * token that had ended; 0 when no token could be had.
   */
  readonly attempts: number;

  constructor(message: string, parts: BambooHrErrorParts) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.operation = parts.operation;
    this.outcome = parts.outcome;
    this.reason = parts.reason;
    this.status = parts.status ?? null;
    this.providerMessage = parts.providerMessage ?? null;
    this.providerCode = parts.providerCode ?? null;
    this.requestId = parts.requestId ?? null;
    this.retryAfterSeconds = parts.retryAfterSeconds ?? null;
    this.excerpt = parts.excerpt ?? null;
    this.missingFields = parts.missingFields ?? [];
    this.attempts = parts.attempts ?? 1;
  }
}
