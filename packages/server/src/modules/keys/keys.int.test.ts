import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { createAccessLevel, getBuiltinLevel, updateAccessLevel } from '../access/access-levels.service.ts';
import { builtinLevels } from '../access/levels.ts';
import type { Principal } from '../access/principal.ts';
import {
  authenticateSession,
  describeSession,
  signIn,
  signOut,
  switchCompany,
} from '../sessions/sessions.service.ts';
import { createUser, listUsers, updateUser } from '../users/users.service.ts';
import { authenticateKey, createKey, listKeys, revokeKey } from './keys.service.ts';

let test: TestContext;
let system: Principal;

beforeAll(async () => {
  test = await createTestContext();
  system = (await test.aCompany()).owner;
});
afterAll(() => test.close());

const level = (builtin: string, principal = system) =>
  test.context.db.inCompany(principal.companyId, (tx) => getBuiltinLevel(tx, builtin));

let count = 0;
async function aUser(builtin: string, principal = system, password?: string) {
  count += 1;
  const user = await createUser(test.context, principal, {
    kind: 'person',
    email: `Person${count}@example.com`,
    firstName: 'Person',
    lastName: String(count),
    accessLevelId: (await level(builtin, principal)).id,
    ...(password !== undefined && { password }),
  });
  const { key } = await createKey(test.context, principal, { name: 'test', userId: user.id });
  const me = await authenticateKey(test.context, key);
  if (me === undefined) throw new Error('the key of a new user must work');
  return { user, key, me };
}

describe('an API key', () => {
  it('acts as its user, in its company, and is stored only as a hash', async () => {
    const { key, user, me } = await aUser('manager');
    expect(me).toMatchObject({
      companyId: system.companyId,
      userId: user.id,
      builtinLevel: 'manager',
      via: 'key',
    });
    const stored = await test.context.db.inCompany(system.companyId, (tx) =>
      tx.selectFrom('api_keys').selectAll().execute(),
    );
    expect(JSON.stringify(stored)).not.toContain(key.slice(8));
    const [listed] = await listKeys(test.context, me);
    expect(listed).toMatchObject({ preview: `${key.slice(0, 8)}…`, owner: { id: user.id } });
    expect(listed?.lastUsedAt).not.toBeNull();
  });

  it('follows the rights that its user has at the moment of each request', async () => {
    const { user, key } = await aUser('employee');
    const custom = await createAccessLevel(test.context, system, {
      name: 'Integration',
      definition: {
        ...(builtinLevels.no_access as NonNullable<typeof builtinLevels.no_access>).definition,
        directory: true,
      },
    });
    await updateUser(test.context, system, user.id, { accessLevelId: custom.id });
    expect((await authenticateKey(test.context, key))?.access.directory).toBe(true);
    await updateAccessLevel(test.context, system, custom.id, {
      name: 'Integration',
      definition: { ...custom.definition, directory: false },
    });
    expect((await authenticateKey(test.context, key))?.access.directory).toBe(false);
  });

  it('stops at the next request when it is revoked or its user is disabled', async () => {
    const { key, me } = await aUser('employee');
    const [listed] = await listKeys(test.context, me);
    await revokeKey(test.context, me, listed?.id ?? '');
    expect(await authenticateKey(test.context, key)).toBeUndefined();
    const other = await aUser('employee');
    await updateUser(test.context, system, other.user.id, { status: 'disabled' });
    expect(await authenticateKey(test.context, other.key)).toBeUndefined();
  });

  it('of somebody else is made, seen and revoked only by those who manage users', async () => {
    const { me } = await aUser('employee');
    const { user: victim, me: victimMe } = await aUser('employee');
    const [victimKey] = await listKeys(test.context, victimMe);
    await expect(createKey(test.context, me, { name: 'x', userId: victim.id })).rejects.toMatchObject({
      code: 'access.forbidden',
    });
    await expect(revokeKey(test.context, me, victimKey?.id ?? '')).rejects.toMatchObject({
      code: 'access.forbidden',
    });
    expect((await listKeys(test.context, me)).every((key) => key.owner.id === me.userId)).toBe(true);
    const { me: admin } = await aUser('full_admin');
    expect((await revokeKey(test.context, admin, victimKey?.id ?? '')).revokedAt).not.toBeNull();
  });

  it('cannot lift a Full Admin to Account Owner, by key, level or user', async () => {
    const { user: owner } = await aUser('account_owner');
    const { me: admin } = await aUser('full_admin');
    const ownerLevel = await level('account_owner');
    const forbidden = { code: 'access.forbidden' };
    await expect(createKey(test.context, admin, { name: 'x', userId: owner.id })).rejects.toMatchObject(
      forbidden,
    );
    await expect(
      updateUser(test.context, admin, admin.userId, { accessLevelId: ownerLevel.id }),
    ).rejects.toMatchObject(forbidden);
    await expect(
      updateUser(test.context, admin, owner.id, { password: 'a new password' }),
    ).rejects.toMatchObject(forbidden);
    await expect(
      createUser(test.context, admin, {
        kind: 'service',
        firstName: '',
        lastName: '',
        accessLevelId: ownerLevel.id,
      }),
    ).rejects.toMatchObject(forbidden);
  });

  it('of one company is nothing in another: ids there do not exist', async () => {
    const { owner: stranger } = await test.aCompany();
    const { me, user } = await aUser('employee');
    const [key] = await listKeys(test.context, me);
    await expect(revokeKey(test.context, stranger, key?.id ?? '')).rejects.toMatchObject({
      code: 'keys.not_found',
    });
    await expect(createKey(test.context, stranger, { name: 'x', userId: user.id })).rejects.toMatchObject({
      code: 'users.not_found',
    });
    await expect(updateUser(test.context, stranger, user.id, { status: 'disabled' })).rejects.toMatchObject({
      code: 'users.not_found',
    });
  });
});

