import { describe, expect, test } from 'vitest';
import { aClient, errorOf } from '../testing/client.ts';
import { json, type Step, scriptedServer } from '../testing/scripted-server.ts';
import type { DatasetQuery } from './datasets.ts';

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

describe('a summary', () => {
  const pagination = { total_records: 3, current_page: 1, total_pages: 1, next_page: null, prev_page: null };

  test('groups rows by a value and tells sums of all', async () => {
    const body = {
      data: { Active: [{ eeid: '4', status: 'Active' }], Inactive: [{ eeid: '5', status: 'Inactive' }, []] },
      aggregations: [{ field: 'eeid', aggregationType: 'count', groups: { Active: 1, Inactive: 2 }, all: 3 }],
      pagination,
    };
    const server = await scriptedServer(json(body));
    const summary = await aClient(server.baseUrl).datasets.summary('employee', {
      fields: ['eeid', 'status'],
      groupBy: 'status',
      aggregations: { eeid: 'count' },
    });
    expect(JSON.parse(String(server.requests[0]?.body))).toEqual({
      fields: ['eeid', 'status'],
      groupBy: ['status'],
      aggregations: { overridingAggregations: { eeid: 'count' } },
    });
    expect(String(server.requests[0]?.query)).toBe('page=1&page_size=1000');
    expect(summary.rows).toHaveLength(3);
    expect(summary.groups.Active).toEqual([{ eeid: '4', status: 'Active' }]);
    expect(summary.groups.Inactive).toEqual([{ eeid: '5', status: 'Inactive' }, {}]);
    expect(summary.aggregations).toMatchObject([
      { field: 'eeid', aggregation: 'count', all: 3, groups: { Active: 1, Inactive: 2 } },
    ]);
    expect(summary).toMatchObject({ page: 1, totalPages: 1, totalItems: 3, raw: body });
  });

  test('of ungrouped rows has no groups', async () => {
    const server = await scriptedServer(json({ data: [{ eeid: '4' }], aggregations: [], pagination }));
    const summary = await aClient(server.baseUrl).datasets.summary('employee', { fields: ['eeid'] });
    expect(summary).toMatchObject({ rows: [{ eeid: '4' }], groups: {}, aggregations: [] });
  });
});

describe('history', () => {
  const page = (current: number, rows: number, total: number) =>
    json({
      data: Array.from({ length: rows }, (_, at) => ({ eeid: String(current * 10 + at) })),
      aggregations: [],
      pagination: { total_records: total, current_page: current, total_pages: 2 },
    });
  const read = async (baseUrl: string) => {
    const ids: unknown[] = [];
    const query = { fields: ['eeid'], showHistory: ['jobInformation'] };
    for await (const row of aClient(baseUrl).datasets.history('employee', query)) ids.push(row.eeid);
    return ids;
  };

  test('is read over all pages', async () => {
    const server = await scriptedServer(page(1, 2, 3), page(2, 1, 3));
    expect(await read(server.baseUrl)).toEqual(['10', '11', '20']);
    expect(JSON.parse(String(server.requests[1]?.body)).showHistory).toEqual(['jobInformation']);
  });

  test.each([
    ['that is cut', [page(1, 2, 4), page(2, 1, 4)]],
    ['whose length changes on the way', [page(1, 2, 3), page(2, 2, 4)]],
    ['whose last page is the first again', [page(1, 2, 4), page(1, 2, 4)]],
  ])('%s is not taken for the whole', async (_what, steps) => {
    const server = await scriptedServer(...steps);
    expect(await errorOf(read(server.baseUrl))).toMatchObject({ reason: 'unexpected_content' });
  });
});

