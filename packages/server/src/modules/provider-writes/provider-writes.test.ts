import type {
  ComparedRow,
  CreatedCandidate,
  CreatedSearch,
  SourceFile,
  SourceFileCategory,
} from '@joinery/connectors';
import { describe, expect, it } from 'vitest';
import type { Look } from '../sendings/sendings.ts';
import {
  compareFile,
  markerOf,
  toAddedLook,
  toCategoriesLook,
  toComparedLook,
  toCreatedLook,
  toPlaceLook,
  toUploadedLook,
} from './provider-writes.ts';

const nobody: CreatedCandidate = { id: '7', marker: false, email: null, name: false, hireDate: null };
const someone = (over: Partial<CreatedCandidate>): CreatedCandidate => ({ ...nobody, ...over });
const search = (candidates: CreatedCandidate[], over: Partial<CreatedSearch> = {}): CreatedSearch => ({
  candidates,
  hidden: [],
  scanned: 20,
  ...over,
});
const absent: Look = { answer: 'absent' };
const found = (providerId: string, how: 'marker' | 'identity'): Look => ({
  answer: 'found',
  providerId,
  how,
});

describe('which employee a lost create made', () => {
  it.each<[string, CreatedSearch, string[], Look]>([
    ['nobody alike: none', search([]), [], absent],
    [
      'whoever has the marker, whatever else they show',
      search([someone({ marker: true })]),
      [],
      found('7', 'marker'),
    ],
    [
      'whoever has the marker, also when they were mirrored meanwhile',
      search([someone({ marker: true })]),
      ['7'],
      found('7', 'marker'),
    ],
    [
      'whoever has the name and the address',
      search([someone({ email: true, name: true, hireDate: true })]),
      [],
      found('7', 'identity'),
    ],
    [
      'whoever has the name, when no address was sent',
      search([someone({ name: true })]),
      [],
      found('7', 'identity'),
    ],
    [
      'not who was there before, however alike',
      search([someone({ email: true, name: true })]),
      ['7'],
      absent,
    ],
    ['not who has another address', search([someone({ email: false, name: true })]), [], absent],
    ['not who began on another day', search([someone({ name: true, hireDate: false })]), [], absent],
    [
      'of two, a person decides',
      search([someone({ name: true }), someone({ id: '8', name: true })]),
      [],
      { answer: 'doubtful', doubt: 'same_name', employees: ['7', '8'] },
    ],
    [
      'of two with the marker, a person decides',
      search([someone({ marker: true }), someone({ id: '8', marker: true })]),
      [],
      { answer: 'doubtful', doubt: 'marker_twice', employees: ['7', '8'] },
    ],
    [
      'somebody else with the address is no proof',
      search([someone({ email: true })]),
      [],
      { answer: 'doubtful', doubt: 'same_name', employees: ['7'] },
    ],
    ['unknown when a column is hidden', search([], { hidden: ['lastName'] }), [], { answer: 'unknown' }],
    ['unknown when the account shows nobody', search([], { scanned: 0 }), [], { answer: 'unknown' }],
  ])('%s', (_, seen, known, look) => {
    expect(toCreatedLook(seen, (id) => known.includes(id))).toEqual(look);
  });

  it('unknown when fewer people are listed than are known to be there', () => {
    const nobodyIsKnown = () => false;
    expect(toCreatedLook(search([]), nobodyIsKnown, 21)).toEqual({ answer: 'unknown' });
    expect(toCreatedLook(search([]), nobodyIsKnown, 20)).toEqual(absent);
    const marked = search([someone({ marker: true })]);
    expect(toCreatedLook(marked, nobodyIsKnown, 21)).toEqual(found('7', 'marker'));
  });
});

describe('whether a row was added', () => {
  const row = (id: string, fit: ComparedRow['fit']): ComparedRow => ({ id, fit });
  it.each<[string, ComparedRow[], string[], Look]>([
    ['not when it was there before', [row('1', 'equal')], ['1'], absent],
    ['when one more is there that says all', [row('1', 'equal'), row('2', 'equal')], ['1'], added('2')],
    ['when one more is there that lacks what the account does not take', [row('2', 'near')], [], added('2')],
    [
      'one that says all before one that lacks something',
      [row('2', 'near'), row('3', 'equal')],
      [],
      added('3'),
    ],
    ['not when one more says something else', [row('2', 'other')], [], absent],
  ])('%s', (_, rows, before, look) => {
    expect(toAddedLook(rows, before)).toEqual(look);
  });

  function added(providerId: string): Look {
    return { answer: 'found', providerId, how: 'comparison' };
  }
});

