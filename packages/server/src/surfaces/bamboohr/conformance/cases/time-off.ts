import assert from 'node:assert/strict';
import { assertError, type Caller, json, locationId, type Reply } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, believe, proveByWriting, believeByWriting } = area('time-off');

export { cases as timeOffCases };

interface Type {
  id: string;
  name: string;
  units: 'hours' | 'days';
}

export const put = (caller: Caller, path: string, value: unknown, version = 'v1'): Promise<Reply> =>
  caller.postJson(path, value, { method: 'PUT', version });

const types = async (caller: Caller): Promise<Type[]> =>
  (await caller.getJson('meta/time_off/types')).json().timeOffTypes;

export async function typeIn(caller: Caller, units: Type['units']): Promise<Type> {
  const type = (await types(caller)).find((one) => one.units === units);
  assert.ok(type, `the account has no type in ${units}`);
  return type;
}

interface Made {
  id: string;
  employee: string;
  type: Type;
  reply: Reply;
}

export async function request(caller: Caller, change: Record<string, unknown> = {}): Promise<Made> {
  const [employee, type] = [await caller.create({ hireDate: '2024-01-01' }), await typeIn(caller, 'hours')];
  const reply = await put(caller, `employees/${employee}/time_off/request`, {
    status: 'requested',
    start: '2031-06-16',
    end: '2031-06-17',
    timeOffTypeId: Number(type.id),
    amount: 16,
    ...change,
  });
  assert.equal(reply.status, 201, reply.headers.get('x-bamboohr-error-message') ?? '');
  return { id: locationId(reply), employee, type, reply };
}

const listed = async (caller: Caller, id: string, query = '') =>
  (await caller.getJson(`time_off/requests?start=1900-01-01&end=2100-12-31&id=${id}${query}`)).json();

const statusOf = async (caller: Caller, id: string): Promise<string> =>
  (await listed(caller, id))[0].status.status;

prove('types', 'types have text ids, the week has amounts as texts', '7 [R26]', async (caller) => {
  const reply = await caller.getJson('meta/time_off/types');
  assert.equal(reply.headers.get('content-type'), json);
  const { timeOffTypes, defaultHours } = reply.json();
  for (const type of timeOffTypes) {
    assert.match(type.id, /^\d+$/);
    assert.ok(['hours', 'days'].includes(type.units));
    assert.deepEqual(Object.keys(type), ['id', 'name', 'units', 'color', 'icon', 'source']);
  }
  const monday = defaultHours.find((day: { name: string }) => day.name === 'Monday');
  assert.equal(typeof monday.amount, 'string');
  assert.ok(defaultHours.some((day: { name: string }) => day.name === 'default'));
});

prove('types-request', 'types can be narrowed to those that can be asked for', '7 [O]', async (caller) => {
  const { timeOffTypes } = (await caller.getJson('meta/time_off/types?mode=request')).json();
  assert.ok(Array.isArray(timeOffTypes));
});

believe('types-xml', 'types are XML unless JSON is asked for', '1.3 [R26]', async (caller) => {
  const reply = await caller.send('meta/time_off/types');
  assert.match(reply.headers.get('content-type') ?? '', /^text\/xml/);
  assert.match(reply.text, /<timeOffType id="\d+">/);
});

prove('policies', 'policies have numbers as ids, by name', '7 [O]', async (caller) => {
  const policies = (await caller.getJson('meta/time_off/policies')).json();
  for (const policy of policies) {
    assert.ok(Number.isInteger(policy.id) && Number.isInteger(policy.timeOffTypeId));
    assert.equal(policy.effectiveDate, null);
    assert.ok(['accruing', 'discretionary', 'manual'].includes(policy.type));
  }
});

prove('requests-dates', 'requests need start and end, and days that exist', '7 [O]', async (caller) => {
  assertError(await caller.getJson('time_off/requests'), 400);
  assertError(await caller.getJson('time_off/requests?start=2026-01-01'), 400);
  assertError(await caller.getJson('time_off/requests?end=2026-01-01'), 400);
  assertError(await caller.getJson('time_off/requests?start=2026-02-30&end=2026-03-01'), 400);
  assertError(await caller.getJson('time_off/requests?start=soon&end=later'), 400);
});

believe('requests-slash', 'the list is found with a slash at its end', '1.1 [C]', async (caller) => {
  const reply = await caller.getJson('time_off/requests/?start=2026-01-01&end=2026-01-31');
  assert.equal(reply.status, 200);
  assert.ok(Array.isArray(reply.json()));
});

