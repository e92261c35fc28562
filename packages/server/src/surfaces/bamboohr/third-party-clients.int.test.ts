// Clients of other people, as they are, against this server.
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemPrincipal } from '../../modules/companies/companies.service.ts';
import { createSavedReport } from '../../modules/reports/reports.service.ts';
import { type Caller, createCaller } from './conformance/caller.ts';
import { type Front, openFront } from './testing/clients/front.ts';
import { installClients } from './testing/clients/install.ts';
import { type N8n, type NodeOf, n8nHost } from './testing/clients/n8n-host.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

const clients = await installClients();
const suite = 'missing' in clients ? describe.skip : describe;
const skipped = 'missing' in clients ? ` (skipped: ${clients.missing})` : '';
const load = (name: string): unknown => ('require' in clients ? clients.require(name) : undefined);

let server: TestServer;
let caller: Caller;
let report: number;
beforeAll(async () => {
  if ('missing' in clients) return;
  // One of them writes every request down, headers and all.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  server = await startTestServer();
  const { apiKey, company } = await server.sandbox('acme', 20);
  caller = createCaller({ baseUrl: `${server.origin}/api/gateway.php/acme`, apiKey });
  const input = { name: 'People', fields: ['firstName', 'department'], filter: null, sort: [], shared: true };
  report = (await createSavedReport(server.context, systemPrincipal(company), input)).number;
});
afterAll(() => {
  vi.restoreAllMocks();
  return server?.close();
});

/** A call with a Node callback, as a promise. */
function called<T>(call: (done: (error: unknown, value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, value) => (error === null || error === undefined ? resolve(value) : reject(error)));
  });
}

type Done<T = unknown> = (error: unknown, value: T) => void;

interface XmlEmployee {
  id: string;
  fields: Record<string, string>;
  get(...args: [...string[], Done<XmlEmployee>]): void;
  add(done: Done<XmlEmployee>): void;
  update(done: Done): void;
  jobInfo(...args: unknown[]): void;
  compensation(...args: unknown[]): void;
  contacts(...args: unknown[]): void;
  estimates(end: string, done: Done<unknown[]>): void;
  requestTimeOff(data: object, done: Done<string>): void;
}

interface TimeOffRequest {
  id: string;
  status: string;
  employeeName: string;
  typeId: string;
  notes: { from: string; note: string }[];
  dates: { date: string; amount: string }[];
  changeStatus(data: object, done: Done): void;
}

interface XmlClient {
  employees(done: Done<XmlEmployee[]>): void;
  employee(id: string | number | null, fields?: object): XmlEmployee;
  requests(options: object, done: Done<TimeOffRequest[]>): void;
  whosOut(start: string, end: string, done: Done<{ calendar: object }>): void;
  timeOffTypes(done: Done<{ timeOffTypes: { id: string; name: string }[] }>): void;
}

interface JsonClient {
  call(method: string, path: string): Promise<unknown>;
}

