import { describe, expect, test } from 'vitest';
import { aClient, errorOf } from '../testing/client.ts';
import { json, type Step, scriptedServer } from '../testing/scripted-server.ts';

const page = (ids: number[], meta: { page: number; totalPages: number; totalItems: number }) =>
  json({ data: ids.map((eeid) => ({ fields: { eeid } })), links: [], meta: { pageSize: 2, ...meta } });

async function rowsOf(...pages: readonly Step[]) {
  const server = await scriptedServer(...pages);
  const rows: unknown[] = [];
  const read = async () => {
    for await (const row of aClient(server.baseUrl).datasets.rows('employee', {
      fields: ['eeid'],
      orderBy: 'eeid asc',
      pageSize: 2,
    }))
      rows.push(row.eeid);
  };
  return { server, rows, read };
}

describe('rows of a dataset', () => {
  test('come from all pages, one request each', async () => {
    const { server, rows, read } = await rowsOf(
      page([1, 2], { page: 1, totalPages: 2, totalItems: 3 }),
      page([3], { page: 2, totalPages: 2, totalItems: 3 }),
    );
    await read();
    expect(rows).toEqual([1, 2, 3]);
    expect(server.requests.map((request) => JSON.parse(request.body.toString()))).toEqual([
      { fields: ['eeid'], orderBy: 'eeid asc', page: 1, pageSize: 2 },
      { fields: ['eeid'], orderBy: 'eeid asc', page: 2, pageSize: 2 },
    ]);
  });

  test('may be none', async () => {
    const { rows, read } = await rowsOf(page([], { page: 1, totalPages: 0, totalItems: 0 }));
    await read();
    expect(rows).toEqual([]);
  });

  test.each([
    [
      'the announced number changes',
      [[1, 2], { page: 1, totalPages: 2, totalItems: 3 }],
      [[3], { page: 2, totalPages: 2, totalItems: 4 }],
    ],
    [
      'the last page is short',
      [[1, 2], { page: 1, totalPages: 2, totalItems: 4 }],
      [[3], { page: 2, totalPages: 2, totalItems: 4 }],
    ],
    [
      'a page is empty',
      [[], { page: 1, totalPages: 2, totalItems: 4 }],
      [[3], { page: 2, totalPages: 2, totalItems: 4 }],
    ],
  ] as const)('are not believed when %s', async (_name, one, two) => {
    const { read } = await rowsOf(page([...one[0]], one[1]), page([...two[0]], two[1]));
    expect(await errorOf(read())).toMatchObject({ operation: 'datasets.rows', reason: 'unexpected_content' });
  });
});

test('columns come from all pages', async () => {
  const fields = (name: string, current: number) => ({
    pagination: { total_records: 2, current_page: current, total_pages: 2 },
    name: 'employee',
    fields: [{ name, label: 'A label', parentType: 'page', parentName: 'Job', entityName: 'jobInformation' }],
  });
  const server = await scriptedServer(json(fields('eeid', 1)), json(fields('status', 2)));
  const found = await aClient(server.baseUrl).datasets.fields('employee');
  expect(found.map(({ name, entityName }) => [name, entityName])).toEqual([
    ['eeid', 'jobInformation'],
    ['status', 'jobInformation'],
  ]);
});

test('options are listed for each column', async () => {
  const server = await scriptedServer(json({ status: [{ id: 'Active', value: 'Active' }] }));
  expect(await aClient(server.baseUrl).datasets.options('employee', ['status'])).toEqual({
    status: [{ id: 'Active', value: 'Active' }],
  });
});

test('a query names 1 to 400 fields and pages of at most 1000', async () => {
  const { datasets } = aClient('http://127.0.0.1/api');
  await expect(datasets.page('employee', { fields: [] })).rejects.toThrow(RangeError);
  await expect(datasets.page('employee', { fields: ['a'], pageSize: 1001 })).rejects.toThrow(RangeError);
});
