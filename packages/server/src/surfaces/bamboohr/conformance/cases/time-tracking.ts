import assert from 'node:assert/strict';
import { assertError, assertProblem, type Caller, unique } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, proveByWriting, believeByWriting } = area('time-tracking');

export { cases as timeTrackingCases };

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const window = () => `start=${daysAgo(30)}&end=${daysAgo(-1)}`;

const entriesOf = async (caller: Caller, id: string) =>
  (await caller.getJson(`time_tracking/timesheet_entries?${window()}&employeeIds=${id}`)).json();

const clockIn = (caller: Caller, id: string, value: unknown = {}) =>
  caller.postJson(`time_tracking/employees/${id}/clock_in`, value);
const clockOut = (caller: Caller, id: string, value: unknown = {}) =>
  caller.postJson(`time_tracking/employees/${id}/clock_out`, value);
const past = { date: daysAgo(10), start: '09:00', timezone: 'America/Denver' };

prove('entries', 'entries are an array, empty for nobody’s', '7 [O]', async (caller) => {
  const reply = await caller.getJson(`time_tracking/timesheet_entries?${window()}&employeeIds=99999999`);
  assert.deepEqual([reply.status, reply.json()], [200, []]);
});

prove('entries-json', 'entries are JSON whatever is accepted', '1.3 [R26]', async (caller) => {
  const reply = await caller.send(`time_tracking/timesheet_entries?${window()}`);
  assert.equal(reply.headers.get('content-type'), 'application/json');
});

prove('entries-bad', 'entries need days of the last year, and ids', '7 [O]', async (caller) => {
  const path = 'time_tracking/timesheet_entries';
  assertProblem(await caller.getJson(path), 400);
  assertProblem(await caller.getJson(`${path}?start=${daysAgo(1)}`), 400);
  assertProblem(await caller.getJson(`${path}?start=soon&end=later`), 400);
  assertProblem(await caller.getJson(`${path}?start=${daysAgo(400)}&end=${daysAgo(1)}`), 400);
  assertProblem(await caller.getJson(`${path}?start=${daysAgo(1)}&end=${daysAgo(5)}`), 400);
  assertProblem(await caller.getJson(`${path}?${window()}&employeeIds=1,x`), 400);
});

