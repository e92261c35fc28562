import { type AccessLevel, JoineryError, type User, type UserInput, type UserPatch } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { hashPassword } from '../../platform/crypto/password.ts';
import { newId } from '../../platform/ids.ts';
import { getAccessLevel, listAccessLevelRows } from '../access/access-levels.service.ts';
import { assertArea } from '../access/areas.ts';
import { asSomebodyElse, assertMayGive } from '../access/containment.ts';
import { accountOwner } from '../access/levels.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { listPeople } from '../employees/employees.service.ts';
import { getCatalogue } from '../fields/fields.service.ts';
import * as repository from './users.repository.ts';

export async function listUsers(context: Context, principal: Principal): Promise<User[]> {
  assertArea(principal, 'settings.users', 'view');
  return context.db.inCompany(principal.companyId, repository.listUsers);
}

/**
 * Adds a user with at most the rights that one has. Only an Account Owner may make another one.
 *
 * @throws JoineryError `users.email_taken`, `access_levels.not_found`, `employees.not_found`, `access.forbidden`.
 */
export async function createUser(context: Context, principal: Principal, input: UserInput): Promise<User> {
  assertArea(principal, 'settings.users', 'edit');
  const passwordHash = input.password === undefined ? null : await hashPassword(input.password);
  return context.db.inCompany(principal.companyId, async (tx) => {
    const isEmployee = input.employeeNumber !== undefined;
    await assertMayManage(tx, principal, { levelId: input.accessLevelId, isEmployee });
    const id = newId('usr');
    await repository.insertUser(tx, principal.companyId, {
      id,
      kind: input.kind,
      email: input.email ?? null,
      firstName: input.firstName,
      lastName: input.lastName,
      passwordHash,
      accessLevelId: input.accessLevelId,
      employeeId: await findEmployeeId(tx, input.employeeNumber),
    });
    return repository.getUser(tx, id);
  });
}

/**
 * Changes level, status or password of a user with at most the rights that one has; a disabled
 * user's keys and sessions stop at the next request.
 */
export async function updateUser(
  context: Context,
  principal: Principal,
  id: string,
  patch: UserPatch,
): Promise<User> {
  assertArea(principal, 'settings.users', 'edit');
  const passwordHash = patch.password === undefined ? undefined : await hashPassword(patch.password);
  return context.db.inCompany(principal.companyId, async (tx) => {
    const before = await repository.getUser(tx, id);
    const levelBefore = await assertMayManageUser(tx, principal, before);
    if (patch.accessLevelId !== undefined)
      await assertMayManageUser(tx, principal, { ...before, accessLevelId: patch.accessLevelId });
    await repository.updateUser(tx, id, {
      ...(patch.status !== undefined && { status: patch.status }),
      ...(patch.accessLevelId !== undefined && { accessLevelId: patch.accessLevelId }),
      ...(passwordHash !== undefined && { passwordHash }),
    });
    if (levelBefore.builtin === accountOwner) await assertOwnerLeft(tx);
    return repository.getUser(tx, id);
  });
}

/**
 * Whoever sets a user's password or makes its keys can act as that user, and whoever picks its
 * level decides what that gives: all of them need the rights that the user has.
 *
 * @throws JoineryError `access.forbidden`.
 */
export async function assertMayManageUser(
  tx: Transaction,
  principal: Principal,
  { id, accessLevelId, employeeNumber }: Pick<User, 'id' | 'accessLevelId' | 'employeeNumber'>,
): Promise<AccessLevel> {
  const isEmployee = employeeNumber !== null;
  return assertMayManage(tx, principal, { userId: id, levelId: accessLevelId, isEmployee });
}

async function assertMayManage(
  tx: Transaction,
  principal: Principal,
  { userId, levelId, isEmployee }: { userId?: string; levelId: string; isEmployee: boolean },
): Promise<AccessLevel> {
  const level = await getAccessLevel(tx, levelId);
  if (level.builtin === accountOwner && principal.builtinLevel !== accountOwner)
    throw new JoineryError('access.forbidden', 'Only an Account Owner may change Account Owners.');
  const { definition } = level;
  const given = userId === principal.userId ? definition : asSomebodyElse(definition, { isEmployee });
  assertMayGive(principal, given, await getCatalogue(tx, principal.companyId));
  return level;
}

/** Names of the first enabled people whose level makes `isSo` true of somebody who is no employee. */
export async function listPeopleShown(
  tx: Transaction,
  principal: Principal,
  isSo: (as: Principal) => boolean,
  limit: number,
): Promise<string[]> {
  const levels = (await listAccessLevelRows(tx)).filter(({ definition: access }) =>
    isSo({ ...principal, employeeId: null, access }),
  );
  return repository.listNames(
    tx,
    levels.map(({ id }) => id),
    limit,
  );
}

async function assertOwnerLeft(tx: Transaction): Promise<void> {
  const users = await repository.listUsers(tx);
  const levels = new Set<string>();
  for (const user of users) if (user.status === 'enabled') levels.add(user.accessLevelId);
  const owners = await Promise.all([...levels].map((id) => getAccessLevel(tx, id)));
  if (!owners.some(({ builtin }) => builtin === accountOwner))
    throw new JoineryError('access.forbidden', 'A company needs at least one enabled Account Owner.');
}

async function findEmployeeId(tx: Transaction, number: number | undefined): Promise<string | null> {
  if (number === undefined) return null;
  const [person] = await listPeople(tx, { numbers: [number] });
  if (person === undefined) throw new JoineryError('employees.not_found', `There is no employee ${number}.`);
  return person.id;
}

export {
  findPasswordHash,
  findPrincipal,
  findUserNumbers,
  getUser,
  insertUser,
  listSignIns,
  updateUser as updateUserRow,
} from './users.repository.ts';
