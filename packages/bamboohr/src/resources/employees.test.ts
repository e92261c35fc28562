import { describe, expect, test } from 'vitest';
import { aClient, errorOf } from '../testing/client.ts';
import { empty, json, scriptedServer } from '../testing/scripted-server.ts';

const employeesUrl = '/api/gateway.php/acme/v1/employees';

describe('get', () => {
  test('asks for the fields and tells which came back', async () => {
    const body = {
      id: '8',
      firstName: 'Ann',
      hireDate: '0000-00-00',
      payRate: '65000.00 USD',
      '1610': 'No Access',
    };
    const server = await scriptedServer(json(body));
    const asked = ['firstName', 'hireDate', 'payRate', '1610', 'ssn', 'typo'];
    const employee = await aClient(server.baseUrl).employees.get(8, asked, { onlyCurrent: false });
    expect(server.requests[0]?.path).toBe(`${employeesUrl}/8`);
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({
      fields: asked.join(','),
      onlyCurrent: 'false',
    });
    expect(employee).toEqual({
      id: '8',
      values: {
        id: '8',
        firstName: 'Ann',
        hireDate: null,
        payRate: { value: '65000.00', currency: 'USD' },
        '1610': 'No Access',
      },
      returned: ['firstName', 'hireDate', 'payRate', '1610'],
      missing: ['ssn', 'typo'],
      raw: body,
    });
  });

  test('takes a field that is null as returned', async () => {
    const server = await scriptedServer(json({ id: '8', department: null }));
    const { returned, missing } = await aClient(server.baseUrl).employees.get('8', ['department']);
    expect({ returned, missing }).toEqual({ returned: ['department'], missing: [] });
  });

  test('takes no inherited property for a field', async () => {
    const server = await scriptedServer(json({ id: '8' }));
    const { returned, missing } = await aClient(server.baseUrl).employees.get('8', ['toString']);
    expect({ returned, missing }).toEqual({ returned: [], missing: ['toString'] });
  });

  test('normalises account-made fields of a given type', async () => {
    const server = await scriptedServer(json({ id: 8, customVisaEnds: '0000-00-00', customBonus: '5 EUR' }));
    const types = { customVisaEnds: 'date', customBonus: 'currency' };
    const employee = await aClient(server.baseUrl).employees.get('8', Object.keys(types), { types });
    expect(employee.values).toMatchObject({
      customVisaEnds: null,
      customBonus: { value: '5', currency: 'EUR' },
    });
  });

  test.each([
    [400, [400]],
    [401, [400, 1]],
    [900, [400, 400, 100]],
  ])('of %i fields reads them in requests of %j', async (count, expected) => {
    const echo = json({ id: '8' });
    const server = await scriptedServer(echo, echo, echo);
    const fields = Array.from({ length: count }, (_, at) => `f${at}`);
    const employee = await aClient(server.baseUrl).employees.get(8, fields);
    const asked = server.requests.map((request) => request.query.get('fields')?.split(',') ?? []);
    expect(asked.map((chunk) => chunk.length)).toEqual(expected);
    expect(asked.flat()).toEqual(fields);
    expect(employee.missing).toEqual(fields);
  });

  test('merges the parts and asks for a repeated field once', async () => {
    const fields = Array.from({ length: 401 }, (_, at) => `f${at}`);
    const server = await scriptedServer(json({ id: '8', f0: 'a' }), json({ id: '8', f400: 'b' }));
    const employee = await aClient(server.baseUrl).employees.get(8, [...fields, 'f0']);
    expect(employee.returned).toEqual(['f0', 'f400']);
    expect(employee.raw).toEqual({ id: '8', f0: 'a', f400: 'b' });
  });

  test('keeps every request line short enough for a common server', async () => {
    const echo = json({ id: '8' });
    const server = await scriptedServer(echo, echo, echo);
    const fields = Array.from({ length: 200 }, (_, at) => `customQuiteLongName${'x'.repeat(30)}${at}`);
    await aClient(server.baseUrl).employees.get(8, fields);
    expect(server.requests).toHaveLength(2);
  });

  test.each([[[]], [['']], [['customShirt,Size']]])(
    'refuses the fields %j before sending',
    async (fields) => {
      const server = await scriptedServer();
      await expect(aClient(server.baseUrl).employees.get(8, fields)).rejects.toThrow(TypeError);
      expect(server.requests).toHaveLength(0);
    },
  );

  test.each(['../admin', '', 'directory', '1.5', -1, 1.5, Number.NaN, 2 ** 60])(
    'refuses the id %j',
    async (id) => {
      await expect(aClient('http://127.0.0.1:9/api').employees.get(id, ['firstName'])).rejects.toThrow(
        'the employee id must be a whole number',
      );
    },
  );

  test.each([[[]], [{}], ['text'], [{ id: null }]])('does not take %j for an employee', async (body) => {
    const server = await scriptedServer(json(body));
    const error = await errorOf(aClient(server.baseUrl).employees.get(8, ['firstName']));
    expect(error.reason).toBe('unexpected_content');
  });
});

