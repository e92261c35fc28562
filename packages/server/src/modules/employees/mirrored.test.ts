import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currentRow } from './effective-dating.ts';
import { leavingOf, type MirroredRow, planRows, statusBy, type ToldRow } from './mirrored.ts';

const jobs = { dateColumn: 'date', people: ['reportsTo'] };
const stored = (id: number, change: Partial<MirroredRow> = {}): MirroredRow => ({
  id,
  effectiveOn: '2020-01-01',
  values: {},
  providerRowId: null,
  told: null,
  ...change,
});
const told = (change: Partial<ToldRow> = {}): ToldRow => ({
  providerRowId: null,
  effectiveOn: '2020-01-01',
  values: {},
  ...change,
});
const plan = (before: MirroredRow[], rows: ToldRow[], plusCurrent = false) =>
  planRows(before, { table: 'jobInfo', rows, plusCurrent }, jobs);

describe('told rows', () => {
  it('are those of the provider’s id before those that say the same', () => {
    const before = [
      stored(1, { providerRowId: '9', values: { jobTitle: 'A' } }),
      stored(2, { values: { jobTitle: 'B' } }),
    ];
    const { rows, removed } = plan(before, [
      told({ providerRowId: '9', values: { jobTitle: 'B' } }),
      told({ values: { jobTitle: 'A' } }),
    ]);
    expect(rows.map(({ before: one, row }) => [one?.id, row.values.jobTitle])).toEqual([
      [2, 'A'],
      [1, 'B'],
    ]);
    expect(removed).toEqual([]);
  });

  it('never take the row of another id', () => {
    const { rows, removed } = plan(
      [stored(1, { providerRowId: '8', values: { jobTitle: 'A' } })],
      [told({ providerRowId: '9', values: { jobTitle: 'A' } })],
    );
    expect(rows.map(({ before }) => before)).toEqual([undefined]);
    expect(removed.map(({ id }) => id)).toEqual([1]);
  });

  it('keep columns that were not told and clear those that were told empty', () => {
    const before = [stored(1, { values: { jobTitle: 'A', department: 'X', location: 'Y' } })];
    const { rows } = plan(before, [told({ values: { jobTitle: 'B', location: null } })]);
    expect(rows[0]?.row.values).toEqual({ jobTitle: 'B', department: 'X' });
  });

  it('on top of the stored ones remove none of them', () => {
    const before = [stored(1, { values: { jobTitle: 'A' } })];
    const { rows, removed } = plan(before, [told({ values: { jobTitle: 'B' } })], true);
    expect([rows.length, removed.length]).toEqual([2, 0]);
  });

  it('of one date count in the order of the provider’s ids', () => {
    const { rows } = plan(
      [],
      [
        told({ providerRowId: '12', values: { jobTitle: 'late' } }),
        told({ providerRowId: '9', values: { jobTitle: 'early' } }),
      ],
    );
    expect(
      currentRow(
        rows.map(({ row }) => row),
        '2026-01-01',
      )?.values.jobTitle,
    ).toBe('late');
  });

  it('come to what was told, whatever was stored, and a second time change nothing', () => {
    const title = fc.constantFrom('A', 'B', 'C', null);
    const date = fc.constantFrom('2020-01-01', '2021-01-01', '2022-01-01');
    const id = fc.option(fc.integer({ min: 1, max: 6 }).map(String), { nil: null });
    const rowsOf = fc.uniqueArray(
      fc.record({ effectiveOn: date, providerRowId: id, jobTitle: title, reportsTo: title }),
      { maxLength: 6, selector: (row) => row.providerRowId ?? JSON.stringify(row) },
    );
    fc.assert(
      fc.property(rowsOf, rowsOf, (first, second) => {
        const toTold = (rows: typeof first) =>
          rows.map(({ effectiveOn, providerRowId, ...values }) =>
            told({ effectiveOn, providerRowId, values }),
          );
        const settle = (before: MirroredRow[], rows: ToldRow[]) =>
          plan(before, rows).rows.map(({ row }, index) => ({
            ...row,
            id: before.some((one) => one.id === row.id) ? row.id : 100 + before.length + index,
          }));
        const mid = settle([], toTold(first));
        const end = settle(mid, toTold(second));
        const said = (rows: { effectiveOn: string | null; values: object }[]) =>
          rows
            .map(({ effectiveOn, values }) => {
              const { jobTitle = null, reportsTo = null } = values as Record<string, string | null>;
              return JSON.stringify([effectiveOn, jobTitle, reportsTo]);
            })
            .sort();
        expect(said(end)).toEqual(said(toTold(second)));
        expect(new Set(end.map(({ id: one }) => one)).size).toBe(end.length);
        const again = plan(end, toTold(second));
        expect(again.removed).toEqual([]);
        expect(
          again.rows.every(({ before, row }) => before !== undefined && said([before])[0] === said([row])[0]),
        ).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

const today = '2026-06-01';
const employment = (id: number, effectiveOn: string | null, employmentStatus: string): MirroredRow =>
  stored(id, { effectiveOn, values: { employmentStatus } });
const worker = [employment(1, '2020-01-01', 'Full-Time')];

describe('the status', () => {
  it('is the told one, else that of the row in force, else what it was', () => {
    const ended = [...worker, employment(2, '2026-05-01', 'Terminated')];
    expect(statusBy('Active', ended, { before: 'Inactive', today })).toBe('Active');
    expect(statusBy(undefined, ended, { before: 'Active', today })).toBe('Inactive');
    expect(statusBy(undefined, undefined, { before: 'Active', today })).toBe('Active');
    expect(statusBy(undefined, [], { before: 'Inactive', today })).toBe('Inactive');
  });
});

describe('an active employee', () => {
  const before = { status: 'Active', rows: worker };
  it.each([
    ['becomes inactive', { status: 'Inactive', rows: worker }, { how: 'inactive', effectiveOn: null }],
    [
      'becomes inactive by a row',
      { status: 'Inactive', rows: [...worker, employment(2, '2026-05-01', 'Terminated')] },
      { how: 'inactive', effectiveOn: '2026-05-01' },
    ],
    [
      'gets a row that ends the employment on a day to come',
      { status: 'Active', rows: [...worker, employment(2, '2027-01-01', 'Terminated')] },
      { how: 'terminated', effectiveOn: '2027-01-01' },
    ],
    [
      'gets such a row between others to come',
      {
        status: 'Active',
        rows: [
          ...worker,
          employment(2, '2027-01-01', 'Terminated'),
          employment(3, '2028-01-01', 'Full-Time'),
        ],
      },
      { how: 'terminated', effectiveOn: '2027-01-01' },
    ],
    [
      'gets such a row in force though they are told to be active',
      { status: 'Active', rows: [...worker, employment(2, '2026-06-01', 'Terminated')] },
      { how: 'terminated', effectiveOn: '2026-06-01' },
    ],
    [
      'had such a row in the past only',
      { status: 'Active', rows: [employment(0, '2019-01-01', 'Terminated'), ...worker] },
      undefined,
    ],
    ['changes otherwise', { status: 'Active', rows: [employment(1, '2020-01-01', 'Part-Time')] }, undefined],
  ])('%s', (_, after, leaving) => {
    expect(leavingOf(before, after, today)).toEqual(leaving);
  });

  it('does not leave again by the row that was there', () => {
    const rows = [...worker, employment(2, '2027-01-01', 'Terminated')];
    expect(leavingOf({ status: 'Active', rows }, { status: 'Active', rows }, today)).toBeUndefined();
    const sooner = [...worker, employment(2, '2026-09-01', 'Terminated')];
    expect(
      leavingOf({ status: 'Active', rows }, { status: 'Active', rows: sooner }, today)?.effectiveOn,
    ).toBe('2026-09-01');
  });

  it('leaves when the row goes that came after the end of an employment', () => {
    const rows = [employment(0, '2019-01-01', 'Terminated'), ...worker];
    const after = { status: 'Active', rows: rows.slice(0, 1) };
    expect(leavingOf({ status: 'Active', rows }, after, today)).toEqual({
      how: 'terminated',
      effectiveOn: '2019-01-01',
    });
  });

  it('who is inactive does not leave', () => {
    expect(
      leavingOf({ status: 'Inactive', rows: worker }, { status: 'Inactive', rows: [] }, today),
    ).toBeUndefined();
  });
});
