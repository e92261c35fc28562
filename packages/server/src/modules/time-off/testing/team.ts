// A small team for tests of what people may do with each other's records.
import type { AccessDefinition } from '@joinery/sdk';
import type { TestContext } from '../../../testing/context.ts';
import { builtinLevels } from '../../access/levels.ts';
import type { Principal } from '../../access/principal.ts';
import { importEmployees, listPeople } from '../../employees/employees.service.ts';

export interface Team {
  owner: Principal;
  /** Numbers of employees: the boss has the worker as a direct report, and not the stranger. */
  boss: number;
  worker: number;
  stranger: number;
  /** Somebody with these rights, who is the employee with this number or nobody. */
  as(access: Partial<AccessDefinition>, number?: number): Principal;
  /** Somebody of a built-in level. */
  asLevel(level: string, number?: number): Principal;
}

export async function aTeam(test: TestContext, timeZone = 'Europe/Berlin'): Promise<Team> {
  const { owner } = await test.aCompany({ timeZone });
  const person = (firstName: string, reportsTo: number | null) => ({
    values: { firstName, lastName: 'Test', hireDate: '2024-01-01' },
    rows: [
      { table: 'jobInfo', values: { date: '2024-01-01', ...(reportsTo === null ? {} : { reportsTo }) } },
    ],
  });
  const people = [person('Boss', null), person('Worker', 1), person('Stranger', null)];
  const [boss = 0, worker = 0, stranger = 0] = await importEmployees(test.context, owner, people);
  const records = await test.context.db.inCompany(owner.companyId, (tx) =>
    listPeople(tx, { numbers: [boss, worker, stranger] }),
  );
  const idOf = (number: number | undefined) => records.find((one) => one.number === number)?.id ?? null;
  const nothing = builtinLevels.no_access?.definition as AccessDefinition;
  const as = (access: Partial<AccessDefinition>, number?: number): Principal => ({
    ...owner,
    userNumber: 4711,
    employeeId: idOf(number),
    access: { ...nothing, ...access },
  });
  return {
    owner,
    boss,
    worker,
    stranger,
    as,
    asLevel: (level, number) => as(builtinLevels[level]?.definition ?? nothing, number),
  };
}
