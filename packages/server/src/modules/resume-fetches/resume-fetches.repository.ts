import type { ResumeFetch } from '@joinery/sdk';
import { rowsOf, type Transaction } from '../../db/database.ts';
import { type HiringSight, seesDocument } from '../../db/hiring-sight.ts';
import type { HiringScope } from '../jobs/jobs.ts';
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

/** The newest one of each candidate; with a sight, of those that it shows. */
export async function listNewest(
  tx: Transaction,
  candidateIds: string[],
  { sight }: HiringScope,
): Promise<(ResumeFetch & { candidateId: string })[]> {
  if (candidateIds.length === 0) return [];
  const query = tx
    .selectFrom('resume_fetches')
    .distinctOn('resume_fetches.candidate_id')
    .select([
      'resume_fetches.candidate_id as candidateId',
      'resume_fetches.state',
      'resume_fetches.host',
      'resume_fetches.problem_code as problemCode',
      'resume_fetches.problem',
      'resume_fetches.created_at as createdAt',
      'resume_fetches.finished_at as finishedAt',
    ])
    .where('resume_fetches.candidate_id', 'in', candidateIds)
    .$if(sight !== undefined, (q) =>
      q
        .innerJoin('candidates', 'candidates.id', 'resume_fetches.candidate_id')
        .where(seesDocument(sight as HiringSight, { attachments: 'resume_fetches' })),
    )
    .orderBy('resume_fetches.candidate_id')
    .orderBy('resume_fetches.id', 'desc');
  const rows = candidateIds.length === 1 ? await rowsOf(tx, query) : await query.execute();
  return rows.map((row) => ({
    ...row,
    state: row.state as ResumeFetch['state'],
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }));
}
