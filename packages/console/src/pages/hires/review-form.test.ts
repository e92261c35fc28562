import type { Attachment } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { aDuplicate, aHire, aPreview } from '../../testing.ts';
import {
  openPoints,
  personKey,
  personOf,
  type ReviewValues,
  replacedValueOf,
  toDecisions,
  toReviewValues,
  unknownValueOf,
  valuesToMap,
} from './review-form.ts';

const resume: Attachment = {
  fileId: 'fil_1',
  kind: 'resume',
  name: 'cv.pdf',
  contentType: 'application/pdf',
  bytes: 1200,
  scanState: 'clean',
  flags: [],
  createdAt: '2026-05-01T10:00:00.000Z',
};
const letter: Attachment = { ...resume, fileId: 'fil_2', kind: 'cover_letter', name: 'letter.pdf' };
const sentResume = {
  attachmentId: 'fil_1',
  name: 'cv.pdf',
  kind: 'resume' as const,
  categoryId: '7',
  categoryName: 'Résumés',
  categories: [{ id: '7', name: 'Résumés' }],
};

const unknownTitle = { field: 'jobTitle' as const, value: 'Llama Lead', nearest: ['Lead'], canCreate: true };
const preview = aPreview({
  fields: { firstName: 'Inês', lastName: 'Duarte', jobTitle: 'Llama Lead', other: { shirtSize: 'M' } },
  unknownOptions: [unknownTitle],
  options: { jobTitle: ['Lead', 'Agent'], department: ['Support'] },
  files: [sentResume],
});
const origin = { baseline: preview };
const begun = toReviewValues(origin, [resume, letter]);

const changed = (
  fields: Partial<ReviewValues['fields']>,
  part: Partial<ReviewValues> = {},
): ReviewValues => ({
  ...begun,
  ...part,
  fields: { ...begun.fields, ...fields },
});

describe('what a person decided', () => {
  it('is nothing in a form that nobody touched', () => {
    expect(toDecisions(begun, origin)).toEqual({ fields: {}, without: [], createOptions: [] });
  });

  it('is what differs from the mapping, trimmed; the rest may still change with the candidate', () => {
    const values = changed({ hireDate: '2026-06-01', firstName: ' Ines ', lastName: 'Duarte' });
    expect(toDecisions(values, origin).fields).toEqual({ firstName: 'Ines', hireDate: '2026-06-01' });
  });

  it('is to leave out what was emptied, and not what never was there', () => {
    const values = changed({ jobTitle: ' ', division: '' }, { other: [] });
    expect(toDecisions(values, origin).without).toEqual(['jobTitle', 'other.shirtSize']);
  });

  it('names further fields by their alias, and drops rows that are not filled', () => {
    const other = [
      { alias: 'shirtSize', value: 'L' },
      { alias: ' badge ', value: ' 17 ' },
      { alias: '', value: '' },
    ];
    expect(toDecisions({ ...begun, other }, origin).fields).toEqual({
      other: { shirtSize: 'L', badge: '17' },
    });
  });

  it('names files once they are others, or go elsewhere', () => {
    const [cv, cover] = begun.files;
    if (!cv || !cover) throw new Error('two files were expected');
    expect(cv).toMatchObject({ isSent: true, categoryId: '7' });
    expect(cover.isSent).toBe(false);
    const both = { ...begun, files: [cv, { ...cover, isSent: true, categoryId: '9' }] };
    expect(toDecisions(both, origin).files).toEqual([
      { attachmentId: 'fil_1', kind: 'resume', categoryId: '7' },
      { attachmentId: 'fil_2', kind: 'cover_letter', categoryId: '9' },
    ]);
    const none = { ...begun, files: [{ ...cv, isSent: false }, cover] };
    expect(toDecisions(none, origin).files).toEqual([]);
  });
});

