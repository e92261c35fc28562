import assert from 'node:assert/strict';
import { assertError, json, locationId, unique } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, believe, proveByWriting, believeByWriting } = area('employees');

export { cases as employeesCases };

prove('get-no-fields', 'without fields only the id comes back', '2.3 [R22]', async (caller) => {
  const id = await caller.someone();
  assert.equal((await caller.getJson(`employees/${id}`)).text, JSON.stringify({ id }));
});

prove('get-order', 'the id is first, then the fields in asked order', '2.3 [R22][R26]', async (caller) => {
  const reply = await caller.getJson(`employees/${await caller.someone()}?fields=lastName,status,firstName`);
  assert.deepEqual(Object.keys(reply.json()), ['id', 'lastName', 'status', 'firstName']);
});

prove('get-by-number', 'a field asked by number is keyed by that number', '2.3 [C][R26]', async (caller) => {
  const id = await caller.someone();
  const [byName, byNumber] = [
    (await caller.getJson(`employees/${id}?fields=firstName`)).json(),
    (await caller.getJson(`employees/${id}?fields=1`)).json(),
  ];
  assert.equal(byNumber['1'], byName.firstName);
});

prove('get-unknown-field', 'a field that does not exist is left out', '1.2 [O]', async (caller) => {
  const id = await caller.someone();
  const reply = await caller.getJson(`employees/${id}?fields=firstName,noSuchFieldAtAll`);
  assert.deepEqual(Object.keys(reply.json()), ['id', 'firstName']);
});

prove('get-not-found', 'an unknown employee is 404 with the message doubled', '1.4 [R22]', async (caller) => {
  const reply = await caller.getJson('employees/99999999');
  assertError(reply, 404);
  assert.equal(reply.headers.get('x-bamboohr-error-message'), 'Employee not found, Employee not found');
});

believe('get-no-number', 'an id that is no number is nobody', '2.3', async (caller) => {
  assertError(await caller.getJson('employees/abc'), 404);
});

prove('get-too-many', 'more than 400 fields are 400', '1.5 [O]', async (caller) => {
  const names = (count: number) => Array.from({ length: count }, (_, i) => `f${i}`).join(',');
  const id = await caller.someone();
  assert.equal((await caller.getJson(`employees/${id}?fields=${names(400)}`)).status, 200);
  assertError(await caller.getJson(`employees/${id}?fields=${names(401)}`), 400);
});

believe(
  'get-xml',
  'XML has the id as attribute and one field element for each field',
  '2.3 [C]',
  async (caller) => {
    const id = await caller.someone();
    const { text } = await caller.send(`employees/${id}?fields=firstName`);
    assert.match(
      text,
      new RegExp(`<employee id="${id}">\\s*<field id="firstName">[^<]*</field>\\s*</employee>`),
    );
  },
);

