import { describe, expect, it } from 'vitest';
import { anApproval } from '../../testing.ts';
import { completes, progressOf, trailLine, whoMayAnswer } from './approval-words.ts';

const answer = {
  userId: 'usr_1',
  userName: 'Ann Lee',
  answer: 'approve' as const,
  note: null,
  at: '2026-05-01T10:00:00.000Z',
  counts: true,
};

describe('progress', () => {
  it('counts approvals that count', () => {
    const gone = { ...answer, userId: 'usr_2', counts: false };
    const approval = anApproval({ quorum: 2, answers: [answer, gone] });
    expect(progressOf(approval)).toBe('1 of 2 approvals');
    expect(completes(approval)).toBe(true);
    expect(completes(anApproval({ quorum: 3, answers: [answer, gone] }))).toBe(false);
  });
});

it('names everybody who may answer', () => {
  const approvers = {
    users: [{ id: 'usr_1', name: 'Ann Lee' }],
    accessLevels: [{ id: 'lvl_1', name: 'Full Admin' }],
  };
  expect(whoMayAnswer({ approvers })).toBe('Ann Lee or everybody with the level Full Admin');
});

it('tells the trail in sentences, also where nobody acted', () => {
  expect(trailLine('asked', undefined)).toBe('Joinery asked');
  expect(trailLine('answered_approve', 'Ann Lee')).toBe('Ann Lee approved');
  expect(trailLine('answer_voided', 'Ann Lee')).toBe('Ann Lee’s answer is void: the question was edited');
  expect(trailLine('expired', undefined)).toBe('Its time ran out');
  expect(trailLine('approved', 'Ann Lee')).toBe('Approved');
});
