import { JoineryError } from '@joinery/sdk';
import {
  changeComment,
  commentOnGoal,
  listComments,
  removeComment,
} from '../../modules/goals/goal-comments.service.ts';
import {
  canCreateGoals,
  countGoals,
  listAlignmentOptions,
  readGoal as readGoalOverview,
  readGoals as readGoalsOverview,
  searchShareOptions,
} from '../../modules/goals/goal-overviews.service.ts';
import {
  closeGoal,
  completeMilestone,
  createGoal,
  type GoalAddress,
  type GoalView,
  listGoals,
  removeGoal,
  reopenGoal,
  replaceGoal,
  setProgress,
  shareGoal,
} from '../../modules/goals/goals.service.ts';
import { type Answer, json } from './answer.ts';
import type { Area, Call } from './call.ts';
import {
  commentValue,
  filterValues,
  type GoalsVersion,
  goalOverviewValue,
  goalsOverviewValue,
  goalValue,
  optionValue,
  personValue,
  selectedFilter,
  statusesOf,
} from './format/goals.ts';
import {
  readClosing,
  readComment,
  readCompletion,
  readGoal,
  readMilestoneChanges,
  readMilestones,
  readProgress,
  readSearch,
  readSharing,
} from './format/goals-input.ts';
import { readEmployeeNumber, toNumber } from './params.ts';

const v1: GoalsVersion = { withClosed: false, withActions: false, withMilestones: false };
const v11: GoalsVersion = { withClosed: true, withActions: true, withMilestones: false };
const v12: GoalsVersion = { ...v11, withMilestones: true };

export const goals: Area = {
  style: 'goals',
  handlers: {
    'GET /v1/performance/employees/{employeeId}/goals': getGoals,
    'POST /v1/performance/employees/{employeeId}/goals': postGoal,
    'PUT /v1/performance/employees/{employeeId}/goals/{goalId}': putGoal,
    'PUT /v1_1/performance/employees/{employeeId}/goals/{goalId}': putGoalWithMilestones,
    'DELETE /v1/performance/employees/{employeeId}/goals/{goalId}': deleteGoal,
    'PUT /v1/performance/employees/{employeeId}/goals/{goalId}/progress': putProgress,
    'PUT /v1/performance/employees/{employeeId}/goals/{goalId}/milestones/{milestoneId}/progress':
      putMilestoneProgress,
    'PUT /v1/performance/employees/{employeeId}/goals/{goalId}/sharedWith': putSharing,
    'POST /v1/performance/employees/{employeeId}/goals/{goalId}/close': postClosing,
    'POST /v1/performance/employees/{employeeId}/goals/{goalId}/reopen': postReopening,
    'GET /v1/performance/employees/{employeeId}/goals/{goalId}/comments': getComments,
    'POST /v1/performance/employees/{employeeId}/goals/{goalId}/comments': postComment,
    'PUT /v1/performance/employees/{employeeId}/goals/{goalId}/comments/{commentId}': putComment,
    'DELETE /v1/performance/employees/{employeeId}/goals/{goalId}/comments/{commentId}': deleteComment,
    'GET /v1/performance/employees/{employeeId}/goals/{goalId}/aggregate': getOverview,
    'GET /v1/performance/employees/{employeeId}/goals/aggregate': (call) => getOverviews(call, v1),
    'GET /v1_1/performance/employees/{employeeId}/goals/aggregate': (call) => getOverviews(call, v11),
    'GET /v1_2/performance/employees/{employeeId}/goals/aggregate': (call) => getOverviews(call, v12),
    'GET /v1/performance/employees/{employeeId}/goals/filters': (call) => getFilters(call, v1),
    'GET /v1_1/performance/employees/{employeeId}/goals/filters': (call) => getFilters(call, v11),
    'GET /v1_2/performance/employees/{employeeId}/goals/filters': (call) => getFilters(call, v12),
    'GET /v1/performance/employees/{employeeId}/goals/canCreateGoals': getCanCreate,
    'GET /v1/performance/employees/{employeeId}/goals/shareOptions': getShareOptions,
    'GET /v1/performance/employees/{employeeId}/goals/alignmentOptions': getAlignmentOptions,
  },
};

async function getGoals(call: Call): Promise<Answer> {
  const statuses = statusesOf(call.query.filter);
  const list = await listGoals(call.context, call.principal, employeeOf(call), statuses);
  return json({ goals: list.map(goalValue) });
}

async function postGoal(call: Call): Promise<Answer> {
  const value = call.values();
  const input = { ...readGoal(value), milestones: readMilestones(value) };
  return goalAnswer(await createGoal(call.context, call.principal, employeeOf(call), input), 201);
}

async function putGoal(call: Call): Promise<Answer> {
  const input = readGoal(call.values());
  return goalAnswer(await replaceGoal(call.context, call.principal, addressOf(call), input));
}

