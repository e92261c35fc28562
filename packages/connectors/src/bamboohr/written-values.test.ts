import type { FieldValue, SearchResult } from '@joinery/bamboohr';
import { describe, expect, it } from 'vitest';
import type { SentValue, SentValues } from '../people-writes.ts';
import { compareValues, fitOf, isSent, toCreatedSearch, toFieldValue, toRowValue } from './written-values.ts';

const amount = { value: '7000.00', currency: 'USD' };

describe('a value on its way to the account', () => {
  it.each<[string, SentValue, unknown, unknown]>([
    ['text', 'Orem', 'Orem', 'Orem'],
    ['a blank', null, null, null],
    ['a flag', true, 'yes', 'yes'],
    ['no flag', false, 'no', 'no'],
    ['an amount', amount, '7000.00 USD', amount],
    ['several options', ['A', 'B'], ['A', 'B'], ['A', 'B']],
  ])('%s has the form that fields and rows have', (_, sent, field, row) => {
    expect(toFieldValue(sent)).toEqual(field);
    expect(toRowValue(sent)).toEqual(row);
  });
});

describe('a value that is shown', () => {
  it.each<[FieldValue, SentValue]>([
    ['orem ', 'Orem'],
    [null, null],
    ['', null],
    [' USD', null],
    ['0000-00-00', null],
    ['7000 USD', amount],
    [{ value: '7000.0', currency: 'USD' }, amount],
    ['true', true],
    ['Yes', true],
    ['YES', true],
    [null, false],
    ['B, A', ['A', 'B']],
    ['12', 12],
  ])('%j is %j', (shown, sent) => {
    expect(isSent(shown, sent)).toBe(true);
  });

  it.each<[FieldValue, SentValue]>([
    ['Lindon', 'Orem'],
    ['Orem', null],
    ['CEO', null],
    ['7000 EUR', amount],
    ['7000.01 USD', amount],
    ['no', true],
    ['A', ['A', 'B']],
    [null, 'Orem'],
  ])('%j is not %j', (shown, sent) => {
    expect(isSent(shown, sent)).toBe(false);
  });
});

it('what does not come is unknown, and what differs is different all the same', () => {
  expect(compareValues({ city: 'Orem' }, { city: 'Orem' })).toBe('same');
  expect(compareValues({ city: 'Orem' }, { city: 'Orem', state: 'UT' })).toBe('unknown');
  expect(compareValues({ city: 'Lindon' }, { city: 'Orem', state: 'UT' })).toBe('different');
});

describe('a row beside what was sent', () => {
  const sent: SentValues = { date: '2026-01-01', jobTitle: 'Wizard', state: 'Utah' };
  it.each([
    ['equal', { date: '2026-01-01', jobTitle: 'Wizard', state: 'Utah', comment: 'more' }],
    ['near', { date: '2026-01-01', jobTitle: null, state: 'Utah' }],
    ['near', { date: '2026-01-01', jobTitle: 'Wizard', state: 'UT' }],
    ['other', { date: '2026-01-01', jobTitle: 'Clerk', state: 'Utah' }],
    ['other', { date: '2026-01-01', jobTitle: 'CEO', state: 'Utah' }],
    ['other', { date: null, jobTitle: null, state: null }],
  ])('is %s', (fit, shown) => {
    expect(fitOf(shown, sent)).toBe(fit);
  });
});

describe('looking for whom a create made', () => {
  const values = {
    firstName: 'Ada',
    lastName: 'Byron',
    workEmail: 'ada@acme.example',
    hireDate: '2026-01-01',
  };
  const row = (id: string, over: Record<string, FieldValue> = {}) => ({
    id,
    values: { ...values, homeEmail: null, customJoineryId: null, ...over },
    raw: {},
  });
  const search = (matches: ReturnType<typeof row>[], missing: string[] = []) =>
    toCreatedSearch({ matches, missing, scanned: 9 } as SearchResult, {
      values,
      marker: 'm-1',
      markerField: 'customJoineryId',
    });

  it('tells of each who is alike by what', () => {
    expect(search([row('1', { customJoineryId: 'M-1' }), row('2', { workEmail: 'x@y.example' })])).toEqual({
      candidates: [
        { id: '1', marker: true, email: true, name: true, hireDate: true },
        { id: '2', marker: false, email: false, name: true, hireDate: true },
      ],
      hidden: [],
      scanned: 9,
    });
    expect(search([row('3', { lastName: 'Else', workEmail: null })]).candidates).toEqual([]);
  });

  it('tells which columns it could not compare', () => {
    expect(search([], ['workEmail', 'customJoineryId']).hidden).toEqual(['workEmail']);
    expect(search([row('1')], ['customJoineryId']).candidates[0]?.marker).toBeNull();
  });
});