describe('rows of more than 400 fields', () => {
  const fields = ['eeid', ...Array.from({ length: 900 }, (_, at) => `f${at}`)];
  type Row = Record<string, unknown>;
  /** Answers with the columns that are asked for; `change` may spoil the rows of the nth request. */
  const answering = (change: (rows: Row[], request: number) => Row[] = (rows) => rows) => {
    let request = 0;
    const step: Step = (response, wire, socket) => {
      const { fields: asked, page } = JSON.parse(String(wire.body));
      const ids = page === 1 ? ['4', '5'] : ['6'];
      const rows = ids.map((id) =>
        Object.fromEntries(asked.map((name: string) => [name, name === 'eeid' ? id : `${id}-${name}`])),
      );
      const meta = { page, pageSize: 2, totalPages: 2, totalItems: 3 };
      const data = change(rows, ++request).map((row) => ({ fields: row }));
      json({ data, links: [], meta })(response, wire, socket);
    };
    return Array.from({ length: 6 }, () => step);
  };
  const read = async (steps: readonly Step[], query: Partial<DatasetQuery> = {}) => {
    const server = await scriptedServer(...steps);
    const rows: Row[] = [];
    for await (const row of aClient(server.baseUrl).datasets.rows('employee', { fields, ...query }))
      rows.push(row);
    return { rows, bodies: server.requests.map(({ body }) => JSON.parse(String(body))) };
  };

  test('are read in parts page by page and joined by employee, in one order', async () => {
    const { rows, bodies } = await read(answering());
    expect(bodies.map(({ page }) => page)).toEqual([1, 1, 1, 2, 2, 2]);
    for (const body of bodies) {
      expect(body.fields.length).toBeLessThanOrEqual(400);
      expect([body.fields[0], body.orderBy]).toEqual(['eeid', 'eeid asc']);
    }
    expect(rows.map(({ eeid, f0, f899 }) => [eeid, f0, f899])).toEqual(
      ['4', '5', '6'].map((id) => [id, `${id}-f0`, `${id}-f899`]),
    );
    expect(Object.keys(rows[0] ?? {})).toHaveLength(901);
  });

  test('have the columns that they are ordered by in every part', async () => {
    const { bodies } = await read(answering(), { orderBy: 'f850 desc, eeid asc' });
    for (const body of bodies) expect(body.fields).toEqual(expect.arrayContaining(['eeid', 'f850']));
    expect(bodies.map((body) => body.orderBy)).toEqual(Array(6).fill('f850 desc, eeid asc'));
  });

  test.each<[string, (rows: Row[]) => Row[]]>([
    ['another order', (rows) => rows.toReversed()],
    ['another person', ([first = {}]) => [first, { ...first, eeid: '9' }]],
    ['somebody twice', ([first = {}]) => [first, first]],
    ['nobody’s number', (rows) => rows.map(({ eeid: _, ...rest }) => rest)],
  ])('are not believed when a part has %s', async (_what, change) => {
    const steps = answering((rows, request) => (request === 2 ? change(rows) : rows));
    expect(await errorOf(read(steps))).toMatchObject({ reason: 'unexpected_content' });
  });

  test.each<[string, (rows: Row[]) => Row[]]>([
    ['names somebody twice', (rows) => rows.map((row) => (rows.length > 1 ? { ...row, eeid: '4' } : row))],
    ['names nobody', (rows) => (rows.length > 1 ? rows : rows.map(({ eeid: _, ...rest }) => rest))],
  ])('are not believed when every part %s', async (_what, change) => {
    expect(await errorOf(read(answering(change)))).toMatchObject({ reason: 'unexpected_content' });
  });

  test('need a key to be joined by, and one page has at most 400', async () => {
    const { datasets } = aClient('http://127.0.0.1/api');
    const keyless = datasets.rows('employee', { fields: fields.slice(1) }).next();
    await expect(keyless).rejects.toThrow(/"eeid" must be among them/);
    await expect(datasets.page('employee', { fields })).rejects.toThrow(RangeError);
  });

  test('tell which columns no row has', async () => {
    const body = (rows: Row[]) =>
      json({
        data: rows.map((row) => ({ fields: row })),
        links: [],
        meta: { page: 1, pageSize: 9, totalPages: 1, totalItems: rows.length },
      });
    const server = await scriptedServer(body([{ eeid: '4' }, { eeid: '5', city: null }]), body([]));
    const { datasets } = aClient(server.baseUrl);
    const query = { fields: ['eeid', 'city', 'ssn'] };
    expect((await datasets.page('employee', query)).missing).toEqual(['ssn']);
    expect((await datasets.page('employee', query)).missing).toEqual([]);
  });
});
