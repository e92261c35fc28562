// Counts failures of one caller in memory. It slows guessing down; it is no ban, and a restart
// forgets it.

export interface AttemptLimit {
  /** Seconds that this caller has to wait; 0 when it may try. */
  waitSeconds(caller: string): number;
  failed(caller: string): void;
  succeeded(caller: string): void;
}

interface Failures {
  count: number;
  /** When the oldest of them is forgotten, and with it the others. */
  endsAt: number;
}

/** At most `failures` in `windowMs`; then the caller waits for the window's end. */
export function createAttemptLimit(
  { failures, windowMs, maxCallers = 50_000 }: { failures: number; windowMs: number; maxCallers?: number },
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
    waitSeconds(caller) {
      const entry = current(network(caller));
      if (entry === undefined || entry.count < failures) return 0;
      return Math.ceil((entry.endsAt - now()) / 1000);
    },
    failed(caller) {
      const key = network(caller);
      const entry = current(key) ?? { count: 0, endsAt: now() + windowMs };
      entry.count += 1;
      callers.set(key, entry);
      // A flood of addresses must not fill the memory; the first ones seen go first.
      const [oldest] = callers.keys();
      if (callers.size > maxCallers && oldest !== undefined) callers.delete(oldest);
    },
    succeeded(caller) {
      callers.delete(network(caller));
    },
  };
}

/** One IPv6 customer has a whole /64 to choose addresses from. */
function network(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = '', tail = ''] = address.split('::');
  const left = head.split(':').filter((part) => part !== '');
  const right = tail.split(':').filter((part) => part !== '');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
