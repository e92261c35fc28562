import { expect, it } from 'vitest';
import { colorOf, counted, fileSize, initialsOf } from './names.ts';

it.each([
  ['Inês Duarte', 'ID'],
  ['Ana Maria de la Cruz', 'AC'],
  ['cher', 'C'],
  ['  ', '?'],
  ['𝒜da 𝓑ee', '𝒜𝓑'],
  ['Łukasz Żak', 'ŁŻ'],
])('makes initials of %j', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

it('gives a name the same colour every time', () => {
  expect(colorOf('Inês Duarte')).toBe(colorOf('Inês Duarte'));
});

it('counts with the right plural', () => {
  expect(counted(1, 'application')).toBe('1 application');
  expect(counted(0, 'application')).toBe('0 applications');
  expect(counted(1234, 'entry', 'entries')).toBe('1,234 entries');
});

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1500, '1.5 kB'],
  [48_213, '48 kB'],
  [20_000_000, '20 MB'],
])('says %d bytes as %s', (bytes, text) => {
  expect(fileSize(bytes)).toBe(text);
});
