/** How work is gathered. */
interface Gathering {
  /** Of those that are done together. */
  most: number;
  /** So long what comes next waits for what is under way; longer, and it is begun beside it. */
  patienceMs: number;
  /** So much is under way side by side at the most. */
  atOnce: number;
}

/**
 * Does together what waits at the same time: while some of it is under way, what comes next collects.
 * Nobody waits for company: what comes alone is begun alone, at once. What is stuck holds nobody up for
 * long.
 *
 * @param work settles each of its items by itself, and never fails
 */
export function gathering<T>(
  work: (items: T[]) => Promise<void>,
  { most, patienceMs, atOnce }: Gathering,
): (item: T) => void {
  const waiting: T[] = [];
  let underWay = 0;
  let isDue = false;
  let patience: NodeJS.Timeout | undefined;
  const begin = () => {
    isDue = false;
    clearTimeout(patience);
    patience = undefined;
    if (waiting.length === 0 || underWay >= atOnce) return;
    underWay += 1;
    void work(waiting.splice(0, most)).finally(() => {
      underWay -= 1;
      look();
    });
    look();
  };
  const look = () => {
    if (isDue || waiting.length === 0 || underWay >= atOnce) return;
    if (underWay > 0) {
      patience ??= setTimeout(begin, patienceMs);
      return;
    }
    // What comes in one turn of the event loop comes at the same time.
    isDue = true;
    setImmediate(begin);
  };
  return (item) => {
    waiting.push(item);
    look();
  };
}

/**
 * Asks once for all who want to know the same in one turn of the event loop. None of them is told what was
 * so before they asked.
 */
export function askingOnce<R>(ask: (name: string) => Promise<R>): (name: string) => Promise<R> {
  const asked = new Map<string, Promise<R>>();
  return (name) => {
    const earlier = asked.get(name);
    if (earlier !== undefined) return earlier;
    const one = new Promise<void>((turn) => {
      setImmediate(turn);
    }).then(() => {
      asked.delete(name);
      return ask(name);
    });
    asked.set(name, one);
    return one;
  };
}
