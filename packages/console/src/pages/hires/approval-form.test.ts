import { expect, it } from 'vitest';
import { approvalWords, noApproval, toApprovalRules, toApprovalValues } from './approval-form.ts';

const rules = {
  userIds: ['usr_1'],
  accessLevelIds: ['lvl_1'],
  quorum: 2,
  expiresAfterHours: 48,
  remindAfterHours: null,
};

it('keeps rules as they are through the form', () => {
  expect(toApprovalRules(toApprovalValues(rules))).toEqual(rules);
  expect(toApprovalRules(toApprovalValues(null))).toBeNull();
  expect(toApprovalRules({ ...noApproval, quorum: 3 })).toBeNull();
});

it('says who has to agree', () => {
  const users = [{ id: 'usr_1', name: 'Ann Lee' }];
  const levels = [{ id: 'lvl_1', name: 'Full Admin' }];
  expect(approvalWords(rules, users, levels)).toBe(
    '2 approvals by Ann Lee or everybody with the level Full Admin',
  );
  expect(approvalWords({ ...rules, accessLevelIds: [], quorum: 1 }, [], [])).toBe('Approval by a user');
  expect(approvalWords(null, users, levels)).toBe('Nobody has to approve');
});
