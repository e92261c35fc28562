import type { AccessDefinition, ErrorCode } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { listAccessLevels } from '../access/access-levels.service.ts';
import type { Principal } from '../access/principal.ts';
import { createEmployee } from '../employees/employees.service.ts';
import { createUser } from '../users/users.service.ts';
import { aTeam, type Team } from './testing/team.ts';
import * as timeOff from './time-off.service.ts';
import type { NewRequest, TimeOffType } from './time-off.ts';
import { importTimeOff } from './time-off-import.service.ts';
import * as requests from './time-off-requests.service.ts';

let test: TestContext;
let team: Team;
let vacation: TimeOffType;

beforeAll(async () => {
  test = await createTestContext();
  team = await aTeam(test);
  const { types } = await timeOff.listTypes(test.context, team.owner);
  vacation = types.find(({ name }) => name === 'Vacation') as TimeOffType;
});
afterAll(() => test.close());

const refused = (code: ErrorCode) => expect.objectContaining({ code });

const ask = (principal: Principal, number: number, change: Partial<NewRequest> = {}) =>
  requests.createRequest(test.context, principal, number, {
    status: 'requested',
    startsOn: '2031-06-16',
    endsOn: '2031-06-17',
    typeId: vacation.id,
    amount: 16,
    days: undefined,
    notes: { employee: null, manager: null },
    previousRequest: undefined,
    ...change,
  });

const decide = (principal: Principal, id: number, status: 'approved' | 'denied' | 'canceled') =>
  requests.changeRequestStatus(test.context, principal, id, { status, note: null });

const list = (principal: Principal, change: Partial<requests.RequestQuery> = {}) =>
  requests.listRequests(test.context, principal, {
    from: '1900-01-01',
    to: '2100-12-31',
    id: undefined,
    employeeNumber: undefined,
    typeIds: undefined,
    statuses: undefined,
    only: 'view',
    ...change,
  });

const policyNamed = async (principal: Principal, name: string) => {
  const policy = (await timeOff.listPolicies(test.context, principal)).find((one) => one.name === name);
  if (policy === undefined) throw new Error(`no policy ${name}`);
  return policy;
};

const events = (companyId: string) =>
  test.context.db.inCompany(companyId, (tx) =>
    tx
      .selectFrom('events')
      .select(['type', 'payload'])
      .where('type', 'like', 'time_off.%')
      .orderBy('id')
      .execute(),
  );

describe('a new company', () => {
  it('has types, policies of each and holidays of its own', async () => {
    const { owner } = await test.aCompany();
    const { types } = await timeOff.listTypes(test.context, owner);
    expect(types.map(({ name }) => name)).toContain('Vacation');
    expect(types.map(({ id }) => id)).not.toContain(vacation.id);
    const policies = await timeOff.listPolicies(test.context, owner);
    for (const { id } of types) expect(policies.some(({ typeId }) => typeId === id)).toBe(true);
    const out = await timeOff.listWhosOut(test.context, owner, { from: '2026-01-01', to: '2026-12-31' });
    expect(out.map(({ name }) => name)).toContain('Labor Day');
  });
});

describe('an employee', () => {
  it('asks for time off, sees it, and takes it back', async () => {
    const self = team.asLevel('employee', team.worker);
    const { id, actions } = await ask(self, 0);
    expect(actions).toEqual({ edit: true, cancel: true, approve: false, deny: false, bypass: false });
    expect((await list(self, { only: 'mine' })).map((request) => request.id)).toContain(id);
    await decide(self, id, 'canceled');
    const [request] = await list(self, { id });
    expect([request?.status, request?.statusChangedByUserNumber]).toEqual(['canceled', 4711]);
  });

  it('decides nothing, neither at once nor later', async () => {
    const self = team.asLevel('employee', team.worker);
    await expect(ask(self, team.worker, { status: 'approved' })).rejects.toEqual(refused('access.forbidden'));
    const { id } = await ask(self, team.worker);
    await expect(decide(self, id, 'approved')).rejects.toEqual(refused('access.forbidden'));
    await expect(decide(self, id, 'denied')).rejects.toEqual(refused('access.forbidden'));
  });

  it('sees balances of their own, changes none, and sees nobody else’s', async () => {
    const self = team.asLevel('employee', team.worker);
    await expect(timeOff.readBalances(test.context, self, 0, undefined)).resolves.toMatchObject({
      balances: [],
    });
    await expect(timeOff.assignPolicies(test.context, self, 0, [], { replace: true })).rejects.toEqual(
      refused('access.forbidden'),
    );
    await expect(timeOff.readBalances(test.context, self, team.stranger, undefined)).rejects.toEqual(
      refused('access.forbidden'),
    );
    await ask(team.owner, team.stranger);
    await ask(self, 0);
    const numbers = new Set((await list(self)).map(({ employeeNumber }) => employeeNumber));
    expect([...numbers]).toEqual([team.worker]);
  });
});

