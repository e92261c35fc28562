// The reading of a sync, page after page: parsed, compared with what was applied last, and staged
// where it differs. Cursor and page are committed together, so that a killed process reads at most
// the page again that it was in. Judging and applying come after, on the whole only.
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { findGone, stageGone } from './gone-stream.service.ts';
import { followCatalogue } from './mirror-catalogue.service.ts';
import { planStreams } from './mirror-plan.ts';
import { settlingMs, toInstant } from './mirror-values.ts';
import { countLinks } from './mirrors.repository.ts';
import { readPeople } from './people-stream.service.ts';
import { readTable } from './rows-stream.service.ts';
import { isOfPeople } from './staged.ts';
import * as calls from './sync-calls.repository.ts';
import type { Reader } from './sync-reader.ts';
import { owned, readScene, type Scene } from './sync-scene.ts';
import * as staging from './sync-staging.repository.ts';
import { advance, settle, type Turn } from './sync-turn.service.ts';
import * as repository from './syncs.repository.ts';
import {
  isMany,
  isOfCatalogue,
  overlapMs,
  type Phase,
  type Plan,
  type PlannedStream,
  readUpTo,
  type Strategy,
  startOf,
  strategyFor,
} from './syncs.ts';

const hourMs = 3_600_000;

/** Reads what comes next. The cursor has moved on when it returns. Returns how long to wait before going on. */
export async function readOn(turn: Turn): Promise<number> {
  return (await phases[turn.scene.cursor.phase](turn)) ?? 0;
}

const phases: Record<Phase, (turn: Turn) => Promise<number | undefined>> = {
  discover,
  changes: readChanges,
  streams: readStream,
  gone: findGone,
  read: async () => undefined,
};

async function discover(turn: Turn): Promise<undefined> {
  const { run, reader, scene, signal, now } = turn;
  const { sync, mirror, account } = scene;
  const source = await reader.source();
  if (!isDiscoveryDue(scene, now)) {
    await owned(run, async (tx) => {
      await settle(tx, turn);
      await plan(tx, turn, source);
    });
    return;
  }
  const found = await source.discover(signal);
  await owned(run, async (tx) => {
    await followCatalogue(tx, run.companyId, mirror, found, now);
    await settle(tx, turn);
    await plan(tx, { ...turn, scene: await readScene(tx, run) }, source);
  });
  const isNew = account === undefined;
  run.ctx.log.info({ syncId: sync.id, isNew }, 'the catalogue of the people source was read');
}

function isDiscoveryDue({ sync, mirror, account }: Scene, now: Date): boolean {
  if (account === undefined || mirror.discoveredAt === null || isOfCatalogue(sync)) return true;
  return sync.kind === 'full' && now.getTime() - mirror.discoveredAt.getTime() > 20 * hourMs;
}

/** Writes down what will be read, and goes to where it begins. */
async function plan(tx: Transaction, turn: Turn, source: Source): Promise<void> {
  const { run, scene, now } = turn;
  const { sync, mirror, cursor } = scene;
  if (sync.kind === 'incremental') {
    await repository.updateSync(tx, run.syncId, { since: mirror.syncedTo, cursor: startOf('changes') });
    return;
  }
  if (sync.kind === 'records') {
    const ids = sync.wanted ?? [];
    await writePlan(tx, turn, { ids, rows: rowsOfRecords(scene, ids) });
    return;
  }
  const known = await countLinks(tx, run.connectionId);
  const streams = streamsOf(scene);
  const covers = (strategy: Strategy) => coversAll(strategy, streams, source, scene);
  const strategy = sync.strategy ?? strategyFor(known, covers);
  await repository.updateSync(tx, run.syncId, {
    plan: { streams },
    strategy,
    upTo: now,
    cursor: startOf('streams', cursor),
  });
}

type Source = Awaited<ReturnType<Reader['source']>>;

export function coversAll(
  strategy: Strategy,
  streams: readonly PlannedStream[],
  source: Source,
  { account }: Scene,
): boolean {
  if (account === undefined) return strategy === 'report';
  const fields = streams.flatMap(({ asks }) => asks.flatMap(({ ask, optional }) => (optional ? [] : [ask])));
  return source.covers(strategy, fields, { ...account, users: null });
}

