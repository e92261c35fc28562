import { describe, expect, it } from 'vitest';
import { aHold } from '../../testing.ts';
import { approvalsOf, mayDecide, ruleOf } from './hold-words.ts';

const approval = {
  userId: 'usr_1',
  userName: 'Ana',
  decision: 'approve' as const,
  note: null,
  at: '2026-05-01T10:00:00.000Z',
};
const ana = { id: 'usr_1', mayEdit: true };
const ben = { id: 'usr_2', mayEdit: true };

describe('mayDecide', () => {
  it('lets whoever may change connections decide what is open', () => {
    expect(mayDecide(aHold(), ana)).toEqual({ may: true, completes: true });
    expect(mayDecide(aHold(), { ...ana, mayEdit: false })).toEqual({ may: false, why: 'right' });
    expect(mayDecide(aHold({ state: 'superseded' }), ana)).toEqual({ may: false, why: 'decided' });
  });

  it('wants two different people where two are needed', () => {
    const two = aHold({ approvalsNeeded: 2 });
    expect(mayDecide(two, ana)).toEqual({ may: true, completes: false });
    const half = { ...two, decisions: [approval] };
    expect(mayDecide(half, ana)).toEqual({ may: false, why: 'already_approved' });
    expect(mayDecide(half, ben)).toEqual({ may: true, completes: true });
  });
});

it('counts approvals only where more than one is needed', () => {
  expect(approvalsOf(aHold())).toBeNull();
  expect(approvalsOf(aHold({ approvalsNeeded: 2, decisions: [approval] }))).toBe('1 of 2 approvals');
});

it('names the limit that was passed', () => {
  const figures = { ...aHold().figures, limit: 5, recent: 2 };
  expect(ruleOf(aHold({ figures }))).toContain('At most 5 people may leave');
  expect(ruleOf(aHold({ kind: 'empty' }))).toContain('never taken for an empty company');
});