describe('a manager', () => {
  it('is told as the approver, by who may see managers', async () => {
    const { owner, boss, worker, as } = await aTeam(test);
    const { types } = await timeOff.listTypes(test.context, owner);
    const typeId = types[0]?.id ?? 0;
    expect((await ask(owner, worker, { typeId })).approvers).toEqual([]);
    const [level] = await listAccessLevels(test.context, owner);
    await createUser(test.context, owner, {
      kind: 'person',
      email: 'boss@team.example',
      firstName: 'Bea',
      lastName: 'Boss',
      accessLevelId: level?.id ?? '',
      employeeNumber: boss,
    });
    const [approver] = (await ask(owner, worker, { typeId })).approvers;
    expect(approver).toMatchObject({ employeeNumber: boss, name: 'Bea Boss' });
    const blind = as({ employees: [{ scope: { kind: 'all' }, fields: { timeOff: 'edit' } }] });
    expect((await ask(blind, worker, { typeId })).approvers).toEqual([]);
  });

  it('decides what direct reports ask for, and nothing else', async () => {
    const boss = team.asLevel('manager', team.boss);
    const { id } = await ask(team.asLevel('employee', team.worker), 0);
    expect((await list(boss, { only: 'approve' })).map((request) => request.id)).toContain(id);
    await decide(boss, id, 'approved');
    await expect(decide(boss, id, 'denied')).rejects.toEqual(refused('access.forbidden'));
    await expect(ask(boss, team.worker, { status: 'approved' })).resolves.toMatchObject({
      status: 'approved',
    });
    const foreign = await ask(team.owner, team.stranger);
    await expect(decide(boss, foreign.id, 'approved')).rejects.toEqual(refused('access.forbidden'));
    await expect(ask(boss, team.stranger)).rejects.toEqual(refused('access.forbidden'));
  });

  it('does not decide on their own time off', async () => {
    const boss = team.asLevel('manager', team.boss);
    const { id } = await ask(boss, 0);
    await expect(decide(boss, id, 'approved')).rejects.toEqual(refused('access.forbidden'));
    await expect(ask(boss, 0, { status: 'approved' })).rejects.toEqual(refused('access.forbidden'));
  });

  it('adjusts no balances', async () => {
    const entry = {
      kind: 'override',
      date: '2026-01-01',
      typeId: vacation.id,
      amount: 1,
      requestId: undefined,
      note: null,
    } as const;
    const boss = team.asLevel('manager', team.boss);
    await expect(timeOff.addHistory(test.context, boss, team.worker, entry)).rejects.toEqual(
      refused('access.forbidden'),
    );
  });
});

describe('a level', () => {
  const all = (fields: AccessDefinition['employees'][number]['fields']) => ({
    employees: [{ scope: { kind: 'all' as const }, fields }],
  });

  it('with all ordinary fields does not have time off', async () => {
    const reader = team.as(all({ '*': 'edit' }));
    await ask(team.owner, team.worker, { status: 'approved' });
    expect(await list(reader)).toEqual([]);
    const out = await timeOff.listWhosOut(test.context, reader, { from: '2031-06-01', to: '2031-06-30' });
    expect(out).toEqual([]);
    await expect(timeOff.readBalances(test.context, reader, team.worker, undefined)).rejects.toEqual(
      refused('access.forbidden'),
    );
    await expect(timeOff.listPolicies(test.context, reader)).rejects.toEqual(refused('access.forbidden'));
    expect((await timeOff.listTypes(test.context, reader, { requestable: true })).types).toEqual([]);
  });

  it('that names it to view shows it, and changes nothing', async () => {
    const reader = team.as(all({ firstName: 'view', lastName: 'view', timeOff: 'view' }));
    const { id } = await ask(team.owner, team.worker);
    expect((await list(reader, { id }))[0]).toMatchObject({
      name: 'Worker Test',
      actions: { edit: false, cancel: false, approve: false, deny: false, bypass: false },
    });
    await expect(ask(reader, team.worker)).rejects.toEqual(refused('access.forbidden'));
    await expect(decide(reader, id, 'approved')).rejects.toEqual(refused('access.forbidden'));
  });

  it('that hides names shows requests without them', async () => {
    const reader = team.as(all({ lastName: 'view', timeOff: 'view' }));
    const { id } = await ask(team.owner, team.worker, { status: 'approved' });
    expect((await list(reader, { id }))[0]?.name).toBe('');
    const out = await timeOff.listWhosOut(test.context, reader, { from: '2031-06-01', to: '2031-06-30' });
    expect(out.find((item) => item.kind === 'timeOff' && item.id === id)).toMatchObject({ name: '' });
  });

  it('with a narrower scope sees no more than the scope', async () => {
    const reader = team.as({ employees: [{ scope: { kind: 'self' }, fields: { '**': 'edit' } }] }, team.boss);
    const { id } = await ask(team.owner, team.worker);
    expect(await list(reader, { id })).toEqual([]);
    await expect(decide(reader, id, 'approved')).rejects.toEqual(refused('access.forbidden'));
  });
});

