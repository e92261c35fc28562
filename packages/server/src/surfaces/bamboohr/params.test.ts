import { describe, expect, it } from 'vitest';
import { readEmployeeNumber, readFieldNames, readInstant, toNumber } from './params.ts';

describe('the number of an employee', () => {
  it.each(['0', '4', '999999999'])('%s is read', (text) => {
    expect(readEmployeeNumber(text)).toBe(Number(text));
  });
  it.each(['-1', 'abc', '1e3', '', '99999999999', '1 or 1=1', '٤'])('%s is nobody', (text) => {
    expect(() => readEmployeeNumber(text)).toThrowError(
      expect.objectContaining({ code: 'employees.not_found' }),
    );
    expect(toNumber(text)).toBeUndefined();
  });
});

describe('names of fields', () => {
  it('keep their order, without blanks and repeats', () => {
    expect(readFieldNames(['lastName', ' firstName ', '', 'lastName', '16.1'])).toEqual([
      'lastName',
      'firstName',
      '16.1',
    ]);
  });

  it('are at most 400', () => {
    const names = Array.from({ length: 401 }, (_, i) => `f${i}`);
    expect(readFieldNames(names.slice(1))).toHaveLength(400);
    expect(() => readFieldNames(names)).toThrowError(expect.objectContaining({ code: 'request.invalid' }));
  });
});

describe('an instant', () => {
  it.each([
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T02:00:00+02:00', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T00:00:00-0700', '2026-01-01T07:00:00.000Z'],
  ])('%s is read', (text, iso) => {
    expect(readInstant('since', text).toISOString()).toBe(iso);
  });
  it.each([
    undefined,
    '',
    'yesterday',
    '2026-01-01',
    '2026-01-01T00:00:00',
    '2026-01-01T02:00:00 02:00',
    '2026-13-01T00:00:00Z',
  ])('%s is refused', (text) => {
    expect(() => readInstant('since', text)).toThrowError(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });
});
