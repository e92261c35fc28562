import type { CandidateDuplicate, CandidateField, CandidateMerge } from '@joinery/sdk';
import { expect, it } from 'vitest';
import { aCandidate, anApplication } from '../../testing.ts';
import {
  compareFields,
  likelihood,
  mayMerge,
  mergeOf,
  newSight,
  reasonsInWords,
  sharedJobs,
  toMergeInput,
  whatMoves,
} from './duplicate-words.ts';

const field: CandidateField = {
  id: 'cfd_1',
  key: 'cf_1',
  label: 'Shift',
  help: null,
  type: 'single_choice',
  options: [{ id: 'n', label: 'Night' }],
  position: 0,
  archivedAt: null,
};

it('says why two may be one, and how likely it is', () => {
  expect(reasonsInWords(['same_email', 'similar_name'])).toBe('Same e-mail, similar name');
  expect([95, 75, 40].map(likelihood)).toEqual(['Almost certain', 'Likely', 'Possible']);
});

it('leaves merging to whoever changes candidates of all jobs', () => {
  const may = { jobs: 'view', candidates: 'edit', hires: 'none', assignedJobsOnly: false } as const;
  expect(mayMerge(may)).toBe(true);
  for (const less of [
    { candidates: 'view' },
    { assignedJobsOnly: true },
    { ownCandidatesOnly: true },
  ] as const)
    expect(mayMerge({ ...may, ...less })).toBe(false);
});

it('takes of the other what the one who stays does not have, but not who brought them', () => {
  const kept = aCandidate({ phone: null, city: 'Lisbon', customFields: {} });
  const other = aCandidate({
    phone: '+351 1',
    city: 'Porto',
    broughtBy: { userId: 'usr_1', name: 'Rita' },
    customFields: { cf_1: 'n' },
  });
  const compared = compareFields(kept, other, [field]);
  expect(compared.map(({ field: name, isSame, usual }) => [name, isSame, usual])).toEqual([
    ['name', true, 'this'],
    ['email', true, 'this'],
    ['phone', false, 'other'],
    ['broughtBy', false, 'this'],
    ['city', false, 'this'],
    ['custom.cf_1', false, 'other'],
  ]);
  expect(compared.at(-1)).toMatchObject({ label: 'Shift', kept: null, other: 'Night' });
});

it('sends only choices that are none of the usual ones', () => {
  const compared = compareFields(
    aCandidate({ city: 'Lisbon' }),
    aCandidate({ city: 'Porto', phone: '1' }),
    [],
  );
  const choices = { phone: 'other', city: 'other', name: 'other' } as const;
  expect(toMergeInput('can_2', compared, choices, { job_1: 'this' })).toEqual({
    with: 'can_2',
    fields: { city: 'other' },
    applications: { job_1: 'this' },
  });
});

it('says who will have brought them, and who comes to see both by that', () => {
  const brought = (userId: string | null, number: number) =>
    aCandidate({ number, broughtBy: userId === null ? null : { userId, name: 'Rita' } });
  const [kept, other, free] = [brought('usr_1', 7), brought('usr_2', 8), brought(null, 9)];
  const sent = (one: typeof kept, two: typeof kept, choices = {}) =>
    toMergeInput('can_2', compareFields(one, two, []), choices, {}).fields;
  expect(sent(kept, other)).toEqual({ broughtBy: 'this' });
  expect(sent(kept, free, { broughtBy: 'other' })).toEqual({ broughtBy: 'other' });
  expect(sent(kept, kept)).toEqual({});
  expect(newSight(kept, free)).toMatch(/^Rita brought no. 7\. .* what was of no. 9, too/);
  expect(newSight(kept, other, 'other')).toMatch(/^Rita brought no. 8\. .* what was of no. 7, too/);
  expect(newSight(kept, free, 'other')).toBeUndefined();
  expect(newSight(free, kept)).toBeUndefined();
  expect(newSight(kept, kept)).toBeUndefined();
});

it('finds the merge of a pair by its time, and says why it cannot be undone', () => {
  const merge = (id: string, mergedAt: string, part: Partial<CandidateMerge> = {}): CandidateMerge => ({
    id,
    keptId: 'can_1',
    keptName: 'Ada',
    mergedId: 'can_2',
    mergedName: 'Ada',
    takenFields: [],
    foldedApplications: [],
    mergedAt,
    mergedBy: 'x',
    undoneAt: null,
    undoneBy: null,
    canUndo: true,
    ...part,
  });
  const pair = { decidedAt: '2026-05-01T10:00:00.000Z' } as CandidateDuplicate;
  const first = merge('mrg_1', '2026-05-01T10:00:00.004Z');
  const later = merge('mrg_2', '2026-05-01T10:05:00.000Z');
  expect(mergeOf(pair, [later, first]).id).toBe('mrg_1');
  expect(() => mergeOf(pair, [later, { ...first, canUndo: false }])).toThrow('A later merge');
  expect(() => mergeOf(pair, [{ ...first, undoneAt: first.mergedAt }])).toThrow('undone already');
});

it('lists what moves, without applications that go into another one', () => {
  const kept = aCandidate({ applications: [anApplication({ stageName: 'Interview' })], tags: ['keen'] });
  const other = aCandidate({
    applications: [anApplication(), anApplication({ id: 'app_2', jobId: 'job_2', jobTitle: 'Cook' })],
    tags: ['keen', 'night'],
  });
  expect(sharedJobs(kept, other)).toEqual([
    { jobId: 'job_1', jobTitle: 'Support Agent', keptStage: 'Interview', otherStage: 'New' },
  ]);
  expect(whatMoves(kept, other, { notes: 2, consents: 0 })).toEqual([
    '1 application (Cook), with stage, answers, comments, offer and hand-offs',
    '2 notes',
    '1 tag (night)',
    'The timeline',
  ]);
});
