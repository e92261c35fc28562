// What a key may see and do is what its owner may: facts 1.2, through the one projection.
import type { AccessDefinition } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccessLevel, listAccessLevels } from '../../modules/access/access-levels.service.ts';
import type { Principal } from '../../modules/access/principal.ts';
import { systemPrincipal } from '../../modules/companies/companies.service.ts';
import { createKey, revokeKey } from '../../modules/keys/keys.service.ts';
import { createUser, updateUser } from '../../modules/users/users.service.ts';
import { assertError, type Caller, createCaller } from './conformance/caller.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let owner: Principal;
let full: Caller;

const nothing: AccessDefinition = {
  employees: [],
  manageEmployees: false,
  directory: false,
  hiring: { jobs: 'none', candidates: 'none', assignedJobsOnly: false, hires: 'none' },
  settings: { users: 'none', connections: 'none', fields: 'none', company: 'none' },
};

beforeAll(async () => {
  server = await startTestServer();
  const { apiKey, company } = await server.sandbox('acme', 40);
  owner = systemPrincipal(company);
  full = createCaller({ baseUrl: `${server.origin}/api/gateway.php/acme`, apiKey });
});
afterAll(() => server.close());

let levels = 0;
async function callerWith(access: Partial<AccessDefinition>): Promise<Caller> {
  levels += 1;
  const level = await createAccessLevel(server.context, owner, {
    name: `Level ${levels}`,
    definition: { ...nothing, ...access },
  });
  const user = await createUser(server.context, owner, {
    kind: 'service',
    firstName: 'Limited',
    lastName: `User ${levels}`,
    accessLevelId: level.id,
  });
  const { key } = await createKey(server.context, owner, { name: 'test', userId: user.id });
  return createCaller({ baseUrl: full.baseUrl, apiKey: key });
}

const names = { firstName: 'view', lastName: 'view' } as const;

describe('fields that are hidden', () => {
  it('are left out of an employee, of reports, tables and metadata', async () => {
    const id = await full.create({ hireDate: '2024-01-01', payRate: '50000', dateOfBirth: '1990-01-01' });
    const limited = await callerWith({ employees: [{ scope: { kind: 'all' }, fields: names }] });
    const asked = ['firstName', 'payRate', 'dateOfBirth', 'age', '19', 'hireDate'];
    expect((await limited.getJson(`employees/${id}?fields=${asked}`)).json()).toEqual({
      id,
      firstName: 'Conny',
    });
    const report = (await limited.postJson('reports/custom?format=json', { fields: asked })).json();
    expect(report.fields.map((field: { id: string }) => field.id)).toEqual(['firstName']);
    expect(report.employees.every((row: object) => Object.keys(row).length === 2)).toBe(true);
    expect((await limited.getJson(`employees/${id}/tables/compensation`)).json()).toEqual([]);
    const fields = (await limited.getJson('meta/fields')).json();
    expect(fields.map((field: { alias: string }) => field.alias).sort()).toEqual(['firstName', 'lastName']);
    expect((await limited.getJson('meta/tables')).json()).toEqual([]);
  });

  it('make an update 403 when nothing of it may be written, and are skipped otherwise', async () => {
    const id = await full.create({ city: 'Ulm' });
    const limited = await callerWith({
      employees: [{ scope: { kind: 'all' }, fields: { ...names, preferredName: 'edit' } }],
    });
    assertError(await limited.postJson(`employees/${id}`, { city: 'Bonn' }), 403);
    const reply = await limited.postJson(`employees/${id}`, { city: 'Bonn', preferredName: 'Con' });
    expect(reply.status).toBe(200);
    expect(reply.json()).not.toHaveProperty('city');
    const after = (await full.getJson(`employees/${id}?fields=city,preferredName`)).json();
    expect([after.city, after.preferredName]).toEqual(['Ulm', 'Con']);
  });
});

