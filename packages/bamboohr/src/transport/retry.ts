import type { BambooHrError } from '../error.ts';
import type { RetryOptions } from '../options.ts';

const maxRetryAfterSeconds = 3600;

/**
 * Reads `Retry-After` as seconds or as an HTTP date: whole seconds from 1 to 3600. More than an hour is no
 * wait that could be meant and counts as not given, as zero, the past and nonsense do.
 */
export function readRetryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? '';
  const seconds = /^\d+$/.test(text) ? Number(text) : secondsUntil(text, now);
  return seconds >= 1 && seconds <= maxRetryAfterSeconds ? seconds : null;
}

// Date.parse also reads "-5" and "2026"; an HTTP date starts with the name of a day. Its oldest form names
// no zone and means GMT.
function secondsUntil(text: string, now: number): number {
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return 0;
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(at) ? 0 : Math.ceil((at - now) / 1000);
}

/** Whether the same read could succeed soon. TLS faults and unexpected content do not cure themselves. */
export function isRetryable(error: BambooHrError): boolean {
  if (error.outcome === 'throttled') return true;
  if (error.reason === 'http') {
    return error.status !== null && (error.status === 408 || error.status === 429 || error.status >= 500);
  }
  return ['dns', 'connect', 'connection_lost', 'timeout'].includes(error.reason);
}

/** The wait before the attempt after `attempt`: what the provider asked for, else doubling with jitter. */
export function retryDelayMs(
  attempt: number,
  retryAfterSeconds: number | null,
  options: Required<RetryOptions>,
  random: () => number,
): number {
  if (retryAfterSeconds !== null) return retryAfterSeconds * 1000;
  const ceiling = Math.min(options.baseDelayMs * 2 ** (attempt - 1), options.maxDelayMs);
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}

/** Waits on the real clock. Rejects with the signal's reason as soon as it aborts. */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}
