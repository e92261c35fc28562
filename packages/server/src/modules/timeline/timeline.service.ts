import type { TimelineEntry } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { type Slice, type Sliced, toSliced } from '../../platform/page.ts';
import type { HiringScope } from '../jobs/jobs.ts';
import * as repository from './timeline.repository.ts';
import type { NewTimelineEntry } from './timeline.ts';

/** Writes what happened, in the transaction of what happened. */
export async function addTimelineEntries(
  tx: Transaction,
  companyId: string,
  entries: NewTimelineEntry[],
): Promise<void> {
  await repository.insertEntries(tx, companyId, entries);
}

/** For services that have checked that the principal may see the candidate; applications they may not see are left out. */
export async function readTimeline(
  tx: Transaction,
  scope: HiringScope,
  candidateId: string,
  page: Slice,
): Promise<Sliced<TimelineEntry>> {
  const rows = await repository.listEntries(tx, scope, candidateId, page);
  const { items, after } = toSliced(rows, page.limit, (entry) => entry.key);
  return { items: items.map(({ key: _key, ...entry }) => entry), after };
}