describe('employees out of scope', () => {
  it('are 403 by id and absent from lists', async () => {
    const rows = (await full.getJson('employees/all/tables/jobInfo')).json() as Record<string, string>[];
    const here = rows.find((row) => row.department === 'Engineering')?.employeeId;
    const away = rows.find((row) => row.department === 'Sales')?.employeeId;
    const limited = await callerWith({
      employees: [{ scope: { kind: 'filter', departments: ['Engineering'] }, fields: { '*': 'view' } }],
    });
    expect(here !== undefined && away !== undefined).toBe(true);
    assertError(await limited.getJson(`employees/${away}`), 403);
    assertError(await limited.getJson(`employees/${away}/files/view`), 403);
    assertError(await limited.postJson(`employees/${away}`, { city: 'Ulm' }), 403);
    const report = (await limited.postJson('reports/custom?format=json', { fields: ['department'] })).json();
    const departments = new Set(report.employees.map((row: { department: string }) => row.department));
    expect([...departments]).toEqual(['Engineering']);
    const visible = (await limited.getJson('employees/all/tables/jobInfo')).json();
    expect(visible.some((row: { employeeId: string }) => row.employeeId === away)).toBe(false);
    const { employees } = (await limited.getJson('employees/changed?since=2020-01-01T00:00:00Z')).json();
    expect(employees[away ?? '']).toBeUndefined();
  });
});

describe('a key', () => {
  it('is 403 while its user is disabled, in its own company only, and 401 once it is revoked', async () => {
    const [level] = await listAccessLevels(server.context, owner);
    const user = await createUser(server.context, owner, {
      kind: 'service',
      firstName: 'Soon',
      lastName: 'Disabled',
      accessLevelId: level?.id ?? '',
    });
    const { id, key } = await createKey(server.context, owner, { name: 'test', userId: user.id });
    const caller = createCaller({ baseUrl: full.baseUrl, apiKey: key });
    expect((await caller.send('meta/tables')).status).toBe(200);
    await updateUser(server.context, owner, user.id, { status: 'disabled' });
    const refused = await caller.send('meta/tables');
    assertError(refused, 403);
    expect(refused.headers.get('www-authenticate')).toBeNull();
    const { company } = await server.sandbox('elsewhere', 1);
    const other = createCaller({ baseUrl: `${server.origin}/api/gateway.php/${company.slug}`, apiKey: key });
    assertError(await other.send('meta/tables'), 401);
    await revokeKey(server.context, owner, id);
    assertError(await caller.send('meta/tables'), 401);
  });
});

describe('rights apart from fields', () => {
  it('no directory is 403', async () => {
    const limited = await callerWith({ employees: [{ scope: { kind: 'all' }, fields: { '*': 'edit' } }] });
    assertError(await limited.getJson('employees/directory'), 403);
  });

  it('no hiring is 403 for jobs and applications', async () => {
    const limited = await callerWith({ employees: [{ scope: { kind: 'all' }, fields: { '*': 'edit' } }] });
    assertError(await limited.getJson('applicant_tracking/jobs'), 403);
    assertError(await limited.getJson('applicant_tracking/statuses'), 403);
    const [job] = (await full.getJson('applicant_tracking/jobs')).json();
    const application = { firstName: 'A', lastName: 'B', jobId: job.id };
    assertError(await limited.postJson('applicant_tracking/application', application), 403);
  });

  it('adding and removing employees is a right of its own', async () => {
    const id = await full.create();
    const limited = await callerWith({ employees: [{ scope: { kind: 'all' }, fields: { '**': 'edit' } }] });
    assertError(await limited.postJson('employees', { firstName: 'A', lastName: 'B' }), 403);
    assertError(await limited.send(`employees/${id}`, { method: 'DELETE' }), 403);
  });

  it('a new employee may hold only fields that may be set', async () => {
    const limited = await callerWith({
      employees: [{ scope: { kind: 'all' }, fields: { firstName: 'edit', lastName: 'edit' } }],
      manageEmployees: true,
    });
    assertError(await limited.postJson('employees', { firstName: 'A', lastName: 'B', city: 'Ulm' }), 403);
    expect((await limited.postJson('employees', { firstName: 'A', lastName: 'B' })).status).toBe(201);
    assertError(await limited.getJson('meta/users'), 403);
  });

  it('files have to be named like a sensitive field', async () => {
    const id = await full.create();
    const plain = await callerWith({ employees: [{ scope: { kind: 'all' }, fields: { '*': 'edit' } }] });
    assertError(await plain.getJson(`employees/${id}/files/view`), 403);
    const reader = await callerWith({
      employees: [{ scope: { kind: 'all' }, fields: { ...names, files: 'view' } }],
    });
    const view = (await reader.getJson(`employees/${id}/files/view`)).json();
    expect(view.categories[0].canUploadFiles).toBe('no');
    const form = new FormData();
    form.set('category', String(view.categories[0].id));
    form.set('file', new Blob(['x']), 'a.txt');
    assertError(await reader.send(`employees/${id}/files`, { method: 'POST', body: form }), 403);
  });
});
