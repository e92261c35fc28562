import { expect, test } from 'vitest';
import { aClient } from '../testing/client.ts';
import { json, scriptedServer } from '../testing/scripted-server.ts';

test('maps are lists, and an empty list is an empty map', async () => {
  const server = await scriptedServer(
    json({
      '1': { id: '1', name: 'Fire', category: { id: '3', name: 'Safety' }, renewable: true, required: null },
      '2': { id: 2, name: 'First aid', category: [], renewable: false, required: true },
    }),
    json([]),
    json({ '9': { id: '9', employeeId: '4', type: '1', completed: '2026-07-01', cost: '50.00 USD' } }),
  );
  const { trainings } = aClient(server.baseUrl);
  expect(await trainings.types()).toMatchObject([
    { id: '1', category: { id: '3', name: 'Safety' }, renewable: true, required: null },
    { id: '2', category: null, required: true },
  ]);
  expect(await trainings.categories()).toEqual([]);
  expect(await trainings.records(4)).toMatchObject([
    { id: '9', employeeId: '4', typeId: '1', cost: { value: '50.00', currency: 'USD' } },
  ]);
});

test('an update that is answered 201 is done', async () => {
  const server = await scriptedServer(json({ id: 9, type: 1, completed: '2026-07-02' }, 201));
  expect(await aClient(server.baseUrl).trainings.updateRecord(9, { completed: '2026-07-02' })).toMatchObject({
    id: '9',
    completedOn: '2026-07-02',
  });
});
