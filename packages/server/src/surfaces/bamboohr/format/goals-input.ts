// What clients send about goals, as services take it. Pure.
import { z } from 'zod';
import type { GoalInput, MilestoneChanges, Progress } from '../../../modules/goals/goals.service.ts';
import { isDay } from '../../../modules/time-off/days.ts';
import { check, dayPart } from './time-off-input.ts';

const blank = (value: unknown): unknown => (value === '' || value === null ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blank, schema.optional());

const integerIn = z.union([
  z.int(),
  z
    .string()
    .trim()
    .regex(/^\d{1,9}$/)
    .transform(Number),
]);
const idIn = integerIn.pipe(z.int().nonnegative().max(999_999_999));
const percentIn = integerIn.pipe(z.int().min(0).max(100));
const textIn = z.union([z.string(), z.number().transform(String)]).pipe(z.string().max(10_000));
const titleIn = textIn.pipe(z.string().trim().min(1).max(1_000));
const dayIn = z.string().transform(dayPart).refine(isDay, 'is no day, written YYYY-MM-DD');
const sharedIn = z.array(idIn).min(1).max(1_000);
const milestonesIn = z.array(z.object({ title: titleIn })).max(100);

const progressIn = z.object({ percentComplete: percentIn, completionDate: optional(dayIn) });
const goalIn = z.object({
  title: titleIn,
  description: optional(textIn),
  dueDate: dayIn,
  percentComplete: optional(percentIn),
  completionDate: optional(dayIn),
  sharedWithEmployeeIds: sharedIn,
  alignsWithOptionId: optional(idIn),
});

/** @throws JoineryError `request.invalid`. */
export function readGoal(value: unknown): GoalInput {
  const sent = check(goalIn, value);
  return {
    title: sent.title,
    description: sent.description ?? null,
    dueOn: sent.dueDate,
    percentComplete: sent.percentComplete ?? 0,
    completedOn: sent.completionDate ?? null,
    sharedWith: [...new Set(sent.sharedWithEmployeeIds)],
    alignsWith: sent.alignsWithOptionId ?? null,
  };
}

/** @throws JoineryError `request.invalid`. */
export function readMilestones(value: unknown): string[] {
  const { milestones = [] } = check(z.object({ milestones: optional(milestonesIn) }), value);
  return milestones.map(({ title }) => title);
}

const changesIn = z.object({
  milestonesEnabled: optional(z.boolean()),
  deletedMilestoneIds: optional(z.array(idIn).max(1_000)),
  // Milestones that have an id are sent back with the goal that was read; they are there already.
  milestones: optional(z.array(z.object({ id: optional(idIn), title: titleIn })).max(100)),
});

/** @throws JoineryError `request.invalid`. */
export function readMilestoneChanges(value: unknown): MilestoneChanges {
  const { milestonesEnabled, deletedMilestoneIds = [], milestones = [] } = check(changesIn, value);
  return {
    enabled: milestonesEnabled,
    removedIds: [...new Set(deletedMilestoneIds)],
    added: milestones.filter(({ id }) => id === undefined).map(({ title }) => title),
  };
}

/** @throws JoineryError `request.invalid`. */
export function readProgress(value: unknown): Progress {
  const { percentComplete, completionDate } = check(progressIn, value);
  return { percentComplete, completedOn: completionDate ?? null };
}

/** @throws JoineryError `request.invalid`. */
export function readCompletion(value: unknown): boolean {
  return check(z.object({ complete: z.boolean() }), value).complete;
}

/** @throws JoineryError `request.invalid`. */
export function readSharing(value: unknown): number[] {
  return [...new Set(check(z.object({ sharedWithEmployeeIds: sharedIn }), value).sharedWithEmployeeIds)];
}

/** @throws JoineryError `request.invalid` for a comment without text. */
export function readComment(value: unknown): string {
  return check(z.object({ text: textIn.pipe(z.string().trim().min(1)) }), value).text;
}

/** What is said at the closing of a goal, or null. @throws JoineryError `request.invalid`. */
export function readClosing(value: unknown): string | null {
  const { comment } = check(z.object({ comment: optional(textIn) }), value);
  return comment?.trim() || null;
}

const mostPeople = 100;
const searchIn = z.object({
  search: z.string({ error: 'is needed' }).max(200),
  limit: optional(idIn.pipe(z.int().min(1))),
});

/** @throws JoineryError `request.invalid`. */
export function readSearch(query: Record<string, string>): { search: string; limit: number } {
  const { search, limit = 10 } = check(searchIn, query);
  return { search: search.trim(), limit: Math.min(limit, mostPeople) };
}
