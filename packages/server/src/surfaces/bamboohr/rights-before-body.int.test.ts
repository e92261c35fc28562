// Who may not do a thing is told so, whatever they sent: not what was wrong with it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccessLevel } from '../../modules/access/access-levels.service.ts';
import { systemPrincipal } from '../../modules/companies/companies.service.ts';
import { createKey } from '../../modules/keys/keys.service.ts';
import { createUser } from '../../modules/users/users.service.ts';
import { assertError, type Caller, createCaller } from './conformance/caller.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let nobody: Caller;
let owner: Caller;

beforeAll(async () => {
  server = await startTestServer();
  const { apiKey, company } = await server.sandbox('acme', 3);
  const principal = systemPrincipal(company);
  const level = await createAccessLevel(server.context, principal, {
    name: 'No settings, no hiring',
    definition: {
      employees: [{ scope: { kind: 'all' }, fields: { '*': 'edit' } }],
      manageEmployees: true,
      directory: true,
      hiring: { jobs: 'none', candidates: 'none', assignedJobsOnly: false, hires: 'none' },
      settings: { users: 'none', connections: 'none', fields: 'none', company: 'none' },
    },
  });
  const user = await createUser(server.context, principal, {
    kind: 'service',
    firstName: 'No',
    lastName: 'Settings',
    accessLevelId: level.id,
  });
  const { key } = await createKey(server.context, principal, { name: 'test', userId: user.id });
  const baseUrl = `${server.origin}/api/gateway.php/acme`;
  owner = createCaller({ baseUrl, apiKey });
  nobody = createCaller({ baseUrl, apiKey: key });
});
afterAll(() => server.close());

const bodies = ['{}', '[]', '{"broken":', '<broken>', ''];

describe.each([
  ['POST', 'applicant_tracking/application'],
  ['POST', 'applicant_tracking/job_opening'],
  ['POST', 'applicant_tracking/applications/1/comments'],
  ['POST', 'applicant_tracking/applications/1/status'],
  ['POST', 'training/type'],
  ['PUT', 'training/type/1'],
  ['POST', 'training/category'],
  ['PUT', 'training/category/1'],
  ['POST', 'time_tracking/projects'],
  ['POST', 'time-tracking/projects'],
  ['PATCH', 'time-tracking/projects/1'],
  ['POST', 'time-tracking/projects/1/tasks'],
  ['PATCH', 'time-tracking/tasks/1'],
  ['POST', 'hris/org/locations'],
  ['PUT', 'hris/org/locations/1'],
  ['PUT', 'company-profile-data/display-name'],
  ['PUT', 'company-profile-data/industry-codes'],
  ['PATCH', 'company-profile-data/company-information'],
  ['POST', 'files'],
  ['POST', 'files/1'],
  ['POST', 'files/categories'],
] as const)('%s %s', (method, path) => {
  it('is 403 for who may not, whatever the body', async () => {
    for (const body of bodies)
      expect((await nobody.send(path, { method, type: 'application/json', body })).status, body).toBe(403);
  });

  it('looks at the body of who may', async () => {
    const reply = await owner.send(path, { method, type: 'application/json', body: '{"broken":' });
    expect([400, 422]).toContain(reply.status);
  });
});

describe.each([
  'applicant_tracking/jobs?statusGroups=nonsense',
  'applicant_tracking/applications?page=nonsense',
])('GET %s', (path) => {
  it('is 403 for who may not look, 400 for who may', async () => {
    assertError(await nobody.getJson(path), 403);
    assertError(await owner.getJson(path), 400);
  });
});
