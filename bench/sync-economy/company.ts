// The sandbox companies that are read: made, changed, and told of as they truly are. All from the
// server's own tables, without the dialect.
import { createHash } from 'node:crypto';
import { atTime } from '../../packages/server/src/db/database.ts';
import { listAccessLevels } from '../../packages/server/src/modules/access/access-levels.service.ts';
import { accountOwner } from '../../packages/server/src/modules/access/levels.ts';
import type { Principal } from '../../packages/server/src/modules/access/principal.ts';
import {
  createCompany,
  systemPrincipal,
} from '../../packages/server/src/modules/companies/companies.service.ts';
import type { Context } from '../../packages/server/src/modules/context.ts';
import {
  addRow,
  deleteEmployee,
  importEmployees,
  updateEmployee,
} from '../../packages/server/src/modules/employees/employees.service.ts';
import { addCustomField } from '../../packages/server/src/modules/fields/custom-fields.service.ts';
import { createKey } from '../../packages/server/src/modules/keys/keys.service.ts';
import { inventPerson } from '../../packages/server/src/modules/sandboxes/people.ts';
import { createUser } from '../../packages/server/src/modules/users/users.service.ts';
import { readStored } from '../../packages/server/src/testing/stored-people.ts';

export interface Source {
  slug: string;
  principal: Principal;
  apiKey: string;
}

const batchSize = 500;
const today = (): string => new Date().toISOString().slice(0, 10);

/** Without the snapshot, time off and hiring of a sandbox that people make: nobody reads them here. */
export async function makeSource(context: Context, slug: string, employees: number): Promise<Source> {
  const company = await createCompany(context, { slug, name: slug, kind: 'sandbox' });
  const principal = systemPrincipal(company);
  // As a sandbox is made: everything of its beginning is stamped with one instant.
  const began = new Date();
  const still = { ...context, clock: { now: () => began }, db: atTime(context.db, began) };
  await addCustomField(context, principal, { alias: 'customShirtSize', name: 'Shirt size', type: 'text' });
  const population = {
    seed: slug,
    count: employees,
    today: today(),
    domain: `${slug}.example`,
    firstNumber: 1,
  };
  for (let from = 0; from < employees; from += batchSize) {
    const size = Math.min(batchSize, employees - from);
    const people = Array.from({ length: size }, (_, index) => {
      const person = inventPerson(population, from + index);
      return { ...person, values: { ...person.values, customShirtSize: 'SML'[(from + index) % 3] } };
    });
    await importEmployees(still, principal, people);
  }
  return { slug, principal, apiKey: await makeKey(context, principal) };
}

async function makeKey(context: Context, principal: Principal): Promise<string> {
  const levels = await listAccessLevels(context, principal);
  const accessLevelId = levels.find(({ builtin }) => builtin === accountOwner)?.id ?? '';
  const user = { kind: 'service' as const, firstName: 'Bench', lastName: '', accessLevelId };
  const { id: userId } = await createUser(context, principal, user);
  return (await createKey(context, principal, { name: 'Bench', userId })).key;
}

export interface Changed {
  edited: number[];
  hired: number[];
  terminated: number[];
  deleted: number[];
}

/**
 * Changes k employees: mostly telephone numbers, titles and pay; a twentieth are hired, with a
 * date to come; a few leave and a few are deleted, below the brake. Those who lead others stay.
 */
export async function change(context: Context, source: Source, k: number, seed: string): Promise<Changed> {
  const { principal } = source;
  const truth = await readStored(context, principal.companyId);
  const leads = new Set(
    [...truth.values()].flatMap(({ rows }) => rows.map(({ values }) => values.reportsTo)),
  );
  const active = [...truth.values()].filter(
    ({ number, status, rows }) =>
      status === 'Active' &&
      !leads.has(number) &&
      !rows.some(({ values }) => values.employmentStatus === 'Terminated'),
  );
  const order = (number: number) => createHash('sha256').update(`${seed}/${number}`).digest('hex');
  const drawn = active.map(({ number }) => number).sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const changed: Changed = { edited: [], hired: [], terminated: [], deleted: [] };
  changed.deleted = drawn.splice(0, 3);
  changed.terminated = drawn.splice(0, 2);
  const hires = Math.max(1, Math.round(k / 20));
  const everybodyElse = [...truth.keys()].filter(
    (number) => !changed.deleted.includes(number) && !changed.terminated.includes(number),
  );
  const pool = [...drawn, ...everybodyElse.filter((number) => !drawn.includes(number))];
  changed.edited = pool.slice(0, Math.max(0, k - 5 - hires));
  for (const [index, number] of changed.edited.entries()) await edit(context, principal, number, index);
  for (const number of changed.terminated)
    await addRow(context, principal, number, 'employmentStatus', {
      date: today(),
      employmentStatus: 'Terminated',
    });
  for (const number of changed.deleted) await deleteEmployee(context, principal, number);
  const population = { seed, count: hires, today: today(), domain: `${seed}.example`, firstNumber: 1 };
  const people = Array.from({ length: hires }, (_, index) => {
    const { values } = inventPerson(population, index);
    const hireDate = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
    const { employeeNumber, status, originalHireDate, workEmail, ...rest } = values;
    const rows = [{ table: 'employmentStatus', values: { date: hireDate, employmentStatus: 'Full-Time' } }];
    return { values: { ...rest, hireDate }, rows };
  });
  changed.hired = await importEmployees(context, principal, people);
  return changed;
}

async function edit(context: Context, principal: Principal, number: number, index: number): Promise<void> {
  if (index % 3 === 0)
    await updateEmployee(context, principal, number, { mobilePhone: `+44 20 7946 ${1000 + (index % 9000)}` });
  else if (index % 3 === 1)
    await addRow(context, principal, number, 'compensation', {
      startDate: today(),
      rate: { value: `${50_000 + index}.00`, currency: 'USD' },
      type: 'Salary',
      paidPer: 'Year',
    });
  else
    await addRow(
      context,
      principal,
      number,
      'jobInfo',
      { date: today(), jobTitle: 'Controller', department: 'Finance' },
      { unknownOptions: 'refuse' },
    );
}
