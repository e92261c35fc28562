import type { CandidateMerge, StageKind } from '@joinery/sdk';
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { Row, SharedApplication } from './merging.ts';

/** A column of a table that names rows of another one. */
export interface Reference {
  child: string;
  col: string;
  keys: string[];
}

export async function listReferences(
  tx: Transaction,
  parent: 'candidates' | 'applications',
): Promise<Reference[]> {
  const { rows } = await sql<Reference>`select child, col, keys from columns_referring_to(${parent})`.execute(
    tx,
  );
  return rows;
}

export interface MovedRows extends Reference {
  from: string;
  to: string;
  /** Keys of the rows that went. */
  moved: Row[];
  /** Rows that the other had already, whole. */
  removed: Row[];
}

export async function moveRows(
  tx: Transaction,
  { child, col, keys }: Reference,
  { from, to }: { from: string; to: string },
): Promise<MovedRows> {
  const { rows } = await sql<{ done: { moved: Row[]; removed: Row[] } }>`
    select move_rows(${child}, ${col}, ${keys}, ${from}, ${to}) as done`.execute(tx);
  const { moved = [], removed = [] } = rows[0]?.done ?? {};
  return { child, col, keys, from, to, moved, removed };
}

export async function moveBack(tx: Transaction, { child, col, moved, from, to }: MovedRows): Promise<void> {
  if (moved.length === 0) return;
  await sql`select move_rows_back(${child}, ${col}, ${JSON.stringify(moved)}::jsonb, ${to}, ${from})`.execute(
    tx,
  );
}

export async function insertRow(tx: Transaction, table: string, row: Row): Promise<void> {
  await sql`select insert_row(${table}, ${JSON.stringify(row)}::jsonb)`.execute(tx);
}

export async function replaceRow(tx: Transaction, table: string, row: Row): Promise<void> {
  await sql`select replace_row(${table}, ${JSON.stringify(row)}::jsonb)`.execute(tx);
}

export async function findRow(
  tx: Transaction,
  table: 'candidates' | 'applications',
  id: string,
): Promise<Row | undefined> {
  const { rows } = await sql<{ whole: Row }>`
    select to_jsonb(t) as whole from ${sql.table(table)} t where id = ${id}`.execute(tx);
  return rows[0]?.whole;
}

export async function removeRow(
  tx: Transaction,
  table: 'candidates' | 'applications',
  id: string,
): Promise<void> {
  await sql`delete from ${sql.table(table)} where id = ${id}`.execute(tx);
}

/** Whether the user's access level shows them only some candidates, whether or not they can come in now. */
export async function seesOnlySome(tx: Transaction, userId: string): Promise<boolean> {
  const { rows } = await sql`
    select from users u join access_levels l on l.company_id = u.company_id and l.id = u.access_level_id
     where u.id = ${userId}
       and ((l.definition #>> '{hiring,assignedJobsOnly}')::boolean
         or (l.definition #>> '{hiring,ownCandidatesOnly}')::boolean)`.execute(tx);
  return rows.length > 0;
}

/** Whether the law wants one of them kept as they are. */
export async function isHeld(tx: Transaction, ids: string[]): Promise<boolean> {
  const { rows } = await sql`select from candidate_privacy
    where candidate_id = any(${ids}) and held_at is not null limit 1`.execute(tx);
  return rows.length > 0;
}

/** Whether something of them is on its way to the recruiting of an account: its receipt has to stay where it is. */
export async function isBeingSent(tx: Transaction, ids: string[]): Promise<boolean> {
  const { rows } = await sql`select from recruiting_writes
    where candidate_id = any(${ids}) and settled_at is null limit 1`.execute(tx);
  return rows.length > 0;
}

/** Keys are written anew; nobody has to move them. */
export async function forgetKeys(tx: Transaction, candidateId: string): Promise<void> {
  await sql`delete from candidate_match_keys where candidate_id = ${candidateId}`.execute(tx);
}

export async function setDue(tx: Transaction, ids: string[]): Promise<void> {
  await sql`update candidates set duplicates_due = true where id = any(${ids})`.execute(tx);
}

export async function listApplications(
  tx: Transaction,
  candidateIds: string[],
): Promise<SharedApplication[]> {
  const { rows } = await sql<SharedApplication & { stageKind: StageKind }>`
    select a.id, a.candidate_id as "candidateId", a.job_id as "jobId", j.title as "jobTitle", s.kind as "stageKind",
      exists (select from hires h where h.company_id = a.company_id and h.application_id = a.id) as "hasHires",
      exists (select from offers o where o.company_id = a.company_id and o.application_id = a.id) as "hasOffer"
    from applications a
    join jobs j on j.company_id = a.company_id and j.id = a.job_id
    join stages s on s.company_id = a.company_id and s.id = a.stage_id
    where a.candidate_id = any(${candidateIds}) order by a.id`.execute(tx);
  return rows;
}

