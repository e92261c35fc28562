import type { HireMappingVersion, MappingDefinition } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type Tenant, type TestApi } from '../../surfaces/api/testing/api.ts';
import { getHiringFile } from '../candidates/candidates.service.ts';
import {
  addValueMapping,
  mapApplication,
  mapHireValue,
  putHireMapping,
  readMapping,
} from './hire-mappings.service.ts';
import { defaultMapping } from './hire-mappings.ts';

let api: TestApi;
let tenant: Tenant;
let made = 0;
beforeAll(async () => {
  api = await createTestApi();
  tenant = await api.aTenant();
});
afterAll(() => api.close());

async function aConnection(): Promise<string> {
  const input = { provider: 'bamboohr', name: `Acme ${++made}`, subdomain: 'acme', apiKey: 'k'.repeat(40) };
  const answer = await tenant.post('/v1/connections', input);
  expect(answer.statusCode).toBe(201);
  return answer.json().id;
}

async function anApplication(): Promise<string> {
  const job = (await tenant.post('/v1/jobs', { title: `Baker ${++made}`, department: 'Kitchen' })).json();
  const person = {
    byHand: true,
    name: 'Ada Lovelace',
    email: 'ada@example.com',
    country: 'Deutschland',
    jobId: job.id,
  };
  return (await tenant.post('/v1/candidates', person)).json().applications[0].id;
}

const withTitle = (title: string): MappingDefinition => ({
  ...defaultMapping,
  rules: defaultMapping.rules.map((rule) =>
    rule.to === 'jobTitle' ? { to: 'jobTitle', from: [{ constant: title }] } : rule,
  ),
});

