import type { EmployeeSearch, Finding, FoundEmployee, ListedRow } from '@joinery/connectors';
import { describe, expect, it } from 'vitest';
import type { Look, Question } from '../sendings/sendings.ts';
import {
  describeQuestion,
  describeRows,
  findCategory,
  markerOf,
  toCreateLook,
  toFileLook,
  toPersonLook,
  toProofLook,
  toRowLook,
} from './hires.ts';

const absent: Look = { answer: 'absent' };

describe('what a search for the employee means', () => {
  const nobody: Finding = { answer: 'absent' };
  const hidden: Finding = { answer: 'unknown', reason: 'hidden' };
  const somebody = (id = '7', identical: boolean | null = false): Finding => ({
    answer: 'found',
    employees: [employee(id, identical)],
  });
  const employee = (id: string, identical: boolean | null): FoundEmployee => ({
    id,
    identical,
    name: 'Ada Byron',
    workEmail: null,
    homeEmail: null,
    phone: null,
    status: null,
    hireDate: null,
    jobTitle: null,
    dateOfBirthMatches: null,
  });
  const two: Finding = { answer: 'found', employees: [employee('7', true), employee('8', true)] };
  const search = (
    marker: Finding | null,
    email: Finding = nobody,
    name: Finding = nobody,
    { phone = nobody, birthDate = nobody }: { phone?: Finding; birthDate?: Finding } = {},
  ): EmployeeSearch => ({ marker, email, phone, birthDate, name, scanned: 10 });
  const first = { sentBefore: false, approved: false, isCut: false };
  const after = { sentBefore: true, approved: false, isCut: false };
  const approved = { sentBefore: false, approved: true, isCut: false };
  const cut = { ...after, isCut: true };

  it.each<[string, EmployeeSearch, typeof first, Look]>([
    ['nobody', search(nobody), first, absent],
    [
      'ours',
      search(somebody(), somebody(), somebody()),
      first,
      { answer: 'found', providerId: '7', how: 'marker' },
    ],
    ['ours twice', search(two), after, { answer: 'doubtful', doubt: 'marker_twice', employees: ['7', '8'] }],
    ['a hidden marker', search(hidden), first, { answer: 'unknown' }],
    ['a hidden marker, approved', search(hidden), approved, { answer: 'unknown' }],
    [
      'the e-mail without our marker',
      search(nobody, somebody()),
      first,
      { answer: 'doubtful', doubt: 'same_email', employees: ['7'] },
    ],
    [
      'the e-mail without our marker, after a lost create',
      search(nobody, somebody('7', true)),
      after,
      { answer: 'doubtful', doubt: 'same_email', employees: ['7'] },
    ],
    [
      'the name only',
      search(nobody, nobody, somebody()),
      first,
      { answer: 'doubtful', doubt: 'same_name', employees: ['7'] },
    ],
    ['the name only, approved by a person', search(nobody, nobody, somebody()), approved, absent],
    [
      'ours, though approved',
      search(somebody()),
      approved,
      { answer: 'found', providerId: '7', how: 'marker' },
    ],
    [
      'the phone number only',
      search(nobody, nobody, nobody, { phone: somebody() }),
      first,
      { answer: 'doubtful', doubt: 'same_phone', employees: ['7'] },
    ],
    [
      'name and birth date before phone and name',
      search(nobody, nobody, somebody('9'), { birthDate: somebody(), phone: somebody('8') }),
      first,
      { answer: 'doubtful', doubt: 'same_birth_date', employees: ['7'] },
    ],
    [
      'the phone number only, approved by a person',
      search(nobody, nobody, nobody, { phone: somebody() }),
      approved,
      absent,
    ],
    ['hidden phones', search(nobody, nobody, nobody, { phone: hidden }), first, { answer: 'unknown' }],
    [
      'hidden dates of birth',
      search(nobody, nobody, nobody, { birthDate: hidden }),
      first,
      { answer: 'unknown' },
    ],
    ['hidden e-mails', search(nobody, hidden), first, { answer: 'unknown' }],
    ['hidden names', search(nobody, nobody, hidden), first, { answer: 'unknown' }],
    ['hidden e-mails, approved', search(nobody, hidden), approved, absent],
    ['nobody in a list that was cut', search(nobody), cut, { answer: 'unknown' }],
    [
      'nobody in a list that was cut, approved',
      search(nobody),
      { ...cut, approved: true },
      { answer: 'unknown' },
    ],
    [
      'ours in a list that was cut',
      search(somebody()),
      cut,
      { answer: 'found', providerId: '7', how: 'marker' },
    ],
    ['no marker field: nobody', search(null), first, absent],
    [
      'no marker field: the same person before we sent anything',
      search(null, somebody('7', true)),
      first,
      { answer: 'doubtful', doubt: 'same_email', employees: ['7'] },
    ],
    [
      'no marker field: the same person after a lost create',
      search(null, somebody('7', true)),
      after,
      { answer: 'found', providerId: '7', how: 'identity' },
    ],
    [
      'no marker field: somebody alike after a lost create',
      search(null, somebody('7', false)),
      after,
      { answer: 'doubtful', doubt: 'same_email', employees: ['7'] },
    ],
    [
      'no marker field: hardly visible after a lost create',
      search(null, somebody('7', null)),
      after,
      { answer: 'doubtful', doubt: 'same_email', employees: ['7'] },
    ],
    [
      'no marker field: two alike after a lost create',
      search(null, two),
      after,
      { answer: 'doubtful', doubt: 'same_email', employees: ['7', '8'] },
    ],
    [
      'no marker field: hidden e-mails after a lost create',
      search(null, hidden),
      after,
      { answer: 'unknown' },
    ],
  ])('%s', (_, result, situation, look) => {
    expect(toCreateLook(result, situation)).toEqual(look);
  });
});

