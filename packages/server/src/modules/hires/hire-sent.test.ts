import type { HireStepName } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { hasGoneOut, keepSent, refusedFields, sentFields } from './hire-sent.ts';

type Step = Parameters<typeof hasGoneOut>[0] extends ReadonlyMap<string, infer T> ? T : never;
const done: Step = { state: 'done', attempts: 1, outcome: 'done' };
const lost: Step = { state: 'failed', attempts: 2, outcome: 'ambiguous' };
const refused: Step = { state: 'failed', attempts: 1, outcome: 'refused' };
const stepsOf = (steps: Partial<Record<HireStepName, Step>>) =>
  new Map(Object.entries(steps) as [HireStepName, Step][]);
const marked = { isMarked: true };

describe('what went out', () => {
  it('is not what was only looked for, refused, or made an option', () => {
    expect(hasGoneOut(stepsOf({ search: done, option_job_title: done, create: refused }))).toBe(false);
    expect(hasGoneOut(stepsOf({ create: lost }))).toBe(true);
    expect(hasGoneOut(stepsOf({ job_info: done }))).toBe(true);
  });

  it('are the values of steps that are done, with the date that all of them have', () => {
    expect(sentFields(stepsOf({ create: refused }), marked).size).toBe(0);
    expect([...sentFields(stepsOf({ compensation: done }), marked)]).toEqual(
      expect.arrayContaining(['hireDate', 'payRate', 'payCurrency']),
    );
    expect(sentFields(stepsOf({ create: done }), marked).has('homeEmail')).toBe(true);
    expect(sentFields(stepsOf({ create: done }), marked).has('jobTitle')).toBe(false);
  });

  it('are the values of a record that was taken up, or may have been', () => {
    expect(sentFields(stepsOf({ reactivate: done }), marked).has('homeEmail')).toBe(true);
    expect(sentFields(stepsOf({ reactivate: lost }), marked).has('homeEmail')).toBe(true);
    expect(sentFields(stepsOf({ reactivate: refused }), marked).has('homeEmail')).toBe(false);
  });

  it('is not the date of an employee whom a person linked', () => {
    const linked = { ...done, attempts: 0 };
    expect(sentFields(stepsOf({ create: linked }), marked).has('hireDate')).toBe(false);
  });

  it('is what a create said that may have happened, where it is looked for by that', () => {
    expect(sentFields(stepsOf({ create: lost }), marked).has('lastName')).toBe(false);
    expect(sentFields(stepsOf({ create: lost }), { isMarked: false }).has('lastName')).toBe(true);
  });
});

describe('a mended hire', () => {
  const before = { firstName: 'Ada', homeEmail: 'a@mail.example', other: { one: '1' } };
  const sent = sentFields(stepsOf({ create: done, extra_fields: done }), marked);

  it('has what went out as it went out, and the rest as it is now', () => {
    const now = { firstName: 'Eve', city: 'Leeds', jobTitle: 'Analyst', other: { two: '2' } };
    expect(keepSent(before, now, sent)).toEqual({ ...before, jobTitle: 'Analyst' });
  });

  it('is told which values it cannot have otherwise', () => {
    const { firstName } = before;
    expect(refusedFields(before, { fields: { firstName, jobTitle: 'Analyst' } }, sent)).toEqual([]);
    expect(refusedFields(before, { fields: { city: 'Leeds' }, without: ['homeEmail'] }, sent)).toEqual([
      'city',
      'homeEmail',
    ]);
    expect(refusedFields(before, { without: ['other.one'] }, sent)).toEqual(['other']);
  });
});
