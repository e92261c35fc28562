// Approvals as people meet them: looked for, looked at, answered. An answer is about exactly what
// was shown, and counts only while its user may answer.
import {
  type Approval,
  type ApprovalAnswerInput,
  type ApprovalQuery,
  type ApprovalSubjectKind,
  type ApprovalSummary,
  type ApprovalsWaiting,
  JoineryError,
} from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { electorateOf, note, settle, subjectOf, toApprover } from './approval-course.service.ts';
import { viewAll, viewTrail } from './approval-views.service.ts';
import { approvalAnswered } from './approvals.events.ts';
import * as repository from './approvals.repository.ts';
import {
  type Approver,
  contentHashOf,
  countingAnswers,
  outcomeOf,
  personOf,
  refusalOf,
} from './approvals.ts';

type Deps = Pick<Context, 'db' | 'clock' | 'approvalSubjects'>;
type Row = repository.ApprovalRow;

/** Newest first: what one asked, may answer or answered; and all of kinds of which one sees everything. */
export async function listApprovals(
  deps: Deps,
  principal: Principal,
  query: ApprovalQuery,
  slice: Slice,
): Promise<Sliced<ApprovalSummary>> {
  const filter = { ...query, now: deps.clock.now() };
  return deps.db.reading(principal.companyId, async (tx) => {
    const rows = await repository.listApprovals(tx, viewerOf(deps, principal), filter, slice);
    const { items, after } = toSliced(rows, slice.limit, ({ id }) => id);
    return { items: await viewAll(deps, tx, principal, items), after };
  });
}

/** How many wait for one's answer. */
export async function countApprovalsWaiting(deps: Deps, principal: Principal): Promise<ApprovalsWaiting> {
  const viewer = viewerOf(deps, principal);
  const count = await deps.db.reading(principal.companyId, (tx) =>
    repository.countWaiting(tx, viewer, deps.clock.now()),
  );
  return { count };
}

/** @throws JoineryError `approvals.not_found`, also for what one has nothing to do with */
export async function getApproval(deps: Deps, principal: Principal, id: string): Promise<Approval> {
  return deps.db.reading(principal.companyId, (tx) => getView(deps, tx, principal, id));
}

/**
 * Approves or rejects exactly what was shown. What follows from the last approval that is needed, or
 * from a rejection, is done in the same transaction.
 *
 * @throws JoineryError `approvals.not_found`, `approvals.closed`, `approvals.expired`,
 * `approvals.own_question`, `approvals.not_approver`, `approvals.key_of_another`, `approvals.changed`, `approvals.already_answered`
 */
export async function answerApproval(
  deps: Deps,
  principal: Principal,
  id: string,
  input: ApprovalAnswerInput,
): Promise<Approval> {
  const { companyId } = principal;
  assertOwnHand(principal);
  return deps.db.inCompany(companyId, async (tx) => {
    const seen = await getVisible(deps, tx, principal, id);
    await subjectOf(deps, seen.subject).lock(tx, seen.subject.id);
    const row = await repository.findApproval(tx, id, 'lock');
    // After the locks: who waited for them may have waited until the time was over.
    const at = deps.clock.now();
    assertOpen(row, at);
    const scene = await readScene(deps, tx, row, principal.userId);
    assertMayAnswer(scene, principal.userId);
    assertPresent(row, input);
    await assertFirst(tx, companyId, scene, { userId: principal.userId, input, at });
    await record(tx, companyId, scene, { userId: principal.userId, input, at });
    await conclude(deps, tx, scene, { companyId, at, principal, input });
    return getView(deps, tx, principal, id);
  });
}

/**
 * Whoever manages users can make keys for them, and would answer in their name: two people in one. So
 * the answer comes from a session, or with a key that the user made.
 */
function assertOwnHand({ via, keyMaker, userId }: Principal): void {
  if (via === 'session' || (via === 'key' && keyMaker === userId)) return;
  throw new JoineryError(
    'approvals.key_of_another',
    'Approvals are answered by people themselves: in the console, or with a key that the user made. Somebody else made this key, or it is not known who did.',
  );
}

function assertOpen(row: Row | undefined, at: Date): asserts row is Row {
  if (row === undefined) throw notFound();
  if (row.state !== 'open')
    throw new JoineryError('approvals.closed', `This is ${row.state} already. Nothing more can be answered.`);
  if (row.expiresAt !== null && row.expiresAt <= at)
    throw new JoineryError(
      'approvals.expired',
      'The time to answer is over. Whoever still wants it has to ask again.',
    );
}

/** An approval with its answers and everybody whose rights matter, held as they are now. */
interface Scene {
  row: Row;
  answers: repository.AnswerRow[];
  users: ReadonlyMap<string, Approver>;
}

async function readScene(deps: Deps, tx: Transaction, row: Row, userId: string): Promise<Scene> {
  const answers = await repository.listAnswers(tx, [row.id]);
  const ids = [...new Set([userId, ...row.authors, ...answers.map((answer) => answer.userId)])];
  await repository.holdUsers(tx, ids);
  const subject = subjectOf(deps, row.subject);
  const users = (await repository.listUsers(tx, { ids })).map((user) => toApprover(user, subject));
  return { row, answers, users: new Map(users.map((user) => [user.userId, user])) };
}

