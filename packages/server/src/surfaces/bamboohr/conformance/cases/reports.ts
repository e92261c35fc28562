import assert from 'node:assert/strict';
import { assertError, json } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, believe, proveByWriting } = area('reports');

export { cases as reportsCases };

const body = (fields: string[], more: object = {}) =>
  JSON.stringify({ title: 'Conformance', fields, ...more });

prove(
  'shape',
  'a report has a title, its fields and people whose id is first',
  '4.2 [R26]',
  async (caller) => {
    const report = (
      await caller.send('reports/custom?format=json', {
        method: 'POST',
        type: json,
        body: body(['lastName', 'firstName']),
      })
    ).json();
    assert.equal(report.title, 'Conformance');
    assert.deepEqual(
      report.fields.map((field: object) => Object.keys(field)),
      [
        ['id', 'type', 'name'],
        ['id', 'type', 'name'],
      ],
    );
    assert.deepEqual(Object.keys(report.employees[0]), ['id', 'lastName', 'firstName']);
    assert.equal(typeof report.employees[0].id, 'string');
  },
);

prove('everybody', 'a report holds inactive people too', '4.2 [D]', async (caller) => {
  const report = (await caller.postJson('reports/custom?format=json', { fields: ['status'] })).json();
  const states = new Set(report.employees.map((person: { status: string }) => person.status));
  assert.deepEqual([...states].sort(), ['Active', 'Inactive']);
});

prove('unknown-field', 'unknown fields are dropped from fields and rows', '1.2 [O]', async (caller) => {
  const report = (
    await caller.postJson('reports/custom?format=json', { fields: ['firstName', 'noSuchFieldAtAll'] })
  ).json();
  assert.deepEqual(
    report.fields.map((field: { id: string }) => field.id),
    ['firstName'],
  );
  assert.deepEqual(Object.keys(report.employees[0]), ['id', 'firstName']);
});

for (const format of ['json', 'JSON', 'Json'])
  believe(
    `format-${format}`,
    'the format is read in any letter case, before Accept',
    '4.2 [C]',
    async (caller) => {
      const reply = await caller.send(`reports/custom?format=${format}`, {
        method: 'POST',
        type: json,
        accept: 'text/xml',
        body: body(['firstName']),
      });
      assert.ok(reply.json().employees);
    },
  );

prove('accept', 'without a format the exact Accept decides', '4.2 [O]', async (caller) => {
  const ask = (accept: string) =>
    caller.send('reports/custom', { method: 'POST', type: json, accept, body: body(['firstName']) });
  assert.ok((await ask('application/json')).json().employees);
  assert.match((await ask('text/xml')).text, /<report>/);
  for (const accept of ['*/*', 'application/xml', 'text/html']) assertError(await ask(accept), 404);
});

prove('format-unknown', 'an unknown format is 404', '4.2 [O]', async (caller) => {
  const reply = await caller.send('reports/custom?format=docx', {
    method: 'POST',
    type: json,
    body: body(['firstName']),
  });
  assertError(reply, 404);
});

prove('too-many', 'more than 400 fields are 400', '4.2 [O]', async (caller) => {
  const fields = Array.from({ length: 401 }, (_, i) => `f${i}`);
  assertError(await caller.postJson('reports/custom?format=json', { fields }), 400);
});

prove('malformed', 'a malformed body is 400', '4.2 [O]', async (caller) => {
  assertError(
    await caller.send('reports/custom?format=json', { method: 'POST', type: json, body: '{"fields":' }),
    400,
  );
});

prove(
  'empty-filters',
  'empty filters, and a lastChanged with only includeNull, filter nothing',
  '4.2 [R26]',
  async (caller) => {
    const count = async (filters: object) =>
      (await caller.postJson('reports/custom?format=json', { fields: ['firstName'], filters })).json()
        .employees.length;
    const all = await count({});
    assert.ok(all > 1);
    assert.equal(await count({ lastChanged: { includeNull: 'no' } }), all);
  },
);

prove('ids-filter', 'employeeIds keeps those people', '4.2 [O]', async (caller) => {
  const id = await caller.someone();
  const request = { fields: ['firstName'], filters: { employeeIds: [Number(id)] } };
  const { employees } = (await caller.postJson('reports/custom?format=json', request)).json();
  assert.deepEqual(
    employees.map((person: { id: string }) => person.id),
    [id],
  );
});

