import { describe, expect, test } from 'vitest';
import { aClient, errorOf } from '../testing/client.ts';
import { json, type Step, scriptedServer, text as textOf } from '../testing/scripted-server.ts';

const text = (id: string | number) => ({ id, type: 'text', name: String(id) });

describe('custom', () => {
  test('asks in full and gives typed rows', async () => {
    const fields = [text('firstName'), { id: 'customEnds', type: 'date', name: 'Ends' }, text(1610)];
    const row = { id: '4', firstName: 'Ann', customEnds: '', '1610': 'x', terminationDate: '' };
    const server = await scriptedServer(json({ title: 'Sync', fields, employees: [row] }));
    const report = await aClient(server.baseUrl).reports.custom({
      title: 'Sync',
      fields: ['firstName', 'customEnds', '1610', 'ssn', 'id'],
      onlyCurrent: false,
      changedSince: new Date('2026-01-01T00:00:00Z'),
      employeeIds: ['4', 5],
      mergeDuplicates: true,
    });
    const request = server.requests[0];
    expect(request).toMatchObject({ method: 'POST', path: '/api/gateway.php/acme/v1/reports/custom' });
    expect(Object.fromEntries(request?.query ?? [])).toEqual({ format: 'JSON', onlyCurrent: 'false' });
    expect(JSON.parse(String(request?.body))).toEqual({
      title: 'Sync',
      fields: ['firstName', 'customEnds', '1610', 'ssn', 'id'],
      filters: { lastChanged: { value: '2026-01-01T00:00:00Z', includeNull: 'no' }, employeeIds: [4, 5] },
      filterDuplicates: 'yes',
    });
    expect(report).toEqual({
      title: 'Sync',
      fields: [fields[0], fields[1], { id: '1610', type: 'text', name: '1610' }],
      rows: [
        {
          id: '4',
          values: { id: '4', firstName: 'Ann', customEnds: null, '1610': 'x', terminationDate: null },
          raw: row,
        },
      ],
      missing: ['ssn'],
    });
  });

  test('sends no filter that was not asked for', async () => {
    const server = await scriptedServer(json({ title: '', fields: [], employees: [] }));
    await aClient(server.baseUrl).reports.custom({ fields: ['id'] });
    expect(JSON.parse(String(server.requests[0]?.body))).toEqual({
      title: 'Report',
      fields: ['id'],
      filters: {},
    });
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({ format: 'JSON' });
  });

  test('refuses no fields, for which the provider would give one employee, and ids that are none', async () => {
    const { reports } = aClient('http://127.0.0.1:9/api');
    await expect(reports.custom({ fields: [] })).rejects.toThrow(TypeError);
    await expect(reports.custom({ fields: ['id'], employeeIds: ['x'] })).rejects.toThrow(
      'an employee id must be',
    );
  });

  test.each([[{}], [{ fields: [] }], [{ employees: [] }], [{ fields: [], employees: [{}] }], [[]]])(
    'does not take %j for a report',
    async (body) => {
      const server = await scriptedServer(json(body));
      const error = await errorOf(aClient(server.baseUrl).reports.custom({ fields: ['id'] }));
      expect(error.reason).toBe('unexpected_content');
    },
  );
});

