import { JoineryError, ProviderError } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import {
  isDrift,
  isMany,
  isOtherWayDue,
  progressOf,
  readUpTo,
  startOf,
  strategyFor,
  usualTiming,
  verdictOf,
  waitMs,
  workedFor,
} from './syncs.ts';

const refused = (
  code: 'provider.throttled' | 'provider.unreachable' | 'provider.refused' | 'provider.unexpected',
  retryAfterSeconds?: number,
) =>
  new ProviderError(code, 'No.', {
    provider: 'bamboohr',
    operation: 'reports.open',
    outcome: 'ambiguous',
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });

describe('what a failed request means', () => {
  it.each([
    ['provider.throttled', 'wait'],
    ['provider.unreachable', 'wait'],
    ['provider.unexpected', 'wait'],
    ['provider.refused', 'refuse'],
  ] as const)('%s: %s', (code, verdict) => expect(verdictOf(refused(code))).toBe(verdict));

  it('stops for a refused key, begins again after an answer that does not fit, and fails for our own faults', () => {
    expect(verdictOf(new JoineryError('connections.unauthorized', 'No.'))).toBe('stop');
    expect(verdictOf(new JoineryError('syncs.unstable_answer', 'No.'))).toBe('wait');
    expect(verdictOf(new JoineryError('connections.disabled', 'Off.'))).toBe('fail');
    expect(verdictOf(new Error('bug'))).toBe('fail');
  });
});

describe('waits', () => {
  it('grow to five minutes, and to a quarter of an hour when throttled without a time', () => {
    const waits = (error: Error) => [1, 2, 3, 30].map((n) => waitMs(error, n, usualTiming, 1));
    expect(waits(refused('provider.unreachable'))).toEqual([1000, 2000, 4000, 300_000]);
    expect(waits(refused('provider.throttled'))).toEqual([30_000, 60_000, 120_000, 900_000]);
  });

  it('are what the provider asks for', () => {
    expect(waitMs(refused('provider.throttled', 7), 9, usualTiming, 0)).toBe(7000);
    for (const absurd of [0, -5, 3600, 315_360_000])
      expect(waitMs(refused('provider.throttled', absurd), 1, usualTiming, 1)).toBe(30_000);
  });

  it('are spread by chance, and never shorter than three quarters', () => {
    expect(waitMs(refused('provider.unreachable'), 3, usualTiming, 0)).toBe(3000);
  });
});

describe('the other way of reading everybody', () => {
  const place = { strategy: 'report', ofPeople: true, failures: 1, switches: 0 } as const;

  it('is taken at once when this one is refused, and after three failures', () => {
    expect(isOtherWayDue('refuse', place)).toBe(true);
    expect(isOtherWayDue('wait', place)).toBe(false);
    expect(isOtherWayDue('wait', { ...place, failures: 3 })).toBe(true);
  });

  it('is not taken to and fro, nor for tables', () => {
    expect(isOtherWayDue('wait', { ...place, failures: 3, switches: 1 })).toBe(false);
    expect(isOtherWayDue('refuse', { ...place, switches: 2 })).toBe(false);
    expect(isOtherWayDue('refuse', { ...place, ofPeople: false })).toBe(false);
  });

  it('is pages for large companies, where they bring every field', () => {
    expect(strategyFor(25_000, () => true)).toBe('report');
    expect(strategyFor(25_001, () => true)).toBe('datasets');
    expect(strategyFor(100_000, (strategy) => strategy === 'report')).toBe('report');
  });
});

it('believes a total within half a percent of what came', () => {
  expect(isDrift(1000, 1000)).toBe(false);
  expect(isDrift(1000, 995)).toBe(false);
  expect(isDrift(1000, 994)).toBe(true);
  expect(isDrift(994, 1000)).toBe(true);
  expect(isDrift(0, 1)).toBe(true);
});

it('reads everybody when more than three in ten or two thousand changed, but not for a handful', () => {
  expect(isMany(300, 1000)).toBe(false);
  expect(isMany(301, 1000)).toBe(true);
  expect(isMany(2001, 100_000)).toBe(true);
  expect(isMany(10, 12)).toBe(false);
});

it('reads on from the earlier of the beginning and the provider’s clock, and never goes back', () => {
  const [early, mid, late] = ['2026-01-01', '2026-01-02', '2026-01-03'].map((day) => new Date(day)) as [
    Date,
    Date,
    Date,
  ];
  expect(readUpTo(mid, null, early)).toEqual(mid);
  expect(readUpTo(mid, late, early)).toEqual(mid);
  expect(readUpTo(late, mid, early)).toEqual(mid);
  expect(readUpTo(late, early, mid)).toEqual(mid);
});

it('tells how far a reading is, and how long the rest may take', () => {
  const input = {
    state: 'reading' as const,
    plan: {
      streams: [
        { name: 'people:0', asks: [] },
        { name: 'rows:jobInfo', asks: [] },
      ],
    },
    cursor: startOf('streams'),
    seen: 500,
    expected: 1000,
    workedMs: 10_000,
  };
  expect(progressOf(input)).toEqual({
    stream: 'people:0',
    page: 1,
    streamsDone: 0,
    streams: 2,
    seen: 500,
    secondsLeft: 30,
  });
  expect(progressOf({ ...input, seen: 0 })?.secondsLeft).toBeNull();
  expect(progressOf({ ...input, state: 'done' })).toBeNull();
  expect(progressOf({ ...input, cursor: startOf('gone') })).toBeNull();
});

it('has worked from its start on, and not while it waited for a key', () => {
  const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  const times = { startedAt: at(0), stoppedAt: null, finishedAt: null, waitedMs: 0 };
  expect(workedFor({ ...times, startedAt: null }, at(9))).toBeNull();
  expect(workedFor(times, at(9))).toBe(9000);
  expect(workedFor({ ...times, finishedAt: at(4) }, at(9))).toBe(4000);
  // Stopped, begun again and not taken up yet, cancelled meanwhile.
  expect(workedFor({ ...times, stoppedAt: at(2), finishedAt: at(2) }, at(9))).toBe(2000);
  expect(workedFor({ ...times, stoppedAt: at(2) }, at(9))).toBe(2000);
  expect(workedFor({ ...times, stoppedAt: at(2), finishedAt: at(8) }, at(9))).toBe(2000);
  expect(workedFor({ ...times, finishedAt: at(9), waitedMs: 6000 }, at(20))).toBe(3000);
});
