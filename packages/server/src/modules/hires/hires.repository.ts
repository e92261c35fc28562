import {
  approvalRules,
  type HireLogEntry,
  type HireQuery,
  type HireState,
  type HireStep,
  type HireStepName,
  hireFile,
  hirePerson,
  hireState,
  hireStep,
  hireStepName,
  optionField,
  type SomeHireFields,
  someHireFields,
} from '@joinery/sdk';
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import { rowsOf, send, type Transaction } from '../../db/database.ts';
import { seesApplication } from '../../db/hiring-sight.ts';
import type { HireSteps, Hires } from '../../db/types.generated.ts';
import type { Slice } from '../../platform/page.ts';
import { type AccountPlace, toPlace } from '../connections/connections.ts';
import type { HiringScope } from '../jobs/jobs.ts';
import { type StepChange, toColumns, toReceipt } from './hire-receipts.ts';

/** What the column `request` holds: what is to be sent, and everything that a person decided about it. */
const storedRequest = z.object({
  /** Once the hire is queued: exactly what is sent. */
  fields: someHireFields,
  /** What a person or the caller gave; the rest comes from the mapping. Older rows did not keep it apart. */
  given: someHireFields.optional(),
  /** A person said that employees who look alike are other people. */
  approved: z.boolean().default(false),
  person: hirePerson.nullable().default(null),
  without: z.array(z.string()).default([]),
  createOptions: z.array(optionField).default([]),
  files: z.array(hireFile).nullable().default(null),
  /** Asked for with this hire; a trigger's rules come first. */
  approval: approvalRules.nullable().default(null),
  /** Somebody said that it goes on although the provider's lists cannot be read. */
  unchecked: z.boolean().default(false),
  /** Why its values were not compared with the lists; null when they were. */
  uncheckedBecause: z.string().nullable().default(null),
  /** A trigger made it, and its fields are still being found. */
  preparing: z.boolean().default(false),
  /** What the mapping had made of the application: what it says otherwise later is a change. Older rows lack it. */
  mapped: z.object({ version: z.number(), fields: someHireFields }).optional(),
});
export type HireRequest = z.infer<typeof storedRequest>;

export interface HireRow {
  id: string;
  applicationId: string;
  connectionId: string;
  marker: string;
  state: HireState;
  request: HireRequest;
  attempt: number;
  employeeNumber: string | null;
  problem: string | null;
  requestedBy: string;
  startedBy: 'person' | 'trigger';
  approvalId: string | null;
}

export interface StepRow {
  name: HireStepName;
  state: HireStep['state'];
  attempts: number;
  /** Counts who may record an outcome: whoever sent last, or found that sending was cut short. */
  fence: number;
  outcome: HireStep['outcome'];
  providerId: string | null;
  proof: Record<string, unknown> | null;
  note: string | null;
}

/** A hire as people see it, but for what its connection adds. */
export interface HireView extends HireRow {
  candidateId: string;
  candidateName: string;
  jobTitle: string;
  connectionName: string;
  connectionProvider: string;
  connectionPlace: AccountPlace;
  connectionSettings: unknown;
  steps: HireStep[];
  createdAt: Date;
  updatedAt: Date;
}

export const stepOrder = hireStepName.options;

// By name: a plan that a connection keeps would not outlive another column behind a star.
const hireColumns = [
  'hires.id',
  'hires.application_id',
  'hires.connection_id',
  'hires.marker',
  'hires.state',
  'hires.request',
  'hires.attempt',
  'hires.employee_number',
  'hires.problem',
  'hires.requested_by',
  'hires.started_by',
  'hires.approval_id',
] as const satisfies `hires.${keyof Hires}`[];
const stepColumns = [
  'hire_id',
  'name',
  'state',
  'attempts',
  'fence',
  'request_hash',
  'request_summary',
  'sent_at',
  'finished_at',
  'outcome',
  'provider_id',
  'proof',
  'note',
] as const satisfies (keyof HireSteps)[];
type Unqualified<Name> = Name extends `hires.${infer Column}` ? Column : never;
type KeptHire = Pick<Selectable<Hires>, Unqualified<(typeof hireColumns)[number]>>;
type KeptStep = Pick<Selectable<HireSteps>, (typeof stepColumns)[number]>;

