import { describe, expect, it } from 'vitest';
import { foldsOf, mergeRows, type SharedApplication, unmergeRow, unsaidBringer } from './merging.ts';

const kept = {
  id: 'can_1',
  first_name: 'Ada',
  last_name: 'Lovelace',
  email: 'ada@x.io',
  phone: null,
  source: null,
  rating: 3,
  brought_by_user_id: null,
  details: { city: 'London', country: null },
  custom: { field_1: 'a' },
};
const other = {
  id: 'can_2',
  first_name: 'A.',
  last_name: 'King',
  email: 'king@x.io',
  phone: '+44 20 7946 0000',
  source: 'Fair',
  rating: 5,
  brought_by_user_id: 'usr_1',
  details: { city: 'Paris', country: 'France', linkedinUrl: 'https://x.io/a' },
  custom: { field_1: 'b', field_2: 7 },
};

describe('the values of two that become one', () => {
  it('have to say who brought them where whoever brought the one that stays would see the other', () => {
    const brought = (by: string | null) => ({ ...kept, brought_by_user_id: by });
    expect(unsaidBringer(brought('usr_2'), other, {})).toBe('usr_2');
    expect(unsaidBringer(brought('usr_2'), brought(null), { email: 'this' })).toBe('usr_2');
    for (const broughtBy of ['this', 'other'] as const)
      expect(unsaidBringer(brought('usr_2'), other, { broughtBy })).toBeUndefined();
    expect(unsaidBringer(brought('usr_1'), other, {})).toBeUndefined();
    expect(unsaidBringer(kept, other, {})).toBeUndefined();
    expect(
      mergeRows(brought('usr_2'), brought(null), { broughtBy: 'other' }).row.brought_by_user_id,
    ).toBeNull();
  });

  it('are those of the one that is kept, and the other’s where it has none', () => {
    const { row, taken } = mergeRows(kept, other, {});
    expect(row).toEqual({
      ...kept,
      phone: '+44 20 7946 0000',
      source: 'Fair',
      details: { city: 'London', country: 'France', linkedinUrl: 'https://x.io/a' },
      custom: { field_1: 'a', field_2: 7 },
    });
    expect(taken).toEqual(['phone', 'source', 'country', 'linkedinUrl', 'custom.field_2']);
  });

  it('are chosen field by field', () => {
    const choices = {
      name: 'other',
      email: 'other',
      phone: 'this',
      rating: 'other',
      broughtBy: 'other',
      city: 'other',
      'custom.field_1': 'other',
      country: 'this',
    } as const;
    expect(mergeRows(kept, other, choices).row).toEqual({
      ...kept,
      first_name: 'A.',
      last_name: 'King',
      email: 'king@x.io',
      source: 'Fair',
      rating: 5,
      brought_by_user_id: 'usr_1',
      details: { city: 'Paris', country: null, linkedinUrl: 'https://x.io/a' },
      custom: { field_1: 'b', field_2: 7 },
    });
  });

  it('are of fields that there are', () => {
    for (const name of ['id', 'number', 'custom.field_9', 'constructor', 'first_name'])
      expect(() => mergeRows(kept, other, { [name]: 'other' })).toThrow(/no field of a candidate/);
  });
});

describe('the row after an undo', () => {
  const { row: after } = mergeRows(kept, other, { name: 'other' });

  it('is what it was', () => {
    expect(unmergeRow({ before: kept, after, now: after })).toEqual(kept);
  });

  it('keeps what somebody changed since', () => {
    const now = {
      ...after,
      email: 'new@x.io',
      phone: '1',
      details: { ...(after.details as object), country: 'Spain' },
    };
    expect(unmergeRow({ before: kept, after, now })).toEqual({
      ...kept,
      email: 'new@x.io',
      phone: '1',
      details: { city: 'London', country: 'Spain' },
    });
  });
});

describe('applications for one job', () => {
  const an = (id: string, candidateId: string, part: Partial<SharedApplication> = {}): SharedApplication => ({
    id,
    candidateId,
    jobId: 'job_1',
    jobTitle: 'Baker',
    stageKind: 'new',
    hasHires: false,
    hasOffer: false,
    ...part,
  });
  const fold = (
    own: Partial<SharedApplication>,
    theirs: Partial<SharedApplication>,
    choice?: 'this' | 'other',
  ) =>
    foldsOf(
      { keptId: 'can_1', applications: [an('app_1', 'can_1', own), an('app_2', 'can_2', theirs)] },
      choice === undefined ? {} : { job_1: choice },
    ).map(({ from, into }) => [from.id, into.id]);

  it('become the one that got further', () => {
    expect(fold({}, {})).toEqual([['app_2', 'app_1']]);
    expect(fold({}, { stageKind: 'active' })).toEqual([['app_1', 'app_2']]);
    expect(fold({ stageKind: 'rejected' }, { stageKind: 'withdrawn' })).toEqual([['app_1', 'app_2']]);
    expect(fold({ stageKind: 'active' }, { hasOffer: true })).toEqual([['app_1', 'app_2']]);
    expect(fold({ stageKind: 'hired', hasOffer: true }, { hasHires: true })).toEqual([['app_1', 'app_2']]);
  });

  it('become the one that is chosen, unless the other was handed over', () => {
    expect(fold({}, { stageKind: 'active' }, 'this')).toEqual([['app_2', 'app_1']]);
    expect(fold({}, {}, 'other')).toEqual([['app_1', 'app_2']]);
    expect(() => fold({ hasHires: true }, {}, 'other')).toThrow(/has to stay/);
    expect(() => fold({ hasHires: true }, { hasHires: true })).toThrow(/Both of their applications/);
  });

  it('of different jobs are left alone, and not chosen between', () => {
    const applications = [an('app_1', 'can_1'), an('app_2', 'can_2', { jobId: 'job_2' })];
    expect(foldsOf({ keptId: 'can_1', applications }, {})).toEqual([]);
    expect(() => foldsOf({ keptId: 'can_1', applications }, { job_2: 'other' })).toThrow(
      /Both have to have applied/,
    );
  });
});