suite(`clients that call https://api.bamboohr.com and nothing else${skipped}`, () => {
  let front: Front;
  let xml: XmlClient;
  let plain: JsonClient;
  beforeAll(async () => {
    if ('missing' in clients) return;
    front = await openFront(server.port, clients.require);
    process.env.HTTPS_PROXY = front.url;
    setDefaultCACertificates([...getCACertificates('default'), front.certificate]);
    const Xml = load('node-bamboohr') as new (options: object) => XmlClient;
    xml = new Xml({ apikey: caller.apiKey, subdomain: 'acme' });
    const Json = load('bamboohr') as new (subdomain: string, key: string) => JsonClient;
    plain = new Json('acme', caller.apiKey);
  });
  afterAll(() => {
    delete process.env.HTTPS_PROXY;
    front?.close();
  });

  describe('node-bamboohr, in XML', () => {
    it('reads the directory', async () => {
      const people = await called<XmlEmployee[]>((done) => xml.employees(done));
      expect(people.length).toBeGreaterThan(5);
      expect(people[0]?.id).toMatch(/^\d+$/);
      expect(people.every(({ fields }) => (fields.displayName ?? '').length > 1)).toBe(true);
    });

    it('adds an employee, reads and changes it', async () => {
      const made = await called<XmlEmployee>((done) =>
        xml.employee(null, { firstName: 'Zoë', lastName: 'O’Neil & <Sons>', city: 'Ulm' }).add(done),
      );
      expect(made.id).toMatch(/^\d+$/);
      const read = (...names: string[]) =>
        called<XmlEmployee>((done) => xml.employee(made.id).get(...names, done));
      expect((await read('firstName', 'lastName', 'city')).fields).toEqual({
        firstName: 'Zoë',
        lastName: 'O’Neil & <Sons>',
        city: 'Ulm',
      });
      await called((done) => xml.employee(made.id, { city: 'Bonn' }).update(done));
      expect((await read('city')).fields.city).toBe('Bonn');
    });

    it('is told the status of an error', async () => {
      await expect(called((done) => xml.employee('99999').get('firstName', done))).rejects.toBe(404);
    });

    it('adds, reads and changes rows of tables', async () => {
      const id = await caller.create({ hireDate: '2020-01-01' });
      const location = await caller.option(18);
      const employee = xml.employee(id);
      await called((done) => employee.jobInfo({ date: '2024-01-01', location }, done));
      type Row = {
        $: { id: string; employeeId: string };
        field: { $: { id: string; currency?: string }; _?: string }[];
      };
      const rows = () => called<Row[]>((done) => employee.jobInfo(done));
      const [row] = await rows();
      expect(row?.$.employeeId).toBe(id);
      const shown = (one: Row | undefined) =>
        Object.fromEntries(one?.field.map(({ $, _ }) => [$.id, _]) ?? []);
      expect(shown(row)).toMatchObject({ date: '2024-01-01', location });
      await called((done) => employee.jobInfo(row?.$.id, { date: '2024-02-01' }, done));
      expect(shown((await rows())[0]).date).toBe('2024-02-01');
      await called((done) => employee.compensation({ startDate: '2024-01-01', rate: '50000' }, done));
      const [pay] = await called<Row[]>((done) => employee.compensation(done));
      const rate = pay?.field.find(({ $ }) => $.id === 'rate');
      expect([rate?._, rate?.$.currency]).toEqual(['50000.00', 'USD']);
      await called((done) => employee.contacts({ name: 'Max', mobilePhone: '1' }, done));
      const [contact] = await called<Row[]>((done) => employee.contacts(done));
      expect(shown(contact).name).toBe('Max');
    });

    it('asks for time off, finds the request and answers it', async () => {
      const types = await called<{ timeOffTypes: { id: string }[] }>((done) => xml.timeOffTypes(done));
      const id = await caller.someone();
      const location = await called<string>((done) =>
        xml.employee(id).requestTimeOff(
          {
            status: 'requested',
            start: '2031-03-03',
            end: '2031-03-04',
            timeOffTypeId: types.timeOffTypes[0]?.id,
            amount: 16,
            notes: [{ from: 'employee', note: 'Skiing & <more>' }],
            dates: [
              { date: '2031-03-03', amount: 8 },
              { date: '2031-03-04', amount: 8 },
            ],
          },
          done,
        ),
      );
      const find = async () => {
        const found = await called<TimeOffRequest[]>((done) =>
          xml.requests({ start: '2031-03-01', end: '2031-03-31', employeeId: id }, done),
        );
        return found.find((one) => location.endsWith(`/${one.id}`));
      };
      const request = await find();
      expect(request).toMatchObject({
        status: 'requested',
        typeId: types.timeOffTypes[0]?.id,
        notes: [{ from: 'employee', note: 'Skiing & <more>' }],
        dates: [{ date: '2031-03-03' }, { date: '2031-03-04' }],
      });
      await called((done) => request?.changeStatus({ status: 'approved', note: 'fine' }, done));
      expect((await find())?.status).toBe('approved');
    });

    it('reads who is out, and balances', async () => {
      const out = await called((done: Done<{ calendar: object }>) =>
        xml.whosOut('2026-01-01', '2026-12-31', done),
      );
      expect(out).toHaveProperty('calendar');
      const id = await caller.someone();
      const estimates = await called<unknown[]>((done) => xml.employee(id).estimates('2026-12-31', done));
      expect(Array.isArray(estimates)).toBe(true);
    });
  });

  describe('bamboohr, in JSON', () => {
    it.each([
      '/v1/employees/directory',
      '/v1/meta/fields/',
      '/v1/meta/lists/',
      '/v1/meta/users/',
      '/v1/employees/changed/?since=2020-01-01T00:00:00Z',
      '/v1/employees/all/tables/jobInfo/',
      '/v1/time_off/whos_out/',
    ])('reads %s', async (path) => {
      expect(await plain.call('GET', path)).toBeTypeOf('object');
    });

    it('takes what comes as a page for an error', async () => {
      await expect(plain.call('GET', '/v1/employees/99999')).rejects.toThrow();
    });
  });
});

