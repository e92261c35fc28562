import type { ResumeFetch } from '@joinery/sdk';
import { rowsOf, type Transaction } from '../../db/database.ts';
import type { AddedBy } from './resume-fetches.ts';

export interface NewFetch extends AddedBy {
  id: string;
  candidateId: string;
  host: string;
  sealedUrl: string;
  name: string | null;
  createdAt: Date;
}

export async function insertFetch(tx: Transaction, companyId: string, fetch: NewFetch): Promise<void> {
  await tx
    .insertInto('resume_fetches')
    .values({
      id: fetch.id,
      company_id: companyId,
      candidate_id: fetch.candidateId,
      host: fetch.host,
      sealed_url: fetch.sealedUrl,
      name: fetch.name,
      added_later: fetch.isAddedLater,
      added_by_user_id: fetch.addedByUserId,
      created_at: fetch.createdAt,
    })
    .execute();
}

export interface PendingFetch extends AddedBy {
  candidateId: string;
  sealedUrl: string;
  name: string | null;
  host: string;
}

/** Undefined once it has ended; makes others who would end it wait until the transaction does. */
export async function lockPending(tx: Transaction, id: string): Promise<PendingFetch | undefined> {
  const row = await tx
    .selectFrom('resume_fetches')
    .select(['candidate_id as candidateId', 'sealed_url as sealedUrl', 'name', 'host'])
    .select(['added_later as isAddedLater', 'added_by_user_id as addedByUserId'])
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { ...row, sealedUrl: row.sealedUrl ?? '' };
}

export interface FetchEnd {
  state: 'done' | 'failed';
  problem: { code: string; message: string } | null;
  finishedAt: Date;
}

export async function endFetch(tx: Transaction, id: string, end: FetchEnd): Promise<void> {
  await tx
    .updateTable('resume_fetches')
    .set({
      state: end.state,
      sealed_url: null,
      problem_code: end.problem?.code ?? null,
      problem: end.problem?.message ?? null,
      finished_at: end.finishedAt,
    })
    .where('id', '=', id)
    .execute();
}

/** The newest one of each candidate. */
export async function listNewest(
  tx: Transaction,
  candidateIds: string[],
): Promise<(ResumeFetch & { candidateId: string })[]> {
  if (candidateIds.length === 0) return [];
  const query = tx
    .selectFrom('resume_fetches')
    .distinctOn('candidate_id')
    .select([
      'candidate_id as candidateId',
      'state',
      'host',
      'problem_code as problemCode',
      'problem',
      'created_at as createdAt',
      'finished_at as finishedAt',
    ])
    .where('candidate_id', 'in', candidateIds)
    .orderBy('candidate_id')
    .orderBy('id', 'desc');
  const rows = candidateIds.length === 1 ? await rowsOf(tx, query) : await query.execute();
  return rows.map((row) => ({
    ...row,
    state: row.state as ResumeFetch['state'],
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }));
}
