import type { Outcome } from './error.ts';
import type { OAuthOptions } from './oauth.ts';

/** What the client asks of a `fetch`: the global one and that of undici both fit. */
export type FetchLike = (url: string, init: FetchInit) => Promise<FetchAnswer>;

/** The request as handed to `fetch`. An injected `fetch` must obey `signal` and must not follow redirects. */
export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
  readonly body?: Uint8Array<ArrayBuffer>;
  /**
   * For an injected `fetch` that lets requests wait before it sends them: the time limit stands still
   * meanwhile, and begins anew when the wait is over.
   */
  readonly waiting: <T>(wait: Promise<T>) => Promise<T>;
}

/** The part of a `Response` that the client reads. */
export interface FetchAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** Sent to `onRequest` before each attempt. Holds no header and no body. */
export interface RequestEvent {
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  /** 1 for the first try. */
  readonly attempt: number;
}

/**
 * Sent to `onResponse` after each attempt, also when no answer came; for an answer that is read while it
 * comes, when its reading has ended. Holds no header and no body.
 */
export interface ResponseEvent extends RequestEvent {
  /** Null when no answer came. */
  readonly status: number | null;
  readonly outcome: 'done' | Outcome;
  readonly requestId: string | null;
  /** Received of the answer's body, after decompression; of a cut answer what came, with its redirects. */
  readonly bytes: number;
  /** From the start of this attempt to the last byte of its answer. */
  readonly durationMs: number;
}

/** Observers. What they throw is ignored: an observer must not turn a finished write into a failure. */
export interface Hooks {
  readonly onRequest?: (event: RequestEvent) => void;
  readonly onResponse?: (event: ResponseEvent) => void;
}

/** Retries of reads. A write is never sent twice, whatever is set here. */
export interface RetryOptions {
  /** Further attempts after the first; 0 switches retries off. Default 3. */
  readonly limit?: number;
  /** Longest first wait, doubled with each attempt; the actual wait is random between half of it and all of it. Default 500. */
  readonly baseDelayMs?: number;
  /** Upper bound of a wait that the provider did not ask for. Default 30 000. */
  readonly maxDelayMs?: number;
}

export interface TimeoutOptions {
  /** One read, from connecting to the last byte of the answer. Default 60 000. */
  readonly readMs?: number;
  /** One write, likewise. Default 30 000. */
  readonly writeMs?: number;
  /** A read with all its retries and waits. Default 300 000. */
  readonly totalMs?: number;
}

/** Settings of a client: one of `apiKey` and `oauth`, and one of `company` and `baseUrl`, are needed. */
export interface BambooHrOptions {
  /** The company's subdomain: `acme` of `acme.bamboohr.com`. */
  readonly company?: string;
  /** Sent as the user name of Basic authentication. */
  readonly apiKey?: string;
  /** Tokens of an OAuth application; renewed by themselves. */
  readonly oauth?: OAuthOptions;
  /**
   * Which of the two live URL forms to call: `gateway` is `api.bamboohr.com/api/gateway.php/{company}`,
   * `company-host` is `{company}.bamboohr.com/api`. Default `gateway`.
   */
  readonly urlForm?: 'gateway' | 'company-host';
  /** Everything before `/v1`, in place of `company` and `urlForm`; for proxies and servers that speak the same API. */
  readonly baseUrl?: string;
  /** Default: the global `fetch`. */
  readonly fetch?: FetchLike;
  readonly timeouts?: TimeoutOptions;
  readonly retry?: RetryOptions;
  /** Largest answer, after decompression. Default 50 MB. */
  readonly maxResponseBytes?: number;
  readonly userAgent?: string;
  readonly hooks?: Hooks;
  /**
   * Says whether an error of an injected `fetch` means that no byte was sent, for errors of its own (an
   * address it refuses to connect to). Node's and undici's errors are known already. What is declared so
   * becomes the `cause` as it is: unlike other causes it is not searched for the credential.
   */
  readonly isNotSent?: (error: unknown) => boolean;
  /** Waits between retries; rejects when the signal aborts. For tests. */
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** Milliseconds since the epoch. For tests. */
  readonly now?: () => number;
  /** From 0 up to 1. For tests. */
  readonly random?: () => number;
}

/** Accepted by every operation. */
export interface CallOptions {
  /** Aborting a write that was already sent leaves its outcome `ambiguous`. */
  readonly signal?: AbortSignal;
}
