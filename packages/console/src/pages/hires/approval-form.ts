// Who has to agree, as a form holds it. Pure.
import type { ApprovalRules } from '@joinery/sdk';

export interface ApprovalValues {
  /** `user:` or `level:` and an id. Nobody: no approval. */
  who: string[];
  quorum: number | string;
  expiresAfterHours: number | string;
  remindAfterHours: number | string;
}

export const noApproval: ApprovalValues = {
  who: [],
  quorum: 1,
  expiresAfterHours: '',
  remindAfterHours: '',
};

const idsOf = (who: readonly string[], kind: 'user' | 'level'): string[] =>
  who.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1));

export function toApprovalValues(rules: ApprovalRules | null): ApprovalValues {
  if (rules === null) return noApproval;
  return {
    who: [...rules.userIds.map((id) => `user:${id}`), ...rules.accessLevelIds.map((id) => `level:${id}`)],
    quorum: rules.quorum,
    expiresAfterHours: rules.expiresAfterHours ?? '',
    remindAfterHours: rules.remindAfterHours ?? '',
  };
}

/** Null: nobody has to agree. */
export function toApprovalRules(values: ApprovalValues): ApprovalRules | null {
  if (values.who.length === 0) return null;
  const hours = (value: number | string) => (value === '' ? null : Number(value));
  return {
    userIds: idsOf(values.who, 'user'),
    accessLevelIds: idsOf(values.who, 'level'),
    quorum: Number(values.quorum) || 1,
    expiresAfterHours: hours(values.expiresAfterHours),
    remindAfterHours: hours(values.remindAfterHours),
  };
}

export interface Named {
  id: string;
  name: string;
}

/** Who has to agree, in words: `2 of Ann Lee and the level Full Admin`. */
export function approvalWords(rules: ApprovalRules | null, users: Named[], levels: Named[]): string {
  if (rules === null) return 'Nobody has to approve';
  const nameOf = (list: Named[], id: string, other: string) =>
    list.find((one) => one.id === id)?.name ?? other;
  const who = [
    ...rules.userIds.map((id) => nameOf(users, id, 'a user')),
    ...rules.accessLevelIds.map((id) => `everybody with the level ${nameOf(levels, id, 'that was chosen')}`),
  ];
  const names = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(who);
  return rules.quorum === 1 ? `Approval by ${names}` : `${rules.quorum} approvals by ${names}`;
}
