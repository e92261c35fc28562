import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  approvalsFor,
  contentOf,
  isShrunk,
  isUnreadable,
  judgeLeavers,
  type Leaver,
  type LeaverCase,
  leaverLimit,
} from './brake.ts';

const leaver = (number: number, change: Partial<Leaver> = {}): Leaver => ({
  providerId: String(number),
  employeeNumber: number,
  how: 'inactive',
  effectiveOn: null,
  content: 'as it is',
  ...change,
});
const many = (count: number, from = 1) => Array.from({ length: count }, (_, at) => leaver(from + at));
const judge = (change: Partial<LeaverCase>) =>
  judgeLeavers({
    leavers: [],
    active: 1000,
    recent: 0,
    first: false,
    approved: [],
    rejected: [],
    open: [],
    wasRead: () => true,
    ...change,
  });
const numbers = (people: readonly Leaver[]) => people.map(({ employeeNumber }) => employeeNumber);

describe('the limits', () => {
  it.each([
    [0, 5],
    [299, 5],
    [300, 6],
    [1000, 20],
    [1049, 20],
    [9_999, 199],
    [10_000, 200],
    [1_000_000, 200],
  ])('let of %d active people %d leave in a day', (active, limit) => {
    expect(leaverLimit(active)).toBe(limit);
  });

  it.each([
    [0, 0, false],
    [0, 1000, false],
    [1, 99, false],
    [1, 100, true],
    [1, 101, false],
    [2, 3, true],
    [2, 200, true],
    [2, 201, false],
    [100, 10_000, true],
    [99, 10_000, false],
  ])('judge %d records of %d that cannot be read: held is %s', (quarantined, seen, held) => {
    expect(isUnreadable(quarantined, seen)).toBe(held);
  });

  it.each([
    [10, 100, false],
    [11, 100, true],
    [1, 10, false],
    [1, 9, true],
    [0, 0, false],
  ])('judge %d gone of %d: shrunk is %s', (gone, active, shrunk) => {
    expect(isShrunk(gone, active)).toBe(shrunk);
  });

  it('ask two people above a tenth', () => {
    expect([approvalsFor(100, 1000), approvalsFor(101, 1000)]).toEqual([1, 2]);
  });
});

describe('leavers', () => {
  it('pass up to the limit, and all wait beyond it', () => {
    expect(judge({ leavers: many(20) })).toMatchObject({ withheld: [], hold: [], limit: 20 });
    const beyond = judge({ leavers: many(21) });
    expect([beyond.pass.length, beyond.withheld.length, beyond.hold.length]).toEqual([0, 21, 21]);
  });

  it('count with those of the day before', () => {
    expect(judge({ leavers: many(5), recent: 15 }).pass).toHaveLength(5);
    expect(judge({ leavers: many(5), recent: 16 }).withheld).toHaveLength(5);
  });

  it('never pass in the first sync', () => {
    expect(judge({ leavers: many(1), first: true })).toMatchObject({ pass: [], limit: 0 });
  });

  it('pass when a person approved exactly them, and others are judged with them', () => {
    const approved = many(100);
    expect(judge({ leavers: many(100), approved }).pass).toHaveLength(100);
    const more = judge({ leavers: many(101), approved });
    expect([more.pass.length, numbers(more.withheld)]).toEqual([100, [101]]);
    const other = judge({ leavers: [leaver(1, { how: 'deleted' }), ...many(99, 2)], approved });
    expect(numbers(other.withheld)).toEqual([1]);
    const earlier = judge({ leavers: [leaver(1, { effectiveOn: '2026-01-01' })], approved, recent: 20 });
    expect(numbers(earlier.withheld)).toEqual([1]);
  });

  it('stay away when a person refused them, until the provider says something else of them', () => {
    const rejected = many(30);
    const again = judge({ leavers: many(30), rejected });
    expect([again.pass.length, again.withheld.length, again.hold.length]).toEqual([0, 30, 0]);
    const others = judge({ leavers: [...many(30), ...many(20, 100)], rejected });
    expect(numbers(others.pass)).toEqual(numbers(many(20, 100)));
    const changed = judge({ leavers: [leaver(1, { content: 'another' }), ...many(29, 2)], rejected });
    expect(numbers(changed.pass)).toEqual([1]);
  });

  it('who wait keep waiting when a smaller sync shows some of them', () => {
    const judged = judge({
      leavers: [...many(3), ...many(2, 500)],
      open: many(30),
      wasRead: (id) => Number(id) <= 3 || Number(id) >= 500,
    });
    expect(numbers(judged.pass)).toEqual([500, 501]);
    expect(numbers(judged.withheld)).toEqual([1, 2, 3]);
    expect(judged.hold).toHaveLength(30);
  });

  it('who wait and are mended wait no more', () => {
    const judged = judge({ leavers: many(4), open: many(30) });
    expect([judged.pass.length, judged.hold.length]).toEqual([4, 0]);
  });
});

describe('of any case', () => {
  const person = fc.record({
    number: fc.integer({ min: 1, max: 60 }),
    how: fc.constantFrom('inactive', 'terminated', 'deleted' as const),
    effectiveOn: fc.constantFrom(null, '2026-01-01', '2027-01-01'),
    content: fc.constantFrom('a', 'b'),
  });
  const people = fc
    .uniqueArray(person, { selector: ({ number }) => number, maxLength: 60 })
    .map((list) => list.map(({ number, ...rest }) => leaver(number, rest as Partial<Leaver>)));
  const cases = fc.record({
    leavers: people,
    active: fc.integer({ min: 0, max: 2000 }),
    recent: fc.integer({ min: 0, max: 60 }),
    first: fc.boolean(),
    approved: people,
    rejected: people,
    open: people,
    read: fc.uniqueArray(fc.integer({ min: 1, max: 60 })),
  });

  it('nobody passes who was not approved unless all who pass are within the limit', () => {
    fc.assert(
      fc.property(cases, ({ read, ...it }) => {
        const judged = judgeLeavers({ ...it, wasRead: (id) => read.includes(Number(id)) });
        const deed = (one: Leaver) => contentOf('', [one]);
        const approved = new Set(it.approved.map(deed));
        const free = judged.pass.filter((one) => !approved.has(deed(one)));
        const limit = it.first ? 0 : Math.max(5, Math.min(200, Math.floor(it.active / 50)));
        expect(free.length === 0 || judged.pass.length + it.recent <= limit).toBe(true);
        // Everybody is judged, once.
        expect(numbers([...judged.pass, ...judged.withheld]).sort()).toEqual(numbers(it.leavers).sort());
        // Who is withheld waits for a person, or was refused by one as they are.
        const refused = new Set(it.rejected.map((one) => `${deed(one)}${one.content}`));
        const waiting = new Set(numbers(judged.hold));
        for (const one of judged.withheld)
          expect(waiting.has(one.employeeNumber) || refused.has(`${deed(one)}${one.content}`)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the content of a hold', () => {
  it('is the same in any order, and another with any other person, way or day', () => {
    const people = many(3);
    const base = contentOf('leavers', people);
    expect(contentOf('leavers', [...people].reverse())).toBe(base);
    expect(contentOf('shrink', people)).not.toBe(base);
    for (const change of [{ how: 'deleted' as const }, { effectiveOn: '2026-01-01' }, { providerId: '9' }])
      expect(contentOf('leavers', [leaver(1, change), ...many(2, 2)])).not.toBe(base);
  });
});
