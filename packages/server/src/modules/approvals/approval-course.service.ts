// What all acts on an approval share: who the people are at this moment, the trail, and its end.
import type { ApprovalAction, ApprovalState } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import type { ApprovalDecision, ApprovalSubject } from './approval-subjects.ts';
import { approvalDecided } from './approvals.events.ts';
import * as repository from './approvals.repository.ts';
import type { Approver, Electorate } from './approvals.ts';

type Subjects = Pick<Context, 'approvalSubjects'>;
type Row = repository.ApprovalRow;

export function subjectOf(
  { approvalSubjects }: Subjects,
  { kind }: Pick<Row['subject'], 'kind'>,
): ApprovalSubject {
  const subject = approvalSubjects[kind];
  if (subject === undefined) throw new Error(`nothing here knows what follows from an approval of a ${kind}`);
  return subject;
}

export function toApprover(
  { access, ...user }: repository.UserRow,
  subject: Pick<ApprovalSubject, 'sees'>,
): Approver {
  return { ...user, sees: subject.sees(access) !== 'none' };
}

export function electorateOf(
  { rules, authors }: Pick<Row, 'rules' | 'authors'>,
  users: ReadonlyMap<string, Approver>,
): Electorate {
  return { rules, authors: authors.flatMap((id) => users.get(id) ?? []) };
}

/** One entry of the trail, about the version that the row shows. */
export async function note(
  tx: Transaction,
  companyId: string,
  row: Pick<Row, 'id' | 'version' | 'contentHash' | 'question' | 'diff'>,
  entry: { at: Date; action: ApprovalAction; userId: string | null; note?: string | null },
): Promise<void> {
  const { version, contentHash, question, diff } = row;
  const isQuestion = entry.action === 'asked' || entry.action === 'edited';
  await repository.insertTrail(tx, companyId, row.id, {
    note: null,
    ...entry,
    version,
    contentHash,
    asked: isQuestion ? { question, diff } : null,
  });
}

export interface Ending {
  companyId: string;
  at: Date;
  userId: string | null;
  note: string | null;
}

/** Ends it, whatever follows. */
export async function close(
  tx: Transaction,
  row: Row,
  state: Exclude<ApprovalState, 'open'>,
  { companyId, at, userId, note: reason }: Ending,
): Promise<void> {
  await repository.updateState(tx, row.id, state, at);
  await note(tx, companyId, row, { at, action: state, userId, note: reason });
  await insertEvents(tx, companyId, [approvalDecided(row, state, userId)]);
}

/** Ends it, and does what follows for its subject; all in this transaction or not at all. */
export async function settle(
  context: Subjects,
  tx: Transaction,
  row: Row,
  outcome: ApprovalDecision['outcome'],
  { by, ...ending }: Omit<Ending, 'userId'> & Pick<ApprovalDecision, 'by'>,
): Promise<void> {
  await close(tx, row, outcome, { ...ending, userId: by?.userId ?? null });
  await subjectOf(context, row.subject).decided(tx, {
    companyId: ending.companyId,
    approvalId: row.id,
    subject: row.subject,
    exactHash: row.exactHash,
    outcome,
    by,
    note: ending.note,
  });
}
