import {
  type HireQuery,
  type HireState,
  type HireStep,
  type HireStepName,
  hireFields,
  hireState,
  hireStep,
  hireStepName,
} from '@joinery/sdk';
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { Transaction } from '../../db/database.ts';
import type { HireSteps, Hires } from '../../db/types.generated.ts';
import type { Slice } from '../../platform/page.ts';
import { type AccountPlace, toPlace } from '../connections/connections.ts';
import type { HiringScope } from '../jobs/jobs.ts';
import type { CompleteFields } from './hire-fields.ts';
import { planSteps } from './hire-plan.ts';

const completeFields = hireFields.required({ firstName: true, lastName: true });

/** What the column `request` holds: exactly what is to be sent. */
const storedRequest = z.object({ fields: completeFields, approved: z.boolean().default(false) });

export interface HireRow {
  id: string;
  applicationId: string;
  connectionId: string;
  marker: string;
  state: HireState;
  fields: CompleteFields;
  /** A person said that employees who look alike are other people. */
  approved: boolean;
  attempt: number;
  employeeNumber: string | null;
  problem: string | null;
  requestedBy: string;
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

/** False when this application was sent to this connection before; then nothing is written. */
export async function insertHire(
  tx: Transaction,
  companyId: string,
  hire: Pick<HireRow, 'id' | 'applicationId' | 'connectionId' | 'marker' | 'fields' | 'requestedBy'>,
): Promise<boolean> {
  const row = await tx
    .insertInto('hires')
    .values({
      id: hire.id,
      company_id: companyId,
      application_id: hire.applicationId,
      connection_id: hire.connectionId,
      marker: hire.marker,
      state: 'queued',
      request: JSON.stringify({ fields: hire.fields, approved: false }),
      requested_by: hire.requestedBy,
    })
    .onConflict((conflict) => conflict.columns(['company_id', 'application_id', 'connection_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (row === undefined) return false;
  await insertSteps(tx, companyId, hire.id, planSteps(hire.fields));
  return true;
}

/** Steps that are there already stay as they are. */
async function insertSteps(
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
  const row = await tx.selectFrom('hires').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
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

export interface HireChange {
  state?: HireState;
  request?: { fields: CompleteFields; approved: boolean };
  attempt?: number;
  employeeNumber?: string | null;
  problem?: string | null;
  requestedBy?: string;
}

export async function updateHire(tx: Transaction, id: string, change: HireChange): Promise<void> {
  const { request, employeeNumber, requestedBy, ...plain } = change;
  await tx
    .updateTable('hires')
    .set({
      ...plain,
      ...(request === undefined ? {} : { request: JSON.stringify(request) }),
      ...(employeeNumber === undefined ? {} : { employee_number: employeeNumber }),
      ...(requestedBy === undefined ? {} : { requested_by: requestedBy }),
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .execute();
}

export async function getSteps(tx: Transaction, hireId: string): Promise<Map<HireStepName, StepRow>> {
  const rows = await tx.selectFrom('hire_steps').selectAll().where('hire_id', '=', hireId).execute();
  return new Map(rows.map(toStepRow).map((row) => [row.name, row]));
}

export async function lockStep(tx: Transaction, hireId: string, name: HireStepName): Promise<StepRow> {
  const row = await tx
    .selectFrom('hire_steps')
    .selectAll()
    .where('hire_id', '=', hireId)
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return toStepRow(row);
}

export interface StepChange {
  state?: HireStep['state'];
  attempts?: number;
  fence?: number;
  requestHash?: string | null;
  requestSummary?: string | null;
  sentAt?: Date | null;
  finishedAt?: Date | null;
  outcome?: HireStep['outcome'];
  providerId?: string | null;
  proof?: Record<string, unknown> | null;
  note?: string | null;
}

export async function updateStep(
  tx: Transaction,
  hireId: string,
  name: HireStepName,
  change: StepChange,
): Promise<void> {
  const { requestHash, requestSummary, sentAt, finishedAt, providerId, proof, ...plain } = change;
  await tx
    .updateTable('hire_steps')
    .set({
      ...plain,
      ...(requestHash === undefined ? {} : { request_hash: requestHash }),
      ...(requestSummary === undefined ? {} : { request_summary: requestSummary }),
      ...(sentAt === undefined ? {} : { sent_at: sentAt }),
      ...(finishedAt === undefined ? {} : { finished_at: finishedAt }),
      ...(providerId === undefined ? {} : { provider_id: providerId }),
      ...(proof === undefined ? {} : { proof: proof && JSON.stringify(proof) }),
    })
    .where('hire_id', '=', hireId)
    .where('name', '=', name)
    .execute();
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

/** Newest first. */
export async function listHires(
  tx: Transaction,
  scope: HiringScope,
  filter: HireQuery & { id?: string; connectionId?: string },
  slice?: Slice,
): Promise<HireView[]> {
  let query = selectHires(tx);
  if (scope.leadEmployeeId !== undefined)
    query = query.where('jobs.hiring_lead_employee_id', '=', scope.leadEmployeeId);
  if (filter.id !== undefined) query = query.where('hires.id', '=', filter.id);
  if (filter.applicationId !== undefined)
    query = query.where('hires.application_id', '=', filter.applicationId);
  if (filter.connectionId !== undefined) query = query.where('hires.connection_id', '=', filter.connectionId);
  if (filter.state !== undefined) query = query.where('hires.state', '=', filter.state);
  if (slice?.after !== undefined) query = query.where('hires.id', '<', slice.after);
  if (slice !== undefined) query = query.limit(slice.limit + 1);
  const rows = await query.orderBy('hires.id', 'desc').execute();
  const steps = await listSteps(
    tx,
    rows.map((row) => row.id),
  );
  return rows.map((row) => toView(row, steps.get(row.id) ?? []));
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

async function listSteps(tx: Transaction, hireIds: string[]): Promise<Map<string, HireStep[]>> {
  if (hireIds.length === 0) return new Map();
  const rows = await tx.selectFrom('hire_steps').selectAll().where('hire_id', 'in', hireIds).execute();
  return new Map(
    Map.groupBy(rows, (row) => row.hire_id)
      .entries()
      .map(([id, steps]) => [id, steps.map(toReceipt).sort(byOrder)]),
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
    .selectAll('hires')
    .select([
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

function toHireRow(row: Selectable<Hires>): HireRow {
  return {
    id: row.id,
    applicationId: row.application_id,
    connectionId: row.connection_id,
    marker: row.marker,
    state: hireState.parse(row.state),
    ...storedRequest.parse(row.request),
    attempt: row.attempt,
    employeeNumber: row.employee_number,
    problem: row.problem,
    requestedBy: row.requested_by,
  };
}

function toStepRow(row: Selectable<HireSteps>): StepRow {
  const { name, state, attempts, outcome, providerId, proof, note } = toReceipt(row);
  return { name, state, attempts, fence: Number(row.fence), outcome, providerId, proof, note };
}

function toReceipt(row: Selectable<HireSteps>): HireStep {
  return hireStep.parse({
    name: row.name,
    state: row.state,
    attempts: row.attempts,
    requestHash: row.request_hash,
    requestSummary: row.request_summary,
    sentAt: row.sent_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    durationMs: row.sent_at && row.finished_at && row.finished_at.getTime() - row.sent_at.getTime(),
    outcome: row.outcome,
    providerId: row.provider_id,
    proof: row.proof,
    note: row.note,
  });
}
