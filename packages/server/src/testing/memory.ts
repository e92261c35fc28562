/**
 * Bytes by which the process grows at work that is repeated while it seems to take `limit` or more, and
 * three times at most: the garbage of others is collected when it will be, and what the work itself needs
 * it needs each time.
 */
export async function leastGrowth(limit: number, work: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 3 && least >= limit; turn++) {
    const before = process.memoryUsage.rss();
    await work();
    least = Math.min(least, process.memoryUsage.rss() - before);
  }
  return least;
}
