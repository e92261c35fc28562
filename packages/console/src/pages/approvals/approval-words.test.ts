import { describe, expect, it } from 'vitest';
import { anApproval } from '../../testing.ts';
import { completes, editedLines, progressOf, trailLine, whoMayAnswer } from './approval-words.ts';

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
  expect(trailLine('told', 'Ann Lee')).toBe('Ann Lee told of it:');
  expect(trailLine('expired', undefined)).toBe('Its time ran out');
  expect(trailLine('approved', 'Ann Lee')).toBe('Approved');
});

it('tells what an edit changed, line by line', () => {
  const pay = { label: 'Pay', before: null, after: '4,000' };
  const title = { label: 'Title', before: 'Clerk', after: 'Agent' };
  const before = { question: 'Hire Inês?', diff: [pay, title] };
  expect(editedLines(before, before)).toEqual([]);
  const after = {
    question: 'Hire Inês Duarte?',
    diff: [
      { ...pay, after: '4,200' },
      { label: 'Place', before: null, after: 'Porto' },
    ],
  };
  expect(editedLines(before, after)).toEqual([
    'Hire Inês Duarte?',
    'Pay: 4,200 instead of 4,000',
    'Place: Porto, new',
    'Title: left out',
  ]);
  expect(editedLines(before, { ...before, diff: [pay, { ...title, before: null }] })).toEqual([
    'Title: now nothing',
  ]);
});
