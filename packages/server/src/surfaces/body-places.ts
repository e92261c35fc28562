// How many large bodies of strangers are read at the same time. A body that waits is not taken off the
// wire, so that a hundred uploads at once need no more memory than the few that are read. Whoever sends
// slowly makes room while others wait. Counted in the memory of each process.
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
  sender: Sender;
}

/** Who sends a body, as far as it matters how it comes. */
export interface Sender {
  /** Bytes that came so far, counted from anywhere. */
  received(): number;
  /** Nothing more of it is to come. */
  isWhole(): boolean;
  isGone(): boolean;
  /** Ends the reading with this error. */
  giveUp(why: JoineryError): void;
}

export interface PlaceLimits {
  perNetwork: number;
  perOwner: number;
  all: number;
  waitMs: number;
  waiting: number;
  /** Who comes slower than this, after the grace, makes room while others wait. */
  slow: { bytesPerSecond: number; graceMs: number; lookMs: number };
}

/** A network holds at most a fifth of the places, so that slow senders in one do not keep all others out. */
export const usualPlaces: PlaceLimits = {
  perNetwork: 3,
  perOwner: 8,
  all: 16,
  waitMs: 10_000,
  waiting: 200,
  slow: { bytesPerSecond: 32 * 1024, graceMs: 4_000, lookMs: 500 },
};

/** Beside what a request without documents needs anyway. */
const smallBytes = 64 * 1024;

export function createBodyPlaces(limits: PlaceLimits = usualPlaces): BodyPlaces {
  const counts = new Map<string, number>();
  const held = new Set<Held>();
  const waiting: Waiting[] = [];
  let looking: NodeJS.Timeout | undefined;
  const count = (name: string): number => counts.get(name) ?? 0;
  const fits = ({ place, owner }: Names): boolean =>
    held.size < limits.all && count(place) < limits.perNetwork && count(owner) < limits.perOwner;

  function add({ place, owner }: Names, by: 1 | -1): void {
    for (const name of [place, owner]) {
      const now = count(name) + by;
      if (now === 0) counts.delete(name);
      else counts.set(name, now);
    }
  }

  function take(names: Names, sender: Sender): () => void {
    const one = { names, sender, since: performance.now(), before: sender.received(), isGivenUp: false };
    held.add(one);
    add(names, 1);
    return () => {
      if (!held.delete(one)) return;
      add(names, -1);
      letIn();
    };
  }

  // Whose network holds fewest goes first: nobody keeps others out by standing in line many times. One who
  // leaves may make room for two: one of their network, and one of their key.
  function letIn(): void {
    dropGone();
    for (let next = firstFitting(); next !== undefined; next = firstFitting()) {
      waiting.splice(waiting.indexOf(next), 1);
      next.begin();
    }
  }

  function firstFitting(): Waiting | undefined {
    const [first] = waiting
      .filter(({ names }) => fits(names))
      .sort((a, b) => count(a.names.place) - count(b.names.place));
    return first;
  }

  function refuse(one: Waiting): void {
    waiting.splice(waiting.indexOf(one), 1);
    one.refuse();
  }

  function dropGone(): void {
    for (const one of waiting.filter(({ sender }) => sender.isGone())) refuse(one);
  }

  function makeRoom(): void {
    dropGone();
    // Those of one network wait for each other: they may share a line that is slow.
    for (const { names } of waiting.filter(({ names: { place } }) => count(place) < limits.perNetwork)) {
      const isInTheWay = ({ owner }: Names) => count(names.owner) < limits.perOwner || owner === names.owner;
      const [slowest] = [...held]
        .filter((one) => isInTheWay(one.names) && isSlow(one, limits.slow))
        .sort((a, b) => paceOf(a) - paceOf(b));
      if (slowest === undefined) continue;
      slowest.isGivenUp = true;
      slowest.sender.giveUp(tooSlow(limits));
    }
    if (waiting.length > 0) return;
    clearInterval(looking);
    looking = undefined;
  }

  // Where too many wait, those of the network that most of them come from do not keep others from it.
  function assertMayWait({ place }: Names): void {
    if (waiting.length < limits.waiting) return;
    dropGone();
    const groups = Map.groupBy(waiting, ({ names }) => names.place);
    const [most = []] = [...groups.values()].sort((a, b) => b.length - a.length);
    const last = most.at(-1);
    if (last === undefined || most.length <= (groups.get(place)?.length ?? 0) + 1) throw noRoom(limits);
    refuse(last);
  }

  return {
    async enter({ address, owner, bytes = Number.POSITIVE_INFINITY, sender }) {
      if (bytes <= smallBytes) return () => undefined;
      const names = { place: `from ${network(address)}`, owner: `for ${owner}` };
      if (fits(names)) return take(names, sender);
      assertMayWait(names);
      looking ??= setInterval(makeRoom, limits.slow.lookMs).unref();
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => refuse(one), limits.waitMs);
        const one: Waiting = {
          names,
          sender,
          begin: () => {
            clearTimeout(timer);
            resolve(take(names, sender));
          },
          refuse: () => {
            clearTimeout(timer);
            reject(noRoom(limits));
          },
        };
        waiting.push(one);
      });
    },
  };
}

interface Waiting {
  names: Names;
  sender: Sender;
  begin: () => void;
  refuse: () => void;
}

interface Held {
  names: Names;
  sender: Sender;
  since: number;
  /** What was received when it began. */
  before: number;
  isGivenUp: boolean;
}

interface Names {
  place: string;
  owner: string;
}

function isSlow(one: Held, { bytesPerSecond, graceMs }: PlaceLimits['slow']): boolean {
  if (one.isGivenUp || one.sender.isWhole() || performance.now() - one.since < graceMs) return false;
  return paceOf(one) < bytesPerSecond;
}

function paceOf({ sender, before, since }: Held): number {
  return ((sender.received() - before) * 1000) / Math.max(1, performance.now() - since);
}

function noRoom({ waitMs }: PlaceLimits): JoineryError {
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  return new JoineryError(
    'intake.too_many',
    `Too many documents are being sent at the same time; try again in ${retryAfterSeconds} seconds.`,
    { retryAfterSeconds },
  );
}

function tooSlow({ waitMs }: PlaceLimits): JoineryError {
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  return new JoineryError(
    'intake.too_many',
    `Your documents came too slowly while others waited to send theirs; try again in ${retryAfterSeconds} seconds, with smaller documents or over a faster line.`,
    { retryAfterSeconds },
  );
}