describe('create', () => {
  test('posts the values and reads the id from Location', async () => {
    const location = `${employeesUrl}/121`;
    const server = await scriptedServer(empty(201, { location, 'x-request-id': '9' }));
    const created = await aClient(server.baseUrl).employees.create({
      firstName: 'Ann',
      lastName: 'Lee',
      city: null,
    });
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: employeesUrl });
    expect(JSON.parse(String(server.requests[0]?.body))).toEqual({
      firstName: 'Ann',
      lastName: 'Lee',
      city: null,
    });
    expect(created).toEqual({
      id: '121',
      location: `${server.origin}${location}`,
      requestId: '9',
      raw: null,
    });
  });

  test('gives the body that newer servers send', async () => {
    const body = { id: '121', firstName: 'Ann', lastName: 'Lee', status: 'Active' };
    const server = await scriptedServer(json(body, 201, { location: `${employeesUrl}/121` }));
    expect((await aClient(server.baseUrl).employees.create(body)).raw).toEqual(body);
  });

  test.each([[{}], [{ firstName: undefined }]])('refuses %j before sending', async (values) => {
    const server = await scriptedServer();
    await expect(aClient(server.baseUrl).employees.create(values)).rejects.toThrow(
      'there is nothing to write',
    );
    expect(server.requests).toHaveLength(0);
  });
});

describe('update', () => {
  test('posts to the employee and needs no body back', async () => {
    const server = await scriptedServer(empty(200));
    const written = await aClient(server.baseUrl).employees.update('8', {
      payRate: { value: '65000.00', currency: 'USD' },
    });
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: `${employeesUrl}/8` });
    expect(JSON.parse(String(server.requests[0]?.body))).toEqual({
      payRate: { value: '65000.00', currency: 'USD' },
    });
    expect(written).toEqual({ requestId: null, raw: null });
  });

  test('gives the body that newer servers send', async () => {
    const server = await scriptedServer(json({ id: '8', city: 'Oslo' }));
    const written = await aClient(server.baseUrl).employees.update('8', { city: 'Oslo' });
    expect(written.raw).toEqual({ id: '8', city: 'Oslo' });
  });
});

describe('directory', () => {
  test('gives columns and people, typed by the columns', async () => {
    const server = await scriptedServer(
      json({
        fields: [
          { id: 'displayName', type: 'text', name: 'Display name' },
          { id: 'photoUploaded', type: 'bool', name: 'Employee photo' },
          { type: 'bool', name: '', id: 'canUploadPhoto' },
        ],
        employees: [{ id: '4', displayName: 'Ann Lee', photoUploaded: 'true', canUploadPhoto: 1 }],
      }),
    );
    const directory = await aClient(server.baseUrl).employees.directory({ onlyCurrent: false });
    expect(server.requests[0]?.path).toBe(`${employeesUrl}/directory`);
    expect(server.requests[0]?.query.get('onlyCurrent')).toBe('false');
    expect(directory.fields[2]).toEqual({ id: 'canUploadPhoto', type: 'bool', name: '' });
    expect(directory.employees[0]).toMatchObject({
      id: '4',
      values: { displayName: 'Ann Lee', photoUploaded: true, canUploadPhoto: 1 },
      raw: { photoUploaded: 'true' },
    });
  });

  test('without its list of people is an error, never an empty company', async () => {
    const server = await scriptedServer(json({ fields: [] }));
    const error = await errorOf(aClient(server.baseUrl).employees.directory());
    expect(error.reason).toBe('unexpected_content');
  });
});

