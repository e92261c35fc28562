// What goals, their counts and the people around them look like here, and how they are read.
import {
  arrayOrEmpty,
  asArray,
  asFlag,
  asId,
  asObject,
  isObject,
  type Json,
  type JsonObject,
  optionalDate,
  optionalId,
  optionalNumber,
  optionalText,
} from '../json.ts';
import type { Id } from './arguments.ts';

export interface GoalMilestone {
  readonly id: string;
  readonly title: string | null;
  /** Null for milestones without numbers. */
  readonly currentValue: number | null;
  readonly startValue: number | null;
  readonly endValue: number | null;
  /** Null until it is reached. */
  readonly completedAt: string | null;
  readonly raw: JsonObject;
}

export interface Goal {
  readonly id: string;
  readonly title: string | null;
  readonly description: string | null;
  /** 0 to 100; with milestones the share of them that is reached. */
  readonly percentComplete: number | null;
  /** `YYYY-MM-DD` */
  readonly dueDate: string | null;
  readonly completionDate: string | null;
  /** `in_progress`, `completed` or `closed`; other words are passed through. */
  readonly status: string | null;
  readonly sharedWithEmployeeIds: readonly string[];
  /** The goal of the manager that this one serves. */
  readonly alignsWithOptionId: string | null;
  /** Empty for goals without milestones. */
  readonly milestones: readonly GoalMilestone[];
  readonly lastChangedAt: string | null;
  readonly raw: JsonObject;
}

export interface GoalInput {
  readonly title: string;
  readonly description?: string;
  /** `YYYY-MM-DD` */
  readonly dueDate: string;
  /** Must hold the goal's owner. */
  readonly sharedWithEmployeeIds: readonly Id[];
  readonly percentComplete?: number;
  /** `YYYY-MM-DD`; needed with a `percentComplete` of 100. */
  readonly completionDate?: string;
  readonly alignsWithOptionId?: Id | null;
  readonly milestones?: readonly {
    readonly title: string;
    readonly currentValue?: number;
    readonly startValue?: number;
    readonly endValue?: number;
  }[];
}

/** As `GoalInput`; what is left out is blank afterwards, but for milestones, which stay. */
export interface GoalChange extends GoalInput {
  /** False takes all milestones away. */
  readonly milestonesEnabled?: boolean;
  readonly deletedMilestoneIds?: readonly Id[];
}

export interface GoalComment {
  readonly id: string;
  readonly text: string | null;
  readonly authorUserId: string | null;
  readonly createdAt: string | null;
  readonly canEdit: boolean;
  readonly canDelete: boolean;
  readonly raw: JsonObject;
}

export type GoalFilter = 'status-inProgress' | 'status-completed' | 'status-closed' | 'status-all';

/** How many goals there are of a status, and what the key's user may do with them. */
export interface GoalCount {
  /** A `GoalFilter`. */
  readonly id: string;
  readonly name: string | null;
  readonly count: number;
  /** As `canCloseGoal` or `canEditGoal`. */
  readonly actions: Readonly<Record<string, boolean>>;
  readonly raw: JsonObject;
}

export interface GoalPerson {
  readonly employeeId: string;
  /** Null when the employee is no user. */
  readonly userId: string | null;
  readonly displayFirstName: string | null;
  readonly lastName: string | null;
  /** Signed, and good for a while only. */
  readonly photoUrl: string | null;
  readonly raw: JsonObject;
}

export interface GoalOption {
  readonly id: string;
  readonly title: string | null;
  readonly raw: JsonObject;
}

/** An employee's goals of one status, with everything that a page about them shows. */
export interface GoalsOverview {
  readonly goals: readonly Goal[];
  readonly filters: readonly GoalCount[];
  /** The filter that `goals` were chosen by. */
  readonly selectedFilter: string | null;
  /** Whoever a goal is shared with. */
  readonly persons: readonly GoalPerson[];
  /** From a goal's id to how many comments it has; goals without any are left out. */
  readonly commentCounts: Readonly<Record<string, number>>;
  readonly canAlign: boolean;
  readonly canCreateGoals: boolean;
  readonly raw: JsonObject;
}

/** One goal with its comments and the people around it. */
export interface GoalOverview {
  readonly goal: Goal;
  readonly comments: readonly GoalComment[];
  readonly persons: readonly GoalPerson[];
  readonly alignsWithOptions: readonly GoalOption[];
  readonly canAlign: boolean;
  readonly canCreateGoals: boolean;
  readonly raw: JsonObject;
}

