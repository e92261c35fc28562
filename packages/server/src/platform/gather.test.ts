import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { askingOnce, gathering } from './gather.ts';

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
const rules = { most: 3, patienceMs: 60_000, atOnce: 2 };

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