const countingIn = ({ row, answers, users }: Scene): repository.AnswerRow[] =>
  countingAnswers(answers, row, users, electorateOf(row, users));

function assertMayAnswer({ row, users }: Scene, userId: string): void {
  const user = users.get(userId);
  const refusal = user === undefined ? 'not_asked' : refusalOf(user, electorateOf(row, users));
  if (refusal === 'own')
    throw new JoineryError(
      'approvals.own_question',
      'Whoever asked, or edited the question, cannot answer it: another person has to.',
    );
  if (refusal === 'not_asked')
    throw new JoineryError('approvals.not_approver', 'You are none of those who may answer this.');
}

/** Also what was changed behind this module's back is not what anybody was shown. */
function assertPresent(row: Row, { contentHash }: ApprovalAnswerInput): void {
  if (contentHash === row.contentHash && contentHash === contentHashOf(row)) return;
  throw new JoineryError(
    'approvals.changed',
    'The answer is about something else than is asked now. Read it again, and answer what it says.',
  );
}

interface Given {
  userId: string;
  input: ApprovalAnswerInput;
  at: Date;
}

/** Nobody answers twice; but who approved may still reject, and then the approval lapses. */
async function assertFirst(
  tx: Transaction,
  companyId: string,
  scene: Scene,
  { userId, input, at }: Given,
): Promise<void> {
  const earlier = countingIn(scene).filter(
    (answer) => personIn(scene, answer.userId) === personIn(scene, userId),
  );
  if (earlier.some(({ answer }) => answer === input.answer))
    throw new JoineryError(
      'approvals.already_answered',
      'You answered this already. Every answer counts once.',
    );
  await lapse(tx, companyId, scene, earlier, at);
}

function personIn({ users }: Scene, userId: string): string {
  const user = users.get(userId);
  return user === undefined ? userId : personOf(user);
}

async function lapse(
  tx: Transaction,
  companyId: string,
  { row }: Scene,
  answers: readonly repository.AnswerRow[],
  at: Date,
): Promise<void> {
  const ids = answers.map(({ id }) => id);
  await repository.lapseAnswers(tx, ids, at);
  for (const { userId } of answers) await note(tx, companyId, row, { at, action: 'answer_lapsed', userId });
}

/** Writes the answer. Those of users who may not answer any more lapse, so that these may answer again later. */
async function record(
  tx: Transaction,
  companyId: string,
  scene: Scene,
  { userId, input, at }: Given,
): Promise<void> {
  const { row } = scene;
  const counting = new Set(countingIn(scene).map(({ id }) => id));
  const gone = scene.answers.filter(({ id, isLapsed }) => !isLapsed && !counting.has(id));
  await lapse(tx, companyId, scene, gone, at);
  const answer = { approvalId: row.id, version: row.version, userId, at, note: input.note || null };
  await repository.insertAnswer(tx, companyId, { ...answer, ...verdictOf(input) });
  await note(tx, companyId, row, {
    at,
    action: input.answer === 'approve' ? 'answered_approve' : 'answered_reject',
    userId,
    note: answer.note,
  });
  await insertEvents(tx, companyId, [approvalAnswered(row, userId, input.answer)]);
}

const verdictOf = ({ answer, contentHash }: ApprovalAnswerInput) => ({ answer, contentHash });

async function conclude(
  deps: Deps,
  tx: Transaction,
  scene: Scene,
  given: { companyId: string; at: Date; principal: Principal; input: ApprovalAnswerInput },
): Promise<void> {
  const { companyId, at, principal, input } = given;
  const { row, users } = scene;
  const answers = await repository.listAnswers(tx, [row.id]);
  const outcome = outcomeOf(countingIn({ row, answers, users }), users, row.rules.quorum);
  if (outcome === 'open') return;
  const by = { userId: principal.userId, name: principal.userName };
  await settle(deps, tx, row, outcome, { companyId, at, by, note: input.note || null });
}

async function getView(deps: Deps, tx: Transaction, principal: Principal, id: string): Promise<Approval> {
  const row = await getVisible(deps, tx, principal, id);
  const [view] = await viewAll(deps, tx, principal, [row]);
  if (view === undefined) throw notFound();
  return { ...view, trail: await viewTrail(tx, id) };
}

async function getVisible(deps: Deps, tx: Transaction, principal: Principal, id: string): Promise<Row> {
  const filter = { id, now: deps.clock.now() };
  const [row] = await repository.listApprovals(tx, viewerOf(deps, principal), filter, { limit: 1 });
  if (row === undefined) throw notFound();
  return row;
}

function viewerOf({ approvalSubjects }: Deps, principal: Principal): repository.Viewer {
  const kinds = Object.keys(approvalSubjects) as ApprovalSubjectKind[];
  const seeing = (much: 'all' | 'own') =>
    kinds.filter((kind) => approvalSubjects[kind]?.sees(principal.access) === much);
  return {
    userId: principal.userId,
    levelId: principal.levelId,
    all: seeing('all'),
    own: seeing('own'),
  };
}

function notFound(): JoineryError {
  return new JoineryError('approvals.not_found', 'There is no such approval.');
}
