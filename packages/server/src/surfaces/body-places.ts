// How many large bodies of strangers are read at the same time. A body that waits is not taken off the
// wire, so that a hundred uploads at once need no more memory than the few that are read. Counted in the
// memory of each process.
import { JoineryError } from '@joinery/sdk';
import { network } from './attempt-limit.ts';

export interface BodyPlaces {
  /**
   * Waits until the body may be read, and answers with how to make room again: to be called once nothing
   * of it is held any more; more calls change nothing.
   *
   * @throws JoineryError `intake.too_many` when there is no room in time
   */
  enter(body: Body): Promise<() => void>;
}

interface Body {
  address: string;
  /** The key that it comes with, or the company whose page it comes from. */
  owner: string;
  /** As it was announced; undefined when it was not. */
  bytes: number | undefined;
}

export interface PlaceLimits {
  perNetwork: number;
  perOwner: number;
  all: number;
  waitMs: number;
  waiting: number;
}

/** A network holds at most a fifth of the places, so that slow senders in one do not keep all others out. */
export const usualPlaces: PlaceLimits = { perNetwork: 3, perOwner: 8, all: 16, waitMs: 10_000, waiting: 200 };

/** Beside what a request without documents needs anyway. */
const smallBytes = 64 * 1024;

export function createBodyPlaces(limits: PlaceLimits = usualPlaces): BodyPlaces {
  const held = new Map<string, number>();
  let all = 0;
  const waiting: Waiting[] = [];
  const count = (name: string): number => held.get(name) ?? 0;
  const fits = ({ place, owner }: Names): boolean =>
    all < limits.all && count(place) < limits.perNetwork && count(owner) < limits.perOwner;

  function add({ place, owner }: Names, by: 1 | -1): void {
    all += by;
    for (const name of [place, owner]) {
      const now = count(name) + by;
      if (now === 0) held.delete(name);
      else held.set(name, now);
    }
  }

  function take(names: Names): () => void {
    add(names, 1);
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      add(names, -1);
      const next = waiting.findIndex((one) => fits(one.names));
      if (next >= 0) waiting.splice(next, 1)[0]?.begin();
    };
  }

  return {
    async enter({ address, owner, bytes = Number.POSITIVE_INFINITY }) {
      if (bytes <= smallBytes) return () => undefined;
      const names = { place: `from ${network(address)}`, owner: `for ${owner}` };
      if (fits(names)) return take(names);
      if (waiting.length >= limits.waiting) throw noRoom(limits);
      return new Promise((resolve, reject) => {
        const one: Waiting = { names, begin: () => undefined };
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(one), 1);
          reject(noRoom(limits));
        }, limits.waitMs);
        one.begin = () => {
          clearTimeout(timer);
          resolve(take(names));
        };
        waiting.push(one);
      });
    },
  };
}

interface Waiting {
  names: Names;
  begin: () => void;
}

interface Names {
  place: string;
  owner: string;
}

function noRoom({ waitMs }: PlaceLimits): JoineryError {
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  return new JoineryError(
    'intake.too_many',
    `Too many documents are being sent at the same time; try again in ${retryAfterSeconds} seconds.`,
    { retryAfterSeconds },
  );
}
