// Approvals as their subjects use them: asked, edited, cancelled, in the subject's own transaction,
// which holds the subject's row.
import { type ApprovalDifference, type ApprovalRules, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { canonicalHash } from '../../platform/canonical-json.ts';
import { newId } from '../../platform/ids.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { close, electorateOf, note, subjectOf, toApprover } from './approval-course.service.ts';
import { approvalAsked, approvalEdited, approvalTold } from './approvals.events.ts';
import * as repository from './approvals.repository.ts';
import { contentHashOf, countPeople, timesFrom } from './approvals.ts';

type Deps = Pick<Context, 'clock' | 'approvalSubjects'>;
type Subject = repository.ApprovalRow['subject'];

export interface Question {
  companyId: string;
  subject: Subject;
  /** Who asks or edits: such a user cannot answer. Null: the server, by a rule. */
  by: string | null;
  question: string;
  /** What people are shown. */
  diff: ApprovalDifference[];
  /** What will be done, to the last value. Its hash is part of what is answered; it is not kept. */
  exact?: unknown;
}

/**
 * Asks people for their approval. Returns the approval's id.
 *
 * @throws JoineryError `approvals.exists`, `approvals.too_few_approvers`, `users.not_found`,
 * `access_levels.not_found`
 */
export async function askApproval(
  deps: Deps,
  tx: Transaction,
  { companyId, by, subject, exact, question, diff, rules }: Question & { rules: ApprovalRules },
): Promise<string> {
  const at = deps.clock.now();
  const row = hashed({
    id: newId('apr', at.getTime()),
    subject,
    question,
    diff,
    exactHash: exactHashOf(exact),
    contentHash: '',
    version: 1,
    state: 'open',
    askedBy: by,
    authors: by === null ? [] : [by],
    rules,
    ...timesFrom(at, rules),
    createdAt: at,
    decidedAt: null,
  });
  await assertReachable(deps, tx, row);
  if (!(await repository.insertApproval(tx, companyId, row)))
    throw new JoineryError('approvals.exists', 'This waits for an approval already.');
  await note(tx, companyId, row, { at, action: 'asked', userId: by });
  await insertEvents(tx, companyId, [approvalAsked(row)]);
  return row.id;
}

/**
 * Asks something else instead: all answers are void, and the time to answer begins anew. An edit
 * that changes nothing voids nothing. Returns the version that is asked now.
 *
 * @throws JoineryError `approvals.closed` when none of this subject is open, and as `askApproval`
 */
export async function editApproval(
  deps: Deps,
  tx: Transaction,
  { companyId, by, subject, exact, question, diff, rules }: Question & { rules?: ApprovalRules },
): Promise<number> {
  const before = await getOpen(tx, subject);
  const asked = { ...before, question, diff, exactHash: exactHashOf(exact), rules: rules ?? before.rules };
  if (canonicalHash(asked) === canonicalHash(before)) return before.version;
  const at = deps.clock.now();
  const authors = by === null ? before.authors : [...new Set([...before.authors, by])];
  const row = hashed({
    ...asked,
    version: before.version + 1,
    authors,
    ...timesFrom(at, asked.rules),
  });
  await assertReachable(deps, tx, row);
  await voidAnswers(tx, companyId, before, at);
  await repository.updateApproval(tx, row);
  await note(tx, companyId, row, { at, action: 'edited', userId: by });
  await insertEvents(tx, companyId, [approvalEdited(row)]);
  return row.version;
}

async function voidAnswers(
  tx: Transaction,
  companyId: string,
  before: repository.ApprovalRow,
  at: Date,
): Promise<void> {
  const answers = (await repository.listAnswers(tx, [before.id])).filter(({ isLapsed }) => !isLapsed);
  await repository.lapseAnswers(
    tx,
    answers.map(({ id }) => id),
    at,
  );
  for (const { userId } of answers)
    await note(tx, companyId, before, { at, action: 'answer_voided', userId });
}

/** Takes the question back. Returns whether one was open. */
export async function cancelApproval(
  deps: Pick<Deps, 'clock'>,
  tx: Transaction,
  {
    companyId,
    subject,
    by,
    reason = null,
  }: Pick<Question, 'companyId' | 'subject' | 'by'> & { reason?: string | null },
): Promise<boolean> {
  const row = await repository.lockOpenApproval(tx, subject);
  if (row === undefined) return false;
  await close(tx, row, 'cancelled', { companyId, at: deps.clock.now(), userId: by, note: reason });
  return true;
}

/** Tells those who approved something that a part of it comes otherwise. Their answers stay as they are. */
export async function tellApprovers(
  deps: Pick<Deps, 'clock'>,
  tx: Transaction,
  told: { companyId: string; approvalId: string; by: string | null; note: string },
): Promise<void> {
  const row = await repository.findApproval(tx, told.approvalId);
  if (row === undefined) return;
  const entry = { at: deps.clock.now(), action: 'told' as const, userId: told.by, note: told.note };
  await note(tx, told.companyId, row, entry);
  await insertEvents(tx, told.companyId, [approvalTold(row)]);
}

/**
 * Refuses rules that nobody could fulfil: unknown users or levels, or fewer people than have to approve.
 *
 * @throws JoineryError `approvals.too_few_approvers`, `users.not_found`, `access_levels.not_found`
 */
export async function assertReachable(
  deps: Pick<Deps, 'approvalSubjects'>,
  tx: Transaction,
  asked: { subject: Pick<Subject, 'kind'>; rules: ApprovalRules; authors: string[] },
): Promise<void> {
  const { rules, authors } = asked;
  const subject = subjectOf(deps, asked.subject);
  const levels = await repository.listLevels(tx, rules.accessLevelIds);
  if (rules.accessLevelIds.some((id) => !levels.some((level) => level.id === id)))
    throw new JoineryError('access_levels.not_found', 'An access level that is to approve does not exist.');
  const found = await repository.listUsers(tx, {
    ids: [...rules.userIds, ...authors],
    levelIds: rules.accessLevelIds,
  });
  const users = found.map((user) => toApprover(user, subject));
  const byId = new Map(users.map((user) => [user.userId, user]));
  if (rules.userIds.some((id) => !byId.has(id)))
    throw new JoineryError('users.not_found', 'A user who is to approve does not exist.');
  const people = countPeople(users, electorateOf(asked, byId));
  if (people >= rules.quorum) return;
  throw new JoineryError(
    'approvals.too_few_approvers',
    `${rules.quorum} ${rules.quorum === 1 ? 'person has' : 'people have'} to approve this, and ${people} may: whoever asks or edits cannot, nor can service users, disabled users and those whose access level does not show it. Name more people.`,
  );
}

async function getOpen(tx: Transaction, subject: Subject): Promise<repository.ApprovalRow> {
  const row = await repository.lockOpenApproval(tx, subject);
  if (row !== undefined) return row;
  throw new JoineryError('approvals.closed', 'No approval of this is open, so nothing of it can be edited.');
}

const exactHashOf = (exact: unknown): string | null => (exact === undefined ? null : canonicalHash(exact));

const hashed = (row: repository.ApprovalRow): repository.ApprovalRow => ({
  ...row,
  contentHash: contentHashOf(row),
});
