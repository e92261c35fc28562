// Slows down whoever sends many wrong keys. Keys cannot be guessed; this is about the work that
// trying makes. Only the refusal waits: a key that is right is never held up, from wherever it
// comes. The count is in memory, and a restart forgets it.
import { setTimeout as wait } from 'node:timers/promises';
import ipaddr from 'ipaddr.js';
import { network } from './attempt-limit.ts';
import { toJoineryError } from './pipeline.ts';

export interface FailureBrake {
  /** To be awaited before an error is answered; at once for everything but a refused key. */
  hold(error: unknown, address: string): Promise<void>;
}

export interface BrakeLimits {
  /** So many refusals of one network in `windowMs` are answered at once. */
  free: number;
  windowMs: number;
  holdMs: number;
  /** No more than so many refusals wait, of one network and of all; what is more is answered at once. */
  maxWaiting: { network: number; all: number };
  maxNetworks: number;
}

export const usualBrake: BrakeLimits = {
  free: 100,
  windowMs: 5 * 60_000,
  holdMs: 1000,
  maxWaiting: { network: 20, all: 500 },
  maxNetworks: 50_000,
};

interface Entry {
  count: number;
  waiting: number;
  endsAt: number;
}

const refused = ['access.unauthenticated', 'oauth.invalid_client'];

export function createFailureBrake(
  limits: BrakeLimits,
  now: () => number,
  sleep: (ms: number) => Promise<unknown> = (ms) => wait(ms, undefined, { ref: false }),
): FailureBrake {
  const networks = new Map<string, Entry>();
  let waiting = 0;
  const entryOf = (name: string): Entry => {
    const known = networks.get(name);
    const entry =
      known !== undefined && (known.endsAt > now() || known.waiting > 0)
        ? known
        : { count: 0, waiting: 0, endsAt: now() + limits.windowMs };
    networks.set(name, entry);
    const [oldest] = networks.keys();
    if (networks.size > limits.maxNetworks && oldest !== undefined) networks.delete(oldest);
    return entry;
  };
  return {
    async hold(error, address) {
      if (!refused.includes(toJoineryError(error).code) || isThisMachine(address)) return;
      const entry = entryOf(network(address));
      entry.count += 1;
      const { maxWaiting } = limits;
      if (entry.count <= limits.free || entry.waiting >= maxWaiting.network || waiting >= maxWaiting.all)
        return;
      entry.waiting += 1;
      waiting += 1;
      try {
        await sleep(limits.holdMs);
      } finally {
        entry.waiting -= 1;
        waiting -= 1;
      }
    },
  };
}

// Programs on this machine, and everybody behind a proxy here that the server was not told about.
function isThisMachine(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}
