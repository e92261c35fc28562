// Judges what a sync has read before any of it is applied. It asks the provider nothing, and looks
// at a complete snapshot only; what it decides stands with the staged records and in holds.
import type { HoldFigures, HoldKind, SyncKind, SyncWarning } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { getCompany } from '../companies/companies.service.ts';
import { foreseeLeavers, listMirroredNumbers } from '../employees/employee-mirror.service.ts';
import * as holds from '../holds/open-holds.service.ts';
import {
  approvalsFor,
  contentOf,
  hashOf,
  isShrunk,
  isUnreadable,
  isWithin,
  judgeLeavers,
  type Leaver,
  recentMs,
} from './brake.ts';
import * as repository from './judge-sync.repository.ts';
import { listEmployeeLinks } from './links.repository.ts';
import { assertSource } from './mirrors.repository.ts';
import { numberOf } from './staged.ts';
import type { SyncRun } from './sync-run.ts';
import { countSeen } from './sync-staging.repository.ts';
import { addWarning } from './sync-turn.service.ts';
import { findSync, setCounts } from './syncs.repository.ts';

interface Court {
  run: SyncRun;
  tx: Transaction;
  sync: repository.JudgedSync;
  now: Date;
  figures: HoldFigures;
  /** An approved hold whose content may pass. */
  approved: { id: string; kind: HoldKind; contentHash: string; people: Leaver[] } | undefined;
}

const batchSize = 1000;

/** `held`: nothing of it may be applied, and a person is asked. Repeating it comes to the same. */
export async function judgeSync(run: SyncRun): Promise<'apply' | 'held'> {
  const { context, companyId, syncId } = run;
  return context.db.inCompany(companyId, async (tx) => {
    await run.ctx.assertStillOwner(tx);
    await assertSource(tx, run.connectionId);
    await repository.clearVerdicts(tx, syncId);
    const court = await openCourt(run, tx);
    const gone = await findGone(tx, syncId);
    for (const whole of [emptiness, shrinkage, unreadability])
      if ((await whole(court, gone)) === 'held') {
        // Staged records stay: who is killed before this is known judges once more.
        if (court.approved !== undefined) await holds.giveUpApproval(tx, court.approved.id);
        return 'held';
      }
    await judgePeople(court, gone);
    return 'apply';
  });
}

async function openCourt(run: SyncRun, tx: Transaction): Promise<Court> {
  const { context, connectionId, syncId } = run;
  const now = context.clock.now();
  const sync = await repository.getJudgedSync(tx, syncId);
  const { known, active } = await repository.countPeople(tx);
  const recent = await repository.countRecentLeavers(tx, connectionId, new Date(now.getTime() - recentMs));
  const seen = await countSeen(tx, syncId, 'people:0');
  const figures = { active, known, seen, affected: 0, recent, limit: null, quarantined: 0 };
  return { run, tx, sync, now, figures, approved: await findApproved(run, tx, sync) };
}

async function findApproved(
  { connectionId }: SyncRun,
  tx: Transaction,
  { allowHoldId }: repository.JudgedSync,
): Promise<Court['approved']> {
  if (allowHoldId === null) return undefined;
  const hold = await holds.findHold(tx, allowHoldId);
  if (hold?.state !== 'approved' || hold.connectionId !== connectionId) return undefined;
  const people = await holds.listHeldPeople(tx, hold.id);
  return { id: hold.id, kind: hold.kind, contentHash: hold.contentHash, people };
}

type Ruling = 'held' | 'passes';

// Approving it means to look once more: nobody can say that a whole company is gone.
async function emptiness(court: Court, gone: Leaver[]): Promise<Ruling> {
  const { sync, figures } = court;
  if (sync.kind !== 'full') return 'passes';
  if (figures.seen > 0 || figures.known === 0) return settle(court, 'empty');
  return hold(court, 'empty', { people: gone, affected: figures.known });
}

async function shrinkage(court: Court, gone: Leaver[]): Promise<Ruling> {
  const { sync, figures, approved } = court;
  if (sync.kind !== 'full') return 'passes';
  const isShown = approved?.kind === 'shrink' && isWithin(gone, approved.people);
  if (!isShrunk(gone.length, figures.active) || isShown) return settle(court, 'shrink');
  return hold(court, 'shrink', { people: gone, affected: gone.length });
}

async function unreadability(court: Court): Promise<Ruling> {
  const { run, tx, figures, approved } = court;
  const unreadable = await repository.listUnreadable(tx, run.syncId);
  const quarantined = new Set(unreadable.map(({ providerId }) => providerId)).size;
  figures.quarantined = quarantined;
  const contentHash = hashOf([
    'quarantine',
    ...unreadable.map(({ providerId, stream, problem }) => `${providerId} ${stream} ${problem}`),
  ]);
  const isShown = approved?.kind === 'quarantine' && approved.contentHash === contentHash;
  if (!isUnreadable(quarantined, figures.seen) || isShown) return settle(court, 'quarantine');
  return hold(court, 'quarantine', { people: [], affected: quarantined, contentHash });
}

/** A later look that is as wide as the one that made a hold, and finds nothing, puts it aside. */
async function settle({ run, tx, sync }: Court, kind: HoldKind): Promise<Ruling> {
  const open = await holds.findOpenHold(tx, run.connectionId, kind);
  if (open === undefined) return 'passes';
  const madeBy = await findSync(tx, open.syncId);
  if (isAsWide(sync.kind, madeBy?.kind)) await holds.supersedeHold(tx, run.connectionId, kind);
  return 'passes';
}

// A few people, or none at all, say nothing of the others.
function isAsWide(kind: SyncKind, madeBy: SyncKind | undefined): boolean {
  return kind === 'full' || (kind === 'incremental' && madeBy !== 'full');
}

