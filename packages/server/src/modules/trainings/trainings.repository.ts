import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { TrainingCategory, TrainingType } from './trainings.ts';

export async function listCategories(tx: Transaction): Promise<TrainingCategory[]> {
  return tx.selectFrom('training_categories').select(['id', 'name']).orderBy('id').execute();
}

export async function findCategory(
  tx: Transaction,
  by: { id: number } | { name: string },
): Promise<TrainingCategory | undefined> {
  // Whoever is about to use it keeps it from being removed.
  const query = tx.selectFrom('training_categories').select(['id', 'name']).forKeyShare();
  return ('id' in by ? query.where('id', '=', by.id) : query.where(sameName(by.name))).executeTakeFirst();
}

const sameName = (name: string) => sql<boolean>`lower(name) = lower(${name})`;

/** Undefined when a category has this name. */
export async function insertCategory(
  tx: Transaction,
  companyId: string,
  name: string,
): Promise<TrainingCategory | undefined> {
  return tx
    .insertInto('training_categories')
    .values({ company_id: companyId, name })
    .onConflict((conflict) => conflict.doNothing())
    .returning(['id', 'name'])
    .executeTakeFirst();
}

/** False when another category has this name. */
export async function renameCategory(tx: Transaction, id: number, name: string): Promise<boolean> {
  const taken = await tx
    .selectFrom('training_categories')
    .select('id')
    .where(sameName(name))
    .where('id', '!=', id)
    .executeTakeFirst();
  if (taken !== undefined) return false;
  await tx.updateTable('training_categories').set({ name }).where('id', '=', id).execute();
  return true;
}

/** Types of the category have none afterwards. */
export async function removeCategory(tx: Transaction, id: number): Promise<void> {
  await tx.deleteFrom('training_categories').where('id', '=', id).execute();
}

function selectTypes(tx: Transaction) {
  return tx
    .selectFrom('training_types as type')
    .leftJoin('training_categories as category', 'category.id', 'type.category_id')
    .selectAll('type')
    .select('category.name as category_name')
    .orderBy('type.id');
}

type TypeRow = Awaited<ReturnType<ReturnType<typeof selectTypes>['executeTakeFirstOrThrow']>>;

export async function listTypes(tx: Transaction): Promise<TrainingType[]> {
  return (await selectTypes(tx).execute()).map(toType);
}

export async function findType(tx: Transaction, id: number): Promise<TrainingType | undefined> {
  const row = await selectTypes(tx).where('type.id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toType(row);
}

/** Undefined when a type has this name. */
export async function insertType(
  tx: Transaction,
  companyId: string,
  type: Omit<TrainingType, 'id'>,
): Promise<number | undefined> {
  const row = await tx
    .insertInto('training_types')
    .values({ company_id: companyId, ...toRow(type) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

/** False when another type has this name. */
export async function updateType(tx: Transaction, type: TrainingType): Promise<boolean> {
  const taken = await tx
    .selectFrom('training_types')
    .select('id')
    .where(sameName(type.name))
    .where('id', '!=', type.id)
    .executeTakeFirst();
  if (taken !== undefined) return false;
  await tx.updateTable('training_types').set(toRow(type)).where('id', '=', type.id).execute();
  return true;
}

export async function removeType(tx: Transaction, id: number): Promise<void> {
  await tx.deleteFrom('training_types').where('id', '=', id).execute();
}

/** Holds the type until the transaction ends, so that nobody completes what is being removed. */
export async function lockType(tx: Transaction, id: number, mode: 'use' | 'change'): Promise<void> {
  const query = tx.selectFrom('training_types').select('id').where('id', '=', id);
  await (mode === 'use' ? query.forKeyShare() : query.forUpdate()).execute();
}

function toRow(type: Omit<TrainingType, 'id'>) {
  return {
    name: type.name,
    required: type.required,
    renewal_months: type.renewalMonths,
    due_days: type.dueDays,
    category_id: type.category?.id ?? null,
    link_url: type.linkUrl,
    description: type.description,
    self_completion: type.selfCompletion,
  };
}

function toType(row: TypeRow): TrainingType {
  const { category_id: id, category_name: name } = row;
  return {
    id: row.id,
    name: row.name,
    required: row.required,
    renewalMonths: row.renewal_months,
    dueDays: row.due_days,
    category: id === null || name === null ? null : { id, name },
    linkUrl: row.link_url,
    description: row.description,
    selfCompletion: row.self_completion,
  };
}