const aFile = (over: Partial<SourceFile> = {}): SourceFile => ({
  id: '5',
  name: 'The contract',
  originalName: 'contract.pdf',
  bytes: 7,
  createdAt: null,
  createdBy: null,
  shared: false,
  ...over,
});
const inCategory = (...files: SourceFile[]): SourceFileCategory[] => [
  { id: '1', name: 'One', files: [] },
  { id: '2', name: 'Two', files },
];

describe('whether a file was uploaded', () => {
  const file = {
    name: 'The contract',
    originalName: 'contract.pdf',
    contentType: 'application/pdf',
    categoryId: '2',
    share: false,
    bytes: 7,
    sha256: '',
  };
  const found: Look = { answer: 'found', providerId: '5', how: 'comparison' };
  it.each<[string, SourceFileCategory[], string[], Look]>([
    ['when one of its name and size came', inCategory(aFile()), ['4'], found],
    ['not when it was there before', inCategory(aFile()), ['5'], absent],
    ['when only one of its names was kept', inCategory(aFile({ name: null })), [], found],
    ['not when it has another name', inCategory(aFile({ name: 'Annex', originalName: 'b.pdf' })), [], absent],
    ['not when it has another size', inCategory(aFile({ bytes: 8 })), [], absent],
    ['when its size is not told', inCategory(aFile({ bytes: null })), [], found],
    [
      'not when it came into another category',
      [...inCategory(), { id: '3', name: '', files: [aFile()] }],
      [],
      absent,
    ],
  ])('%s', (_, listed, before, look) => {
    expect(toUploadedLook({ file }, listed, before)).toEqual(look);
  });

  it('is not known when its category is not shown', () => {
    expect(() => toUploadedLook({ file }, [{ id: '1', name: '', files: [aFile()] }], [])).toThrow(
      'lists no such category',
    );
  });
});

describe('whether categories of files were added', () => {
  const found = (providerId: string): Look => ({ answer: 'found', providerId, how: 'comparison' });
  const full: SourceFileCategory = { id: '3', name: 'Full', files: [aFile()] };
  it.each<[string, string[], SourceFileCategory[] | null, Look]>([
    ['when all of them are there', ['two ', 'One'], inCategory(aFile()), found('2')],
    ['not when one is missing where empty ones are shown', ['One', 'Three'], inCategory(aFile()), absent],
    ['is not known where only those with files are shown', ['Three'], [full], { answer: 'unknown' }],
    ['is not known where nobody can be asked about', ['One'], null, { answer: 'unknown' }],
  ])('%s', (_, names, listed, look) => {
    expect(toCategoriesLook(names, listed)).toEqual(look);
  });
});

it.each<[string, string[], Look]>([
  ['came', ['1'], { answer: 'found', providerId: '2', how: 'comparison' }],
  ['was there before', ['1', '2'], absent],
])('a location that %s is told by its name', (_, before, look) => {
  const listed = [
    { id: '1', label: 'Ulm' },
    { id: '2', label: ' neu-ulm ' },
  ];
  expect(toPlaceLook('Neu-Ulm', listed, before)).toEqual(look);
});

it.each([
  [{ name: 'The contract', categoryId: '2', share: false }, 'same'],
  [{}, 'same'],
  [{ name: 'Annex' }, 'different'],
  [{ categoryId: '1' }, 'different'],
  [{ share: true }, 'different'],
])('a file that was to be changed to %o is the %s', (change, comparison) => {
  expect(compareFile(inCategory(aFile()), '5', change)).toBe(comparison);
  expect(compareFile(inCategory(), '5', change)).toBe('gone');
});

it('a comparison that could not see everything has found nothing out', () => {
  expect(toComparedLook('same', '7')).toEqual({ answer: 'found', providerId: '7', how: 'comparison' });
  expect(toComparedLook('different', '7')).toEqual(absent);
  expect(toComparedLook('gone', '7')).toEqual(absent);
  expect(toComparedLook('unknown', '7')).toEqual({ answer: 'unknown' });
});

it('gives the same marker for the same write only', () => {
  expect(markerOf('com_1', 'pwr_1')).toBe(markerOf('com_1', 'pwr_1'));
  expect(markerOf('com_1', 'pwr_1')).not.toBe(markerOf('com_2', 'pwr_1'));
  expect(markerOf('com_1', 'pwr_1')).not.toBe(markerOf('com_1', 'pwr_2'));
});
