import type { ApprovalRules } from '@joinery/sdk';
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../session/session.queries.ts';
import { nameOfUser } from '../users/user-names.ts';
import { accessLevelsQuery, usersQuery } from '../users/users.queries.ts';
import { approvalWords } from './approval-form.ts';

/** Rules in words, with the names that this user may see. */
export function useApprovalWords(): (rules: ApprovalRules | null) => string {
  const enabled = useSession().access.settings.users !== 'none';
  const users = useQuery({ ...usersQuery, enabled });
  const levels = useQuery({ ...accessLevelsQuery, enabled });
  const named = (users.data ?? []).map((user) => ({ id: user.id, name: nameOfUser(user) }));
  return (rules) => approvalWords(rules, named, levels.data ?? []);
}
