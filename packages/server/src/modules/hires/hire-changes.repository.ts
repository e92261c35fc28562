import {
  type HireChangeKind,
  type HireChangeQuery,
  type HireChangeState,
  type HireChangeStep,
  type HireChangeStepName,
  type HireChangeWrite,
  type HireDifference,
  hireChangeKind,
  hireChangeState,
  hireChangeStep,
  hireChangeStepName,
  hireChangeWrite,
  hireDifference,
} from '@joinery/sdk';
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { Transaction } from '../../db/database.ts';
import { seesApplication } from '../../db/hiring-sight.ts';
import type { HireChangeSteps, HireChanges } from '../../db/types.generated.ts';
import type { Slice } from '../../platform/page.ts';
import type { HiringScope } from '../jobs/jobs.ts';
import type { Receipt } from '../sendings/sendings.service.ts';
import { type StepChange, toColumns, toReceipt } from './hire-receipts.ts';

export interface ChangeRow {
  id: string;
  hireId: string;
  kind: HireChangeKind;
  diff: HireDifference[];
  plan: HireChangeWrite[];
  contentHash: string;
  state: HireChangeState;
  problem: string | null;
  attempt: number;
  proposedBy: string;
  decidedBy: string | null;
  approvalId: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** A change as people see it. */
export interface ChangeView extends ChangeRow {
  candidateName: string;
  connectionId: string;
  connectionName: string;
  employeeNumber: string;
  steps: HireChangeStep[];
}

const open = ['proposed', 'awaiting_approval', 'sending', 'failed'] as const;

export async function insertChange(
  tx: Transaction,
  companyId: string,
  change: Pick<ChangeRow, 'id' | 'hireId' | 'kind' | 'diff' | 'plan' | 'contentHash' | 'proposedBy'> & {
    at: Date;
  },
): Promise<void> {
  await tx
    .insertInto('hire_changes')
    .values({
      id: change.id,
      company_id: companyId,
      hire_id: change.hireId,
      kind: change.kind,
      diff: JSON.stringify(change.diff),
      plan: JSON.stringify(change.plan),
      content_hash: change.contentHash,
      proposed_by: change.proposedBy,
      created_at: change.at,
      updated_at: change.at,
    })
    .execute();
  const steps = change.plan.map(({ step }) => ({
    company_id: companyId,
    change_id: change.id,
    name: step,
    position: hireChangeStepName.options.indexOf(step),
    state: 'pending',
  }));
  await tx.insertInto('hire_change_steps').values(steps).execute();
}

export interface ChangeChange {
  state?: HireChangeState;
  problem?: string | null;
  attempt?: number;
  decidedBy?: string | null;
  approvalId?: string | null;
}

export async function updateChange(
  tx: Transaction,
  id: string,
  change: ChangeChange,
  at: Date,
): Promise<void> {
  const { decidedBy, approvalId, ...plain } = change;
  await tx
    .updateTable('hire_changes')
    .set({
      ...plain,
      ...(decidedBy === undefined ? {} : { decided_by: decidedBy }),
      ...(approvalId === undefined ? {} : { approval_id: approvalId }),
      updated_at: at,
    })
    .where('id', '=', id)
    .execute();
}

export async function findChange(tx: Transaction, id: string): Promise<ChangeRow | undefined> {
  const row = await tx.selectFrom('hire_changes').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toRow(row);
}

export async function lockChange(tx: Transaction, id: string): Promise<ChangeRow | undefined> {
  const query = tx.selectFrom('hire_changes').selectAll().where('id', '=', id).forUpdate();
  const row = await query.executeTakeFirst();
  return row && toRow(row);
}

/** All of a hire, oldest first. */
export async function listOfHire(tx: Transaction, hireId: string): Promise<ChangeRow[]> {
  const rows = await tx
    .selectFrom('hire_changes')
    .selectAll()
    .where('hire_id', '=', hireId)
    .orderBy('id')
    .execute();
  return rows.map(toRow);
}

export function isOpen({ state }: Pick<ChangeRow, 'state'>): boolean {
  return (open as readonly string[]).includes(state);
}

/** Newest first. */
export async function listChanges(
  tx: Transaction,
  scope: HiringScope,
  filter: HireChangeQuery & { id?: string },
  slice?: Slice,
): Promise<ChangeView[]> {
  let query = tx
    .selectFrom('hire_changes')
    .innerJoin('hires', 'hires.id', 'hire_changes.hire_id')
    .innerJoin('applications', 'applications.id', 'hires.application_id')
    .innerJoin('candidates', 'candidates.id', 'applications.candidate_id')
    .innerJoin('jobs', 'jobs.id', 'applications.job_id')
    .innerJoin('connections', 'connections.id', 'hires.connection_id')
    .selectAll('hire_changes')
    .select([
      sql<string>`trim(candidates.first_name || ' ' || candidates.last_name)`.as('candidate_name'),
      'connections.id as connection_id',
      'connections.name as connection_name',
      'hires.employee_number',
    ]);
  if (scope.sight !== undefined) query = query.where(seesApplication(scope.sight));
  if (filter.id !== undefined) query = query.where('hire_changes.id', '=', filter.id);
  if (filter.hireId !== undefined) query = query.where('hire_changes.hire_id', '=', filter.hireId);
  if (filter.state !== undefined) query = query.where('hire_changes.state', 'in', filter.state);
  if (slice?.after !== undefined) query = query.where('hire_changes.id', '<', slice.after);
  if (slice !== undefined) query = query.limit(slice.limit + 1);
  const rows = await query.orderBy('hire_changes.id', 'desc').execute();
  const steps = await listSteps(
    tx,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    ...toRow(row),
    candidateName: row.candidate_name,
    connectionId: row.connection_id,
    connectionName: row.connection_name,
    employeeNumber: row.employee_number ?? '',
    steps: steps.get(row.id) ?? [],
  }));
}