describe('mending', () => {
  const hire = aHire({
    fields: { firstName: 'Inês', lastName: 'Duarte', hireDate: '2026-06-01', jobTitle: 'Agent' },
    person: { as: 'rehire', employeeNumber: '12' },
    without: ['other.shirtSize'],
  });
  const mending = { baseline: preview, decided: hire };
  const values = toReviewValues(mending, [resume]);

  it('begins with what the hire says, and says it again unchanged', () => {
    expect(values.fields).toMatchObject({ jobTitle: 'Agent', hireDate: '2026-06-01' });
    expect(toDecisions(values, mending)).toEqual({
      fields: { jobTitle: 'Agent', hireDate: '2026-06-01' },
      without: ['other.shirtSize'],
      createOptions: [],
      person: { as: 'rehire', employeeNumber: '12' },
    });
  });

  it('names a value that is the mapping’s again, as the server would keep the other', () => {
    const back = { ...values, fields: { ...values.fields, jobTitle: 'Llama Lead' } };
    expect(toDecisions(back, mending).fields).toMatchObject({ jobTitle: 'Llama Lead' });
  });

  it('leaves out what the hire said and the mapping does not', () => {
    const emptied = { ...values, fields: { ...values.fields, hireDate: '' } };
    expect(toDecisions(emptied, mending).without).toContain('hireDate');
  });
});

describe('lists that could not be read', () => {
  const unread = { ...preview, optionsProblem: 'It is away.' };
  const atUnchecked = (values: ReviewValues) =>
    openPoints(values, unread, origin).filter(({ at }) => at === 'unchecked');

  it('stand against sending until somebody says that it goes without checks', () => {
    expect(atUnchecked(begun)).toHaveLength(1);
    const goesOn = { ...begun, unchecked: true };
    expect(atUnchecked(goesOn)).toEqual([]);
    expect(toDecisions(goesOn, origin)).toMatchObject({ unchecked: true });
    expect(toDecisions(begun, origin)).not.toHaveProperty('unchecked');
  });

  it('are no reason any more when that is taken back', () => {
    const decided = { baseline: preview, decided: aHire({ unchecked: true }) };
    const values = toReviewValues(decided, [resume]);
    expect(values.unchecked).toBe(true);
    expect(toDecisions({ ...values, unchecked: false }, decided)).toMatchObject({ unchecked: false });
  });
});

describe('a supervisor whom nobody knows', () => {
  const unknown = {
    field: 'reportsTo' as const,
    value: 'Ada Lovelase',
    nearest: ['Ada Lovelace'],
    canCreate: false,
  };
  const told = { ...preview, unknownOptions: [unknown] };

  it('is told as the server found, and is another one once another name is entered', () => {
    const named = changed({ reportsTo: 'Ada Lovelase' });
    expect(unknownValueOf('reportsTo', named, told)).toMatchObject({ nearest: ['Ada Lovelace'] });
    expect(openPoints(named, told, origin)).toContainEqual({
      at: 'reportsTo',
      message: 'BambooHR has nobody called “Ada Lovelase”',
    });
    expect(unknownValueOf('reportsTo', changed({ reportsTo: 'Ada Lovelace' }), told)).toBeUndefined();
  });
});

describe('a value that the list lacks', () => {
  it('comes with the nearest options while it is the one that was asked about', () => {
    expect(unknownValueOf('jobTitle', begun, preview)).toEqual(unknownTitle);
    expect(unknownValueOf('jobTitle', changed({ jobTitle: 'Cook' }), preview)).toMatchObject({
      value: 'Cook',
      nearest: [],
    });
  });

  it('is none when the list has it in other letters, could not be read, or is to be extended', () => {
    expect(unknownValueOf('jobTitle', changed({ jobTitle: 'agent' }), preview)).toBeUndefined();
    expect(unknownValueOf('location', changed({ location: 'Nowhere' }), preview)).toBeUndefined();
    const extended = changed({}, { createOptions: ['jobTitle'] });
    expect(unknownValueOf('jobTitle', extended, preview)).toBeUndefined();
  });

  it('can be mapped for ever once another was chosen', () => {
    const chosen = changed({ jobTitle: 'Lead' }, { always: ['jobTitle'] });
    expect(replacedValueOf('jobTitle', chosen, origin, preview)).toBe('Llama Lead');
    expect(valuesToMap(chosen, origin, preview)).toEqual([
      { field: 'jobTitle', given: 'Llama Lead', sent: 'Lead' },
    ]);
    // Chosen for ever, then put back: there is nothing to map.
    expect(valuesToMap(changed({}, { always: ['jobTitle'] }), origin, preview)).toEqual([]);
  });
});

