// What a program without receipts does: the requests of a hire that meets no trouble, one after another.
import { BambooHr } from '../../packages/bamboohr/src/index.ts';
import type { FloorAccount } from '../../packages/server/src/testing/hire-crashes.ts';

/** How many requests a second it makes. */
export async function runFloor({ baseUrl, apiKey, fields }: FloorAccount, hires: number): Promise<number> {
  let requests = 0;
  const hr = new BambooHr({ apiKey, baseUrl, hooks: { onResponse: () => (requests += 1) } });
  const { hireDate = '', employmentStatus = '', ...job } = fields;
  const beganAt = performance.now();
  for (let number = 1; number <= hires; number += 1) {
    const person = { firstName: 'Ada', lastName: `Byron ${number}`, homeEmail: `ada.${number}@mail.example` };
    await hr.reports.searchEmployees({ fields: Object.keys(person) });
    const { id } = await hr.employees.create({ ...person, hireDate });
    await hr.employees.get(id, Object.keys(person));
    for (const [table, row] of Object.entries({ employmentStatus: { employmentStatus }, jobInfo: job })) {
      await hr.tables.list(id, table);
      await hr.tables.addRow(id, table, { date: hireDate, ...row });
      await hr.tables.list(id, table);
    }
  }
  return requests / ((performance.now() - beganAt) / 1000);
}