/** Rows that name an application go with it, also those that were written since the merge. */
export async function alignWithApplications(
  tx: Transaction,
  table: { child: string; candidate: string; application: string },
  candidateIds: string[],
): Promise<void> {
  const [candidate, application] = [sql.ref(`t.${table.candidate}`), sql.ref(`t.${table.application}`)];
  await sql`update ${sql.table(table.child)} t set ${sql.ref(table.candidate)} = a.candidate_id
    from applications a
    where a.id = ${application} and ${candidate} = any(${candidateIds}) and ${candidate} <> a.candidate_id`.execute(
    tx,
  );
}

/** Everything that the undo puts back. */
export interface MergeRecord {
  kept: { before: Row; after: Row };
  merged: Row;
  /** Applications that went into another one. */
  folds: { row: Row; into: string; jobTitle: string; moves: MovedRows[] }[];
  moves: MovedRows[];
  pair: Row | null;
}

export interface NewMerge {
  id: string;
  keptId: string;
  mergedId: string;
  names: { kept: string; merged: string };
  choices: { taken: string[]; folded: CandidateMerge['foldedApplications'] };
  before: MergeRecord;
  mergedAt: Date;
  mergedBy: string;
}

export async function insertMerge(tx: Transaction, companyId: string, merge: NewMerge): Promise<void> {
  await tx
    .insertInto('candidate_merges')
    .values({
      id: merge.id,
      company_id: companyId,
      kept_id: merge.keptId,
      merged_id: merge.mergedId,
      names: JSON.stringify(merge.names),
      choices: JSON.stringify(merge.choices),
      before: JSON.stringify(merge.before),
      merged_at: merge.mergedAt,
      merged_by: merge.mergedBy,
    })
    .execute();
  const ids = [
    { old: merge.mergedId, into: merge.keptId },
    ...merge.choices.folded.map(({ id, intoId }) => ({ old: id, into: intoId })),
  ];
  await tx
    .insertInto('merged_ids')
    .values(
      ids.map(({ old, into }) => ({ company_id: companyId, old_id: old, into_id: into, merge_id: merge.id })),
    )
    .execute();
}

// A later merge of whom this one kept builds on it: taken apart in between, it would not be what it was.
const canUndo = sql<boolean>`(candidate_merges.before is not null and not exists (
  select from candidate_merges later
  where later.company_id = candidate_merges.company_id and later.id > candidate_merges.id
    and later.undone_at is null and candidate_merges.kept_id in (later.kept_id, later.merged_id)))`;

/** Newest first: merges that this candidate was part of. */
export async function listMerges(
  tx: Transaction,
  which: { candidateId: string } | { id: string } | { merged: string; kept: string },
): Promise<CandidateMerge[]> {
  const rows = await tx
    .selectFrom('candidate_merges')
    .select([
      'id',
      'kept_id',
      'merged_id',
      'names',
      'choices',
      'merged_at',
      'merged_by',
      'undone_at',
      'undone_by',
    ])
    .select(canUndo.as('can_undo'))
    .where((eb) => {
      if ('id' in which) return eb('id', '=', which.id);
      if ('merged' in which)
        return eb.and([
          eb('merged_id', '=', which.merged),
          eb('kept_id', '=', which.kept),
          eb('undone_at', 'is', null),
        ]);
      return eb.or([eb('kept_id', '=', which.candidateId), eb('merged_id', '=', which.candidateId)]);
    })
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => {
    const names = row.names as unknown as NewMerge['names'];
    const choices = row.choices as unknown as NewMerge['choices'];
    return {
      id: row.id,
      keptId: row.kept_id,
      keptName: names.kept,
      mergedId: row.merged_id,
      mergedName: names.merged,
      takenFields: choices.taken,
      foldedApplications: choices.folded,
      mergedAt: row.merged_at.toISOString(),
      mergedBy: row.merged_by,
      undoneAt: row.undone_at?.toISOString() ?? null,
      undoneBy: row.undone_by,
      canUndo: row.can_undo,
    };
  });
}

export async function findRecord(tx: Transaction, id: string): Promise<MergeRecord | undefined> {
  const row = await tx
    .selectFrom('candidate_merges')
    .select('before')
    .where('id', '=', id)
    .executeTakeFirst();
  return (row?.before ?? undefined) as unknown as MergeRecord | undefined;
}

export async function endMerge(tx: Transaction, id: string, undone: { at: Date; by: string }): Promise<void> {
  await tx
    .updateTable('candidate_merges')
    .set({ undone_at: undone.at, undone_by: undone.by, before: null })
    .where('id', '=', id)
    .execute();
  await tx.deleteFrom('merged_ids').where('merge_id', '=', id).execute();
}

export async function findPair(tx: Transaction, ids: [string, string]): Promise<Row | null> {
  const [first = '', second = ''] = [...ids].sort();
  const { rows } = await sql<{ whole: Row }>`
    select to_jsonb(t) as whole from candidate_duplicates t
    where first_id = ${first} and second_id = ${second}`.execute(tx);
  return rows[0]?.whole ?? null;
}
