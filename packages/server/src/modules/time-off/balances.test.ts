import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccrualRules } from './accruals.ts';
import { type Assignment, balanceOn, type Entry, kindOn, type Ledger } from './balances.ts';
import { addDays } from './days.ts';

const rules = (change: Partial<AccrualRules> = {}): AccrualRules => ({
  period: 'monthly',
  grantedAt: 'end',
  levels: [{ afterYears: 0, amount: 10 }],
  carryOver: null,
  maxBalance: null,
  ...change,
});
const accruing = (startsOn: string, change: Partial<AccrualRules> = {}): Assignment => ({
  kind: 'accruing',
  rules: rules(change),
  startsOn,
  endedOn: null,
});
const ledger = (assignments: Assignment[], ...entries: [Entry['kind'], string, number][]): Ledger => ({
  assignments,
  entries: entries.map(([kind, date, amount]) => ({ kind, date, amount })),
});

describe('a balance', () => {
  it('is what accrued, less what was used, with adjustments', () => {
    const given = ledger(
      [accruing('2026-01-01')],
      ['used', '2026-02-10', -8],
      ['override', '2026-03-01', 2.5],
      ['used', '2026-06-15', -16],
    );
    expect(balanceOn(given, '2026-03-31').balance).toBe(24.5);
    expect(balanceOn(given, '2026-06-14').balance).toBe(44.5);
    expect(balanceOn(given, '2026-06-15').balance).toBe(28.5);
  });

  it('may be negative', () => {
    expect(
      balanceOn(ledger([accruing('2026-05-01')], ['used', '2026-05-04', -36]), '2026-05-29').balance,
    ).toBe(-36);
  });

  it('counts grants of the future on days of the future', () => {
    expect(balanceOn(ledger([accruing('2026-01-01')]), '2027-12-31').balance).toBe(240);
  });

  it('of twelve parts is the year’s amount to within their rounding', () => {
    const given = ledger([accruing('2026-01-01', { levels: [{ afterYears: 0, amount: 13.3333 }] })]);
    expect(balanceOn(given, '2026-12-31').balance).toBe(159.9996);
  });

  it('takes no more into a new year than the policy lets it', () => {
    const given = ledger([accruing('2026-01-01', { carryOver: 80 })]);
    expect(balanceOn(given, '2026-12-31').balance).toBe(120);
    expect(balanceOn(given, '2027-01-01').balance).toBe(80);
    expect(balanceOn(ledger([accruing('2026-11-01', { carryOver: 80 })]), '2027-01-01').balance).toBe(20);
  });

  it('takes a debt into the new year', () => {
    const given = ledger([accruing('2026-12-01', { carryOver: 0 })], ['used', '2026-12-10', -30]);
    expect(balanceOn(given, '2027-01-01').balance).toBe(-20);
  });

  it('grants the new year after the old one was cut off', () => {
    const given = ledger([accruing('2025-01-01', { period: 'yearly', grantedAt: 'start', carryOver: 0 })]);
    expect(balanceOn(given, '2026-01-01').balance).toBe(10);
  });

  it('is lifted up to the highest one only, and is not cut when it stands above', () => {
    const given = ledger([accruing('2026-01-01', { maxBalance: 25 })]);
    expect(balanceOn(given, '2026-12-31').balance).toBe(25);
    const above = ledger([accruing('2026-01-01', { maxBalance: 25 })], ['override', '2026-01-02', 40]);
    expect(balanceOn(above, '2026-12-31').balance).toBe(40);
    const used = ledger([accruing('2026-01-01', { maxBalance: 25 })], ['used', '2026-04-01', -20]);
    expect(balanceOn(used, '2026-04-30').balance).toBe(15);
  });

  it('under a discretionary policy is 0, whatever was used', () => {
    const discretionary: Assignment = { kind: 'discretionary', rules: null, startsOn: null, endedOn: null };
    expect(balanceOn(ledger([discretionary], ['used', '2026-03-02', -3]), '2026-05-01')).toEqual({
      balance: 0,
      usedYearToDate: 3,
    });
  });

  it('under a manual policy is what was adjusted and used', () => {
    const manual: Assignment = { kind: 'manual', rules: null, startsOn: null, endedOn: null };
    const given = ledger([manual], ['override', '2026-01-01', 24], ['used', '2026-03-02', -8]);
    expect(balanceOn(given, '2026-05-01').balance).toBe(16);
  });

  it('goes on from one policy to the next', () => {
    const first = { ...accruing('2026-01-01'), endedOn: '2026-02-28' };
    const second = accruing('2026-03-01', { levels: [{ afterYears: 0, amount: 5 }] });
    expect(balanceOn(ledger([first, second]), '2026-04-30').balance).toBe(30);
  });

  it('without limits is the sum of all that happened up to the day', () => {
    const day = fc.integer({ min: 0, max: 1200 }).map((offset) => addDays('2024-01-01', offset));
    const entry = fc.tuple(day, fc.integer({ min: -400, max: 400 }));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), day, (entries, until) => {
        const given = ledger(
          [{ ...accruing('2024-01-01'), rules: rules() }],
          ...entries.map(([date, amount]): [Entry['kind'], string, number] => ['override', date, amount / 4]),
        );
        const months = (Number(until.slice(0, 4)) - 2024) * 12 + Number(addDays(until, 1).slice(5, 7)) - 1;
        const grown = addDays(until, 1).slice(0, 4) > until.slice(0, 4) ? months + 12 : months;
        const adjusted = entries.reduce((sum, [date, amount]) => (date <= until ? sum + amount / 4 : sum), 0);
        expect(balanceOn(given, until).balance).toBeCloseTo(grown * 10 + adjusted, 6);
      }),
      { numRuns: 100 },
    );
  });
});

describe('what was used this year', () => {
  it('counts from New Year to the day, and no adjustments', () => {
    const given = ledger(
      [accruing('2025-01-01')],
      ['used', '2025-12-31', -8],
      ['used', '2026-01-01', -4],
      ['used', '2026-05-29', -2.5],
      ['used', '2026-05-30', -8],
      ['override', '2026-02-02', -40],
    );
    expect(balanceOn(given, '2026-05-29').usedYearToDate).toBe(6.5);
    expect(balanceOn(ledger([]), '2026-05-29')).toEqual({ balance: 0, usedYearToDate: 0 });
  });
});

describe('the kind of a policy', () => {
  it('is that of the one in force, else of the last one', () => {
    const given = ledger([
      { ...accruing('2026-01-01'), endedOn: '2026-02-28' },
      { kind: 'discretionary', rules: null, startsOn: '2026-03-01', endedOn: '2026-06-30' },
    ]);
    expect(kindOn(given, '2026-02-01')).toBe('accruing');
    expect(kindOn(given, '2026-03-01')).toBe('discretionary');
    expect(kindOn(given, '2026-08-01')).toBe('discretionary');
    expect(kindOn(given, '2025-08-01')).toBeUndefined();
  });
});
