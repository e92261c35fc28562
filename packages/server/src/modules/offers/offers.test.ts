import { describe, expect, it } from 'vitest';
import { blankOffer, changeOffer, plainAmount, standingTerms } from './offers.ts';

const offer = { ...blankOffer, jobTitle: 'Baker', payRate: '31.50', payCurrency: 'EUR' };

describe('a change of an offer', () => {
  it('keeps what it does not name, and clears what it names as null', () => {
    const { after, changed } = changeOffer(offer, {
      department: 'Kitchen',
      jobTitle: null,
      state: undefined,
    });
    expect(after).toEqual({ ...offer, department: 'Kitchen', jobTitle: null });
    expect(changed).toEqual(['jobTitle', 'department']);
  });

  it('that says what is there already changes nothing', () => {
    expect(changeOffer(offer, { payRate: '31.5000', jobTitle: 'Baker' }).changed).toEqual([]);
  });

  it('never leaves pay without its currency', () => {
    expect(() => changeOffer(offer, { payCurrency: null })).toThrow(/needs its currency/);
    expect(() => changeOffer(blankOffer, { payRate: '1' })).toThrow(/needs its currency/);
  });
});

it.each([
  ['52000', '52000'],
  ['52000.0000', '52000'],
  ['31.5000', '31.50'],
  ['31.5', '31.50'],
  ['0.125', '0.125'],
  ['007', '7'],
  ['0', '0'],
])('the amount %s reads as %s', (amount, plain) => {
  expect(plainAmount(amount)).toBe(plain);
});

it.each(['declined', 'withdrawn'] as const)('nothing of an offer that was %s counts as offered', (state) => {
  expect(standingTerms({ ...offer, state })).toEqual({});
  expect(standingTerms({ ...offer, state: 'sent' })).toMatchObject({ jobTitle: 'Baker', payRate: '31.50' });
});
