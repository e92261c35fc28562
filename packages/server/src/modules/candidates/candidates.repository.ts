import type { Attachment, CandidateProfile } from '@joinery/sdk';
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import { type HiringSight, seesApplication, seesCandidate } from '../../db/hiring-sight.ts';
import type { Slice } from '../../platform/page.ts';
import type { HiringScope } from '../jobs/jobs.ts';
import { type AttachmentKind, completeProfile, type Profile } from './candidates.ts';

export interface CandidateRow {
  id: string;
  number: number;
  firstName: string;
  lastName: string;
  email: string | null;
  phone: string | null;
  source: string | null;
  profile: CandidateProfile;
  inTalentPool: boolean;
  /** The user who added the person. */
  broughtBy: { userId: string; name: string } | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface CandidateFilter {
  /** Part of a name or of an e-mail address. */
  text?: string | undefined;
  jobId?: string | undefined;
  jobNumber?: number | undefined;
  inTalentPool?: boolean | undefined;
}

/** Newest first. */
export async function listCandidates(
  tx: Transaction,
  scope: HiringScope,
  filter: CandidateFilter,
  slice: Slice,
): Promise<CandidateRow[]> {
  let query = selectCandidates(tx, scope);
  if (filter.text !== undefined) query = query.where(containing(filter.text, scope));
  if (filter.jobId !== undefined || filter.jobNumber !== undefined)
    query = query.where(appliedFor(scope, filter));
  if (filter.inTalentPool !== undefined)
    query = query.where(sql<boolean>`${inTalentPool} = ${filter.inTalentPool}`);
  if (slice.after !== undefined) query = query.where('candidates.id', '<', slice.after);
  const rows = await query
    .orderBy('candidates.id', 'desc')
    .limit(slice.limit + 1)
    .execute();
  return rows.map(toCandidate);
}

export async function findCandidate(
  tx: Transaction,
  scope: HiringScope,
  id: string,
): Promise<CandidateRow | undefined> {
  const row = await selectCandidates(tx, scope).where('candidates.id', '=', id).executeTakeFirst();
  return row && toCandidate(row);
}

/** Makes other writers of this candidate wait until the transaction ends. */
export async function lockCandidate(tx: Transaction, id: string): Promise<void> {
  await tx.selectFrom('candidates').select('id').where('id', '=', id).forUpdate().execute();
}

export interface NewCandidate {
  id: string;
  number: number;
  firstName: string;
  lastName: string;
  email: string | null;
  phone: string | null;
  source: string | null;
  profile: Partial<CandidateProfile>;
  broughtByUserId: string | null;
  createdAt: Date;
}

export async function insertCandidate(
  tx: Transaction,
  companyId: string,
  candidate: NewCandidate,
): Promise<void> {
  await tx
    .insertInto('candidates')
    .values({
      id: candidate.id,
      company_id: companyId,
      number: candidate.number,
      first_name: candidate.firstName,
      last_name: candidate.lastName,
      email: candidate.email,
      phone: candidate.phone,
      source: candidate.source,
      details: JSON.stringify(candidate.profile),
      brought_by_user_id: candidate.broughtByUserId,
      created_at: candidate.createdAt,
      updated_at: candidate.createdAt,
    })
    .execute();
}

export interface CandidateChange {
  firstName?: string;
  lastName?: string;
  email?: string | null;
  phone?: string | null;
  source?: string | null;
  profile?: Partial<CandidateProfile>;
}

export async function updateCandidate(
  tx: Transaction,
  id: string,
  change: CandidateChange,
  at: Date,
): Promise<void> {
  const { firstName, lastName, profile, ...same } = change;
  await tx
    .updateTable('candidates')
    .set({
      ...same,
      ...(firstName === undefined ? {} : { first_name: firstName }),
      ...(lastName === undefined ? {} : { last_name: lastName }),
      ...(profile === undefined
        ? {}
        : { details: sql<string>`details || ${JSON.stringify(profile)}::jsonb` }),
      updated_at: at,
    })
    .where('id', '=', id)
    .execute();
}

export async function insertAttachments(
  tx: Transaction,
  companyId: string,
  candidateId: string,
  attachments: { fileId: string; kind: AttachmentKind }[],
): Promise<void> {
  if (attachments.length === 0) return;
  const rows = attachments.map(({ fileId, kind }) => ({
    company_id: companyId,
    candidate_id: candidateId,
    file_id: fileId,
    kind,
  }));
  await tx.insertInto('attachments').values(rows).execute();
}

/** Newest first. */
export async function listAttachments(
  tx: Transaction,
  candidateIds: string[],
): Promise<(Attachment & { candidateId: string })[]> {
  if (candidateIds.length === 0) return [];
  const rows = await tx
    .selectFrom('attachments')
    .innerJoin('files', 'files.id', 'attachments.file_id')
    .leftJoin('document_texts', 'document_texts.file_id', 'attachments.file_id')
    .select([
      'attachments.candidate_id as candidateId',
      'attachments.file_id as fileId',
      'attachments.kind',
      'files.name',
      'files.content_type as contentType',
      'files.bytes',
      'files.scan_state as scanState',
      'document_texts.flags',
      'attachments.created_at as createdAt',
    ])
    .where('attachments.candidate_id', 'in', candidateIds)
    .orderBy('attachments.created_at', 'desc')
    .orderBy('attachments.file_id', 'desc')
    .execute();
  return rows.map((row) => ({
    ...row,
    kind: row.kind as AttachmentKind,
    bytes: Number(row.bytes),
    scanState: row.scanState as Attachment['scanState'],
    flags: row.flags as Attachment['flags'],
    createdAt: row.createdAt.toISOString(),
  }));
}

// Whoever is being looked at, or was hired, is not waiting for another job.
const inTalentPool = sql<boolean>`not exists (
  select from applications a join stages s on s.id = a.stage_id
  where a.candidate_id = candidates.id and s.kind in ('new', 'active', 'offer', 'hired'))`;

function selectCandidates(tx: Transaction, scope: HiringScope) {
  return tx
    .selectFrom('candidates')
    .select([
      'candidates.id',
      'candidates.number',
      'candidates.first_name as firstName',
      'candidates.last_name as lastName',
      'candidates.email',
      'candidates.phone',
      'candidates.source',
      'candidates.details',
      'candidates.created_at as createdAt',
      'candidates.updated_at as updatedAt',
      'candidates.brought_by_user_id as broughtById',
      sql<string | null>`trim(users.first_name || ' ' || users.last_name)`.as('broughtByName'),
      inTalentPool.as('inTalentPool'),
    ])
    .leftJoin('users', 'users.id', 'candidates.brought_by_user_id')
    .$if(scope.sight !== undefined, (q) => q.where(seesCandidate(scope.sight as HiringSight)));
}

// Nor does the filter tell what somebody applied for beyond the jobs that may be seen.
function appliedFor({ sight }: HiringScope, { jobId, jobNumber }: CandidateFilter) {
  const job = jobId === undefined ? sql`j.number = ${jobNumber}` : sql`j.id = ${jobId}`;
  const seen = sight === undefined ? sql`true` : seesApplication(sight, { jobs: 'j', applications: 'a' });
  return sql<boolean>`exists (
    select from applications a join jobs j on j.id = a.job_id
    where a.candidate_id = candidates.id and ${job} and ${seen})`;
}

function containing(text: string, scope: HiringScope) {
  const seesOffers = scope.seesHires === true;
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const words = wordsOf(text);
  const inDocuments =
    words === undefined
      ? sql`false`
      : sql`candidates.id in (
          select a.candidate_id from attachments a
          where a.file_id in (select documents_with(${words})) and (${seesOffers} or a.kind <> 'offer'))`;
  return sql<boolean>`(
    candidates.first_name || ' ' || candidates.last_name ilike ${pattern} or candidates.email ilike ${pattern}
    or ${inDocuments})`;
}

/** All words, each as the beginning of one in the document; undefined when there are none. */
function wordsOf(text: string): string | undefined {
  const words = text.match(/[\p{L}\p{M}\p{N}]+/gu)?.slice(0, 20) ?? [];
  return words.length === 0 ? undefined : words.map((word) => `'${word}':*`).join(' & ');
}

type Selected = Awaited<ReturnType<ReturnType<typeof selectCandidates>['executeTakeFirstOrThrow']>>;

function toCandidate({ details, broughtById, broughtByName, ...row }: Selected): CandidateRow {
  const broughtBy = broughtById === null ? null : { userId: broughtById, name: broughtByName ?? '' };
  return { ...row, broughtBy, profile: completeProfile(details as Profile) };
}
