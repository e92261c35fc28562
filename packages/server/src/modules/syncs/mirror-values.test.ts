import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldDefinition } from '../fields/standard-fields.ts';
import {
  BrokenValue,
  type Reading,
  settlingMs,
  toFieldValue,
  toInstant,
  toStagedPerson,
  toStagedRow,
} from './mirror-values.ts';

const lists: Record<number, string[]> = {
  18: ['Oslo', 'Austin, TX', 'Austin'],
  4549: ['Red', 'Blue, light', 'Blue'],
};

interface Noted extends Reading {
  options_: [number, string][];
  statuses: string[];
}

function aReading(): Noted {
  const noted: Noted = {
    options_: [],
    statuses: [],
    currency: 'EUR',
    options: {
      has: (list, text) => lists[list]?.some((name) => name.toLowerCase() === text.toLowerCase()) === true,
      names: (list) => lists[list] ?? [],
    },
    onUnknownOption: (list, text) => noted.options_.push([list, text]),
    onUnknownStatus: (text) => noted.statuses.push(text),
  };
  return noted;
}

function aField(type: string, over: Partial<FieldDefinition> = {}): FieldDefinition {
  return {
    key: 'f',
    alias: 'f',
    number: '1',
    name: 'Field',
    type,
    source: { kind: 'value', key: 'f' },
    listNumber: null,
    readOnly: false,
    required: false,
    deprecated: false,
    sensitive: false,
    listed: true,
    custom: false,
    ...over,
  };
}

const read = (type: string, raw: unknown, over: Partial<FieldDefinition> = {}) =>
  toFieldValue(aField(type, over), raw, aReading());

describe('text', () => {
  it('is kept as it came, whatever the type', () => {
    for (const type of ['text', 'textarea', 'phone', 'email', 'gender', 'state', 'ssn', 'of_the_future']) {
      expect(read(type, '  Zoë  ')).toBe('  Zoë  ');
      expect(read(type, 12.5)).toBe('12.5');
      expect(read(type, true)).toBe('true');
      expect(read(type, ['a', 'b'])).toBe('a, b');
      for (const blank of [null, undefined, '']) expect(read(type, blank)).toBeNull();
    }
  });

  it('is made such that the database can keep it', () => {
    expect(read('text', 'a\u0000b')).toBe('ab');
    expect(read('text', '\u0000')).toBeNull();
    expect(read('text', 'a\ud800b')).toBe('a\ufffdb');
  });

  it('is no object', () => {
    expect(() => read('text', { a: 1 })).toThrow(BrokenValue);
    expect(() => read('text', [{}])).toThrow(BrokenValue);
    expect(() => read('text', 'x'.repeat(100_001))).toThrow(BrokenValue);
  });
});

describe('dates', () => {
  it.each([
    ['2024-02-29', '2024-02-29'],
    ['2024-02-29T10:00:00+00:00', '2024-02-29'],
    ['0000-00-00', null],
    ['0000-00-00 00:00:00', null],
    [' ', null],
  ])('%j is %j', (raw, value) => expect(read('date', raw)).toBe(value));

  it.each(['2023-02-29', '29/02/2024', 'soon', 20240229, {}, ['2024-02-29'], true])(
    '%j breaks the record',
    (raw) => expect(() => read('date', raw)).toThrow('Field was expected to be a date YYYY-MM-DD'),
  );
});

describe('amounts', () => {
  it.each([
    [{ value: '65000.00', currency: 'USD' }, '65000.00', 'USD'],
    [{ value: 65000, currency: null }, '65000.00', 'EUR'],
    ['65000.5 USD', '65000.50', 'USD'],
    ['1,234,567.891', '1234567.891', 'EUR'],
    ['-.5', '-0.5', 'EUR'],
    ['.5', '0.50', 'EUR'],
    [0, '0.00', 'EUR'],
  ])('%j is %s %s', (raw, value, currency) => {
    if (raw === '-.5') expect(() => read('currency', raw)).toThrow(BrokenValue);
    else expect(read('currency', raw)).toEqual({ value, currency });
  });

  it.each([{ value: '', currency: 'USD' }, { value: null, currency: null }, ' USD', '', {}])(
    '%j is none',
    (raw) => expect(read('currency', raw)).toBeNull(),
  );

  it.each(['a lot', '12,34', '1 2', '5 usd', ['1'], true, { value: 'x' }])('%j breaks the record', (raw) =>
    expect(() => read('currency', raw)).toThrow(BrokenValue),
  );

  it('are never rounded', () => {
    const amounts = fc.tuple(fc.integer({ min: 0, max: 10 ** 14 }), fc.integer({ min: 0, max: 99 }));
    fc.assert(
      fc.property(amounts, ([whole, cents]) => {
        const value = `${whole}.${String(cents).padStart(2, '0')}`;
        expect(read('currency', { value, currency: 'USD' })).toEqual({ value, currency: 'USD' });
        expect(read('currency', `${value} USD`)).toEqual({ value, currency: 'USD' });
      }),
    );
  });
});

