import { describe, expect, it } from 'vitest';
import type { FieldRow } from '../candidate-fields/candidate-fields.ts';
import { formOf } from '../jobs/job-form.ts';
import { completeQuestions } from '../jobs/jobs.ts';
import {
  assertTargets,
  canRestart,
  checkRow,
  guessTargets,
  stuckAfterMs,
  toInput,
  toProblems,
} from './candidate-imports.ts';

const aField = (number: number, label: string, type: FieldRow['type'] = 'short_text'): FieldRow => ({
  id: `caf_${number}`,
  number,
  label,
  help: null,
  type,
  options: type.endsWith('choice')
    ? [
        { id: 'a', label: 'Day' },
        { id: 'b', label: 'Night' },
      ]
    : [],
  position: 0,
  archivedAt: null,
});
const options = { tags: ['fair'], onKnownEmail: 'skip' as const };

describe('what columns mean', () => {
  it('is guessed by their names, in several languages, and no field twice', () => {
    const columns = ['Full name', 'E-Mail', 'Mobile phone', 'PLZ', 'Shoe size', 'E-mail 2', 'Email', 'Shift'];
    expect(guessTargets(columns, [aField(1, 'Shift')])).toEqual([
      'name',
      'email',
      'phone',
      'zipCode',
      null,
      null,
      null,
      'cf_1',
    ]);
    expect(guessTargets(['Vorname', 'Nachname', 'Prénom'], [])).toEqual(['firstName', 'lastName', null]);
  });
  it.each([[['name']], [['name', 'name']], [['name', 'unknown']]])('cannot be %j for two', (targets) => {
    expect(() => assertTargets(targets, ['A', 'B'], [])).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });
});

describe('an import', () => {
  const now = new Date('2026-11-26T12:00:00Z');
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const left = [{ state: 'good' as const, count: 1 }];
  it.each([
    ['running', null, ago(stuckAfterMs + 1), true],
    ['checking', null, ago(stuckAfterMs + 1), true],
    ['running', null, ago(1000), false],
    ['ready', 'Not any more.', null, true],
    ['ready', null, null, false],
    ['mending', 'Not any more.', null, false],
    ['done', null, null, false],
  ] as const)(
    'that is %s with the problem %s can be restarted when it stopped',
    (state, problem, lastMovedAt, can) => {
      expect(canRestart({ state, problem }, { counts: left, lastMovedAt, now })).toBe(can);
    },
  );
  it('of which nothing is left cannot', () => {
    const rest = { counts: [{ state: 'bad' as const, count: 2 }], lastMovedAt: null, now };
    expect(canRestart({ state: 'ready', problem: 'x' }, rest)).toBe(false);
  });
});

describe('a row', () => {
  const fields = [
    aField(1, 'Shift', 'multiple_choice'),
    aField(2, 'Years', 'number'),
    aField(3, 'Car', 'yes_no'),
  ];
  const targets = ['name', 'email', 'tags', 'rating', 'availableOn', 'cf_1', 'cf_2', 'cf_3', 'jobId', null];
  const cells = ['Ada', 'a@b.de', 'x; y', '4', '1.2.2027', 'Day,night', '2,5', 'Ja', '18', 'not taken'];
  const checks = { fields, jobOf: () => undefined };

  it('says what its cells mean', () => {
    expect(toInput(cells, targets, options, fields)).toEqual({
      byHand: true,
      name: 'Ada',
      email: 'a@b.de',
      tags: ['fair', 'x', 'y'],
      rating: 4,
      availableOn: '2027-02-01',
      customFields: { cf_1: ['Day', 'night'], cf_2: 2.5, cf_3: true },
      jobId: '18',
    });
  });

  it('is told everything that is wrong with it, by the names of its columns', () => {
    const row = toInput(
      ['', 'nothing', 'x', 'many', '', 'Noon', 'few', '', '', ''],
      targets,
      options,
      fields,
    );
    const names = ['Who', 'Mail', 'Tags', 'Stars', 'From', 'Shift', 'Years', 'Car', 'Job', 'X'];
    const { issues } = checkRow(row, checks);
    expect(toProblems(issues, targets, names).map(({ column }) => column)).toEqual(['Mail', 'Stars']);
    const later = checkRow(
      toInput(['', '', '', '', '', 'Noon', 'few', '', '77', ''], targets, options, fields),
      checks,
    );
    expect(toProblems(later.issues, targets, names).map(({ column }) => column)).toEqual([
      'Who',
      'Shift',
      'Years',
      'Job',
    ]);
  });

  it('names its job by number or title, and says so where that is not enough', () => {
    const form = formOf({ questions: completeQuestions({}), customQuestions: [] }, { byHand: true });
    const jobs = new Map([['Baker', { id: 'job_1', form }]]);
    const jobOf = (named: string) => (named === 'Cook' ? ('several' as const) : jobs.get(named));
    const checked = (job: string) =>
      checkRow(toInput(['Ada', job], ['name', 'jobId'], options, []), { fields: [], jobOf });
    expect(checked('Baker')).toMatchObject({ input: { jobId: 'job_1' }, issues: [] });
    expect(checked('Cook').issues).toMatchObject([
      { path: 'jobId', message: expect.stringMatching(/several/) },
    ]);
    expect(checked('Tinker').issues).toMatchObject([
      { message: expect.stringMatching(/number or the title/) },
    ]);
  });

  it('is told of yes and no, not of true and false', () => {
    const issues = [{ path: 'customFields.cf_3', message: 'expected true or false' }];
    expect(toProblems(issues, ['cf_3'], ['Car'])).toEqual([{ column: 'Car', message: 'expected yes or no' }]);
  });

  it('takes what everybody gets only where it says nothing itself', () => {
    const everybody = { ...options, source: 'Fair', jobId: 'job_1' };
    const own = toInput(['Ada', 'Friend', '7'], ['name', 'source', 'jobId'], everybody, []);
    expect(own).toMatchObject({ source: 'Friend', jobId: '7' });
    expect(toInput(['Ada'], ['name'], everybody, [])).toMatchObject({ source: 'Fair', jobId: 'job_1' });
  });

  it('loses nothing that belongs to an application in silence', () => {
    const row = toInput(['Ada', '2027-01-01'], ['name', 'availableOn'], options, []);
    expect(checkRow(row, checks).issues).toEqual([
      { path: 'availableOn', message: 'belongs to an application: choose a job' },
    ]);
  });
});