describe('what reading an employee back means', () => {
  it.each<[string, string | null, string[], boolean, Look]>([
    ['our marker', 'ours', ['jobTitle'], false, { answer: 'found', providerId: '121', how: 'marker' }],
    ['another marker', 'other', [], false, { answer: 'doubtful', doubt: 'not_proven', employees: ['121'] }],
    ['no marker', 'empty', [], false, { answer: 'doubtful', doubt: 'not_proven', employees: ['121'] }],
    [
      'a hidden marker',
      'withheld',
      [],
      false,
      { answer: 'doubtful', doubt: 'not_proven', employees: ['121'] },
    ],
    [
      'no marker field, same person',
      null,
      ['mobilePhone'],
      false,
      { answer: 'found', providerId: '121', how: 'identity' },
    ],
    [
      'no marker field, another name',
      null,
      ['lastName'],
      false,
      { answer: 'doubtful', doubt: 'not_proven', employees: ['121'] },
    ],
    ['named by a person', 'empty', ['lastName'], true, { answer: 'found', providerId: '121', how: 'person' }],
  ])('%s', (_, marker, different, chosen, look) => {
    expect(toProofLook({ id: '121', marker, different }, chosen)).toEqual(look);
  });
});

describe('comparing before writing', () => {
  const row = (fit: ListedRow['fit'], id = '3'): ListedRow => ({
    id,
    fit,
    different: fit === 'equal' ? [] : ['jobTitle', 'location'],
  });

  const before = { sentBefore: false };

  it('knows a row by all that it says, and leaves one that says less or something else to a person', () => {
    expect(toRowLook([row('clash', '2'), row('equal')], before)).toEqual({
      answer: 'found',
      providerId: '3',
      how: 'comparison',
    });
    expect(toRowLook([row('other'), row('near'), row('clash')], before)).toMatchObject({
      doubt: 'row_differs',
    });
    expect(toRowLook([row('other'), row('near')], before)).toMatchObject({ doubt: 'row_incomplete' });
    expect(toRowLook([row('other')], before)).toEqual(absent);
    expect(toRowLook([], before)).toEqual(absent);
  });

  it('takes a row that says nothing for its own only after it sent one', () => {
    expect(toRowLook([row('blank')], before)).toEqual(absent);
    expect(toRowLook([row('blank')], { sentBefore: true })).toMatchObject({ doubt: 'row_incomplete' });
  });

  it('says which columns of a row stand in the way', () => {
    expect(describeRows([row('clash'), row('near', '4'), row('other')])).toBe(
      'Row 3 of that date has another jobTitle, location. Row 4 of that date lacks jobTitle, location.',
    );
    expect(describeRows([row('clash'), row('equal')])).toBeNull();
    expect(describeRows([row('other')])).toBeNull();
  });

  const resume = { kind: 'resume', categoryId: null } as const;
  const category = (name: string, over = {}) => ({ id: '13', name, canUpload: true, files: [], ...over });

  it.each([
    ['Resumes and Applications', true],
    ['Résumés', true],
    ['résumé', true],
    ['CVs', true],
    ['Presumed Documents', false],
    ['Signed Documents', false],
  ])('finds where a résumé belongs: %s %s', (name, expected) => {
    expect(findCategory([category(name)], resume) !== undefined).toBe(expected);
    expect(findCategory([category(name, { canUpload: false })], resume)).toBeUndefined();
  });

  it('knows a file by name and size, in whatever category it stands', () => {
    const cv = { id: '24', name: 'cv.pdf', bytes: 22 };
    const elsewhere = [category('Resumes'), category('Other', { files: [cv] })];
    const sent = { name: cv.name, sizes: [22] };
    expect(toFileLook(elsewhere, sent, resume)).toMatchObject({ providerId: '24' });
    expect(toFileLook(elsewhere, { ...sent, sizes: [23, 22] }, resume)).toMatchObject({ providerId: '24' });
    expect(toFileLook(elsewhere, { ...sent, sizes: [23] }, resume)).toEqual(absent);
    expect(toFileLook([category('Other')], sent, resume)).toEqual({ answer: 'skip' });
    expect(toFileLook([], sent, resume)).toEqual({ answer: 'skip' });
  });
});

