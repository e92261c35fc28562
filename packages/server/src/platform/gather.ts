// Doing together what is wanted at the same time: work side by side (gathering), answers that are as new as
// their question, one look after another (gathered), and one question that many ask (askingOnce).
import { setTimeout as sleep } from 'node:timers/promises';

/** How work is gathered. */
interface Gathering {
  /** Of those that are done together. */
  most: number;
  /** So long what comes next waits for what is under way; longer, and it is begun beside it. */
  patienceMs: number;
  /** So much is under way side by side, where enough waits: the database works on one while we do on the other. */
  usually: number;
  /** So much is under way side by side at the most. */
  atOnce: number;
}

/**
 * Does together what waits at the same time: while some of it is under way, what comes next collects,
 * until it is half as many. Nobody waits for company: what comes alone is begun alone, at once. What is
 * stuck holds nobody up for long.
 *
 * @param work settles each of its items by itself, and never fails
 */
export function gathering<T>(
  work: (items: T[]) => Promise<void>,
  { most, patienceMs, usually, atOnce }: Gathering,
): (item: T) => void {
  const waiting: T[] = [];
  let underWay = 0;
  let itemsUnderWay = 0;
  let isDue = false;
  let patience: NodeJS.Timeout | undefined;
  const begin = () => {
    isDue = false;
    clearTimeout(patience);
    patience = undefined;
    if (waiting.length === 0 || underWay >= atOnce) return;
    underWay += 1;
    const items = waiting.splice(0, most);
    itemsUnderWay += items.length;
    void work(items).finally(() => {
      underWay -= 1;
      itemsUnderWay -= items.length;
      look();
    });
    look();
  };
  const look = () => {
    if (isDue || waiting.length === 0 || underWay >= atOnce) return;
    const isWorthIt = underWay < usually && waiting.length * 2 >= itemsUnderWay;
    if (underWay > 0 && !isWorthIt) {
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

interface Asked<Question, Answer> {
  question: Question;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

type Answering<Question, Answer> = (
  questions: readonly Question[],
  held: (ms: number) => void,
) => Promise<readonly Answer[]>;

/**
 * Answers questions many at a time. An answering begins after everything that it answers was asked:
 * whoever asks while one is under way is in the next one. There is one at a time, and after each a rest of
 * `restMs`, in which questions gather; one that comes later is answered at once. An answering that fails
 * fails for all who are in it. What it only waited, and tells, counts as no part of the time that it took.
 */
export function gathered<Question, Answer>(
  answer: Answering<Question, Answer>,
  restMs: (tookMs: number) => number,
): (question: Question) => Promise<Answer> {
  let waiting: Asked<Question, Answer>[] = [];
  let isBusy = false;
  const work = async () => {
    isBusy = true;
    while (waiting.length > 0) {
      const asked = waiting;
      waiting = [];
      const beganAt = performance.now();
      let heldMs = 0;
      await answerAll(asked, (questions) =>
        answer(questions, (ms) => {
          heldMs += ms;
        }),
      );
      await sleep(restMs(Math.max(0, performance.now() - beganAt - heldMs)));
    }
    isBusy = false;
  };
  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject });
      if (!isBusy) void work();
    });
}

async function answerAll<Question, Answer>(
  asked: readonly Asked<Question, Answer>[],
  answer: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): Promise<void> {
  try {
    const answers = await answer(asked.map(({ question }) => question));
    if (answers.length !== asked.length) throw new Error('not as many answers came as questions were asked');
    for (const [index, { resolve }] of asked.entries()) resolve(answers[index] as Answer);
  } catch (error) {
    for (const { reject } of asked) reject(error);
  }
}
