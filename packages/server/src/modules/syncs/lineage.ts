// Finds in what a link keeps where a value came from. Pure.
import type { LineageEntry } from '@joinery/sdk';
import type { SourceCall, SourceLink } from './lineage.repository.ts';
import { isOfPeople } from './staged.ts';

/** What is asked about: a value by its key, a column by `table.column`, or a whole table. */
export interface Place {
  /** What people call it. */
  name: string;
  key?: string;
  table?: string;
}

/** Nothing where the provider was never asked about it. */
export function entryOf(
  place: Place,
  link: SourceLink,
  calls: ReadonlyMap<number, SourceCall>,
): LineageEntry | undefined {
  const { key, table, name } = place;
  const path = table === undefined || key === undefined ? key : `${table}.${key}`;
  const stream = table === undefined ? streamOf(link, calls, key) : `rows:${table}`;
  const source = (path === undefined ? undefined : link.sources[path]) ?? link.sources[stream ?? ''];
  const staleSince = (path === undefined ? undefined : link.stale[path]) ?? null;
  if (source === undefined && staleSince === null) return undefined;
  const call = source === undefined ? undefined : calls.get(source);
  return {
    name,
    call:
      call === undefined
        ? null
        : { operation: call.operation, at: call.at.toISOString(), syncId: call.syncId },
    confirmedAt: staleSince === null ? confirmedAt(link, call, stream) : null,
    staleSince,
  };
}

/** The stream whose call asked for the key. */
function streamOf(
  link: SourceLink,
  calls: ReadonlyMap<number, SourceCall>,
  key: string | undefined,
): string | undefined {
  return Object.keys(link.sources)
    .filter(isOfPeople)
    .find((stream) => calls.get(link.sources[stream] ?? 0)?.asked.includes(key ?? ''));
}

/** A complete reading confirms what it showed and what was applied of it. */
function confirmedAt(
  { fullSyncedAt, missingSince, isHeld, unreadable }: SourceLink,
  call: SourceCall | undefined,
  stream: string | undefined,
): string | null {
  const isShown = missingSince === null && !isHeld && !unreadable.includes(stream ?? '');
  const instants = [call?.at, isShown ? fullSyncedAt : null].flatMap((at) => at?.getTime() ?? []);
  return instants.length === 0 ? null : new Date(Math.max(...instants)).toISOString();
}
