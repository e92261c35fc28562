import { describe, expect, it } from 'vitest';
import {
  type Answer,
  type Approver,
  type Asked,
  contentHashOf,
  countingAnswers,
  countPeople,
  outcomeOf,
  refusalOf,
  timesFrom,
} from './approvals.ts';

const aUser = (userId: string, over: Partial<Approver> = {}): Approver => ({
  userId,
  employeeId: null,
  levelId: 'lvl_hr',
  isEnabled: true,
  isService: false,
  sees: true,
  ...over,
});

const asked: Asked = {
  id: 'apr_1',
  subject: { kind: 'hire', id: 'hir_1' },
  question: 'Hire Ada?',
  diff: [{ label: 'Pay', before: null, after: '5000' }],
  exactHash: null,
  version: 1,
};

describe('the hash of a question', () => {
  it('differs with every part of it', () => {
    const others: Partial<Asked>[] = [
      { id: 'apr_2' },
      { subject: { kind: 'hire_change', id: 'hir_1' } },
      { subject: { kind: 'hire', id: 'hir_2' } },
      { question: 'Hire Eve?' },
      { diff: [] },
      { diff: [{ label: 'Pay', before: null, after: '5001' }] },
      { diff: [{ label: 'Pay', before: '', after: '5000' }] },
      { diff: [{ label: 'Rate', before: null, after: '5000' }] },
      { exactHash: 'x' },
      { version: 2 },
    ];
    const hashes = [asked, ...others.map((over) => ({ ...asked, ...over }))].map(contentHashOf);
    expect(new Set(hashes).size).toBe(others.length + 1);
  });

  it('is the same for the same question, whatever order its parts were stored in', () => {
    const stored = { ...asked, diff: [{ after: '5000', label: 'Pay', before: null }] };
    expect(contentHashOf(stored)).toBe(contentHashOf(asked));
  });
});

describe('who may answer', () => {
  const rules = { userIds: ['usr_a'], accessLevelIds: ['lvl_boss'] };
  const electorate = { rules, authors: [aUser('usr_asker')] };

  it('is whoever is named, or has a named level', () => {
    expect(refusalOf(aUser('usr_a'), electorate)).toBeUndefined();
    expect(refusalOf(aUser('usr_b', { levelId: 'lvl_boss' }), electorate)).toBeUndefined();
    expect(refusalOf(aUser('usr_b'), electorate)).toBe('not_asked');
  });

  it('is never who asked, also as another user of the same employee', () => {
    const named = { rules: { userIds: ['usr_asker', 'usr_2'], accessLevelIds: [] }, authors: [] };
    const authors = [aUser('usr_asker', { employeeId: 'emp_1' })];
    expect(refusalOf(aUser('usr_asker', { employeeId: 'emp_1' }), { ...named, authors })).toBe('own');
    expect(refusalOf(aUser('usr_2', { employeeId: 'emp_1' }), { ...named, authors })).toBe('own');
    expect(refusalOf(aUser('usr_2', { employeeId: 'emp_2' }), { ...named, authors })).toBeUndefined();
  });

  it('is nobody who is disabled, a service, or does not see what is asked about', () => {
    for (const over of [{ isEnabled: false }, { isService: true }, { sees: false }])
      expect(refusalOf(aUser('usr_a', over), electorate)).toBe('not_asked');
  });

  it('is counted by people', () => {
    const users = [
      aUser('usr_a', { employeeId: 'emp_1' }),
      aUser('usr_b', { employeeId: 'emp_1', levelId: 'lvl_boss' }),
      aUser('usr_c', { levelId: 'lvl_boss' }),
      aUser('usr_d'),
      aUser('usr_asker', { levelId: 'lvl_boss' }),
    ];
    expect(countPeople(users, electorate)).toBe(2);
  });
});

describe('answers', () => {
  const electorate = { rules: { userIds: ['a', 'b', 'c'], accessLevelIds: [] }, authors: [] };
  const users = new Map(['a', 'b', 'c'].map((id) => [id, aUser(id)]));
  const present = { version: 2, contentHash: 'now' };
  const anAnswer = (userId: string, over: Partial<Answer> = {}): Answer => ({
    userId,
    answer: 'approve',
    isLapsed: false,
    ...present,
    ...over,
  });

  it('count for the version and the content that they name, and until they lapse', () => {
    const answers = [
      anAnswer('a'),
      anAnswer('b', { version: 1 }),
      anAnswer('b', { contentHash: 'then' }),
      anAnswer('c', { isLapsed: true }),
      anAnswer('stranger'),
    ];
    expect(countingAnswers(answers, present, users, electorate)).toEqual([anAnswer('a')]);
  });

  it('approve with as many people as are needed', () => {
    expect(outcomeOf([anAnswer('a')], users, 2)).toBe('open');
    expect(outcomeOf([anAnswer('a'), anAnswer('a')], users, 2)).toBe('open');
    expect(outcomeOf([anAnswer('a'), anAnswer('b')], users, 2)).toBe('approved');
  });

  it('reject with one', () => {
    const answers = [anAnswer('a'), anAnswer('b'), anAnswer('c', { answer: 'reject' })];
    expect(outcomeOf(answers, users, 2)).toBe('rejected');
  });
});

it('counts times from the question', () => {
  const at = new Date('2027-01-04T10:00:00Z');
  expect(timesFrom(at, { expiresAfterHours: 48, remindAfterHours: null })).toEqual({
    expiresAt: new Date('2027-01-06T10:00:00Z'),
    remindAt: null,
  });
});