/** Makes a draft. False when there is a hire of this application and connection; then nothing is written. */
export async function insertHire(
  tx: Transaction,
  companyId: string,
  hire: Omit<HireRow, 'state' | 'attempt' | 'employeeNumber' | 'approvalId'>,
): Promise<boolean> {
  const row = await tx
    .insertInto('hires')
    .values({
      id: hire.id,
      company_id: companyId,
      application_id: hire.applicationId,
      connection_id: hire.connectionId,
      marker: hire.marker,
      state: 'draft',
      request: JSON.stringify(hire.request),
      attempt: 0,
      problem: hire.problem,
      requested_by: hire.requestedBy,
      started_by: hire.startedBy,
    })
    .onConflict((conflict) => conflict.columns(['company_id', 'application_id', 'connection_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Steps that are there already stay as they are. */
export async function insertSteps(
  tx: Transaction,
  companyId: string,
  hireId: string,
  names: readonly HireStepName[],
): Promise<void> {
  const steps = names.map((name) => ({
    company_id: companyId,
    hire_id: hireId,
    name,
    position: stepOrder.indexOf(name),
    state: 'pending',
  }));
  await tx
    .insertInto('hire_steps')
    .values(steps)
    .onConflict((conflict) => conflict.columns(['company_id', 'hire_id', 'name']).doNothing())
    .execute();
}

export async function lockHire(tx: Transaction, id: string): Promise<HireRow | undefined> {
  const [row] = await rowsOf(tx, tx.selectFrom('hires').select(hireColumns).where('id', '=', id).forUpdate());
  return row && toHireRow(row);
}

export async function lockHireOf(
  tx: Transaction,
  applicationId: string,
  connectionId: string,
): Promise<HireRow | undefined> {
  const row = await tx
    .selectFrom('hires')
    .selectAll()
    .where('application_id', '=', applicationId)
    .where('connection_id', '=', connectionId)
    .forUpdate()
    .executeTakeFirst();
  return row && toHireRow(row);
}

export async function findHire(tx: Transaction, id: string): Promise<HireRow | undefined> {
  const [row] = await rowsOf(tx, tx.selectFrom('hires').select(hireColumns).where('id', '=', id));
  return row && toHireRow(row);
}

/** For people: whose hire it is, and where it goes. */
export async function readTitle(
  tx: Transaction,
  id: string,
): Promise<{ candidateName: string; connectionName: string }> {
  const row = await selectHires(tx).where('hires.id', '=', id).executeTakeFirstOrThrow();
  return { candidateName: row.candidate_name, connectionName: row.connection_name };
}

/** Whether whoever was hired has been erased here since. */
export async function isOfErased(tx: Transaction, hireId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('hires')
    .innerJoin('applications', 'applications.id', 'hires.application_id')
    .innerJoin('candidates', 'candidates.id', 'applications.candidate_id')
    .select('candidates.id')
    .where('hires.id', '=', hireId)
    .where('candidates.erased_at', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** The job of an application that stands in a stage of kind hired; undefined for any other, and of whoever was erased. */
export async function findHiredJob(tx: Transaction, applicationId: string): Promise<string | undefined> {
  const query = tx
    .selectFrom('applications')
    .innerJoin('stages', 'stages.id', 'applications.stage_id')
    .innerJoin('candidates', 'candidates.id', 'applications.candidate_id')
    .select('applications.job_id')
    .where('applications.id', '=', applicationId)
    .where('stages.kind', '=', 'hired')
    .where('candidates.erased_at', 'is', null);
  const [row] = await rowsOf(tx, query);
  return row?.job_id;
}

export async function readJobId(tx: Transaction, applicationId: string): Promise<string> {
  const row = await tx
    .selectFrom('applications')
    .select('job_id')
    .where('id', '=', applicationId)
    .executeTakeFirstOrThrow();
  return row.job_id;
}

/** Whether something of the hire was written at the provider, or may have been. */
export async function hasWritten(tx: Transaction, hireId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('hire_steps')
    .select('name')
    .where('hire_id', '=', hireId)
    .where('name', 'not in', ['search', 'read_back'])
    .where((where) =>
      where.or([
        where('state', 'in', ['sending', 'ambiguous', 'done']),
        where('outcome', 'in', ['done', 'ambiguous']),
        // The last sending may have come to nothing, and one before it not.
        sql<boolean>`attempts > jsonb_array_length(jsonb_path_query_array(coalesce(proof, '{}'),
          '$.sends[*] ? (@.outcome == "not_sent" || @.outcome == "throttled" || @.outcome == "refused")'))`,
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export interface HireChange {
  state?: HireState;
  request?: HireRequest;
  attempt?: number;
  employeeNumber?: string | null;
  problem?: string | null;
  requestedBy?: string;
  approvalId?: string | null;
  /** Who changes the state, for the log. Default: the server by itself. */
  actor?: string;
}

/** Each change of state is logged with it, whoever makes it. */
export async function updateHire(tx: Transaction, id: string, change: HireChange): Promise<void> {
  const { request, employeeNumber, requestedBy, approvalId, actor = serverItself, ...plain } = change;
  if (change.state !== undefined) await logChange(tx, id, { ...change, state: change.state, actor });
  const query = tx
    .updateTable('hires')
    .set({
      ...plain,
      ...(request === undefined ? {} : { request: JSON.stringify(request) }),
      ...(employeeNumber === undefined ? {} : { employee_number: employeeNumber }),
      ...(requestedBy === undefined ? {} : { requested_by: requestedBy }),
      ...(approvalId === undefined ? {} : { approval_id: approvalId }),
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id);
  await send(tx, query);
}

const serverItself = 'Joinery';

async function logChange(
  tx: Transaction,
  id: string,
  { state, problem, actor }: { state: HireState; problem?: string | null; actor: string },
): Promise<void> {
  const query = tx.selectFrom('hires').select(['company_id', 'state']).where('id', '=', id).forUpdate();
  const [before] = await rowsOf(tx, query);
  if (before === undefined || before.state === state) return;
  await insertLogEntry(tx, before.company_id, {
    hireId: id,
    actor,
    action: 'state_changed',
    reason: problem ?? null,
    detail: { from: before.state, to: state },
  });
}

export interface NewLogEntry {
  hireId: string;
  actor: string;
  action: string;
  step?: string | null;
  reason?: string | null;
  detail?: Record<string, unknown> | null;
}

export async function insertLogEntry(
  tx: Transaction,
  companyId: string,
  { hireId, actor, action, step = null, reason = null, detail = null }: NewLogEntry,
): Promise<void> {
  // Whoever counts holds the hire, so that no two entries get the same number.
  await send(tx, tx.selectFrom('hires').select('id').where('id', '=', hireId).forUpdate());
  const insert = sql`
    insert into hire_log (company_id, hire_id, number, actor, action, step, reason, detail)
    select ${companyId}, ${hireId}, coalesce(max(number), 0) + 1, ${actor}, ${action}, ${step}, ${reason},
           ${detail && JSON.stringify(detail)}::jsonb
      from hire_log where hire_id = ${hireId}`;
  await send(tx, { compile: () => insert.compile(tx) });
}

/** Newest first. Pages go on after the number of the last entry. */
export async function listLog(tx: Transaction, hireId: string, slice: Slice): Promise<HireLogEntry[]> {
  let query = tx.selectFrom('hire_log').selectAll().where('hire_id', '=', hireId);
  if (slice.after !== undefined) query = query.where('number', '<', Number(slice.after));
  const rows = await query
    .orderBy('number', 'desc')
    .limit(slice.limit + 1)
    .execute();
  return rows.map(({ number, at, actor, action, step, reason, detail }) => ({
    number,
    at: at.toISOString(),
    actor,
    action,
    step,
    reason,
    detail: detail as Record<string, unknown> | null,
  }));
}

export async function getSteps(tx: Transaction, hireId: string): Promise<Map<HireStepName, StepRow>> {
  const query = tx.selectFrom('hire_steps').select(stepColumns).where('hire_id', '=', hireId);
  const rows = await rowsOf(tx, query);
  return new Map(rows.map(toStepRow).map((row) => [row.name, row]));
}

export async function lockStep(tx: Transaction, hireId: string, name: HireStepName): Promise<StepRow> {
  const query = tx
    .selectFrom('hire_steps')
    .select(stepColumns)
    .where('hire_id', '=', hireId)
    .where('name', '=', name)
    .forUpdate();
  const [row] = await rowsOf(tx, query);
  if (row === undefined) throw new Error(`a hire has no step ${name}`);
  return toStepRow(row);
}

export async function updateStep(
  tx: Transaction,
  hireId: string,
  name: HireStepName,
  change: StepChange,
): Promise<void> {
  const query = tx
    .updateTable('hire_steps')
    .set(toColumns(change))
    .where('hire_id', '=', hireId)
    .where('name', '=', name);
  await send(tx, query);
}

/** Unfinished steps wait again. Those whose write may have happened keep saying so. */
export async function resetUnfinishedSteps(tx: Transaction, hireId: string): Promise<void> {
  await tx
    .updateTable('hire_steps')
    .set({ state: 'pending', note: null, finished_at: null })
    .where('hire_id', '=', hireId)
    .where('state', 'in', ['failed', 'prepared', 'pending'])
    .execute();
}

export async function upsertLink(
  tx: Transaction,
  companyId: string,
  link: { connectionId: string; applicationId: string; employeeNumber: string },
): Promise<void> {
  await tx
    .insertInto('links')
    .values({
      company_id: companyId,
      connection_id: link.connectionId,
      kind: 'hire',
      record_id: link.applicationId,
      provider_id: link.employeeNumber,
    })
    .onConflict((conflict) =>
      conflict.columns(['company_id', 'connection_id', 'kind', 'record_id']).doUpdateSet({
        provider_id: link.employeeNumber,
        seen_at: sql<Date>`now()`,
      }),
    )
    .execute();
}

export type HireFilter = { [Name in keyof HireQuery]?: HireQuery[Name] } & { id?: string };

/** Newest first. */
export async function listHires(
  tx: Transaction,
  scope: HiringScope,
  filter: HireFilter,
  slice?: Slice,
): Promise<HireView[]> {
  let query = findHires(tx, scope, filter);
  if (slice?.after !== undefined) query = query.where('hires.id', '<', slice.after);
  if (slice !== undefined) query = query.limit(slice.limit + 1);
  const found = query.orderBy('hires.id', 'desc');
  // One is read for each step of a hand-off.
  const rows = filter.id === undefined ? await found.execute() : await rowsOf(tx, found);
  const steps = await listSteps(
    tx,
    rows.map((row) => row.id),
  );
  return rows.map((row) => toView(row, steps.get(row.id) ?? []));
}

export async function countHires(
  tx: Transaction,
  scope: HiringScope,
  filter: HireFilter,
): Promise<{ state: HireState; count: number }[]> {
  const rows = await tx
    .selectFrom(findHires(tx, scope, filter).as('found'))
    .select(['found.state', sql<number>`count(*)::int`.as('count')])
    .groupBy('found.state')
    .orderBy('found.state')
    .execute();
  return rows.map(({ state, count }) => ({ state: state as HireState, count }));
}

function findHires(tx: Transaction, scope: HiringScope, filter: HireFilter) {
  let query = selectHires(tx);
  if (scope.sight !== undefined) query = query.where(seesApplication(scope.sight));
  if (filter.id !== undefined) query = query.where('hires.id', '=', filter.id);
  if (filter.applicationId !== undefined)
    query = query.where('hires.application_id', '=', filter.applicationId);
  if (filter.connectionId !== undefined) query = query.where('hires.connection_id', '=', filter.connectionId);
  if (filter.jobId !== undefined) query = query.where('applications.job_id', '=', filter.jobId);
  if (filter.state !== undefined) query = query.where('hires.state', 'in', filter.state);
  if (filter.q) query = query.where(isLike(filter.q));
  return query;
}

/** Hand-offs of a connection that wait for something to pass. */
export async function listWaiting(
  tx: Transaction,
  connectionId: string,
): Promise<{ id: string; attempt: number }[]> {
  return tx
    .selectFrom('hires')
    .select(['id', 'attempt'])
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'waiting')
    .orderBy('id')
    .execute();
}

function isLike(text: string) {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`(candidates.first_name || ' ' || candidates.last_name ilike ${pattern} or candidates.email ilike ${pattern})`;
}

async function listSteps(tx: Transaction, hireIds: string[]): Promise<Map<string, HireStep[]>> {
  if (hireIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('hire_steps')
    .select(stepColumns)
    .where('hire_id', 'in', hireIds)
    .execute();
  return new Map(
    Map.groupBy(rows, (row) => row.hire_id)
      .entries()
      .map(([id, steps]) => [id, steps.map(toStep).sort(byOrder)]),
  );
}

// Positions that an earlier build stored count its own steps.
function byOrder(a: HireStep, b: HireStep): number {
  return stepOrder.indexOf(a.name) - stepOrder.indexOf(b.name);
}

function selectHires(tx: Transaction) {
  return tx
    .selectFrom('hires')
    .innerJoin('applications', 'applications.id', 'hires.application_id')
    .innerJoin('candidates', 'candidates.id', 'applications.candidate_id')
    .innerJoin('jobs', 'jobs.id', 'applications.job_id')
    .innerJoin('connections', 'connections.id', 'hires.connection_id')
    .select(hireColumns)
    .select([
      'hires.created_at',
      'hires.updated_at',
      'candidates.id as candidate_id',
      sql<string>`trim(candidates.first_name || ' ' || candidates.last_name)`.as('candidate_name'),
      'jobs.title as job_title',
      'connections.name as connection_name',
      'connections.provider as connection_provider',
      'connections.base_url as connection_base_url',
      'connections.sandbox_company as connection_sandbox_company',
      'connections.settings as connection_settings',
    ]);
}

type Selected = Awaited<ReturnType<ReturnType<typeof selectHires>['executeTakeFirstOrThrow']>>;

function toView(row: Selected, steps: HireStep[]): HireView {
  return {
    ...toHireRow(row),
    candidateId: row.candidate_id,
    candidateName: row.candidate_name,
    jobTitle: row.job_title,
    connectionName: row.connection_name,
    connectionProvider: row.connection_provider,
    connectionPlace: toPlace(row.connection_base_url, row.connection_sandbox_company),
    connectionSettings: row.connection_settings,
    steps,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toHireRow(row: KeptHire): HireRow {
  return {
    id: row.id,
    applicationId: row.application_id,
    connectionId: row.connection_id,
    marker: row.marker,
    state: hireState.parse(row.state),
    request: storedRequest.parse(row.request),
    attempt: row.attempt,
    employeeNumber: row.employee_number,
    problem: row.problem,
    requestedBy: row.requested_by,
    startedBy: row.started_by === 'trigger' ? 'trigger' : 'person',
    approvalId: row.approval_id,
  };
}

/** A request about which nobody decided anything. */
export function plainRequest(request: Partial<HireRequest>): HireRequest {
  return storedRequest.parse({ fields: {}, ...request });
}

function toStepRow(row: KeptStep): StepRow {
  const { name, state, attempts, outcome, providerId, proof, note } = toStep(row);
  return { name, state, attempts, fence: Number(row.fence), outcome, providerId, proof, note };
}

function toStep(row: KeptStep): HireStep {
  return hireStep.parse({ name: row.name, ...toReceipt(row) });
}

/** An employee whom the account is known to have: of the hire that was sent there last. */
export async function findColleague(tx: Transaction, connectionId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('hires')
    .select('employee_number')
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'done')
    .where('employee_number', 'is not', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.employee_number ?? undefined;
}

/**
 * Whether another hire of the connection is sending the same option of a list. Nobody else is told until
 * the transaction ends, so one of two begins.
 */
export async function isOptionTaken(
  tx: Transaction,
  option: { hireId: string; connectionId: string; step: HireStepName; field: string; value: string },
): Promise<boolean> {
  const { hireId, connectionId, step, field } = option;
  const value = option.value.trim().toLowerCase();
  const key = JSON.stringify(['option', connectionId, step, value]);
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
  const { rows } = await sql<{ id: string }>`
    select h.id
      from hires h
     where h.connection_id = ${connectionId} and h.id <> ${hireId}
       and h.state in ('queued', 'running', 'waiting')
       and ${stateOfStep(step)} in ('sending', 'ambiguous')
       and lower(trim(h.request -> 'fields' ->> ${field}::text)) = ${value}
     limit 1`.execute(tx);
  return rows.length > 0;
}

// Asked for one hire at a time, by its key. As a join, steps of hires that ended long ago are read with
// them as long as the database has not counted how many there are.
function stateOfStep(step: HireStepName) {
  return sql<string>`(select s.state from hire_steps s
    where s.company_id = h.company_id and s.hire_id = h.id and s.name = ${step})`;
}

/** Other hires on the same connection that are between their look and their create. */
export async function listUnderWay(
  tx: Transaction,
  { id, connectionId }: Pick<HireRow, 'id' | 'connectionId'>,
): Promise<{ id: string; fields: SomeHireFields }[]> {
  const underWay = sql<{ id: string; fields: SomeHireFields | null }>`
    select h.id, h.request -> 'fields' as fields
      from hires h
     where h.connection_id = ${connectionId} and h.id <> ${id} and h.state in ('running', 'waiting')
       and ${stateOfStep('search')} in ('sending', 'done')
       and ${stateOfStep('create')} not in ('done', 'skipped', 'failed')
     order by h.id`;
  const rows = await rowsOf(tx, { compile: () => underWay.compile(tx) });
  return rows.map((row) => ({ id: row.id, fields: row.fields ?? {} }));
}
