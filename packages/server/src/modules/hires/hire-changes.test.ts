import type { HiredValues } from '@joinery/connectors';
import { describe, expect, it } from 'vitest';
import {
  flatten,
  judgeWrite,
  localChanges,
  propose,
  proposeEnd,
  readingOf,
  type Standpoints,
  sameValue,
} from './hire-changes.ts';

const sent = {
  firstName: 'Ada',
  hireDate: '2027-01-04',
  employmentStatus: 'Full-Time',
  jobTitle: 'Engineer',
  department: 'Engines',
  payRate: '52000',
  payCurrency: 'EUR',
};
const hired: HiredValues = {
  values: { hireDate: '2027-01-04', firstName: 'Ada' },
  rows: {
    employmentStatus: [{ id: '11', date: '2027-01-04', values: { employmentStatus: 'Full-Time' } }],
    jobInfo: [
      {
        id: '21',
        date: '2027-01-04',
        values: { jobTitle: 'Engineer', department: 'Engines', reportsTo: null },
      },
      { id: '22', date: '2027-06-01', values: { jobTitle: 'Head of Engines', department: 'Engines' } },
    ],
    compensation: [
      { id: '31', date: '2027-01-04', values: { payRate: '52000.00', payCurrency: 'EUR', payType: null } },
    ],
  },
};
const stand = (over: Partial<Standpoints>) =>
  localChanges({ sent, given: {}, without: [], base: sent, here: sent, ...over }).map(
    ({ field, was, here }) => `${field}: ${was} > ${here}`,
  );

describe('what an application says otherwise', () => {
  it('is nothing while it says the same in other letters', () => {
    expect(stand({ here: { ...sent, jobTitle: ' engineer ', payRate: '52000.00' } })).toEqual([]);
  });

  it('is each field that is not as it was sent', () => {
    expect(stand({ here: { ...sent, hireDate: '2027-02-01', payRate: '54000' } })).toEqual([
      'hireDate: 2027-01-04 > 2027-02-01',
      'payRate: 52000 > 54000',
    ]);
  });

  it('is not what it does not say any more', () => {
    expect(stand({ here: {} })).toEqual([]);
  });

  it('leaves what a person sent instead, until the application changes', () => {
    const given = { jobTitle: 'Engineer' };
    const base = { ...sent, jobTitle: 'Developer' };
    expect(stand({ given, base, here: base })).toEqual([]);
    expect(stand({ given, base, here: { ...base, jobTitle: 'Architect' } })).toEqual([
      'jobTitle: Engineer > Architect',
    ]);
  });

  it('leaves what was deliberately not sent', () => {
    const here = { ...sent, location: 'Paris' };
    expect(stand({ base: here, here })).toEqual([]);
    expect(stand({ here })).toEqual(['location: null > Paris']);
    expect(stand({ here, without: ['location'] })).toEqual([]);
  });

  it('names further fields by their alias', () => {
    expect(flatten({ firstName: 'Ada', lastName: ' ', other: { shirt: 'L' } })).toEqual({
      firstName: 'Ada',
      'other.shirt': 'L',
    });
    expect(readingOf([{ field: 'other.shirt' }])).toEqual({ fields: ['shirt'], tables: [] });
    expect(readingOf([{ field: 'hireDate' }]).tables).toEqual([
      'employmentStatus',
      'jobInfo',
      'compensation',
    ]);
  });
});