describe('whole numbers, and yes and no', () => {
  it.each([
    ['int', '12', 12],
    ['int', -3, -3],
    ['int', '4.0', 4],
    ['int', ' ', null],
    ['bool', 'true', true],
    ['bool', false, false],
    ['bool', 'No', false],
    ['checkbox', 'yes', true],
    ['checkbox', '0', false],
    ['checkbox', '', null],
  ])('%s %j is %j', (type, raw, value) => expect(read(type, raw)).toBe(value));

  it.each([
    ['int', 'twelve'],
    ['int', 1.5],
    ['int', {}],
    ['bool', 'perhaps'],
    ['checkbox', {}],
  ])('%s %j breaks the record', (type, raw) => expect(() => read(type, raw)).toThrow(BrokenValue));
});

describe('options', () => {
  it('that the list does not know are kept as they came, and told', () => {
    const reading = aReading();
    const field = aField('list', { listNumber: 18 });
    expect(toFieldValue(field, 'Oslo', reading)).toBe('Oslo');
    expect(toFieldValue(field, 'oslo', reading)).toBe('oslo');
    expect(reading.options_).toEqual([]);
    expect(toFieldValue(field, 'Bergen', reading)).toBe('Bergen');
    expect(reading.options_).toEqual([[18, 'Bergen']]);
  });

  it('come as one text with commas that may be their own', () => {
    const several = (raw: unknown) => read('multilist', raw, { listNumber: 4549 });
    expect(several('Red, Blue, light, Blue')).toEqual(['Red', 'Blue, light', 'Blue']);
    expect(several('Blue, light')).toEqual(['Blue, light']);
    expect(several('Blue,Red')).toEqual(['Blue', 'Red']);
    expect(several(['Blue, light', '', 'Red'])).toEqual(['Blue, light', 'Red']);
    expect(several('')).toBeNull();
    expect(several([])).toBeNull();
    expect(read('multilist', 'a, b')).toEqual(['a', 'b']);
  });

  it('are split into what they were joined from', () => {
    const known = lists[4549] ?? [];
    fc.assert(
      fc.property(fc.subarray(known, { minLength: 1 }), (some) => {
        // “Blue” before another “Blue, light” cannot be told from it: longest first, as lists show them.
        const ordered = [...some].sort((a, b) => b.length - a.length);
        expect(read('multilist', ordered.join(', '), { listNumber: 4549 })).toEqual(ordered);
      }),
    );
  });
});

const columns = [
  { ask: 'status', key: 'status', field: undefined },
  { ask: 'supervisorEId', key: '@supervisor', field: undefined, optional: true as const },
  { ask: 'lastChanged', key: '@lastChanged', field: undefined, optional: true as const },
  { ask: 'isPhotoUploaded', key: '@photo', field: undefined, optional: true as const },
  { ask: 'firstName', key: 'firstName', field: aField('text') },
  { ask: 'hireDate', key: 'hireDate', field: aField('date', { name: 'Hire Date' }) },
  { ask: 'pronouns', key: 'pronouns', field: aField('list'), optional: true as const },
];

