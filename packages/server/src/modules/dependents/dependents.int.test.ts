import type { ErrorCode } from '@joinery/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import type { Principal } from '../access/principal.ts';
import { addRow, listRows, readEmployee, updateRow } from '../employees/employees.service.ts';
import { aTeam, type Team } from '../time-off/testing/team.ts';
import { addDependent, getDependent, listDependents, replaceDependent } from './dependents.service.ts';

let test: TestContext;
let team: Team;
let ann: number;

const refused = (code: ErrorCode) => expect.objectContaining({ code });
const number = '912-34-5678';
const values = { firstName: 'Ann', relationship: 'Child', ssn: number, isStudent: 'yes' };
const list = (principal: Principal, employee?: number) => listDependents(test.context, principal, employee);
const add = (principal: Principal, employeeNumber: number, what: Record<string, unknown> = values) =>
  addDependent(test.context, principal, { employeeNumber, values: what });
const replace = (principal: Principal, id: number, what: Record<string, unknown>) =>
  replaceDependent(test.context, principal, id, { employeeNumber: team.worker, values: what });
const everything = async (): Promise<string> =>
  JSON.stringify(
    await test.context.db.inCompany(team.owner.companyId, async (tx) => [
      await tx.selectFrom('employee_rows').selectAll().execute(),
      await tx.selectFrom('employee_row_secrets').selectAll().execute(),
      await tx.selectFrom('events').selectAll().execute(),
    ]),
  );

beforeAll(async () => {
  test = await createTestContext();
});
afterAll(() => test.close());
beforeEach(async () => {
  team = await aTeam(test);
  ({ id: ann } = await add(team.owner, team.worker));
});

describe('the number of a dependent', () => {
  it('is stored sealed and never shown whole, whatever it was written by', async () => {
    await addRow(test.context, team.owner, team.worker, 'dependents', {
      firstName: 'Ben',
      ssn: '923-45-6789',
    });
    const stored = await everything();
    expect(stored).toContain('xxx-xx-5678');
    expect(stored).not.toContain(number);
    expect(stored).not.toContain('923-45-6789');
    expect((await list(team.owner)).map((one) => one.values.ssn)).toEqual(['xxx-xx-5678', 'xxx-xx-6789']);
    const rows = await listRows(test.context, team.owner, team.worker, 'dependents');
    expect(rows[0]?.values.ssn).toBe('xxx-xx-5678');
    const { values: field } = await readEmployee(test.context, team.owner, team.worker, ['1933'], {
      onlyCurrent: true,
    });
    expect(field['1933']).toMatch(/^xxx-xx-/);
  });

  it('opens only in its place', async () => {
    const { companyId } = team.owner;
    const [secret] = await test.context.db.inCompany(companyId, (tx) =>
      tx.selectFrom('employee_row_secrets').selectAll().execute(),
    );
    const place = { companyId, table: 'employee_rows', row: String(ann), column: 'ssn' };
    expect(test.context.secrets.open(secret?.sealed ?? '', place)).toBe(number);
    expect(() => test.context.secrets.open(secret?.sealed ?? '', { ...place, row: '1' })).toThrow();
  });

  it('stays when it comes back masked, and goes when it is left out', async () => {
    const before = await everything();
    await replace(team.owner, ann, { ...values, ssn: 'xxx-xx-5678' });
    expect(JSON.parse(await everything())[1]).toEqual(JSON.parse(before)[1]);
    await expect(replace(team.owner, ann, { ...values, ssn: 'xxx-xx-1111' })).rejects.toEqual(
      refused('employees.invalid_value'),
    );
    const changed = await replace(team.owner, ann, { firstName: 'Anna' });
    expect(changed.values).toMatchObject({
      firstName: 'Anna',
      relationship: null,
      ssn: null,
      isStudent: null,
    });
    expect(JSON.parse(await everything())[1]).toEqual([]);
  });

  it('changes by the table as well', async () => {
    await updateRow(test.context, team.owner, team.worker, 'dependents', ann, { ssn: '934567890' });
    expect((await getDependent(test.context, team.owner, ann)).values.ssn).toBe('xxx-xx-7890');
  });
});

