import { describe, expect, test } from 'vitest';
import {
  asArray,
  asFlag,
  asId,
  asMap,
  asObject,
  optionalDate,
  optionalId,
  optionalNumber,
  optionalText,
  ShapeError,
} from './json.ts';

describe('what must be there', () => {
  test('an id is text, whichever way it came', () => {
    expect(asId('16.1', 'id')).toBe('16.1');
    expect(asId(-38, 'id')).toBe('-38');
    expect(asId(0, 'id')).toBe('0');
  });

  test.each([null, undefined, '', true, [], {}])('%j is no id', (value) => {
    expect(() => asId(value, 'the id')).toThrow(ShapeError);
  });

  test('an empty map may come as an empty list, a full list may not', () => {
    expect(asMap([], 'map')).toEqual({});
    expect(asMap({ a: 1 }, 'map')).toEqual({ a: 1 });
    expect(() => asMap([1], 'map')).toThrow('map: expected an object, got an array');
  });

  test('an error says what was expected and what came, not its value', () => {
    expect(() => asObject('123-45-6789', 'the row')).toThrow('the row: expected an object, got string');
    expect(() => asArray(null, 'the rows')).toThrow('the rows: expected an array, got null');
  });
});

describe('what may be missing', () => {
  test('an id', () => {
    expect([optionalId(4), optionalId('4'), optionalId(''), optionalId(null), optionalId(undefined)]).toEqual(
      ['4', '4', null, null, null],
    );
  });

  test('a text', () => {
    expect([optionalText('a'), optionalText(7), optionalText(null), optionalText({})]).toEqual([
      'a',
      '7',
      null,
      null,
    ]);
  });

  test('a number, which may come as text', () => {
    expect([22, '855128', '', ' ', 'x', null].map(optionalNumber)).toEqual([
      22,
      855128,
      null,
      null,
      null,
      null,
    ]);
  });

  test('a flag', () => {
    expect(['yes', true, 'true', 'no', false, null, 1].map(asFlag)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

test.each([
  ['2026-05-01', '2026-05-01'],
  ['2026-05-01T08:00:00+00:00', '2026-05-01T08:00:00+00:00'],
  ['', null],
  ['0000-00-00', null],
  ['0000-00-00 00:00:00', null],
  [null, null],
  [undefined, null],
  [20260501, null],
])('the date %j becomes %j', (value, expected) => {
  expect(optionalDate(value)).toBe(expected);
});
