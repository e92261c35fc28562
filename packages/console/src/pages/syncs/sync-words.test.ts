import { describe, expect, it } from 'vitest';
import { aSync, someCounts } from '../../testing.ts';
import {
  chartPoints,
  describeCounts,
  describeProgress,
  formatDuration,
  progressPercent,
} from './sync-words.ts';

it.each([
  [840, '840 ms'],
  [1_240, '1.2 s'],
  [185_000, '3 min 5 s'],
])('says %i ms as %s', (milliseconds, words) => {
  expect(formatDuration(milliseconds)).toBe(words);
});

it('names what happened and leaves out what did not', () => {
  expect(describeCounts(someCounts({ seen: 9, new: 3, changed: 1200 }))).toBe('3 new, 1,200 changed');
  expect(describeCounts(someCounts({ seen: 9, unchanged: 9 }))).toBe('Nothing changed');
  expect(describeCounts(someCounts())).toBe('Nothing to do');
});

describe('a sync at work', () => {
  const progress = {
    stream: 'people:0',
    page: 2,
    streamsDone: 0,
    streams: 4,
    seen: 1000,
    announced: 2000,
    secondsLeft: 12,
  };
  const reading = aSync({ state: 'reading', progress });

  it('says what is being read, how far it is and how long it still takes', () => {
    expect(describeProgress(reading)).toBe('Reading people, 1,000 of 2,000 people seen, about 12.0 s left.');
    const rows = { ...progress, stream: 'rows:jobInfo', announced: null, secondsLeft: null };
    expect(describeProgress({ ...reading, progress: rows })).toBe('Reading the table jobInfo, 1,000 seen.');
    expect(describeProgress(aSync({ state: 'done' }))).toBeNull();
  });

  it('says why it waits, and until when', () => {
    const problem = { code: 'provider.throttled', message: 'BambooHR asks to wait.' };
    const waitingUntil = '2026-05-01T10:00:00.000Z';
    const words = describeProgress({ ...reading, problem, waitingUntil });
    expect(words).toMatch(/^Asks again at \d\d:00:00\. BambooHR asks to wait\.$/);
  });

  it('never goes back and is never done before it is', () => {
    const steps = [
      progressPercent(reading),
      progressPercent({
        state: 'reading',
        progress: { ...progress, streamsDone: 1, stream: 'rows:a', seen: 0 },
      }),
      progressPercent({ state: 'reading', progress: { ...progress, streamsDone: 3, stream: 'rows:b' } }),
      progressPercent({ state: 'applying', progress: null }),
    ];
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(Math.max(...steps)).toBeLessThan(100);
  });
});

it('draws runs that ended, the oldest first', () => {
  const syncs = [
    aSync({ id: 'syn_3', state: 'reading', finishedAt: null }),
    aSync({ id: 'syn_2', milliseconds: 2_000, startedAt: '2026-05-02T10:00:00.000Z' }),
    aSync({ id: 'syn_1', milliseconds: 1_000, counts: someCounts({ new: 2, deleted: 1 }) }),
  ];
  expect(chartPoints(syncs).map(({ seconds, changes }) => [seconds, changes])).toEqual([
    [1, 3],
    [2, 0],
  ]);
});