export function toGoal(value: Json | undefined): Goal {
  const raw = asObject(value, 'a goal');
  return {
    id: asId(raw.id, 'the id of a goal'),
    title: optionalText(raw.title),
    description: optionalText(raw.description),
    percentComplete: optionalNumber(raw.percentComplete),
    dueDate: optionalDate(raw.dueDate),
    completionDate: optionalDate(raw.completionDate),
    status: optionalText(raw.status),
    sharedWithEmployeeIds: arrayOrEmpty(raw.sharedWithEmployeeIds).flatMap((id) => optionalText(id) ?? []),
    alignsWithOptionId: optionalId(raw.alignsWithOptionId),
    milestones: arrayOrEmpty(raw.milestones).map(toMilestone),
    lastChangedAt: optionalDate(raw.lastChangedDateTime),
    raw,
  };
}

function toMilestone(value: Json): GoalMilestone {
  const raw = asObject(value, 'a milestone');
  return {
    id: asId(raw.id, 'the id of a milestone'),
    title: optionalText(raw.title),
    currentValue: optionalNumber(raw.currentValue),
    startValue: optionalNumber(raw.startValue),
    endValue: optionalNumber(raw.endValue),
    completedAt: optionalDate(raw.completedDateTime),
    raw,
  };
}

export function toComment(value: Json): GoalComment {
  const raw = asObject(value, 'a comment');
  return {
    id: asId(raw.id, 'the id of a comment'),
    text: optionalText(raw.text),
    authorUserId: optionalId(raw.authorUserId),
    createdAt: optionalDate(raw.createdAt),
    canEdit: asFlag(raw.canEdit),
    canDelete: asFlag(raw.canDelete),
    raw,
  };
}

export function toCounts(value: Json | undefined): GoalCount[] {
  return asArray(value, 'the filters').map((entry) => {
    const raw = asObject(entry, 'a filter');
    const actions = Object.entries(isObject(raw.actions) ? raw.actions : {});
    return {
      id: asId(raw.id, 'the id of a filter'),
      name: optionalText(raw.name),
      count: optionalNumber(raw.count) ?? 0,
      actions: Object.fromEntries(actions.map(([name, may]) => [name, asFlag(may)])),
      raw,
    };
  });
}

export function toPersons(value: Json | undefined): GoalPerson[] {
  return asArray(value, 'the persons').map((entry) => {
    const raw = asObject(entry, 'a person');
    return {
      employeeId: asId(raw.employeeId, 'the employee id of a person'),
      userId: optionalId(raw.userId),
      displayFirstName: optionalText(raw.displayFirstName),
      lastName: optionalText(raw.lastName),
      photoUrl: optionalText(raw.photoUrl),
      raw,
    };
  });
}

export function toOptions(value: Json | undefined): GoalOption[] {
  return asArray(value, 'the options').map((entry) => {
    const raw = asObject(entry, 'an option');
    return { id: asId(raw.id, 'the id of an option'), title: optionalText(raw.title), raw };
  });
}

export function toGoalsOverview(value: Json): GoalsOverview {
  const raw = asObject(value, 'the goals');
  const counts = arrayOrEmpty(raw.comments).map((entry): [string, number] => {
    const one = asObject(entry, 'the comments of a goal');
    return [asId(one.goalId, 'the goal of comments'), optionalNumber(one.commentCount) ?? 0];
  });
  return {
    goals: asArray(raw.goals, 'the goals').map(toGoal),
    filters: toCounts(raw.filters),
    selectedFilter: optionalText(raw.selectedFilter),
    persons: toPersons(raw.persons),
    commentCounts: Object.fromEntries(counts),
    canAlign: asFlag(raw.canAlign),
    canCreateGoals: asFlag(raw.canCreateGoals),
    raw,
  };
}

export function toGoalOverview(value: Json): GoalOverview {
  const raw = asObject(value, 'the goal');
  return {
    goal: toGoal(raw.goal),
    comments: asArray(raw.comments, 'the comments').map(toComment),
    persons: toPersons(raw.persons),
    alignsWithOptions: toOptions(raw.alignsWithOptions),
    canAlign: asFlag(raw.canAlign),
    canCreateGoals: asFlag(raw.canCreateGoals),
    raw,
  };
}
