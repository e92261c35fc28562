import type { AccessDefinition } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { createAccessLevel, getBuiltinLevel, updateAccessLevel } from '../access/access-levels.service.ts';
import type { Principal } from '../access/principal.ts';
import { createEmployee } from '../employees/employees.service.ts';
import { createKey } from '../keys/keys.service.ts';
import { signIn } from '../sessions/sessions.service.ts';
import { createUser, findPrincipal, updateUser } from './users.service.ts';

let test: TestContext;
let owner: Principal;
let nothing: AccessDefinition;
beforeAll(async () => {
  test = await createTestContext();
  owner = (await test.aCompany()).owner;
  nothing = (await builtin('no_access')).definition;
});
afterAll(() => test.close());

const builtin = (name: string) =>
  test.context.db.inCompany(owner.companyId, (tx) => getBuiltinLevel(tx, name));
const forbidden = { code: 'access.forbidden' };
const password = 'correct horse battery';

let count = 0;
async function aLevel(parts: Partial<AccessDefinition>) {
  count += 1;
  const input = { name: `Level ${count}`, definition: { ...nothing, ...parts } };
  return createAccessLevel(test.context, owner, input);
}
async function aUser(accessLevelId: string, principal = owner) {
  count += 1;
  return createUser(test.context, principal, {
    kind: 'person',
    email: `user${count}@example.com`,
    firstName: 'User',
    lastName: String(count),
    accessLevelId,
  });
}
const principalOf = (userId: string) =>
  test.context.db.inCompany(owner.companyId, async (tx) => {
    const principal = await findPrincipal(tx, userId, owner.company, 'session');
    if (principal === undefined) throw new Error('a new user is enabled');
    return principal;
  });

/** Somebody who may manage users, and has `parts` besides. */
async function aUserManager(parts: Partial<AccessDefinition> = {}) {
  const level = await aLevel({ settings: { ...nothing.settings, users: 'edit' }, ...parts });
  const { id } = await aUser(level.id);
  return { me: await principalOf(id), level };
}

const anEmployee = async (): Promise<number> =>
  (await createEmployee(test.context, owner, { firstName: 'Ada', lastName: 'Lovelace' })).number;

describe('whoever manages users', () => {
  it('makes nobody more than they are, themselves least of all', async () => {
    const { me } = await aUserManager();
    const { id: adminLevel } = await builtin('full_admin');
    const { id } = await aUser((await builtin('no_access')).id);
    for (const userId of [me.userId, id])
      await expect(updateUser(test.context, me, userId, { accessLevelId: adminLevel })).rejects.toMatchObject(
        {
          ...forbidden,
          message: expect.stringContaining('settings.company'),
        },
      );
    await expect(aUser(adminLevel, me)).rejects.toMatchObject(forbidden);
    expect((await principalOf(me.userId)).levelId).toBe(me.levelId);
    expect((await principalOf(id)).builtinLevel).toBe('no_access');
  });

  it('writes no level with more than they have, not their own either', async () => {
    const { me, level } = await aUserManager({ directory: true });
    const wider = { ...level.definition, manageEmployees: true };
    await expect(
      createAccessLevel(test.context, me, { name: 'Wider', definition: wider }),
    ).rejects.toMatchObject(forbidden);
    await expect(
      updateAccessLevel(test.context, me, level.id, { name: 'Mine', definition: wider }),
    ).rejects.toMatchObject(forbidden);
    const narrower = { ...level.definition, directory: false };
    const made = await createAccessLevel(test.context, me, { name: 'Narrower', definition: narrower });
    const widened = { name: 'Same', definition: level.definition };
    expect((await updateAccessLevel(test.context, me, made.id, widened)).definition).toEqual(
      level.definition,
    );
  });

  it('takes nothing from a level with more than they have', async () => {
    const { me } = await aUserManager();
    const wider = await aLevel({ manageEmployees: true });
    await expect(
      updateAccessLevel(test.context, me, wider.id, { name: 'Nothing', definition: nothing }),
    ).rejects.toMatchObject(forbidden);
  });

  it('does nothing to a user with more rights: no password, status, level or key', async () => {
    const { me } = await aUserManager();
    const { id: noAccess } = await builtin('no_access');
    const admin = await aUser((await builtin('full_admin')).id);
    const changes = [{ password }, { status: 'disabled' as const }, { accessLevelId: noAccess }];
    for (const change of changes)
      await expect(updateUser(test.context, me, admin.id, change)).rejects.toMatchObject(forbidden);
    const key = () => createKey(test.context, me, { name: 'x', userId: admin.id });
    await expect(key()).rejects.toMatchObject(forbidden);
    // A key of a disabled user would begin to work when the user is enabled again.
    await updateUser(test.context, owner, admin.id, { status: 'disabled' });
    await expect(key()).rejects.toMatchObject(forbidden);
    await expect(updateUser(test.context, me, admin.id, { status: 'enabled' })).rejects.toMatchObject(
      forbidden,
    );
  });

  it('does all of it to users with the same rights or fewer', async () => {
    const { me, level } = await aUserManager();
    const { id: noAccess } = await builtin('no_access');
    const user = await aUser(level.id, me);
    await updateUser(test.context, me, user.id, { password });
    expect((await signIn(test.context, { email: user.email ?? '', password })).principal.userId).toBe(
      user.id,
    );
    expect((await createKey(test.context, me, { name: 'x', userId: user.id })).owner.id).toBe(user.id);
    await updateUser(test.context, me, user.id, { accessLevelId: noAccess });
    expect((await updateUser(test.context, me, user.id, { status: 'disabled' })).status).toBe('disabled');
  });

  it('becomes nobody whose own record they could not see', async () => {
    const own = { scope: { kind: 'self' as const }, fields: { '**': 'view' as const } };
    const { me, level } = await aUserManager({ employees: [own] });
    const employeeNumber = await anEmployee();
    const input = {
      kind: 'person' as const,
      firstName: '',
      lastName: '',
      accessLevelId: level.id,
      employeeNumber,
    };
    const mine = { ...input, email: 'mine@example.com', password };
    await expect(createUser(test.context, me, mine)).rejects.toMatchObject(forbidden);
    const user = await createUser(test.context, owner, { ...input, email: 'theirs@example.com' });
    await expect(updateUser(test.context, me, user.id, { password })).rejects.toMatchObject(forbidden);
    await expect(createKey(test.context, me, { name: 'x', userId: user.id })).rejects.toMatchObject(
      forbidden,
    );
    // A password that is set first and a level that is given later come to the same.
    const empty = { ...mine, accessLevelId: (await builtin('no_access')).id };
    const { id: later } = await createUser(test.context, me, empty);
    const given = { accessLevelId: level.id };
    await expect(updateUser(test.context, me, later, given)).rejects.toMatchObject(forbidden);
    const { id } = await aUser(level.id, me);
    expect((await updateUser(test.context, me, id, { password })).id).toBe(id);
    expect((await updateUser(test.context, me, me.userId, { password })).id).toBe(me.userId);
  });
});

describe('a disabled Account Owner', () => {
  it('gets no key from a Full Admin', async () => {
    const { id } = await aUser((await builtin('account_owner')).id);
    await aUser((await builtin('account_owner')).id);
    await updateUser(test.context, owner, id, { status: 'disabled' });
    const admin = await principalOf((await aUser((await builtin('full_admin')).id)).id);
    await expect(createKey(test.context, admin, { name: 'x', userId: id })).rejects.toMatchObject(forbidden);
  });
});
