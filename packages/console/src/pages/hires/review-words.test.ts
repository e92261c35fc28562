import { describe, expect, it } from 'vitest';
import { aDuplicate } from '../../testing.ts';
import {
  compareLines,
  hiddenAdvice,
  matchWords,
  personChoices,
  searchWords,
  sourceWords,
  valueLines,
} from './review-words.ts';

describe('where a value comes from', () => {
  it.each([
    ['candidate.firstName', 'From the candidate: first name'],
    ['offer.jobTitle, before job.title', 'From the offer: job title'],
    ['job.title, as offer.jobTitle is blank', 'From the job: title'],
    ['“Full-Time”, as offer.employmentStatus and job.employmentType are blank', 'Always “Full-Time”'],
    ['job.title, as offer.jobTitle is blank, mapped from “Dev”', 'From the job: title, mapped from “Dev”'],
    ['“Full-Time”', 'Always “Full-Time”'],
    ['job.title, mapped from “Dev”', 'From the job: title, mapped from “Dev”'],
    ['given', 'As it was decided'],
  ])('is said of %s', (from, words) => {
    expect(sourceWords(from)).toBe(words);
  });
});

describe('the candidate beside an employee', () => {
  const fields = {
    firstName: 'Inês',
    lastName: 'Duarte',
    homeEmail: 'Ines@mail.example',
    mobilePhone: '+351 912 345 678',
  };
  const there = aDuplicate({ phone: '912 345 678', workEmail: 'ines@mail.example' });
  const lineOf = (label: string) => compareLines(fields, [there]).find((line) => line.label === label);

  it('marks what is the same, also where it is written otherwise', () => {
    expect(lineOf('Personal e-mail')).toMatchObject({ same: [true] });
    expect(lineOf('Phone')).toMatchObject({ same: [true] });
    expect(lineOf('Name')).toMatchObject({ here: 'Inês Duarte', there: ['Ines Duarte'], same: [false] });
  });

  it('finds an address that is the other one there', () => {
    expect(lineOf('Work e-mail')).toMatchObject({ here: null, same: [true] });
  });

  it('never shows a date of birth of an employee, only whether it is the same', () => {
    const lines = compareLines({ ...fields, dateOfBirth: '1990-02-03' }, [
      aDuplicate({ dateOfBirthMatches: true }),
      aDuplicate({ dateOfBirthMatches: null }),
    ]);
    expect(lines.at(-1)).toMatchObject({ there: ['The same', null], same: [true, null] });
  });

  it('says of hidden values that they are hidden, and marks nothing of them as the same', () => {
    const hidden = aDuplicate({ homeEmail: null, hidden: ['homeEmail', 'dateOfBirth'] });
    const lines = compareLines({ ...fields, dateOfBirth: '1990-02-03' }, [hidden]);
    expect(lines.find(({ label }) => label === 'Personal e-mail')).toMatchObject({
      there: ['Hidden from you'],
      same: [null],
    });
    expect(lines.at(-1)).toMatchObject({ there: ['Hidden from you'], same: [null] });
  });

  it('leaves out what is known of nobody', () => {
    expect(lineOf('Job title')).toBeUndefined();
  });
});

it('names who may be asked about what is hidden', () => {
  const found = { duplicates: [aDuplicate({ hidden: ['name'] }), aDuplicate()], mayBeAsked: ['Ann', 'Bob'] };
  expect(hiddenAdvice(found)).toContain('everything of employee 12.');
  expect(hiddenAdvice(found)).toContain('ask Ann or Bob.');
  expect(hiddenAdvice({ ...found, mayBeAsked: [] })).toContain('ask somebody whose access level does.');
  expect(hiddenAdvice({ duplicates: [aDuplicate()], mayBeAsked: [] })).toBeNull();
});

it('says why somebody is shown, the strongest reason first', () => {
  expect(matchWords(['name', 'email'])).toBe('same e-mail address and same name');
  expect(matchWords(['name', 'name_birth_date'])).toBe('same name and date of birth');
});

describe('the answers to who it is', () => {
  it('name somebody whose name is hidden by the number alone', () => {
    const [first] = personChoices([aDuplicate({ name: null, hidden: ['name'] })]);
    expect(first?.description).toMatch(/^Employee 12 comes back/);
  });

  const answers = (status: string) => personChoices([aDuplicate({ status })]).map(({ person }) => person.as);

  it('begin with hiring again for who left, and with being there for who works there', () => {
    expect(answers('Inactive')).toEqual(['rehire', 'existing', 'new']);
    expect(answers('Active')).toEqual(['existing', 'rehire', 'new']);
  });

  it('name the employee where there are several', () => {
    const labels = personChoices([aDuplicate(), aDuplicate({ employeeNumber: '13' })]).map(
      ({ label }) => label,
    );
    expect(labels).toHaveLength(5);
    expect(labels[0]).toBe('Hire again: Ines Duarte (employee 12)');
  });
});

it('never takes a partial search for an empty one', () => {
  const nobody = { duplicates: [], searchProblem: 'The list was cut.' };
  expect(searchWords({ ...nobody, searched: 'partly' })).toMatch(/does not mean that nobody is there/);
  expect(searchWords({ ...nobody, searched: 'all', searchProblem: null })).toMatch(/^Nobody alike/);
});

it('shows nested values by their path and leaves nothing out', () => {
  expect(valueLines({ a: '1', rate: { value: '10', currency: 'EUR' }, list: [1], none: null })).toEqual([
    { name: 'a', value: '1' },
    { name: 'rate.value', value: '10' },
    { name: 'rate.currency', value: 'EUR' },
    { name: 'list', value: '[1]' },
    { name: 'none', value: 'empty' },
  ]);
});
