// Reads that begin on a guess of who calls: the rights are those of this request all the same.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAccessLevel, updateAccessLevel } from '../../modules/access/access-levels.service.ts';
import { builtinLevels } from '../../modules/access/levels.ts';
import type { Principal } from '../../modules/access/principal.ts';
import { createEmployee } from '../../modules/employees/employees.service.ts';
import { createKey, revokeKey } from '../../modules/keys/keys.service.ts';
import { createUser, updateUser } from '../../modules/users/users.service.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let company: { slug: string; owner: Principal };
let other: { slug: string; owner: Principal };
beforeAll(async () => {
  server = await startTestServer();
  company = await aLiveCompany('Ada');
  other = await aLiveCompany('Bob');
});
afterAll(() => server.close());

async function aLiveCompany(firstName: string) {
  const { company: made, owner } = await server.aCompany();
  await createEmployee(server.context, owner, { firstName, lastName: 'Test', payRate: '50000.00 USD' });
  return { slug: made.slug, owner };
}

type Fields = Record<string, 'view' | 'none'>;
const definition = (fields: Fields) => ({
  ...(builtinLevels.no_access as NonNullable<typeof builtinLevels.no_access>).definition,
  employees: [{ scope: { kind: 'all' as const }, fields }],
});

async function aCaller(fields: Fields) {
  const level = await createAccessLevel(server.context, company.owner, {
    name: `Level ${Math.random()}`,
    definition: definition(fields),
  });
  const user = await createUser(server.context, company.owner, {
    kind: 'service',
    firstName: 'Caller',
    lastName: '',
    accessLevelId: level.id,
  });
  const { key, id } = await createKey(server.context, company.owner, { name: 'k', userId: user.id });
  return { level, user, key, keyId: id };
}

async function read(key: string, slug = company.slug, number = 1) {
  const path = `/api/gateway.php/${slug}/v1/employees/${number}?fields=firstName,payRate`;
  const response = await fetch(server.origin + path, {
    headers: { authorization: `Basic ${btoa(`${key}:x`)}`, accept: 'application/json' },
  });
  return { status: response.status, body: await response.text() };
}

const everything: Fields = { firstName: 'view', payRate: 'view' };
const whole = { status: 200, body: '{"id":"1","firstName":"Ada","payRate":"50000.00 USD"}' };

describe('a key that was seen before', () => {
  let caller: Awaited<ReturnType<typeof aCaller>>;
  beforeEach(async () => {
    caller = await aCaller(everything);
    for (let times = 0; times < 3; times += 1) expect(await read(caller.key)).toEqual(whole);
  });

  it('shows nothing from the request after it was revoked', async () => {
    await revokeKey(server.context, company.owner, caller.keyId);
    expect((await read(caller.key)).status).toBe(401);
    expect((await read(caller.key, company.slug, 999)).status).toBe(401);
  });

  it('shows nothing when its user was disabled', async () => {
    await updateUser(server.context, company.owner, caller.user.id, { status: 'disabled' });
    expect((await read(caller.key)).status).toBe(403);
  });

  it('shows what its level shows at this request', async () => {
    const { name, id } = caller.level;
    await updateAccessLevel(server.context, company.owner, id, {
      name,
      definition: definition({ firstName: 'view' }),
    });
    expect(await read(caller.key)).toEqual({ status: 200, body: '{"id":"1","firstName":"Ada"}' });
    await updateAccessLevel(server.context, company.owner, id, { name, definition: definition(everything) });
    expect(await read(caller.key)).toEqual(whole);
  });

  it('opens no other company', async () => {
    expect((await read(caller.key, other.slug)).status).toBe(401);
    expect((await read(caller.key, 'nobody-here')).status).toBe(404);
  });

  it('is told of an employee who does not exist', async () => {
    expect((await read(caller.key, company.slug, 999)).status).toBe(404);
  });
});
