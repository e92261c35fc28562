/** Runs work that was given to it with at most `most` pieces at once, in the order in which they came. */
export function inTurns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // The place is handed on: whoever comes meanwhile does not get in front.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
