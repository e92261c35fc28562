// Reports, datasets and the list of employees: whole at any length, and silent about what the
// caller may not see, however cleverly they are asked.
import type { AccessDefinition } from '@joinery/sdk';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccessLevel } from '../../modules/access/access-levels.service.ts';
import { builtinLevels } from '../../modules/access/levels.ts';
import type { Principal } from '../../modules/access/principal.ts';
import { systemPrincipal } from '../../modules/companies/companies.service.ts';
import { createKey } from '../../modules/keys/keys.service.ts';
import { createSavedReport, deleteSavedReport } from '../../modules/reports/reports.service.ts';
import { createUser } from '../../modules/users/users.service.ts';
import { assertError, type Caller, createCaller } from './conformance/caller.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let owner: Principal;
let full: Caller;
let foreign: Caller;
let foreignOwner: Principal;

const size = 1200;

beforeAll(async () => {
  server = await startTestServer();
  const sandbox = await server.sandbox('acme', size);
  owner = systemPrincipal(sandbox.company);
  full = callerOf('acme', sandbox.apiKey);
  const other = await server.sandbox('other', 3);
  foreign = callerOf('other', other.apiKey);
  foreignOwner = systemPrincipal(other.company);
});
afterAll(() => server.close());

function callerOf(slug: string, apiKey: string): Caller {
  return createCaller({ baseUrl: `${server.origin}/api/gateway.php/${slug}`, apiKey });
}

let levels = 0;
async function callerWith(employees: AccessDefinition['employees']): Promise<Caller> {
  levels += 1;
  const definition = { ...(builtinLevels.no_access?.definition as AccessDefinition), employees };
  const level = await createAccessLevel(server.context, owner, { name: `Level ${levels}`, definition });
  const user = await createUser(server.context, owner, {
    kind: 'service',
    firstName: 'Limited',
    lastName: `User ${levels}`,
    accessLevelId: level.id,
  });
  const { key } = await createKey(server.context, owner, { name: 'test', userId: user.id });
  return callerOf('acme', key);
}

const namesOnly = () =>
  callerWith([{ scope: { kind: 'all' }, fields: { firstName: 'view', lastName: 'view' } }]);

const report = (caller: Caller, body: object, format = 'json') =>
  caller.postJson(`reports/custom?format=${format}`, body);
const rows = async (caller: Caller, body: object) =>
  (await caller.postJson('datasets/employee/data', body, { version: 'v2' })).json();
const data = async (caller: Caller, body: object) =>
  (await caller.postJson('datasets/employee?page_size=1000', body)).json();
const list = async (caller: Caller, query: string) => (await caller.send(`employees?${query}`)).json();

describe('a report of more people than a page', () => {
  const body = { title: 'Everybody & more', fields: ['firstName', 'jobTitle', 'supervisor', 'payRate'] };

  it('holds each of them once, by number, in JSON', async () => {
    const { employees } = (await report(full, body)).json();
    const ids = employees.map(({ id }: { id: string }) => Number(id));
    expect(ids).toEqual(Array.from({ length: size }, (_, i) => i + 1));
  });

  it.each([
    ['xml', 'text/xml; charset=UTF-8', /<employee id="/g, size],
    ['csv', 'text/csv; charset=UTF-8', /\n/g, size + 1],
    ['xls', 'application/vnd.ms-excel', /<Row/g, size + 1],
  ])('comes whole as %s', async (format, type, pattern, count) => {
    const { status, headers, text } = await report(full, body, format);
    expect([status, headers.get('content-type')]).toEqual([200, type]);
    expect(text.match(pattern)).toHaveLength(count);
  });

  it('comes whole as pdf', async () => {
    const { headers, bytes } = await report(full, body, 'PDF');
    expect(headers.get('content-type')).toBe('application/pdf');
    expect((await PDFDocument.load(bytes)).getPageCount()).toBeGreaterThan(size / 45);
  });

  it('has the headers of reports, and a file name where a person would open it', async () => {
    const { headers } = await report(full, body, 'csv');
    expect(headers.get('cache-control')).toBe('must-revalidate, post-check=0,pre-check=0');
    expect([headers.get('expires'), headers.get('pragma')]).toEqual(['0', 'public']);
    expect(headers.get('content-disposition')).toBe('attachment; filename="Everybody  more.csv"');
  });

  it('stops reading when the caller leaves', async () => {
    const gone = new AbortController();
    const response = await fetch(`${full.baseUrl}/v1/reports/custom?format=json`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${full.apiKey}:x`).toString('base64')}` },
      body: JSON.stringify(body),
      signal: gone.signal,
    });
    await response.body?.getReader().read();
    gone.abort();
    // Whatever was left over of it disturbs nobody else.
    expect((await report(full, { fields: ['firstName'] })).status).toBe(200);
  });

  it('without fields is one row, or everybody when same rows are kept', async () => {
    expect((await report(full, { fields: [] })).json().employees).toHaveLength(1);
    const kept = await report(full, { fields: [], filterDuplicates: 'no' });
    expect(kept.json().employees).toHaveLength(size);
  });
});

