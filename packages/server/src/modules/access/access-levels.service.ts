import { type AccessDefinition, type AccessLevel, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Context } from '../context.ts';
import { getCatalogue } from '../fields/fields.service.ts';
import * as repository from './access-levels.repository.ts';
import { assertArea } from './areas.ts';
import { assertMayGive } from './containment.ts';
import { builtinLevels } from './levels.ts';
import type { Principal } from './principal.ts';

interface LevelInput {
  name: string;
  definition: AccessDefinition;
}

export async function listAccessLevels(context: Context, principal: Principal): Promise<AccessLevel[]> {
  assertArea(principal, 'settings.users', 'view');
  return context.db.inCompany(principal.companyId, repository.listAccessLevels);
}

/**
 * Adds a custom level that gives at most what one has.
 *
 * @throws JoineryError `request.invalid` when the name is taken, `access.forbidden`.
 */
export async function createAccessLevel(
  context: Context,
  principal: Principal,
  input: LevelInput,
): Promise<AccessLevel> {
  assertArea(principal, 'settings.users', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    assertMayGive(principal, input.definition, await getCatalogue(tx, principal.companyId));
    assertNameFree(await repository.listAccessLevels(tx), input.name);
    const level: AccessLevel = { id: newId('lvl'), builtin: null, ...input };
    await repository.insertAccessLevel(tx, principal.companyId, level);
    return level;
  });
}

/**
 * Changes a custom level that gives, before and after, at most what one has; it counts from the
 * next request of each of its users.
 */
export async function updateAccessLevel(
  context: Context,
  principal: Principal,
  id: string,
  input: LevelInput,
): Promise<AccessLevel> {
  assertArea(principal, 'settings.users', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const level = await repository.getAccessLevel(tx, id);
    if (level.builtin !== null)
      throw new JoineryError('access.forbidden', 'Built-in levels cannot be changed; make a custom one.');
    const catalogue = await getCatalogue(tx, principal.companyId);
    for (const { definition } of [level, input]) assertMayGive(principal, definition, catalogue);
    const others = (await repository.listAccessLevels(tx)).filter((other) => other.id !== id);
    assertNameFree(others, input.name);
    await repository.updateAccessLevel(tx, id, input);
    return { ...level, ...input };
  });
}

function assertNameFree(levels: AccessLevel[], name: string): void {
  if (levels.some((level) => level.name.toLowerCase() === name.toLowerCase()))
    throw new JoineryError('request.invalid', 'Another access level has this name.', {
      issues: [{ path: 'name', message: 'is taken' }],
    });
}

/** Filters by department, division or location follow an option to its new name. */
export async function renameInScopes(
  tx: Transaction,
  scope: 'departments' | 'divisions' | 'locations',
  { from, to }: { from: string; to: string },
): Promise<void> {
  const renamed = (names: readonly string[]) => names.map((name) => (name === from ? to : name));
  for (const { id, name, definition } of await repository.lockAccessLevels(tx)) {
    if (!namesInScopes(definition, scope).includes(from)) continue;
    const employees = definition.employees.map((grant) => {
      if (grant.scope.kind !== 'filter' || grant.scope[scope] === undefined) return grant;
      return { ...grant, scope: { ...grant.scope, [scope]: renamed(grant.scope[scope]) } };
    });
    await repository.updateAccessLevel(tx, id, { name, definition: { ...definition, employees } });
  }
}

/** Whether a filter of any level names it. */
export async function isNamedInScopes(
  tx: Transaction,
  scope: 'departments' | 'divisions' | 'locations',
  name: string,
): Promise<boolean> {
  const levels = await repository.listAccessLevels(tx);
  return levels.some(({ definition }) => namesInScopes(definition, scope).includes(name));
}

function namesInScopes(
  { employees }: AccessDefinition,
  scope: 'departments' | 'divisions' | 'locations',
): string[] {
  return employees.flatMap((grant) => (grant.scope.kind === 'filter' ? (grant.scope[scope] ?? []) : []));
}

/** What a new company starts with. */
export async function seedAccessLevels(tx: Transaction, companyId: string): Promise<void> {
  for (const [builtin, { name, definition }] of Object.entries(builtinLevels))
    await repository.insertAccessLevel(tx, companyId, { id: newId('lvl'), builtin, name, definition });
}

export {
  getAccessLevel,
  getBuiltinLevel,
  listAccessLevels as listAccessLevelRows,
} from './access-levels.repository.ts';