describe('where a chosen file goes', () => {
  const categories = [
    { id: '12', name: 'Offer Letters', canUpload: true, files: [] },
    { id: '13', name: 'Resumes', canUpload: true, files: [] },
    { id: '14', name: 'Locked', canUpload: false, files: [] },
  ];
  const file = { name: 'a.pdf', sizes: [3] };

  it.each([
    ['offer', null, '12'],
    ['cover_letter', null, '13'],
    ['other', null, undefined],
    ['other', '12', '12'],
    ['resume', '14', undefined],
    ['resume', '99', undefined],
  ] as const)('%s, category %s: %s', (kind, categoryId, expected) => {
    expect(findCategory(categories, { kind, categoryId })?.id).toBe(expected);
  });

  it('is asked for again when the chosen category is gone, and left out when none was chosen', () => {
    expect(toFileLook(categories, file, { kind: 'other', categoryId: '99' })).toMatchObject({
      doubt: 'category_gone',
    });
    expect(toFileLook(categories, file, { kind: 'other', categoryId: null })).toEqual({ answer: 'skip' });
  });
});

describe('a record that a person named', () => {
  const found = (id: string): Finding => ({
    answer: 'found',
    employees: [
      {
        id,
        identical: null,
        name: '',
        workEmail: null,
        homeEmail: null,
        phone: null,
        status: null,
        hireDate: null,
        jobTitle: null,
        dateOfBirthMatches: null,
      },
    ],
  });
  const theirs = { answer: 'found', providerId: '7', how: 'person' };

  it.each<[string, Finding | null, unknown]>([
    ['nobody has the marker', { answer: 'absent' }, theirs],
    ['it has the marker already', found('7'), theirs],
    ['somebody else has it', found('8'), { answer: 'doubtful', doubt: 'marker_elsewhere', employees: ['8'] }],
    ['it cannot be seen', { answer: 'unknown', reason: '' }, { answer: 'unknown' }],
    ['there are no markers', null, theirs],
  ])('becomes the hire’s: %s', (_, marker, expected) => {
    expect(toPersonLook(marker, '7')).toEqual(expected);
  });
});

it('gives the same marker for the same hire only', () => {
  expect(markerOf('com_1', 'app_1')).toBe(markerOf('com_1', 'app_1'));
  expect(markerOf('com_1', 'app_2')).not.toBe(markerOf('com_1', 'app_1'));
  expect(markerOf('com_2', 'app_1')).not.toBe(markerOf('com_1', 'app_1'));
});

it.each<Question>([
  'marker_twice',
  'same_email',
  'same_name',
  'not_proven',
  'cannot_look',
  'look_refused',
  'look_keeps_failing',
  'blocked',
  'still_uncertain',
  'not_found',
  'gave_up',
])('has a sentence for people: %s', (why) => {
  const text = describeQuestion(why, { note: 'BambooHR said so.', employees: ['7'] });
  expect(text).toMatch(/^[A-Z].*\.$/);
  expect(text).not.toMatch(/undefined|null/);
});