describe('a proposal', () => {
  it('moves the hire date and every row of it, and leaves later rows', () => {
    const change = { field: 'hireDate', was: '2027-01-04', here: '2027-02-01' };
    const { diff, plan } = propose([change], sent, hired);
    expect(diff).toEqual([{ ...change, there: '2027-01-04' }]);
    expect(plan).toMatchObject([
      { step: 'employee', values: { hireDate: '2027-02-01' }, before: { hireDate: '2027-01-04' } },
      { step: 'employment_status', rowId: '11', values: { date: '2027-02-01' } },
      { step: 'job_info', rowId: '21', values: { date: '2027-02-01' } },
      { step: 'compensation', rowId: '31', values: { date: '2027-02-01' } },
    ]);
  });

  it('writes an amount with its currency', () => {
    const { diff, plan } = propose([{ field: 'payRate', was: '52000', here: '54000' }], sent, hired);
    expect(diff).toMatchObject([{ field: 'payRate', there: '52000.00' }]);
    expect(plan).toEqual([
      {
        step: 'compensation',
        rowId: '31',
        values: { payRate: '54000', payCurrency: 'EUR' },
        before: { payRate: '52000.00', payCurrency: 'EUR' },
      },
    ]);
  });

  it('adds a row where none is of the hire date', () => {
    const { plan } = propose([{ field: 'payRate', was: null, here: '54000' }], sent, { ...hired, rows: {} });
    expect(plan).toMatchObject([
      {
        step: 'compensation',
        rowId: null,
        values: { date: '2027-01-04', payRate: '54000', payCurrency: 'EUR' },
      },
    ]);
  });

  it('is none where the provider shows it already', () => {
    const change = { field: 'jobTitle', was: 'Developer', here: 'engineer' };
    expect(propose([change], sent, hired)).toEqual({ diff: [], plan: [] });
  });

  it('says what somebody else wrote there, and not what is not shown', () => {
    const other = { ...hired, values: { firstName: 'Augusta' } };
    const { diff } = propose(
      [
        { field: 'firstName', was: 'Ada', here: 'Adah' },
        { field: 'homeEmail', was: null, here: 'ada@mail.example' },
      ],
      sent,
      other,
    );
    expect(diff).toEqual([
      { field: 'firstName', was: 'Ada', here: 'Adah', there: 'Augusta' },
      { field: 'homeEmail', was: null, here: 'ada@mail.example' },
    ]);
  });

  it('ends an employment by a row on the hire date, once', () => {
    const { diff, plan } = proposeEnd(sent, hired);
    expect(diff).toEqual([
      { field: 'employmentStatus', was: 'Full-Time', here: 'Terminated', there: 'Full-Time' },
    ]);
    expect(plan).toEqual([
      {
        step: 'terminate',
        rowId: null,
        values: { date: '2027-01-04', employmentStatus: 'Terminated' },
        before: null,
      },
    ]);
    const ended = { id: '12', date: '2027-01-04', values: { employmentStatus: 'Terminated' } };
    expect(proposeEnd(sent, { ...hired, rows: { employmentStatus: [ended] } }).plan).toEqual([]);
    expect(proposeEnd(sent, { ...hired, rows: { employmentStatus: [ended] } }, '2027-03-01').plan).toEqual(
      [],
    );
    expect(proposeEnd(sent, hired, '2027-03-01').plan).toMatchObject([{ values: { date: '2027-03-01' } }]);
    const former = { ...ended, date: '2020-06-30' };
    expect(proposeEnd(sent, { ...hired, rows: { employmentStatus: [former] } }).plan).toHaveLength(1);
  });
});

describe('before a write', () => {
  const row = {
    step: 'compensation' as const,
    rowId: '31',
    values: { payRate: '54000', payCurrency: 'EUR' },
    before: { payRate: '52000.00', payCurrency: 'EUR' },
  };
  const withPay = (payRate: string): HiredValues => ({
    ...hired,
    rows: { compensation: [{ id: '31', date: '2027-01-04', values: { payRate, payCurrency: 'EUR' } }] },
  });

  it.each([
    ['52000', 'absent'],
    ['54000.00', 'found'],
    ['60000', 'doubtful'],
  ])('a row that shows %s is %s', (pay, answer) => {
    expect(judgeWrite(row, withPay(pay), '7').answer).toBe(answer);
  });

  it('a row that is gone, and an employee who is, are for a person', () => {
    expect(judgeWrite(row, { ...hired, rows: { compensation: [] } }, '7').answer).toBe('doubtful');
    expect(judgeWrite(row, null, '7').answer).toBe('doubtful');
  });

  it('a new row is not added beside one that somebody added meanwhile', () => {
    const added = { ...row, rowId: null, values: { date: '2027-01-04', ...row.values }, before: null };
    expect(judgeWrite(added, withPay('60000'), '7').answer).toBe('doubtful');
    expect(judgeWrite(added, withPay('54000'), '7').answer).toBe('found');
    expect(judgeWrite(added, { ...hired, rows: { compensation: [] } }, '7').answer).toBe('absent');
  });

  it('a field that is not shown any more is unknown', () => {
    const write = {
      step: 'employee' as const,
      rowId: null,
      values: { firstName: 'Adah' },
      before: { firstName: 'Ada' },
    };
    expect(judgeWrite(write, { values: {}, rows: {} }, '7').answer).toBe('unknown');
    expect(judgeWrite({ ...write, before: {} }, { values: {}, rows: {} }, '7').answer).toBe('absent');
  });
});

it('values are compared as people read them', () => {
  expect(sameValue('reportsTo', 'Lovelace, Ada', 'Ada Lovelace')).toBe(true);
  expect(sameValue('payRate', '52000', '52000.00')).toBe(true);
  expect(sameValue('jobTitle', null, ' ')).toBe(true);
  expect(sameValue('jobTitle', 'A', 'B')).toBe(false);
});
