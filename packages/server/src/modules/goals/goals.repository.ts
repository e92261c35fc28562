import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { Goal, GoalStatus, Milestone } from './goals.ts';

export interface GoalFilter {
  employeeId?: string;
  ids?: number[];
  /** Only those shared with this employee. */
  sharedWithId?: string | undefined;
  statuses?: readonly GoalStatus[] | undefined;
  hasMilestones?: boolean | undefined;
  limit: number;
}

const status = sql<GoalStatus>`case
  when goal.closed_at is not null then 'closed'
  when goal.percent_complete = 100 then 'completed'
  else 'in_progress' end`;

function selectGoals(tx: Transaction, filter: Omit<GoalFilter, 'limit'>) {
  const { employeeId, ids, sharedWithId, statuses, hasMilestones } = filter;
  let query = tx.selectFrom('goals as goal').innerJoin('employees', 'employees.id', 'goal.employee_id');
  if (employeeId !== undefined) query = query.where('goal.employee_id', '=', employeeId);
  if (ids !== undefined) query = query.where((eb) => eb('goal.id', '=', eb.fn.any(eb.val(ids))));
  if (hasMilestones !== undefined) query = query.where('goal.has_milestones', '=', hasMilestones);
  if (statuses !== undefined) query = query.where(status, 'in', statuses);
  if (sharedWithId !== undefined)
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('goal_shares')
          .select('goal_id')
          .whereRef('goal_shares.goal_id', '=', 'goal.id')
          .where('goal_shares.employee_id', '=', sharedWithId),
      ),
    );
  return query;
}

/** In order of their ids. */
export async function listGoals(tx: Transaction, { limit, ...filter }: GoalFilter): Promise<Goal[]> {
  const rows = await selectGoals(tx, filter)
    .selectAll('goal')
    .select(['employees.number as employee_number', status.as('status')])
    .orderBy('goal.id')
    .limit(limit)
    .execute();
  const ids = rows.map(({ id }) => id);
  const shares = await listShares(tx, ids);
  const milestones = await listMilestones(tx, ids);
  return rows.map((row) => ({
    id: row.id,
    employeeId: row.employee_id,
    employeeNumber: row.employee_number,
    title: row.title,
    description: row.description,
    percentComplete: row.percent_complete,
    status: row.status,
    alignsWith: row.aligns_with,
    dueOn: row.due_on,
    completedOn: row.completed_on,
    changedAt: row.changed_at,
    sharedWith: shares.get(row.id) ?? [],
    milestones: row.has_milestones ? (milestones.get(row.id) ?? []) : null,
  }));
}

export async function countGoals(
  tx: Transaction,
  filter: Omit<GoalFilter, 'limit'>,
): Promise<Map<GoalStatus, number>> {
  const rows = await selectGoals(tx, filter)
    .select([status.as('status'), (eb) => eb.fn.countAll<string>().as('count')])
    .groupBy(status)
    .execute();
  return new Map(rows.map((row) => [row.status, Number(row.count)]));
}

async function listShares(tx: Transaction, goalIds: number[]): Promise<Map<number, number[]>> {
  const rows = await tx
    .selectFrom('goal_shares as share')
    .innerJoin('employees', 'employees.id', 'share.employee_id')
    .where((eb) => eb('share.goal_id', '=', eb.fn.any(eb.val(goalIds))))
    .select(['share.goal_id', 'employees.number'])
    .orderBy('employees.number')
    .execute();
  const byGoal = Map.groupBy(rows, (row) => row.goal_id);
  return new Map([...byGoal].map(([id, shares]) => [id, shares.map(({ number }) => number)]));
}

/** By goal, in order of their ids. */
export async function listMilestones(tx: Transaction, goalIds: number[]): Promise<Map<number, Milestone[]>> {
  const rows = await tx
    .selectFrom('goal_milestones')
    .selectAll()
    .where((eb) => eb('goal_id', '=', eb.fn.any(eb.val(goalIds))))
    .orderBy('id')
    .execute();
  const byGoal = Map.groupBy(rows, (row) => row.goal_id);
  return new Map(
    [...byGoal].map(([id, milestones]) => [
      id,
      milestones.map((row) => ({
        id: row.id,
        title: row.title,
        completedAt: row.completed_at,
        updatedAt: row.updated_at,
        updatedByUserNumber: row.updated_by_user_number,
      })),
    ]),
  );
}

