import { describe, expect, it } from 'vitest';
import { openHearing } from './hearing.ts';

function aHearing() {
  const now = { wall: 1000, steady: 0 };
  const hearing = openHearing(100, [() => now.wall, () => now.steady]);
  const pass = (ms: number) => {
    now.wall += ms;
    now.steady += ms;
  };
  const beatFor = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 50) {
      pass(50);
      hearing.beat();
    }
  };
  return { now, hearing, pass, beatFor };
}

describe('a process has heard the others', () => {
  it('not at all before its first beat', () => {
    expect(aHearing().hearing.forMs()).toBe(0);
  });

  it('for as long as its beats came without a gap', () => {
    const { hearing, beatFor } = aHearing();
    hearing.beat();
    beatFor(300);
    expect(hearing.forMs()).toBe(300);
  });

  it('from anew after a gap, and not while the gap lasts', () => {
    const { hearing, pass, beatFor } = aHearing();
    hearing.beat();
    beatFor(300);
    pass(150);
    expect(hearing.forMs()).toBe(0);
    hearing.beat();
    expect(hearing.forMs()).toBe(0);
    beatFor(100);
    expect(hearing.forMs()).toBe(100);
  });

  it('from anew after the machine slept, which only one clock saw, or a clock was set back', () => {
    for (const jump of [3_600_000, -3_600_000]) {
      const { hearing, now, beatFor } = aHearing();
      hearing.beat();
      beatFor(300);
      now.wall += jump;
      expect(hearing.forMs()).toBe(0);
      beatFor(50);
      expect(hearing.forMs()).toBe(0);
    }
  });
});