async function putGoalWithMilestones(call: Call): Promise<Answer> {
  const value = call.values();
  const [input, changes] = [readGoal(value), readMilestoneChanges(value)];
  return goalAnswer(await replaceGoal(call.context, call.principal, addressOf(call), input, changes));
}

async function deleteGoal(call: Call): Promise<Answer> {
  await removeGoal(call.context, call.principal, addressOf(call));
  return nothing();
}

async function putProgress(call: Call): Promise<Answer> {
  const progress = readProgress(call.values());
  return goalAnswer(await setProgress(call.context, call.principal, addressOf(call), progress));
}

async function putMilestoneProgress(call: Call): Promise<Answer> {
  const isComplete = readCompletion(call.values());
  const milestone = toNumber(call.params.milestoneId);
  if (milestone === undefined)
    throw new JoineryError('goals.milestone_not_found', 'There is no such milestone.');
  const address = addressOf(call);
  return goalAnswer(await completeMilestone(call.context, call.principal, address, milestone, isComplete));
}

async function putSharing(call: Call): Promise<Answer> {
  const sharedWith = readSharing(call.values());
  return goalAnswer(await shareGoal(call.context, call.principal, addressOf(call), sharedWith));
}

async function postClosing(call: Call): Promise<Answer> {
  const comment = readClosing(call.values());
  return goalAnswer(await closeGoal(call.context, call.principal, addressOf(call), comment), 201);
}

async function postReopening(call: Call): Promise<Answer> {
  return goalAnswer(await reopenGoal(call.context, call.principal, addressOf(call)), 201);
}

async function getComments(call: Call): Promise<Answer> {
  const comments = await listComments(call.context, call.principal, addressOf(call));
  return json({ comments: comments.map(commentValue) });
}

async function postComment(call: Call): Promise<Answer> {
  const text = readComment(call.values());
  return json(commentValue(await commentOnGoal(call.context, call.principal, addressOf(call), text)), 201);
}

async function putComment(call: Call): Promise<Answer> {
  const [text, id] = [readComment(call.values()), commentOf(call)];
  return json(commentValue(await changeComment(call.context, call.principal, addressOf(call), id, text)));
}

async function deleteComment(call: Call): Promise<Answer> {
  await removeComment(call.context, call.principal, addressOf(call), commentOf(call));
  return nothing();
}

async function getOverview(call: Call): Promise<Answer> {
  return json(
    goalOverviewValue(await readGoalOverview(call.context, call.principal, addressOf(call)), call.photoUrl),
  );
}

async function getOverviews(call: Call, version: GoalsVersion): Promise<Answer> {
  const selected = selectedFilter(call.query.filter, version);
  const overview = await readGoalsOverview(call.context, call.principal, employeeOf(call), {
    withMilestones: version.withMilestones,
    statuses: statusesOf(selected).filter((status) => version.withClosed || status !== 'closed'),
  });
  return json(goalsOverviewValue(overview, version, { selected, photoUrl: call.photoUrl }));
}

async function getFilters(call: Call, version: GoalsVersion): Promise<Answer> {
  const { withMilestones } = version;
  const counts = await countGoals(call.context, call.principal, employeeOf(call), { withMilestones });
  return json({ filters: filterValues(counts, version) });
}

async function getCanCreate(call: Call): Promise<Answer> {
  const can = await canCreateGoals(call.context, call.principal, employeeOf(call));
  return json({ canCreateGoals: can });
}

async function getShareOptions(call: Call): Promise<Answer> {
  const asked = readSearch(call.query);
  const people = await searchShareOptions(call.context, call.principal, employeeOf(call), asked);
  return json({ persons: people.map((person) => personValue(person, call.photoUrl)) });
}

async function getAlignmentOptions(call: Call): Promise<Answer> {
  const { goalId: asked } = call.query;
  const goalId = asked === undefined || asked === '' ? undefined : goalOf(asked);
  const options = await listAlignmentOptions(call.context, call.principal, employeeOf(call), goalId);
  return json({ alignsWithOptions: options.map(optionValue) });
}

function employeeOf({ params }: Call): number {
  return readEmployeeNumber(params.employeeId);
}

function addressOf(call: Call): GoalAddress {
  return { employeeNumber: employeeOf(call), goalId: goalOf(call.params.goalId) };
}

function goalOf(text: string | undefined): number {
  const id = toNumber(text);
  if (id === undefined) throw new JoineryError('goals.not_found', 'There is no such goal.');
  return id;
}

function commentOf({ params }: Call): number {
  const id = toNumber(params.commentId);
  if (id === undefined) throw new JoineryError('goals.comment_not_found', 'There is no such comment.');
  return id;
}

function goalAnswer(view: GoalView, status = 200): Answer {
  return json({ goal: goalValue(view) }, status);
}

function nothing(): Answer {
  return { status: 204, headers: {}, body: '' };
}