describe('a person', () => {
  it('has what came; what did not come is absent and not empty', () => {
    const values = {
      firstName: '',
      status: 'Active',
      supervisorEId: '4',
      lastChanged: '2026-01-02T03:04:05+00:00',
    };
    expect(toStagedPerson({ values }, columns, aReading())).toEqual({
      kind: 'person',
      values: { firstName: null },
      absent: ['hireDate'],
      status: 'Active',
      supervisorId: '4',
      changedAt: '2026-01-02T03:04:05.000Z',
    });
  });

  it('has no status by a word that nobody knows', () => {
    const reading = aReading();
    const person = toStagedPerson({ values: { status: 'On leave' } }, columns, reading);
    expect(person).not.toHaveProperty('status');
    expect(reading.statuses).toEqual(['on leave'.replace('o', 'O')]);
    expect(toStagedPerson({ values: { status: null } }, columns, aReading())).not.toHaveProperty('status');
    expect(toStagedPerson({ values: {} }, columns, aReading()).absent).toContain('status');
  });

  it('has nobody above when the supervisor is told to be nobody, and stays when it is not told', () => {
    for (const nobody of [null, '', '0', 0])
      expect(
        toStagedPerson({ values: { supervisorEId: nobody } }, columns, aReading()).supervisorId,
      ).toBeNull();
    expect(toStagedPerson({ values: {} }, columns, aReading())).not.toHaveProperty('supervisorId');
  });

  it('has a photo or none only by a clear word', () => {
    const photoBy = (values: object) => toStagedPerson({ values: { ...values } }, columns, aReading());
    for (const word of [true, 'true', 'Yes', '1', 1])
      expect(photoBy({ isPhotoUploaded: word }).hasPhoto).toBe(true);
    for (const word of [false, 'false', 'no', '0', 0])
      expect(photoBy({ isPhotoUploaded: word }).hasPhoto).toBe(false);
    for (const word of [null, '', 'perhaps', {}, []])
      expect(photoBy({ isPhotoUploaded: word })).not.toHaveProperty('hasPhoto');
    expect(photoBy({})).not.toHaveProperty('hasPhoto');
    expect(photoBy({}).absent).not.toContain('@photo');
  });

  it('is broken whole, by names and never by values', () => {
    const read = () =>
      toStagedPerson({ values: { firstName: 'Ada', hireDate: 'secret' } }, columns, aReading());
    expect(read).toThrow('Hire Date was expected to be a date YYYY-MM-DD');
    expect(read).not.toThrow('secret');
  });

  it('is read or broken, whatever comes', () => {
    const anything = fc.dictionary(
      fc.constantFrom('status', 'supervisorEId', 'lastChanged', 'isPhotoUploaded', 'firstName', 'hireDate'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(anything, (values) => {
        try {
          const person = toStagedPerson({ values }, columns, aReading());
          const came = new Set([...Object.keys(person.values), ...person.absent]);
          expect(came.has('firstName') && came.has('hireDate')).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(BrokenValue);
        }
      }),
    );
  });
});

describe('a row', () => {
  const rowColumns = [
    { name: 'date', field: aField('date'), dates: true },
    { name: 'location', field: aField('list', { listNumber: 18 }), dates: false },
    { name: 'reportsTo', field: aField('employee'), dates: false },
  ];

  it('has its date apart, people as they are called, and what did not come apart', () => {
    const values = { date: '2024-01-01', reportsTo: 'Ann Lee' };
    expect(toStagedRow({ id: '7', values }, rowColumns, aReading())).toEqual({
      row: { providerRowId: '7', effectiveOn: '2024-01-01', values: { reportsTo: 'Ann Lee' } },
      absent: ['location'],
    });
  });

  it('may be without a date, and without an id', () => {
    const values = { date: '0000-00-00', location: null, reportsTo: null };
    expect(toStagedRow({ id: null, values }, rowColumns, aReading()).row).toEqual({
      providerRowId: null,
      effectiveOn: null,
      values: { location: null, reportsTo: null },
    });
  });
});

it('takes instants with a zone, and nothing else', () => {
  expect(toInstant('2026-01-02T03:04:05Z')).toEqual(new Date('2026-01-02T03:04:05Z'));
  for (const raw of [null, '', 'yesterday', '2026-01-02', 5]) expect(toInstant(raw)).toBeNull();
});

it('a change is settled once nothing can happen any more in the second of its stamp', () => {
  const stamp = new Date('2026-01-02T03:04:05Z');
  const after = (ms: number) => settlingMs([stamp], new Date(stamp.getTime() + ms));
  expect([after(0), after(999), after(1_100), after(60_000)]).toEqual([1_100, 101, 0, 0]);
  // A source whose clock is ahead holds nobody up for long.
  expect(after(-60_000)).toBe(2_000);
});
