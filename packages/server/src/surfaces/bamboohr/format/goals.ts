// Goals as this dialect shows them: facts 2.13, as recorded. JSON only. Pure.
import type { CommentView } from '../../../modules/goals/goal-comments.service.ts';
import type {
  GoalCounts,
  GoalOverview,
  GoalPerson,
  GoalsOverview,
} from '../../../modules/goals/goal-overviews.service.ts';
import type { GoalView } from '../../../modules/goals/goals.service.ts';
import { actionsIn, type Goal, type GoalStatus } from '../../../modules/goals/goals.ts';
import type { PhotoUrl } from '../../photo-urls.ts';
import { showZulu } from './values.ts';

const filters: { id: string; name: string; status: GoalStatus }[] = [
  { id: 'status-inProgress', name: 'In Progress', status: 'in_progress' },
  { id: 'status-completed', name: 'Completed', status: 'completed' },
  { id: 'status-closed', name: 'Closed', status: 'closed' },
];
const all = 'status-all';
const openOnly: GoalStatus[] = ['in_progress', 'completed'];

/** The statuses that a filter stands for. Unknown ones are as if there were none: closed goals stay out. */
export function statusesOf(filter: string | undefined): GoalStatus[] {
  if (filter === all) return filters.map(({ status }) => status);
  const known = filters.find(({ id }) => id === filter);
  return known === undefined ? openOnly : [known.status];
}

/** The filter of pages that show one status at a time; of closed goals only where the version has them. */
export function selectedFilter(filter: string | undefined, { withClosed }: GoalsVersion): string {
  const known = filters.filter(({ status }) => withClosed || status !== 'closed').map(({ id }) => id);
  return [...known, all].find((id) => id === filter) ?? 'status-inProgress';
}

export function goalValue({ goal, mayEdit }: GoalView) {
  return {
    id: String(goal.id),
    title: goal.title,
    description: goal.description,
    percentComplete: goal.percentComplete,
    alignsWithOptionId: goal.alignsWith === null ? null : String(goal.alignsWith),
    sharedWithEmployeeIds: goal.sharedWith,
    dueDate: goal.dueOn,
    completionDate: goal.completedOn,
    lastChangedDateTime: showZulu(goal.changedAt),
    status: goal.status,
    ...(goal.milestones !== null && milestoneValues(goal, mayEdit)),
  };
}

// Recorded for goals with milestones only.
function milestoneValues(goal: Goal, mayEdit: boolean) {
  return {
    milestones: goal.milestones?.map((milestone) => ({
      id: milestone.id,
      employeeGoalId: goal.id,
      title: milestone.title,
      // Milestones with numbers cannot be made over this API.
      currentValue: null,
      startValue: null,
      endValue: null,
      completedDateTime: milestone.completedAt === null ? null : showZulu(milestone.completedAt),
      lastUpdateDateTime: showZulu(milestone.updatedAt),
      lastUpdateUserId: milestone.updatedByUserNumber,
    })),
    actions: {
      canEditGoalProgressBar: false,
      canEditGoalMilestoneProgressBar: mayEdit && goal.status !== 'closed',
    },
  };
}

/** Versions differ: closed goals and actions came with v1_1, milestones with v1_2. */
export interface GoalsVersion {
  withClosed: boolean;
  withActions: boolean;
  withMilestones: boolean;
}

export function filterValues({ counts, mayEdit }: GoalCounts, version: GoalsVersion) {
  return filters
    .filter(({ status }) => version.withClosed || status !== 'closed')
    .map(({ id, name, status }) => ({
      id,
      name,
      count: counts.get(status) ?? 0,
      ...(version.withActions && { actions: actionsIn(status, mayEdit) }),
    }));
}

export function goalsOverviewValue(
  overview: GoalsOverview,
  version: GoalsVersion,
  { selected, photoUrl }: { selected: string; photoUrl: PhotoUrl },
) {
  return {
    canAlign: overview.canAlign,
    canCreateGoals: overview.mayEdit,
    filters: filterValues(overview, version),
    selectedFilter: selected,
    goals: overview.goals.map(goalValue),
    persons: overview.persons.map((person) => personValue(person, photoUrl)),
    comments: overview.commentCounts.map(({ goalId, count }) => ({ goalId, commentCount: count })),
  };
}

export function goalOverviewValue(overview: GoalOverview, photoUrl: PhotoUrl) {
  return {
    goal: goalValue(overview),
    canAlign: overview.mayEdit,
    canCreateGoals: overview.mayEdit,
    alignsWithOptions: overview.alignable.map(optionValue),
    comments: overview.comments.map(commentValue),
    persons: overview.persons.map((person) => personValue(person, photoUrl)),
  };
}

export function optionValue({ id, title }: Goal) {
  return { id: String(id), title };
}

export function personValue(person: GoalPerson, photoUrl: PhotoUrl) {
  return {
    employeeId: person.number,
    userId: person.userNumber,
    displayFirstName: person.firstName,
    lastName: person.lastName,
    photoUrl: photoUrl(person.photo),
  };
}

export function commentValue({ comment, mayEdit, mayRemove }: CommentView) {
  return {
    id: String(comment.id),
    authorUserId: comment.authorUserNumber,
    createdAt: showZulu(comment.createdAt),
    text: comment.text,
    canEdit: mayEdit,
    canDelete: mayRemove,
  };
}