believe('requests-filters', 'nonsense in filters is 400', '7 [inferred]', async (caller) => {
  const path = 'time_off/requests?start=2026-01-01&end=2026-01-31';
  for (const filter of ['status=sleeping', 'action=dance', 'type=x', 'employeeId=x', 'id=1.5'])
    assertError(await caller.getJson(`${path}&${filter}`), 400);
});

proveByWriting('request', 'a request is 201 with its place and itself', '7 [R26]', async (caller) => {
  const { id, employee, type, reply } = await request(caller);
  assert.match(
    reply.headers.get('location') ?? '',
    new RegExp(`/v1/employees/${employee}/time_off/request/${id}$`),
  );
  const made = reply.json();
  assert.deepEqual(
    [made.id, made.employeeId, made.start, made.end],
    [id, employee, '2031-06-16', '2031-06-17'],
  );
  assert.match(made.created, /^\d{4}-\d\d-\d\d$/);
  assert.equal(made.status.status, 'requested');
  assert.match(made.status.lastChanged, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  assert.match(made.status.lastChangedByUserId, /^\d+$/);
  assert.deepEqual(made.type, { id: type.id, name: type.name });
  assert.deepEqual(made.amount, { unit: 'hours', amount: '16' });
  assert.deepEqual([made.notes, made.comments], [[], []]);
  assert.deepEqual(Object.keys(made.actions), ['view', 'edit', 'cancel', 'approve', 'deny', 'bypass']);
  assert.equal(typeof made.usedYearToDate, 'number');
  assert.equal(typeof made.balanceOnDateOfRequest, 'number');
});

proveByWriting('request-amount', 'an amount alone lands on the first day', '7 [R26]', async (caller) => {
  const { reply } = await request(caller);
  assert.deepEqual(reply.json().dates, { '2031-06-16': '16', '2031-06-17': '0' });
});

proveByWriting(
  'request-list',
  'a request is listed with texts for ids and amounts',
  '7 [R26]',
  async (caller) => {
    const { id, employee, type } = await request(caller);
    const [one] = await listed(caller, id);
    assert.deepEqual([one.id, one.employeeId], [id, employee]);
    assert.match(one.status.lastChanged, /^\d{4}-\d\d-\d\d$/);
    assert.equal(one.type.id, type.id);
    assert.ok('icon' in one.type);
    assert.deepEqual(one.amount, { unit: 'hours', amount: '16' });
    assert.deepEqual(one.notes, {});
    assert.equal(one.actions.view, true);
  },
);

proveByWriting('request-half', 'days can be split, half days too', '7 [O]', async (caller) => {
  const type = await typeIn(caller, 'days');
  const dates = [
    { ymd: '2031-06-16', amount: 1 },
    { ymd: '2031-06-17', amount: 0.5 },
  ];
  const { id } = await request(caller, { timeOffTypeId: Number(type.id), amount: undefined, dates });
  const [one] = await listed(caller, id);
  assert.deepEqual(one.dates, { '2031-06-16': '1', '2031-06-17': '0.5' });
  assert.deepEqual(one.amount, { unit: 'days', amount: '1.5' });
});

proveByWriting('request-notes', 'notes are by author, and can be left out', '7 [O]', async (caller) => {
  const { id } = await request(caller, { notes: [{ from: 'employee', note: 'Home & garden' }] });
  assert.deepEqual((await listed(caller, id))[0].notes, { employee: 'Home & garden' });
  assert.ok(!('notes' in (await listed(caller, id, '&excludeNote=true'))[0]));
});

proveByWriting('request-xml', 'a request may be XML, and then has no body', '7 [C][O]', async (caller) => {
  const [employee, type] = [await caller.create({ hireDate: '2024-01-01' }), await typeIn(caller, 'hours')];
  const body = `<request><status>approved</status><start>2031-06-16</start><end>2031-06-17</end>
    <timeOffTypeId>${type.id}</timeOffTypeId><amount>12</amount>
    <notes><note from="manager">Fine &amp; well</note></notes>
    <dates><date ymd="2031-06-16" amount="8"/><date ymd="2031-06-17" amount="4"/></dates></request>`;
  const reply = await caller.send(`employees/${employee}/time_off/request`, { method: 'PUT', body });
  assert.deepEqual([reply.status, reply.text], [201, '']);
  const [one] = await listed(caller, locationId(reply));
  assert.equal(one.status.status, 'approved');
  assert.deepEqual(one.dates, { '2031-06-16': '8', '2031-06-17': '4' });
  assert.deepEqual(one.notes, { manager: 'Fine & well' });
});

believeByWriting('requests-xml', 'the list in XML has its attributes', '7 [C]', async (caller) => {
  const { id, employee, type } = await request(caller, { notes: [{ from: 'employee', note: 'Bye' }] });
  const path = `time_off/requests?start=2031-06-01&end=2031-06-30&id=${id}`;
  const { text } = await caller.send(path);
  assert.match(text, new RegExp(`<request id="${id}">\\s*<employee id="${employee}">`));
  assert.match(text, /<status lastChanged="\d{4}-\d\d-\d\d" lastChangedByUserId="\d+">requested<\/status>/);
  assert.match(
    text,
    new RegExp(`<type id="${type.id}">${type.name}</type>\\s*<amount unit="hours">16</amount>`),
  );
  assert.match(text, /<note from="employee">Bye<\/note>/);
  assert.match(text, /<date ymd="2031-06-16" amount="16"\/>/);
});

believeByWriting(
  'request-overlap',
  'a window finds requests that share a day with it',
  '7 [inferred]',
  async (caller) => {
    const { id } = await request(caller);
    const found = async (start: string, end: string) => {
      const all = (await caller.getJson(`time_off/requests?start=${start}&end=${end}`)).json();
      return all.some((one: { id: string }) => one.id === id);
    };
    assert.equal(await found('2031-06-17', '2031-07-30'), true);
    assert.equal(await found('2031-05-01', '2031-06-16'), true);
    assert.equal(await found('2031-06-18', '2031-07-30'), false);
    assert.equal(await found('2031-05-01', '2031-06-15'), false);
  },
);

proveByWriting(
  'request-narrow',
  'the list is narrowed by employee, type and status',
  '7 [O]',
  async (caller) => {
    const { id, employee, type } = await request(caller);
    assert.equal((await listed(caller, id, `&employeeId=${employee}`)).length, 1);
    assert.equal((await listed(caller, id, `&type=${type.id},99999`)).length, 1);
    assert.equal((await listed(caller, id, '&status=approved,denied')).length, 0);
    assert.equal((await listed(caller, id, '&status=requested')).length, 1);
    assert.equal((await listed(caller, id, '&action=approve')).length, 1);
  },
);

for (const [subject, change] of [
  ['status', { status: 'sleeping' }],
  ['no-status', { status: undefined }],
  ['type', { timeOffTypeId: 99_999_999 }],
  ['no-type', { timeOffTypeId: undefined }],
  ['start', { start: '2031-02-30' }],
  ['order', { end: '2031-06-15' }],
  ['no-amount', { amount: undefined }],
  ['amount', { amount: 'many' }],
  ['negative', { amount: -8 }],
  ['dates', { dates: [{ ymd: '2031-06-20', amount: 8 }] }],
  ['previous', { previousRequest: 99_999_999 }],
] as const)
  believeByWriting(
    `request-bad-${subject}`,
    `a request with bad ${subject} is 400`,
    '7 [O]',
    async (caller) => {
      const [employee, type] = [await caller.create(), await typeIn(caller, 'hours')];
      const value = {
        status: 'requested',
        start: '2031-06-16',
        end: '2031-06-17',
        timeOffTypeId: Number(type.id),
        amount: 8,
        ...change,
      };
      assertError(await put(caller, `employees/${employee}/time_off/request`, value), 400);
    },
  );

prove('request-nobody', 'a request for nobody is 404', '7 [O]', async (caller) => {
  const type = await typeIn(caller, 'hours');
  const value = {
    status: 'requested',
    start: '2031-06-16',
    end: '2031-06-16',
    timeOffTypeId: Number(type.id),
    amount: 8,
  };
  assertError(await put(caller, 'employees/99999999/time_off/request', value), 404);
});

proveByWriting('request-previous', 'a new request replaces a previous one', '7 [O]', async (caller) => {
  const { id, employee, type } = await request(caller);
  const reply = await put(caller, `employees/${employee}/time_off/request`, {
    status: 'requested',
    start: '2031-06-18',
    end: '2031-06-18',
    timeOffTypeId: type.id,
    amount: '8',
    previousRequest: id,
  });
  assert.equal(reply.status, 201);
  assert.equal(await statusOf(caller, id), 'superceded');
});

for (const [sent, stored] of [
  ['approved', 'approved'],
  ['denied', 'denied'],
  ['declined', 'denied'],
  ['canceled', 'canceled'],
  ['cancelled', 'canceled'],
] as const)
  proveByWriting(
    `status-${sent}`,
    `a request becomes ${stored} by "${sent}": 200, empty and HTML`,
    '7 [R26][O]',
    async (caller) => {
      const { id } = await request(caller);
      const reply = await put(caller, `time_off/requests/${id}/status`, { status: sent, note: 'So be it' });
      assert.deepEqual([reply.status, reply.text], [200, '']);
      assert.match(reply.headers.get('content-type') ?? '', /^text\/html/);
      const [one] = await listed(caller, id);
      assert.equal(one.status.status, stored);
      assert.deepEqual(one.notes, { manager: 'So be it' });
    },
  );

proveByWriting('status-xml', 'a status may be XML', '7 [O]', async (caller) => {
  const { id } = await request(caller);
  const body = '<request><status>approved</status><note>Yes</note></request>';
  const reply = await caller.send(`time_off/requests/${id}/status`, { method: 'PUT', body });
  assert.equal(reply.status, 200);
  assert.equal(await statusOf(caller, id), 'approved');
});

believeByWriting(
  'status-post',
  'a status may be posted, as older documentation has it',
  '7 [M]',
  async (caller) => {
    const { id } = await request(caller);
    assert.equal((await caller.postJson(`time_off/requests/${id}/status`, { status: 'denied' })).status, 200);
    assert.equal(await statusOf(caller, id), 'denied');
  },
);

proveByWriting('status-bad', 'another status is 400', '7 [O]', async (caller) => {
  const { id } = await request(caller);
  assertError(await put(caller, `time_off/requests/${id}/status`, { status: 'requested' }), 400);
  assertError(await put(caller, `time_off/requests/${id}/status`, {}), 400);
  assertError(await put(caller, 'time_off/requests/99999999/status', { status: 'approved' }), 404);
});

believeByWriting('status-final', 'what is canceled cannot be approved', '7 [O]', async (caller) => {
  const { id } = await request(caller);
  await put(caller, `time_off/requests/${id}/status`, { status: 'canceled' });
  assertError(await put(caller, `time_off/requests/${id}/status`, { status: 'approved' }), 400);
  assert.equal((await put(caller, `time_off/requests/${id}/status`, { status: 'canceled' })).status, 200);
});

proveByWriting(
  'whos-out',
  'approved time off is in the list, with numbers as ids',
  '7 [O]',
  async (caller) => {
    const { id, employee } = await request(caller, { status: 'approved' });
    const items = (await caller.getJson('time_off/whos_out?start=2031-06-01&end=2031-07-31')).json();
    const item = items.find(
      (one: { id: number; type: string }) => one.type === 'timeOff' && one.id === Number(id),
    );
    assert.deepEqual(Object.keys(item), ['id', 'type', 'employeeId', 'name', 'start', 'end']);
    assert.deepEqual([item.employeeId, item.start, item.end], [Number(employee), '2031-06-16', '2031-06-17']);
    const starts = items.map((one: { start: string }) => one.start);
    assert.deepEqual(starts, [...starts].sort());
  },
);

proveByWriting('whos-out-not', 'what is not approved is not in the list', '7 [O]', async (caller) => {
  const { id } = await request(caller);
  const items = (await caller.getJson('time_off/whos_out?start=2031-06-01&end=2031-07-31')).json();
  assert.ok(
    !items.some((one: { id: number; type: string }) => one.type === 'timeOff' && one.id === Number(id)),
  );
});

prove('whos-out-default', 'without dates it is the next two weeks', '7 [O]', async (caller) => {
  const items = (await caller.getJson('time_off/whos_out')).json();
  const latest = new Date(Date.now() + 16 * 86_400_000).toISOString().slice(0, 10);
  assert.ok(items.every(({ start }: { start: string }) => start <= latest));
  assertError(await caller.getJson('time_off/whos_out?start=today'), 400);
});

believe('whos-out-holidays', 'holidays have no employee, in JSON and XML', '7 [O][C]', async (caller) => {
  const path = 'time_off/whos_out?start=2026-01-01&end=2026-12-31';
  const items = (await caller.getJson(path)).json();
  const holiday = items.find((one: { type: string }) => one.type === 'holiday');
  assert.deepEqual(Object.keys(holiday), ['id', 'type', 'name', 'start', 'end']);
  const { text } = await caller.send(path);
  assert.match(text, /<calendar>\s*<item type="/);
  assert.match(text, new RegExp(`<holiday id="${holiday.id}">`));
});
