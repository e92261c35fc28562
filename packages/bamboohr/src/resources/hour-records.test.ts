import { expect, test } from 'vitest';
import { aClient, errorOf } from '../testing/client.ts';
import { json, refusal, scriptedServer } from '../testing/scripted-server.ts';

const record = { id: 'shift/7', employeeId: '4', date: '2026-07-01', rateType: 'REG', hours: 8 } as const;

test('a record is read under its sender’s id, with what counts now', async () => {
  const wire = {
    timeTrackingId: 'shift/7',
    employeeId: '4',
    divisionId: null,
    payCode: null,
    dateHoursWorked: '2026-07-01',
    payRate: 15.5,
    rateType: 'REG',
    hoursWorked: 6.5,
    adjustedHours: 6.5,
    dateAdjusted: '2026-07-02T08:00:00+00:00',
    projectId: 3,
    taskId: null,
    jobCode: '7',
  };
  const server = await scriptedServer(json(wire));
  expect(await aClient(server.baseUrl).hourRecords.get('shift/7')).toEqual({
    id: 'shift/7',
    employeeId: '4',
    date: '2026-07-01',
    rateType: 'REG',
    hours: 6.5,
    adjustedHours: 6.5,
    adjustedAt: '2026-07-02T08:00:00+00:00',
    payRate: '15.5',
    payCode: null,
    projectId: '3',
    taskId: null,
    divisionId: null,
    departmentId: null,
    jobTitleId: null,
    jobCode: '7',
    jobData: null,
    raw: wire,
  });
  expect(server.requests[0]?.path).toMatch(/\/v1\/timetracking\/record\/shift%2F7$/);
});

test('a record is sent in the provider’s words, ids as numbers', async () => {
  const server = await scriptedServer(json({ id: 'shift/7' }, 201));
  await aClient(server.baseUrl).hourRecords.add({ ...record, payRate: 15.5, jobCode: '9', projectId: 3 });
  expect(JSON.parse(String(server.requests[0]?.body))).toEqual({
    timeTrackingId: 'shift/7',
    employeeId: 4,
    dateHoursWorked: '2026-07-01',
    rateType: 'REG',
    hoursWorked: 8,
    payRate: 15.5,
    jobCode: 9,
    projectId: 3,
  });
});

test('among many each record has an outcome', async () => {
  const wire = [
    { success: true, response: { id: 'a' } },
    { success: false, response: { message: 'No such employee' } },
  ];
  const server = await scriptedServer(json(wire, 201), json(wire, 201));
  const { hourRecords } = aClient(server.baseUrl);
  const two = [
    { ...record, id: 'a' },
    { ...record, id: 'b' },
  ];
  expect(await hourRecords.store(two)).toMatchObject([
    { index: 0, success: true, id: 'a', message: null },
    { index: 1, success: false, id: null, message: 'No such employee' },
  ]);
  const cut = await errorOf(hourRecords.store([...two, { ...record, id: 'c' }]));
  expect(cut).toMatchObject({ outcome: 'ambiguous', reason: 'unexpected_content' });
});

test('an adjustment names the hours that count, and where they go', async () => {
  const server = await scriptedServer(json({ id: 'shift/7' }, 201));
  await aClient(server.baseUrl).hourRecords.adjust('shift/7', { hours: 6, taskId: '2' });
  expect(JSON.parse(String(server.requests[0]?.body))).toEqual({
    timeTrackingId: 'shift/7',
    hoursWorked: 6,
    taskId: 2,
  });
});

test('a removal is believed when it is said, and refused in the provider’s words', async () => {
  const server = await scriptedServer(
    json({ status: 'success', message: 'Record removed' }),
    json({ status: 'error', message: 'Locked by payroll' }),
    refusal(400, 'No such record'),
  );
  const { hourRecords } = aClient(server.baseUrl);
  expect((await hourRecords.remove('a')).raw).toMatchObject({ status: 'success' });
  expect(await errorOf(hourRecords.remove('a'))).toMatchObject({
    outcome: 'refused',
    reason: 'not_done',
    providerMessage: 'Locked by payroll',
  });
  expect(await errorOf(hourRecords.remove('a'))).toMatchObject({ outcome: 'refused', status: 400 });
});

test('nothing is sent under an id that cannot be, or without records', async () => {
  const server = await scriptedServer();
  const { hourRecords } = aClient(server.baseUrl);
  for (const id of ['', ' ', 'x'.repeat(37)]) await expect(hourRecords.get(id)).rejects.toThrow(TypeError);
  await expect(hourRecords.store([])).rejects.toThrow(TypeError);
  await expect(hourRecords.add({ ...record, date: '1 July' })).rejects.toThrow(TypeError);
  expect(server.requests).toEqual([]);
});