describe('another company', () => {
  it('has none of these requests, types or policies', async () => {
    const other = await aTeam(test);
    const { id } = await ask(team.owner, team.worker);
    expect(await list(other.owner, { id })).toEqual([]);
    await expect(decide(other.owner, id, 'approved')).rejects.toEqual(refused('time_off.request_not_found'));
    await expect(ask(other.owner, other.worker)).rejects.toEqual(refused('request.invalid'));
    const policy = await policyNamed(team.owner, 'Vacation Full-Time');
    const change = [{ policyId: policy.id, startsOn: '2024-02-01' }];
    await expect(
      timeOff.assignPolicies(test.context, other.owner, other.worker, change, { replace: true }),
    ).rejects.toEqual(refused('request.invalid'));
    await expect(
      timeOff.addHistory(test.context, other.owner, other.worker, {
        kind: 'used',
        date: '2031-06-16',
        requestId: id,
        typeId: undefined,
        amount: undefined,
        note: null,
      }),
    ).rejects.toEqual(refused('request.invalid'));
  });
});

describe('balances', () => {
  const balanceOn = async (number: number, day: string) => {
    const { balances } = await timeOff.readBalances(test.context, team.owner, number, day);
    return balances.find(({ type }) => type.id === vacation.id);
  };
  const anEmployee = async () => {
    const values = { firstName: 'Balance', lastName: 'Test', hireDate: '2024-01-01' };
    return (await createEmployee(test.context, team.owner, values)).number;
  };
  const assign = (number: number, policyId: number, startsOn: string | null) =>
    timeOff.assignPolicies(test.context, team.owner, number, [{ policyId, startsOn }], { replace: true });

  it('follow accruals, approvals and cancellations', async () => {
    const number = await anEmployee();
    const { id: policyId } = await policyNamed(team.owner, 'Vacation Full-Time');
    await assign(number, policyId, '2026-01-01');
    expect(await balanceOn(number, '2025-12-31')).toMatchObject({ balance: 0, policyKind: 'accruing' });
    expect(await balanceOn(number, '2026-06-30')).toMatchObject({ balance: 60, usedYearToDate: 0 });
    const made = await ask(team.owner, number, {
      status: 'approved',
      startsOn: '2026-06-15',
      endsOn: '2026-06-16',
    });
    expect(made).toMatchObject({ policyKind: 'accruing', balance: 34, usedYearToDate: 16 });
    expect(await balanceOn(number, '2026-06-30')).toMatchObject({ balance: 44, usedYearToDate: 16 });
    await decide(team.owner, made.id, 'canceled');
    expect(await balanceOn(number, '2026-06-30')).toMatchObject({ balance: 60, usedYearToDate: 0 });
  });

  it('count recorded use on its day, once, and not after a cancellation', async () => {
    const number = await anEmployee();
    const { id: policyId } = await policyNamed(team.owner, 'Vacation Full-Time');
    await assign(number, policyId, '2026-01-01');
    const { id } = await ask(team.owner, number, {
      status: 'approved',
      startsOn: '2026-06-15',
      endsOn: '2026-06-16',
    });
    const entry = {
      kind: 'used',
      date: '2026-07-01',
      requestId: id,
      typeId: undefined,
      amount: undefined,
      note: null,
    } as const;
    await timeOff.addHistory(test.context, team.owner, number, entry);
    expect(await balanceOn(number, '2026-06-30')).toMatchObject({ balance: 60 });
    expect(await balanceOn(number, '2026-07-01')).toMatchObject({ balance: 44 });
    await expect(timeOff.addHistory(test.context, team.owner, number, entry)).rejects.toEqual(
      refused('time_off.already_recorded'),
    );
    await decide(team.owner, id, 'canceled');
    expect(await balanceOn(number, '2026-07-01')).toMatchObject({ balance: 60 });
  });

  it('never accrue one day twice, however policies follow each other', async () => {
    const number = await anEmployee();
    const { id: fullTime } = await policyNamed(team.owner, 'Vacation Full-Time');
    const { id: partTime } = await policyNamed(team.owner, 'Vacation Part-Time');
    await assign(number, fullTime, '2026-01-01');
    await assign(number, partTime, '2026-03-01');
    expect(await balanceOn(number, '2026-04-30')).toMatchObject({ balance: 30 });
    await assign(number, fullTime, '2026-01-01');
    expect(await balanceOn(number, '2026-04-30')).toMatchObject({ balance: 40 });
    await assign(number, fullTime, null);
    expect(await balanceOn(number, '2026-04-30')).toBeUndefined();
    await assign(number, fullTime, '2026-03-01');
    expect(await balanceOn(number, '2026-04-30')).toMatchObject({ balance: 40 });
  });

  it('are of the day in the company’s time zone', async () => {
    test.setNow(new Date('2026-06-30T22:30:00Z'));
    const { on } = await timeOff.readBalances(test.context, team.owner, team.worker, undefined);
    test.setNow(undefined);
    expect(on).toBe('2026-07-01');
  });

  it('reach some years ahead and not for ever', async () => {
    await expect(balanceOn(team.worker, '9999-12-31')).rejects.toEqual(refused('request.invalid'));
  });
});

