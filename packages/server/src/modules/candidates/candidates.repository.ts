import type { Attachment, CandidateProfile, StageKind } from '@joinery/sdk';
import { sql } from 'kysely';
import { asRows, prepare, rowsOf, sendPrepared, type Transaction } from '../../db/database.ts';
import {
  type HiringSight,
  isToldOf,
  seesApplication,
  seesCandidate,
  seesDocument,
  worksInside,
} from '../../db/hiring-sight.ts';
import type { Slice } from '../../platform/page.ts';
import type { CustomValues } from '../candidate-fields/candidate-fields.ts';
import type { HiringScope } from '../jobs/jobs.ts';
import type { AddedBy } from '../resume-fetches/resume-fetches.ts';
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
  rating: number | null;
  tags: string[];
  custom: CustomValues;
  inTalentPool: boolean;
  /** The user who added the person. */
  broughtBy: { userId: string; name: string } | null;
  /** Whoever reads them is not told what the company thinks of them. */
  untold?: true;
  createdAt: Date;
  updatedAt: Date;
}

export interface CandidateFilter {
  /** Part of a name or of an e-mail address. */
  text?: string | undefined;
  jobId?: string | undefined;
  jobNumber?: number | undefined;
  stageId?: string | undefined;
  stageKind?: StageKind | undefined;
  rejectReasonId?: string | undefined;
  inTalentPool?: boolean | undefined;
  source?: string | undefined;
  /** The user who brought the person. */
  recruiterId?: string | undefined;
  /** All of them. */
  tags?: string[] | undefined;
  ratingFrom?: number | undefined;
  industry?: string | undefined;
  department?: string | undefined;
  /** Days in this time zone, both included. */
  created?: { from: string | undefined; to: string | undefined; timeZone: string } | undefined;
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
  if (asksForApplication(filter)) query = query.where(appliedFor(scope, filter));
  if (filter.inTalentPool !== undefined)
    query = query.where(sql<boolean>`${inTalentPool(scope)} = ${filter.inTalentPool}`);
  for (const condition of conditionsOf(filter)) query = query.where(condition);
  const asksOpinion = filter.tags !== undefined || filter.ratingFrom !== undefined;
  if (asksOpinion && scope.sight !== undefined) query = query.where(isToldOf(scope.sight));
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
  const [row] = await rowsOf(tx, selectCandidates(tx, scope).where('candidates.id', '=', id));
  return row && toCandidate(row);
}

/** Makes other writers of this candidate wait until the transaction ends. Tells whether they were erased. */
export async function lockCandidate(tx: Transaction, id: string): Promise<boolean> {
  const query = tx.selectFrom('candidates').select('erased_at').where('id', '=', id).forUpdate();
  return ((await query.executeTakeFirst())?.erased_at ?? null) !== null;
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
  rating?: number | null;
  custom?: CustomValues;
  broughtByUserId: string | null;
  createdAt: Date;
}

const insertRows = prepare(
  'insert-candidates',
  `insert into candidates (company_id, id, number, first_name, last_name, email, phone, source, details,
     rating, custom, brought_by_user_id, created_at, updated_at)
   select $1, r.id, r.number, r.first_name, r.last_name, r.email, r.phone, r.source, r.details,
     r.rating, r.custom, r.brought_by_user_id, r.created_at, r.created_at
   from jsonb_to_recordset($2::jsonb) as r (id text, number integer, first_name text, last_name text, email text,
     phone text, source text, details jsonb, rating smallint, custom jsonb, brought_by_user_id text,
     created_at timestamptz)`,
);

/** In one statement however many they are. */
export async function insertCandidates(
  tx: Transaction,
  companyId: string,
  candidates: readonly NewCandidate[],
): Promise<void> {
  const rows = candidates.map((candidate) => ({
    id: candidate.id,
    number: candidate.number,
    first_name: candidate.firstName,
    last_name: candidate.lastName,
    email: candidate.email,
    phone: candidate.phone,
    source: candidate.source,
    details: candidate.profile,
    rating: candidate.rating ?? null,
    custom: candidate.custom ?? {},
    brought_by_user_id: candidate.broughtByUserId,
    created_at: candidate.createdAt,
  }));
  await sendPrepared(tx, insertRows(companyId, asRows(rows)));
}

export interface CandidateChange {
  firstName?: string;
  lastName?: string;
  email?: string | null;
  phone?: string | null;
  source?: string | null;
  profile?: Partial<CandidateProfile>;
  rating?: number | null;
  /** All values of the company's own fields. */
  custom?: CustomValues;
}

