// What is read by itself: changes every few minutes, everything each night. A time that passed while
// no server ran is caught up with once.
import type { Company } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { listCompanies } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { removeOldLeavers } from './apply-sync.repository.ts';
import { nextAt, nextChangesAt } from './mirror-schedule.ts';
import {
  listMirrors,
  lockMirrors,
  type Mirror,
  type MirrorChange,
  updateMirror,
} from './mirrors.repository.ts';
import * as calls from './sync-calls.repository.ts';
import { syncFailed } from './syncs.events.ts';
import * as repository from './syncs.repository.ts';
import { hasStopped, requestSync, runId } from './syncs.service.ts';
import { oldReadingMs, unfinished } from './syncs.ts';

type Deps = Pick<Context, 'db' | 'engine' | 'clock' | 'log'>;

/** Asks for the syncs that are due. Repeating it asks for nothing more. */
export async function requestDueSyncs(deps: Deps): Promise<void> {
  for (const company of await listCompanies(deps))
    await requestDue(deps, company).catch((err: unknown) =>
      deps.log.warn({ err, companyId: company.id }, 'syncs that are due could not be asked for'),
    );
}

async function requestDue(deps: Deps, company: Company): Promise<void> {
  const now = deps.clock.now();
  const mirrors = await deps.db.reading(company.id, (tx) => listMirrors(tx));
  // What is staged are people's values, in clear.
  if (mirrors.some(({ stoppedAt }) => stoppedAt !== null))
    await deps.db.inCompany(company.id, (tx) =>
      calls.forgetOldReadings(tx, new Date(now.getTime() - oldReadingMs)),
    );
  for (const { connectionId } of mirrors.filter((mirror) => dueKind(mirror, now) !== undefined))
    await deps.db.inCompany(company.id, async (tx) => {
      await lockMirrors(tx, connectionId);
      const [mirror] = await listMirrors(tx, connectionId);
      const kind = mirror && dueKind(mirror, now);
      if (mirror === undefined || kind === undefined) return;
      await updateMirror(tx, connectionId, nextTimes(mirror, company, kind, now));
      const isRunning = await isAtWork(deps, tx, company.id, connectionId);
      if (isRunning && kind === 'incremental') return;
      // The key was replaced while a sync went on with the one before: nobody was told of a stop.
      const ask = { companyId: company.id, connectionId, kind };
      const hadStopped = await hasStopped(tx, connectionId);
      if (hadStopped) await requestSync(deps, tx, { ...ask, reason: 'reconnect' });
      if (!hadStopped || kind === 'full') await requestSync(deps, tx, { ...ask, reason: 'schedule' });
    });
}

/**
 * Whether a sync waits or works. One whose run ended without a word (a cancellation that was cut off,
 * a process that died with it again and again) has failed: it must not stand in the way of the next.
 */
async function isAtWork(deps: Deps, tx: Transaction, companyId: string, connectionId: string) {
  let isRunning = false;
  for (const sync of await repository.lockSyncsIn(tx, connectionId, unfinished)) {
    const run = await deps.engine.status(runId(sync));
    if (run?.state === 'queued' || run?.state === 'running') isRunning = true;
    else await giveUp(deps, tx, companyId, sync);
  }
  return isRunning;
}

async function giveUp(
  { clock, log }: Deps,
  tx: Transaction,
  companyId: string,
  sync: repository.SyncRow,
): Promise<void> {
  const problem = { code: 'internal', message: 'The work of this sync ended without an end of its own.' };
  await calls.forgetReading(tx, sync.id);
  await repository.updateSync(tx, sync.id, {
    state: 'failed',
    problem,
    waitingUntil: null,
    finishedAt: clock.now(),
  });
  await insertEvents(tx, companyId, [syncFailed(sync, problem.code)]);
  log.warn({ syncId: sync.id }, 'a sync whose run was gone is given up');
}

function dueKind(mirror: Mirror, now: Date): 'full' | 'incremental' | undefined {
  const { enabled, peopleSource, settings, stoppedAt, nextFullSyncAt, nextSyncAt, fullSyncedAt } = mirror;
  if (!enabled || !peopleSource || settings === null || stoppedAt !== null) return undefined;
  if (nextFullSyncAt === null || nextFullSyncAt <= now) return 'full';
  if (fullSyncedAt !== null && (nextSyncAt === null || nextSyncAt <= now)) return 'incremental';
  return undefined;
}

const firstTryAgainMs = 3_600_000;

function nextTimes(
  { settings, fullSyncedAt }: Mirror,
  { timeZone }: Company,
  kind: 'full' | 'incremental',
  now: Date,
): MirrorChange {
  const changes = { nextSyncAt: nextChangesAt(now, settings?.changesEveryMinutes ?? 5, Math.random()) };
  if (kind === 'incremental') return changes;
  const tonight = nextAt(now, timeZone, settings?.fullSyncAt ?? '02:30');
  const soon = new Date(now.getTime() + firstTryAgainMs);
  return { ...changes, nextFullSyncAt: fullSyncedAt === null && soon < tonight ? soon : tonight };
}

const keepDays = 30;

/** Forgets syncs, with their requests, that nothing refers to any more, and who left long ago. */
export async function forgetSyncs(deps: Pick<Context, 'db' | 'clock'>): Promise<void> {
  const before = new Date(deps.clock.now().getTime() - keepDays * 86_400_000);
  for (const { id } of await listCompanies(deps))
    await deps.db.inCompany(id, async (tx) => {
      await repository.removeOldSyncs(tx, before);
      await removeOldLeavers(tx, before);
    });
}
