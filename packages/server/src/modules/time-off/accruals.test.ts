import { describe, expect, it } from 'vitest';
import { type AccrualRules, grantsUntil } from './accruals.ts';

const rules = (change: Partial<AccrualRules> = {}): AccrualRules => ({
  period: 'monthly',
  grantedAt: 'end',
  levels: [{ afterYears: 0, amount: 10 }],
  carryOver: null,
  maxBalance: null,
  ...change,
});
const grants = (given: AccrualRules, startsOn: string, until: string, endedOn: string | null = null) =>
  grantsUntil(given, { startsOn, endedOn }, until).map(({ date, amount }) => [date, amount / 10_000]);

describe('a monthly policy', () => {
  it('grants on the last day of each month that is over', () => {
    expect(grants(rules(), '2026-01-01', '2026-03-30')).toEqual([
      ['2026-01-31', 10],
      ['2026-02-28', 10],
    ]);
    expect(grants(rules(), '2026-01-01', '2026-03-31')).toHaveLength(3);
  });

  it('grants at the start of each month where its rules say so', () => {
    expect(grants(rules({ grantedAt: 'start' }), '2026-01-01', '2026-02-01')).toEqual([
      ['2026-01-01', 10],
      ['2026-02-01', 10],
    ]);
  });

  it('gives a first month its share by days', () => {
    expect(grants(rules(), '2026-04-16', '2026-04-30')).toEqual([['2026-04-30', 5]]);
    expect(grants(rules({ grantedAt: 'start' }), '2026-04-16', '2026-04-30')).toEqual([['2026-04-16', 5]]);
  });

  it('gives the share up to its end, on its last day, and nothing after', () => {
    expect(grants(rules(), '2026-04-01', '2026-12-31', '2026-05-15')).toEqual([
      ['2026-04-30', 10],
      ['2026-05-15', 4.8387],
    ]);
  });

  it('does not take back what was granted at the start of a period', () => {
    expect(grants(rules({ grantedAt: 'start' }), '2026-05-01', '2026-12-31', '2026-05-15')).toEqual([
      ['2026-05-01', 10],
    ]);
  });
});

it('a yearly policy grants once a year', () => {
  expect(grants(rules({ period: 'yearly', grantedAt: 'start' }), '2025-07-02', '2027-01-01')).toEqual([
    ['2025-07-02', 5.0137],
    ['2026-01-01', 10],
    ['2027-01-01', 10],
  ]);
});

it('a weekly policy has weeks from Monday to Sunday', () => {
  expect(
    grants(rules({ period: 'weekly', levels: [{ afterYears: 0, amount: 7 }] }), '2026-11-18', '2026-11-29'),
  ).toEqual([
    ['2026-11-22', 5],
    ['2026-11-29', 7],
  ]);
});

it('more is granted after years of service', () => {
  const given = rules({
    levels: [
      { afterYears: 0, amount: 10 },
      { afterYears: 5, amount: 13 },
    ],
  });
  const amounts = grants(given, '2020-03-01', '2025-04-30');
  expect(amounts.find(([date]) => date === '2025-02-28')?.[1]).toBe(10);
  expect(amounts.find(([date]) => date === '2025-03-31')?.[1]).toBe(13);
});

it('nothing is granted before the start', () => {
  expect(grants(rules(), '2027-01-01', '2026-12-31')).toEqual([]);
});