describe('the mapping of a connection', () => {
  it('begins with the one that is built in, and is kept version by version with who made it', async () => {
    const at = `/v1/connections/${await aConnection()}/hire-mapping`;
    expect((await tenant.get(at)).json()).toMatchObject({
      version: 0,
      definition: defaultMapping,
      createdBy: null,
    });
    const first = await tenant.put(at, { basedOn: 0, definition: withTitle('Chef') });
    expect(first.json()).toMatchObject({
      version: 1,
      definition: withTitle('Chef'),
      createdBy: expect.stringMatching(/./),
    });
    expect(
      (await tenant.put(at, { basedOn: 1, definition: { ...withTitle('Cook'), files: [] } })).json(),
    ).toMatchObject({ version: 2 });
    // Nothing is different, so nothing is kept.
    expect(
      (await tenant.put(at, { basedOn: 2, definition: { ...withTitle('Cook'), files: [] } })).json(),
    ).toMatchObject({ version: 2 });

    const pages: HireMappingVersion[] = [];
    let cursor = '';
    do {
      const page = (await tenant.get(`${at}/versions?limit=1${cursor}`)).json();
      pages.push(...page.items);
      cursor = page.nextCursor === null ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`;
    } while (cursor !== '');
    expect(
      pages.map(({ version, changes }) => [version, changes.map(({ part, change }) => `${part} ${change}`)]),
    ).toEqual([
      [2, ['rules.jobTitle changed', 'files.resume removed', 'files.offer removed']],
      [1, ['rules.jobTitle changed']],
    ]);
    expect(pages[0]?.changes[0]).toMatchObject({
      before: { from: [{ constant: 'Chef' }] },
      after: { from: [{ constant: 'Cook' }] },
    });
  });

  it('is never overwritten unseen', async () => {
    const at = `/v1/connections/${await aConnection()}/hire-mapping`;
    await tenant.put(at, { basedOn: 0, definition: withTitle('Chef') });
    const late = await tenant.put(at, { basedOn: 0, definition: withTitle('Cook') });
    expect(late.statusCode).toBe(409);
    expect(late.json()).toMatchObject({ code: 'hire_mappings.changed' });
    expect(late.json().detail ?? late.json().message).toMatch(/version 0.*version 1/);
    expect((await tenant.get(at)).json()).toMatchObject({ version: 1, definition: withTitle('Chef') });
  });

  it('saved by two at once is saved by one of them', async () => {
    const id = await aConnection();
    const both = await Promise.allSettled(
      ['Chef', 'Cook', 'Baker'].map((title) =>
        putHireMapping(api.context, tenant.owner, id, { basedOn: 0, definition: withTitle(title) }),
      ),
    );
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(both.filter(({ status }) => status === 'rejected')).toMatchObject([
      { reason: { code: 'hire_mappings.changed' } },
      { reason: { code: 'hire_mappings.changed' } },
    ]);
  });

  it('that cannot be used is refused with rule and cure', async () => {
    const at = `/v1/connections/${await aConnection()}/hire-mapping`;
    const definition = { rules: [{ to: 'jobTitle', from: [{ field: 'job.titel' }] }], files: [] };
    for (const answer of [
      await tenant.put(at, { basedOn: 0, definition }),
      await tenant.post(`${at}/preview`, { applicationId: await anApplication(), definition }),
    ]) {
      expect(answer.statusCode).toBe(422);
      expect(answer.json()).toMatchObject({
        code: 'hire_mappings.invalid',
        issues: [
          {
            path: 'definition.rules.0.from.0',
            message: expect.stringMatching(/^Rule 1, for jobTitle: .*Take one of job\.title/),
          },
        ],
      });
    }
    expect((await tenant.get(at)).json()).toMatchObject({ version: 0 });
  });

  it('is tried on any application, saved or not, and nothing is kept of it', async () => {
    const at = `/v1/connections/${await aConnection()}/hire-mapping`;
    const applicationId = await anApplication();
    await tenant.put(`/v1/applications/${applicationId}/offer`, {
      jobTitle: 'Head Baker',
      startDate: '2027-02-01',
    });
    expect((await tenant.post(`${at}/preview`, { applicationId })).json()).toMatchObject({
      version: 0,
      fields: {
        firstName: 'Ada',
        country: 'Germany',
        jobTitle: 'Head Baker',
        hireDate: '2027-02-01',
        department: 'Kitchen',
      },
      from: { jobTitle: 'offer.jobTitle, before job.title' },
      sources: { 'candidate.country': 'Deutschland', 'offer.jobTitle': 'Head Baker', 'offer.payRate': null },
    });
    const tried = (
      await tenant.post(`${at}/preview`, { applicationId, definition: withTitle('Chef') })
    ).json();
    expect(tried).toMatchObject({ version: null, fields: { jobTitle: 'Chef' } });
    expect((await tenant.get(at)).json()).toMatchObject({ version: 0 });
    // An offer that was taken back says nothing any more.
    await tenant.put(`/v1/applications/${applicationId}/offer`, { state: 'withdrawn' });
    const after = (await tenant.post(`${at}/preview`, { applicationId })).json();
    expect(after.fields).not.toHaveProperty('hireDate');
    expect(after.fields.jobTitle).toMatch(/^Baker/);
  });

  it('gives hires what it makes of their application', async () => {
    const id = await aConnection();
    await tenant.put(`/v1/connections/${id}/hire-mapping`, { basedOn: 0, definition: withTitle('Chef') });
    const file = await getHiringFile(api.context, tenant.owner, await anApplication());
    expect(await mapApplication(api.context, tenant.owner, id, file)).toMatchObject({
      version: 1,
      fields: { jobTitle: 'Chef', homeEmail: 'ada@example.com' },
      documents: null,
    });
  });

  it('is not there for who may not see connections, nor for another company', async () => {
    const id = await aConnection();
    const applicationId = await anApplication();
    const recruiter = await tenant.aKeyOf('external_recruiter');
    const stranger = await api.aTenant();
    const at = `/v1/connections/${id}/hire-mapping`;
    const bodies: [string, string, unknown][] = [
      ['GET', at, undefined],
      ['PUT', at, { basedOn: 0, definition: defaultMapping }],
      ['GET', `${at}/versions`, undefined],
      ['POST', `${at}/preview`, { applicationId }],
      ['POST', `${at}/values`, { field: 'jobTitle', given: 'a', sent: 'b' }],
    ];
    for (const [method, url, body] of bodies) {
      expect((await api.call(recruiter, method, url, body)).statusCode).toBe(403);
      expect((await api.call(stranger.key, method, url, body)).statusCode).toBe(404);
    }
  });
});

describe('a value that is mapped for ever', () => {
  it('is a version of its own, and counts from then on', async () => {
    const id = await aConnection();
    const answer = await tenant.post(`/v1/connections/${id}/hire-mapping/values`, {
      field: 'department',
      given: 'Kitchen',
      sent: 'Food & Drink',
    });
    expect(answer.json()).toMatchObject({ version: 1 });
    const preview = await tenant.post(`/v1/connections/${id}/hire-mapping/preview`, {
      applicationId: await anApplication(),
    });
    expect(preview.json()).toMatchObject({
      fields: { department: 'Food & Drink' },
      from: { department: 'job.department, as offer.department is blank, mapped from “Kitchen”' },
    });
    const [version] = (await tenant.get(`/v1/connections/${id}/hire-mapping/versions`)).json().items;
    expect(version.changes).toMatchObject([{ part: 'rules.department', change: 'changed' }]);
  });

  it('is not lost when others map at the same time, each with a version', async () => {
    const id = await aConnection();
    const titles = Array.from({ length: 8 }, (_, at) => `Title ${at}`);
    await Promise.all(
      titles.map((given) =>
        mapHireValue(api.context, tenant.owner, id, { field: 'jobTitle', given, sent: 'Baker' }),
      ),
    );
    const { version, definition } = await api.context.db.inCompany(tenant.company.id, (tx) =>
      readMapping(tx, id),
    );
    expect(version).toBe(8);
    const rule = definition.rules.find(({ to }) => to === 'jobTitle');
    expect(Object.keys(rule?.values ?? {}).toSorted()).toEqual(titles);
  });

  it('goes with the transaction that it was made in', async () => {
    const id = await aConnection();
    const value = { connectionId: id, field: 'jobTitle', given: 'a', sent: 'b' };
    const undone = api.context.db.inCompany(tenant.company.id, async (tx) => {
      await addValueMapping(api.context, tx, tenant.owner, value);
      throw new Error('the hire could not be kept');
    });
    await expect(undone).rejects.toThrow('the hire could not be kept');
    const kept = await api.context.db.inCompany(tenant.company.id, (tx) => readMapping(tx, id));
    expect(kept.version).toBe(0);
  });

  it('needs a rule that fills the field, and has to fit it', async () => {
    const at = `/v1/connections/${await aConnection()}/hire-mapping/values`;
    const none = await tenant.post(at, { field: 'paySchedule', given: 'a', sent: 'b' });
    expect([none.statusCode, none.json().code]).toEqual([422, 'hire_mappings.no_rule']);
    const unfit = await tenant.post(at, { field: 'payCurrency', given: 'Euro', sent: 'euros' });
    expect([unfit.statusCode, unfit.json().code]).toEqual([422, 'hire_mappings.invalid']);
  });
});
