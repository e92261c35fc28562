// A limit of requests per minute on a clock that does not wait: when a minute's requests are used
// up, the clock is set to the next minute. What would have been waited is counted instead.

export interface WaitingClock {
  /** Before every request. */
  admit(): void;
  waitedMs(): number;
}

export function openWaitingClock(perMinute: number): WaitingClock {
  let waitedMs = 0;
  let used = 0;
  let windowBegan: number | undefined;
  const now = (): number => performance.now() + waitedMs;
  return {
    admit() {
      windowBegan ??= now();
      if (now() - windowBegan >= 60_000) {
        windowBegan = now();
        used = 0;
      }
      if (used >= perMinute) {
        waitedMs += 60_000 - (now() - windowBegan);
        windowBegan = now();
        used = 0;
      }
      used += 1;
    },
    waitedMs: () => waitedMs,
  };
}
