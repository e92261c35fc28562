/**
 * How long this process could have heard the others: the time since its own heartbeats last had
 * a gap. While the database was away, or this machine slept, everybody was silent, and silence
 * proves nothing until the others had as long again to be heard.
 */
export interface Hearing {
  beat(): void;
  forMs(): number;
}

/** `clocks` must include one that goes on while the machine sleeps and one that nobody sets. */
export function openHearing(maxGapMs: number, clocks: (() => number)[]): Hearing {
  const read = () => clocks.map((clock) => clock());
  let since: number[] | undefined;
  let last: number[] = [];
  const gap = (from: number[], to: number[]) => to.map((value, i) => value - (from[i] ?? value));
  return {
    beat() {
      const now = read();
      // A clock that was set back counts as a gap as well.
      const broken = gap(last, now).some((ms) => ms > maxGapMs || ms < 0);
      if (since === undefined || broken) since = now;
      last = now;
    },
    forMs() {
      if (since === undefined || gap(last, read()).some((ms) => ms > maxGapMs || ms < 0)) return 0;
      return Math.min(...gap(since, last));
    },
  };
}
