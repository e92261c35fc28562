import type { EmployeeSearch, Finding } from '@joinery/connectors';
import { describe, expect, it } from 'vitest';
import type { Look, Question } from '../sendings/sendings.ts';
import {
  describeQuestion,
  findResumeCategory,
  markerOf,
  toCreateLook,
  toProofLook,
  toResumeLook,
  toStatusLook,
} from './hires.ts';

const absent: Look = { answer: 'absent' };

describe('what a search for the employee means', () => {
  const nobody: Finding = { answer: 'absent' };
  const hidden: Finding = { answer: 'unknown', reason: 'hidden' };
  const somebody = (id = '7', identical: boolean | null = false): Finding => ({
    answer: 'found',
    employees: [{ id, identical }],
  });
  const two: Finding = {
    answer: 'found',
    employees: [
      { id: '7', identical: true },
      { id: '8', identical: true },
    ],
  };
  const search = (
    marker: Finding | null,
    email: Finding = nobody,
    name: Finding = nobody,
  ): EmployeeSearch => ({
    marker,
    email,
    name,
    scanned: 10,
  });
  const first = { sentBefore: false, approved: false };
  const after = { sentBefore: true, approved: false };
  const approved = { sentBefore: false, approved: true };

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
    ['hidden e-mails', search(nobody, hidden), first, { answer: 'unknown' }],
    ['hidden names', search(nobody, nobody, hidden), first, { answer: 'unknown' }],
    ['hidden e-mails, approved', search(nobody, hidden), approved, absent],
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
  const row = (over = {}) => ({ id: '3', date: '2026-12-01', status: 'Full-Time', ...over });
  const wanted = { date: '2026-12-01', status: 'full-time' };

  it('knows a status row by date and status', () => {
    expect(toStatusLook([row({ id: '2', status: 'Intern' }), row()], wanted)).toMatchObject({
      answer: 'found',
      providerId: '3',
    });
    expect(toStatusLook([row({ date: '2026-12-02' })], wanted)).toEqual(absent);
    expect(toStatusLook([row({ date: null, status: null })], wanted)).toEqual(absent);
    expect(toStatusLook([], wanted)).toEqual(absent);
  });

  const category = (name: string, over = {}) => ({ id: '13', name, canUpload: true, files: [], ...over });

  it.each([
    ['Resumes and Applications', true],
    ['Résumés', true],
    ['résumé', true],
    ['CVs', true],
    ['Presumed Documents', false],
    ['Signed Documents', false],
  ])('finds where a résumé belongs: %s %s', (name, expected) => {
    expect(findResumeCategory([category(name)]) !== undefined).toBe(expected);
    expect(findResumeCategory([category(name, { canUpload: false })])).toBeUndefined();
  });

  it('knows a file by name and size, in whatever category it stands', () => {
    const cv = { id: '24', name: 'cv.pdf', bytes: 22 };
    const elsewhere = [category('Resumes'), category('Other', { files: [cv] })];
    expect(toResumeLook(elsewhere, { name: 'cv.pdf', bytes: 22 })).toMatchObject({ providerId: '24' });
    expect(toResumeLook(elsewhere, { name: 'cv.pdf', bytes: 23 })).toEqual(absent);
    expect(toResumeLook([category('Other')], { name: 'cv.pdf', bytes: 22 })).toEqual({ answer: 'skip' });
    expect(toResumeLook([], { name: 'cv.pdf', bytes: 22 })).toEqual({ answer: 'skip' });
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