describe('values from history in a report', () => {
  it('are those in force, or with onlyCurrent=false those to come', async () => {
    const id = await full.create({ hireDate: '2020-01-01', payRate: '100' });
    await full.postJson(`employees/${id}/tables/compensation`, {
      startDate: '2099-01-01',
      rate: { value: '200', currency: 'USD' },
    });
    const body = { fields: ['payRate'], filters: { employeeIds: [id] } };
    const ask = async (query: string) =>
      (await full.postJson(`reports/custom?format=json${query}`, body)).json().employees[0].payRate;
    expect([await ask(''), await ask('&onlyCurrent=false')]).toEqual(['100.00 USD', '200.00 USD']);
  });
});

describe('a hidden value', () => {
  it('is not in any format of a report, nor among its columns', async () => {
    const limited = await namesOnly();
    const id = await full.create({ firstName: 'Secretive', dateOfBirth: '1961-07-13' });
    const body = { fields: ['firstName', 'dateOfBirth', 'age'], filters: { employeeIds: [id] } };
    for (const format of ['json', 'xml', 'csv', 'xls', 'pdf']) {
      const { text } = await report(limited, body, format);
      expect(text, format).toContain('Secretive');
      expect(text, format).not.toMatch(/1961|dateOfBirth|Birth Date/);
    }
  });

  it('cannot be found by filters of datasets', async () => {
    const limited = await namesOnly();
    for (const filter of [
      'dateOfBirth ge 1900-01-01',
      'dateOfBirth ne null',
      'dateOfBirth eq null',
      'compensationPayRate gt 0',
      "dateOfBirth ge 1900-01-01 or firstName ne ''",
      "gender eq 'Male'",
      "gender ne 'Male'",
    ])
      expect((await rows(limited, { fields: ['eeid'], filter })).meta.totalItems, filter).toBe(0);
    const filters = (match: string, ...all: object[]) => ({
      fields: ['eeid'],
      filters: { match, filters: all },
    });
    const hidden = { field: 'dateOfBirth', operator: 'not_empty' };
    const known = { field: 'firstName', operator: 'not_empty' };
    for (const body of [filters('all', hidden), filters('any', hidden, known), filters('any', known, hidden)])
      expect((await data(limited, body)).pagination.total_records).toBe(0);
    expect((await data(limited, filters('any', known))).pagination.total_records).toBeGreaterThan(size - 1);
  });

  it('cannot be found by sorting, grouping, aggregating or history', async () => {
    const limited = await namesOnly();
    expect(
      (await rows(limited, { fields: ['eeid', 'dateOfBirth'], orderBy: 'dateOfBirth asc' })).data,
    ).toEqual([]);
    const sorted = await data(limited, { fields: ['eeid'], sortBy: [{ field: 'dateOfBirth', sort: 'asc' }] });
    expect(sorted.data).toEqual([]);
    expect((await data(limited, { fields: ['eeid'], groupBy: ['gender'] })).data).toEqual({});
    const { aggregations } = await data(limited, {
      fields: ['firstName', 'compensationPayRate'],
      aggregations: { overridingAggregations: [{ compensationPayRate: 'sum' }, { dateOfBirth: 'max' }] },
    });
    expect(aggregations.map(({ all }: { all: unknown }) => all)).toEqual([0, null]);
    const open = await data(limited, { fields: ['eeid', 'compensationPayRate'] });
    const history = await data(limited, {
      fields: ['eeid', 'compensationPayRate'],
      showHistory: ['compensation'],
    });
    expect(history.pagination.total_records).toBe(open.pagination.total_records);
    expect(
      history.data.every((row: { compensationPayRate: unknown }) => row.compensationPayRate === null),
    ).toBe(true);
  });

  it('cannot be found by its options in use', async () => {
    const limited = await namesOnly();
    const options = async (caller: Caller) =>
      (
        await caller.postJson('datasets/employee/field-options', {
          fields: ['gender'],
          filters: { match: 'all', filters: [{ field: 'firstName', operator: 'not_empty' }] },
        })
      ).json().gender.length;
    expect([await options(full), await options(limited)]).toEqual([2, 0]);
  });

  it('is not told by the fields of the dataset', async () => {
    const limited = await namesOnly();
    const { fields } = (await limited.send('datasets/employee/fields', { version: 'v1_2' })).json();
    const names = fields.map(({ name }: { name: string }) => name);
    expect(names).toContain('firstName');
    expect(names).not.toContain('dateOfBirth');
    expect(names).not.toContain('compensationPayRate');
  });

  it('is null and named in the list of employees, and drops whoever it would sort or filter', async () => {
    const limited = await namesOnly();
    const open = await list(limited, 'fields=birthDate,workEmail');
    expect(open.meta.total).toBeGreaterThan(size - 1);
    for (const person of open.data) {
      expect([person.birthDate, person.workEmail, person.status]).toEqual([null, null, null]);
      expect(person._restrictedFields).toEqual([
        'preferredName',
        'photoUrl',
        'jobTitleName',
        'status',
        'birthDate',
        'workEmail',
      ]);
    }
    for (const query of [
      'sort=status',
      'filter[status]=active',
      'filter[status]=inactive',
      'filter[jobTitleName]=e',
    ])
      expect((await list(limited, query)).meta.total, query).toBe(0);
  });

  it('in one part of the company stays hidden while it is shown in another', async () => {
    const mixed = await callerWith([
      { scope: { kind: 'all' }, fields: { firstName: 'view', department: 'view' } },
      { scope: { kind: 'filter', departments: ['Engineering'] }, fields: { dateOfBirth: 'view' } },
    ]);
    const fields = ['jobInformationDepartment', 'dateOfBirth'];
    const sorted = await rows(mixed, { fields, orderBy: 'dateOfBirth asc', pageSize: 1000 });
    expect(sorted.data.length).toBeGreaterThan(0);
    for (const row of sorted.data) expect(row.fields.jobInformationDepartment).toBe('Engineering');
    const { employees } = (await report(mixed, { fields: ['department', 'dateOfBirth'] })).json();
    for (const person of employees)
      expect('dateOfBirth' in person, person.id).toBe(person.department === 'Engineering');
  });
});

