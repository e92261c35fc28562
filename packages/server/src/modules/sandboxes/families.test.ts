import { describe, expect, it } from 'vitest';
import { inventDependents } from './families.ts';

const person = { lastName: 'Ashworth', city: 'Lindon', country: 'United States' };
const invent = (index: number, seed = 'acme') => inventDependents(seed, index, person);
const all = Array.from({ length: 300 }, (_, index) => invent(index));

describe('invented dependents', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(invent(7)).toEqual(invent(7));
    expect(all).not.toEqual(Array.from({ length: 300 }, (_, index) => invent(index, 'other')));
  });

  it('belong to some people and share their name and home', () => {
    expect(all.some((family) => family.length === 0)).toBe(true);
    expect(all.some((family) => family.length > 2)).toBe(true);
    for (const { values } of all.flat())
      expect(values).toMatchObject({ lastName: 'Ashworth', city: 'Lindon', isUsCitizen: true });
  });

  it('have numbers that nobody has', () => {
    const numbers = all.flat().flatMap(({ values }) => (values.ssn === undefined ? [] : [values.ssn]));
    expect(numbers.length).toBeGreaterThan(20);
    for (const number of numbers) expect(number).toMatch(/^9\d\d-\d\d-\d{4}$/);
  });
});