describe('searchEmployees', () => {
  const fields = [text('customMarker'), text('workEmail'), text('status')];
  const asked = ['customMarker', 'workEmail', 'status'];
  const people = [
    { id: '4', customMarker: 'm-1', workEmail: 'ann@acme.example', status: 'Inactive' },
    { id: '5', customMarker: null, workEmail: 'bo@acme.example', status: 'Active' },
    { id: '6', customMarker: 'm-1', workEmail: null, status: 'Active' },
    { id: '6', customMarker: 'm-1', workEmail: null, status: 'Active' },
  ];

  test('looks at everybody, future and inactive people too, and hides no twin', async () => {
    const server = await scriptedServer(json({ title: '', fields, employees: people }));
    const found = await aClient(server.baseUrl).reports.searchEmployees({
      fields: asked,
      where: (row) => row.values.customMarker === 'm-1',
    });
    expect(server.requests[0]?.query.get('onlyCurrent')).toBe('false');
    expect(JSON.parse(String(server.requests[0]?.body))).toMatchObject({
      filters: {},
      filterDuplicates: 'no',
    });
    expect(found.matches.map((row) => row.id)).toEqual(['4', '6']);
    expect(found).toMatchObject({ scanned: 3, missing: [] });
  });

  test('finds nobody only when every column could be seen', async () => {
    const server = await scriptedServer(json({ title: '', fields: fields.slice(1), employees: people }));
    const search = aClient(server.baseUrl).reports.searchEmployees({ fields: asked, where: () => false });
    expect(await errorOf(search)).toMatchObject({
      operation: 'reports.searchEmployees',
      reason: 'fields_withheld',
      outcome: 'refused',
      missingFields: ['customMarker'],
    });
  });

  test('goes on without a column that it can do without', async () => {
    const server = await scriptedServer(json({ title: '', fields: fields.slice(0, 2), employees: people }));
    const found = await aClient(server.baseUrl).reports.searchEmployees({
      fields: asked,
      mustReturn: ['customMarker'],
    });
    expect(found.matches).toHaveLength(3);
    expect(found.missing).toEqual(['status']);
  });

  test('ends with its signal', async () => {
    const signal = AbortSignal.abort();
    const search = aClient('http://127.0.0.1:9/api').reports.searchEmployees({ fields: asked, signal });
    expect(await errorOf(search)).toMatchObject({ reason: 'aborted', outcome: 'not_sent' });
  });
});

