import { expect, it } from 'vitest';
import { accountOf, cutByKills } from './crash-account.ts';

const steadily = (from: number, to: number, count: number) =>
  new Map(Array.from({ length: to - from }, (_, index) => [from + index, count]));

it('seconds in which the limit was used up are nobody’s fault', () => {
  const account = accountOf({
    sent: steadily(0, 200, 2),
    perMinute: 120,
    course: { from: 100_000, to: 200_000 },
    restarts: [{ from: 150_000, to: 152_000 }],
    endGame: 190_000,
  });
  expect(account).toEqual({
    limitSeconds: 200,
    windowSeconds: 3 * 61.5,
    restartSeconds: 2,
    roomInRestarts: 0,
    roomAtTheEnd: 0,
    roomElsewhere: 0,
  });
});

it('room that was not used is told apart by what went on', () => {
  const account = accountOf({
    sent: steadily(0, 200, 1),
    perMinute: 120,
    course: { from: 100_000, to: 200_000 },
    restarts: [{ from: 150_500, to: 152_500 }],
    endGame: 190_000,
  });
  expect(account).toMatchObject({ roomInRestarts: 3, roomAtTheEnd: 10, roomElsewhere: 87 });
});

it('a look is a kill’s where that came right after it and before the next', () => {
  expect(cutByKills([1_000, 5_000], [1_200])).toBe(1);
  expect(cutByKills([1_000, 5_000], [900, 3_500, 5_100])).toBe(0);
  expect(cutByKills([1_000], [1_001])).toBe(0);
  expect(cutByKills([1_000, 1_100], [1_150])).toBe(0);
});
