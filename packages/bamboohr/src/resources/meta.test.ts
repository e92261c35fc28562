import { expect, test } from 'vitest';
import { aClient, errorOf } from '../testing/client.ts';
import { json, scriptedServer } from '../testing/scripted-server.ts';
import { fieldTypes } from './meta.ts';

const catalogue = [
  { id: 3, name: 'Hire Date', type: 'date', alias: 'hireDate' },
  { id: '4340.4', name: 'Accrued', type: 'decimal2' },
  { id: -38, name: 'Termination Date', type: 'date', alias: 'terminationDate' },
  { id: 387, name: 'Status', type: 'status', alias: 'status' },
  { id: 387, type: 'text', deprecated: true, name: 'Status', alias: 'employmentStatus' },
];

test('fields have ids of text, whether they came as numbers or not', async () => {
  const server = await scriptedServer(json(catalogue));
  const fields = await aClient(server.baseUrl).meta.fields();
  expect(server.requests[0]?.path).toBe('/api/gateway.php/acme/v1/meta/fields');
  expect(fields.map((field) => [field.id, field.alias, field.deprecated])).toEqual([
    ['3', 'hireDate', false],
    ['4340.4', null, false],
    ['-38', 'terminationDate', false],
    ['387', 'status', false],
    ['387', 'employmentStatus', true],
  ]);
  expect(fields[0]).toMatchObject({ name: 'Hire Date', type: 'date', raw: catalogue[0] });
});

test('types are found by alias and number, and a deprecated twin does not override', async () => {
  const server = await scriptedServer(json(catalogue));
  const types = fieldTypes(await aClient(server.baseUrl).meta.fields());
  expect(types).toEqual({
    '3': 'date',
    hireDate: 'date',
    '4340.4': 'decimal2',
    '-38': 'date',
    terminationDate: 'date',
    '387': 'status',
    status: 'status',
    employmentStatus: 'text',
  });
});

test('lists keep their archived options and mark them', async () => {
  const current = {
    id: 18160,
    archived: 'no',
    manageable: 'no',
    createdDate: '2025-12-15T22:28:38+00:00',
    archivedDate: null,
    name: 'Contractor',
  };
  const archived = {
    ...current,
    id: 18161,
    archived: 'yes',
    name: 'Intern',
    archivedDate: '2026-01-01T00:00:00+00:00',
  };
  const status = {
    id: 3440,
    fieldId: 16,
    manageable: 'yes',
    multiple: 'no',
    name: 'Employment Status',
    options: [current, archived],
    alias: 'employmentHistoryStatus',
  };
  const payGroup = { fieldId: '4043', manageable: 'no', multiple: 'yes', name: 'Pay Group', options: [] };
  const server = await scriptedServer(json([status, payGroup]));
  const lists = await aClient(server.baseUrl).meta.lists();
  expect(lists).toMatchObject([
    {
      fieldId: '16',
      alias: 'employmentHistoryStatus',
      name: 'Employment Status',
      manageable: true,
      multiple: false,
      raw: status,
    },
    { fieldId: '4043', alias: null, manageable: false, multiple: true, options: [] },
  ]);
  expect(lists[0]?.options).toEqual([
    {
      id: '18160',
      name: 'Contractor',
      archived: false,
      createdAt: '2025-12-15T22:28:38+00:00',
      archivedAt: null,
      raw: current,
    },
    {
      id: '18161',
      name: 'Intern',
      archived: true,
      createdAt: '2025-12-15T22:28:38+00:00',
      archivedAt: '2026-01-01T00:00:00+00:00',
      raw: archived,
    },
  ]);
});

test.each([[{}], [[{ name: 'no id' }]], [null]])('%j is no catalogue', async (body) => {
  const server = await scriptedServer(json(body));
  expect((await errorOf(aClient(server.baseUrl).meta.fields())).reason).toBe('unexpected_content');
});

test('time zones are read over all pages, counted from 0, filtered by the provider', async () => {
  const zone = (id: string) => ({ id, name: id, label: `(GMT) ${id}`, offset: '+00:00' });
  const page = (id: string, at: number) =>
    json({ data: [zone(id)], meta: { page: at, pageSize: 500, totalPages: 2, totalItems: 2 }, _links: {} });
  const server = await scriptedServer(page('Africa/Abidjan', 0), page('Europe/London', 1));
  const zones = [];
  const { meta } = aClient(server.baseUrl);
  for await (const one of meta.timeZones({ filter: "contains(label,'GMT')", orderBy: 'id asc' }))
    zones.push(one);
  expect(zones).toMatchObject([{ id: 'Africa/Abidjan', offset: '+00:00' }, { id: 'Europe/London' }]);
  expect(server.requests.map(({ query }) => Object.fromEntries(query))).toEqual(
    ['0', '1'].map((page) => ({
      page,
      pageSize: '500',
      $filter: "contains(label,'GMT')",
      $orderby: 'id asc',
    })),
  );
});
