import { type AccessDefinition, type AccessLevel, JoineryError } from '@joinery/sdk';
import type { Selectable } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { AccessLevels } from '../../db/types.generated.ts';

export async function listAccessLevels(tx: Transaction): Promise<AccessLevel[]> {
  const rows = await tx
    .selectFrom('access_levels')
    .selectAll()
    .orderBy('created_at')
    .orderBy('name')
    .execute();
  return rows.map(toAccessLevel);
}

/** Held until the transaction ends. */
export async function lockAccessLevels(tx: Transaction): Promise<AccessLevel[]> {
  const rows = await tx.selectFrom('access_levels').selectAll().orderBy('id').forUpdate().execute();
  return rows.map(toAccessLevel);
}

export async function getAccessLevel(tx: Transaction, id: string): Promise<AccessLevel> {
  const row = await tx.selectFrom('access_levels').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new JoineryError('access_levels.not_found', 'There is no such access level.');
  return toAccessLevel(row);
}

export async function getBuiltinLevel(tx: Transaction, builtin: string): Promise<AccessLevel> {
  const row = await tx
    .selectFrom('access_levels')
    .selectAll()
    .where('builtin', '=', builtin)
    .executeTakeFirst();
  if (row === undefined)
    throw new JoineryError('access_levels.not_found', `There is no built-in level ${builtin}.`);
  return toAccessLevel(row);
}

export async function insertAccessLevel(
  tx: Transaction,
  companyId: string,
  level: AccessLevel,
): Promise<void> {
  await tx
    .insertInto('access_levels')
    .values({
      id: level.id,
      company_id: companyId,
      builtin: level.builtin,
      name: level.name,
      definition: JSON.stringify(level.definition),
    })
    .execute();
}

export async function updateAccessLevel(
  tx: Transaction,
  id: string,
  change: { name: string; definition: AccessDefinition },
): Promise<void> {
  await tx
    .updateTable('access_levels')
    .set({ name: change.name, definition: JSON.stringify(change.definition), updated_at: new Date() })
    .where('id', '=', id)
    .execute();
}

function toAccessLevel(row: Selectable<AccessLevels>): AccessLevel {
  return {
    id: row.id,
    builtin: row.builtin,
    name: row.name,
    definition: row.definition as unknown as AccessDefinition,
  };
}