describe('a company', () => {
  it('keeps at least one enabled Account Owner', async () => {
    const { owner } = await test.aCompany();
    const { user } = await aUser('account_owner', owner);
    await expect(updateUser(test.context, owner, user.id, { status: 'disabled' })).rejects.toMatchObject({
      code: 'access.forbidden',
    });
  });

  it('has one user for an e-mail address', async () => {
    const { user } = await aUser('employee');
    const again = {
      kind: 'person' as const,
      email: user.email?.toUpperCase() ?? '',
      firstName: '',
      lastName: '',
      accessLevelId: user.accessLevelId,
    };
    await expect(createUser(test.context, system, again)).rejects.toMatchObject({
      code: 'users.email_taken',
    });
  });
});

describe('a session', () => {
  const password = 'correct horse battery';

  it('opens with the right password and ends when signed out or expired', async () => {
    const { user } = await aUser('manager', system, password);
    const { token, principal, expiresAt } = await signIn(test.context, {
      email: user.email?.toUpperCase() ?? '',
      password,
    });
    expect(principal).toMatchObject({ userId: user.id, via: 'session' });
    expect((await authenticateSession(test.context, token))?.userId).toBe(user.id);
    expect((await describeSession(test.context, principal)).user.lastLoginAt).not.toBeNull();
    test.setNow(new Date(expiresAt.getTime() + 1));
    expect(await authenticateSession(test.context, token)).toBeUndefined();
    test.setNow(undefined);
    await signOut(test.context, token);
    expect(await authenticateSession(test.context, token)).toBeUndefined();
  });

  it('is refused in the same words for a wrong password, an unknown person and a disabled one', async () => {
    const { user } = await aUser('manager', system, password);
    const messages = new Set<string>();
    const refuse = async (email: string, given: string) => {
      const error = await signIn(test.context, { email, password: given }).catch((e: unknown) => e);
      expect(error).toMatchObject({ code: 'access.wrong_credentials' });
      messages.add((error as Error).message);
    };
    await refuse(user.email ?? '', 'wrong');
    await refuse('nobody@example.com', password);
    await updateUser(test.context, system, user.id, { status: 'disabled' });
    await refuse(user.email ?? '', password);
    expect(messages.size).toBe(1);
  });

  it('ends when the password changes', async () => {
    const { user } = await aUser('manager', system, password);
    const { token } = await signIn(test.context, { email: user.email ?? '', password });
    await updateUser(test.context, system, user.id, { password: 'another password' });
    expect(await authenticateSession(test.context, token)).toBeUndefined();
  });

  it('opens in the oldest company, goes on in another of the same person, and in no third one', async () => {
    const { user } = await aUser('manager', system, password);
    const { company, owner } = await test.aCompany();
    await createUser(test.context, owner, {
      kind: 'person',
      email: user.email ?? '',
      password,
      firstName: '',
      lastName: '',
      accessLevelId: (await level('employee', owner)).id,
    });
    const credentials = { email: user.email ?? '', password };
    const first = await signIn(test.context, credentials);
    expect(first.principal.companyId).toBe(system.companyId);
    const { companies } = await describeSession(test.context, first.principal, first.token);
    expect(companies.map(({ slug }) => slug)).toEqual([system.company.slug, company.slug]);
    const second = await switchCompany(test.context, first.token, company.slug);
    expect(second.principal.companyId).toBe(company.id);
    expect(await authenticateSession(test.context, first.token)).toBeUndefined();
    expect((await authenticateSession(test.context, second.token))?.companyId).toBe(company.id);
    const { company: third } = await test.aCompany();
    await expect(switchCompany(test.context, second.token, third.slug)).rejects.toMatchObject({
      code: 'companies.not_found',
    });
    const again = await signIn(test.context, credentials);
    const [other] = await listUsers(test.context, owner);
    await updateUser(test.context, owner, other?.id ?? '', { password: 'another password' });
    await expect(switchCompany(test.context, again.token, company.slug)).rejects.toMatchObject({
      code: 'companies.not_found',
    });
    await updateUser(test.context, owner, other?.id ?? '', { password });
    const direct = await signIn(test.context, { ...credentials, company: company.slug });
    expect(direct.principal.companyId).toBe(company.id);
    await expect(signIn(test.context, { ...credentials, company: third.slug })).rejects.toMatchObject({
      code: 'access.wrong_credentials',
    });
  });
});
