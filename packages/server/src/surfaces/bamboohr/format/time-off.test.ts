import { describe, expect, it } from 'vitest';
import type { RecordedRequest, RequestView } from '../../../modules/time-off/time-off-requests.service.ts';
import {
  assignedJson,
  assignedXml,
  balancesJson,
  balancesXml,
  policiesJson,
  policiesXml,
  recordedJson,
  requestsJson,
  requestsXml,
  typesJson,
  typesXml,
  whosOutJson,
  whosOutXml,
} from './time-off.ts';
import { documentText } from './xml.ts';

const vacation = { id: 78, name: 'Vacation', units: 'hours', icon: 'palm-trees' } as const;
const shape = { timeZone: 'America/Denver', excludeNote: false };

const aRequest = (change: Partial<RequestView> = {}): RequestView => ({
  id: 1659,
  employeeId: 'emp_1',
  employeeNumber: 12,
  type: vacation,
  status: 'approved',
  startsOn: '2026-04-10',
  endsOn: '2026-04-12',
  days: { '2026-04-10': 8, '2026-04-12': 4.5 },
  notes: { employee: 'A <b>', manager: null },
  createdAt: new Date('2026-05-12T02:00:00Z'),
  statusChangedAt: new Date('2026-05-12T02:28:31Z'),
  statusChangedByUserNumber: 2385,
  name: 'Eric Asture',
  actions: { edit: true, cancel: false, approve: false, deny: false, bypass: false },
  ...change,
});

const parsed = (change?: Partial<RequestView>) => JSON.parse(requestsJson([aRequest(change)], shape))[0];

describe('a listed request', () => {
  it('has texts for ids and amounts, and days in the company’s time zone', () => {
    expect(parsed()).toEqual({
      id: '1659',
      employeeId: '12',
      status: { lastChanged: '2026-05-11', lastChangedByUserId: '2385', status: 'approved' },
      name: 'Eric Asture',
      start: '2026-04-10',
      end: '2026-04-12',
      created: '2026-05-11',
      type: { id: '78', name: 'Vacation', icon: 'palm-trees' },
      amount: { unit: 'hours', amount: '12.5' },
      actions: { view: true, edit: true, cancel: false, approve: false, deny: false, bypass: false },
      dates: { '2026-04-10': '8', '2026-04-11': '0', '2026-04-12': '4.5' },
      notes: { employee: 'A <b>' },
    });
  });

  it('has an empty object for no notes, or nothing when they are left out', () => {
    const notes = { employee: null, manager: null };
    expect(parsed({ notes }).notes).toEqual({});
    const [without] = JSON.parse(requestsJson([aRequest()], { ...shape, excludeNote: true }));
    expect(without).not.toHaveProperty('notes');
  });

  it('in XML has ids and amounts as attributes', () => {
    const text = documentText(requestsXml([aRequest()], shape));
    expect(text).toContain('<request id="1659">\n  <employee id="12">Eric Asture</employee>');
    expect(text).toContain('<status lastChanged="2026-05-11" lastChangedByUserId="2385">approved</status>');
    expect(text).toContain('<type id="78">Vacation</type>\n  <amount unit="hours">12.5</amount>');
    expect(text).toContain('<note from="employee">A &lt;b&gt;</note>');
    expect(text).toContain('<date ymd="2026-04-11" amount="0"/>');
    expect(documentText(requestsXml([aRequest()], { ...shape, excludeNote: true }))).not.toContain('note');
    expect(documentText(requestsXml([], shape))).toContain('<requests/>');
  });
});

it('a request just made has the instant of its status, lists for nothing, and numbers for balances', () => {
  const made: RecordedRequest = {
    ...aRequest({ notes: { employee: null, manager: null } }),
    policyKind: 'accruing',
    balance: -32.4,
    usedYearToDate: 184,
    approvers: [{ userNumber: 2371, employeeNumber: 75, name: 'Adam Holt', photo: '75-1' }],
  };
  const told = recordedJson(made, 'America/Denver', (photo) => `photo of ${photo}`);
  expect(JSON.parse(told)).toMatchObject({
    status: { status: 'approved', lastChanged: '2026-05-11 20:28:31', lastChangedByUserId: '2385' },
    type: { id: '78', name: 'Vacation' },
    notes: [],
    comments: [],
    approvers: [{ userId: '2371', displayName: 'Adam Holt', employeeId: '75', photoUrl: 'photo of 75-1' }],
    policyType: 'accruing',
    usedYearToDate: 184,
    balanceOnDateOfRequest: -32.4,
  });
});

