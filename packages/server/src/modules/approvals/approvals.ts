// Who may answer, which answers count, and what they come to. Pure.
import type {
  ApprovalDifference,
  ApprovalRules,
  ApprovalStanding,
  ApprovalState,
  ApprovalSubjectKind,
  ApprovalVerdict,
} from '@joinery/sdk';
import { canonicalHash } from '../../platform/canonical-json.ts';

/** A user as it is at this moment. */
export interface Approver {
  userId: string;
  /** Two users of one employee are one person. */
  employeeId: string | null;
  levelId: string;
  isEnabled: boolean;
  isService: boolean;
  /** Whether the level shows what is asked about. */
  sees: boolean;
}

export interface Asked {
  id: string;
  subject: { kind: ApprovalSubjectKind; id: string };
  question: string;
  diff: readonly ApprovalDifference[];
  exactHash: string | null;
  version: number;
}

/** Exactly what is answered. Another version of the same words is another question. */
export function contentHashOf({ id, subject, question, diff, exactHash, version }: Asked): string {
  const { kind, id: subjectId } = subject;
  const lines = diff.map(({ label, before, after }) => ({ label, before, after }));
  return canonicalHash({
    approval: id,
    version,
    subject: { kind, id: subjectId },
    question,
    diff: lines,
    exactHash,
  });
}

export interface Electorate {
  rules: Pick<ApprovalRules, 'userIds' | 'accessLevelIds'>;
  /** Who asked or edited. */
  authors: readonly Approver[];
}

export const personOf = ({ userId, employeeId }: Pick<Approver, 'userId' | 'employeeId'>): string =>
  employeeId ?? userId;

/** Why a user may not answer; undefined when it may. */
export function refusalOf(
  user: Approver,
  { rules, authors }: Electorate,
): Extract<ApprovalStanding, 'own' | 'not_asked'> | undefined {
  if (authors.some((author) => personOf(author) === personOf(user))) return 'own';
  const isNamed = rules.userIds.includes(user.userId) || rules.accessLevelIds.includes(user.levelId);
  return isNamed && user.isEnabled && !user.isService && user.sees ? undefined : 'not_asked';
}

export interface Answer {
  userId: string;
  answer: ApprovalVerdict;
  version: number;
  contentHash: string;
  isLapsed: boolean;
}

/** Answers to the present version, given by users who may answer at this moment. */
export function countingAnswers<A extends Answer>(
  answers: readonly A[],
  present: { version: number; contentHash: string },
  users: ReadonlyMap<string, Approver>,
  electorate: Electorate,
): A[] {
  return answers.filter((answer) => {
    const user = users.get(answer.userId);
    return (
      !answer.isLapsed &&
      answer.version === present.version &&
      answer.contentHash === present.contentHash &&
      user !== undefined &&
      refusalOf(user, electorate) === undefined
    );
  });
}

/** What answers that count come to: one rejection ends it, and people are counted, not users. */
export function outcomeOf(
  counting: readonly Answer[],
  users: ReadonlyMap<string, Approver>,
  quorum: number,
): Extract<ApprovalState, 'open' | 'approved' | 'rejected'> {
  if (counting.some(({ answer }) => answer === 'reject')) return 'rejected';
  return peopleIn(counting, users).size >= quorum ? 'approved' : 'open';
}

export function peopleIn(
  answers: readonly Answer[],
  users: ReadonlyMap<string, Approver>,
): ReadonlySet<string> {
  return new Set(
    answers.flatMap(({ userId }) => {
      const user = users.get(userId);
      return user === undefined ? [] : [personOf(user)];
    }),
  );
}

/** How many different people may answer. */
export function countPeople(users: readonly Approver[], electorate: Electorate): number {
  return new Set(users.filter((user) => refusalOf(user, electorate) === undefined).map(personOf)).size;
}

const hourMs = 3_600_000;

/** When it ends and when it is told again, counted from a question or its edit. */
export function timesFrom(
  at: Date,
  { expiresAfterHours, remindAfterHours }: Pick<ApprovalRules, 'expiresAfterHours' | 'remindAfterHours'>,
): { expiresAt: Date | null; remindAt: Date | null } {
  const after = (hours: number | null) => (hours === null ? null : new Date(at.getTime() + hours * hourMs));
  return { expiresAt: after(expiresAfterHours), remindAt: after(remindAfterHours) };
}
