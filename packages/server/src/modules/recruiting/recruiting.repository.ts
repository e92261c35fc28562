import type { ApplicationHint, RecruitingJob } from '@joinery/connectors';
import {
  type RecruitingField,
  type RecruitingJobQuery,
  type RecruitingJobView,
  type RecruitingRecord,
  type RecruitingRun,
  type RecruitingSettings,
  type RecruitingStatus,
  recruitingRecordState,
  recruitingRun,
  recruitingSettings,
  recruitingStatus,
  type StageKind,
} from '@joinery/sdk';
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { Transaction } from '../../db/database.ts';
import type { RecruitingRecords, RecruitingRuns, RecruitingSetups } from '../../db/types.generated.ts';
import type { Slice } from '../../platform/page.ts';
import { type ReadingCursor, readingCursor } from './recruiting.ts';

export interface SetupRow {
  companyId: string;
  connectionId: string;
  settings: RecruitingSettings;
  statuses: RecruitingStatus[];
  cursor: ReadingCursor;
  nextReadAt: Date | null;
  sealedWebhookKey: string | null;
  lastCallAt: Date | null;
}

export async function findSetup(tx: Transaction, connectionId: string): Promise<SetupRow | undefined> {
  const row = await tx
    .selectFrom('recruiting_setups')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .executeTakeFirst();
  return row && toSetup(row);
}

export async function lockSetup(tx: Transaction, connectionId: string): Promise<SetupRow | undefined> {
  const row = await tx
    .selectFrom('recruiting_setups')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .forUpdate()
    .executeTakeFirst();
  return row && toSetup(row);
}

/** Those of enabled connections whose key is not refused. */
export async function listUsable(
  tx: Transaction,
): Promise<(SetupRow & { name: string; provider: string })[]> {
  const rows = await usable(tx).execute();
  return rows.map((row) => ({ ...toSetup(row), name: row.name, provider: row.provider }));
}

function usable(tx: Transaction) {
  return tx
    .selectFrom('recruiting_setups as s')
    .innerJoin('connections as c', 'c.id', 's.connection_id')
    .selectAll('s')
    .select(['c.name', 'c.provider'])
    .where('c.enabled', '=', true)
    .where('c.stopped_at', 'is', null)
    .orderBy('c.id');
}

/** Of those, where candidates are sent; in the order of their ids. */
export async function listSinks(
  tx: Transaction,
  { limit, after }: Slice,
): Promise<(SetupRow & { name: string; provider: string })[]> {
  const rows = await usable(tx)
    .where(sql<boolean>`(s.settings ->> 'sink')::boolean`)
    .$if(after !== undefined, (q) => q.where('c.id', '>', after ?? ''))
    .limit(limit + 1)
    .execute();
  return rows.map((row) => ({ ...toSetup(row), name: row.name, provider: row.provider }));
}

export interface SetupChange {
  settings?: RecruitingSettings;
  statuses?: RecruitingStatus[];
  cursor?: ReadingCursor;
  nextReadAt?: Date | null;
  sealedWebhookKey?: string | null;
  lastCallAt?: Date;
}

export async function putSetup(
  tx: Transaction,
  companyId: string,
  connectionId: string,
  settings: RecruitingSettings,
  at: Date,
): Promise<void> {
  const text = JSON.stringify(settings);
  await tx
    .insertInto('recruiting_setups')
    .values({
      company_id: companyId,
      connection_id: connectionId,
      settings: text,
      created_at: at,
      updated_at: at,
    })
    .onConflict((conflict) =>
      conflict.columns(['company_id', 'connection_id']).doUpdateSet({ settings: text, updated_at: at }),
    )
    .execute();
}

export async function updateSetup(tx: Transaction, connectionId: string, change: SetupChange): Promise<void> {
  const { settings, statuses, cursor, nextReadAt, sealedWebhookKey, lastCallAt } = change;
  await tx
    .updateTable('recruiting_setups')
    .set({
      settings: settings && JSON.stringify(settings),
      statuses: statuses && JSON.stringify(statuses),
      cursor: cursor && JSON.stringify(cursor),
      next_read_at: nextReadAt,
      sealed_webhook_key: sealedWebhookKey,
      last_call_at: lastCallAt,
    })
    .where('connection_id', '=', connectionId)
    .execute();
}

function toSetup(row: Selectable<RecruitingSetups>): SetupRow {
  return {
    companyId: row.company_id,
    connectionId: row.connection_id,
    settings: recruitingSettings.parse(row.settings),
    statuses: z.array(recruitingStatus).parse(row.statuses),
    cursor: readingCursor.parse(row.cursor),
    nextReadAt: row.next_read_at,
    sealedWebhookKey: row.sealed_webhook_key,
    lastCallAt: row.last_call_at,
  };
}

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

