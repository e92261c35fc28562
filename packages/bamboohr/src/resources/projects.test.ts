import { expect, test } from 'vitest';
import { aClient } from '../testing/client.ts';
import { json, scriptedServer } from '../testing/scripted-server.ts';

test('a new project tells little, and what it does not tell is null', async () => {
  const wire = { id: 7, name: 'Oven', tasks: [{ id: 2, name: 'Draw' }], employeeIds: [4] };
  const server = await scriptedServer(json(wire, 201));
  const project = await aClient(server.baseUrl).projects.create({
    name: 'Oven',
    employeeIds: ['4'],
    tasks: [{ name: 'Draw' }],
  });
  expect(JSON.parse(String(server.requests[0]?.body))).toEqual({
    name: 'Oven',
    employeeIds: [4],
    tasks: [{ name: 'Draw' }],
  });
  expect(project).toEqual({
    id: '7',
    name: 'Oven',
    billable: null,
    allowAllEmployees: null,
    hasTasks: null,
    tasks: [{ id: '2', projectId: null, name: 'Draw', billable: null, raw: { id: 2, name: 'Draw' } }],
    employeeIds: ['4'],
    raw: wire,
  });
});

test('a project that everybody may book on names nobody', async () => {
  const task = { id: 2, projectId: 7, name: 'Draw', billable: false };
  const wire = {
    id: 7,
    name: 'Oven',
    billable: true,
    allowAllEmployees: true,
    hasTasks: true,
    tasks: [task],
  };
  const server = await scriptedServer(json([wire]));
  expect(await aClient(server.baseUrl).projects.list()).toMatchObject([
    {
      billable: true,
      allowAllEmployees: true,
      employeeIds: null,
      tasks: [{ id: '2', projectId: '7', billable: false }],
    },
  ]);
});

test('a change names something, and a name is not blank', async () => {
  const server = await scriptedServer();
  const { projects } = aClient(server.baseUrl);
  await expect(projects.update(7, {})).rejects.toThrow(TypeError);
  await expect(projects.updateTask(7, {})).rejects.toThrow(TypeError);
  await expect(projects.create({ name: ' ' })).rejects.toThrow(TypeError);
  await expect(projects.addTask(7, { name: '' })).rejects.toThrow(TypeError);
  expect(server.requests).toEqual([]);
});