export interface GoalRow {
  title: string;
  description: string | null;
  percentComplete: number;
  hasMilestones: boolean;
  alignsWith: number | null;
  dueOn: string;
  completedOn: string | null;
  changedAt: Date;
}

export async function insertGoals(
  tx: Transaction,
  companyId: string,
  goals: (GoalRow & { employeeId: string })[],
): Promise<number[]> {
  if (goals.length === 0) return [];
  const rows = await tx
    .insertInto('goals')
    .values(
      goals.map(({ employeeId, ...goal }) => ({
        company_id: companyId,
        employee_id: employeeId,
        ...toRow(goal),
      })),
    )
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

export async function updateGoal(tx: Transaction, id: number, goal: GoalRow): Promise<void> {
  await tx.updateTable('goals').set(toRow(goal)).where('id', '=', id).execute();
}

export async function setClosed(
  tx: Transaction,
  id: number,
  change: { closedAt: Date | null; changedAt: Date },
): Promise<void> {
  await tx
    .updateTable('goals')
    .set({ closed_at: change.closedAt, changed_at: change.changedAt })
    .where('id', '=', id)
    .execute();
}

/** Keeps a goal that another one is about to serve from being removed. */
export async function lockGoal(tx: Transaction, id: number): Promise<void> {
  await tx.selectFrom('goals').select('id').where('id', '=', id).forKeyShare().execute();
}

export async function removeGoal(tx: Transaction, id: number): Promise<void> {
  await tx.deleteFrom('goals').where('id', '=', id).execute();
}

export async function insertShares(
  tx: Transaction,
  companyId: string,
  shares: { goalId: number; employeeId: string }[],
): Promise<void> {
  if (shares.length === 0) return;
  await tx
    .insertInto('goal_shares')
    .values(
      shares.map(({ goalId, employeeId }) => ({
        company_id: companyId,
        goal_id: goalId,
        employee_id: employeeId,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function removeShares(tx: Transaction, goalId: number): Promise<void> {
  await tx.deleteFrom('goal_shares').where('goal_id', '=', goalId).execute();
}

export interface NewMilestone {
  goalId: number;
  title: string;
  completedAt: Date | null;
  updatedAt: Date;
  updatedByUserNumber: number;
}

export async function insertMilestones(
  tx: Transaction,
  companyId: string,
  milestones: NewMilestone[],
): Promise<void> {
  if (milestones.length === 0) return;
  await tx
    .insertInto('goal_milestones')
    .values(
      milestones.map((milestone) => ({
        company_id: companyId,
        goal_id: milestone.goalId,
        title: milestone.title,
        completed_at: milestone.completedAt,
        updated_at: milestone.updatedAt,
        updated_by_user_number: milestone.updatedByUserNumber,
      })),
    )
    .execute();
}

export async function updateMilestone(
  tx: Transaction,
  id: number,
  change: { completedAt: Date | null; updatedAt: Date; updatedByUserNumber: number },
): Promise<void> {
  await tx
    .updateTable('goal_milestones')
    .set({
      completed_at: change.completedAt,
      updated_at: change.updatedAt,
      updated_by_user_number: change.updatedByUserNumber,
    })
    .where('id', '=', id)
    .execute();
}

export async function removeMilestones(tx: Transaction, goalId: number, ids: number[]): Promise<void> {
  await tx
    .deleteFrom('goal_milestones')
    .where('goal_id', '=', goalId)
    .where((eb) => eb('id', '=', eb.fn.any(eb.val(ids))))
    .execute();
}

function toRow(goal: GoalRow) {
  return {
    title: goal.title,
    description: goal.description,
    percent_complete: goal.percentComplete,
    has_milestones: goal.hasMilestones,
    aligns_with: goal.alignsWith,
    due_on: goal.dueOn,
    completed_on: goal.completedOn,
    changed_at: goal.changedAt,
  };
}
