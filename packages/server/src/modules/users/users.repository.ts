import { type AccessDefinition, type Company, JoineryError, type User } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { Principal } from '../access/principal.ts';

function selectUsers(tx: Transaction) {
  return tx
    .selectFrom('users')
    .innerJoin('access_levels', 'access_levels.id', 'users.access_level_id')
    .leftJoin('employees', 'employees.id', 'users.employee_id')
    .selectAll('users')
    .select([
      'access_levels.name as level_name',
      'access_levels.builtin as level_builtin',
      'access_levels.definition as level_definition',
      'employees.number as employee_number',
    ]);
}

type UserRow = Awaited<ReturnType<ReturnType<typeof selectUsers>['executeTakeFirstOrThrow']>>;

export async function listUsers(tx: Transaction): Promise<User[]> {
  return (await selectUsers(tx).orderBy('users.number').execute()).map(toUser);
}

/** Numbers of the users that employees are, by employee. */
export async function findUserNumbers(tx: Transaction, employeeIds: string[]): Promise<Map<string, number>> {
  const rows = await tx
    .selectFrom('users')
    .where((eb) => eb('employee_id', '=', eb.fn.any(eb.val(employeeIds))))
    .select(['employee_id', 'number'])
    .execute();
  return new Map(rows.map((row) => [row.employee_id ?? '', row.number]));
}

/** Names of enabled people with one of the levels, the first users first. */
export async function listNames(
  tx: Transaction,
  levelIds: readonly string[],
  limit: number,
): Promise<string[]> {
  if (levelIds.length === 0) return [];
  const rows = await selectUsers(tx)
    .where('users.access_level_id', 'in', levelIds)
    .where('users.status', '=', 'enabled')
    .where('users.kind', '=', 'person')
    .orderBy('users.number')
    .limit(limit)
    .execute();
  return rows.map((row) => nameOf(row));
}

/** @throws JoineryError `users.not_found`. */
export async function getUser(tx: Transaction, id: string): Promise<User> {
  const row = await selectUsers(tx).where('users.id', '=', id).executeTakeFirst();
  if (row === undefined) throw new JoineryError('users.not_found', 'There is no such user.');
  return toUser(row);
}

/** The principal that an enabled user is at this moment. */
export async function findPrincipal(
  tx: Transaction,
  userId: string,
  company: Company,
  via: Principal['via'],
): Promise<Principal | undefined> {
  const row = await selectUsers(tx)
    .where('users.id', '=', userId)
    .where('users.status', '=', 'enabled')
    .executeTakeFirst();
  return row === undefined ? undefined : toPrincipal(row, company, via);
}

function nameOf(row: Pick<UserRow, 'first_name' | 'last_name' | 'email'>): string {
  return `${row.first_name} ${row.last_name}`.trim() || row.email || 'Service user';
}

function toPrincipal(row: UserRow, company: Company, via: Principal['via']): Principal {
  return {
    companyId: company.id,
    company,
    userId: row.id,
    userNumber: row.number,
    userName: nameOf(row),
    employeeId: row.employee_id,
    levelId: row.access_level_id,
    builtinLevel: row.level_builtin,
    access: row.level_definition as unknown as AccessDefinition,
    via,
  };
}

export interface NewUser {
  id: string;
  kind: User['kind'];
  email: string | null;
  firstName: string;
  lastName: string;
  passwordHash: string | null;
  accessLevelId: string;
  employeeId: string | null;
}

/** @throws JoineryError `users.email_taken`. */
export async function insertUser(tx: Transaction, companyId: string, user: NewUser): Promise<void> {
  try {
    await tx
      .insertInto('users')
      .values({
        id: user.id,
        company_id: companyId,
        kind: user.kind,
        email: user.email,
        first_name: user.firstName,
        last_name: user.lastName,
        password_hash: user.passwordHash,
        access_level_id: user.accessLevelId,
        employee_id: user.employeeId,
      })
      .execute();
  } catch (cause) {
    if ((cause as { constraint?: string }).constraint !== 'users_email') throw cause;
    throw new JoineryError('users.email_taken', 'A user of this company has this e-mail address.', {
      issues: [{ path: 'email', message: 'is taken' }],
      cause,
    });
  }
}

export async function updateUser(
  tx: Transaction,
  id: string,
  change: { status?: User['status']; accessLevelId?: string; passwordHash?: string; lastLoginAt?: Date },
): Promise<void> {
  const set = {
    ...(change.status !== undefined && { status: change.status }),
    ...(change.accessLevelId !== undefined && { access_level_id: change.accessLevelId }),
    ...(change.passwordHash !== undefined && { password_hash: change.passwordHash }),
    ...(change.lastLoginAt !== undefined && { last_login_at: change.lastLoginAt }),
  };
  if (Object.keys(set).length > 0) await tx.updateTable('users').set(set).where('id', '=', id).execute();
  // Whoever signed in with the old password has to sign in again.
  if (change.passwordHash !== undefined) await tx.deleteFrom('sessions').where('user_id', '=', id).execute();
}

export async function findPasswordHash(tx: Transaction, userId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', userId)
    .executeTakeFirst();
  return row?.password_hash ?? null;
}

export interface SignInRow {
  userId: string;
  companyId: string;
  passwordHash: string | null;
}

/** Enabled users with this e-mail address, in any company. Needs a transaction that looks up the address. */
export async function listSignIns(tx: Transaction, email: string): Promise<SignInRow[]> {
  const rows = await tx
    .selectFrom('users')
    .select(['id', 'company_id', 'password_hash'])
    .where((eb) => eb(eb.fn('lower', ['email']), '=', email.toLowerCase()))
    .where('status', '=', 'enabled')
    .execute();
  return rows.map((row) => ({ userId: row.id, companyId: row.company_id, passwordHash: row.password_hash }));
}

function toUser(row: UserRow): User {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind as User['kind'],
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    status: row.status as User['status'],
    accessLevelId: row.access_level_id,
    accessLevelName: row.level_name,
    employeeNumber: row.employee_number,
    lastLoginAt: row.last_login_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}
