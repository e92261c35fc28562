import { describe, expect, it } from 'vitest';
import { aProbe } from '../../testing.ts';
import { fieldName, groupsOf, leftOutAtFirst, recipeText, seenWords, verdictOf } from './probe-words.ts';

const missing = { name: 'workEmail', label: 'Work Email', need: 'missing' as const };
const ssn = { name: 'ssn', label: 'SSN', need: 'excess' as const };
const name = { name: 'firstName', label: 'First Name', need: 'granted' as const };

describe('verdictOf', () => {
  it('is red when the account cannot be looked at, whatever else is told', () => {
    expect(verdictOf(aProbe({ reached: false, fields: [name] })).color).toBe('red');
  });

  it('tells a key that is refused from an account that does not answer', () => {
    const refused = aProbe({ reached: false, problem: 'Pinpoint: the key was refused.' });
    expect(verdictOf(refused).title).toBe('The account did not let us look');
    const away = aProbe({ reached: false, problem: 'Pinpoint: it cannot be reached.' });
    expect(verdictOf(away).title).toBe('No answer from the account');
  });

  it('puts what is missing before what is too much', () => {
    expect(verdictOf(aProbe({ fields: [missing, ssn] }))).toEqual({
      color: 'red',
      title: 'The key may not see 1 thing that this needs',
    });
    expect(verdictOf(aProbe({ fields: [name, ssn] })).color).toBe('yellow');
    expect(verdictOf(aProbe({ fields: [name] })).color).toBe('teal');
  });
});

it('sorts fields, tables and rights by what is to be done about them', () => {
  const report = aProbe({
    fields: [name, ssn, missing],
    tables: [{ name: 'compensation', need: 'excess' }],
    rights: [{ name: 'users', label: 'Users', need: 'optional' }],
  });
  expect(groupsOf(report)).toEqual({
    missing: [{ kind: 'field', name: 'workEmail', label: 'Work Email' }],
    excess: [
      { kind: 'field', name: 'ssn', label: 'SSN' },
      { kind: 'table', name: 'compensation', label: 'compensation' },
    ],
    leftOut: [],
    optional: [{ kind: 'right', name: 'users', label: 'Users' }],
    granted: 1,
  });
});

it('does not worry about what is never read', () => {
  const report = aProbe({ fields: [name, ssn] });
  expect(groupsOf(report, ['ssn'])).toMatchObject({
    excess: [],
    leftOut: [{ kind: 'field', name: 'ssn', label: 'SSN' }],
  });
  expect(verdictOf(report, ['ssn'])).toEqual({
    color: 'teal',
    title: 'The key sees what it needs; what is sensitive beyond it is never read',
  });
});

it('calls a field without a name of its own what people call it there', () => {
  const report = aProbe({ fields: [{ name: '4312', label: 'Shoe size', need: 'unused' }, ssn] });
  expect(['4312', 'ssn', '4313'].map((name) => fieldName(name, report))).toEqual([
    'Shoe size',
    'ssn',
    'Field 4313',
  ]);
  expect(fieldName('4312', null)).toBe('Field 4312');
});

it('leaves sensitive fields and tables out at first, and no right: that is not read', () => {
  const report = aProbe({
    fields: [ssn, name],
    tables: [{ name: 'compensation', need: 'excess' }],
    rights: [{ name: 'files', label: 'Files', need: 'excess' }],
  });
  expect(leftOutAtFirst(report)).toEqual(['ssn', 'compensation']);
});

it('gives the recipe as text, without headings over nothing', () => {
  const recipe = { name: 'Joinery', steps: ['Sign in.', 'Add a level.'], view: ['Name'], edit: [], hide: [] };
  expect(recipeText(recipe)).toBe('Access level: Joinery\n\n1. Sign in.\n2. Add a level.\n\nView:\n  - Name');
});

it('counts no employees of an account that keeps candidates, and does not say what it never looked at', () => {
  const recruiting = aProbe({
    employees: null,
    calls: 2,
    fields: [],
    tables: [],
    rights: [{ name: 'jobs', label: 'Jobs', need: 'granted' }],
    purpose: { mirror: false, hires: false, writeThrough: false, recruiting: true },
  });
  expect(seenWords(recruiting)).toBe('1 needed right seen, with 2 calls');
  expect(verdictOf(recruiting).title).toBe('The key sees what it needs');
  const people = aProbe({ employees: null, calls: 1, fields: [name] });
  expect(seenWords(people)).toBe(
    'Employees could not be counted, 1 needed field, table or right seen, with 1 call',
  );
});
