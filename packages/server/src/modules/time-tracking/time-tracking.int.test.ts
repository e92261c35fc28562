import type { ErrorCode } from '@joinery/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import type { Principal } from '../access/principal.ts';
import { aTeam, type Team } from '../time-off/testing/team.ts';
import * as records from './hour-records.service.ts';
import * as timesheets from './timesheets.service.ts';

let test: TestContext;
let team: Team;

const noon = new Date('2026-06-10T12:00:00Z');

beforeAll(async () => {
  test = await createTestContext();
  team = await aTeam(test, 'America/Denver');
});
afterEach(() => test.setNow(undefined));
afterAll(() => test.close());

const refused = (code: ErrorCode) => expect.objectContaining({ code });
const now = { date: undefined, time: undefined, timeZone: undefined };
const clockIn = (principal: Principal, number: number, moment: timesheets.Moment = now) =>
  timesheets.clockIn(test.context, principal, number, {
    ...moment,
    note: null,
    projectId: null,
    taskId: null,
  });
const clockOut = (principal: Principal, number: number, moment: timesheets.Moment = now) =>
  timesheets.clockOut(test.context, principal, number, moment);
const entry = (employeeNumber: number, start = '08:00', end = '12:00', id?: number) => ({
  id,
  employeeNumber,
  date: '2026-06-09',
  start,
  end,
  note: null,
  projectId: null,
  taskId: null,
});
const store = (principal: Principal, ...entries: timesheets.ClockEntryInput[]) =>
  timesheets.storeClockEntries(test.context, principal, entries);
const list = (principal: Principal) =>
  timesheets.listEntries(test.context, principal, {
    from: '2026-06-01',
    to: '2026-06-30',
    employeeNumbers: undefined,
  });
const record = (id: string, employeeNumber: number): records.HourRecordInput => ({
  id,
  employeeNumber,
  date: '2026-06-09',
  rateType: 'REG',
  hours: 8,
  projectId: null,
  taskId: null,
  details: {},
});

describe('clocking in and out', () => {
  it('takes the day of the company, also late in the evening', async () => {
    const { owner, worker } = await aTeam(test, 'America/Denver');
    test.setNow(new Date('2026-06-11T05:00:00Z'));
    expect(await clockIn(owner, worker)).toMatchObject({
      date: '2026-06-10',
      timeZone: 'America/Denver',
      hours: null,
    });
    test.setNow(new Date('2026-06-11T06:30:00Z'));
    expect(await clockOut(owner, worker)).toMatchObject({ date: '2026-06-10', hours: 1.5 });
  });

  it('of many at once lets one in', async () => {
    const { owner, worker } = await aTeam(test);
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => clockIn(owner, worker)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toEqual(refused('time_tracking.clocked_in'));
  });

  it('leaves room for what was recorded already', async () => {
    const { owner, worker } = await aTeam(test, 'UTC');
    test.setNow(noon);
    await store(owner, entry(worker));
    const moment = (time: string) => ({ date: '2026-06-09', time, timeZone: 'UTC' });
    await expect(clockIn(owner, worker, moment('07:00'))).rejects.toEqual(refused('time_tracking.overlap'));
    await expect(clockOut(owner, worker)).rejects.toEqual(refused('time_tracking.not_clocked_in'));
    await clockIn(owner, worker, moment('12:00'));
    await expect(clockOut(owner, worker, moment('11:00'))).rejects.toEqual(refused('request.invalid'));
    expect(await clockOut(owner, worker, moment('13:00'))).toMatchObject({ hours: 1 });
  });

  it('holds all time since the clocking in, and none before it', async () => {
    const { owner, worker } = await aTeam(test, 'UTC');
    test.setNow(noon);
    await clockIn(owner, worker, { date: '2026-06-09', time: '10:00', timeZone: 'UTC' });
    await expect(store(owner, entry(worker, '09:00', '10:01'))).rejects.toEqual(
      refused('time_tracking.overlap'),
    );
    await expect(store(owner, entry(worker, '15:00', '16:00'))).rejects.toEqual(
      refused('time_tracking.overlap'),
    );
    const [before] = await store(owner, entry(worker, '08:00', '10:00'));
    await expect(store(owner, entry(worker, '08:30', '10:00', before?.id))).resolves.toMatchObject([
      { hours: 1.5 },
    ]);
  });

  it('is not for times to come', async () => {
    test.setNow(noon);
    const moment = { date: '2026-06-10', time: '12:06', timeZone: 'UTC' };
    await expect(clockIn(team.owner, team.worker, moment)).rejects.toEqual(
      refused('time_tracking.in_future'),
    );
  });
});

