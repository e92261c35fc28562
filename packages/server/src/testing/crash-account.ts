// What becomes of the time of a run that a provider's limit should bound: how long the limit alone takes,
// and in which seconds there was room under it that nobody used.

/** In milliseconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

export interface TimeAccount {
  /** As many requests as were counted, one behind the other at the pace of the limit. */
  limitSeconds: number;
  /** The same through a window of a minute, as the gate of a connection counts it, with work at hand at any time. */
  windowSeconds: number;
  /** Seconds in which a process was being started again. */
  restartSeconds: number;
  /** Seconds in which more might have been sent, and was not: while a process was started again, … */
  roomInRestarts: number;
  /** … while fewer hires were left than are under way at a time, … */
  roomAtTheEnd: number;
  /** … and at any other time: processor, database, or too few hires under way. */
  roomElsewhere: number;
}

/** The gate counts a request for 61 to 62 seconds, so that no 60 of them carry more than the limit. */
const windowSeconds = 61.5;
const countedSeconds = 61;

export function accountOf({
  sent,
  perMinute,
  course,
  restarts,
  endGame,
}: {
  /** How many requests went out in each second since 1970. */
  sent: ReadonlyMap<number, number>;
  perMinute: number;
  course: Span;
  restarts: readonly Span[];
  /** When the last hires were under way; never, if nobody saw it. */
  endGame: number | undefined;
}): TimeAccount {
  const total = [...sent.values()].reduce((sum, count) => sum + count, 0);
  const account: TimeAccount = {
    limitSeconds: (total / perMinute) * 60,
    windowSeconds: Math.floor(total / perMinute) * windowSeconds,
    restartSeconds: restarts.reduce((sum, { from, to }) => sum + to - from, 0) / 1000,
    roomInRestarts: 0,
    roomAtTheEnd: 0,
    roomElsewhere: 0,
  };
  const first = Math.ceil(course.from / 1000);
  const last = Math.floor(course.to / 1000);
  for (let second = first; second < last; second += 1) {
    if (usedAt(sent, second) >= perMinute) continue;
    const at = second * 1000;
    if (restarts.some(({ from, to }) => from < at + 1000 && to > at)) account.roomInRestarts += 1;
    else if (endGame !== undefined && at >= endGame) account.roomAtTheEnd += 1;
    else account.roomElsewhere += 1;
  }
  return account;
}

function usedAt(sent: ReadonlyMap<number, number>, second: number): number {
  let used = 0;
  for (let back = 0; back <= countedSeconds; back += 1) used += sent.get(second - back) ?? 0;
  return used;
}

/**
 * How often somebody was looked for again for no other reason than that a kill came between the record of
 * what was found and the end of the step: right after the look, and before the next one.
 */
export function cutByKills(looks: readonly number[], kills: readonly number[], withinMs = 2_000): number {
  return looks.filter((at, index) => {
    const next = looks[index + 1];
    return next !== undefined && kills.some((kill) => kill >= at && kill <= at + withinMs && kill < next);
  }).length;
}