suite(`the BambooHR node of n8n${skipped}`, () => {
  let n8n: N8n;
  beforeAll(() => {
    if ('missing' in clients) return;
    const { BambooHr } = load('n8n-nodes-base/dist/nodes/BambooHr/BambooHr.node.js') as {
      BambooHr: new () => NodeOf;
    };
    n8n = n8nHost(new BambooHr(), caller);
  });
  const text = (content: string) => ({
    file: { fileName: 'Notes of Zoe.txt', mimeType: 'text/plain', data: Buffer.from(content) },
  });

  it('tests a key', async () => {
    expect((await n8n.testCredential(caller.apiKey)).status).toBe('OK');
    expect((await n8n.testCredential('wrong')).status).toBe('Error');
  });

  it('offers lists, fields and categories to choose from', async () => {
    for (const method of ['getDepartments', 'getDivisions', 'getEmployeeLocations', 'getEmployeeFields'])
      expect((await n8n.options(method)).length, method).toBeGreaterThan(1);
    expect((await n8n.options('getCompanyFileCategories')).length).toBeGreaterThan(0);
    expect((await n8n.options('getEmployeeDocumentCategories', { employeeId: '1' })).length).toBeGreaterThan(
      0,
    );
  });

  it('creates, reads, changes and lists employees', async () => {
    const [department] = await n8n.options('getDepartments');
    const [made] = await n8n.run({
      resource: 'employee',
      operation: 'create',
      synced: false,
      firstName: 'Nodemation',
      lastName: 'Eight',
      additionalFields: {
        department: department?.name,
        gender: 'female',
        dateOfBirth: '1990-04-05T00:00:00.000Z',
        maritalStatus: 'domesticPartnership',
        payRate: { value: { value: '65000', currency: 'USD' } },
        address: { value: { address1: '1 Main Street', city: 'Ulm' } },
        mobilePhone: '+49 731 1',
      },
    });
    const id = made?.json.id;
    expect(id).toMatch(/^\d+$/);
    const stored = await caller.getJson(
      `employees/${id}?fields=department,gender,dateOfBirth,maritalStatus,payRate`,
    );
    expect(stored.json()).toEqual({
      id,
      department: department?.name,
      gender: 'Female',
      dateOfBirth: '1990-04-05',
      maritalStatus: 'Domestic Partnership',
      payRate: '65000.00 USD',
    });
    const [all] = await n8n.run({
      resource: 'employee',
      operation: 'get',
      employeeId: id,
      options: { fields: ['all'] },
    });
    expect(all?.json).toMatchObject({ id, firstName: 'Nodemation', displayName: 'Nodemation Eight' });
    const updateFields = { preferredName: 'Nod', hireDate: '2024-05-06T00:00:00.000Z' };
    expect(
      await n8n.run({
        resource: 'employee',
        operation: 'update',
        employeeId: id,
        synced: false,
        updateFields,
      }),
    ).toEqual([{ json: { success: true } }]);
    const [some] = await n8n.run({
      resource: 'employee',
      operation: 'get',
      employeeId: id,
      options: { fields: ['preferredName', 'hireDate'] },
    });
    expect(some?.json).toEqual({ id, preferredName: 'Nod', hireDate: '2024-05-06' });
    const everybody = await n8n.run({ resource: 'employee', operation: 'getAll', returnAll: true });
    expect(everybody.map(({ json: { id: one } }) => one)).toContain(id);
    expect(
      await n8n.run({ resource: 'employee', operation: 'getAll', returnAll: false, limit: 3 }),
    ).toHaveLength(3);
  });

  it('tells what the misspelt header says', async () => {
    const failed = n8n.run({
      resource: 'employee',
      operation: 'get',
      employeeId: '99999',
      options: { fields: ['firstName'] },
    });
    await expect(failed).rejects.toMatchObject({
      description: expect.stringContaining('Employee not found'),
    });
  });

  it.each([
    ['employeeDocument', { employeeId: '1' }, 'getEmployeeDocumentCategories'],
    ['file', {}, 'getCompanyFileCategories'],
  ])('uploads, lists, downloads, changes and deletes a %s', async (resource, whose, categories) => {
    const [category] = await n8n.options(categories, whose);
    const [uploaded] = await n8n.run(
      {
        resource,
        operation: 'upload',
        ...whose,
        categoryId: category?.value,
        binaryPropertyName: 'file',
        options: { share: true },
      },
      text('Hello'),
    );
    const fileId = uploaded?.json.fileId;
    expect(fileId).toMatch(/^\d+$/);
    const list = () =>
      n8n.run({ resource, operation: 'getAll', ...whose, simplifyOutput: true, returnAll: true });
    expect((await list()).map(({ json: { id } }) => String(id))).toContain(fileId);
    const [downloaded] = await n8n.run({ resource, operation: 'download', ...whose, fileId, output: 'data' });
    expect(downloaded?.binary?.data).toMatchObject({ fileName: 'Notes of Zoe.txt', mimeType: 'text/plain' });
    expect(downloaded?.binary?.data?.data.toString()).toBe('Hello');
    const updateFields = { shareWithEmployee: false };
    expect(await n8n.run({ resource, operation: 'update', ...whose, fileId, updateFields })).toEqual([
      { json: { success: true } },
    ]);
    await n8n.run({ resource, operation: 'delete', ...whose, fileId });
    expect((await list()).map(({ json: { id } }) => String(id))).not.toContain(fileId);
  });

  it.each(['CSV', 'PDF', 'XLS', 'XML'])('fetches a report of the company as %s', async (format) => {
    const [item] = await n8n.run({
      resource: 'companyReport',
      operation: 'get',
      reportId: report,
      format,
      output: 'data',
      options: {},
    });
    expect(item?.binary?.data?.data.length).toBeGreaterThan(100);
  });

  it('fetches a report of the company as JSON', async () => {
    const [item] = await n8n.run({
      resource: 'companyReport',
      operation: 'get',
      reportId: report,
      format: 'JSON',
      options: { fd: true },
    });
    expect(item?.json).toMatchObject({ title: 'People', employees: expect.any(Array) });
  });
});
