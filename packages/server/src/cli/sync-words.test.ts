import { type Sync, syncCounts } from '@joinery/sdk';
import { expect, it } from 'vitest';
import { countsInWords, progressInWords } from './sync-words.ts';

const sync: Sync = {
  id: 'syn_1',
  connectionId: 'con_1',
  kind: 'full',
  reason: 'manual',
  state: 'reading',
  strategy: 'datasets',
  since: null,
  progress: {
    stream: 'rows:jobInfo',
    page: 1,
    streamsDone: 1,
    streams: 4,
    seen: 500,
    announced: 2000,
    secondsLeft: 9,
  },
  counts: syncCounts.parse({ seen: 500 }),
  calls: 3,
  bytes: 10,
  milliseconds: 20,
  warnings: [],
  problem: null,
  waitingUntil: null,
  holdId: null,
  createdAt: '2026-05-01T10:00:00.000Z',
  startedAt: '2026-05-01T10:00:00.000Z',
  finishedAt: null,
};

it('says what happened and leaves out what did not', () => {
  expect(countsInWords(syncCounts.parse({ seen: 20, changed: 3 }))).toBe('20 seen, 3 changed');
  expect(countsInWords(syncCounts.parse({}))).toBe('nothing to do');
});

it('says which stream is read and how far it is', () => {
  expect(progressInWords(sync)).toBe(
    'reading rows:jobInfo (2 of 4), 500 of 2000 seen, 3 calls, about 9 s left',
  );
  expect(progressInWords({ ...sync, state: 'queued', progress: null, calls: 0 })).toBe(
    'queued until a running server or worker takes it up',
  );
  const waiting = {
    waitingUntil: '2026-05-01T10:05:00.000Z',
    problem: { code: 'x', message: 'It asks to wait.' },
  };
  expect(progressInWords({ ...sync, ...waiting })).toBe(
    'waiting until 2026-05-01T10:05:00.000Z: It asks to wait.',
  );
});
