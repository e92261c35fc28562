import type { Sync, SyncCounts } from '@joinery/sdk';

const words: [keyof SyncCounts, string][] = [
  ['seen', 'seen'],
  ['new', 'new'],
  ['changed', 'changed'],
  ['unchanged', 'unchanged'],
  ['deleted', 'deleted'],
  ['quarantined', 'unreadable'],
  ['withheld', 'withheld'],
];

/** `20 seen, 3 new`; what did not happen is left out. */
export function countsInWords(counts: SyncCounts): string {
  const told = words.filter(([key]) => counts[key] > 0).map(([key, word]) => `${counts[key]} ${word}`);
  return told.join(', ') || 'nothing to do';
}

/** What a sync that has not ended is doing. */
export function progressInWords({ state, progress, problem, waitingUntil, calls }: Sync): string {
  if (waitingUntil !== null) return `waiting until ${waitingUntil}: ${problem?.message ?? state}`;
  if (state === 'queued') return 'queued until a running server or worker takes it up';
  if (state !== 'reading' || progress === null) return `${state}, ${calls} calls`;
  const { stream, streamsDone, streams, seen, announced, secondsLeft } = progress;
  const of = announced === null ? '' : ` of ${announced}`;
  const left = secondsLeft === null ? '' : `, about ${secondsLeft} s left`;
  return `reading ${stream} (${streamsDone + 1} of ${streams}), ${seen}${of} seen, ${calls} calls${left}`;
}
