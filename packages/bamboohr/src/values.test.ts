import { describe, expect, test } from 'vitest';
import { normaliseRecord, normaliseValue, standardFieldTypes, toMoney } from './values.ts';

describe('a date', () => {
  test.each(['', '0000-00-00', null])('that is blank as %j is null', (blank) => {
    expect(normaliseValue(blank, 'date')).toBeNull();
  });

  test('stays as it came', () => {
    expect(normaliseValue('2026-06-01', 'date')).toBe('2026-06-01');
  });

  test('is blank only where a date is due', () => {
    expect(normaliseValue('0000-00-00', undefined)).toBe('0000-00-00');
    expect(normaliseValue('', 'text')).toBe('');
  });
});

describe('an amount', () => {
  test.each([
    ['65000.00 USD', { value: '65000.00', currency: 'USD' }],
    ['-12.5 EUR', { value: '-12.5', currency: 'EUR' }],
    ['1,250,000.00 JPY', { value: '1250000.00', currency: 'JPY' }],
    ['65000.00', { value: '65000.00', currency: null }],
    [65000.5, { value: '65000.5', currency: null }],
    [
      { value: '65000.00', currency: 'USD' },
      { value: '65000.00', currency: 'USD' },
    ],
    [
      { value: 65000, currency: '' },
      { value: '65000', currency: null },
    ],
    ['0.00 USD', { value: '0.00', currency: 'USD' }],
  ])('%j becomes %j', (raw, expected) => {
    expect(normaliseValue(raw, 'currency')).toEqual(expected);
    expect(toMoney(raw)).toEqual(expected);
  });

  test.each([' USD', '', 'USD', null, { value: '', currency: 'USD' }, { value: null, currency: 'USD' }])(
    'that is blank as %j is null',
    (blank) => {
      expect(normaliseValue(blank, 'currency')).toBeNull();
    },
  );

  test('that is none is kept for a person to see', () => {
    expect(normaliseValue('see contract', 'currency')).toBe('see contract');
    expect(toMoney('see contract')).toBeNull();
  });

  test('loses no digit', () => {
    expect(toMoney('90071992547409931234.10 USD')?.value).toBe('90071992547409931234.10');
  });
});

test('a flag written as text becomes a flag, and only where one is due', () => {
  expect(normaliseValue('true', 'bool')).toBe(true);
  expect(normaliseValue('false', 'bool')).toBe(false);
  expect(normaliseValue('yes', 'bool')).toBe('yes');
  expect(normaliseValue('true', 'text')).toBe('true');
});

describe('a record', () => {
  test('has its values normalised and its raw object beside them', () => {
    const raw = { id: '4', hireDate: '0000-00-00', payRate: ' USD', customX: '0000-00-00', constructor: 'x' };
    const record = normaliseRecord(raw, { ...standardFieldTypes, customX: 'date' });
    expect(record.values).toEqual({
      id: '4',
      hireDate: null,
      payRate: null,
      customX: null,
      constructor: 'x',
    });
    expect(record.raw).toBe(raw);
  });

  test('with a key called __proto__ keeps it as a key', () => {
    const raw = JSON.parse('{"__proto__":{"polluted":true}}');
    const { values } = normaliseRecord(raw, {});
    expect(Object.keys(values)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
  });
});