export async function insertRun(
  tx: Transaction,
  companyId: string,
  run: Pick<RecruitingRun, 'id' | 'connectionId' | 'reason'> & { createdAt: Date },
): Promise<boolean> {
  const made = await tx
    .insertInto('recruiting_runs')
    .values({
      id: run.id,
      company_id: companyId,
      connection_id: run.connectionId,
      reason: run.reason,
      created_at: run.createdAt,
    })
    .onConflict((conflict) =>
      conflict.columns(['company_id', 'connection_id']).where('state', '=', 'queued').doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

export async function findWaitingRun(
  tx: Transaction,
  connectionId: string,
): Promise<RecruitingRun | undefined> {
  const row = await tx
    .selectFrom('recruiting_runs')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'queued')
    .executeTakeFirst();
  return row && toRun(row);
}

export async function lockRun(tx: Transaction, id: string): Promise<RecruitingRun | undefined> {
  const row = await tx
    .selectFrom('recruiting_runs')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row && toRun(row);
}

/** Newest first. */
export async function listRuns(
  tx: Transaction,
  connectionId: string,
  slice: Slice,
): Promise<RecruitingRun[]> {
  let query = tx.selectFrom('recruiting_runs').selectAll().where('connection_id', '=', connectionId);
  if (slice.after !== undefined) query = query.where('id', '<', slice.after);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(slice.limit + 1)
    .execute();
  return rows.map(toRun);
}

export interface RunChange {
  state?: RecruitingRun['state'];
  counts?: RecruitingRun['counts'];
  problem?: string | null;
  startedAt?: Date;
  finishedAt?: Date;
}

export async function updateRun(tx: Transaction, id: string, change: RunChange): Promise<void> {
  await tx
    .updateTable('recruiting_runs')
    .set({
      state: change.state,
      counts: change.counts && JSON.stringify(change.counts),
      problem: change.problem,
      started_at: change.startedAt,
      finished_at: change.finishedAt,
    })
    .where('id', '=', id)
    .execute();
}

export async function removeOldRuns(tx: Transaction, before: Date): Promise<void> {
  await tx.deleteFrom('recruiting_runs').where('finished_at', '<', before).execute();
}

const noCounts: RecruitingRun['counts'] = { jobs: 0, seen: 0, new: 0, taken: 0, moved: 0, held: 0 };

function toRun(row: Selectable<RecruitingRuns>): RecruitingRun {
  return recruitingRun.parse({
    id: row.id,
    connectionId: row.connection_id,
    reason: row.reason,
    state: row.state,
    counts: { ...noCounts, ...Object(row.counts) },
    problem: row.problem,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  });
}

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

/** Those that are to be read, oldest first, after an id. */
export async function listPending(
  tx: Transaction,
  connectionId: string,
  { after, limit }: { after: string; limit: number },
): Promise<RecordRow[]> {
  const rows = await tx
    .selectFrom('recruiting_records')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'pending')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toRecord);
}

/** Those whose end there has not been followed here. */
export async function listUnfollowed(
  tx: Transaction,
  connectionId: string,
  { after, limit }: { after: string; limit: number },
): Promise<RecordRow[]> {
  const rows = await tx
    .selectFrom('recruiting_records')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'taken')
    .where('application_id', 'is not', null)
    .where('kind', 'in', ['hired', 'rejected', 'withdrawn'])
    .where((eb) => eb.or([eb('followed', 'is', null), eb('followed', '!=', eb.ref('kind'))]))
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toRecord);
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

/** False when it came before. */
export async function insertCall(
  tx: Transaction,
  companyId: string,
  call: { connectionId: string; digest: string; receivedAt: Date },
): Promise<boolean> {
  const made = await tx
    .insertInto('recruiting_calls')
    .values({
      company_id: companyId,
      connection_id: call.connectionId,
      digest: call.digest,
      received_at: call.receivedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('digest')
    .executeTakeFirst();
  return made !== undefined;
}

export async function removeOldCalls(tx: Transaction, before: Date): Promise<void> {
  await tx.deleteFrom('recruiting_calls').where('received_at', '<', before).execute();
}

/** Switched on, and its key is not refused. */
export async function isUsable(tx: Transaction, connectionId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('connections')
    .select('id')
    .where('id', '=', connectionId)
    .where('enabled', '=', true)
    .where('stopped_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}
