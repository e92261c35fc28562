import { describe, expect, test } from 'vitest';
import { aClient, errorOf } from '../testing/client.ts';
import { json, scriptedServer } from '../testing/scripted-server.ts';

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

  test('refuses no fields, for which the provider would give one employee, and more than 400', async () => {
    const { reports } = aClient('http://127.0.0.1:9/api');
    const tooMany = Array.from({ length: 401 }, (_, at) => `f${at}`);
    await expect(reports.custom({ fields: [] })).rejects.toThrow(TypeError);
    await expect(reports.custom({ fields: tooMany })).rejects.toThrow(RangeError);
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
