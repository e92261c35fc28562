import { expect, test } from 'vitest';
import { aClient } from '../testing/client.ts';
import { json, scriptedServer } from '../testing/scripted-server.ts';

const wire = {
  id: 7,
  employeeId: 4,
  type: 'clock',
  date: '2026-07-01',
  start: '2026-07-01T07:00:00+00:00',
  end: null,
  timezone: 'Europe/Oslo',
  hours: null,
  note: null,
  projectInfo: { project: { id: 3, name: 'Oven' }, task: null },
  approved: false,
};

test('entries have ids of text, and where the time was booked', async () => {
  const server = await scriptedServer(json([wire, { ...wire, projectInfo: null, hours: '7.5' }]));
  const query = { start: '2026-07-01', end: '2026-07-31', employeeIds: [4, '5'] };
  expect(await aClient(server.baseUrl).timeTracking.entries(query)).toMatchObject([
    { id: '7', employeeId: '4', end: null, hours: null, projectId: '3', taskId: null, approved: false },
    { projectId: null, hours: 7.5 },
  ]);
  expect(String(server.requests[0]?.query)).toBe('start=2026-07-01&end=2026-07-31&employeeIds=4%2C5');
});

test('ids are sent as numbers, those of breaks too', async () => {
  const server = await scriptedServer(json(wire), json([wire], 201));
  const { timeTracking } = aClient(server.baseUrl);
  await timeTracking.clockIn(4, { projectId: '3', note: 'Early' });
  const entry = { employeeId: '4', date: '2026-07-01', start: '12:00', end: '12:30' };
  await timeTracking.storeClockEntries([{ ...entry, id: 7, breakId: '2' }]);
  expect(server.requests.map(({ body }) => JSON.parse(String(body)))).toEqual([
    { projectId: 3, note: 'Early' },
    { entries: [{ ...entry, employeeId: 4, id: 7, breakId: 2 }] },
  ]);
});

test('nothing is removed when nothing is named', async () => {
  const server = await scriptedServer();
  await expect(aClient(server.baseUrl).timeTracking.removeHourEntries([])).rejects.toThrow(TypeError);
  expect(server.requests).toEqual([]);
});