describe('employees out of scope', () => {
  it('are in no report, dataset or list, and not counted', async () => {
    const limited = await callerWith([
      { scope: { kind: 'filter', departments: ['Engineering'] }, fields: { '**': 'view' } },
    ]);
    const filter = "jobInformationDepartment eq 'Engineering'";
    const { meta } = await rows(full, { fields: ['eeid'], filter });
    expect(meta.totalItems).toBeGreaterThan(0);
    const { employees } = (await report(limited, { fields: ['department'] })).json();
    expect(employees).toHaveLength(meta.totalItems);
    expect((await rows(limited, { fields: ['eeid'] })).meta.totalItems).toBe(meta.totalItems);
    expect((await list(limited, '')).meta.total).toBe(meta.totalItems);
  });

  it('include everybody for a level without employees', async () => {
    const nobody = await callerWith([]);
    expect((await report(nobody, { fields: ['firstName'] })).json()).toEqual({
      title: '',
      fields: [],
      employees: [],
    });
    expect((await nobody.send('datasets/employee/fields')).status).toBe(403);
    expect((await nobody.send('datasets', { version: 'v1_2' })).status).toBe(403);
    const refused = await nobody.postJson('datasets/employee/data', { fields: ['eeid'] }, { version: 'v2' });
    expect([refused.status, refused.json().code]).toEqual([404, 'DATASET_NOT_FOUND']);
    expect((await list(nobody, '')).data).toEqual([]);
  });

  it('of another company are not there', async () => {
    expect((await report(foreign, { fields: ['firstName'] })).json().employees).toHaveLength(3);
    expect((await rows(foreign, { fields: ['eeid'] })).meta.totalItems).toBe(3);
    expect((await list(foreign, '')).meta.total).toBe(3);
  });
});