async function hold(
  court: Court,
  kind: HoldKind,
  what: { people: Leaver[]; affected: number; contentHash?: string },
): Promise<Ruling> {
  const { run, tx, now, figures } = court;
  const { companyId, connectionId, syncId } = run;
  const { people, affected, contentHash = contentOf(kind, people) } = what;
  const { quarantined } = figures;
  await setCounts(tx, syncId, { quarantined });
  // What was refused stays away as it is, and nobody is asked about it again.
  if (await holds.isRefused(tx, { connectionId, kind, contentHash })) return 'held';
  const whole = kind === 'quarantine' ? figures.seen : figures.active;
  await holds.openHold(tx, companyId, {
    connectionId,
    syncId,
    kind,
    people,
    contentHash,
    figures: { ...figures, affected },
    approvalsNeeded: kind === 'empty' ? 2 : approvalsFor(affected, whole),
    at: now,
  });
  return 'held';
}

async function judgePeople(court: Court, gone: Leaver[]): Promise<void> {
  const { run, tx, sync, now, figures, approved } = court;
  const { companyId, connectionId, syncId } = run;
  const leavers = [...(await findLeavers(court)), ...gone.filter(({ how }) => how === 'deleted')];
  const waiting = await holds.findOpenHold(tx, connectionId, 'leavers');
  const open = waiting === undefined ? [] : await holds.listStillActive(tx, waiting.id);
  if (leavers.length === 0 && open.length === 0) {
    if (waiting !== undefined) await holds.supersedeHold(tx, connectionId, 'leavers');
    return;
  }
  const ids = leavers.map(({ providerId }) => providerId);
  const read = await repository.listSeenAmong(
    tx,
    syncId,
    open.map(({ providerId }) => providerId),
  );
  for (const { providerId } of gone) read.add(providerId);
  const { active, recent } = figures;
  const judged = judgeLeavers({
    leavers,
    active,
    recent,
    first: !sync.wasRead,
    approved: approved?.people ?? [],
    rejected: await holds.listRefused(tx, connectionId, ids),
    open,
    wasRead: (providerId) => read.has(providerId),
  });
  await repository.markStaged(tx, syncId, idsOf(judged.pass), 'leaver');
  await repository.markStaged(tx, syncId, idsOf(judged.withheld), 'withheld');
  const refused = judged.withheld.filter((one) => !judged.hold.includes(one));
  if (refused.length > 0) await addWarning(tx, run, refusedLeavers(refused));
  const affected = judged.hold.length;
  if (affected === 0) {
    if (waiting !== undefined) await holds.supersedeHold(tx, connectionId, 'leavers');
    return;
  }
  await holds.openHold(tx, companyId, {
    connectionId,
    syncId,
    kind: 'leavers',
    people: judged.hold,
    contentHash: contentOf('leavers', judged.hold),
    figures: { ...figures, affected, limit: judged.limit },
    approvalsNeeded: approvalsFor(affected, active),
    at: now,
  });
}

function refusedLeavers(people: readonly Leaver[]): SyncWarning {
  return {
    code: 'refused_leavers',
    message:
      'People stay as they are because a hold about their leaving was rejected. They are asked about again when the provider says something new of them.',
    names: people.map(({ employeeNumber }) => `employee ${employeeNumber}`),
  };
}

function idsOf(people: readonly Leaver[]): string[] {
  return people.map(({ providerId }) => providerId);
}

async function findLeavers({ run, tx, figures }: Court): Promise<Leaver[]> {
  if (figures.active === 0) return [];
  const { context, companyId, connectionId, syncId } = run;
  const company = await getCompany(tx, companyId);
  const leavers: Leaver[] = [];
  for (let after = ''; ; ) {
    const providerIds = await repository.listStagedIds(tx, syncId, { after, limit: batchSize });
    const last = providerIds.at(-1);
    if (last === undefined) return leavers;
    after = last;
    const batch = await readJudged(tx, connectionId, syncId, providerIds);
    const leaving = await foreseeLeavers(context, tx, company, batch);
    for (const { providerId, number, hashes } of batch) {
      const how = leaving.get(number);
      if (how !== undefined)
        leavers.push({ providerId, employeeNumber: number, ...how, content: hashOf(hashes) });
    }
  }
}

async function readJudged(tx: Transaction, connectionId: string, syncId: string, providerIds: string[]) {
  const links = await listEmployeeLinks(tx, connectionId, providerIds);
  const before = new Map(links.map(({ providerId, toldStatus }) => [providerId, toldStatus]));
  const people = await repository.listJudged(tx, syncId, providerIds);
  return people.flatMap(({ providerId, status, statusRows, plusCurrent, hashes }) => {
    const number = numberOf(providerId);
    const told = status ?? before.get(providerId) ?? null;
    const tables = statusRows === null ? [] : [{ ...statusRows, plusCurrent }];
    return number === undefined
      ? []
      : [{ providerId, number, tables, hashes, ...(told !== null && { status: told }) }];
  });
}

/** Who is active here and was not shown though they should have been. */
async function findGone(tx: Transaction, syncId: string): Promise<Leaver[]> {
  const gone = (await repository.listGone(tx, syncId)).flatMap(({ providerId, how }): Leaver[] => {
    const employeeNumber = numberOf(providerId);
    return employeeNumber === undefined
      ? []
      : [{ providerId, employeeNumber, how, effectiveOn: null, content: how }];
  });
  const active = await listMirroredNumbers(
    tx,
    gone.map(({ employeeNumber }) => employeeNumber),
    'Active',
  );
  return gone
    .filter(({ employeeNumber }) => active.has(employeeNumber))
    .sort((a, b) => a.employeeNumber - b.employeeNumber);
}
