import { describe, expect, it } from 'vitest';
import { readBody } from '../body.ts';
import {
  dayPart,
  readHistory,
  readPolicies,
  readRequest,
  readRequestQuery,
  readStatusChange,
} from './time-off-input.ts';

const json = (value: unknown) => readBody(Buffer.from(JSON.stringify(value)), 'application/json');
const xml = (text: string) => readBody(Buffer.from(text), undefined);
const invalid = expect.objectContaining({ code: 'request.invalid' });

const request = { status: 'requested', start: '2026-06-15', end: '2026-06-16', timeOffTypeId: 78 };

describe('a request', () => {
  it('is the same in JSON, with texts for numbers, and in XML', () => {
    const read = {
      status: 'denied',
      startsOn: '2026-06-15',
      endsOn: '2026-06-16',
      typeId: 78,
      amount: 12.5,
      days: [{ date: '2026-06-15', amount: 8 }],
      notes: { employee: 'Bye', manager: null },
      previousRequest: 9,
    };
    const sent = {
      ...request,
      status: 'Declined',
      timeOffTypeId: '78',
      amount: '12.5',
      previousRequest: '9',
      notes: [{ from: 'employee', note: 'Bye' }],
      dates: [{ ymd: '2026-06-15', amount: '8' }],
    };
    expect(readRequest(json(sent))).toEqual(read);
    expect(
      readRequest(
        xml(`<request><status>declined</status><start>2026-06-15</start><end>2026-06-16</end>
          <timeOffTypeId>78</timeOffTypeId><amount>12.5</amount><previousRequest>9</previousRequest>
          <notes><note from="employee">Bye</note></notes>
          <dates><date ymd="2026-06-15" amount="8"/></dates></request>`),
      ),
    ).toEqual(read);
  });

  it('may have notes as this dialect answers them', () => {
    expect(readRequest(json({ ...request, notes: { manager: 'No' } })).notes).toEqual({
      employee: null,
      manager: 'No',
    });
    expect(readRequest(json({ ...request, notes: [] })).notes).toEqual({ employee: null, manager: null });
  });

  it('may have blanks for what is not given', () => {
    const read = readRequest(json({ ...request, amount: '', dates: null, previousRequest: '' }));
    expect([read.amount, read.days, read.previousRequest]).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    [{}],
    [{ ...request, status: 'canceled' }],
    [{ ...request, status: 7 }],
    [{ ...request, timeOffTypeId: '78; drop table' }],
    [{ ...request, timeOffTypeId: 1e12 }],
    [{ ...request, timeOffTypeId: -1 }],
    [{ ...request, amount: 'NaN' }],
    [{ ...request, amount: '0x10' }],
    [{ ...request, dates: 'all' }],
    [{ ...request, dates: [{ ymd: '2026-06-15' }] }],
    [{ ...request, notes: 'bye' }],
    [{ ...request, start: ['2026-06-15'] }],
  ])('%j is refused', (value) => {
    expect(() => readRequest(json(value))).toThrow(invalid);
  });
});

it.each([
  ['2026-07-15T00:00:00-00:00', '2026-07-15'],
  [' 2026-07-15 ', '2026-07-15'],
  ['2026-07-15', '2026-07-15'],
  ['T2026-07-15', 'T2026-07-15'],
])('%j is taken for the day %s', (text, day) => {
  expect(dayPart(text)).toBe(day);
});

describe('a status', () => {
  it.each([
    ['approved', 'approved'],
    ['Denied', 'denied'],
    ['declined', 'denied'],
    ['cancelled', 'canceled'],
  ])('%s is %s', (sent, status) => {
    expect(readStatusChange(json({ status: sent }))).toEqual({ status, note: null });
    expect(readStatusChange(xml(`<request><status>${sent}</status><note>x</note></request>`))).toEqual({
      status,
      note: 'x',
    });
  });

  it('is one of these', () => {
    expect(() => readStatusChange(json({ status: 'requested' }))).toThrow(invalid);
    expect(() => readStatusChange(xml('<request/>'))).toThrow(invalid);
  });
});

describe('a history entry', () => {
  it('is what its path stands for, unless it says so', () => {
    const entry = { date: '2026-06-15', timeOffRequestId: '5' };
    expect(readHistory(json(entry), 'used')).toEqual({
      kind: 'used',
      date: '2026-06-15',
      requestId: 5,
      typeId: undefined,
      amount: undefined,
      note: null,
    });
    expect(readHistory(json({ ...entry, eventType: 'Override', amount: '-4' }), 'used')).toMatchObject({
      kind: 'override',
      amount: -4,
    });
    expect(() => readHistory(json({ ...entry, eventType: 'accrual' }), 'used')).toThrow(invalid);
  });
});

describe('assignments', () => {
  it('without a start, or with the day of no day, take a policy away', () => {
    const read = readPolicies([
      { timeOffPolicyId: 4, accrualStartDate: '2026-02-01' },
      { timeOffPolicyId: '5', accrualStartDate: null },
      { timeOffPolicyId: 6, accrualStartDate: '0000-00-00' },
      { timeOffPolicyId: 7, accrualStartDate: '' },
    ]);
    expect(read.map(({ startsOn }) => startsOn)).toEqual(['2026-02-01', null, null, null]);
    expect(read.map(({ policyId }) => policyId)).toEqual([4, 5, 6, 7]);
  });

  it.each([
    [[null]],
    [['x']],
    [[{ accrualStartDate: '2026-02-01' }]],
    [Array(101).fill({ timeOffPolicyId: 1 })],
  ])('like %j are refused', (items) => {
    expect(() => readPolicies(items)).toThrow(invalid);
  });
});

describe('a query for requests', () => {
  const days = { start: '2026-01-01', end: '2026-12-31' };

  it('narrows by lists, in every spelling of superseded', () => {
    expect(
      readRequestQuery({ ...days, type: '77,78', status: 'approved,superseded', action: 'myRequests' }),
    ).toEqual({
      from: '2026-01-01',
      to: '2026-12-31',
      id: undefined,
      employeeNumber: undefined,
      typeIds: [77, 78],
      statuses: ['approved', 'superceded'],
      only: 'mine',
    });
    expect(readRequestQuery({ ...days, type: '', status: '' })).toMatchObject({
      typeIds: undefined,
      only: 'view',
    });
  });

  it.each([
    [{ start: '2026-01-01' }],
    [{ ...days, type: '7,' }],
    [{ ...days, status: 'open' }],
    [{ ...days, action: 'edit' }],
    [{ ...days, id: 'x' }],
  ])('%j is refused', (query) => {
    expect(() => readRequestQuery(query as Record<string, string>)).toThrow(invalid);
  });
});