it('what happens to a request is told by events in order, and refusals by none', async () => {
  const { owner, worker, asLevel } = await aTeam(test);
  const { types } = await timeOff.listTypes(test.context, owner);
  const made = await ask(owner, worker, { typeId: types[0]?.id ?? 0 });
  await decide(owner, made.id, 'approved');
  await decide(owner, made.id, 'approved');
  await expect(decide(asLevel('employee', worker), made.id, 'denied')).rejects.toEqual(
    refused('access.forbidden'),
  );
  const policy = await policyNamed(owner, 'Vacation Full-Time');
  const change = [{ policyId: policy.id, startsOn: '2024-02-01' }];
  await timeOff.assignPolicies(test.context, owner, worker, change, { replace: false });
  expect(await events(owner.companyId)).toEqual([
    { type: 'time_off.requested', payload: { number: worker, requestId: made.id, status: 'requested' } },
    { type: 'time_off.updated', payload: { number: worker, requestId: made.id, status: 'approved' } },
    { type: 'time_off.adjusted', payload: { number: worker, policyIds: [policy.id] } },
  ]);
});

it('of parallel records of one use, one is kept', async () => {
  const { id } = await ask(team.owner, team.worker, { status: 'approved' });
  const entry = {
    kind: 'used',
    date: '2031-06-16',
    requestId: id,
    typeId: undefined,
    amount: undefined,
    note: null,
  } as const;
  const outcomes = await Promise.allSettled(
    [1, 2, 3, 4].map(() => timeOff.addHistory(test.context, team.owner, team.worker, entry)),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

describe('an import', () => {
  const days = { '2026-03-02': 8, '2026-03-03': 4 };
  const someone = (employeeNumber: number) => ({
    employeeNumber,
    policiesFrom: '2026-01-01',
    requests: [
      {
        typeName: 'Vacation',
        status: 'approved' as const,
        startsOn: '2026-03-02',
        endsOn: '2026-03-03',
        days,
      },
      {
        typeName: 'No such type',
        status: 'approved' as const,
        startsOn: '2026-03-02',
        endsOn: '2026-03-03',
        days,
      },
    ],
  });

  it('gives policies and requests, and leaves out what nobody knows', async () => {
    const { owner, worker } = await aTeam(test);
    await importTimeOff(test.context, owner, [someone(worker), someone(9999)]);
    expect(await list(owner)).toMatchObject([{ employeeNumber: worker, days }]);
    const { balances } = await timeOff.readBalances(test.context, owner, worker, '2026-03-31');
    expect(balances.map(({ type, balance }) => [type.name, balance])).toEqual([
      ['Vacation', 18],
      ['Sick', 40],
    ]);
  });

  it('needs the right to everybody’s time off', async () => {
    const clerk = team.as({ employees: [{ scope: { kind: 'self' }, fields: { '**': 'edit' } }] }, team.boss);
    await expect(importTimeOff(test.context, clerk, [someone(team.worker)])).rejects.toEqual(
      refused('access.forbidden'),
    );
  });
});
