import { describe, expect, it } from 'vitest';
import { weekdayOf } from '../time-off/days.ts';
import { inventTimeOff } from './absences.ts';

const today = '2026-11-20';
const invent = (number: number, hiredOn: string | null = '2020-01-01', seed = 'acme') =>
  inventTimeOff(seed, { number, hiredOn }, today);
const many = Array.from({ length: 300 }, (_, index) => invent(index + 1));
const requests = many.flatMap((person) => person.requests);

describe('invented time off', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(invent(7)).toEqual(invent(7));
    expect(many).not.toEqual(
      Array.from({ length: 300 }, (_, index) => invent(index + 1, '2020-01-01', 'other')),
    );
  });

  it('is in the past, now and to come, approved and waiting', () => {
    expect(requests.some(({ endsOn }) => endsOn < today)).toBe(true);
    expect(requests.some(({ startsOn, endsOn }) => startsOn <= today && endsOn >= today)).toBe(true);
    expect(requests.some(({ startsOn }) => startsOn > today)).toBe(true);
    expect(requests.some(({ status }) => status === 'requested')).toBe(true);
  });

  it('has days between its ends, vacations on workdays only', () => {
    for (const { typeName, startsOn, endsOn, days } of requests) {
      const named = Object.keys(days).sort();
      expect([named[0], named.at(-1)]).toEqual([startsOn, endsOn]);
      if (typeName === 'Vacation') expect(named.every((day) => ![0, 6].includes(weekdayOf(day)))).toBe(true);
    }
  });

  it('does not begin before the hire', () => {
    const late = Array.from({ length: 300 }, (_, index) => invent(index + 1, '2026-11-10'));
    expect(late.flatMap((person) => person.requests).every(({ startsOn }) => startsOn >= '2026-11-10')).toBe(
      true,
    );
    expect(Array.from({ length: 50 }, (_, index) => invent(index + 1, null).requests).flat()).toEqual([]);
  });
});
