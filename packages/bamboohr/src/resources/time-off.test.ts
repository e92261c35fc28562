import { expect, test } from 'vitest';
import { aClient } from '../testing/client.ts';
import { json, scriptedServer } from '../testing/scripted-server.ts';

test('requests have their days and amounts, whether numbers came as text or not', async () => {
  const request = {
    id: '1659',
    employeeId: '12',
    status: { lastChanged: '2026-05-11', lastChangedByUserId: '2385', status: 'approved' },
    start: '2026-04-10',
    end: '2026-04-11',
    type: { id: '77', name: 'Vacation', icon: 'palm-trees' },
    amount: { unit: 'days', amount: '2' },
    dates: { '2026-04-10': '1', '2026-04-11': 1 },
    notes: {},
  };
  const server = await scriptedServer(json([request, { ...request, id: 7, dates: [] }]));
  const found = await aClient(server.baseUrl).timeOff.requests({
    start: '2026-04-01',
    end: '2026-04-30',
    statuses: ['approved', 'superceded'],
    employeeId: 12,
    excludeNotes: true,
  });
  expect(found).toMatchObject([
    {
      id: '1659',
      status: 'approved',
      type: { id: '77' },
      amount: '2',
      unit: 'days',
      dates: { '2026-04-11': '1' },
    },
    { id: '7', dates: {} },
  ]);
  expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({
    start: '2026-04-01',
    end: '2026-04-30',
    employeeId: '12',
    status: 'approved,superceded',
    excludeNote: 'true',
  });
});

test('types come with the hours of workdays', async () => {
  const body = {
    timeOffTypes: [{ id: '78', name: 'Vacation', units: 'hours', color: null, icon: 'palm-trees' }],
    defaultHours: [
      { name: 'Saturday', amount: '0' },
      { name: 'default', amount: '8' },
    ],
  };
  const server = await scriptedServer(json(body));
  expect(await aClient(server.baseUrl).timeOff.types()).toMatchObject({
    types: [{ id: '78', name: 'Vacation', units: 'hours' }],
    defaultHours: { Saturday: 0, default: 8 },
  });
});

test('days are checked before anything is sent', async () => {
  const { timeOff } = aClient('http://127.0.0.1/api');
  await expect(timeOff.requests({ start: '01.04.2026', end: '2026-04-30' })).rejects.toThrow(/"start"/);
  await expect(timeOff.whosOut({ end: '2026-13-01' })).rejects.toThrow(/"end"/);
});
