import { setTimeout as sleep } from 'node:timers/promises';

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