describe('who may record worked time', () => {
  it('is the employee, the manager and who holds the right', async () => {
    test.setNow(noon);
    const self = team.asLevel('employee', team.worker);
    const boss = team.asLevel('manager', team.boss);
    const clerk = team.as({ employees: [{ scope: { kind: 'all' }, fields: { timeTracking: 'edit' } }] });
    await store(self, entry(team.worker, '06:00', '07:00'));
    await store(boss, entry(team.worker, '07:00', '08:00'));
    await store(clerk, entry(team.worker, '08:00', '09:00'), entry(team.stranger));
    expect(await list(self)).toHaveLength(3);
    expect(await list(boss)).toHaveLength(3);
    expect(await list(clerk)).toHaveLength(4);
  });

  it('is nobody else, and nothing of a bulk that they may not is stored', async () => {
    test.setNow(noon);
    const self = team.asLevel('employee', team.worker);
    const reader = team.as({
      employees: [{ scope: { kind: 'all' }, fields: { '*': 'edit', timeTracking: 'view' } }],
    });
    const ordinary = team.as({ employees: [{ scope: { kind: 'all' }, fields: { '*': 'edit' } }] });
    const before = await list(team.owner);
    const bulk = store(self, entry(team.worker, '20:00', '21:00'), entry(team.stranger, '20:00', '21:00'));
    await expect(bulk).rejects.toEqual(refused('access.forbidden'));
    await expect(store(reader, entry(team.worker, '20:00', '21:00'))).rejects.toEqual(
      refused('access.forbidden'),
    );
    await expect(clockIn(ordinary, team.worker)).rejects.toEqual(refused('access.forbidden'));
    expect(await list(team.owner)).toEqual(before);
    expect(await list(reader)).toEqual(before);
    expect(await list(ordinary)).toEqual([]);
  });

  it('does not reach entries of others by their ids', async () => {
    test.setNow(noon);
    const [other] = await store(team.owner, entry(team.stranger, '14:00', '15:00'));
    const self = team.asLevel('employee', team.worker);
    const change = entry(team.worker, '14:00', '15:00', other?.id);
    await expect(store(self, change)).rejects.toEqual(refused('time_tracking.entry_not_found'));
    await expect(timesheets.removeEntries(test.context, self, 'clock', [other?.id ?? 0])).rejects.toEqual(
      refused('access.forbidden'),
    );
    // Nor is anybody told that they are clocked in.
    const { id } = await clockIn(team.owner, team.stranger);
    await expect(timesheets.removeEntries(test.context, self, 'clock', [id])).rejects.toEqual(
      refused('access.forbidden'),
    );
    test.setNow(new Date(noon.getTime() + 60_000));
    await clockOut(team.owner, team.stranger);
  });
});

describe('hour records', () => {
  it('are changed under their id by who may, and by nobody through an employee of their own', async () => {
    const self = team.asLevel('employee', team.worker);
    await records.recordHours(test.context, team.owner, record('shift-1', team.stranger), { replace: false });
    const theft = records.recordHours(test.context, self, record('shift-1', team.worker), { replace: true });
    await expect(theft).rejects.toEqual(refused('access.forbidden'));
    await expect(records.readRecord(test.context, self, 'shift-1')).rejects.toEqual(
      refused('access.forbidden'),
    );
    await expect(records.removeRecord(test.context, self, 'shift-1')).rejects.toEqual(
      refused('access.forbidden'),
    );
    await records.adjustHours(test.context, team.owner, 'shift-1', { hours: 6 });
    expect(await records.readRecord(test.context, team.owner, 'shift-1')).toMatchObject({
      employeeNumber: team.stranger,
      hours: 8,
      adjustedHours: 6,
    });
  });

  it('have ids that count within their company', async () => {
    const other = await aTeam(test);
    await records.recordHours(test.context, team.owner, record('shift-2', team.worker), { replace: false });
    await expect(records.readRecord(test.context, other.owner, 'shift-2')).rejects.toEqual(
      refused('time_tracking.record_not_found'),
    );
    await records.recordHours(test.context, other.owner, record('shift-2', other.worker), { replace: false });
    await records.removeRecord(test.context, other.owner, 'shift-2');
    await expect(records.readRecord(test.context, team.owner, 'shift-2')).resolves.toMatchObject({
      id: 'shift-2',
    });
  });

  it('are not made twice under one id', async () => {
    const once = record('shift-3', team.worker);
    await records.recordHours(test.context, team.owner, once, { replace: false });
    await expect(records.recordHours(test.context, team.owner, once, { replace: false })).rejects.toEqual(
      refused('request.invalid'),
    );
  });
});

it('another company’s entries are neither changed nor removed', async () => {
  test.setNow(noon);
  const other = await aTeam(test, 'America/Denver');
  const [mine] = await store(team.owner, entry(team.boss));
  await expect(store(other.owner, entry(other.boss, '08:00', '12:00', mine?.id))).rejects.toEqual(
    refused('time_tracking.entry_not_found'),
  );
  await timesheets.removeEntries(test.context, other.owner, 'clock', [mine?.id ?? 0]);
  expect((await list(team.owner)).some(({ id }) => id === mine?.id)).toBe(true);
});

it('recording and removing are told by events', async () => {
  test.setNow(noon);
  const { owner, worker } = await aTeam(test, 'America/Denver');
  const [stored] = await store(owner, entry(worker));
  const entryIds = [stored?.id];
  await timesheets.removeEntries(test.context, owner, 'clock', [stored?.id ?? 0]);
  const events = await test.context.db.inCompany(owner.companyId, (tx) =>
    tx
      .selectFrom('events')
      .select(['type', 'payload'])
      .where('type', 'like', 'time_tracking.%')
      .orderBy('id')
      .execute(),
  );
  expect(events).toEqual([
    { type: 'time_tracking.recorded', payload: { number: worker, entryIds } },
    { type: 'time_tracking.removed', payload: { number: worker, entryIds } },
  ]);
});
