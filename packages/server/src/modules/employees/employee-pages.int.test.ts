import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { systemPrincipal } from '../companies/companies.service.ts';
import { getCatalogue } from '../fields/fields.service.ts';
import { createSandbox } from '../sandboxes/sandboxes.service.ts';
import { currentRow } from './effective-dating.ts';
import { importEmployees } from './employee-import.service.ts';
import { fillRows, listPage } from './employee-pages.repository.ts';
import { type Line, readLines } from './employee-pages.service.ts';
import * as employees from './employees.service.ts';

let test: TestContext;
beforeAll(async () => {
  test = await createTestContext();
});
afterAll(() => test.close());

const everyTable = ['jobInfo', 'employmentStatus', 'compensation'];
const inForceOn = (day: string | undefined) => ({
  keys: [],
  columns: new Map(everyTable.map((table) => [table, ['jobTitle', 'employmentStatus', 'rate']])),
  inForceOn: day,
});

describe('the rows in force that the database chooses', () => {
  it('are those that the rule of effective dating chooses', async () => {
    const { owner } = await test.aCompany();
    const dates = [null, '2024-02-29', '2025-01-01', '2025-06-30', '2026-01-01', '2999-12-31'];
    const row = fc.record({ table: fc.constantFrom(...everyTable), date: fc.constantFrom(...dates) });
    const people = fc.sample(fc.array(row, { maxLength: 8 }), { numRuns: 40, seed: 1 });
    const numbers: number[] = [];
    for (const rows of people) {
      const { number } = await employees.createEmployee(test.context, owner, {
        firstName: 'A',
        lastName: 'B',
      });
      numbers.push(number);
      await test.context.db.inCompany(owner.companyId, async (tx) => {
        const [person] = await employees.listPeople(tx, { numbers: [number] });
        for (const { table, date } of rows)
          await tx
            .insertInto('employee_rows')
            .values({
              company_id: owner.companyId,
              employee_id: person?.id ?? '',
              table_alias: table,
              effective_on: date,
              values: JSON.stringify({ jobTitle: `${table} ${date}` }),
            })
            .execute();
      });
    }
    let chosen = 0;
    for (const day of ['2024-02-28', '2024-02-29', '2025-03-01', '2026-01-01', '2026-11-25'])
      await test.context.db.reading(owner.companyId, async (tx) => {
        const filter = { afterNumber: 0, limit: 100 };
        const all = await listPage(tx, filter, inForceOn(undefined));
        await fillRows(tx, all, everyTable);
        const inForce = await listPage(tx, filter, inForceOn(day));
        expect(inForce.map(({ number }) => number)).toEqual(numbers);
        for (const [index, { rows }] of inForce.entries())
          for (const table of everyTable) {
            const expected = currentRow(all[index]?.rows[table] ?? [], day);
            const { id, effectiveOn, values } = rows[table]?.[0] ?? {};
            expect({ id, effectiveOn, title: values?.jobTitle }).toEqual({
              id: expected?.id,
              effectiveOn: expected?.effectiveOn,
              title: expected?.values.jobTitle,
            });
            if (expected !== undefined) chosen += 1;
          }
      });
    expect(chosen).toBeGreaterThan(100);
  });
});

describe('lines of a whole company', () => {
  it('show for every field what one employee shows, blanks and names in all scripts included', async () => {
    const { company } = await createSandbox(test.context, { slug: 'alike', name: 'Alike', employees: 210 });
    const owner = systemPrincipal(company);
    const { fields } = await test.context.db.reading(company.id, (tx) => getCatalogue(tx, company.id));
    const names = fields.map(({ alias, number }) => alias ?? number ?? '');
    expect(names.length).toBeGreaterThan(100);
    for (const onlyCurrent of [true, false]) {
      const lines: Line[] = [];
      for await (const page of readLines(test.context, owner, names, { onlyCurrent })) lines.push(...page);
      expect(lines).toHaveLength(210);
      const shown = new Set<string>();
      const options = { onlyCurrent, limit: 1_000 };
      const views = await employees.listEmployees(test.context, owner, names, options);
      for (const [index, { number, values }] of lines.entries()) {
        const one = views[index];
        expect(number).toBe(one?.number);
        expect(values).toEqual(names.map((name) => one?.values[name]));
        for (const [name, value] of Object.entries(one?.values ?? {})) if (value !== null) shown.add(name);
      }
      expect(shown.size).toBeGreaterThan(40);
      expect(
        lines.some(({ values }) => /[^\u0020-\u024f]/.test(String(values[names.indexOf('firstName')]))),
      ).toBe(true);
    }
  });

  it('take more fields than a function of the database takes arguments', async () => {
    const { owner } = await test.aCompany();
    await employees.createEmployee(test.context, owner, { firstName: 'Zoë', lastName: "O'Brien" });
    const names = Array.from({ length: 400 }, (_, index) => (index === 399 ? 'firstName' : 'id'));
    const { fields } = await test.context.db.reading(owner.companyId, (tx) =>
      getCatalogue(tx, owner.companyId),
    );
    const every = [...fields.map(({ alias, number }) => alias ?? number ?? ''), ...names];
    const lines: Line[] = [];
    for await (const page of readLines(test.context, owner, every, { onlyCurrent: true }))
      lines.push(...page);
    expect(lines.map(({ values }) => values.at(-1))).toEqual(['Zoë']);
  });
});

describe('reading everybody', () => {
  it('leaves connections to others, however many do it at once', async () => {
    const { owner } = await test.aCompany();
    const people = Array.from({ length: 450 }, (_, i) => ({
      values: { firstName: 'A', lastName: `B${i}` },
      rows: [],
    }));
    await importEmployees(test.context, owner, people);
    let [running, most] = [0, 0];
    const reading: Database['reading'] = async (companyId, work) => {
      running += 1;
      most = Math.max(most, running);
      try {
        return await test.context.db.reading(companyId, work);
      } finally {
        running -= 1;
      }
    };
    const deps = { ...test.context, db: { ...test.context.db, reading } };
    const count = async () => {
      let found = 0;
      for await (const lines of readLines(deps, owner, ['id'], { onlyCurrent: true })) found += lines.length;
      return found;
    };
    expect(await Promise.all(Array.from({ length: 20 }, count))).toEqual(Array(20).fill(450));
    expect(most).toBe(4);
  });
});