describe('types', () => {
  const types = { types: [vacation], workingHours: [{ name: 'Monday', amount: 8 }] };

  it('have texts for ids and hours', () => {
    expect(JSON.parse(typesJson(types))).toEqual({
      timeOffTypes: [
        { id: '78', name: 'Vacation', units: 'hours', color: null, icon: 'palm-trees', source: 'internal' },
      ],
      defaultHours: [{ name: 'Monday', amount: '8' }],
    });
  });

  it('are elements in XML', () => {
    const text = documentText(typesXml(types));
    expect(text).toContain('<timeOffType id="78">\n   <name>Vacation</name>');
    expect(text).toContain('<day name="Monday" amount="8"/>');
  });
});

describe('policies', () => {
  const policies = [{ id: 4, typeId: 78, name: 'Full-Time', kind: 'accruing' as const }];

  it('have numbers for ids, and no effective date', () => {
    expect(JSON.parse(policiesJson(policies))).toEqual([
      { id: 4, timeOffTypeId: 78, name: 'Full-Time', effectiveDate: null, type: 'accruing' },
    ]);
    expect(documentText(policiesXml(policies))).toContain(
      '<policy id="4">\n  <timeOffTypeId>78</timeOffTypeId>',
    );
  });

  it('of an employee have the start of accruals', () => {
    const assigned = [{ policyId: 4, typeId: 78, startsOn: null }];
    expect(JSON.parse(assignedJson(assigned))).toEqual([
      { timeOffPolicyId: 4, timeOffTypeId: 78, accrualStartDate: null },
    ]);
    expect(documentText(assignedXml(assigned))).toContain('<timeOffPolicyId>4</timeOffPolicyId>');
  });
});

describe('balances', () => {
  const balances = (balance: number) => ({
    on: '2026-05-29',
    balances: [{ type: vacation, policyKind: 'accruing' as const, balance, usedYearToDate: 168 }],
  });

  it('are texts with decimals', () => {
    expect(JSON.parse(balancesJson(balances(-26.36), 2))).toEqual([
      {
        timeOffType: '78',
        name: 'Vacation',
        units: 'hours',
        balance: '-26.36',
        end: '2026-05-29',
        policyType: 'accruing',
        usedYearToDate: '168.00',
      },
    ]);
  });

  it.each([
    [-0.001, 2, '0.00'],
    [-0, 0, '0'],
    [1.23456, 4, '1.2346'],
  ])('%d with %d decimals is %s', (balance, precision, text) => {
    expect(JSON.parse(balancesJson(balances(balance), precision))[0].balance).toBe(text);
  });

  it('in XML are estimates', () => {
    expect(documentText(balancesXml(balances(8), 2))).toContain(
      '<estimates end="2026-05-29">\n <estimate timeOffType="78" name="Vacation" units="hours" balance="8.00"/>',
    );
  });
});

describe('who is out', () => {
  const span = { startsOn: '2026-04-10', endsOn: '2026-04-12' };
  const items = [
    { kind: 'timeOff' as const, id: 1659, employeeNumber: 12, name: 'Eric Asture', ...span },
    { kind: 'holiday' as const, id: 3, name: 'Independence Day', ...span },
  ];

  it('has numbers for ids, and employees for time off only', () => {
    const dates = { start: '2026-04-10', end: '2026-04-12' };
    expect(JSON.parse(whosOutJson(items))).toEqual([
      { id: 1659, type: 'timeOff', employeeId: 12, name: 'Eric Asture', ...dates },
      { id: 3, type: 'holiday', name: 'Independence Day', ...dates },
    ]);
  });

  it('is a calendar in XML', () => {
    const text = documentText(whosOutXml(items));
    expect(text).toContain(
      '<item type="timeOff">\n  <request id="1659"/>\n  <employee id="12">Eric Asture</employee>',
    );
    expect(text).toContain('<item type="holiday">\n  <holiday id="3">Independence Day</holiday>');
  });
});
