import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addGroups,
  addRow,
  basisOf,
  emptyGroup,
  hashRecord,
  readGroup,
  writeGroup,
} from './mirror-hashes.ts';

const names = ['a', 'b'];
const rows = fc.array(fc.record({ a: fc.oneof(fc.string(), fc.constant(null)), b: fc.integer() }), {
  maxLength: 8,
});
const hashRows = (list: readonly object[]) =>
  list.reduce(
    (group: typeof emptyGroup, row) => addRow(group, 'x', names, row as Record<string, unknown>),
    emptyGroup,
  );

it('a record’s hash is by its content, not by the order of its keys', () => {
  expect(hashRecord('x', names, { a: 1, b: 2 })).toBe(hashRecord('x', names, { b: 2, a: 1 }));
  expect(hashRecord('x', names, { a: 1, b: 2 })).not.toBe(hashRecord('x', names, { a: 1, b: 3 }));
  expect(hashRecord('x', names, { a: 1, b: 2 })).not.toBe(hashRecord('y', names, { a: 1, b: 2 }));
});

it('absent is not empty in a hash', () => {
  const hashes = [{ a: 1 }, { a: 1, b: null }, { a: 1, b: '' }].map((values) =>
    hashRecord('x', names, values),
  );
  expect(new Set(hashes).size).toBe(3);
});

it('what was not asked for does not count', () => {
  expect(hashRecord('x', ['a'], { a: 1, b: 2 })).toBe(hashRecord('x', ['a'], { a: 1 }));
});

it('rows have one hash in every order and in every parting', () => {
  fc.assert(
    fc.property(rows, fc.nat(), (list, at) => {
      const whole = writeGroup(hashRows(list));
      expect(writeGroup(hashRows([...list].reverse()))).toBe(whole);
      const cut = at % (list.length + 1);
      expect(writeGroup(addGroups(hashRows(list.slice(0, cut)), hashRows(list.slice(cut))))).toBe(whole);
    }),
  );
});

it('one row twice is not one row, and one more row shows', () => {
  const row = { a: 'x', b: 1 };
  expect(writeGroup(hashRows([row, row]))).not.toBe(writeGroup(hashRows([row])));
  expect(writeGroup(hashRows([]))).toBe('0:0');
});

it('a group’s hash is read as it was written', () => {
  fc.assert(
    fc.property(rows, (list) => {
      expect(readGroup(writeGroup(hashRows(list)))).toEqual(hashRows(list));
    }),
  );
  for (const text of [undefined, '', 'abc', '1:', ':1', '1:Z']) expect(readGroup(text)).toBeUndefined();
});

it('the basis is of what it is made of', () => {
  expect(basisOf(['a'])).toBe(basisOf(['a']));
  expect(basisOf(['a'])).not.toBe(basisOf(['b']));
});
