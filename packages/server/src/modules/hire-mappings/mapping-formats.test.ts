import { describe, expect, it } from 'vitest';
import { findCountry, isDateForm, writeValue } from './mapping-formats.ts';

describe('a date', () => {
  it.each([
    ['2027-02-01', 'DD/MM/YYYY', undefined, '01/02/2027'],
    ['2027-02-01', 'M/D/YYYY', undefined, '2/1/2027'],
    ['01.02.2027', 'YYYY-MM-DD', 'DD.MM.YYYY', '2027-02-01'],
    ['2/1/2027', 'YYYY-MM-DD', 'M/D/YYYY', '2027-02-01'],
    ['20270201', 'YYYY-MM-DD', 'YYYYMMDD', '2027-02-01'],
    ['2028-02-29', 'YYYY-MM-DD', undefined, '2028-02-29'],
  ])('%s is written as %s', (value, date, from, written) => {
    expect(writeValue(value, { date, from }, null)).toEqual({ value: written });
  });

  it.each(['2027-02-29', '2027-13-01', '01/02/2027', 'soon', '2027-02-01T00:00:00Z'])(
    '%s is none',
    (value) => {
      expect(writeValue(value, { date: 'YYYY-MM-DD' }, null)).toEqual({
        unfit: expect.stringContaining('“from”'),
      });
    },
  );

  it.each([
    ['YYYY-MM-DD', true],
    ['D.M.YYYY', true],
    ['DD/MM', false],
    ['DD/DD/YYYY', false],
    ['DD of MM YYYY', false],
    ['', false],
  ])('the form %s is one: %s', (form, is) => {
    expect(isDateForm(form)).toBe(is);
  });
});

describe('a country', () => {
  it.each([
    ['Germany', 'DE'],
    ['deutschland', 'DE'],
    ['DEU', 'DE'],
    ['de', 'DE'],
    ['U.S.A.', 'US'],
    ['United States of America', 'US'],
    ['UK', 'GB'],
    ['Great  Britain', 'GB'],
    ['Österreich', 'AT'],
    ['Osterreich', 'AT'],
    ['Côte d’Ivoire', 'CI'],
    ['Turkey', 'TR'],
    ['日本', 'JP'],
    ['Viet Nam', 'VN'],
    ['South Korea', 'KR'],
  ])('%s is found', (text, alpha2) => {
    expect(findCountry(text)?.alpha2).toBe(alpha2);
  });

  it.each(['', 'Narnia', 'XX', 'Bavaria'])('%j is none, and nothing is guessed', (text) => {
    expect(findCountry(text)).toBeUndefined();
  });

  it.each([
    ['name', 'United States'],
    ['alpha2', 'US'],
    ['alpha3', 'USA'],
  ] as const)('is written as %s', (country, written) => {
    expect(writeValue('usa', { country }, null)).toEqual({ value: written });
  });

  it('that is not known is named', () => {
    expect(writeValue('Narnia', { country: 'name' }, null)).toEqual({
      unfit: '“Narnia” is no country that is known. Map it to one, or correct it at its source',
    });
  });
});

describe('a phone number', () => {
  it.each([
    ['+44 20 7946 0018', undefined, null, '+442079460018'],
    ['020 7946 0018', undefined, 'UK', '+442079460018'],
    ['030 901820', 'DE', 'UK', '+4930901820'],
    ['(212) 555-0100 ext. 7', 'US', null, '+12125550100 ext. 7'],
  ])('%s of the region %s from %s becomes %s', (value, region, country, written) => {
    expect(writeValue(value, { phone: 'e164', region }, country)).toEqual({ value: written });
  });

  it.each([
    ['020 7946 0018', undefined, null, /say in “region”/],
    ['12', 'DE', null, /one of DE/],
    ['call +44 20 7946 0018 after five', undefined, null, /no phone number/],
  ])('%s of the region %s is not sent', (value, region, country, why) => {
    expect(writeValue(value, { phone: 'e164', region }, country)).toEqual({
      unfit: expect.stringMatching(why),
    });
  });
});

it.each([
  ['upper', 'Straße', 'STRASSE'],
  ['lower', 'ÄRZTE', 'ärzte'],
  ['title', 'JEAN-LUC O’NEILL von berg', 'Jean-Luc O’Neill Von Berg'],
] as const)('%s case writes %s as %s', (form, value, written) => {
  expect(writeValue(value, { case: form }, null)).toEqual({ value: written });
});
