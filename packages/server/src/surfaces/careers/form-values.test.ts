import { describe, expect, it } from 'vitest';
import { inOrder, issuesAt, lostFiles, readValues, type ShownField, soundTexts } from './form-values.ts';

const field = (path: string, type: ShownField['type'], more: Partial<ShownField> = {}): ShownField => ({
  path,
  label: path,
  help: null,
  type,
  required: true,
  ...more,
});
const options = [
  { id: 'opt_1', label: 'Saw' },
  { id: 'opt_2', label: 'Plane' },
];
const fields = [
  field('firstName', 'short_text'),
  field('lastName', 'short_text'),
  field('email', 'email'),
  field('resume', 'file'),
  field('answers.q_1', 'multiple_choice', { options }),
  field('answers.q_2', 'yes_no'),
  field('answers.q_3', 'number'),
  field('answers.q_4', 'single_choice', { options }),
];

describe('what was typed', () => {
  it('becomes values of the form, and what is empty none', () => {
    const { input, issues } = readValues(fields, {
      firstName: 'Ann',
      lastName: 'Lee',
      email: ' ',
      'answers.q_1:opt_2': '1',
      'answers.q_2': 'no',
      'answers.q_3': ' -4,5 ',
      'answers.q_4': 'opt_1',
      source: ' A fair ',
      resume: 'cv.pdf',
    });
    expect(input).toEqual({
      firstName: 'Ann',
      lastName: 'Lee',
      source: 'A fair',
      answers: { q_1: ['opt_2'], q_2: false, q_3: -4.5, q_4: 'opt_1' },
    });
    expect(issues).toEqual([]);
  });

  it('of one name is the whole name', () => {
    expect(readValues(fields, { lastName: 'Suharto' }).input).toEqual({ name: 'Suharto' });
    const first = readValues(fields, { firstName: 'Ann' });
    expect(first).toMatchObject({ input: { firstName: 'Ann' }, issues: [{ path: 'lastName' }] });
  });

  it('is told where no text could be read of it, and shown without what cannot be shown', () => {
    const sent = {
      fields: { lastName: 'L\0ee', email: 'a\ufffd', source: 'a\0b' },
      unsound: ['lastName', 'email', 'source'],
    };
    const typed = soundTexts(sent);
    expect(typed).toEqual({ lastName: 'Lee', email: 'a\ufffd' });
    const { issues } = readValues(fields, typed, sent.unsound);
    expect(issues.map(({ path }) => path)).toEqual(['lastName', 'email']);
  });

  it('is told where it is no answer that was offered', () => {
    const consent = field('consents.news', 'consent', { version: 2 });
    const typed = { lastName: 'Lee', 'answers.q_2': 'maybe', 'consents.news': '1e400' };
    const { input, issues } = readValues([...fields, consent], typed);
    expect(issues).toMatchObject([{ path: 'answers.q_2' }]);
    expect(input).toEqual({ name: 'Lee', consents: { news: 0 } });
  });

  it('is told where a number is none', () => {
    for (const text of ['many', '1e5', '0x10', '1.2.3', 'Infinity'])
      expect(readValues(fields, { lastName: 'Lee', 'answers.q_3': text }).issues).toMatchObject([
        { path: 'answers.q_3' },
      ]);
  });

  it('of fields that the form does not have is left out', () => {
    const typed = { byHand: 'true', 'answers.q_9': 'x', jobId: 'job_2', __proto__: 'x' };
    expect(readValues(fields, typed).input).toEqual({});
  });
});

describe('what everybody is asked', () => {
  const asked = [
    field('consents.talent_pool', 'consent', { version: 3, required: false }),
    field('consents.privacy', 'consent', { version: 2 }),
    field('demographics.gender', 'single_choice', { options, required: false }),
  ];

  it('is sent by its key: the version that was agreed to, and the option', () => {
    const typed = { 'consents.privacy': '2', 'demographics.gender': 'opt_1' };
    expect(readValues(asked, typed).input).toEqual({
      consents: { privacy: 2 },
      demographics: { gender: 'opt_1' },
    });
    expect(readValues(asked, { 'demographics.gender': '' }).input).toEqual({});
  });

  it('is told at its text', () => {
    const issues = [
      { path: 'consents.talent_pool', message: 'expected 3, the version of the text that is asked now' },
      { path: 'consents.privacy', message: 'is required for this job' },
    ];
    expect(issuesAt(asked, issues).map(({ message }) => message)).toEqual([
      'This text was changed: read it and agree again.',
      'We need you to agree to this.',
    ]);
  });
});

describe('what is wrong', () => {
  it.each([
    ['email', 'is required for this job', 'Fill this in.'],
    ['resume', 'is required for this job', 'Choose a file.'],
    ['answers.q_2', 'is required for this job', 'Choose an answer.'],
    ['email', 'expected an e-mail address', 'Give an e-mail address such as name@example.com.'],
    ['answers.q_3', 'expected a number', 'Give a number.'],
    ['email', 'expected at most 254 characters', 'Expected at most 254 characters.'],
  ])('at %s: %s', (path, message, words) => {
    expect(issuesAt(fields, [{ path, message }])).toEqual([{ path, label: path, message: words }]);
  });

  it('is told at its field, once, in the order of the form', () => {
    const issues = [
      { path: 'answers.q_4', message: 'expected the id of an option' },
      { path: 'answers.q_1.0', message: 'expected the id of an option' },
      { path: 'name', message: 'expected a name that can be seen' },
      { path: 'answers.q_4', message: 'is required for this job' },
      { path: 'offer', message: 'this job does not ask for it' },
    ];
    expect(issuesAt(fields, issues)).toEqual([
      { path: 'lastName', label: 'lastName', message: 'Fill this in.' },
      { path: 'answers.q_1', label: 'answers.q_1', message: 'Choose one of the answers.' },
      { path: 'answers.q_4', label: 'answers.q_4', message: 'Choose one of the answers.' },
    ]);
  });

  it('with a file of a question is told at the question', () => {
    const asked = [field('answers.q_7', 'file')];
    const issues = [{ path: 'q_7', message: 'A document may have up to 10 MB.' }];
    expect(issuesAt(asked, issues)).toMatchObject([{ path: 'answers.q_7' }]);
  });
});

it('tells which documents are to be chosen again, once', () => {
  expect(lostFiles(fields, ['resume', 'q_9'], [])).toEqual([
    { path: 'resume', label: 'resume', message: 'Choose your file again: it was not kept.' },
  ]);
  expect(lostFiles(fields, ['resume'], [{ path: 'resume' }])).toEqual([]);
  expect(lostFiles(fields, [], [])).toEqual([]);
});

it('tells faults in the order of the form', () => {
  const told = inOrder(fields, [{ path: 'answers.q_3' }, { path: 'resume' }]);
  expect(told).toEqual([{ path: 'resume' }, { path: 'answers.q_3' }]);
});
