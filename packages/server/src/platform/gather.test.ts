import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { askingOnce, gathered, gathering } from './gather.ts';

/** Work that ends when it is told to. */
function aWork() {
  const begun: { items: string[]; end(): void }[] = [];
  const work = (items: string[]) =>
    new Promise<void>((resolve) => {
      begun.push({ items, end: resolve });
    });
  return { begun, work };
}

const settled = async () => {
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
};
const rules = { most: 3, patienceMs: 60_000, usually: 1, atOnce: 2 };

describe('gathered work', () => {
  it('is begun at once when it comes alone', async () => {
    const { begun, work } = aWork();
    gathering(work, rules)('a');
    await settled();
    expect(begun.map(({ items }) => items)).toEqual([['a']]);
  });

  it('is what came while other work was under way, in its order and not too much of it', async () => {
    const { begun, work } = aWork();
    const gather = gathering(work, rules);
    gather('a');
    await settled();
    for (const item of ['b', 'c', 'd', 'e']) gather(item);
    await settled();
    expect(begun).toHaveLength(1);
    begun[0]?.end();
    await settled();
    begun[1]?.end();
    await settled();
    expect(begun.map(({ items }) => items)).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
  });

  it('is begun beside other work once half as many wait', async () => {
    const { begun, work } = aWork();
    const gather = gathering(work, { ...rules, most: 9, usually: 2 });
    for (const item of ['a', 'b', 'c', 'd']) gather(item);
    await settled();
    gather('e');
    await settled();
    expect(begun).toHaveLength(1);
    gather('f');
    await settled();
    expect(begun.map(({ items }) => items)).toEqual([
      ['a', 'b', 'c', 'd'],
      ['e', 'f'],
    ]);
    // Two are under way: however many come, they wait.
    for (const item of ['g', 'h', 'i', 'j', 'k', 'l']) gather(item);
    await settled();
    expect(begun).toHaveLength(2);
    begun[0]?.end();
    await settled();
    expect(begun[2]?.items).toEqual(['g', 'h', 'i', 'j', 'k', 'l']);
  });

  it('waits for what is stuck only for so long', async () => {
    const { begun, work } = aWork();
    const gather = gathering(work, { ...rules, patienceMs: 1 });
    for (const item of ['a', 'b', 'c']) {
      gather(item);
      await expect.poll(() => begun.length + Number(item === 'c')).toBeGreaterThan('abc'.indexOf(item));
    }
    // Two are under way, and that is enough.
    expect(begun.map(({ items }) => items)).toEqual([['a'], ['b']]);
    begun[1]?.end();
    await expect.poll(() => begun.length).toBe(3);
  });
});

describe('a question that many have', () => {
  it('is asked once for those of one turn, and again for whoever comes later', async () => {
    const asked: string[] = [];
    const ask = askingOnce(async (name) => {
      asked.push(name);
      return `${name} ${asked.length}`;
    });
    const first = [ask('a'), ask('a'), ask('b')];
    expect(asked).toEqual([]);
    await settled();
    expect(await Promise.all(first)).toEqual(['a 1', 'a 1', 'b 2']);
    expect(await ask('a')).toBe('a 3');
  });

  it('fails for all of them, and not for whoever comes later', async () => {
    let times = 0;
    const ask = askingOnce(async () => {
      times += 1;
      if (times === 1) throw new Error('away');
      return times;
    });
    const both = await Promise.allSettled([ask('a'), ask('a')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await ask('a')).toBe(2);
  });
});

/** An answering that ends when it is told to. */
function answering() {
  const begun: { questions: readonly number[]; end(error?: Error): void }[] = [];
  const answer = (questions: readonly number[]) =>
    new Promise<number[]>((resolve, reject) => {
      const end = (error?: Error) => (error ? reject(error) : resolve(questions.map((one) => one * 10)));
      begun.push({ questions, end });
    });
  return { begun, answer };
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('questions that are answered together', () => {
  it('are never answered by what began before they were asked', async () => {
    const { begun, answer } = answering();
    const ask = gathered(answer, () => 0);
    const first = ask(1);
    const [second, third] = [ask(2), ask(3)];
    expect(begun.map(({ questions }) => questions)).toEqual([[1]]);
    begun[0]?.end();
    expect(await first).toBe(10);
    await vi.waitFor(() => expect(begun).toHaveLength(2));
    const late = ask(4);
    expect(begun[1]?.questions).toEqual([2, 3]);
    begun[1]?.end();
    expect(await Promise.all([second, third])).toEqual([20, 30]);
    await vi.waitFor(() => expect(begun).toHaveLength(3));
    expect(begun[2]?.questions).toEqual([4]);
    begun[2]?.end();
    expect(await late).toBe(40);
  });

  it('all fail with what they were in, and those after them do not', async () => {
    const { begun, answer } = answering();
    const ask = gathered(answer, () => 0);
    const first = ask(1);
    const both = Promise.allSettled([ask(2), ask(3)]);
    begun[0]?.end();
    await first;
    await vi.waitFor(() => expect(begun).toHaveLength(2));
    const next = ask(4);
    begun[1]?.end(new Error('away'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await vi.waitFor(() => expect(begun).toHaveLength(3));
    begun[2]?.end();
    expect(await next).toBe(40);
  });

  it('gather for as long as the work took, without what it only waited', async () => {
    const rests: number[] = [];
    const ask = gathered(
      async (questions: readonly number[], held) => {
        await soon();
        held(2);
        held(1_000_000);
        return questions;
      },
      (tookMs) => {
        rests.push(tookMs);
        return 0;
      },
    );
    expect(await ask(1)).toBe(1);
    await vi.waitFor(() => expect(rests).toEqual([0]));
  });

  it('gather for a while after each, and wait for nothing after that', async () => {
    const { begun, answer } = answering();
    const rests: number[] = [];
    const ask = gathered(answer, (tookMs) => {
      rests.push(tookMs);
      return 60;
    });
    const first = ask(1);
    begun[0]?.end();
    await first;
    const gathering = [ask(2)];
    await soon();
    gathering.push(ask(3));
    expect(begun).toHaveLength(1);
    await vi.waitFor(() => expect(begun).toHaveLength(2));
    expect(begun[1]?.questions).toEqual([2, 3]);
    begun[1]?.end();
    await Promise.all(gathering);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const alone = ask(4);
    expect(begun).toHaveLength(3);
    begun[2]?.end();
    await alone;
    expect(rests.length).toBeGreaterThanOrEqual(2);
  });

  it('fail when an answer is missing', async () => {
    const ask = gathered<number, number>(
      async () => [],
      () => 0,
    );
    await expect(ask(1)).rejects.toThrow('not as many answers');
  });
});
