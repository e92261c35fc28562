import type { Company } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import type { Principal } from '../access/principal.ts';
import { addRow, createEmployee, listChanges, readEmployee, updateEmployee } from './employees.service.ts';
import { rollAllForward, rollForward } from './roll-forward.service.ts';

let test: TestContext;
let company: Company;
let owner: Principal;

beforeAll(async () => {
  test = await createTestContext();
  ({ company, owner } = await test.aCompany({ timeZone: 'Asia/Kolkata' }));
});
afterAll(() => test.close());

const status = async (number: number) =>
  (await readEmployee(test.context, owner, number, ['status', 'jobTitle'], { onlyCurrent: true })).values;

describe('rows dated in the future', () => {
  it('take effect at local midnight: status, change log and one event, once however often it runs', async () => {
    const { number } = await createEmployee(test.context, owner, {
      firstName: 'Le',
      lastName: 'Aver',
      employmentHistoryStatus: 'Full-Time',
      hireDate: '2020-01-01',
    });
    await createEmployee(test.context, owner, { firstName: 'Not', lastName: 'Touched' });
    await rollAllForward(test.context);
    const tomorrow = new Date(Date.now() + 24 * 3600_000).toLocaleDateString('en-CA', {
      timeZone: 'Asia/Kolkata',
    });
    await addRow(test.context, owner, number, 'employmentStatus', {
      date: tomorrow,
      employmentStatus: 'Terminated',
    });
    expect((await status(number)).status).toBe('Active');
    // Midnight in India is half past six in the evening, UTC.
    const midnight = new Date(`${tomorrow}T00:00:00+05:30`);
    const since = new Date();
    test.setNow(new Date(midnight.getTime() - 60_000));
    await rollAllForward(test.context);
    expect((await listChanges(test.context, owner, since, 'all')).changes).toEqual([]);
    test.setNow(midnight);
    await Promise.all([rollAllForward(test.context), rollAllForward(test.context)]);
    await rollAllForward(test.context);
    expect((await status(number)).status).toBe('Inactive');
    const { changes } = await listChanges(test.context, owner, since, 'all');
    expect(changes.map((change) => [change.number, change.action])).toEqual([[number, 'Updated']]);
    const events = await test.context.db.inCompany(company.id, (tx) =>
      tx.selectFrom('events').select('payload').where('type', '=', 'employees.updated').execute(),
    );
    const effects = events.filter(({ payload }) => (payload as { tookEffect?: boolean }).tookEffect);
    expect(effects.map(({ payload }) => payload)).toEqual([
      { number, fields: ['status'], tables: ['employmentStatus'], tookEffect: true },
    ]);
    test.setNow(undefined);
  });

  it('of a raise leave the status that somebody was given', async () => {
    const { company: there, owner: local } = await test.aCompany({ timeZone: 'UTC' });
    const { number } = await createEmployee(test.context, local, {
      firstName: 'Co',
      lastName: 'Mesback',
      employmentHistoryStatus: 'Full-Time',
      hireDate: '2020-01-01',
    });
    await addRow(test.context, local, number, 'employmentStatus', {
      date: '2021-01-01',
      employmentStatus: 'Terminated',
    });
    await updateEmployee(test.context, local, number, { status: 'Active' });
    await rollForward(test.context, there);
    const day = new Date(Date.now() + 48 * 3600_000).toISOString().slice(0, 10);
    await addRow(test.context, local, number, 'compensation', { startDate: day, rate: '50000.00 USD' });
    test.setNow(new Date(`${day}T00:00:01Z`));
    expect(await rollForward(test.context, there)).toBe(1);
    test.setNow(undefined);
    expect(
      (await readEmployee(test.context, local, number, ['status'], { onlyCurrent: true })).values,
    ).toEqual({
      status: 'Active',
    });
  });

  it('keep what somebody else writes of the employee at the same moment', async () => {
    const { company: there, owner: local } = await test.aCompany({ timeZone: 'UTC' });
    const { number } = await createEmployee(test.context, local, {
      firstName: 'Le',
      lastName: 'Aver',
      employmentHistoryStatus: 'Full-Time',
      hireDate: '2020-01-01',
    });
    await rollForward(test.context, there);
    const day = new Date(Date.now() + 48 * 3600_000).toISOString().slice(0, 10);
    await addRow(test.context, local, number, 'employmentStatus', {
      date: day,
      employmentStatus: 'Terminated',
    });
    test.setNow(new Date(`${day}T00:00:01Z`));
    let rolling: Promise<number> | undefined;
    await test.context.db.inCompany(there.id, async (tx) => {
      await sql`update employees set "values" = "values" || '{"city": "Oslo"}' where number = ${number}`.execute(
        tx,
      );
      rolling = rollForward(test.context, there);
      for (let waits = 0; waits === 0; ) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        const { rows } = await test.context.db.outside((other) =>
          sql<{ waits: number }>`select count(*)::int as waits from pg_locks where not granted`.execute(
            other,
          ),
        );
        waits = rows[0]?.waits ?? 0;
      }
    });
    expect(await rolling).toBe(1);
    test.setNow(undefined);
    const { values } = await readEmployee(test.context, local, number, ['city', 'status'], {
      onlyCurrent: true,
    });
    expect(values).toEqual({ city: 'Oslo', status: 'Inactive' });
  });

  // When the day begins, also where midnight does not exist or the zone is a day apart.
  it.each([
    ['Pacific/Kiritimati', '2027-01-01', '2026-12-31T10:00:00Z'],
    ['Pacific/Pago_Pago', '2027-01-01', '2027-01-01T11:00:00Z'],
    ['Asia/Kathmandu', '2027-01-01', '2026-12-31T18:15:00Z'],
    ['America/New_York', '2027-03-14', '2027-03-14T05:00:00Z'],
    ['America/New_York', '2027-03-15', '2027-03-15T04:00:00Z'],
    ['America/Santiago', '2027-09-05', '2027-09-05T04:00:00Z'],
  ])('take effect in %s when %s begins', async (timeZone, date, begins) => {
    const { company: there, owner: local } = await test.aCompany({ timeZone });
    const { number } = await createEmployee(test.context, local, {
      firstName: 'Le',
      lastName: 'Aver',
      employmentHistoryStatus: 'Full-Time',
      hireDate: '2020-01-01',
    });
    await addRow(test.context, local, number, 'employmentStatus', { date, employmentStatus: 'Terminated' });
    const statusAt = async (at: number) => {
      test.setNow(new Date(at));
      await rollForward(test.context, there);
      const { values } = await readEmployee(test.context, local, number, ['status', '16'], {
        onlyCurrent: true,
      });
      return values;
    };
    const start = Date.parse(begins);
    expect(await statusAt(start - 1_000)).toEqual({ status: 'Active', 16: 'Full-Time' });
    expect(await statusAt(start)).toEqual({ status: 'Inactive', 16: 'Terminated' });
    test.setNow(undefined);
  });
});
