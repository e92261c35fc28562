import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { losing } from '../access/principal.ts';
import { createEmployee } from '../employees/employees.service.ts';
import { readLineage } from './lineage.service.ts';
import { aToldCompany, row, type ToldCompany, type ToldPerson } from './testing/told-people.ts';

let test: TestContext;

beforeAll(async () => {
  test = await createTestContext();
});
afterAll(() => test.close());

const jane: ToldPerson = {
  id: '40',
  values: { firstName: 'Jane', lastName: 'Doe', homeEmail: 'jane@example.com' },
  status: 'Active',
  rows: { jobInfo: [row('2020-01-01', { jobTitle: 'Head', department: 'Ideas' }, 1)] },
};

const entriesOf = async (told: ToldCompany, principal = told.owner) => {
  const { entries } = await readLineage(test.context, principal, 40);
  return new Map(entries.map(({ name, ...entry }) => [name, entry]));
};

describe('lineage', () => {
  it('names the connection, and for every value and table the call that it came from', async () => {
    const told = await aToldCompany(test);
    const { syncId } = await told.sync({ people: [jane] });
    const { source } = await readLineage(test.context, told.owner, 40);
    expect(source).toMatchObject({
      connectionId: told.connectionId,
      connectionName: 'Told',
      providerId: '40',
      url: null,
    });
    const entries = await entriesOf(told);
    for (const name of ['firstName', 'lastName', 'homeEmail', 'status', 'jobInfo', 'jobTitle'])
      expect(entries.get(name)).toMatchObject({
        call: { operation: 'get-report', syncId },
        staleSince: null,
      });
    expect(entries.get('firstName')?.confirmedAt).not.toBeNull();
    // Nobody asked for them.
    expect(entries.has('city')).toBe(false);
    expect(entries.has('compensation')).toBe(false);
  });

  it('moves to the call that told last, and stays with the last one that told what is stale', async () => {
    const told = await aToldCompany(test);
    const first = await told.sync({ people: [jane] });
    const { homeEmail: _, ...rest } = jane.values;
    const second = await told.sync({
      people: [{ ...jane, values: { ...rest, firstName: 'Janet' }, absent: ['homeEmail'] }],
    });
    const entries = await entriesOf(told);
    expect(entries.get('firstName')?.call?.syncId).toBe(second.syncId);
    expect(entries.get('homeEmail')).toMatchObject({ call: { syncId: first.syncId }, confirmedAt: null });
    expect(entries.get('homeEmail')?.staleSince).not.toBeNull();
    expect(entries.get('jobInfo')?.call?.syncId).toBe(first.syncId);
  });

  it('tells of a column that stopped coming without its table', async () => {
    const told = await aToldCompany(test);
    const first = await told.sync({ people: [jane] });
    const rows = { jobInfo: [row('2020-01-01', { jobTitle: 'Chief' }, 1)] };
    const second = await told.sync({ people: [{ ...jane, rows, absentColumns: ['department'] }] });
    const entries = await entriesOf(told);
    expect(entries.get('jobTitle')).toMatchObject({ call: { syncId: second.syncId }, staleSince: null });
    expect(entries.get('department')?.call?.syncId).toBe(first.syncId);
    expect(entries.get('department')?.staleSince).not.toBeNull();
  });

  it('tells only of what the caller may see', async () => {
    const told = await aToldCompany(test);
    await told.sync({ people: [jane] });
    const entries = await entriesOf(told, losing(told.owner, ['homeEmail', 'jobTitle']));
    expect([entries.has('homeEmail'), entries.has('jobTitle'), entries.has('firstName')]).toEqual([
      false,
      false,
      true,
    ]);
    const blind = { ...told.owner, access: { ...told.owner.access, employees: [] } };
    await expect(readLineage(test.context, blind, 40)).rejects.toMatchObject({ code: 'access.forbidden' });
  });

  it('is empty for an employee of the company’s own, and unknown for another company', async () => {
    const told = await aToldCompany(test);
    await told.sync({ people: [jane] });
    await told.ask((tx) => tx.updateTable('connections').set({ people_source: false }).execute());
    const { number } = await createEmployee(test.context, told.owner, { firstName: 'A', lastName: 'B' });
    expect(await readLineage(test.context, told.owner, number)).toEqual({ source: null, entries: [] });
    const other = await aToldCompany(test);
    await expect(readLineage(test.context, other.owner, 40)).rejects.toMatchObject({
      code: 'employees.not_found',
    });
  });
});
