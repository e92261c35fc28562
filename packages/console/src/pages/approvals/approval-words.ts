// What the pages say of an approval. Pure.
import type {
  ApprovalAction,
  ApprovalQuery,
  ApprovalStanding,
  ApprovalSubjectKind,
  ApprovalSummary,
  ApprovalTrailEntry,
} from '@joinery/sdk';
import { counted } from '../../ui/names.ts';

export const subjectKinds: Record<ApprovalSubjectKind, string> = {
  hire: 'Hire',
  hire_change: 'Change after a hire',
};

/** The parts of the inbox, in their order. */
export const inboxes = {
  waiting: { label: 'Waiting for me', query: { mine: 'waiting' } },
  open: { label: 'Open', query: { state: 'open' } },
  asked: { label: 'Asked by me', query: { mine: 'asked' } },
  answered: { label: 'Answered by me', query: { mine: 'answered' } },
  all: { label: 'All', query: {} },
} as const satisfies Record<string, { label: string; query: ApprovalQuery }>;
export type Inbox = keyof typeof inboxes;

export const isInbox = (value: string | undefined): value is Inbox => value !== undefined && value in inboxes;

/** Why there is nothing to answer; null where there is. */
export const standings: Record<ApprovalStanding, string | null> = {
  may_answer: null,
  answered: 'You answered. It waits for others now.',
  own: 'You asked this, or edited it. Another person has to answer.',
  not_asked: 'You can look at this; others have to answer.',
  closed: null,
};

type Counted = Pick<ApprovalSummary, 'answers' | 'quorum'>;

export function approvalsGiven({ answers }: Pick<Counted, 'answers'>): number {
  return answers.filter(({ answer, counts }) => answer === 'approve' && counts).length;
}

/** `1 of 2 approvals`, or what one is enough for. */
export function progressOf(approval: Counted): string {
  return `${approvalsGiven(approval)} of ${counted(approval.quorum, 'approval')}`;
}

export const completes = (approval: Counted): boolean => approvalsGiven(approval) + 1 >= approval.quorum;

/** `Ann Lee, or anybody with the level Full Admin`. */
export function whoMayAnswer({
  approvers: { users, accessLevels },
}: Pick<ApprovalSummary, 'approvers'>): string {
  const levels = accessLevels.map(({ name }) => `everybody with the level ${name}`);
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format([
    ...users.map(({ name }) => name),
    ...levels,
  ]);
}

type Asked = NonNullable<ApprovalTrailEntry['asked']>;

/** What an edit changed, against what was asked before it: one line each. */
export function editedLines(before: Asked | undefined, after: Asked): string[] {
  const lines = before?.question === after.question ? [] : [after.question];
  const was = new Map(before?.diff.map((line) => [line.label, line]));
  for (const { label, before: from, after: to } of after.diff) {
    const earlier = was.get(label);
    was.delete(label);
    if (earlier === undefined) lines.push(`${label}: ${to ?? 'nothing'}, new`);
    else if (earlier.after !== to)
      lines.push(`${label}: ${to ?? 'nothing'} instead of ${earlier.after ?? 'nothing'}`);
    else if (earlier.before !== from) lines.push(`${label}: now ${from ?? 'nothing'}`);
  }
  return [...lines, ...[...was.keys()].map((label) => `${label}: left out`)];
}

const actions: Record<ApprovalAction, string> = {
  asked: 'asked',
  edited: 'edited the question',
  answered_approve: 'approved',
  answered_reject: 'rejected',
  answer_voided: '’s answer is void: the question was edited',
  answer_lapsed: '’s answer does not count any more',
  reminded: 'Told again: it still waits',
  told: 'told of it:',
  approved: 'Approved',
  rejected: 'Rejected',
  expired: 'Its time ran out',
  cancelled: 'took the question back',
};

/** One entry of the trail, in a sentence without its end. */
export function trailLine(action: ApprovalAction, name: string | undefined): string {
  const words = actions[action];
  // Ends of an approval speak of it, not of a person.
  if (action === 'reminded' || action === 'approved' || action === 'rejected' || action === 'expired')
    return words;
  return words.startsWith('’') ? `${name ?? 'Joinery'}${words}` : `${name ?? 'Joinery'} ${words}`;
}