describe('saved reports', () => {
  const input = {
    name: 'Active engineers',
    fields: ['firstName', 'department', '1'],
    filter: {
      match: 'all' as const,
      conditions: [
        { field: 'status', operator: 'includes' as const, value: ['Active'] },
        { field: 'department', operator: 'includes' as const, value: ['Engineering'] },
      ],
    },
    sort: [{ field: 'lastName', descending: false }],
    shared: true,
  };

  it('are listed, and run by number in every format and in the newer form', async () => {
    const { number } = await createSavedReport(server.context, owner, input);
    const { reports, pagination } = (await full.send('custom-reports')).json();
    expect(reports).toEqual([{ id: number, name: 'Active engineers' }]);
    expect(pagination).toMatchObject({ total_records: 1, current_page: 1, total_pages: 1, next_page: null });
    const old = (await full.getJson(`reports/${number}?format=JSON&fd=yes`)).json();
    expect(old.title).toBe('Active engineers');
    expect(old.fields.map(({ id }: { id: unknown }) => id)).toEqual(['firstName', 'department', 1]);
    expect(old.employees.length).toBeGreaterThan(0);
    for (const { department } of old.employees) expect(department).toBe('Engineering');
    const page = (await full.send(`custom-reports/${number}?page_size=2&page=2`)).json();
    expect(page.data).toEqual(old.employees.slice(2, 4));
    expect(page.pagination).toMatchObject({ total_records: old.employees.length, current_page: 2 });
    expect((await full.send(`reports/${number}?format=csv`)).text.split('\n')).toHaveLength(
      old.employees.length + 2,
    );
    const limited = await namesOnly();
    expect((await limited.getJson(`reports/${number}`)).json().employees).toEqual([]);
    expect((await foreign.getJson(`reports/${number}`)).status).toBe(404);
    await deleteSavedReport(server.context, owner, number);
    assertError(await full.getJson(`reports/${number}`), 404);
  });

  it('that are not there, or somebody keeps for themselves, are refused in the form of each version', async () => {
    const other = { ...owner, userId: 'usr_other' };
    const { number } = await createSavedReport(server.context, other, {
      ...input,
      name: 'Own',
      shared: false,
    });
    assertError(await full.getJson(`reports/${number}`), 403);
    assertError(await full.getJson('reports/999999'), 404);
    assertError(await full.getJson('reports/x'), 404);
    assertError(await full.getJson(`reports/${number}?format=docx`), 404);
    const newer = await full.send(`custom-reports/${number}`);
    expect([newer.status, newer.json().error.code]).toEqual([403, 403]);
    expect((await full.send('custom-reports/0')).json().error).toMatchObject({ code: 404 });
    expect((await full.send('custom-reports')).json().reports).toEqual([]);
    await deleteSavedReport(server.context, other, number);
  });

  it('are made by whoever may change the company, of fields and questions that there are', async () => {
    const create = (over: object, by = owner) =>
      createSavedReport(server.context, by, { ...input, name: 'Wrong', ...over });
    const powerless = { ...owner, access: builtinLevels.manager?.definition as AccessDefinition };
    await expect(create({}, powerless)).rejects.toMatchObject({ code: 'access.forbidden' });
    await expect(create({ fields: ['shoeSize'] })).rejects.toMatchObject({ code: 'reports.field_not_found' });
    await expect(create({ filter: { match: 'all', conditions: [] } })).rejects.toMatchObject({
      code: 'reports.invalid_filter',
    });
    const conditions = [{ field: 'hireDate', operator: 'checked', value: null }];
    await expect(create({ filter: { match: 'all', conditions } })).rejects.toMatchObject({
      code: 'reports.invalid_filter',
    });
    const { number } = await create({ name: 'Twice' });
    await expect(create({ name: 'TWICE' })).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(deleteSavedReport(server.context, foreignOwner, number)).rejects.toMatchObject({
      code: 'reports.not_found',
    });
    await deleteSavedReport(server.context, owner, number);
  });
});

describe('nonsense', () => {
  it.each([
    { fields: ['eeid'], filter: "firstName eq ''; drop table employees" },
    { fields: ['eeid'], filter: `${'('.repeat(200)}firstName eq 'a'${')'.repeat(200)}` },
    { fields: ['eeid'], filter: { $gt: '' } },
    { fields: [null] },
    { fields: ['__proto__'] },
    { fields: ['constructor'], orderBy: 'constructor desc' },
    { fields: ['eeid'], pageSize: -1 },
    { fields: ['eeid'], page: 1e30 },
    { fields: Array.from({ length: 401 }, (_, i) => `f${i}`) },
  ])('%j is refused', async (body) => {
    const { status } = await full.postJson('datasets/employee/data', body, { version: 'v2' });
    expect([400, 422]).toContain(status);
  });

  it.each([
    'filter[ids]=x',
    'filter[ids]=99999999999',
    'filter[firstName]=%25',
    'fields=__proto__,constructor',
  ])('of the list is passed over: %s', async (query) => {
    expect((await full.send(`employees?${query}`)).status).toBe(200);
  });
});