describe('a report that is read while it comes', () => {
  const fields = [text('firstName'), { id: 'payRate', type: 'currency', name: 'Pay' }];
  const body = {
    title: 'Sync',
    fields,
    employees: [{ id: '4', firstName: 'Ann', payRate: ' USD' }, { id: '5' }],
  };

  test('gives columns first, then the same rows as one that is held', async () => {
    const server = await scriptedServer(json(body), json(body));
    const client = aClient(server.baseUrl);
    const report = await client.reports.open({ fields: ['firstName', 'payRate', 'ssn'] });
    const rows = [];
    for await (const row of report.rows) rows.push(row);
    const held = await client.reports.custom({ fields: ['firstName', 'payRate', 'ssn'] });
    expect({ ...report, rows }).toEqual(held);
    expect(report.missing).toEqual(['ssn']);
    expect(server.requests[0]?.body.toString()).toBe(server.requests[1]?.body.toString());
  });

  test('tells of an end that comes early, after the rows that were whole', async () => {
    const cut = JSON.stringify(body).slice(0, -12);
    const server = await scriptedServer(textOf(200, 'application/json', cut));
    const report = await aClient(server.baseUrl).reports.open({ fields: ['firstName'] });
    const ids: string[] = [];
    const error = await errorOf(
      (async () => {
        for await (const row of report.rows) ids.push(row.id);
      })(),
    );
    expect(ids).toEqual(['4']);
    expect(error).toMatchObject({
      operation: 'reports.open',
      outcome: 'ambiguous',
      reason: 'unexpected_content',
    });
  });

  test('is given up when nothing more comes', async () => {
    const stuck: Step = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"fields":[],"employees":[{"id":"4"},');
    };
    const server = await scriptedServer(stuck);
    const client = aClient(server.baseUrl, { timeouts: { readMs: 400 } });
    const report = await client.reports.open({ fields: ['firstName'] });
    const error = await errorOf(
      (async () => {
        for await (const row of report.rows) expect(row.id).toBe('4');
      })(),
    );
    expect(error).toMatchObject({ reason: 'timeout', outcome: 'ambiguous' });
  });

  test('waits for a caller who takes long over a row', async () => {
    const server = await scriptedServer(json(body));
    const client = aClient(server.baseUrl, { timeouts: { readMs: 250 } });
    const ids = [];
    for await (const row of (await client.reports.open({ fields: ['firstName'] })).rows) {
      ids.push(row.id);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(ids).toEqual(['4', '5']);
  });
});

describe('saved reports', () => {
  const pagination = (current_page: number, total_pages: number) => ({
    total_records: 2,
    current_page,
    total_pages,
  });

  test('are listed and run over all pages', async () => {
    const server = await scriptedServer(
      json({ reports: [{ id: 1, name: 'One' }], pagination: pagination(1, 2) }),
      json({ reports: [{ id: 2, name: 'Two' }], pagination: pagination(2, 2) }),
      json({ data: [{ id: '4', hireDate: '0000-00-00' }], aggregations: [], pagination: pagination(1, 2) }),
      json({ data: [{ id: '5' }], aggregations: [], pagination: pagination(2, 2) }),
    );
    const { reports } = aClient(server.baseUrl);
    const names = [];
    for await (const report of reports.saved()) names.push([report.id, report.name]);
    expect(names).toEqual([
      ['1', 'One'],
      ['2', 'Two'],
    ]);
    const rows = [];
    for await (const row of reports.runSaved(1)) rows.push(row.values);
    expect(rows).toEqual([{ id: '4', hireDate: null }, { id: '5' }]);
    expect(server.requests.map(({ path, query }) => [path.split('/v1/')[1], query.get('page')])).toEqual([
      ['custom-reports', '1'],
      ['custom-reports', '2'],
      ['custom-reports/1', '1'],
      ['custom-reports/1', '2'],
    ]);
  });
});

test('a saved report that was cut is not the whole', async () => {
  const page = (rows: number, current_page: number) =>
    json({
      data: Array.from({ length: rows }, () => ({ id: '4' })),
      pagination: { total_records: 3, current_page, total_pages: 2 },
    });
  for (const second of [page(0, 2), page(2, 2), page(1, 1)]) {
    const server = await scriptedServer(page(2, 1), second);
    const read = async () => {
      for await (const _ of aClient(server.baseUrl).reports.runSaved(1));
    };
    expect(await errorOf(read())).toMatchObject({
      operation: 'reports.runSaved',
      reason: 'unexpected_content',
    });
  }
});

describe('a report as a file', () => {
  test('is what the provider made of it, with its name', async () => {
    const headers = { 'content-disposition': 'attachment; filename="People.csv"' };
    const csv = '"First Name"\n"Ann"\n';
    const server = await scriptedServer(
      textOf(200, 'text/csv; charset=utf-8', csv, headers),
      textOf(200, 'application/pdf', '%PDF-1.7'),
    );
    const { reports } = aClient(server.baseUrl);
    const custom = await reports.exportCustom({ fields: ['firstName'], onlyCurrent: false }, 'CSV');
    expect(new TextDecoder().decode(custom.bytes)).toBe(csv);
    expect(custom).toMatchObject({ fileName: 'People.csv', contentType: 'text/csv; charset=utf-8' });
    const saved = await reports.exportSaved(7, 'PDF', { mergeDuplicates: false });
    expect(saved).toMatchObject({ fileName: null, contentType: 'application/pdf' });
    expect(server.requests.map(({ path, query }) => [path.split('/v1/')[1], String(query)])).toEqual([
      ['reports/custom', 'format=CSV&onlyCurrent=false'],
      ['reports/7', 'format=PDF&fd=no'],
    ]);
  });

  test.each([
    ['CSV', json({ employees: [] })],
    ['PDF', textOf(200, 'text/csv', 'a')],
    ['XLS', textOf(200, 'text/html', '<html>')],
  ] as const)('of format %s is not taken from an answer of another type', async (format, step) => {
    const server = await scriptedServer(step);
    const error = await errorOf(aClient(server.baseUrl).reports.exportSaved(7, format));
    expect(error).toMatchObject({ outcome: 'ambiguous', reason: 'unexpected_content' });
  });
});

describe('a report of more than 400 fields', () => {
  const fields = Array.from({ length: 900 }, (_, at) => `f${at}`);
  /** Answers each request with the fields that it asks for, of the given people. */
  const answering =
    (...people: string[][]): Step =>
    (response, request, socket) => {
      const asked: string[] = JSON.parse(String(request.body)).fields.filter(
        (name: string) => name !== 'f500',
      );
      const ids = people.length > 1 ? (people.shift() ?? []) : (people[0] ?? []);
      const employees = ids.map((id) => ({
        id,
        ...Object.fromEntries(asked.map((name) => [name, `${id}-${name}`])),
      }));
      json({ title: 'All', fields: asked.map(text), employees })(response, request, socket);
    };
  const run = async (...steps: Step[]) => {
    const server = await scriptedServer(...steps);
    return { server, client: aClient(server.baseUrl) };
  };

  test('is asked for in parts of at most 400, and joined by employee, whatever their order', async () => {
    const step = answering(['4', '5'], ['5', '4'], ['4', '5']);
    const { server, client } = await run(step, step, step);
    const report = await client.reports.custom({ fields: [...fields, 'f1'], mergeDuplicates: true });
    const bodies = server.requests.map(({ body }) => JSON.parse(String(body)));
    expect(bodies.map((body) => body.fields.length)).toEqual([400, 400, 100]);
    expect(bodies.flatMap((body) => body.fields)).toEqual(fields);
    // Rows that look alike in one part may differ in another.
    expect(bodies.map((body) => body.filterDuplicates)).toEqual(['no', 'no', 'no']);
    expect(report.missing).toEqual(['f500']);
    expect(report.fields).toHaveLength(899);
    expect(report.rows.map(({ id }) => id)).toEqual(['4', '5']);
    for (const { id, values, raw } of report.rows) {
      expect(Object.keys(values)).toHaveLength(900);
      expect([values.f0, values.f450, raw.f899]).toEqual([`${id}-f0`, `${id}-f450`, `${id}-f899`]);
    }
  });

  test('of 400 fields needs no parts, and duplicates are as asked', async () => {
    const step = answering(['4']);
    const { server, client } = await run(step);
    await client.reports.custom({ fields: fields.slice(0, 400) });
    expect(server.requests).toHaveLength(1);
    expect(JSON.parse(String(server.requests[0]?.body))).not.toHaveProperty('filterDuplicates');
  });

  test.each([
    ['somebody is missing from a part', [['4', '5'], ['4', '5'], ['4']]],
    ['somebody comes with a later part', [['4'], ['4', '5'], ['4', '5']]],
    [
      'another person stands in a part',
      [
        ['4', '5'],
        ['4', '6'],
        ['4', '5'],
      ],
    ],
    [
      'somebody has two rows in a part',
      [
        ['4', '5'],
        ['4', '4'],
        ['4', '5'],
      ],
    ],
    ['somebody has two rows in every part', [['4', '4']]],
  ])('is not believed when %s', async (what, people) => {
    const step = answering(...people);
    const { client } = await run(step, step, step);
    const error = await errorOf(client.reports.custom({ fields }));
    expect(error).toMatchObject({ operation: 'reports.custom', reason: 'unexpected_content' });
    expect(error.message).toMatch(what.includes('two rows') ? /several rows/ : /somebody came or went/);
  });

  test('can be searched: what is withheld in any part fails the search', async () => {
    const step = answering(['4', '5']);
    const { client } = await run(step, step, step, step, step, step);
    const where = (row: { values: Record<string, unknown> }) => row.values.f850 === '5-f850';
    const kept = fields.filter((name) => name !== 'f500');
    const found = await client.reports.searchEmployees({ fields: kept, where });
    expect(found.matches.map(({ id }) => id)).toEqual(['5']);
    const error = await errorOf(client.reports.searchEmployees({ fields }));
    expect(error).toMatchObject({ reason: 'fields_withheld', missingFields: ['f500'] });
  });

  test('is not streamed and not made into a file, and the error names the limit', async () => {
    const { server, client } = await run();
    await expect(client.reports.open({ fields })).rejects.toThrow(/at most 400 fields/);
    await expect(client.reports.exportCustom({ fields }, 'CSV')).rejects.toThrow(RangeError);
    expect(server.requests).toEqual([]);
  });
});
