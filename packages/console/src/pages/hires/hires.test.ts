import type { AccessDefinition } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { aConnection, aDraft, aHire, anApplication, aStep } from '../../testing.ts';
import { checkHire, choicesOf, missingByField, toHireFields, toHireValues } from './hire-form.ts';
import { progressOf, proofLines } from './hire-progress.ts';
import { pollIntervalOf } from './hires.queries.ts';
import { sendabilityOf } from './sendability.ts';

const access: AccessDefinition = {
  employees: [],
  manageEmployees: false,
  directory: false,
  hiring: { jobs: 'edit', candidates: 'edit', assignedJobsOnly: false, hires: 'edit' },
  settings: { users: 'none', connections: 'view', fields: 'none', company: 'none' },
};
const hired = anApplication({ stageKind: 'hired' });
const situation = { application: hired, connections: [aConnection()], hires: [], access };

describe('sendabilityOf', () => {
  it('is ready when hired, allowed and connected', () => {
    expect(sendabilityOf(situation)).toEqual({ kind: 'ready', connections: [aConnection()], again: null });
  });

  it.each([
    ['not_hired', { application: anApplication() }],
    ['no_connection', { connections: [] }],
    ['all_disabled', { connections: [aConnection({ enabled: false })] }],
    ['no_right', { access: { ...access, hiring: { ...access.hiring, hires: 'view' as const } } }],
  ])('says %s', (obstacle, change) => {
    expect(sendabilityOf({ ...situation, ...change })).toEqual({ kind: 'blocked', obstacle });
  });

  it('offers only connections that are switched on', () => {
    const off = aConnection({ id: 'con_2', enabled: false });
    expect(sendabilityOf({ ...situation, connections: [off, aConnection()] })).toMatchObject({
      connections: [{ id: 'con_1' }],
    });
  });

  it.each(['queued', 'running', 'waiting', 'done', 'needs_attention'] as const)(
    'shows a hire that is %s instead of sending another',
    (state) => {
      expect(sendabilityOf({ ...situation, hires: [aHire({ state })] })).toMatchObject({ kind: 'sent' });
    },
  );

  it('shows a sent hire even when the application has left the hired stage', () => {
    const hires = [aHire({ state: 'done' })];
    expect(sendabilityOf({ ...situation, application: anApplication(), hires }).kind).toBe('sent');
  });

  it('sends again what failed last', () => {
    const failed = aHire({ state: 'failed', createdAt: '2026-05-02T00:00:00.000Z' });
    expect(sendabilityOf({ ...situation, hires: [failed] })).toMatchObject({ kind: 'ready', again: failed });
  });
});

describe('the form of a hire', () => {
  it('is filled from the draft, with empty inputs for what is not known', () => {
    expect(toHireValues(aDraft())).toMatchObject({ firstName: 'Inês', hireDate: '', division: '' });
  });

  it('marks what is missing at its input and tells the rest above the form', () => {
    const draft = aDraft({
      missing: [
        { field: 'hireDate', message: 'The first day of work is needed.' },
        { field: 'manager', message: 'A manager is needed.' },
      ],
    });
    expect(missingByField(draft)).toEqual({
      fields: { hireDate: 'The first day of work is needed.' },
      others: ['A manager is needed.'],
    });
  });

  it('asks for names, start date and status, and for addresses that are addresses', () => {
    const empty = toHireValues(aDraft({ fields: {} }));
    expect(Object.keys(checkHire(empty))).toEqual(['firstName', 'lastName', 'hireDate', 'employmentStatus']);
    const filled = { ...toHireValues(aDraft()), hireDate: '2026-06-01' };
    expect(checkHire(filled)).toEqual({});
    expect(checkHire({ ...filled, workEmail: 'ines' })).toEqual({
      workEmail: 'This is not an e-mail address',
    });
  });

  it('sends only what is filled in, trimmed', () => {
    const values = {
      ...toHireValues(aDraft()),
      hireDate: '2026-06-01',
      jobTitle: ' Support Agent ',
      division: ' ',
    };
    expect(toHireFields(values)).toEqual({
      firstName: 'Inês',
      lastName: 'Duarte',
      employmentStatus: 'Full-Time',
      hireDate: '2026-06-01',
      jobTitle: 'Support Agent',
    });
  });

  it('keeps a value that the provider’s list lacks, and says so', () => {
    expect(choicesOf(['A', 'B'], 'C')).toEqual({ data: ['C', 'A', 'B'], unknown: true });
    expect(choicesOf(['A', 'B'], 'B')).toEqual({ data: ['A', 'B'], unknown: false });
    expect(choicesOf([], 'C').unknown).toBe(false);
  });
});

describe('progress', () => {
  it('counts what is finished and names what is worked on', () => {
    const steps = [
      aStep({ name: 'search', state: 'done' }),
      aStep({ name: 'create', state: 'sending' }),
      aStep({ name: 'resume', state: 'skipped' }),
    ];
    expect(progressOf(steps)).toEqual({ done: 2, total: 3, current: 'Create the employee' });
  });

  it('names the next step between two steps, and none at the end', () => {
    expect(progressOf([aStep({ state: 'done' }), aStep({ name: 'create' })]).current).toBe(
      'Create the employee',
    );
    expect(progressOf([aStep({ state: 'done' })]).current).toBeNull();
  });

  it('is read often while there is work, rarely while waiting, and no more at the end', () => {
    expect(pollIntervalOf('running')).toBe(500);
    expect(pollIntervalOf('waiting')).toBe(3000);
    expect([undefined, 'done', 'failed', 'needs_attention'].map((s) => pollIntervalOf(s as never))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('shows a proof without leaving anything out', () => {
    expect(proofLines({ status: 201, location: '/employees/1', seen: ['firstName'] })).toEqual([
      { name: 'status', value: '201' },
      { name: 'location', value: '/employees/1' },
      { name: 'seen', value: '["firstName"]' },
    ]);
    expect(proofLines(null)).toEqual([]);
  });
});
