import type { ReceivedApplication } from '@joinery/connectors';
import {
  type RecruitingWrite,
  type RecruitingWriteKind,
  type RecruitingWriteQuery,
  type RecruitingWriteState,
  recruitingWriteKind,
  recruitingWriteState,
} from '@joinery/sdk';
import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { RecruitingWrites } from '../../db/types.generated.ts';
import type { Slice } from '../../platform/page.ts';

export interface WriteRow {
  id: string;
  connectionId: string;
  kind: RecruitingWriteKind;
  state: RecruitingWriteState;
  candidateId: string | null;
  applicationId: string | null;
  providerJobId: string | null;
  providerApplicationId: string | null;
  target: string | null;
  sealedPayload: string | null;
  /** The same for whoever has the same e-mail address; null without one. */
  personKey: string | null;
  attempts: number;
  fence: number;
  outcome: RecruitingWrite['outcome'];
  providerId: string | null;
  proof: Record<string, unknown> | null;
  note: string | null;
  run: number;
  requestedBy: string;
  requestedByUser: string;
  createdAt: Date;
  settledAt: Date | null;
}

export interface NewWrite {
  id: string;
  connectionId: string;
  kind: RecruitingWriteKind;
  candidateId: string | null;
  applicationId: string | null;
  providerJobId: string | null;
  providerApplicationId: string | null;
  target: string | null;
  fields: string[];
  sealedPayload: string | null;
  personKey: string | null;
  requestedBy: string;
  requestedByUser: string;
  createdAt: Date;
}

