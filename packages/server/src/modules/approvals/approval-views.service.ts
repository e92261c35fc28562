// What is shown of approvals, to one caller.
import type { ApprovalStanding, ApprovalSummary, ApprovalTrailEntry } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { electorateOf, subjectOf, toApprover } from './approval-course.service.ts';
import * as repository from './approvals.repository.ts';
import { type Approver, countingAnswers, personOf, refusalOf } from './approvals.ts';

type Deps = Pick<Context, 'clock' | 'approvalSubjects'>;
type Row = repository.ApprovalRow;

export async function viewAll(
  deps: Deps,
  tx: Transaction,
  { userId }: Pick<Principal, 'userId'>,
  rows: readonly Row[],
): Promise<ApprovalSummary[]> {
  const answers = await repository.listAnswers(
    tx,
    rows.map(({ id }) => id),
  );
  const ids = [userId, ...answers.map((answer) => answer.userId), ...rows.flatMap(usersOf)];
  const users = await repository.listUsers(tx, { ids: [...new Set(ids)] });
  const levelIds = new Set(rows.flatMap(({ rules }) => rules.accessLevelIds));
  const levels = await repository.listLevels(tx, [...levelIds]);
  const scene = { users, levels, viewerId: userId, now: deps.clock.now() };
  return rows.map((row) =>
    view(
      deps,
      row,
      answers.filter(({ approvalId }) => approvalId === row.id),
      scene,
    ),
  );
}

const usersOf = ({ authors, rules }: Row): string[] => [...authors, ...rules.userIds];

interface Scene {
  users: readonly repository.UserRow[];
  levels: readonly repository.NamedRow[];
  viewerId: string;
  now: Date;
}

function view(
  deps: Deps,
  row: Row,
  answers: readonly repository.AnswerRow[],
  { users, levels, viewerId, now }: Scene,
): ApprovalSummary {
  const subject = subjectOf(deps, row.subject);
  const people = new Map(users.map((user) => [user.userId, toApprover(user, subject)]));
  const counting = countingAnswers(answers, row, people, electorateOf(row, people));
  const isOver = row.state !== 'open' || (row.expiresAt !== null && row.expiresAt <= now);
  return {
    id: row.id,
    subject: row.subject,
    question: row.question,
    diff: row.diff,
    contentHash: row.contentHash,
    version: row.version,
    state: row.state,
    askedBy: row.askedBy === null ? null : named(users, row.askedBy),
    approvers: {
      users: row.rules.userIds.map((id) => named(users, id)),
      accessLevels: row.rules.accessLevelIds.map((id) => ({ id, name: nameIn(levels, id) })),
    },
    quorum: row.rules.quorum,
    answers: answers.map((answer) => ({
      userId: answer.userId,
      userName: named(users, answer.userId).name,
      answer: answer.answer,
      note: answer.note,
      at: answer.at.toISOString(),
      counts: counting.includes(answer),
    })),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    remindAt: (row.state === 'open' && row.remindAt?.toISOString()) || null,
    createdAt: row.createdAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    standing: isOver ? 'closed' : standingOf(row, people, counting, viewerId),
  };
}

function standingOf(
  row: Row,
  people: ReadonlyMap<string, Approver>,
  counting: readonly repository.AnswerRow[],
  viewerId: string,
): ApprovalStanding {
  const viewer = people.get(viewerId);
  if (viewer === undefined) return 'not_asked';
  const refusal = refusalOf(viewer, electorateOf(row, people));
  if (refusal !== undefined) return refusal;
  const hasAnswered = counting.some(({ userId }) => {
    const user = people.get(userId);
    return user !== undefined && personOf(user) === personOf(viewer);
  });
  return hasAnswered ? 'answered' : 'may_answer';
}

export async function viewTrail(tx: Transaction, approvalId: string): Promise<ApprovalTrailEntry[]> {
  const rows = await repository.listTrail(tx, approvalId);
  const ids = rows.flatMap(({ userId }) => userId ?? []);
  const users = await repository.listUsers(tx, { ids: [...new Set(ids)] });
  return rows.map(({ userId, at, ...entry }) => ({
    ...entry,
    at: at.toISOString(),
    user: userId === null ? null : named(users, userId),
  }));
}

const named = (users: readonly repository.UserRow[], id: string) => ({
  id,
  name: users.find(({ userId }) => userId === id)?.name ?? 'Unknown user',
});

const nameIn = (levels: readonly repository.NamedRow[], id: string): string =>
  levels.find((level) => level.id === id)?.name ?? 'Unknown access level';
