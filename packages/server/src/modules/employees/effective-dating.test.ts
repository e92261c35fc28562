import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currentRow, latestRow } from './effective-dating.ts';

const row = (id: number, effectiveOn: string | null) => ({ id, effectiveOn });

describe('the current row', () => {
  it.each([
    ['nothing without rows', [], undefined],
    ['nothing while all rows are in the future', [row(1, '2026-06-02')], undefined],
    ['the row of today', [row(1, '2026-05-01'), row(2, '2026-06-01')], 2],
    ['the last row before today', [row(1, '2026-05-01'), row(2, '2026-06-02')], 1],
    ['the later written of two with one date', [row(5, '2026-05-01'), row(4, '2026-05-01')], 5],
    ['an undated row when there is no other', [row(1, null), row(2, '2026-07-01')], 1],
    ['a dated row before an undated one', [row(9, null), row(2, '2020-01-01')], 2],
  ])('is %s', (_, rows, id) => {
    expect(currentRow(rows, '2026-06-01')?.id).toBe(id);
  });

  const rows = fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 1000 }),
      effectiveOn: fc.option(
        fc.integer({ min: 1, max: 28 }).map((d) => `2026-02-${String(d).padStart(2, '0')}`),
      ),
    }),
    { selector: (r) => r.id },
  );

  it('does not depend on the order in which rows arrive', () => {
    fc.assert(
      fc.property(rows, (all) => {
        expect(currentRow([...all].reverse(), '2026-02-14')).toEqual(currentRow(all, '2026-02-14'));
      }),
    );
  });

  it('is never dated after today and never earlier than another row that counts', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const current = currentRow(all, '2026-02-14');
        const counting = all.filter((r) => (r.effectiveOn ?? '') <= '2026-02-14');
        expect(current === undefined).toBe(counting.length === 0);
        expect(current?.effectiveOn ?? '').toBe(
          counting
            .map((r) => r.effectiveOn ?? '')
            .sort()
            .at(-1) ?? '',
        );
      }),
    );
  });
});

describe('the latest row', () => {
  it('counts the future', () => {
    expect(latestRow([row(1, '2026-05-01'), row(2, '2030-01-01')])?.id).toBe(2);
  });
});
