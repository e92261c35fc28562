// What an account showed of somebody, and whom that is here.
import type { ApplicationHint } from '@joinery/connectors';
import { type RecruitingRecord, recruitingRecordState, type StageKind } from '@joinery/sdk';
import type { Selectable } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { RecruitingRecords } from '../../db/types.generated.ts';
import type { Slice } from '../../platform/page.ts';

export interface RecordRow {
  id: string;
  connectionId: string;
  providerId: string;
  providerJobId: string | null;
  providerPersonId: string | null;
  state: RecruitingRecord['state'];
  statusId: string | null;
  kind: StageKind | null;
  followed: StageKind | null;
  attempts: number;
  candidateId: string | null;
  applicationId: string | null;
  hiredAt: Date | null;
}

export async function findRecords(
  tx: Transaction,
  connectionId: string,
  providerIds: readonly string[],
): Promise<RecordRow[]> {
  if (providerIds.length === 0) return [];
  const rows = await tx
    .selectFrom('recruiting_records')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('provider_id', 'in', providerIds)
    .execute();
  return rows.map(toRecord);
}

/** False when it is here already. */
export async function insertRecord(
  tx: Transaction,
  companyId: string,
  connectionId: string,
  { id, hint, kind, at }: { id: string; hint: ApplicationHint; kind: StageKind | null; at: Date },
): Promise<boolean> {
  const made = await tx
    .insertInto('recruiting_records')
    .values({
      id,
      company_id: companyId,
      connection_id: connectionId,
      provider_id: hint.id,
      provider_job_id: hint.jobId,
      provider_person_id: hint.personId,
      status_id: hint.statusId,
      status_name: hint.statusName,
      kind,
      seen_at: at,
    })
    .onConflict((conflict) => conflict.columns(['company_id', 'connection_id', 'provider_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

export interface RecordChange {
  state?: RecordRow['state'];
  providerJobId?: string | null;
  providerPersonId?: string | null;
  statusId?: string | null;
  statusName?: string | null;
  kind?: StageKind | null;
  followed?: StageKind | null;
  attempts?: number;
  problem?: string | null;
  candidateId?: string;
  applicationId?: string;
  hiredAt?: Date;
  takenAt?: Date;
}

export async function updateRecord(tx: Transaction, id: string, change: RecordChange): Promise<void> {
  const columns = {
    state: change.state,
    provider_job_id: change.providerJobId,
    provider_person_id: change.providerPersonId,
    status_id: change.statusId,
    status_name: change.statusName,
    kind: change.kind,
    followed: change.followed,
    attempts: change.attempts,
    problem: change.problem,
    candidate_id: change.candidateId,
    application_id: change.applicationId,
    hired_at: change.hiredAt,
    taken_at: change.takenAt,
  };
  await tx.updateTable('recruiting_records').set(columns).where('id', '=', id).execute();
}

export async function lockRecord(tx: Transaction, id: string): Promise<RecordRow | undefined> {
  const row = await tx
    .selectFrom('recruiting_records')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row && toRecord(row);
}

interface Next {
  after: string;
  limit: number;
}

/** Those that are to be read, oldest first, after an id. */
export async function listPending(tx: Transaction, connectionId: string, next: Next): Promise<RecordRow[]> {
  const rows = await nextOf(tx, connectionId, next).where('state', '=', 'pending').execute();
  return rows.map(toRecord);
}

/** Those whose end there has not been followed here. */
export async function listUnfollowed(
  tx: Transaction,
  connectionId: string,
  next: Next,
): Promise<RecordRow[]> {
  const rows = await nextOf(tx, connectionId, next)
    .where('state', '=', 'taken')
    .where('application_id', 'is not', null)
    .where('kind', 'in', ['hired', 'rejected', 'withdrawn'])
    .where((eb) => eb.or([eb('followed', 'is', null), eb('followed', '!=', eb.ref('kind'))]))
    .execute();
  return rows.map(toRecord);
}

function nextOf(tx: Transaction, connectionId: string, { after, limit }: Next) {
  return tx
    .selectFrom('recruiting_records')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit);
}

/** The person's candidate here, by another application of theirs. */
export async function findCandidateOf(
  tx: Transaction,
  connectionId: string,
  personId: string,
): Promise<string | undefined> {
  const row = await tx
    .selectFrom('recruiting_records as r')
    .innerJoin('applications as a', 'a.id', 'r.application_id')
    .select('a.candidate_id')
    .where('r.connection_id', '=', connectionId)
    .where('r.provider_person_id', '=', personId)
    .orderBy('r.id')
    .executeTakeFirst();
  return row?.candidate_id;
}

/** Newest first. */
export async function listRecords(
  tx: Transaction,
  connectionId: string,
  filter: { state?: RecruitingRecord['state'] | undefined; id?: string },
  slice: Slice,
): Promise<RecruitingRecord[]> {
  let query = recordsQuery(tx).where('r.connection_id', '=', connectionId);
  if (filter.state !== undefined) query = query.where('r.state', '=', filter.state);
  if (filter.id !== undefined) query = query.where('r.id', '=', filter.id);
  if (slice.after !== undefined) query = query.where('r.id', '<', slice.after);
  const rows = await query
    .orderBy('r.id', 'desc')
    .limit(slice.limit + 1)
    .execute();
  return rows.map(toRecordView);
}

/** Of applications here, in all accounts. */
export async function listRecordsOf(
  tx: Transaction,
  applicationIds: readonly string[],
  slice: Slice,
): Promise<RecruitingRecord[]> {
  if (applicationIds.length === 0) return [];
  let query = recordsQuery(tx).where('r.application_id', 'in', applicationIds);
  if (slice.after !== undefined) query = query.where('r.id', '<', slice.after);
  const rows = await query
    .orderBy('r.id', 'desc')
    .limit(slice.limit + 1)
    .execute();
  return rows.map(toRecordView);
}

function recordsQuery(tx: Transaction) {
  return tx
    .selectFrom('recruiting_records as r')
    .innerJoin('connections as c', 'c.id', 'r.connection_id')
    .leftJoin('applications as a', 'a.id', 'r.application_id')
    .leftJoin('recruiting_jobs as j', (join) =>
      join.onRef('j.connection_id', '=', 'r.connection_id').onRef('j.provider_id', '=', 'r.provider_job_id'),
    )
    .selectAll('r')
    .select(['a.candidate_id', 'j.title', 'c.name as connection_name']);
}

function toRecordView(
  row: Awaited<ReturnType<ReturnType<typeof recordsQuery>['execute']>>[number],
): RecruitingRecord {
  return {
    id: row.id,
    connectionId: row.connection_id,
    connectionName: row.connection_name,
    providerId: row.provider_id,
    providerJobId: row.provider_job_id,
    jobTitle: row.title,
    state: recruitingRecordState.parse(row.state),
    problem: row.problem,
    status: row.status_name,
    kind: row.kind as StageKind | null,
    candidateId: row.candidate_id,
    applicationId: row.application_id,
    hiredAt: row.hired_at?.toISOString() ?? null,
    seenAt: row.seen_at.toISOString(),
    takenAt: row.taken_at?.toISOString() ?? null,
  };
}

export async function countRecords(
  tx: Transaction,
  connectionId: string,
): Promise<{ taken: number; waiting: number; hired: number }> {
  const row = await tx
    .selectFrom('recruiting_records')
    .select(({ fn }) => [
      fn.countAll<string>().filterWhere('state', '=', 'taken').as('taken'),
      fn.countAll<string>().filterWhere('state', '=', 'held').as('waiting'),
      fn.countAll<string>().filterWhere('hired_at', 'is not', null).as('hired'),
    ])
    .where('connection_id', '=', connectionId)
    .executeTakeFirstOrThrow();
  return { taken: Number(row.taken), waiting: Number(row.waiting), hired: Number(row.hired) };
}

/** Held ones of a job are tried again: what they waited for may be there. */
export async function releaseHeld(
  tx: Transaction,
  connectionId: string,
  providerJobId: string,
): Promise<number> {
  const rows = await tx
    .updateTable('recruiting_records')
    .set({ state: 'pending', attempts: 0, problem: null })
    .where('connection_id', '=', connectionId)
    .where('provider_job_id', '=', providerJobId)
    .where('state', '=', 'held')
    .returning('id')
    .execute();
  return rows.length;
}

/** Kinds of statuses that a person said, or the account says now, for what is here already. */
export async function renewKinds(
  tx: Transaction,
  connectionId: string,
  kinds: ReadonlyMap<string, StageKind>,
): Promise<void> {
  for (const [statusId, kind] of kinds)
    await tx
      .updateTable('recruiting_records')
      .set({ kind })
      .where('connection_id', '=', connectionId)
      .where('status_id', '=', statusId)
      .where('kind', 'is distinct from', kind)
      .execute();
}

function toRecord(row: Selectable<RecruitingRecords>): RecordRow {
  return {
    id: row.id,
    connectionId: row.connection_id,
    providerId: row.provider_id,
    providerJobId: row.provider_job_id,
    providerPersonId: row.provider_person_id,
    state: recruitingRecordState.parse(row.state),
    statusId: row.status_id,
    kind: row.kind as StageKind | null,
    followed: row.followed as StageKind | null,
    attempts: row.attempts,
    candidateId: row.candidate_id,
    applicationId: row.application_id,
    hiredAt: row.hired_at,
  };
}

/** The record of an application here. */
export async function findRecordOf(
  tx: Transaction,
  connectionId: string,
  applicationId: string,
): Promise<RecordRow | undefined> {
  const row = await tx
    .selectFrom('recruiting_records')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('application_id', '=', applicationId)
    .orderBy('id')
    .executeTakeFirst();
  return row && toRecord(row);
}

/** The application of somebody for a job here. */
export async function findApplicationOf(
  tx: Transaction,
  candidateId: string,
  jobId: string,
): Promise<string | undefined> {
  const row = await tx
    .selectFrom('applications')
    .select('id')
    .where('candidate_id', '=', candidateId)
    .where('job_id', '=', jobId)
    .executeTakeFirst();
  return row?.id;
}

/** Jobs here that are jobs of the account. */
export async function listLinkedJobs(tx: Transaction, connectionId: string): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('recruiting_jobs')
    .select('job_id')
    .where('connection_id', '=', connectionId)
    .where('job_id', 'is not', null)
    .execute();
  return new Set(rows.flatMap(({ job_id }) => job_id ?? []));
}

export async function findJobOf(tx: Transaction, applicationId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('applications')
    .select('job_id')
    .where('id', '=', applicationId)
    .executeTakeFirst();
  return row?.job_id;
}