export async function updateCandidate(
  tx: Transaction,
  id: string,
  change: CandidateChange,
  at: Date,
): Promise<void> {
  const { firstName, lastName, profile, custom, ...same } = change;
  await tx
    .updateTable('candidates')
    .set({
      ...same,
      ...(firstName === undefined ? {} : { first_name: firstName }),
      ...(lastName === undefined ? {} : { last_name: lastName }),
      ...(profile === undefined
        ? {}
        : { details: sql<string>`details || ${JSON.stringify(profile)}::jsonb` }),
      ...(custom === undefined ? {} : { custom: JSON.stringify(custom) }),
      updated_at: at,
    })
    .where('id', '=', id)
    .execute();
}

/** Tags are one whatever their case: the first spelling stays. */
export async function insertTags(
  tx: Transaction,
  companyId: string,
  candidateId: string,
  tags: readonly string[],
): Promise<void> {
  if (tags.length === 0) return;
  await sql`
    insert into candidate_tags (company_id, candidate_id, tag)
    select ${companyId}, ${candidateId}, t from unnest(${tags}::text[]) t
    on conflict do nothing`.execute(tx);
}

export async function removeTags(
  tx: Transaction,
  candidateId: string,
  tags: readonly string[],
): Promise<void> {
  if (tags.length === 0) return;
  const lower = tags.map((tag) => tag.toLowerCase());
  await sql`delete from candidate_tags where candidate_id = ${candidateId} and lower(tag) = any(${lower}::text[])`.execute(
    tx,
  );
}

/** Of the candidates in scope, most used first. */
export async function countTags(
  tx: Transaction,
  scope: HiringScope,
  limit: number,
): Promise<{ tag: string; count: number }[]> {
  const { rows } = await sql<{ tag: string; count: number }>`
    select min(t.tag) as tag, count(*)::int as count
      from candidate_tags t join candidates on candidates.company_id = t.company_id and candidates.id = t.candidate_id
     where ${scope.sight === undefined ? sql`true` : sql`${seesCandidate(scope.sight)} and ${isToldOf(scope.sight)}`}
     group by lower(t.tag) order by 2 desc, 1 limit ${limit}`.execute(tx);
  return rows;
}

/** Each user is looked up by themselves: that costs as much as there are users, not candidates. */
export async function listRecruiters(
  tx: Transaction,
  scope: HiringScope,
): Promise<{ userId: string; name: string }[]> {
  const { rows } = await sql<{ userId: string; name: string }>`
    select users.id as "userId", trim(users.first_name || ' ' || users.last_name) as name from users
     where exists (
       select from candidates
        where candidates.company_id = users.company_id and candidates.brought_by_user_id = users.id
          and ${scope.sight === undefined ? sql`true` : seesCandidate(scope.sight)})
     order by lower(trim(users.first_name || ' ' || users.last_name)), users.id`.execute(tx);
  return rows;
}

export async function insertAttachments(
  tx: Transaction,
  companyId: string,
  { candidateId, addedByUserId, isAddedLater }: AddedBy & { candidateId: string },
  attachments: { fileId: string; kind: AttachmentKind }[],
): Promise<void> {
  if (attachments.length === 0) return;
  const rows = attachments.map(({ fileId, kind }) => ({
    company_id: companyId,
    candidate_id: candidateId,
    file_id: fileId,
    kind,
    added_by_user_id: addedByUserId,
    added_later: isAddedLater,
  }));
  await tx.insertInto('attachments').values(rows).execute();
}

/** Newest first; with a sight only what it shows. */
export async function listAttachments(
  tx: Transaction,
  candidateIds: string[],
  { sight }: HiringScope = {},
): Promise<(Attachment & { candidateId: string })[]> {
  if (candidateIds.length === 0) return [];
  const query = tx
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
    .$if(sight !== undefined, (q) =>
      q
        .innerJoin('candidates', 'candidates.id', 'attachments.candidate_id')
        .where(seesDocument(sight as HiringSight)),
    )
    .orderBy('attachments.created_at', 'desc')
    .orderBy('attachments.file_id', 'desc');
  const rows = candidateIds.length === 1 ? await rowsOf(tx, query) : await query.execute();
  return rows.map((row) => ({
    ...row,
    kind: row.kind as AttachmentKind,
    bytes: Number(row.bytes),
    scanState: row.scanState as Attachment['scanState'],
    flags: row.flags as Attachment['flags'],
    createdAt: row.createdAt.toISOString(),
  }));
}