describe('the status of the dataset', () => {
  const ofFuture = { firstName: 'Nova', lastName: 'Later', hireDate: '2093-05-01' };
  const statusOf = async (caller: Caller, id: string) =>
    (await rows(caller, { fields: ['status'], filter: `eeid eq ${id}` })).data[0]?.fields.status;

  it('is Inactive for who has not begun, also where it filters; elsewhere it stays as it is kept', async () => {
    const id = await full.create(ofFuture);
    expect(await statusOf(full, id)).toBe('Inactive');
    for (const [status, count] of [
      ['Active', 0],
      ['Inactive', 1],
    ] as const) {
      const filter = `eeid eq ${id} and status eq '${status}'`;
      expect((await rows(full, { fields: ['eeid'], filter })).meta.totalItems, status).toBe(count);
    }
    expect((await full.getJson(`employees/${id}?fields=status`)).json().status).toBe('Active');
  });

  it('tells nobody a hire date that is hidden from them', async () => {
    const id = await full.create(ofFuture);
    const fields = { firstName: 'view', lastName: 'view', status: 'view' } as const;
    const without = await callerWith([{ scope: { kind: 'all' }, fields }]);
    expect(await statusOf(without, id)).toBe('Active');
    const withDates = await callerWith([{ scope: { kind: 'all' }, fields: { ...fields, hireDate: 'view' } }]);
    expect(await statusOf(withDates, id)).toBe('Inactive');
  });
});

describe('the dataset of employees', () => {
  it('shows values and history of every standard table that people have here', async () => {
    const id = await full.create({ hireDate: '2024-03-01' });
    const add = async (table: string, row: object) =>
      expect((await full.postJson(`employees/${id}/tables/${table}`, row)).status, table).toBe(200);
    await add('employeeAssets', { description: 'Laptop', serialNumber: 'S-1', cost: '900.00 EUR' });
    await add('employeeAssets', { description: 'Phone', serialNumber: 'S-2' });
    await add('employeeEducation', { school: 'Open University', major: 'History' });
    await add('employeeCertifications', { title: 'First Aid', completionDate: '2024-04-01' });
    await add('equity', { grantDate: '2024-03-01', grantType: 'RSU', numberOfEquityGranted: 40 });
    await add('employeeStockOptions', { grantDate: '2024-03-01', plan: 'Plan A' });
    await add('employeeCreditCards', { cardType: 'Visa', lastFour: '4242' });
    await add('employeeDriverLicenses', { number: 'D-77', classification: 'Company only' });
    const fields = [
      'educationCollegeOrInstitution',
      'educationMajorOrSpecialization',
      'certificationCertificationTitle',
      'certificationCompletionDate',
      'equityGrantType',
      'equityNumberOfEquityGranted',
      'stockOptionPlan',
      'companyCreditCardLastFour',
      'driverLicenseTableNumber',
    ];
    const filter = `eeid eq ${id}`;
    expect((await rows(full, { fields, filter })).data[0].fields).toEqual({
      educationCollegeOrInstitution: 'Open University',
      educationMajorOrSpecialization: 'History',
      certificationCertificationTitle: 'First Aid',
      certificationCompletionDate: '2024-04-01',
      equityGrantType: 'RSU',
      equityNumberOfEquityGranted: '40',
      stockOptionPlan: 'Plan A',
      companyCreditCardLastFour: '4242',
      driverLicenseTableNumber: 'D-77',
    });
    const history = await data(full, {
      fields: ['assetDescription', 'assetCost', 'assetCostCurrencyCode'],
      filters: { match: 'all', filters: [{ field: 'eeid', operator: 'equal', value: id }] },
      showHistory: ['employeeAssets'],
    });
    expect(history.data).toEqual([
      { assetDescription: 'Laptop', assetCost: '900.00', assetCostCurrencyCode: 'EUR' },
      { assetDescription: 'Phone', assetCost: null, assetCostCurrencyCode: null },
    ]);
  });
});

describe('a filter with brackets', () => {
  it('finds nobody where a field in any of its brackets is hidden', async () => {
    const limited = await namesOnly();
    const filter = 'eeid eq 1 or (firstName ne null and compensationPayRate gt 0) or eeid in (2,3)';
    const found = async (caller: Caller) =>
      (await rows(caller, { fields: ['eeid'], filter, pageSize: 1000 })).meta.totalItems;
    expect(await found(full)).toBeGreaterThan(3);
    expect(await found(limited)).toBe(0);
    const open = 'eeid eq 1 or (firstName ne null and eeid in (2,3))';
    expect((await rows(limited, { fields: ['eeid'], filter: open })).meta.totalItems).toBe(3);
  });
});