/** False when the same was sent already, and neither refused nor dropped. */
export async function insertWrite(tx: Transaction, companyId: string, write: NewWrite): Promise<boolean> {
  const made = await tx
    .insertInto('recruiting_writes')
    .values({
      id: write.id,
      company_id: companyId,
      connection_id: write.connectionId,
      kind: write.kind,
      candidate_id: write.candidateId,
      application_id: write.applicationId,
      provider_job_id: write.providerJobId,
      provider_application_id: write.providerApplicationId,
      target: write.target,
      fields: write.fields,
      sealed_payload: write.sealedPayload,
      person_key: write.personKey,
      requested_by: write.requestedBy,
      requested_by_user: write.requestedByUser,
      created_at: write.createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

export async function lockWrite(tx: Transaction, id: string): Promise<WriteRow | undefined> {
  const row = await tx
    .selectFrom('recruiting_writes')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row && toRow(row);
}

export interface WriteChange {
  state?: RecruitingWriteState;
  sealedPayload?: null;
  attempts?: number;
  fence?: number;
  requestHash?: string;
  requestSummary?: string;
  sentAt?: Date;
  finishedAt?: Date | null;
  settledAt?: Date | null;
  outcome?: RecruitingWrite['outcome'];
  providerId?: string | null;
  proof?: Record<string, unknown>;
  note?: string | null;
  run?: number;
}

export async function updateWrite(tx: Transaction, id: string, change: WriteChange): Promise<void> {
  const { state, attempts, fence, outcome, note, run, proof } = change;
  await tx
    .updateTable('recruiting_writes')
    .set({
      state,
      attempts,
      fence,
      outcome,
      note,
      run,
      sealed_payload: change.sealedPayload,
      request_hash: change.requestHash,
      request_summary: change.requestSummary,
      sent_at: change.sentAt,
      finished_at: change.finishedAt,
      settled_at: change.settledAt,
      provider_id: change.providerId,
      proof: proof && JSON.stringify(proof),
    })
    .where('id', '=', id)
    .execute();
}

/** The runs of those that have not ended, oldest first. */
export async function listRunning(
  tx: Transaction,
  connectionId: string,
): Promise<{ id: string; run: number }[]> {
  return tx
    .selectFrom('recruiting_writes')
    .select(['id', 'run'])
    .where('connection_id', '=', connectionId)
    .where('settled_at', 'is', null)
    .orderBy('id')
    .execute();
}

/** What was not sent yet and waits for a key that works, in connections without one since before then. */
export async function listKeyWaits(tx: Transaction, before: Date): Promise<{ id: string }[]> {
  return tx
    .selectFrom('recruiting_writes as w')
    .innerJoin('connections as c', 'c.id', 'w.connection_id')
    .select('w.id')
    .where('w.settled_at', 'is', null)
    .where('w.state', '=', 'prepared')
    .where('w.created_at', '<', before)
    .where('c.stopped_at', '<', before)
    .orderBy('w.id')
    .limit(500)
    .execute();
}

const unknownEnd: readonly RecruitingWriteState[] = ['prepared', 'sending', 'ambiguous', 'needs_attention'];

/** Whether somebody who looks like this one is on the way to the same job, or may have arrived there. */
export async function isBeingSent(
  tx: Transaction,
  connectionId: string,
  {
    jobId,
    email,
    firstName,
    lastName,
  }: Pick<ReceivedApplication, 'jobId' | 'email' | 'firstName' | 'lastName'>,
): Promise<boolean> {
  const row = await tx
    .selectFrom('recruiting_writes as w')
    .innerJoin('candidates as c', 'c.id', 'w.candidate_id')
    .select('w.id')
    .where('w.connection_id', '=', connectionId)
    .where('w.kind', '=', 'post_candidate')
    .where('w.state', 'in', unknownEnd)
    .where('w.attempts', '>', 0)
    .where((eb) => eb.or([eb('w.provider_job_id', 'is', null), eb('w.provider_job_id', '=', jobId)]))
    .where((eb) => {
      const isSame = (column: 'c.email' | 'c.first_name' | 'c.last_name', text: string | null) =>
        eb(eb.fn<string>('lower', [column]), '=', text?.trim().toLowerCase() ?? null);
      return eb.or([
        isSame('c.email', email),
        eb.and([isSame('c.first_name', firstName), isSame('c.last_name', lastName)]),
      ]);
    })
    .executeTakeFirst();
  return row !== undefined;
}

/** Only one of those who are one person is begun to be sent to a job at a time: until `tx` ends. */
export async function lockPerson(
  tx: Transaction,
  { connectionId, personKey }: Pick<WriteRow, 'connectionId' | 'personKey'>,
): Promise<void> {
  const key = `sent to ${connectionId}: ${personKey}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
}

/** What of others with the same e-mail address is, or was, sent to the same job. */
export async function listAlike(
  tx: Transaction,
  { id, connectionId, personKey, providerJobId }: WriteRow,
): Promise<Pick<WriteRow, 'state' | 'attempts' | 'providerId'>[]> {
  if (personKey === null) return [];
  const rows = await tx
    .selectFrom('recruiting_writes')
    .select(['state', 'attempts', 'provider_id as providerId'])
    .where('connection_id', '=', connectionId)
    .where('person_key', '=', personKey)
    .where('kind', '=', 'post_candidate')
    .where('provider_job_id', 'is not distinct from', providerJobId)
    .where('state', 'not in', ['refused', 'dropped'])
    .where('id', '<>', id)
    .orderBy('id')
    .limit(20)
    .execute();
  return rows.map((row) => ({ ...row, state: recruitingWriteState.parse(row.state) }));
}

/** Whether an application there is being moved: its move has not ended. */
export async function isBeingMoved(
  tx: Transaction,
  connectionId: string,
  providerApplicationId: string,
): Promise<boolean> {
  const row = await tx
    .selectFrom('recruiting_writes')
    .select('id')
    .where('connection_id', '=', connectionId)
    .where('provider_application_id', '=', providerApplicationId)
    .where('kind', '=', 'move_status')
    .where('settled_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

function writesQuery(tx: Transaction) {
  return tx
    .selectFrom('recruiting_writes as w')
    .innerJoin('connections as c', 'c.id', 'w.connection_id')
    .leftJoin('recruiting_jobs as j', (join) =>
      join.onRef('j.connection_id', '=', 'w.connection_id').onRef('j.provider_id', '=', 'w.provider_job_id'),
    )
    .selectAll('w')
    .select(['c.name', 'c.stopped_at', 'j.title']);
}

/** Newest first. */
export async function listWrites(
  tx: Transaction,
  filter: RecruitingWriteQuery & { id?: string; applications?: readonly string[] | undefined },
  slice: Slice,
): Promise<RecruitingWrite[]> {
  let query = writesQuery(tx);
  if (filter.id !== undefined) query = query.where('w.id', '=', filter.id);
  if (filter.connection !== undefined) query = query.where('w.connection_id', '=', filter.connection);
  if (filter.candidate !== undefined) query = query.where('w.candidate_id', '=', filter.candidate);
  if (filter.state !== undefined) query = query.where('w.state', '=', filter.state);
  const { applications } = filter;
  if (applications !== undefined)
    query = query.where((eb) =>
      eb.or([
        eb('w.application_id', 'is', null),
        ...(applications.length === 0 ? [] : [eb('w.application_id', 'in', applications)]),
      ]),
    );
  if (slice.after !== undefined) query = query.where('w.id', '<', slice.after);
  const rows = await query
    .orderBy('w.id', 'desc')
    .limit(slice.limit + 1)
    .execute();
  return rows.map(toView);
}

export async function countWrites(
  tx: Transaction,
  connectionId: string,
): Promise<{ done: number; waiting: number; underWay: number }> {
  const row = await tx
    .selectFrom('recruiting_writes')
    .select(({ fn }) => [
      fn.countAll<string>().filterWhere('state', '=', 'done').as('done'),
      fn.countAll<string>().filterWhere('state', '=', 'needs_attention').as('waiting'),
      fn.countAll<string>().filterWhere('settled_at', 'is', null).as('under_way'),
    ])
    .where('connection_id', '=', connectionId)
    .where('kind', '=', 'post_candidate')
    .executeTakeFirstOrThrow();
  return { done: Number(row.done), waiting: Number(row.waiting), underWay: Number(row.under_way) };
}

/** Who came from an account, is an employee by now, and was not told of there. */
export async function listUntold(
  tx: Transaction,
  connectionId: string,
): Promise<{ recordProviderId: string; applicationId: string; employee: string; hris: string }[]> {
  const rows = await tx
    .selectFrom('recruiting_records as r')
    .innerJoin('hires as h', 'h.application_id', 'r.application_id')
    .innerJoin('connections as c', 'c.id', 'h.connection_id')
    .leftJoin('recruiting_writes as w', (join) =>
      join
        .onRef('w.connection_id', '=', 'r.connection_id')
        .onRef('w.provider_application_id', '=', 'r.provider_id')
        .on('w.kind', '=', 'write_back'),
    )
    .select(['r.provider_id', 'r.application_id', 'h.employee_number', 'c.name'])
    .where('r.connection_id', '=', connectionId)
    .where('h.state', '=', 'done')
    .where('w.id', 'is', null)
    .orderBy('r.id')
    .limit(50)
    .execute();
  return rows.flatMap(({ provider_id, application_id, employee_number, name }) =>
    application_id === null || employee_number === null
      ? []
      : [
          {
            recordProviderId: provider_id,
            applicationId: application_id,
            employee: employee_number,
            hris: name,
          },
        ],
  );
}

function toRow(row: Selectable<RecruitingWrites>): WriteRow {
  return {
    id: row.id,
    connectionId: row.connection_id,
    kind: recruitingWriteKind.parse(row.kind),
    state: recruitingWriteState.parse(row.state),
    candidateId: row.candidate_id,
    applicationId: row.application_id,
    providerJobId: row.provider_job_id,
    providerApplicationId: row.provider_application_id,
    target: row.target,
    sealedPayload: row.sealed_payload,
    personKey: row.person_key,
    attempts: row.attempts,
    fence: Number(row.fence),
    outcome: row.outcome as RecruitingWrite['outcome'],
    providerId: row.provider_id,
    proof: row.proof as Record<string, unknown> | null,
    note: row.note,
    run: row.run,
    requestedBy: row.requested_by,
    requestedByUser: row.requested_by_user,
    createdAt: row.created_at,
    settledAt: row.settled_at,
  };
}

function toView(
  row: Awaited<ReturnType<ReturnType<typeof writesQuery>['execute']>>[number],
): RecruitingWrite {
  const { id, connectionId, kind, state, candidateId, applicationId, providerJobId, target, ...rest } =
    toRow(row);
  const doubtful = rest.proof?.doubtful;
  return {
    id,
    connectionId,
    connectionName: row.name,
    kind,
    state,
    candidateId,
    applicationId,
    providerJobId,
    jobTitle: row.title,
    providerId: rest.providerId ?? rest.providerApplicationId,
    target,
    fields: row.fields,
    attempts: rest.attempts,
    requestHash: row.request_hash,
    requestSummary: row.request_summary,
    outcome: rest.outcome,
    waitsForKey: state === 'prepared' && rest.settledAt === null && row.stopped_at !== null,
    problem: state === 'done' ? null : rest.note,
    doubtful: state === 'needs_attention' && Array.isArray(doubtful) ? doubtful.map(String) : [],
    requestedBy: rest.requestedBy,
    createdAt: rest.createdAt.toISOString(),
    sentAt: row.sent_at?.toISOString() ?? null,
    settledAt: rest.settledAt?.toISOString() ?? null,
  };
}
