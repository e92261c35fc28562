// Goals of employees: what they are and how far they are. Pure.

export const goalStatuses = ['in_progress', 'completed', 'closed'] as const;
export type GoalStatus = (typeof goalStatuses)[number];

export interface Milestone {
  id: number;
  title: string;
  completedAt: Date | null;
  updatedAt: Date;
  updatedByUserNumber: number;
}

export interface Goal {
  id: number;
  employeeId: string;
  employeeNumber: number;
  title: string;
  description: string | null;
  percentComplete: number;
  status: GoalStatus;
  /** Another goal that this one serves. */
  alignsWith: number | null;
  dueOn: string;
  completedOn: string | null;
  changedAt: Date;
  /** Numbers of employees, the owner among them. */
  sharedWith: number[];
  /** Null for a goal without milestones, whose progress is set by hand. */
  milestones: Milestone[] | null;
}

export interface GoalComment {
  id: number;
  goalId: number;
  authorUserNumber: number;
  /** Of an author who is an employee. */
  authorEmployeeNumber: number | null;
  text: string;
  createdAt: Date;
}

/** Progress by milestones: the share of those that are complete, in whole percent. */
export function percentOf(milestones: Pick<Milestone, 'completedAt'>[]): number {
  if (milestones.length === 0) return 0;
  const complete = milestones.filter(({ completedAt }) => completedAt !== null).length;
  return Math.floor((complete / milestones.length) * 100);
}

/** What somebody who may change a goal can do with it, by its status. */
export interface GoalActions {
  canCloseGoal: boolean;
  canEditGoal: boolean;
  canEditGoalProgressBar: boolean;
  canReopenGoal: boolean;
  canShareGoal: boolean;
}

export function actionsIn(status: GoalStatus, mayEdit: boolean): GoalActions {
  const open = mayEdit && status !== 'closed';
  return {
    canCloseGoal: open,
    canEditGoal: open,
    canEditGoalProgressBar: open,
    canReopenGoal: mayEdit && status === 'closed',
    canShareGoal: open,
  };
}
