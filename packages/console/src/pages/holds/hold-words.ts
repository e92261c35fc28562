import type { Hold, HoldKind, HoldPerson } from '@joinery/sdk';
import { counted } from '../../ui/names.ts';

export const holdKinds: Record<HoldKind, string> = {
  leavers: 'Leavers',
  shrink: 'Missing people',
  quarantine: 'Unreadable records',
  empty: 'Nobody came',
};

/** The limit that was passed, and what holds until somebody decides: one sentence for each kind. */
export function ruleOf(hold: Pick<Hold, 'kind' | 'figures'>): string {
  const { limit, recent } = hold.figures;
  switch (hold.kind) {
    case 'leavers':
      return `At most ${counted(limit ?? 0, 'person', 'people')} may leave through this connection in 24 hours without somebody looking (${recent} did before); nobody of this list leaves until it is decided, and all other changes went through.`;
    case 'shrink':
      return 'A complete reading that shows over a tenth fewer people is not believed: nothing of it was applied.';
    case 'quarantine':
      return 'A reading of which 1 % or more cannot be read is not believed: nothing of it was applied.';
    case 'empty':
      return 'A reading without anybody is never taken for an empty company: nothing of it was applied.';
  }
}

const happenings: Record<HoldPerson['how'], string> = {
  inactive: 'Becomes inactive',
  terminated: 'Is terminated',
  deleted: 'Is deleted',
  missing: 'Was not in the answer; stays as it is',
};

export const whatHappens = (person: Pick<HoldPerson, 'how'>): string => happenings[person.how];

export type MayDecide =
  | { may: true; completes: boolean }
  | { may: false; why: 'decided' | 'right' | 'already_approved' };

/** Whether this user can decide now, and whether an approval of theirs is the last that is needed. */
export function mayDecide(
  hold: Pick<Hold, 'state' | 'decisions' | 'approvalsNeeded'>,
  user: { id: string; mayEdit: boolean },
): MayDecide {
  if (hold.state !== 'open') return { may: false, why: 'decided' };
  if (!user.mayEdit) return { may: false, why: 'right' };
  const approvals = hold.decisions.filter(({ decision }) => decision === 'approve');
  if (approvals.some(({ userId }) => userId === user.id)) return { may: false, why: 'already_approved' };
  return { may: true, completes: approvals.length + 1 >= hold.approvalsNeeded };
}

/** `1 of 2 approvals`; null where one is enough and nobody gave it yet. */
export function approvalsOf(hold: Pick<Hold, 'decisions' | 'approvalsNeeded'>): string | null {
  const given = hold.decisions.filter(({ decision }) => decision === 'approve').length;
  if (hold.approvalsNeeded < 2) return null;
  return `${given} of ${hold.approvalsNeeded} approvals`;
}
