import { ApiError, type RecruitingRun, type RecruitingWrite } from '@joinery/sdk';
import { expect, it } from 'vitest';
import { describeRun, describeSent, unfitOf } from './recruiting-words.ts';

const run: RecruitingRun = {
  id: 'rrn_1',
  connectionId: 'con_1',
  reason: 'schedule',
  state: 'done',
  counts: { jobs: 3, seen: 9, new: 2, taken: 1, moved: 0, held: 0 },
  problem: null,
  createdAt: '2026-05-01T10:00:00.000Z',
  startedAt: null,
  finishedAt: null,
};

it('tells what a reading did, and nothing of what did not happen', () => {
  expect(describeRun(run)).toBe('3 jobs, 1 application came.');
  expect(describeRun({ ...run, counts: { ...run.counts, moved: 1, held: 2 } })).toBe(
    '3 jobs, 1 application came, 1 moved on, 2 wait for somebody.',
  );
});

it('tells why a reading failed, and what had come by then', () => {
  expect(describeRun({ ...run, state: 'failed', problem: 'The key is refused.' })).toBe(
    'The key is refused. Until then: 3 jobs, 1 application came.',
  );
});

it('names what was sent by its job, or says that there was none', () => {
  const write = { kind: 'post_candidate', jobTitle: 'Joiner', providerJobId: '7' } as RecruitingWrite;
  expect(describeSent(write)).toBe('Candidate, for Joiner');
  expect(describeSent({ ...write, jobTitle: null })).toBe('Candidate, for 7');
  expect(describeSent({ ...write, providerJobId: null })).toBe('Candidate, to no job');
});

it('names the status that something was moved into, where it is known', () => {
  const write = { kind: 'move_status', target: 'stg_9' } as RecruitingWrite;
  const statuses = [{ id: 'stg_9', name: 'Hired', kind: 'hired' as const, isUsable: true }];
  expect(describeSent(write, statuses)).toBe('Moved to Hired');
  expect(describeSent(write)).toBe('Moved to status stg_9');
});

it('says what an account would refuse in the words of this page', () => {
  const issues = [
    { path: 'phone', message: 'is required for an application at Pinpoint' },
    { path: 'state', message: 'is no state that BambooHR has' },
  ];
  const error = new ApiError('No.', { code: 'recruiting_writes.incomplete', status: 422, issues });
  expect(unfitOf(error)).toEqual([
    { field: 'phone', text: 'Phone is required for an application at Pinpoint', isMissing: true },
    { field: 'state', text: 'State is no state that BambooHR has', isMissing: false },
  ]);
  expect(unfitOf(new Error('No.'))).toEqual([]);
});
