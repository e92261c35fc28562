import { describe, expect, it } from 'vitest';
import { firstNameFirst, type Place, showColumn, showFileInstant, showInstant, showValue } from './values.ts';

const show = (value: Parameters<typeof showValue>[0], type: string, place: Place = 'employee', alias = 'x') =>
  showValue(value, { alias, type }, { place, currency: 'EUR' });

describe('a value', () => {
  it.each([
    ['text', 'Ann', 'Ann'],
    ['int', 7, '7'],
    ['int', -1, '-1'],
    ['bool', false, false],
    ['date', '2026-05-29', '2026-05-29'],
    ['currency', { value: '65000.00', currency: 'USD' }, '65000.00 USD'],
    ['timestamp', '2026-05-29T14:22:45.123Z', '2026-05-29T14:22:45+00:00'],
    ['multilist', ['A', 'B'], 'A, B'],
  ] as const)('of type %s is written as recorded', (type, value, shown) => {
    expect(show(value as Parameters<typeof showValue>[0], type)).toBe(shown);
  });

  it('of a state is a code for one employee and a name in a report', () => {
    expect(show('Utah', 'state', 'employee')).toBe('UT');
    expect(show('UT', 'state', 'report')).toBe('Utah');
    expect(show('Bavaria', 'state', 'employee')).toBe('Bavaria');
    expect(show('ontario', 'text', 'employee', 'stateCode')).toBe('ON');
  });
});

describe('a blank', () => {
  it.each([
    ['text', 'employee', null],
    ['list', 'report', null],
    ['date', 'employee', '0000-00-00'],
    ['date', 'report', '0000-00-00'],
    ['currency', 'report', ' EUR'],
    ['state', 'report', ''],
    ['state', 'employee', null],
    ['timestamp', 'employee', null],
    ['phone', 'directory', null],
  ] as const)('of type %s in the %s is written as recorded', (type, place, shown) => {
    expect(show(null, type, place)).toBe(shown);
  });

  it('birthday is an empty text', () => {
    expect(show(null, 'text', 'employee', 'birthday')).toBe('');
  });

  it('photo address is that of a placeholder', () => {
    expect(show(null, 'url', 'directory', 'photoUrl')).toMatch(/^https:\/\/.*photo_person_160x160\.png$/);
  });

  it('text is a blank too', () => {
    expect(show('', 'date')).toBe('0000-00-00');
  });
});

describe('a column of a table row', () => {
  it('shows an amount as an object, currency first', () => {
    expect(JSON.stringify(showColumn({ value: '65000.00', currency: 'USD' }))).toBe(
      '{"currency":"USD","value":"65000.00"}',
    );
  });

  it('shows texts as they are, numbers as text and blanks as null', () => {
    expect([showColumn('Sales'), showColumn(4), showColumn(null), showColumn(['A', 'B'])]).toEqual([
      'Sales',
      '4',
      null,
      'A, B',
    ]);
  });
});

describe('instants', () => {
  it('have whole seconds and a numeric zone, without a colon in file lists', () => {
    const at = new Date('2026-05-29T14:21:35.999Z');
    expect(showInstant(at)).toBe('2026-05-29T14:21:35+00:00');
    expect(showFileInstant(at)).toBe('2026-05-29T14:21:35+0000');
  });
});

describe('a supervisor', () => {
  it('is turned round for the directory', () => {
    expect(firstNameFirst('Lee, Ann')).toBe('Ann Lee');
    expect(firstNameFirst('van der Berg, Jan Peter')).toBe('Jan Peter van der Berg');
    expect(firstNameFirst('Cher')).toBe('Cher');
  });
});
