import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { systemPrincipal } from '../companies/companies.service.ts';
import { listEmployeeFiles } from '../employee-files/employee-files.service.ts';
import { listEmployees } from '../employees/employees.service.ts';
import { listFields } from '../fields/fields.service.ts';
import { listJobs } from '../jobs/jobs.service.ts';
import { authenticateKey } from '../keys/keys.service.ts';
import { listLocations } from '../locations/locations.service.ts';
import { listProjects } from '../time-tracking/projects.service.ts';
import {
  addFault,
  createSandbox,
  listFaults,
  recordRequest,
  setLimit,
  takeFault,
} from './sandboxes.service.ts';

describe('a new sandbox company', () => {
  let test: TestContext;
  beforeAll(async () => {
    test = await createTestContext();
  });
  afterAll(() => test.close());
  const create = (slug: string, employees: number, seed?: string) =>
    createSandbox(test.context, { slug, name: slug, employees, ...(seed !== undefined && { seed }) });

  it('has a hundred people in less than 3 seconds, jobs, categories and a field for markers', async () => {
    const startedAt = performance.now();
    const { company, baseUrl } = await create('acme', 100);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(company.kind).toBe('sandbox');
    expect(baseUrl).toMatch(/\/api\/gateway\.php\/acme$/);
    const principal = systemPrincipal(company);
    const people = await listEmployees(test.context, principal, ['id'], { onlyCurrent: true, limit: 1_000 });
    expect(people.map(({ number }) => number)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    const fields = await listFields(test.context, principal);
    expect(fields.find(({ alias }) => alias === 'customJoineryId')).toMatchObject({
      name: 'Joinery ID',
      custom: true,
    });
    const jobs = await listJobs(test.context, principal, { status: 'open' }, { limit: 50 });
    expect(jobs.items.length).toBeGreaterThan(1);
    const { categories } = await listEmployeeFiles(test.context, principal, 1);
    expect(categories.map(({ name }) => name)).toContain('Resumes and Applications');
  });

  it('has its faults strike in the order in which they were set, however fast that was', async () => {
    const { company } = await create('faulty', 1);
    const principal = systemPrincipal(company);
    const set: string[] = [];
    for (let n = 0; n < 40; n += 1) {
      const fault = { operation: 'POST /v1/employees', fault: 'drop', count: 1 } as const;
      set.push((await addFault(test.context, principal, fault)).id);
    }
    expect((await listFaults(test.context, principal)).map(({ id }) => id)).toEqual(set);
    const struck: string[] = [];
    for (const _ of set) {
      const request = { id: '0', operation: 'POST /v1/employees' };
      struck.push((await takeFault(test.context, company, request))?.id ?? '');
    }
    expect(struck).toEqual(set);
  });

  it('has offices with addresses, and projects to book time on', async () => {
    const { company } = await create('placed', 30);
    const principal = systemPrincipal(company);
    const { locations } = await listLocations(test.context, principal, { from: 0, size: 100 });
    expect(locations.length).toBeGreaterThan(1);
    for (const { label, address } of locations) {
      expect(label, 'starts with the city').toContain(address.city);
      expect(address.countryId, label).toEqual(expect.any(Number));
    }
    const projects = await listProjects(test.context, principal);
    expect(projects.map(({ name, tasks, employeeNumbers }) => [name, tasks.length, employeeNumbers])).toEqual(
      [
        ['Website Relaunch', 3, []],
        ['Customer Onboarding', 0, []],
        ['Office Move', 0, [1, 2, 3]],
      ],
    );
  });

  it('has a key with every right', async () => {
    const { apiKey, company } = await create('keyed', 1);
    const principal = await authenticateKey(test.context, apiKey);
    expect(principal).toMatchObject({ companyId: company.id, builtinLevel: 'account_owner', via: 'key' });
  });

  it('has the same people for the same seed', async () => {
    const names = ['firstName', 'lastName', 'jobTitle', 'payRate', 'supervisor', 'status', 'hireDate'];
    const read = async (slug: string) => {
      const { company } = await create(slug, 60, 'same');
      const views = await listEmployees(test.context, systemPrincipal(company), names, {
        onlyCurrent: true,
        limit: 1_000,
      });
      return views.map(({ values }) => values);
    };
    expect(await read('twin-a')).toEqual(await read('twin-b'));
  });

  it('resolves managers across batches, and derives status and job from history', async () => {
    const { company } = await create('large', 1_200);
    const views = await listEmployees(
      test.context,
      systemPrincipal(company),
      ['supervisorEId', 'employmentHistoryStatus', 'status', 'jobTitle'],
      { onlyCurrent: true, limit: 2_000 },
    );
    const started = views.filter(({ values }) => values.jobTitle !== null);
    expect(started.filter(({ values }) => values.supervisorEId === null)).toHaveLength(1);
    const terminated = views.filter(({ values }) => values.employmentHistoryStatus === 'Terminated');
    const inactive = terminated.filter(({ values }) => values.status === 'Inactive');
    expect(inactive.length).toBeGreaterThan(terminated.length / 2);
    expect(inactive.length).toBeLessThan(terminated.length);
  });

  it('refuses what is over its limit, in the style that was set', async () => {
    const { company } = await create('limited', 1);
    const owner = systemPrincipal(company);
    const request = { operation: 'unknown', method: 'GET', path: '/', requestId: 'r' };
    const second = async (style: 'status_429' | 'status_503' | 'status_503_bare') => {
      await setLimit(test.context, owner, { requests: 1, windowSeconds: 60, style });
      const first = await recordRequest(test.context, company, request);
      expect(first?.refusal).toBeUndefined();
      return (await recordRequest(test.context, company, request))?.refusal;
    };
    expect(await second('status_429')).toMatchObject({ code: 'sandbox.over_limit', retryAfterSeconds: 60 });
    expect(await second('status_503')).toMatchObject({ code: 'sandbox.unavailable', retryAfterSeconds: 60 });
    expect((await second('status_503_bare'))?.retryAfterSeconds).toBeUndefined();
    const { company: live } = await test.aCompany();
    expect(await recordRequest(test.context, live, request)).toBeUndefined();
  });

  it('cannot be made twice', async () => {
    await create('once', 1);
    await expect(create('once', 1)).rejects.toMatchObject({ code: 'companies.name_taken' });
  });
});
