import assert from 'node:assert/strict';
import { assertError } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, believe, proveByWriting } = area('tables');

export { cases as tablesCases };

prove('rows', 'rows are an array with text ids and every column', '2.9 [R26]', async (caller) => {
  const [row] = (await caller.getJson('employees/all/tables/jobInfo')).json();
  assert.deepEqual(Object.keys(row).slice(0, 3), ['id', 'employeeId', 'date']);
  assert.equal(typeof row.id, 'string');
  assert.equal(typeof row.employeeId, 'string');
  for (const column of ['location', 'department', 'division', 'jobTitle', 'reportsTo'])
    assert.ok(column in row, column);
});

prove('all-inactive', '"all" has people who are not in the directory', '2.9 [R26][O]', async (caller) => {
  const rows = (await caller.getJson('employees/all/tables/employmentStatus')).json();
  const listed = (await caller.getJson('employees/directory')).json().employees;
  const active = new Set(listed.map((person: { id: string }) => person.id));
  assert.ok(rows.some((row: { employeeId: string }) => !active.has(row.employeeId)));
});

prove('unknown-table', 'an unknown table is 404', '2.9 [O]', async (caller) => {
  assertError(await caller.getJson(`employees/${await caller.someone()}/tables/noSuchTable`), 404);
});

prove('unknown-employee', 'the table of nobody is 404', '2.9 [O]', async (caller) => {
  assertError(await caller.getJson('employees/99999999/tables/jobInfo'), 404);
});

proveByWriting(
  'empty',
  'an empty table is an empty array, in XML an empty element',
  '2.9',
  async (caller) => {
    const id = await caller.create();
    assert.equal((await caller.getJson(`employees/${id}/tables/compensation`)).text, '[]');
    assert.match((await caller.send(`employees/${id}/tables/compensation`)).text, /<table\s*\/>/);
  },
);

for (const version of ['v1', 'v1_1'])
  proveByWriting(
    `add-${version}`,
    `${version}: adding a row is 200 with an empty HTML body`,
    '2.9 [R26]',
    async (caller) => {
      const [id, status] = [await caller.create(), await caller.option(16)];
      const row = { date: '2024-03-01', employmentStatus: status };
      const reply = await caller.postJson(`employees/${id}/tables/employmentStatus`, row, { version });
      assert.deepEqual([reply.status, reply.text], [200, '']);
      assert.match(reply.headers.get('content-type') ?? '', /^text\/html/);
      const [added] = (await caller.getJson(`employees/${id}/tables/employmentStatus`)).json();
      assert.deepEqual([added.date, added.employmentStatus, added.employeeId], ['2024-03-01', status, id]);
      const { employmentHistoryStatus } = (
        await caller.getJson(`employees/${id}?fields=employmentHistoryStatus`)
      ).json();
      assert.equal(employmentHistoryStatus, status);
    },
  );

proveByWriting('add-xml', 'a row may be XML', '2.9 [C]', async (caller) => {
  const [id, status] = [await caller.create(), await caller.option(16)];
  const body = `<row><field id="date">2024-03-01</field><field id="employmentStatus">${status}</field></row>`;
  const reply = await caller.send(`employees/${id}/tables/employmentStatus`, { method: 'POST', body });
  assert.equal(reply.status, 200);
  assert.equal((await caller.getJson(`employees/${id}/tables/employmentStatus`)).json().length, 1);
});

proveByWriting('update', 'a row is updated in part', '2.9 [O]', async (caller) => {
  const [id, status] = [await caller.create(), await caller.option(16)];
  await caller.postJson(`employees/${id}/tables/employmentStatus`, {
    date: '2024-03-01',
    employmentStatus: status,
  });
  const [row] = (await caller.getJson(`employees/${id}/tables/employmentStatus`)).json();
  const reply = await caller.postJson(`employees/${id}/tables/employmentStatus/${row.id}`, {
    date: '2024-04-01',
  });
  assert.deepEqual([reply.status, reply.text], [200, '']);
  const [after] = (await caller.getJson(`employees/${id}/tables/employmentStatus`)).json();
  assert.deepEqual([after.id, after.date, after.employmentStatus], [row.id, '2024-04-01', status]);
});

proveByWriting('bad-value', 'a value that is no date is 406', '2.9 [O]', async (caller) => {
  const id = await caller.create();
  assertError(await caller.postJson(`employees/${id}/tables/employmentStatus`, { date: 'soon' }), 406);
});

proveByWriting('effective', 'a row of the future does not count yet', '2.3, 2.9 [D]', async (caller) => {
  const [id, status] = [await caller.create(), await caller.option(16)];
  await caller.postJson(`employees/${id}/tables/employmentStatus`, {
    date: '2099-01-01',
    employmentStatus: status,
  });
  const path = `employees/${id}?fields=employmentHistoryStatus`;
  assert.equal((await caller.getJson(path)).json().employmentHistoryStatus, null);
  assert.equal((await caller.getJson(`${path}&onlyCurrent=false`)).json().employmentHistoryStatus, status);
});

prove('xml', 'XML has one space of indent a level', '2.9 [R26]', async (caller) => {
  const { text } = await caller.send('employees/all/tables/jobInfo');
  assert.match(text, /<table>\n <row id="\d+" employeeId="\d+">\n {2}<field id="date">/);
});

believe('own', 'the table of the caller’s own employee is there or nobody’s', '2.1 [O]', async (caller) => {
  assert.ok([200, 404].includes((await caller.getJson('employees/0/tables/jobInfo')).status));
});

proveByWriting(
  'changed',
  'changed tables give all rows of who changed, without ids, with a Z',
  '2.9 [R26]',
  async (caller) => {
    const [id, status] = [await caller.create(), await caller.option(16)];
    await caller.postJson(`employees/${id}/tables/employmentStatus`, {
      date: '2024-03-01',
      employmentStatus: status,
    });
    const since = new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+/, '');
    const reply = (await caller.getJson(`employees/changed/tables/employmentStatus?since=${since}`)).json();
    assert.equal(reply.table, 'employmentStatus');
    assert.match(reply.employees[id].lastChanged, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const [row] = reply.employees[id].rows;
    assert.deepEqual([row.date, row.employmentStatus], ['2024-03-01', status]);
    assert.ok(!('id' in row) && !('employeeId' in row));
  },
);

prove('changed-errors', 'changed tables need since and a known table', '2.9 [O]', async (caller) => {
  assertError(await caller.getJson('employees/changed/tables/jobInfo'), 400);
  assertError(await caller.getJson('employees/changed/tables/noSuchTable?since=2026-01-01T00:00:00Z'), 404);
});
