import { describe, expect, it } from 'vitest';
import { inTurns } from './turns.ts';

function openable() {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { gate, open: () => open() };
}

describe('work in turns', () => {
  it('begins in order, never more at once than may be', async () => {
    const turn = inTurns(2);
    const doors = Array.from({ length: 4 }, openable);
    const begun: number[] = [];
    const all = doors.map(({ gate }, i) =>
      turn(async () => {
        begun.push(i);
        await gate;
        return i;
      }),
    );
    await Promise.resolve();
    expect(begun).toEqual([0, 1]);
    doors[1]?.open();
    await all[1];
    await Promise.resolve();
    expect(begun).toEqual([0, 1, 2]);
    for (const door of doors) door.open();
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
  });

  it('goes on after a piece that failed', async () => {
    const turn = inTurns(1);
    const failed = turn(() => Promise.reject(new Error('no')));
    const next = turn(async () => 'yes');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
