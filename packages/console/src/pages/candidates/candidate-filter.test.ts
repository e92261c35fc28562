import { describe, expect, it } from 'vitest';
import { type CandidateSearch, fromSaved, isNarrowed, toQuery, toSearch } from './candidate-filter.ts';

describe('a filter of candidates', () => {
  const full: CandidateSearch = {
    q: 'weld',
    pool: true,
    job: 'job_1',
    kind: 'active',
    source: 'Fair',
    tag: 'night',
    stars: 3,
    from: '2026-01-01',
    to: '2026-02-01',
  };
  it('goes into the address, to the server and back from a saved one unchanged', () => {
    expect(toSearch({ ...full })).toEqual(full);
    expect(fromSaved(toQuery(full))).toEqual(full);
  });
  it('leaves out what an address makes up', () => {
    expect(toSearch({ q: '', pool: 'x', kind: 'fired', stars: 9, from: 'soon', other: 1 })).toEqual({});
    expect(isNarrowed({})).toBe(false);
  });
  it('takes a search for a number as text', () => {
    expect(toSearch({ q: 555 })).toEqual({ q: '555' });
  });
});
