import { z } from 'zod';
import { approvalRules } from './approvals.ts';
import { hireStep } from './hires.ts';
import { instant } from './paging.ts';

/**
 * `patch`: the hired application says something else now. `withdrawal`: it was withdrawn or rejected, so
 * the employment ends on the first day, or, once that has passed, on the day on which it was seen; a
 * person decides. `no_show`: the person did not come.
 */
export const hireChangeKind = z.enum(['patch', 'withdrawal', 'no_show']);
export type HireChangeKind = z.infer<typeof hireChangeKind>;

/** `superseded`: what is different now is something else, or nothing any more. */
export const hireChangeState = z.enum([
  'proposed',
  'awaiting_approval',
  'sending',
  'done',
  'failed',
  'dismissed',
  'superseded',
]);
export type HireChangeState = z.infer<typeof hireChangeState>;

export const hireDifference = z.object({
  /** As in the fields of a hire; `other.` before further ones. */
  field: z.string(),
  /** What was sent; null: nothing. */
  was: z.string().nullable(),
  /** What the hired application says now. */
  here: z.string(),
  /** What the provider shows now; null: blank. Absent: it does not show it. */
  there: z.string().nullable().optional(),
  /** The provider shows it, and the access level of whoever asks does not. */
  hidden: z.literal(true).optional(),
});
export type HireDifference = z.infer<typeof hireDifference>;

/** In the order that they are done in. */
export const hireChangeStepName = z.enum([
  'employee',
  'employment_status',
  'job_info',
  'compensation',
  'terminate',
]);
export type HireChangeStepName = z.infer<typeof hireChangeStepName>;

export const hireChangeStep = hireStep.extend({ name: hireChangeStepName }).meta({ id: 'HireChangeStep' });
export type HireChangeStep = z.infer<typeof hireChangeStep>;

/** A write that follows from a change. Rows that are there are changed, and none is ever removed. */
export const hireChangeWrite = z.object({
  step: hireChangeStepName,
  /** The provider's id of the row that is changed; null: a row is added, or it is no row. */
  rowId: z.string().nullable(),
  values: z.record(z.string(), z.string()),
  /** What has to stand there for the write to go out; null: nothing of it is to be there. */
  before: z.record(z.string(), z.string().nullable()).nullable(),
});
export type HireChangeWrite = z.infer<typeof hireChangeWrite>;

/** A proposed change of an employee who was made for a hire. */
export const hireChange = z
  .object({
    id: z.string(),
    hireId: z.string(),
    candidateName: z.string(),
    connectionId: z.string(),
    connectionName: z.string(),
    employeeNumber: z.string(),
    kind: hireChangeKind,
    state: hireChangeState,
    diff: z.array(hireDifference),
    writes: z.array(hireChangeWrite),
    /** Of exactly this change: given back when it is let through. */
    contentHash: z.string(),
    /** What went wrong, or why it was dismissed. */
    problem: z.string().nullable(),
    proposedBy: z.string(),
    decidedBy: z.string().nullable(),
    approvalId: z.string().nullable(),
    steps: z.array(hireChangeStep),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'HireChange' });
export type HireChange = z.infer<typeof hireChange>;

export const hireChangeQuery = z.object({
  hireId: z.string().max(100).optional(),
  /** One state, or several with commas between. */
  state: z
    .string()
    .max(200)
    .transform((text) => text.split(','))
    .pipe(z.array(hireChangeState).min(1))
    .optional(),
});
export type HireChangeQuery = z.infer<typeof hireChangeQuery>;

/** What was looked at for changes of a hire. */
export const hireComparison = z
  .object({
    /** The change that is open now; null: nothing is different, or what is was dismissed. */
    change: hireChange.nullable(),
    /** Why it could not be told what is different. */
    problem: z.string().nullable(),
  })
  .meta({ id: 'HireComparison' });
export type HireComparison = z.infer<typeof hireComparison>;

export const hireChangeApproval = z.strictObject({
  contentHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Asks others first, where no trigger says who. */
  approval: approvalRules.optional(),
});
export type HireChangeApproval = z.infer<typeof hireChangeApproval>;

const reason = z.string().trim().min(1).max(500);
export const hireChangeDismissal = z.strictObject({ reason });
export type HireChangeDismissal = z.infer<typeof hireChangeDismissal>;

/** Somebody says that the person did not come. */
export const hireNoShow = z.strictObject({ reason });
export type HireNoShow = z.infer<typeof hireNoShow>;
