// Fields and tables of a company's own, made over the native API, as this dialect shows them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, createCaller, json } from './conformance/caller.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let caller: Caller;
let field: { number: string };
let id: string;

beforeAll(async () => {
  server = await startTestServer();
  const { apiKey } = await server.sandbox('acme', 5);
  caller = createCaller({ baseUrl: `${server.origin}/api/gateway.php/acme`, apiKey });
  const post = async (path: string, body: unknown) => {
    const reply = await fetch(`${server.origin}/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': json },
      body: JSON.stringify(body),
    });
    expect(reply.status, await reply.clone().text()).toBe(201);
    return reply.json();
  };
  field = (await post('/fields', {
    alias: 'customT-Shirt',
    name: 'T-shirt',
    type: 'list',
    options: ['S', 'M'],
  })) as { number: string };
  await post('/tables', {
    alias: 'customAssets',
    name: 'Assets handed out',
    dateColumn: 'customDate',
    columns: [
      { alias: 'customDate', name: 'Handed out', type: 'date' },
      { alias: 'customSerial#', name: 'Serial', type: 'text' },
    ],
  });
  id = await caller.create({ 'customT-Shirt': 'm' });
  const row = { customDate: '2024-01-01', 'customSerial#': 'X1' };
  expect((await caller.postJson(`employees/${id}/tables/customAssets`, row)).status).toBe(200);
});
afterAll(() => server.close());

describe('a field of the company’s own', () => {
  it('is in the metadata with its number and its list', async () => {
    const fields = (await caller.getJson('meta/fields')).json();
    const found = fields.find(({ alias }: { alias: string }) => alias === 'customT-Shirt');
    expect(found).toEqual({
      id: Number(field.number),
      name: 'T-shirt',
      type: 'list',
      alias: 'customT-Shirt',
    });
    const lists = (await caller.getJson('meta/lists')).json();
    const list = lists.find(({ fieldId }: { fieldId: number }) => fieldId === Number(field.number));
    expect(list.options.map(({ name }: { name: string }) => name)).toEqual(['S', 'M']);
  });

  it('is read by alias and by number, in reports and datasets too', async () => {
    const { number } = field;
    const one = (await caller.getJson(`employees/${id}?fields=customT-Shirt,${number}`)).json();
    expect(one).toEqual({ id, 'customT-Shirt': 'M', [number]: 'M' });
    const report = (
      await caller.postJson('reports/custom?format=json', { fields: ['customT-Shirt', number] })
    ).json();
    const mine = report.employees.find((row: { id: string }) => row.id === id);
    expect([mine['customT-Shirt'], mine[number]]).toEqual(['M', 'M']);
    const known = (await caller.getJson('datasets/employee/fields?page_size=1000')).json();
    const named = known.fields.find(({ label }: { label: string }) => label === 'T-shirt');
    expect(named).toBeDefined();
    const data = (
      await caller.postJson('datasets/employee', {
        fields: ['eeid', named.name],
        page: { offset: 0, limit: 500 },
      })
    ).json();
    const line = data.data.find((row: Record<string, unknown>) => String(row.eeid) === id);
    expect(line[named.name]).toBe('M');
  });

  it('can be monitored and posted by webhooks', async () => {
    const monitored = (await caller.getJson('webhooks/monitor_fields')).json().fields;
    expect(monitored).toContainEqual({ id: field.number, name: 'T-shirt', alias: 'customT-Shirt' });
    const posted = (await caller.getJson('webhooks/post-fields')).json();
    expect(posted.fields.find((one: { alias: string }) => one.alias === 'customT-Shirt')).toMatchObject({
      id: Number(field.number),
      type: 'list',
      tableId: null,
    });
    const table = posted.tables.find(({ name }: { name: string }) => name === 'Assets handed out');
    const column = posted.fields.find(({ name }: { name: string }) => name === 'Serial');
    expect(column.tableId).toBe(table.id);
  });
});

describe('a table of the company’s own', () => {
  it('is in the metadata, and its rows in one employee’s and everybody’s', async () => {
    const tables = (await caller.getJson('meta/tables')).json();
    const table = tables.find(({ alias }: { alias: string }) => alias === 'customAssets');
    expect(table.fields.map((one: { alias: string }) => one.alias)).toEqual(['customDate', 'customSerial#']);
    const rows = (await caller.getJson(`employees/${id}/tables/customAssets`)).json();
    expect(rows).toEqual([
      { id: expect.any(String), employeeId: id, customDate: '2024-01-01', 'customSerial#': 'X1' },
    ]);
    expect((await caller.getJson('employees/all/tables/customAssets')).json()).toEqual(rows);
    const path = `employees/${id}/tables/customAssets/${rows[0].id}`;
    expect((await caller.send(path, { method: 'DELETE' })).json()).toEqual({ success: true });
    expect((await caller.getJson(`employees/${id}/tables/customAssets`)).json()).toEqual([]);
  });
});