describe('changed', () => {
  const latest = '2026-05-29T14:29:44+00:00';

  test('escapes the zone and gives a list', async () => {
    const entry = { id: '4', action: 'Updated', lastChanged: latest };
    const gone = { id: '5', action: 'Deleted', lastChanged: latest };
    const server = await scriptedServer(json({ latest, employees: { '4': entry, '5': gone } }));
    const since = '2026-05-01T00:00:00+02:00';
    const changes = await aClient(server.baseUrl).employees.changed(since, { type: 'deleted' });
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({ since, type: 'deleted' });
    expect(changes).toEqual({
      latest,
      changes: [
        { ...entry, raw: entry },
        { ...gone, raw: gone },
      ],
    });
  });

  test.each([[{}], [[]]])('takes %j for nobody', async (employees) => {
    const server = await scriptedServer(json({ latest, employees }));
    const { changes } = await aClient(server.baseUrl).employees.changed(new Date('2026-05-01T00:00:00.123Z'));
    expect(changes).toEqual([]);
    expect(server.requests[0]?.query.get('since')).toBe('2026-05-01T00:00:00Z');
  });

  test('does not take a missing list for nobody', async () => {
    const server = await scriptedServer(json({ latest }));
    const error = await errorOf(aClient(server.baseUrl).employees.changed(latest));
    expect(error.reason).toBe('unexpected_content');
  });

  test.each(['2026-05-01', '2026-05-01T00:00:00', 'yesterday', '2026-05-01T00:00:00 02:00'])(
    'refuses %j, which names no zone',
    async (since) => {
      await expect(aClient('http://127.0.0.1:9/api').employees.changed(since)).rejects.toThrow(/with a zone/);
    },
  );

  test('refuses a date that is none', async () => {
    const changed = aClient('http://127.0.0.1:9/api').employees.changed(new Date('nonsense'));
    await expect(changed).rejects.toThrow(RangeError);
  });
});

describe('the paged list', () => {
  const page = (ids: number[], next: string | null) =>
    json({
      data: ids.map((id) => ({
        employeeId: String(id),
        firstName: 'Ann',
        birthDate: null,
        hireDate: '0000-00-00',
        _restrictedFields: ['birthDate'],
      })),
      meta: { total: 3, page: { limit: 2, nextCursor: next, prevCursor: null } },
      _links: {},
    });
  const idsOf = async (list: AsyncIterable<{ id: string }>) => {
    const ids: string[] = [];
    for await (const { id } of list) ids.push(id);
    return ids;
  };

  test('follows cursors until there is none', async () => {
    const server = await scriptedServer(page([1, 2], 'c1'), page([3], null));
    const list = aClient(server.baseUrl).employees.list({
      filter: { lastName: 'Lee', status: 'active' },
      ids: [1, 2, 3],
      fields: ['workEmail'],
      sort: ['-lastName'],
      pageSize: 2,
    });
    expect(await idsOf(list)).toEqual(['1', '2', '3']);
    expect(server.requests.map(({ query }) => Object.fromEntries(query))).toEqual([
      {
        'filter[lastName]': 'Lee',
        'filter[status]': 'active',
        'filter[ids]': '1,2,3',
        sort: '-lastName',
        fields: 'workEmail',
        'page[limit]': '2',
      },
      expect.objectContaining({ 'page[after]': 'c1' }),
    ]);
  });

  test('names what is withheld of each employee, and has blank dates as null', async () => {
    const server = await scriptedServer(page([1], null));
    for await (const employee of aClient(server.baseUrl).employees.list())
      expect(employee).toMatchObject({
        id: '1',
        withheld: ['birthDate'],
        values: { firstName: 'Ann', hireDate: null },
      });
  });

  test('tells which of the asked fields did not come', async () => {
    const server = await scriptedServer(page([1], null));
    const list = aClient(server.baseUrl).employees.list({ fields: ['firstName', 'hireDate', 'shoeSize'] });
    for await (const { missing } of list) expect(missing).toEqual(['shoeSize']);
    expect(server.requests).toHaveLength(1);
  });

  test('does not go round in a circle', async () => {
    const server = await scriptedServer(page([1], 'c1'), page([2], 'c1'), page([2], 'c1'));
    expect(await errorOf(idsOf(aClient(server.baseUrl).employees.list()))).toMatchObject({
      operation: 'employees.list',
      reason: 'unexpected_content',
    });
  });

  test('is left early without reading on', async () => {
    const server = await scriptedServer(page([1, 2], 'c1'));
    for await (const { id } of aClient(server.baseUrl).employees.list()) if (id === '1') break;
    expect(server.requests).toHaveLength(1);
  });
});
