import { describe, expect, test } from 'vitest';
import { aClient, errorOf } from '../testing/client.ts';
import { empty, json, scriptedServer, text } from '../testing/scripted-server.ts';

const tablesUrl = '/api/gateway.php/acme/v1/employees/4/tables';

describe('list', () => {
  test('gives the rows with their amounts and dates normalised', async () => {
    const raw = {
      id: '91',
      employeeId: '4',
      startDate: '2026-01-01',
      endDate: '0000-00-00',
      rate: { currency: 'USD', value: '65000.00' },
      overtimeRate: ' USD',
      comment: '',
    };
    const server = await scriptedServer(json([raw]));
    const rows = await aClient(server.baseUrl).tables.list('4', 'compensation');
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: `${tablesUrl}/compensation` });
    expect(rows).toEqual([
      {
        id: '91',
        employeeId: '4',
        values: { ...raw, endDate: null, rate: { value: '65000.00', currency: 'USD' }, overtimeRate: null },
        raw,
      },
    ]);
  });

  test.each([
    [
      'dependents',
      { dateOfBirth: '0000-00-00', isStudent: 'false' },
      { dateOfBirth: null, isStudent: false },
    ],
    ['employeeAssets', { cost: '5.00 USD' }, { cost: { value: '5.00', currency: 'USD' } }],
    ['equity', { vestingStartDate: '', strikePrice: ' USD' }, { vestingStartDate: null, strikePrice: null }],
    ['employeeDriverLicenses', { expiration: '0000-00-00' }, { expiration: null }],
    ['employeeCreditCards', { limit: '9 EUR' }, { limit: { value: '9', currency: 'EUR' } }],
    ['emergencyContacts', { primaryContact: 'true' }, { primaryContact: true }],
  ])('knows the columns of %s', async (table, raw, values) => {
    const server = await scriptedServer(json([{ id: '1', employeeId: '4', ...raw }]));
    const [row] = await aClient(server.baseUrl).tables.list(4, table);
    expect(row).toMatchObject({ values, raw });
  });

  test('reads every employee at once', async () => {
    const server = await scriptedServer(json([]));
    expect(await aClient(server.baseUrl).tables.list('all', 'jobInfo')).toEqual([]);
    expect(server.requests[0]?.path).toBe('/api/gateway.php/acme/v1/employees/all/tables/jobInfo');
  });

  test('takes the column types of a custom table, and none from the object prototype', async () => {
    const server = await scriptedServer(json([{ id: 1, employeeId: 4, customEnds: '' }]), json([]));
    const client = aClient(server.baseUrl);
    const rows = await client.tables.list(4, 'customAssets', { types: { customEnds: 'date' } });
    expect(rows[0]).toMatchObject({ id: '1', employeeId: '4', values: { customEnds: null } });
    expect(await client.tables.list(4, 'constructor')).toEqual([]);
  });

  test.each([[{ success: true }], [[{ id: '1' }]], [['row']]])('does not take %j for rows', async (body) => {
    const server = await scriptedServer(json(body));
    const error = await errorOf(aClient(server.baseUrl).tables.list(4, 'jobInfo'));
    expect(error.reason).toBe('unexpected_content');
  });

  test.each(['', '..', '.'])('refuses the table %j before sending', async (table) => {
    await expect(aClient('http://127.0.0.1:9/api').tables.list(4, table)).rejects.toThrow(TypeError);
  });
});

describe('rows', () => {
  const values = { date: '2026-07-01', employmentStatus: 'Full-Time' };

  test('are added with a POST to the table', async () => {
    const server = await scriptedServer(empty(200, { 'x-request-id': '5' }));
    const written = await aClient(server.baseUrl).tables.addRow(4, 'employmentStatus', values);
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: `${tablesUrl}/employmentStatus` });
    expect(JSON.parse(String(server.requests[0]?.body))).toEqual(values);
    expect(written).toEqual({ requestId: '5', raw: null });
  });

  test('are updated with a POST to the row', async () => {
    const server = await scriptedServer(empty(200));
    await aClient(server.baseUrl).tables.updateRow(4, 'employmentStatus', '38563', values);
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: `${tablesUrl}/employmentStatus/38563` });
  });

  test('are not believed to be added by a page of HTML', async () => {
    const server = await scriptedServer(text(200, 'text/html', '<html>Sign in</html>'));
    const error = await errorOf(aClient(server.baseUrl).tables.addRow(4, 'employmentStatus', values));
    expect(error).toMatchObject({ outcome: 'ambiguous', reason: 'unexpected_content', status: 200 });
  });

  test('are not added to everybody, and not empty', async () => {
    const { tables } = aClient('http://127.0.0.1:9/api');
    await expect(tables.addRow('all', 'jobInfo', values)).rejects.toThrow('the employee id must be');
    await expect(tables.updateRow(4, 'jobInfo', 'x', values)).rejects.toThrow('the row id must be');
    await expect(tables.addRow(4, 'jobInfo', {})).rejects.toThrow('there is nothing to write');
  });
});

test('a row that was not removed is a refusal in the words of the provider, under whatever status', async () => {
  const server = await scriptedServer(
    json({ success: true }),
    json({ success: false, error: 'Row not found' }),
  );
  const { tables } = aClient(server.baseUrl);
  expect((await tables.removeRow(4, 'jobInfo', 7)).raw).toEqual({ success: true });
  expect(server.requests[0]).toMatchObject({ method: 'DELETE', path: `${tablesUrl}/jobInfo/7` });
  expect(await errorOf(tables.removeRow(4, 'jobInfo', 8))).toMatchObject({
    outcome: 'refused',
    reason: 'not_done',
    status: 200,
    providerMessage: 'Row not found',
  });
});

test('changed rows are all rows of the employees named, none for an empty map in either form', async () => {
  const rows = [{ date: '0000-00-00', jobTitle: 'Baker' }];
  const server = await scriptedServer(
    json({ table: 'jobInfo', employees: { '4': { lastChanged: '2026-05-29T14:29:44Z', rows } } }),
    json({ table: 'jobInfo', employees: [] }),
  );
  const { tables } = aClient(server.baseUrl);
  expect(await tables.changed('jobInfo', '2026-05-29T14:00:00+00:00')).toMatchObject([
    {
      employeeId: '4',
      lastChanged: '2026-05-29T14:29:44Z',
      rows: [{ values: { date: null, jobTitle: 'Baker' } }],
    },
  ]);
  expect(server.requests[0]?.query.get('since')).toBe('2026-05-29T14:00:00+00:00');
  expect(await tables.changed('jobInfo', new Date())).toEqual([]);
});

test('changed rows can be read while they come, and are the same', async () => {
  const employees = { '4': { lastChanged: '0000-00-00', rows: [{ date: '' }] }, '12': { rows: [] } };
  const answer = json({ table: 'jobInfo', employees });
  const since = '2026-05-29T14:00:00+00:00';
  const server = await scriptedServer(answer, answer);
  const { tables } = aClient(server.baseUrl);
  const open = [];
  for await (const one of await tables.openChanged('jobInfo', since)) open.push(one);
  expect(open).toEqual(await tables.changed('jobInfo', since));
  expect(open.map(({ employeeId }) => employeeId)).toEqual(['4', '12']);
  expect(server.requests[0]?.query.get('since')).toBe(since);
});
