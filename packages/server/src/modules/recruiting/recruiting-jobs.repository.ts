// Jobs of an account, as they were listed, and the jobs here that people of theirs come to.
import type { RecruitingJob } from '@joinery/connectors';
import type { RecruitingField, RecruitingJobQuery, RecruitingJobView } from '@joinery/sdk';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Transaction } from '../../db/database.ts';
import type { Slice } from '../../platform/page.ts';

/** Jobs that are listed are as they are listed; one that is not stays, and takes candidates no more. */
export async function putJobs(
  tx: Transaction,
  companyId: string,
  connectionId: string,
  jobs: readonly RecruitingJob[],
  at: Date,
): Promise<void> {
  for (const { id, title, status, isOpen, department, location } of jobs) {
    const shown = { title, status, is_open: isOpen, department, location, seen_at: at };
    await tx
      .insertInto('recruiting_jobs')
      .values({ company_id: companyId, connection_id: connectionId, provider_id: id, ...shown })
      .onConflict((conflict) =>
        conflict.columns(['company_id', 'connection_id', 'provider_id']).doUpdateSet(shown),
      )
      .execute();
  }
  await tx
    .updateTable('recruiting_jobs')
    .set({ is_open: false })
    .where('connection_id', '=', connectionId)
    .where('seen_at', '<', at)
    .execute();
}

function jobsQuery(tx: Transaction, connectionId: string) {
  return tx
    .selectFrom('recruiting_jobs as r')
    .leftJoin('jobs as j', 'j.id', 'r.job_id')
    .select([
      'r.provider_id as id',
      'r.title',
      'r.status',
      'r.is_open as isOpen',
      'r.department',
      'r.location',
      'r.job_id as jobId',
      'j.title as jobTitle',
      'r.required',
      'r.set_by_hand as setByHand',
      'r.seen_at as seenAt',
    ])
    .where('r.connection_id', '=', connectionId);
}

export type JobRow = RecruitingJobView & { setByHand: boolean };

/** Open ones first, then by title; one more than the slice holds tells that there is more. */
export async function listJobs(
  tx: Transaction,
  connectionId: string,
  { open, q }: RecruitingJobQuery,
  { limit, after }: Slice,
): Promise<JobRow[]> {
  const order = sql`(not r.is_open), coalesce(r.title, ''), r.provider_id`;
  let query = jobsQuery(tx, connectionId);
  if (open !== undefined) query = query.where('r.is_open', '=', open);
  if (q) {
    const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where(
      sql<boolean>`(r.title ilike ${pattern} or r.location ilike ${pattern} or r.provider_id = ${q})`,
    );
  }
  if (after !== undefined) {
    const [isClosed, title, id] = jobKey.parse(JSON.parse(after));
    query = query.where(sql<boolean>`(${order}) > (${isClosed}::boolean, ${title}::text, ${id}::text)`);
  }
  const rows = await query
    .orderBy(order)
    .limit(limit + 1)
    .execute();
  return rows.map(toJob);
}

const jobKey = z.tuple([z.boolean(), z.string(), z.string()]);

/** Where a list of jobs goes on after this one. */
export const keyOfJob = ({ isOpen, title, id }: JobRow): string => JSON.stringify([!isOpen, title ?? '', id]);

/** Jobs with a title that are none here yet, and that nobody has said anything of. */
export async function listUnplaced(tx: Transaction, connectionId: string): Promise<JobRow[]> {
  const rows = await jobsQuery(tx, connectionId)
    .where('r.job_id', 'is', null)
    .where('r.set_by_hand', '=', false)
    .where('r.title', 'is not', null)
    .orderBy('r.provider_id')
    .execute();
  return rows.map(toJob);
}

export async function hasOpenJobs(tx: Transaction, connectionId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('recruiting_jobs')
    .select('provider_id')
    .where('connection_id', '=', connectionId)
    .where('is_open', '=', true)
    .executeTakeFirst();
  return row !== undefined;
}

export async function findJob(
  tx: Transaction,
  connectionId: string,
  providerId: string,
): Promise<JobRow | undefined> {
  const row = await jobsQuery(tx, connectionId).where('r.provider_id', '=', providerId).executeTakeFirst();
  return row && toJob(row);
}

function toJob({
  seenAt,
  required,
  ...row
}: Awaited<ReturnType<ReturnType<typeof jobsQuery>['execute']>>[number]) {
  return { ...row, required: required as RecruitingField[], seenAt: seenAt.toISOString() };
}

export async function updateJob(
  tx: Transaction,
  connectionId: string,
  providerId: string,
  change: { jobId?: string | null; setByHand?: boolean; required?: RecruitingField[] },
): Promise<void> {
  const { jobId, setByHand, required } = change;
  await tx
    .updateTable('recruiting_jobs')
    .set({ job_id: jobId, set_by_hand: setByHand, required })
    .where('connection_id', '=', connectionId)
    .where('provider_id', '=', providerId)
    .execute();
}

/** Open jobs here of this title. */
export async function listOpenJobs(tx: Transaction): Promise<{ id: string; title: string }[]> {
  return tx.selectFrom('jobs').select(['id', 'title']).where('status', '=', 'open').orderBy('id').execute();
}