proveByWriting(
  'changed-filter',
  'lastChanged keeps those who changed since',
  '4.2 [O][D]',
  async (caller) => {
    const id = await caller.create();
    const ask = async (value: string) =>
      (
        await caller.postJson('reports/custom?format=json', {
          fields: ['firstName'],
          filters: { lastChanged: { value } },
        })
      )
        .json()
        .employees.map((person: { id: string }) => person.id);
    assert.ok((await ask(new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+/, ''))).includes(id));
    assert.deepEqual(await ask('2099-01-01T00:00:00Z'), []);
  },
);

prove('by-number', 'a field asked by number is keyed by its text', '4.3 [R26]', async (caller) => {
  const [person] = (await caller.postJson('reports/custom?format=json', { fields: ['1'] })).json().employees;
  assert.equal(typeof person['1'], 'string');
});

believe('xml-body', 'the request may be XML', '4.2 [C]', async (caller) => {
  const request = '<report output="json"><title>T</title><fields><field id="firstName"/></fields></report>';
  const reply = await caller.send('reports/custom?format=json', {
    method: 'POST',
    type: 'text/xml',
    body: request,
  });
  assert.deepEqual(
    reply.json().fields.map((field: { id: string }) => field.id),
    ['firstName'],
  );
});

believe('id-field', 'the id may be asked for; it is called EEID', '4.2 [R26]', async (caller) => {
  const { fields } = (
    await caller.postJson('reports/custom?format=json', { fields: ['id', 'firstName'] })
  ).json();
  assert.deepEqual(fields[0], { id: 'id', type: 'int', name: 'EEID' });
});

for (const [format, type, start] of [
  ['csv', /^text\/(csv|plain)/, '"'],
  ['xls', /^application\/vnd\.ms-excel/, ''],
  ['pdf', /^application\/pdf/, '%PDF-'],
  ['PDF', /^application\/pdf/, '%PDF-'],
] as const)
  prove(`as-${format}`, `a report comes as ${format}`, '4.2 [O]', async (caller) => {
    const reply = await caller.postJson(`reports/custom?format=${format}`, { fields: ['firstName'] });
    assert.equal(reply.status, 200);
    assert.match(reply.headers.get('content-type') ?? '', type);
    assert.ok(reply.text.startsWith(start));
  });

prove('csv-head', 'CSV begins with a quoted line of display names', '4.2 [O]', async (caller) => {
  const reply = await caller.postJson('reports/custom?format=csv', { fields: ['firstName', 'hireDate'] });
  assert.equal(reply.text.split(/\r?\n/, 1)[0], '"First Name","Hire Date"');
});

for (const [accept, type] of [
  ['text/csv', /^text\/(csv|plain)/],
  ['application/pdf', /^application\/pdf/],
  ['application/vnd.ms-excel', /^application\/vnd\.ms-excel/],
] as const)
  prove(`accept-${accept}`, `Accept ${accept} alone asks for that format`, '4.2 [O]', async (caller) => {
    const reply = await caller.postJson('reports/custom', { fields: ['firstName'] }, { accept });
    assert.match(reply.headers.get('content-type') ?? '', type);
  });

prove('cache-headers', 'a report is not to be kept by caches', '1.3 [R22]', async (caller) => {
  const { headers } = await caller.postJson('reports/custom?format=json', { fields: ['firstName'] });
  assert.match(headers.get('cache-control') ?? '', /must-revalidate/);
  assert.equal(headers.get('pragma'), 'public');
});

believe('no-fields', 'a report of no fields is one row', '4.2 [K]', async (caller) => {
  assert.equal((await caller.postJson('reports/custom?format=json', {})).json().employees.length, 1);
});

prove('saved-unknown', 'an unknown saved report is 404', '4.3 [O]', async (caller) => {
  assertError(await caller.getJson('reports/99999999'), 404);
  const newer = await caller.send('custom-reports/99999999');
  assert.equal(newer.status, 404);
  assert.equal(newer.json().error.code, 404);
});

prove('saved-list', 'saved reports are listed in pages with id and name', '4.3 [O]', async (caller) => {
  const { reports, pagination } = (await caller.send('custom-reports?page=-5&page_size=x')).json();
  for (const report of reports) assert.deepEqual(Object.keys(report), ['id', 'name']);
  assert.deepEqual(Object.keys(pagination), [
    'total_records',
    'current_page',
    'total_pages',
    'next_page',
    'prev_page',
  ]);
  assert.equal(pagination.current_page, 1);
});