describe('what is open', () => {
  const at = (values: ReviewValues, check = preview) =>
    openPoints(values, check, origin).map((point) => point.at);

  it('is what BambooHR needs, what it does not know, and who it is', () => {
    const alike = { ...preview, duplicates: [aDuplicate()] };
    expect(at(begun, alike)).toEqual(['hireDate', 'jobTitle', 'person']);
    const decided = changed(
      { hireDate: '2026-06-01', jobTitle: 'Lead' },
      { person: { as: 'rehire', employeeNumber: '12' } },
    );
    expect(at(decided, alike)).toEqual([]);
  });

  it('is what cannot be sent as it is', () => {
    const fields = { hireDate: '2026-06-01', jobTitle: '', workEmail: 'ines', payRate: '52,000' };
    expect(at(changed(fields))).toEqual(['workEmail', 'payRate', 'payCurrency']);
    const other = [{ alias: 'badge', value: '' }];
    expect(at(changed({ hireDate: '2026-06-01', jobTitle: '' }, { other }))).toEqual(['other.badge']);
  });
});

describe('a value that cannot be sent as it is', () => {
  const country = { field: 'country', message: '“Narnia” is no country.' };
  const unfit = { baseline: { ...preview, missing: [country, { field: 'hireDate', message: 'Needed.' }] } };
  const filled = { hireDate: '2026-06-01', jobTitle: 'Lead' };
  const at = (values: ReviewValues) => openPoints(values, preview, unfit).map((point) => point.at);

  it('is open until another is entered, or it is left out', () => {
    expect(at(changed(filled))).toEqual(['country']);
    expect(at(changed({ ...filled, country: 'Norway' }))).toEqual([]);
    const without = changed(filled, { leftOut: ['country'] });
    expect(at(without)).toEqual([]);
    expect(toDecisions(without, unfit).without).toEqual(['country']);
  });

  it('stays left out when the hire is mended, and is sent once it is entered', () => {
    const mending = { ...unfit, decided: aHire({ fields: filled, without: ['country'] }) };
    const values = toReviewValues(mending, []);
    expect(values.leftOut).toEqual(['country']);
    const entered = { ...values, fields: { ...values.fields, country: 'Norway' } };
    expect(toDecisions(entered, mending).without).not.toContain('country');
  });
});

it('leaves documents and further fields to the server’s judgement', () => {
  const missing = [
    { field: 'files.0.categoryId', message: 'There is no category “Old”.' },
    { field: 'other.shirtSize', message: 'shirtSize cannot be a further field.' },
    { field: 'payCurrency', message: 'The pay needs its currency.' },
  ];
  const told = { ...preview, missing };
  const filled = changed({ hireDate: '2026-06-01', jobTitle: 'Lead', payRate: '10' });
  const at = (values: ReviewValues) => openPoints(values, told, { baseline: told }).map((point) => point.at);
  expect(at(filled)).toEqual(['payCurrency', 'files', 'other.shirtSize']);
  // Left out by its removal; what was said of documents stands until it is checked anew.
  const mended = { ...filled, other: [] };
  expect(at({ ...mended, fields: { ...filled.fields, payCurrency: 'EUR' } })).toEqual(['files']);
});

it('does not ask who it is once the hire has its employee', () => {
  const alike = { ...preview, duplicates: [aDuplicate()] };
  const mending = { baseline: preview, decided: aHire({ employeeNumber: '12' }) };
  const values = changed({ hireDate: '2026-06-01', jobTitle: 'Lead' });
  expect(openPoints(values, alike, mending)).toEqual([]);
});

it.each([{ as: 'new' as const }, { as: 'existing' as const, employeeNumber: '4' }, null])(
  'a person keeps its meaning as a key: %j',
  (person) => {
    expect(personOf(personKey(person))).toEqual(person);
  },
);
