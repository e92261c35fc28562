import type { Transaction } from '../../db/database.ts';
import type { GoalComment } from './goals.ts';

function selectComments(tx: Transaction) {
  return tx
    .selectFrom('goal_comments as comment')
    .leftJoin('employees', 'employees.id', 'comment.author_employee_id')
    .selectAll('comment')
    .select('employees.number as employee_number')
    .orderBy('comment.id');
}

type CommentRow = Awaited<ReturnType<ReturnType<typeof selectComments>['executeTakeFirstOrThrow']>>;

/** Oldest first. */
export async function listComments(tx: Transaction, goalId: number, limit: number): Promise<GoalComment[]> {
  return (await selectComments(tx).where('comment.goal_id', '=', goalId).limit(limit).execute()).map(
    toComment,
  );
}

export async function findComment(
  tx: Transaction,
  goalId: number,
  id: number,
): Promise<GoalComment | undefined> {
  const row = await selectComments(tx)
    .where('comment.goal_id', '=', goalId)
    .where('comment.id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : toComment(row);
}

/** How many comments each goal has; goals without any are left out. */
export async function countComments(tx: Transaction, goalIds: number[]): Promise<Map<number, number>> {
  const rows = await tx
    .selectFrom('goal_comments')
    .where((eb) => eb('goal_id', '=', eb.fn.any(eb.val(goalIds))))
    .select(['goal_id', (eb) => eb.fn.countAll<string>().as('count')])
    .groupBy('goal_id')
    .execute();
  return new Map(rows.map((row) => [row.goal_id, Number(row.count)]));
}

export async function insertComment(
  tx: Transaction,
  companyId: string,
  comment: {
    goalId: number;
    authorUserNumber: number;
    authorEmployeeId: string | null;
    text: string;
    createdAt: Date;
  },
): Promise<number> {
  const row = await tx
    .insertInto('goal_comments')
    .values({
      company_id: companyId,
      goal_id: comment.goalId,
      author_user_number: comment.authorUserNumber,
      author_employee_id: comment.authorEmployeeId,
      text: comment.text,
      created_at: comment.createdAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function updateComment(tx: Transaction, id: number, text: string): Promise<void> {
  await tx.updateTable('goal_comments').set({ text }).where('id', '=', id).execute();
}

export async function removeComment(tx: Transaction, id: number): Promise<void> {
  await tx.deleteFrom('goal_comments').where('id', '=', id).execute();
}

function toComment(row: CommentRow): GoalComment {
  return {
    id: row.id,
    goalId: row.goal_id,
    authorUserNumber: row.author_user_number,
    authorEmployeeNumber: row.employee_number,
    text: row.text,
    createdAt: row.created_at,
  };
}