function streamsOf({ catalogue, account, mirror }: Scene): PlannedStream[] {
  if (account === undefined || mirror.settings === null)
    throw new JoineryError(
      'syncs.not_mirrored',
      'Mirroring has not been set up. Switch “Mirror people” on at the connection.',
    );
  return planStreams(catalogue, account, mirror.settings);
}

// One person's tables are asked for one by one. Whoever waited for a decision has changed before
// what the list of changed rows goes back to.
function rowsOfRecords({ sync }: Scene, ids: readonly string[]): 'each' | 'changed' | 'all' {
  if (ids.length === 1) return 'each';
  return sync.reason === 'webhook' ? 'changed' : 'all';
}

async function writePlan(
  tx: Transaction,
  { run, scene }: Pick<Turn, 'run' | 'scene'>,
  what: Pick<Plan, 'ids' | 'rows'>,
): Promise<void> {
  await repository.updateSync(tx, run.syncId, {
    plan: { streams: isOfCatalogue(scene.sync) ? [] : streamsOf(scene), ...what },
    strategy: 'report',
    cursor: startOf('streams'),
  });
}

async function readChanges(turn: Turn): Promise<number> {
  const { run, reader, scene, signal, now } = turn;
  const { sync } = scene;
  if (sync.since === null)
    throw new JoineryError(
      'syncs.not_mirrored',
      'There was no full sync yet. Begin one: changes are read from then on.',
    );
  const from = new Date(sync.since.getTime() - overlapMs);
  const { latest, changes } = await (await reader.source()).listChanges(from, signal);
  const upTo = readUpTo(now, toInstant(latest), sync.since);
  return owned(run, async (tx) => {
    await settle(tx, turn);
    const ids = changes.map(({ employeeId }) => employeeId);
    const known = await staging.listKnownChanges(tx, run.connectionId, ids);
    const fresh = changes.filter(({ employeeId, action, at }) => {
      const readAt = known.get(employeeId);
      if (action === 'deleted') return readAt !== undefined;
      const changedAt = toInstant(at);
      return !(readAt instanceof Date && changedAt !== null && changedAt <= readAt);
    });
    const deleted = fresh.filter(({ action }) => action === 'deleted').map(({ employeeId }) => employeeId);
    const changed = fresh.filter(({ action }) => action !== 'deleted');
    await stageGone(
      tx,
      run,
      deleted.map((id) => [id, 'deleted']),
      turn.callId,
    );
    if (changed.length === 0) {
      await repository.updateSync(tx, run.syncId, { upTo, cursor: startOf('gone') });
      return 0;
    }
    if (isMany(fresh.length, await countLinks(tx, run.connectionId))) {
      await calls.forgetReading(tx, run.syncId);
      await repository.updateSync(tx, run.syncId, { kind: 'full', cursor: startOf('discover') });
      return 0;
    }
    const wanted = changed.map(({ employeeId }) => employeeId);
    await repository.updateSync(tx, run.syncId, { upTo, wanted });
    await staging.insertPage(tx, run, {
      stream: 'changes',
      page: 1,
      hash: '',
      providerIds: wanted,
      changedAt: changed.map(({ at }) => toInstant(at)?.toISOString() ?? null),
      callId: turn.callId,
    });
    await writePlan(tx, turn, { ids: wanted, rows: 'changed' });
    return settlingMs(
      changed.flatMap(({ at }) => toInstant(at) ?? []),
      now,
    );
  });
}

async function readStream(turn: Turn): Promise<undefined> {
  const { sync, cursor } = turn.scene;
  const stream = sync.plan?.streams[cursor.stream];
  if (stream === undefined) {
    await owned(turn.run, async (tx) => {
      await settle(tx, turn);
      await advance(tx, turn, startOf('gone', cursor));
    });
    return;
  }
  if (isOfPeople(stream.name)) await readPeople(turn, stream);
  else await readTable(turn, stream);
}
