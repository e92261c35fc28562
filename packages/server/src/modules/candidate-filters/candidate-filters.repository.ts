import type { SavedCandidateFilter, SavedCandidateFilterPatch } from '@joinery/sdk';
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';

export interface FilterRow {
  id: string;
  userId: string;
  ownerName: string;
  name: string;
  shared: boolean;
  filter: SavedCandidateFilter['filter'];
  createdAt: Date;
}

/** Those of a user and, unless `own`, those that others share, by name. */
export async function listFilters(
  tx: Transaction,
  userId: string,
  { own = false }: { own?: boolean } = {},
): Promise<FilterRow[]> {
  const rows = await tx
    .selectFrom('candidate_filters')
    .innerJoin('users', (join) =>
      join
        .onRef('users.company_id', '=', 'candidate_filters.company_id')
        .onRef('users.id', '=', 'candidate_filters.user_id'),
    )
    .select([
      'candidate_filters.id',
      'candidate_filters.user_id as userId',
      sql<string>`trim(users.first_name || ' ' || users.last_name)`.as('ownerName'),
      'candidate_filters.name',
      'candidate_filters.shared',
      'candidate_filters.filter',
      'candidate_filters.created_at as createdAt',
    ])
    .where((eb) =>
      eb.or([eb('candidate_filters.user_id', '=', userId), ...(own ? [] : [eb('shared', '=', true)])]),
    )
    .orderBy(sql`lower(name)`)
    .orderBy('candidate_filters.id')
    .execute();
  return rows.map((row) => ({ ...row, filter: row.filter as FilterRow['filter'] }));
}

export async function insertFilter(
  tx: Transaction,
  companyId: string,
  { id, userId, name, shared, filter, createdAt }: Omit<FilterRow, 'ownerName'>,
): Promise<void> {
  await tx
    .insertInto('candidate_filters')
    .values({
      id,
      company_id: companyId,
      user_id: userId,
      name,
      shared,
      filter: JSON.stringify(filter),
      created_at: createdAt,
    })
    .execute();
}

/** Only what is given: whoever changes something else at the same time has it kept, too. */
export async function updateFilter(
  tx: Transaction,
  id: string,
  { name, shared, filter }: SavedCandidateFilterPatch,
): Promise<void> {
  const change = {
    ...(name !== undefined && { name }),
    ...(shared !== undefined && { shared }),
    ...(filter !== undefined && { filter: JSON.stringify(filter) }),
  };
  await tx.updateTable('candidate_filters').set(change).where('id', '=', id).execute();
}

export async function removeFilter(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('candidate_filters').where('id', '=', id).execute();
}