proveByWriting('clock', 'in and out at once make an entry', '7, F [O]', async (caller) => {
  const id = await caller.create();
  const started = await clockIn(caller, id, { note: 'Early' });
  assert.equal(started.status, 200);
  const entry = started.json();
  assert.deepEqual(
    [entry.employeeId, entry.type, entry.end, entry.hours, entry.note],
    [Number(id), 'clock', null, null, 'Early'],
  );
  assert.ok(Number.isInteger(entry.id));
  assert.match(entry.start, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
  const [listed] = await entriesOf(caller, id);
  assert.deepEqual([listed.id, listed.end, listed.approved], [entry.id, null, false]);
  await clockOut(caller, id);
});

believeByWriting(
  'clock-past',
  'moments of the past are taken in their zone',
  '7 [inferred]',
  async (caller) => {
    const id = await caller.create();
    const started = (await clockIn(caller, id, past)).json();
    assert.deepEqual([started.date, started.timezone], [past.date, past.timezone]);
    assert.match(started.start, /T1[56]:00:00\+00:00$/);
    const ended = await clockOut(caller, id, { date: past.date, end: '17:02', timezone: past.timezone });
    assert.equal(ended.status, 200);
    const entry = ended.json();
    assert.deepEqual([entry.id, entry.hours], [started.id, 8.0333]);
    const [listed] = await entriesOf(caller, id);
    assert.deepEqual(Object.keys(listed), [
      'id',
      'employeeId',
      'type',
      'date',
      'start',
      'end',
      'timezone',
      'hours',
      'note',
      'projectInfo',
      'approvedAt',
      'approved',
      'createdAt',
      'updatedAt',
    ]);
    assert.equal(listed.hours, 8.0333);
  },
);

proveByWriting('clock-twice', 'in twice, or out without in, is 409', '7 [O]', async (caller) => {
  const id = await caller.create();
  assertProblem(await clockOut(caller, id), 409);
  assert.equal((await clockIn(caller, id)).status, 200);
  assertProblem(await clockIn(caller, id), 409);
});

believeByWriting(
  'clock-bad',
  'moments that cannot be are 400, future ones 406',
  '7 [inferred]',
  async (caller) => {
    const id = await caller.create();
    for (const value of [
      { ...past, start: '25:00' },
      { ...past, date: '2026-02-30' },
      { ...past, timezone: 'Mars/Base' },
      { date: past.date },
      { ...past, projectId: 7 },
    ])
      assertProblem(await clockIn(caller, id, value), 400);
    assertProblem(await clockIn(caller, id, { ...past, date: daysAgo(-3) }), 406);
    assertProblem(await clockIn(caller, '99999999'), 404);
    await clockIn(caller, id, past);
    assertProblem(
      await clockOut(caller, id, { date: past.date, end: '08:00', timezone: past.timezone }),
      400,
    );
  },
);

const store = (caller: Caller, entries: unknown) =>
  caller.postJson('time_tracking/clock_entries/store', { entries });
const storeHours = (caller: Caller, hours: unknown) =>
  caller.postJson('time_tracking/hour_entries/store', { hours });

proveByWriting('store', 'entries are stored and changed in bulk', '7, F [O]', async (caller) => {
  const employeeId = Number(await caller.create());
  const date = daysAgo(5);
  const reply = await store(caller, [
    { employeeId, date, start: '8:30', end: '12:00', note: 'Morning' },
    { employeeId, date, start: '13:00', end: '17:00' },
  ]);
  assert.equal(reply.status, 201);
  const [first, second] = reply.json();
  assert.deepEqual([first.hours, first.note, second.hours], [3.5, 'Morning', 4]);
  const change = await store(caller, [{ id: first.id, employeeId, date, start: '08:00', end: '12:00' }]);
  assert.deepEqual([change.status, change.json()[0].id, change.json()[0].hours], [201, first.id, 4]);
  assert.equal((await entriesOf(caller, String(employeeId))).length, 2);
});

believeByWriting(
  'store-overlap',
  'two entries at one time are 409, and nothing is stored',
  '7 [inferred]',
  async (caller) => {
    const employeeId = Number(await caller.create());
    const date = daysAgo(5);
    const reply = await store(caller, [
      { employeeId, date, start: '08:00', end: '12:00' },
      { employeeId, date, start: '11:59', end: '17:00' },
    ]);
    assertProblem(reply, 409);
    assert.deepEqual(await entriesOf(caller, String(employeeId)), []);
    const next = await store(caller, [
      { employeeId, date, start: '08:00', end: '12:00' },
      { employeeId, date, start: '12:00', end: '17:00' },
    ]);
    assert.equal(next.status, 201);
  },
);

proveByWriting('store-bad', 'entries that cannot be are refused', '7 [O]', async (caller) => {
  const employeeId = Number(await caller.create());
  const good = { employeeId, date: daysAgo(5), start: '08:00', end: '12:00' };
  assertProblem(await store(caller, []), 400);
  assertProblem(await store(caller, 'all'), 400);
  assertProblem(await store(caller, [{ ...good, end: '08:00' }]), 400);
  assertProblem(await store(caller, [{ ...good, end: undefined }]), 400);
  assertProblem(await store(caller, [{ ...good, id: 99_999_999 }]), 404);
  assertProblem(await store(caller, [{ ...good, employeeId: 99_999_999 }]), 404);
  assertProblem(await store(caller, [{ ...good, date: daysAgo(-3) }]), 406);
});

proveByWriting('hours', 'hours of a day are stored and changed', '7, F [O]', async (caller) => {
  const employeeId = Number(await caller.create());
  const reply = await storeHours(caller, [{ employeeId, date: daysAgo(4), hours: 7.5, note: 'Long' }]);
  assert.equal(reply.status, 201);
  const [entry] = reply.json();
  assert.deepEqual(
    [entry.type, entry.hours, entry.start, entry.end, entry.note],
    ['hour', 7.5, null, null, 'Long'],
  );
  await storeHours(caller, [{ id: entry.id, employeeId, date: daysAgo(4), hours: 6 }]);
  const listed = await entriesOf(caller, String(employeeId));
  assert.deepEqual([listed.length, listed[0].hours], [1, 6]);
});

proveByWriting('hours-bad', 'hours that no day has are 400', '7 [O]', async (caller) => {
  const employeeId = Number(await caller.create());
  const good = { employeeId, date: daysAgo(4), hours: 7 };
  for (const change of [{ hours: 25 }, { hours: -1 }, { hours: 'all' }, { date: 'today' }, { projectId: 1 }])
    assertProblem(await storeHours(caller, [{ ...good, ...change }]), 400);
});

believeByWriting('delete', 'removing is 204, also of what is gone', '7 [inferred]', async (caller) => {
  const employeeId = Number(await caller.create());
  const [hour] = (await storeHours(caller, [{ employeeId, date: daysAgo(4), hours: 6 }])).json();
  const [clock] = (
    await store(caller, [{ employeeId, date: daysAgo(5), start: '08:00', end: '09:00' }])
  ).json();
  for (const _ of [1, 2]) {
    const hours = await caller.postJson('time_tracking/hour_entries/delete', { hourEntryIds: [hour.id] });
    const clocks = await caller.postJson('time_tracking/clock_entries/delete', { clockEntryIds: [clock.id] });
    assert.deepEqual([hours.status, hours.text, clocks.status], [204, '', 204]);
  }
  assert.deepEqual(await entriesOf(caller, String(employeeId)), []);
});

believeByWriting('delete-open', 'an entry that is still open is 409', '7 [inferred]', async (caller) => {
  const { id } = (await clockIn(caller, await caller.create())).json();
  assertProblem(await caller.postJson('time_tracking/clock_entries/delete', { clockEntryIds: [id] }), 409);
  assertProblem(await caller.postJson('time_tracking/clock_entries/delete', { clockEntryIds: [] }), 400);
  assertProblem(await caller.postJson('time_tracking/hour_entries/delete', {}), 400);
});

const record = (employeeId: string, change: Record<string, unknown> = {}) => ({
  timeTrackingId: unique(),
  employeeId: Number(employeeId),
  dateHoursWorked: '2026-05-04',
  rateType: 'REG',
  hoursWorked: 8,
  ...change,
});

proveByWriting('record', 'an hour record is kept under the sender’s id', '7 [O]', async (caller) => {
  const id = await caller.create();
  const sent = record(id, { payRate: 15.5, jobCode: 7 });
  const added = await caller.postJson('timetracking/add', sent);
  assert.deepEqual([added.status, added.json()], [201, { id: sent.timeTrackingId }]);
  const read = (await caller.getJson(`timetracking/record/${sent.timeTrackingId}`)).json();
  assert.deepEqual(
    [read.timeTrackingId, read.employeeId, read.dateHoursWorked, read.rateType, Number(read.hoursWorked)],
    [sent.timeTrackingId, id, '2026-05-04', 'REG', 8],
  );
  assert.deepEqual([read.payRate, read.jobCode], [15.5, '7']);
});

proveByWriting('record-adjust', 'a record is adjusted', '7 [O]', async (caller) => {
  const sent = record(await caller.create());
  await caller.postJson('timetracking/add', sent);
  const change = { timeTrackingId: sent.timeTrackingId, hoursWorked: 6.5 };
  const reply = await caller.postJson('timetracking/adjust', change, { method: 'PUT' });
  assert.deepEqual([reply.status, reply.json()], [201, { id: sent.timeTrackingId }]);
  const read = (await caller.getJson(`timetracking/record/${sent.timeTrackingId}`)).json();
  assert.equal(Number(read.adjustedHours), 6.5);
});

proveByWriting(
  'record-delete',
  'removing a record says so; then it is unknown',
  '7 [R26][O]',
  async (caller) => {
    const { timeTrackingId, ...rest } = record(await caller.create());
    await caller.postJson('timetracking/add', { timeTrackingId, ...rest });
    const reply = await caller.send(`timetracking/delete/${timeTrackingId}`, { method: 'DELETE' });
    assert.deepEqual([reply.status, reply.json()], [200, { status: 'success', message: 'Record removed' }]);
    assertError(await caller.send(`timetracking/delete/${timeTrackingId}`, { method: 'DELETE' }), 400);
    assertError(await caller.getJson(`timetracking/record/${timeTrackingId}`), 400);
  },
);

proveByWriting('record-bad', 'records that lack something are 400', '7 [O]', async (caller) => {
  const id = await caller.create();
  for (const change of [
    { timeTrackingId: undefined },
    { timeTrackingId: 'x'.repeat(37) },
    { rateType: 'FUN' },
    { dateHoursWorked: 'today' },
    { hoursWorked: 'many' },
    { hoursWorked: 25 },
  ])
    assertError(await caller.postJson('timetracking/add', record(id, change)), 400);
  const change = { timeTrackingId: unique(), hoursWorked: 1 };
  assertError(await caller.postJson('timetracking/adjust', change, { method: 'PUT' }), 400);
});

believeByWriting('record-bulk', 'in bulk each record tells how it went', '7 [O]', async (caller) => {
  const id = await caller.create();
  const [good, bad] = [record(id), record(id, { rateType: 'FUN' })];
  const reply = await caller.postJson('timetracking/record', [good, bad]);
  assert.equal(reply.status, 201);
  assert.deepEqual(
    reply.json().map(({ success }: { success: boolean }) => success),
    [true, false],
  );
  await caller.postJson('timetracking/record', [{ ...good, hoursWorked: 4 }]);
  const read = (await caller.getJson(`timetracking/record/${good.timeTrackingId}`)).json();
  assert.equal(Number(read.hoursWorked), 4);
  assertError(await caller.postJson('timetracking/record', { not: 'a list' }), 400);
});