prove('get-last-changed', 'lastChanged has whole seconds and a numeric zone', '2.3 [R26]', async (caller) => {
  const reply = await caller.getJson(`employees/${await caller.someone()}?fields=lastChanged`);
  assert.match(reply.json().lastChanged, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
});

prove(
  'directory-fields',
  'the directory names its fields; canUploadPhoto has its keys in another order',
  '2.2 [R26]',
  async (caller) => {
    const { fields } = (await caller.getJson('employees/directory')).json();
    assert.deepEqual(Object.keys(fields[0]), ['id', 'type', 'name']);
    assert.deepEqual(fields.at(-1).id, 'canUploadPhoto');
    assert.deepEqual(Object.keys(fields.at(-1)), ['type', 'name', 'id']);
    const ids = fields.map((field: { id: string }) => field.id);
    assert.deepEqual(ids.slice(0, 5), ['displayName', 'firstName', 'lastName', 'preferredName', 'jobTitle']);
  },
);

prove(
  'directory-values',
  'people have text ids, a boolean, a photo address and an integer',
  '2.2 [R26]',
  async (caller) => {
    const [person] = (await caller.getJson('employees/directory')).json().employees;
    assert.equal(Object.keys(person)[0], 'id');
    assert.equal(typeof person.id, 'string');
    assert.equal(typeof person.photoUploaded, 'boolean');
    assert.match(person.photoUrl, /^https?:\/\//);
    assert.ok([0, 1].includes(person.canUploadPhoto));
  },
);

prove(
  'directory-lacks',
  'the directory has no status, hire date, number or supervisor id',
  '2.2 [R26]',
  async (caller) => {
    const [person] = (await caller.getJson('employees/directory')).json().employees;
    for (const name of ['status', 'hireDate', 'employeeNumber', 'supervisorEId'])
      assert.ok(!(name in person), name);
  },
);

prove(
  'supervisor-forms',
  'a supervisor is "First Last" in the directory and "Last, First" elsewhere',
  '2.2, 2.3 [R26]',
  async (caller) => {
    const { employees } = (await caller.getJson('employees/directory')).json();
    const person = employees.find((e: { supervisor: string | null }) => /^\S+ \S+$/.test(e.supervisor ?? ''));
    assert.ok(person, 'nobody has a supervisor with two names');
    const [first, last] = person.supervisor.split(' ');
    const one = (await caller.getJson(`employees/${person.id}?fields=supervisor`)).json();
    assert.equal(one.supervisor, `${last}, ${first}`);
  },
);

believe('directory-xml', 'the directory has the same fields in XML', '2.2 [O]', async (caller) => {
  const { fields } = (await caller.getJson('employees/directory')).json();
  const { text } = await caller.send('employees/directory');
  const fieldset = text.slice(0, text.indexOf('</fieldset>'));
  const person = text.slice(text.indexOf('<employee id='), text.indexOf('</employee>'));
  const ids = fields.map(({ id }: { id: string }) => id);
  for (const part of [fieldset, person])
    assert.deepEqual(
      [...part.matchAll(/<field id="([^"]+)"/g)].map((match) => match[1]),
      ids,
    );
  assert.match(person, /<field id="canUploadPhoto">[01]<\/field>/);
});

prove('directory-types', 'phones and links are text in the directory', '2.2 [R26]', async (caller) => {
  const { fields } = (await caller.getJson('employees/directory')).json();
  const types = new Map(fields.map(({ id, type }: { id: string; type: string }) => [id, type]));
  for (const id of [
    'workPhone',
    'mobilePhone',
    'facebook',
    'linkedIn',
    'twitterFeed',
    'pinterest',
    'instagram',
  ])
    assert.equal(types.get(id), 'text', id);
  assert.deepEqual([types.get('workEmail'), types.get('jobTitle')], ['email', 'list']);
});

believeByWriting(
  'update-without-accept',
  'an update whose caller does not ask for JSON has no body: clients of XML would read it as XML',
  '2.5 [O][C]',
  async (caller) => {
    const id = await caller.create();
    const body = '<employee><field id="city">Ulm</field></employee>';
    const reply = await caller.send(`employees/${id}`, { method: 'POST', body });
    assert.deepEqual([reply.status, reply.text], [200, '']);
    assert.equal((await caller.getJson(`employees/${id}?fields=city`)).json().city, 'Ulm');
  },
);

proveByWriting(
  'create',
  'a create is 201, located under the caller’s own base URL, and tells the record',
  '2.4 [R26]',
  async (caller) => {
    const reply = await caller.postJson('employees', { firstName: 'Test', lastName: 'Employee' });
    assert.equal(reply.status, 201);
    const id = locationId(reply);
    assert.equal(reply.headers.get('location'), `${caller.baseUrl}/v1/employees/${id}`);
    assert.equal(reply.headers.get('content-type'), 'application/json');
    assert.deepEqual(reply.json(), { id, firstName: 'Test', lastName: 'Employee', status: 'Active' });
  },
);

believeByWriting('create-slash', 'a create takes a trailing slash', '2.4 [C]', async (caller) => {
  const reply = await caller.postJson('employees/', { firstName: 'Test', lastName: 'Slash' });
  assert.equal(reply.status, 201);
  assert.equal(reply.headers.get('location'), `${caller.baseUrl}/v1/employees/${locationId(reply)}`);
});

proveByWriting(
  'create-blanks',
  'a new person with only names is active, with blanks by type',
  '2.1, 2.3 [R26]',
  async (caller) => {
    const id = await caller.create();
    const fields = 'status,hireDate,terminationDate,employeeNumber,payRate,employmentHistoryStatus';
    const person = (await caller.getJson(`employees/${id}?fields=${fields}`)).json();
    assert.equal(person.status, 'Active');
    assert.equal(person.hireDate, '0000-00-00');
    assert.equal(person.terminationDate, '0000-00-00');
    assert.equal(person.employeeNumber, null);
    assert.match(person.payRate, /^ [A-Z]{3}$/);
    assert.equal(person.employmentHistoryStatus, null);
  },
);

for (const type of ['text/xml', 'application/xml', undefined, 'application/x-www-form-urlencoded'])
  believeByWriting(
    `create-xml-${type?.replace('/', '-') ?? 'no-type'}`,
    `XML is accepted with content type ${type}`,
    '1.3 [C]',
    async (caller) => {
      const reply = await caller.send('employees', {
        method: 'POST',
        body: '<employee><field id="firstName">Änne</field><field id="lastName">O&apos;Neil &amp; Co</field></employee>',
        ...(type === undefined ? {} : { type }),
      });
      assert.equal(reply.status, 201);
      const person = (
        await caller.getJson(`employees/${locationId(reply)}?fields=firstName,lastName`)
      ).json();
      assert.deepEqual([person.firstName, person.lastName], ['Änne', "O'Neil & Co"]);
    },
  );

believeByWriting(
  'create-json-charset',
  'JSON with a charset is read as JSON',
  '1.3 [inferred]',
  async (caller) => {
    const body = JSON.stringify({ firstName: 'Char', lastName: 'Set' });
    const reply = await caller.send('employees', {
      method: 'POST',
      type: 'application/json; charset=UTF-8',
      body,
    });
    assert.equal(reply.status, 201);
  },
);

for (const missing of ['firstName', 'lastName'])
  prove(`create-without-${missing}`, `${missing} is required`, '2.4 [O]', async (caller) => {
    const values: Record<string, string> = { firstName: 'A', lastName: 'B' };
    delete values[missing];
    assertError(await caller.postJson('employees', values), 400);
  });

prove('create-broken', 'a broken body is 400', '2.4 [O]', async (caller) => {
  assertError(await caller.send('employees', { method: 'POST', type: json, body: '{"firstName":' }), 400);
  assertError(
    await caller.send('employees', { method: 'POST', type: 'text/xml', body: '<employee><field' }),
    400,
  );
});

prove('create-bad-list', 'a value that its list does not know is 409', '2.4 [O]', async (caller) => {
  const values = { firstName: 'A', lastName: 'B', employmentHistoryStatus: `None ${unique()}` };
  assertError(await caller.postJson('employees', values), 409);
});

proveByWriting(
  'create-duplicate-email',
  'a second person with an e-mail address is 409',
  '2.4 [O][D]',
  async (caller) => {
    const workEmail = `${unique()}@conformance.example`;
    await caller.create({ workEmail });
    assertError(await caller.postJson('employees', { firstName: 'A', lastName: 'B', workEmail }), 409);
  },
);

believeByWriting(
  'create-status-row',
  'a create with an employment status writes its first row',
  '2.4 [K]',
  async (caller) => {
    const status = await caller.option(16);
    const id = await caller.create({ hireDate: '2024-03-01', employmentHistoryStatus: status });
    const [row] = (await caller.getJson(`employees/${id}/tables/employmentStatus`)).json();
    assert.deepEqual([row.date, row.employmentStatus], ['2024-03-01', status]);
  },
);

proveByWriting(
  'update',
  'an update is POST, 200, echoes, and changes only what was sent',
  '2.5 [R26]',
  async (caller) => {
    const id = await caller.create({ city: 'Ulm' });
    const reply = await caller.postJson(`employees/${id}`, { preferredName: 'Con' });
    assert.equal(reply.status, 200);
    assert.deepEqual(reply.json(), {
      id,
      firstName: 'Conny',
      lastName: 'Formance',
      status: 'Active',
      preferredName: 'Con',
    });
    const after = (await caller.getJson(`employees/${id}?fields=city,preferredName`)).json();
    assert.deepEqual(after, { id, city: 'Ulm', preferredName: 'Con' });
  },
);

proveByWriting(
  'update-skips',
  'names that are no field are passed over, unless nothing else is sent: then the update is 403',
  '1.2 [O][K]',
  async (caller) => {
    const id = await caller.create({ city: 'Ulm' });
    const reply = await caller.postJson(`employees/${id}`, { noSuchField: 'x', city: 'Bonn' });
    assert.equal(reply.status, 200);
    assert.ok(!('noSuchField' in reply.json()));
    assert.equal((await caller.getJson(`employees/${id}?fields=city`)).json().city, 'Bonn');
    assertError(await caller.postJson(`employees/${id}`, { noSuchField: 'x' }), 403);
  },
);

proveByWriting('update-unknown', 'an update of nobody is 404', '2.5 [O]', async (caller) => {
  assertError(await caller.postJson('employees/99999999', { city: 'Ulm' }), 404);
});

believeByWriting('update-read-only', 'read-only fields are passed over', '2.5 [K]', async (caller) => {
  const id = await caller.create();
  const reply = await caller.postJson(`employees/${id}`, { displayName: 'Nobody', city: 'Ulm' });
  assert.equal(reply.status, 200);
  const after = (await caller.getJson(`employees/${id}?fields=displayName,city`)).json();
  assert.deepEqual([after.displayName, after.city], ['Conny Formance', 'Ulm']);
});

believeByWriting(
  'update-nested',
  'nested objects that are no fields are passed over',
  '2.5 [C:n8n]',
  async (caller) => {
    const nested = { address: { value: { city: 'x' } }, customFields: {} };
    const id = await caller.create(nested);
    const reply = await caller.postJson(`employees/${id}`, { ...nested, city: 'Ulm' });
    assert.equal(reply.status, 200);
    assert.equal((await caller.getJson(`employees/${id}?fields=city`)).json().city, 'Ulm');
  },
);

proveByWriting(
  'pay-rate-forms',
  'pay is "value CUR" of an employee and an object in its row',
  '2.3, 2.9 [R26]',
  async (caller) => {
    const id = await caller.create({
      hireDate: '2024-03-01',
      payRate: { value: '65000.00', currency: 'EUR' },
    });
    assert.equal((await caller.getJson(`employees/${id}?fields=payRate`)).json().payRate, '65000.00 EUR');
    const [row] = (await caller.getJson(`employees/${id}/tables/compensation`)).json();
    assert.deepEqual(row.rate, { currency: 'EUR', value: '65000.00' });
  },
);

believeByWriting(
  'pay-schedule-id',
  'payScheduleId is the id of the schedule among the options of its list',
  'B',
  async (caller) => {
    const lists = (await caller.getJson('meta/lists')).json();
    const schedules = lists.find(({ fieldId }: { fieldId: number }) => fieldId === 4386);
    const [schedule] = schedules.options;
    const id = await caller.create({ hireDate: '2024-03-01', paySchedule: schedule.name });
    const fields = 'paySchedule,payScheduleId';
    const one = (await caller.getJson(`employees/${id}?fields=${fields}`)).json();
    assert.deepEqual([one.paySchedule, one.payScheduleId], [schedule.name, String(schedule.id)]);
    const filters = { employeeIds: [id] };
    const body = { fields: ['payScheduleId'], filters };
    const report = (await caller.postJson('reports/custom?format=json', body)).json();
    assert.equal(report.employees[0].payScheduleId, String(schedule.id));
  },
);

believeByWriting(
  'state-forms',
  'a state is a code of one employee and a name in reports',
  '2.3, 8.29 [K]',
  async (caller) => {
    const id = await caller.create({ state: 'Utah', country: 'United States' });
    assert.equal((await caller.getJson(`employees/${id}?fields=state`)).json().state, 'UT');
    const report = await caller.postJson('reports/custom?format=json', {
      fields: ['state'],
      filters: { employeeIds: [Number(id)] },
    });
    assert.equal(report.json().employees[0].state, 'Utah');
  },
);

proveByWriting(
  'delete',
  'a delete is 204; the employee is gone and listed as deleted',
  '2.6 [R26][D]',
  async (caller) => {
    const id = await caller.create();
    const reply = await caller.send(`employees/${id}`, { method: 'DELETE' });
    assert.deepEqual([reply.status, reply.text], [204, '']);
    assertError(await caller.getJson(`employees/${id}`), 404);
    const { employees } = (
      await caller.getJson('employees/changed?type=deleted&since=2020-01-01T00:00:00Z')
    ).json();
    assert.equal(employees[id].action, 'Deleted');
  },
);

for (const [name, since] of [
  ['missing', ''],
  ['no-zone', 'since=2026-01-01T00:00:00'],
  ['raw-plus', 'since=2026-01-01T00:00:00+02:00'],
  ['rubbish', 'since=yesterday'],
])
  prove(
    `changed-since-${name}`,
    'since needs a time with a zone, its plus escaped',
    '2.8 [D]',
    async (caller) => {
      assertError(await caller.getJson(`employees/changed?${since}`), 400);
    },
  );

for (const zone of ['Z', '%2B02:00', '-0700'])
  prove(
    `changed-zone-${zone.replace('%2B', 'plus')}`,
    `since takes the zone ${zone}`,
    '2.8 [D]',
    async (caller) => {
      assert.equal((await caller.getJson(`employees/changed?since=2026-01-01T00:00:00${zone}`)).status, 200);
    },
  );

prove('changed-type', 'an unknown type is 400', '2.8 [O]', async (caller) => {
  assertError(await caller.getJson('employees/changed?since=2026-01-01T00:00:00Z&type=moved'), 400);
});

proveByWriting(
  'changed-inserted',
  'a new person is Inserted, in an object keyed by id',
  '2.8 [R26]',
  async (caller) => {
    const id = await caller.create();
    const since = encodeURIComponent(new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+/, ''));
    const { latest, employees } = (await caller.getJson(`employees/changed?since=${since}`)).json();
    assert.match(latest, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    assert.deepEqual(Object.keys(employees[id]), ['id', 'action', 'lastChanged']);
    assert.deepEqual([employees[id].id, employees[id].action], [id, 'Inserted']);
  },
);

believe('changed-nothing', 'no change is an empty object', '2.8 [inferred]', async (caller) => {
  const reply = await caller.getJson('employees/changed?since=2099-01-01T00:00:00Z');
  assert.deepEqual(reply.json().employees, {});
});

believeByWriting(
  'update-read-only-all',
  'no calculated or read-only field can be written, whatever is sent with it',
  '2.5 [K]',
  async (caller) => {
    const id = await caller.create({ city: 'Ulm' });
    const names = [
      'id',
      'age',
      'birthday',
      'bestEmail',
      'displayName',
      'fullName1',
      'fullName5',
      'lastChanged',
      'stateCode',
      'supervisorEId',
      'supervisorEmail',
      'createdByUserId',
      'payRateEffectiveDate',
      'terminationDate',
    ];
    const before = (await caller.getJson(`employees/${id}?fields=${names}`)).json();
    const sent = Object.fromEntries(names.map((name) => [name, '2024-01-01']));
    assert.equal((await caller.postJson(`employees/${id}`, { ...sent, city: 'Bonn' })).status, 200);
    const after = (await caller.getJson(`employees/${id}?fields=${names},city`)).json();
    assert.deepEqual({ ...after, lastChanged: before.lastChanged }, { ...before, city: 'Bonn' });
  },
);

believeByWriting(
  'original-hire-date',
  'the blank 0000-00-00 does not clear originalHireDate; "" does',
  '2.5 [K]',
  async (caller) => {
    const id = await caller.create({ originalHireDate: '2019-05-05' });
    const shown = async () =>
      (await caller.getJson(`employees/${id}?fields=originalHireDate`)).json().originalHireDate;
    await caller.postJson(`employees/${id}`, { originalHireDate: '0000-00-00', city: 'Ulm' });
    assert.equal(await shown(), '2019-05-05');
    await caller.postJson(`employees/${id}`, { originalHireDate: '' });
    assert.equal(await shown(), '0000-00-00');
  },
);

believeByWriting(
  'update-writes-rows',
  'an update of pay, title or status writes a row of today',
  '2.5 [K]',
  async (caller) => {
    const [id, jobTitle, status] = [await caller.create(), await caller.option(17), await caller.option(16)];
    await caller.postJson(`employees/${id}`, {
      jobTitle,
      payRate: '1000 EUR',
      employmentHistoryStatus: status,
    });
    for (const [table, column, date] of [
      ['jobInfo', 'jobTitle', 'date'],
      ['compensation', 'rate', 'startDate'],
      ['employmentStatus', 'employmentStatus', 'date'],
    ] as const) {
      const rows = (await caller.getJson(`employees/${id}/tables/${table}`)).json();
      assert.equal(rows.length, 1, table);
      assert.ok(rows[0][column], table);
      const daysAway = Math.abs(Date.parse(rows[0][date]) - Date.now()) / 86_400_000;
      assert.ok(daysAway < 2, `${table} ${rows[0][date]}`);
    }
  },
);

proveByWriting('report-too-many', 'a report of more than 400 fields is 400', '1.5 [O]', async (caller) => {
  const fields = Array.from({ length: 401 }, (_, index) => `customNo${index}`);
  assertError(await caller.postJson('reports/custom?format=json', { fields }), 400);
});