// Whoever is being looked at, or was hired, is not waiting for another job; as far as the applications go that
// are seen. From the person to their stages: a join could begin at a stage, and read everybody who is in it.
function inTalentPool({ sight }: HiringScope) {
  const seen =
    sight === undefined
      ? sql`true`
      : sql`exists (select from jobs j where j.company_id = a.company_id and j.id = a.job_id
          and ${seesApplication(sight, { jobs: 'j', applications: 'a' })})`;
  return sql<boolean>`not exists (
    select from applications a
    where a.company_id = candidates.company_id and a.candidate_id = candidates.id
      and (select s.kind from stages s where s.company_id = a.company_id and s.id = a.stage_id)
        in ('new', 'active', 'offer', 'hired')
      and ${seen})`;
}

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
      'candidates.rating',
      'candidates.custom',
      sql<string[]>`array(
        select t.tag from candidate_tags t
        where t.company_id = candidates.company_id and t.candidate_id = candidates.id order by lower(t.tag))`.as(
        'tags',
      ),
      'candidates.created_at as createdAt',
      'candidates.updated_at as updatedAt',
      'candidates.brought_by_user_id as broughtById',
      sql<string | null>`trim(users.first_name || ' ' || users.last_name)`.as('broughtByName'),
      inTalentPool(scope).as('inTalentPool'),
      (scope.sight === undefined ? sql<boolean>`true` : isToldOf(scope.sight)).as('told'),
    ])
    .leftJoin('users', 'users.id', 'candidates.brought_by_user_id')
    .$if(scope.sight !== undefined, (q) => q.where(seesCandidate(scope.sight as HiringSight)));
}

// Nor does the filter tell what somebody applied for beyond the jobs that may be seen.
function appliedFor(
  { sight }: HiringScope,
  { jobId, jobNumber, stageId, stageKind, rejectReasonId }: CandidateFilter,
) {
  const asked = [
    ...(jobId === undefined ? [] : [sql`j.id = ${jobId}`]),
    ...(jobNumber === undefined ? [] : [sql`j.number = ${jobNumber}`]),
    ...(stageId === undefined ? [] : [sql`a.stage_id = ${stageId}`]),
    ...(stageKind === undefined ? [] : [sql`s.kind = ${stageKind}`]),
    ...(rejectReasonId === undefined
      ? []
      : [
          sql`a.reject_reason_id = ${rejectReasonId} and s.kind = 'rejected'`,
          sight === undefined ? sql`true` : worksInside(sight, 'j'),
        ]),
    sight === undefined ? sql`true` : seesApplication(sight, { jobs: 'j', applications: 'a' }),
  ];
  return sql<boolean>`exists (
    select from applications a join jobs j on j.id = a.job_id join stages s on s.id = a.stage_id
    where a.candidate_id = candidates.id and ${sql.join(asked, sql` and `)})`;
}

function asksForApplication(filter: CandidateFilter): boolean {
  const { jobId, jobNumber, stageId, stageKind, rejectReasonId } = filter;
  return [jobId, jobNumber, stageId, stageKind, rejectReasonId].some((asked) => asked !== undefined);
}

function conditionsOf(filter: CandidateFilter) {
  const { source, recruiterId, tags = [], ratingFrom, industry, department, created } = filter;
  const { from, to, timeZone = 'UTC' } = created ?? {};
  const detail = { industry, department };
  return [
    ...(source === undefined ? [] : [sql<boolean>`lower(candidates.source) = lower(${source})`]),
    ...(recruiterId === undefined ? [] : [sql<boolean>`candidates.brought_by_user_id = ${recruiterId}`]),
    ...(ratingFrom === undefined ? [] : [sql<boolean>`candidates.rating >= ${ratingFrom}`]),
    ...Object.entries(detail).flatMap(([name, value]) =>
      value === undefined ? [] : [sql<boolean>`lower(candidates.details ->> ${name}) = lower(${value})`],
    ),
    ...tags.map(
      (tag) => sql<boolean>`exists (
        select from candidate_tags t
        where t.company_id = candidates.company_id and t.candidate_id = candidates.id
          and lower(t.tag) = lower(${tag}))`,
    ),
    ...(from === undefined
      ? []
      : [sql<boolean>`candidates.created_at >= ${from}::date::timestamp at time zone ${timeZone}`]),
    ...(to === undefined
      ? []
      : [sql<boolean>`candidates.created_at < (${to}::date + 1)::timestamp at time zone ${timeZone}`]),
  ];
}

function containing(text: string, scope: HiringScope) {
  const { sight } = scope;
  const seesOffers = scope.seesHires === true;
  // What is in a document that they do not see is not found either.
  const document =
    sight === undefined
      ? sql`true`
      : sql`exists (select from candidates p where p.company_id = a.company_id and p.id = a.candidate_id
          and ${seesDocument(sight, { candidates: 'p', attachments: 'a' })})`;
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const words = wordsOf(text);
  const inDocuments =
    words === undefined
      ? sql`false`
      : sql`candidates.id in (
          select a.candidate_id from attachments a
          where a.file_id in (select documents_with(${words})) and (${seesOffers} or a.kind <> 'offer')
            and ${document})`;
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

function toCandidate({ details, custom, broughtById, broughtByName, told, ...row }: Selected): CandidateRow {
  const broughtBy = broughtById === null ? null : { userId: broughtById, name: broughtByName ?? '' };
  const profile = completeProfile(details as Profile);
  const known = { ...row, broughtBy, profile, custom: custom as CustomValues };
  return told ? known : { ...known, untold: true };
}
