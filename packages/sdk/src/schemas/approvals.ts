import { z } from 'zod';
import { instant } from './paging.ts';

/** What is asked about. `hire`: a hand-off before its first step; `hire_change`: a change of an employee after it. */
export const approvalSubjectKind = z.enum(['hire', 'hire_change']);
export type ApprovalSubjectKind = z.infer<typeof approvalSubjectKind>;

/** `expired`: nobody decided in time; `cancelled`: what was asked about is not wanted any more. */
export const approvalState = z.enum(['open', 'approved', 'rejected', 'expired', 'cancelled']);
export type ApprovalState = z.infer<typeof approvalState>;

/** One line of what would be done: null where there is nothing before, or nothing after. */
export const approvalDifference = z.object({
  label: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type ApprovalDifference = z.infer<typeof approvalDifference>;

const hours = z.number().int().min(1).max(8_760);

/**
 * Who may answer, and how many have to. Whoever asked, or edited the question, never counts; nor does
 * a service user, a disabled one, or one whose level does not show what is asked about.
 */
export const approvalRules = z.strictObject({
  /** These users. */
  userIds: z.array(z.string().min(1).max(100)).max(50).default([]),
  /** Everybody who has one of these access levels at the moment of the decision. */
  accessLevelIds: z.array(z.string().min(1).max(100)).max(20).default([]),
  /** How many different people have to approve. */
  quorum: z.number().int().min(1).max(10).default(1),
  /** Counted from the question, and anew from every edit of it. Null: it waits for ever. */
  expiresAfterHours: hours.nullable().default(null),
  /** Told again this often while it waits. Null: not at all. */
  remindAfterHours: hours.nullable().default(null),
});
export type ApprovalRules = z.infer<typeof approvalRules>;
export type ApprovalRulesInput = z.input<typeof approvalRules>;

export const approvalVerdict = z.enum(['approve', 'reject']);
export type ApprovalVerdict = z.infer<typeof approvalVerdict>;

/** An answer to the present version. */
export const approvalAnswer = z.object({
  userId: z.string(),
  userName: z.string(),
  answer: approvalVerdict,
  note: z.string().nullable(),
  at: instant,
  /** False where the user may not answer any more: disabled, or of another level now. */
  counts: z.boolean(),
});
export type ApprovalAnswer = z.infer<typeof approvalAnswer>;

/**
 * `answer_voided`: the question was edited after it; `answer_lapsed`: who gave it may not answer any
 * more, or answered otherwise; `told`: something of it was done otherwise than it was approved.
 */
export const approvalAction = z.enum([
  'asked',
  'edited',
  'answered_approve',
  'answered_reject',
  'answer_voided',
  'answer_lapsed',
  'reminded',
  'told',
  'approved',
  'rejected',
  'expired',
  'cancelled',
]);
export type ApprovalAction = z.infer<typeof approvalAction>;

/** One entry of the trail, which only ever grows. */
export const approvalTrailEntry = z.object({
  at: instant,
  action: approvalAction,
  /** Null: nobody; a time that had come, or the server. */
  user: z.object({ id: z.string(), name: z.string() }).nullable(),
  version: z.number().int(),
  contentHash: z.string(),
  note: z.string().nullable(),
  /** Of `asked` and `edited`: what was asked from then on. */
  asked: z.object({ question: z.string(), diff: z.array(approvalDifference) }).nullable(),
});
export type ApprovalTrailEntry = z.infer<typeof approvalTrailEntry>;

/**
 * Whether the caller may answer now, and why not: `closed` it is decided; `own` the caller asked or
 * edited it; `answered` already; `not_asked` the caller is none of those who may.
 */
export const approvalStanding = z.enum(['may_answer', 'answered', 'own', 'not_asked', 'closed']);
export type ApprovalStanding = z.infer<typeof approvalStanding>;

const named = z.object({ id: z.string(), name: z.string() });

export const approvalSummary = z
  .object({
    id: z.string(),
    subject: z.object({ kind: approvalSubjectKind, id: z.string() }),
    question: z.string(),
    /** Exactly what would be done, line by line. */
    diff: z.array(approvalDifference),
    /** SHA-256 over the canonical JSON of question, diff, subject and version; an answer names it. */
    contentHash: z.string(),
    /** Counts the edits, from 1. An edit voids all answers. */
    version: z.number().int(),
    state: approvalState,
    /** Null: the server, by a rule. */
    askedBy: named.nullable(),
    approvers: z.object({ users: z.array(named), accessLevels: z.array(named) }),
    quorum: z.number().int(),
    /** To the present version, in order of time. */
    answers: z.array(approvalAnswer),
    expiresAt: instant.nullable(),
    /** When it is told again; null where it is not. */
    remindAt: instant.nullable(),
    createdAt: instant,
    decidedAt: instant.nullable(),
    standing: approvalStanding,
  })
  .meta({ id: 'ApprovalSummary' });
export type ApprovalSummary = z.infer<typeof approvalSummary>;

export const approval = approvalSummary
  .extend({ trail: z.array(approvalTrailEntry) })
  .meta({ id: 'Approval' });
export type Approval = z.infer<typeof approval>;

export const approvalQuery = z.object({
  state: approvalState.optional(),
  /** `waiting` for the caller's answer; `answered` or `asked` by the caller. */
  mine: z.enum(['waiting', 'answered', 'asked']).optional(),
  /** Id of a hire, or of a change of one. */
  subject: z.string().max(100).optional(),
});
export type ApprovalQuery = z.infer<typeof approvalQuery>;

/** Answers exactly what was shown: with another hash the answer is refused. */
export const approvalAnswerInput = z.strictObject({
  answer: approvalVerdict,
  contentHash: z.string().min(1).max(200),
  note: z.string().trim().max(1_000).optional(),
});
export type ApprovalAnswerInput = z.infer<typeof approvalAnswerInput>;

export const approvalsWaiting = z.object({ count: z.number().int().min(0) });
export type ApprovalsWaiting = z.infer<typeof approvalsWaiting>;
