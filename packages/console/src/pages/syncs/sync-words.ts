import type { Sync, SyncCounts, SyncKind, SyncReason } from '@joinery/sdk';
import { formatTime } from '../../ui/dates.ts';
import { counted } from '../../ui/names.ts';

export const syncKinds: Record<SyncKind, string> = {
  full: 'Everything',
  incremental: 'What changed',
  records: 'Some people',
};

export const syncReasons: Record<SyncReason, string> = {
  first: 'First sync',
  manual: 'Asked for by somebody',
  schedule: 'On schedule',
  webhook: 'The provider called',
  write: 'After a write',
  approval: 'After an approval',
  reconnect: 'After a new key',
};

const number = new Intl.NumberFormat('en-GB');

/** `1.2 s`, `3 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${milliseconds} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

const parts: [keyof SyncCounts, string][] = [
  ['new', 'new'],
  ['changed', 'changed'],
  ['deleted', 'deleted'],
  ['withheld', 'withheld'],
  ['quarantined', 'unreadable'],
];

/** `3 new, 12 changed`; what did not happen is left out. */
export function describeCounts(counts: SyncCounts): string {
  const told = parts.filter(([key]) => counts[key] > 0);
  if (told.length === 0) return counts.seen === 0 ? 'Nothing to do' : 'Nothing changed';
  return told.map(([key, word]) => `${number.format(counts[key])} ${word}`).join(', ');
}

type AtWork = Pick<Sync, 'state' | 'progress' | 'problem' | 'waitingUntil'>;

/** What it is doing, in words; null when it has ended. */
export function describeProgress({ state, progress, problem, waitingUntil }: AtWork): string | null {
  if (state === 'queued') return 'Waits for its turn.';
  if (state === 'applying') return 'Applying what is new.';
  if (state !== 'reading') return null;
  if (waitingUntil !== null)
    return `Asks again at ${formatTime(waitingUntil)}. ${problem?.message ?? ''}`.trimEnd();
  if (progress === null) return 'Asking what there is.';
  const { stream, seen, announced, secondsLeft } = progress;
  const people =
    announced === null
      ? `${number.format(seen)} seen`
      : `${number.format(seen)} of ${counted(announced, 'person', 'people')} seen`;
  const left = secondsLeft === null ? '' : `, about ${formatDuration(secondsLeft * 1000)} left`;
  return `Reading ${streamWords(stream)}, ${people}${left}.`;
}

function streamWords(stream: string): string {
  return stream.startsWith('rows:') ? `the table ${stream.slice('rows:'.length)}` : 'people';
}

/** Share that is done, 0 to 100, by streams: what a reading is made of. */
export function progressPercent({ state, progress }: Pick<Sync, 'state' | 'progress'>): number {
  if (state === 'applying') return 95;
  if (state !== 'reading' || progress === null || progress.streams === 0) return 0;
  const { streamsDone, streams, seen, announced } = progress;
  const within = announced ? Math.min(1, seen / announced) : 0;
  return Math.min(95, Math.round((90 * (streamsDone + within)) / streams) + 2);
}

export interface ChartPoint {
  at: string;
  seconds: number;
  calls: number;
  changes: number;
}

/** Ended runs in the order they ran. */
export function chartPoints(syncs: readonly Sync[]): ChartPoint[] {
  return syncs
    .filter((sync) => sync.finishedAt !== null && sync.milliseconds !== null)
    .map((sync) => ({
      at: sync.startedAt ?? sync.createdAt,
      seconds: Math.round((sync.milliseconds ?? 0) / 100) / 10,
      calls: sync.calls,
      changes: sync.counts.new + sync.counts.changed + sync.counts.deleted,
    }))
    .reverse();
}
