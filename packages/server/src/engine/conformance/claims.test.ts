import { describe, expect, it } from 'vitest';
import { findDisorder, findRepeats } from './claims.ts';
import type { JournalRow } from './harness.ts';

let seq = 0;
function aRow(row: Partial<JournalRow>): JournalRow {
  seq += 1;
  return {
    seq,
    at: new Date(0),
    kind: 'effect',
    run: 'a',
    partition: 'p',
    step: 'one',
    mark: 'm',
    process: 'w',
    ...row,
  };
}

const aRun = (run: string, marks: [string, string, string]) => [
  aRow({ run, step: 'one', mark: marks[0] }),
  aRow({ run, step: 'two', mark: marks[1] }),
  aRow({ run, step: 'three', mark: marks[2] }),
  aRow({ run, kind: 'closed', step: '', mark: marks.join(' ') }),
];

describe('the claims of the conformance suite', () => {
  const expected = new Map([['p', ['a', 'b']]]);

  it('accept runs one after the other', () => {
    const rows = [...aRun('a', ['1', '2', '3']), ...aRun('b', ['4', '5', '6'])];
    expect(findDisorder(rows, expected)).toEqual([]);
    expect(findRepeats(rows, ['a', 'b'])).toEqual([]);
  });

  it('see an overlap, a wrong order and a missing run', () => {
    const overlap = [aRow({ run: 'a' }), aRow({ run: 'b' }), aRow({ run: 'a' })];
    expect(findDisorder(overlap, expected)).toHaveLength(1);
    expect(findDisorder([aRow({ run: 'b' }), aRow({ run: 'a' })], expected)).toHaveLength(1);
    expect(findDisorder([aRow({ run: 'a' })], expected)).toHaveLength(1);
  });

  it('allow a step to repeat before its result was recorded, not after', () => {
    const before = [aRow({ step: 'one', mark: '0' }), ...aRun('a', ['1', '2', '3'])];
    expect(findRepeats(before, ['a'])).toEqual([]);
    const after = [...aRun('a', ['1', '2', '3']), aRow({ step: 'two', mark: '9' })];
    expect(findRepeats(after, ['a'])).toHaveLength(1);
  });

  it('see a run that never closed', () => {
    expect(findRepeats(aRun('a', ['1', '2', '3']).slice(0, 3), ['a'])).toHaveLength(1);
    expect(findRepeats([], ['a'])).toHaveLength(1);
  });
});
