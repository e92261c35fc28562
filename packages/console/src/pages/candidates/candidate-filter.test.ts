import { savedCandidateFilterInput } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import {
  type CandidateSearch,
  fromSaved,
  isNarrowed,
  shownFilter,
  toQuery,
  toSearch,
} from './candidate-filter.ts';

describe('a filter of candidates', () => {
  const full: CandidateSearch = {
    q: 'weld',
    pool: true,
    job: 'job_1',
    kind: 'active',
    source: 'Fair',
    recruiter: 'usr_1',
    tag: 'night',
    stars: 3,
    reason: 'rrs_1',
    from: '2026-01-01',
    to: '2026-02-01',
    stage: 'stg_1',
    industry: 'Wood',
    department: 'Sales',
  };
  it('goes into the address, to the server and back from a saved one unchanged', () => {
    expect(toSearch({ ...full })).toEqual(full);
    expect(fromSaved(toQuery(full))).toEqual(full);
  });
  it('leaves out what an address makes up', () => {
    expect(toSearch({ q: '', pool: 'x', kind: 'fired', stars: 9, from: 'soon', other: 1 })).toEqual({});
    expect(toSearch({ from: '2026-02-30', to: '2026-13-01' })).toEqual({});
    expect(isNarrowed({})).toBe(false);
  });
  it('keeps all that a saved one of the API asks for', () => {
    const keys = Object.keys(savedCandidateFilterInput.shape.filter.shape).sort();
    expect(Object.keys(toQuery(full)).sort()).toEqual(keys);
  });
  it('is known again as a saved one', () => {
    const saved = [{ filter: {} }, { filter: { source: 'Fair' } }, { filter: toQuery(full) }];
    expect(shownFilter(saved, full)).toBe(saved[2]);
    expect(shownFilter(saved, { source: 'Fair' })).toBe(saved[1]);
    expect(shownFilter(saved, {})).toBeUndefined();
  });
  it('takes a search for a number as text', () => {
    expect(toSearch({ q: 555 })).toEqual({ q: '555' });
  });
});
