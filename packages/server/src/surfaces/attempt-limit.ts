// Counts failures of one caller in memory, or whatever else a caller may do only so often. It slows
// guessing down; it is no ban, and a restart forgets it.

import { JoineryError } from '@joinery/sdk';

export interface AttemptLimit {
  /** Seconds that this caller has to wait; 0 when it may try. `most` where each has a limit of its own. */
  waitSeconds(caller: string, most?: number): number;
  failed(caller: string): void;
  /** Undoes one `failed`. */
  takeBack(caller: string): void;
  /** Undoes all of them. */
  forget(caller: string): void;
}

export interface Attempt {
  email: string;
  /** Where it comes from. */
  address: string;
}

export interface SignInLimit {
  /** Seconds to wait before such an attempt; 0 when it may be made. */
  waitSeconds(attempt: Attempt): number;
  failed(attempt: Attempt): void;
  /** Says that the attempt counted as failed last was none. */
  succeeded(attempt: Attempt): void;
}

interface Limits {
  failures: number;
  windowMs: number;
  /** For each thing that is counted. */
  maxCallers?: number;
}

interface Failures {
  count: number;
  /** When the oldest of them is forgotten, and with it the others. */
  endsAt: number;
}

/** At most `failures` in `windowMs`; then the caller waits for the window's end. */
export function createAttemptLimit(
  { failures, windowMs, maxCallers = 50_000 }: Limits,
  now: () => number,
): AttemptLimit {
  const callers = new Map<string, Failures>();
  const current = (caller: string): Failures | undefined => {
    const entry = callers.get(caller);
    if (entry === undefined || entry.endsAt > now()) return entry;
    callers.delete(caller);
    return undefined;
  };
  return {
    waitSeconds(caller, most = failures) {
      const entry = current(caller);
      if (entry === undefined || entry.count < most) return 0;
      return Math.ceil((entry.endsAt - now()) / 1000);
    },
    failed(caller) {
      const entry = current(caller) ?? { count: 0, endsAt: now() + windowMs };
      entry.count += 1;
      callers.set(caller, entry);
      // A flood of addresses must not fill the memory; the first ones seen go first.
      const [oldest] = callers.keys();
      if (callers.size > maxCallers && oldest !== undefined) callers.delete(oldest);
    },
    takeBack(caller) {
      const entry = current(caller);
      if (entry !== undefined && entry.count > 0) entry.count -= 1;
    },
    forget(caller) {
      callers.delete(caller);
    },
  };
}

/**
 * Counts failed sign-ins by e-mail address and by network, each for itself. Whoever signs in proves
 * who they are, not that the other attempts from there were theirs: only their address is forgiven.
 */
export function createSignInLimit(limits: Limits, now: () => number): SignInLimit {
  const emails = createAttemptLimit(limits, now);
  const networks = createAttemptLimit(limits, now);
  const plain = (email: string): string => email.trim().toLowerCase();
  return {
    waitSeconds: ({ email, address }) =>
      Math.max(emails.waitSeconds(plain(email)), networks.waitSeconds(network(address))),
    failed({ email, address }) {
      emails.failed(plain(email));
      networks.failed(network(address));
    },
    succeeded({ email, address }) {
      emails.forget(plain(email));
      networks.takeBack(network(address));
    },
  };
}

/** Throws for an attempt that has to wait. @throws JoineryError `access.too_many_attempts`. */
export function assertMayTry(limit: SignInLimit, attempt: Attempt): void {
  const retryAfterSeconds = limit.waitSeconds(attempt);
  if (retryAfterSeconds > 0)
    throw new JoineryError('access.too_many_attempts', 'Too many failed sign-ins; wait a while.', {
      retryAfterSeconds,
    });
}

/** One IPv6 customer has a whole /64 to choose addresses from. */
export function network(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = '', tail = ''] = address.split('::');
  const left = head.split(':').filter((part) => part !== '');
  const right = tail.split(':').filter((part) => part !== '');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