async function listSteps(tx: Transaction, ids: string[]): Promise<Map<string, HireChangeStep[]>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('hire_change_steps')
    .selectAll()
    .where('change_id', 'in', ids)
    .orderBy('position')
    .execute();
  const grouped = Map.groupBy(rows, (row) => row.change_id);
  return new Map([...grouped].map(([id, steps]) => [id, steps.map(toStep)]));
}

export async function getSteps(tx: Transaction, changeId: string): Promise<HireChangeStep[]> {
  return (await listSteps(tx, [changeId])).get(changeId) ?? [];
}

export async function lockStep(
  tx: Transaction,
  changeId: string,
  name: HireChangeStepName,
): Promise<Receipt> {
  const row = await tx
    .selectFrom('hire_change_steps')
    .selectAll()
    .where('change_id', '=', changeId)
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const { state, attempts, outcome, providerId, proof } = toStep(row);
  return { state, attempts, fence: Number(row.fence), outcome, providerId, proof };
}

export async function updateStep(
  tx: Transaction,
  changeId: string,
  name: HireChangeStepName,
  change: StepChange,
): Promise<void> {
  await tx
    .updateTable('hire_change_steps')
    .set(toColumns(change))
    .where('change_id', '=', changeId)
    .where('name', '=', name)
    .execute();
}

/** Done hires whose application may still say something else: their hire date is young or to come. */
export async function listComparable(tx: Transaction, connectionId: string, since: Date): Promise<string[]> {
  const rows = await tx
    .selectFrom('hires')
    .select('id')
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'done')
    .where((where) =>
      where.or([
        where('updated_at', '>=', since),
        where(sql`request #>> '{fields,hireDate}'`, '>=', since.toISOString().slice(0, 10)),
      ]),
    )
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

export async function listDoneOf(tx: Transaction, applicationId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('hires')
    .select('id')
    .where('application_id', '=', applicationId)
    .where('state', '=', 'done')
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

export async function findLocalHash(tx: Transaction, hireId: string): Promise<string | undefined> {
  const query = tx.selectFrom('hire_comparisons').select('local_hash').where('hire_id', '=', hireId);
  return (await query.executeTakeFirst())?.local_hash;
}

export async function upsertLocalHash(
  tx: Transaction,
  companyId: string,
  hireId: string,
  localHash: string,
): Promise<void> {
  await tx
    .insertInto('hire_comparisons')
    .values({ company_id: companyId, hire_id: hireId, local_hash: localHash })
    .onConflict((conflict) =>
      conflict.columns(['company_id', 'hire_id']).doUpdateSet({ local_hash: localHash }),
    )
    .execute();
}

function toRow(row: Selectable<HireChanges>): ChangeRow {
  return {
    id: row.id,
    hireId: row.hire_id,
    kind: hireChangeKind.parse(row.kind),
    diff: z.array(hireDifference).parse(row.diff),
    plan: z.array(hireChangeWrite).parse(row.plan),
    contentHash: row.content_hash,
    state: hireChangeState.parse(row.state),
    problem: row.problem,
    attempt: row.attempt,
    proposedBy: row.proposed_by,
    decidedBy: row.decided_by,
    approvalId: row.approval_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toStep(row: Selectable<HireChangeSteps>): HireChangeStep {
  return hireChangeStep.parse({ name: row.name, ...toReceipt(row) });
}
