import assert from 'node:assert/strict';
import { assertError, type Caller, unique } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, believe, proveByWriting, believeByWriting } = area('tables');

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

believeByWriting(
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

believeByWriting('add-xml', 'a row may be XML', '2.9 [C]', async (caller) => {
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

async function aRow(caller: Caller) {
  const [id, status] = [await caller.create(), await caller.option(16)];
  const path = `employees/${id}/tables/employmentStatus`;
  await caller.postJson(path, { date: '2024-03-01', employmentStatus: status });
  const [row] = (await caller.getJson(path)).json();
  return { id, status, path, row };
}

proveByWriting('delete', 'a row is removed with 200 and success', '2.9 [R26]', async (caller) => {
  const { id, path, row } = await aRow(caller);
  const reply = await caller.send(`${path}/${row.id}`, { method: 'DELETE' });
  assert.deepEqual([reply.status, reply.text], [200, '{"success":true}']);
  assert.match(reply.headers.get('content-type') ?? '', /^application\/json/);
  assert.equal((await caller.getJson(path)).text, '[]');
  const { employmentHistoryStatus } = (
    await caller.getJson(`employees/${id}?fields=employmentHistoryStatus`)
  ).json();
  assert.equal(employmentHistoryStatus, null);
});

proveByWriting(
  'delete-unknown',
  'a row that is not there is 200 without success',
  '2.9 [O]',
  async (caller) => {
    const { path, row } = await aRow(caller);
    for (const rowId of ['999999999', 'x', '-1']) {
      const reply = await caller.send(`${path}/${rowId}`, { method: 'DELETE' });
      assert.equal(reply.status, 200);
      assert.equal(reply.json().success, false);
      assert.equal(typeof reply.json().error, 'string');
    }
    assert.equal((await caller.getJson(path)).json()[0].id, row.id);
  },
);

believeByWriting(
  'delete-elsewhere',
  'a row is not removed through another employee or table',
  '2.9',
  async (caller) => {
    const { id, path, row } = await aRow(caller);
    const other = await caller.create();
    for (const elsewhere of [
      `employees/${other}/tables/employmentStatus`,
      `employees/${id}/tables/jobInfo`,
      `employees/${id}/tables/noSuchTable`,
      'employees/99999999/tables/employmentStatus',
    ]) {
      const reply = await caller.send(`${elsewhere}/${row.id}`, { method: 'DELETE' });
      assert.deepEqual([reply.status, reply.json().success], [200, false], elsewhere);
    }
    assert.equal((await caller.getJson(path)).json().length, 1);
  },
);

believeByWriting(
  'unmatched-option',
  'a text that is no option of the list is ignored, the rest is written',
  '2.4, 2.9 [K]',
  async (caller) => {
    const { path, row, status } = await aRow(caller);
    const change = { employmentStatus: 'No Such Status', comment: 'kept' };
    assert.equal((await caller.postJson(`${path}/${row.id}`, change)).status, 200);
    const added = { date: '2024-05-01', employmentStatus: 'No Such Status' };
    assert.equal((await caller.postJson(path, added)).status, 200);
    const rows = (await caller.getJson(path)).json();
    assert.deepEqual(
      rows.map((one: Record<string, unknown>) => [one.date, one.employmentStatus, one.comment]),
      [
        ['2024-03-01', status, 'kept'],
        ['2024-05-01', null, null],
      ],
    );
  },
);

believeByWriting(
  'option-spelling',
  'an option is matched whatever its case and trailing spaces',
  '2.4 [K]',
  async (caller) => {
    const { path, status } = await aRow(caller);
    const row = { date: '2024-06-01', employmentStatus: `${status.toUpperCase()}  ` };
    await caller.postJson(path, row);
    const rows = (await caller.getJson(path)).json();
    assert.equal(rows.find((one: { date: string }) => one.date === '2024-06-01').employmentStatus, status);
  },
);

proveByWriting(
  'amounts',
  'an amount is an object in a table and a text in the employee',
  '2.9, 2.3 [R26][K]',
  async (caller) => {
    const id = await caller.create();
    const path = `employees/${id}/tables/compensation`;
    await caller.postJson(path, { startDate: '2024-01-01', rate: { value: '65000', currency: 'EUR' } });
    await caller.postJson(path, { startDate: '2024-02-01', rate: '70000.00 USD' });
    const rows = (await caller.getJson(path)).json();
    assert.deepEqual(
      rows.map((row: { rate: unknown }) => row.rate),
      [
        { currency: 'EUR', value: '65000.00' },
        { currency: 'USD', value: '70000.00' },
      ],
    );
    assert.equal((await caller.getJson(`employees/${id}?fields=payRate`)).json().payRate, '70000.00 USD');
  },
);

proveByWriting(
  'supervisor-names',
  'reportsTo takes a name in any usual order and is "First Last" in rows',
  '2.9 [K][R26]',
  async (caller) => {
    const last = `Boss${unique()}`;
    await caller.create({ firstName: 'Ann', middleName: 'May', lastName: last });
    const id = await caller.create();
    const forms = [`Ann ${last}`, `${last}, Ann`, `${last}, Ann May`, `Ann May ${last}`];
    for (const [index, reportsTo] of forms.entries()) {
      const row = { date: `2024-0${index + 1}-01`, reportsTo };
      assert.equal((await caller.postJson(`employees/${id}/tables/jobInfo`, row)).status, 200, reportsTo);
    }
    const rows = (await caller.getJson(`employees/${id}/tables/jobInfo`)).json();
    assert.deepEqual(
      rows.map((row: { reportsTo: string }) => row.reportsTo),
      forms.map(() => `Ann ${last}`),
    );
    assert.equal(
      (await caller.getJson(`employees/${id}?fields=supervisor`)).json().supervisor,
      `${last}, Ann`,
    );
  },
);

const sideBySide: Record<string, Record<string, string>> = {
  emergencyContacts: { name: 'Eve', relationship: 'Sister', mobilePhone: '+1 555 0100' },
  employeeEducation: { school: 'Lindon High', degree: "Bachelor's", startDate: '2001-09-01' },
  employeeVisas: { date: '2024-01-01', visaType: 'H1B', expires: '2027-01-01' },
  employeePassports: { number: 'P1', country: 'Germany' },
  employeeCertifications: { title: 'First aid', completionDate: '2023-05-05' },
  dependents: { firstName: 'Kid', lastName: 'Formance', dateOfBirth: '2015-05-05' },
  bonus: { date: '2024-01-01', reason: 'Performance', comment: 'well done' },
  commission: { date: '2024-01-01', comment: 'sold' },
};

proveByWriting(
  'all-tables',
  'rows of every kind of standard table are written and read back',
  '2.9 [F][D]',
  async (caller) => {
    const id = await caller.create();
    for (const [table, row] of Object.entries(sideBySide)) {
      const path = `employees/${id}/tables/${table}`;
      assert.equal((await caller.postJson(path, row)).status, 200, table);
      const [read] = (await caller.getJson(path)).json();
      for (const [column, value] of Object.entries(row))
        assert.equal(read[column], value, `${table}.${column}`);
    }
  },
);

proveByWriting('contacts', 'contacts is another name of emergencyContacts', '2.9 [F]', async (caller) => {
  const id = await caller.create();
  await caller.postJson(`employees/${id}/tables/contacts`, { name: 'Eve' });
  const rows = (await caller.getJson(`employees/${id}/tables/emergencyContacts`)).json();
  assert.equal(rows[0].name, 'Eve');
});

for (const version of ['v1', 'v1_1'])
  believeByWriting(
    `refused-${version}`,
    `${version}: no column, an unknown column and no date are 400, an unknown row 404`,
    '2.9 [O]',
    async (caller) => {
      const { path, row } = await aRow(caller);
      const post = (to: string, values: unknown) => caller.postJson(to, values, { version });
      assertError(await post(path, {}), 400);
      assertError(await post(path, { date: '2024-01-01', shoeSize: 4 }), 400);
      assertError(await post(path, { comment: 'no date' }), 400);
      assertError(await post(`${path}/999999999`, { comment: 'x' }), 404);
      assertError(await post(`${path}/${row.id}`, { date: 'soon' }), 406);
      assert.equal((await caller.getJson(path)).json().length, 1);
    },
  );

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

proveByWriting(
  'changed-other-tables',
  'rows of tables other than job, status and pay do not make their employee a changed one',
  '2.8 [D]',
  async (caller) => {
    const id = await caller.create();
    const { lastChanged } = (await caller.getJson(`employees/${id}?fields=lastChanged`)).json();
    // The log has whole seconds in what it shows, so the next one is awaited.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const since = new Date(Date.parse(lastChanged) + 1_000).toISOString().replace(/\.\d+/, '');
    await caller.postJson(`employees/${id}/tables/emergencyContacts`, { name: 'Eve' });
    const others = (await caller.getJson(`employees/changed?since=${since}`)).json();
    assert.ok(!(id in others.employees));
    const contacts = await caller.getJson(`employees/changed/tables/emergencyContacts?since=${since}`);
    assert.equal(contacts.json().employees[id].rows[0].name, 'Eve');
    await caller.postJson(`employees/${id}/tables/jobInfo`, { date: '2024-01-01' });
    const jobs = (await caller.getJson(`employees/changed?since=${since}`)).json();
    assert.equal(jobs.employees[id].action, 'Updated');
  },
);