describe('a dependent', () => {
  it('is told of in the change’s transaction, by names and ids only', async () => {
    const events = await test.context.db.inCompany(team.owner.companyId, (tx) =>
      tx.selectFrom('events').selectAll().where('type', '=', 'employees.updated').execute(),
    );
    expect(events.at(-1)?.payload).toMatchObject({ number: team.worker, tables: ['dependents'] });
  });

  it('does not move to another employee, and unknown ones do not exist', async () => {
    const move = replaceDependent(test.context, team.owner, ann, { employeeNumber: team.boss, values });
    await expect(move).rejects.toEqual(refused('request.invalid'));
    await expect(getDependent(test.context, team.owner, 999_999)).rejects.toEqual(
      refused('employees.row_not_found'),
    );
    await expect(add(team.owner, 9999)).rejects.toEqual(refused('employees.not_found'));
    await expect(add(team.owner, team.worker, {})).rejects.toEqual(refused('request.invalid'));
    expect(await list(team.owner, 9999)).toEqual([]);
  });

  it('of another company does not exist', async () => {
    const other = await aTeam(test);
    await expect(getDependent(test.context, other.owner, ann)).rejects.toEqual(
      refused('employees.row_not_found'),
    );
    await expect(
      replaceDependent(test.context, other.owner, ann, { employeeNumber: team.worker, values }),
    ).rejects.toEqual(refused('employees.row_not_found'));
    expect(await list(other.owner)).toEqual([]);
  });
});

describe('who sees dependents', () => {
  const all = { scope: { kind: 'all' as const } };

  it('needs a right to them: that to ordinary fields is not enough', async () => {
    const ordinary = team.as({ employees: [{ ...all, fields: { '*': 'edit' } }] });
    await expect(list(ordinary)).rejects.toEqual(refused('access.forbidden'));
    await expect(getDependent(test.context, ordinary, ann)).rejects.toEqual(refused('access.forbidden'));
    await expect(add(ordinary, team.worker)).rejects.toEqual(refused('access.forbidden'));
    for (const level of ['manager', 'employee', 'external_recruiter', 'no_access'])
      await expect(list(team.asLevel(level, team.worker))).rejects.toEqual(refused('access.forbidden'));
  });

  it('sees the columns that the level names, and no others', async () => {
    const names = team.as({ employees: [{ ...all, fields: { '1923': 'view', '1926': 'edit' } }] });
    expect((await list(names)).map((one) => one.values)).toEqual([
      { firstName: 'Ann', relationship: 'Child' },
    ]);
    await expect(add(names, team.worker)).rejects.toEqual(refused('access.field_not_permitted'));
    await replace(names, ann, { firstName: 'Zoe', relationship: 'Other' });
    expect((await getDependent(test.context, team.owner, ann)).values).toMatchObject({
      firstName: 'Ann',
      relationship: 'Other',
      ssn: 'xxx-xx-5678',
    });
  });

  it('sees those of employees in scope only', async () => {
    const { id } = await add(team.owner, team.stranger, { firstName: 'Cleo' });
    const boss = team.as(
      { employees: [{ scope: { kind: 'direct_reports' }, fields: { '**': 'edit' } }] },
      team.boss,
    );
    expect((await list(boss)).map((one) => one.id)).toEqual([ann]);
    expect(await list(boss, team.stranger)).toEqual([]);
    await expect(getDependent(test.context, boss, id)).rejects.toEqual(refused('access.forbidden'));
    await expect(add(boss, team.stranger)).rejects.toEqual(refused('access.forbidden'));
    await expect(replace(boss, id, values)).rejects.toEqual(refused('access.forbidden'));
  });
});
