// The reading of a sync, page after page: parsed, compared with what was applied last, and staged
// where it differs. Cursor and page are committed together, so that a killed process reads at most
// the page again that it was in. Judging and applying come after, on the whole only.
import type { PeoplePage, SourceRow } from '@joinery/connectors';
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { addUsedOptions, listName } from '../fields/mirrored-fields.service.ts';
import { followCatalogue } from './mirror-catalogue.service.ts';
import {
  addGroups,
  addRow,
  basisOf,
  emptyGroup,
  type GroupHash,
  hashRecord,
  readGroup,
  writeGroup,
} from './mirror-hashes.ts';
import { basisOfPeople, basisOfRows, personColumns, planStreams, rowColumns } from './mirror-plan.ts';
import {
  BrokenValue,
  type KnownOptions,
  type PersonColumn,
  type Reading,
  type RowColumn,
  toInstant,
  toStagedPerson,
  toStagedRow,
} from './mirror-values.ts';
import { countLinks } from './mirrors.repository.ts';
import type { Staged, StagedRows } from './staged.ts';
import * as calls from './sync-calls.repository.ts';
import type { Reader } from './sync-reader.ts';
import type { SyncRun } from './sync-run.ts';
import { owned, readOptions, readScene, type Scene } from './sync-scene.ts';
import * as staging from './sync-staging.repository.ts';
import * as repository from './syncs.repository.ts';
import {
  isDrift,
  isMany,
  overlapMs,
  type Phase,
  type Plan,
  type PlannedStream,
  readUpTo,
  type Strategy,
  type SyncCursor,
  type SyncWarning,
  startOf,
  strategyFor,
} from './syncs.ts';

/** One request's worth of reading. */
export interface Turn {
  run: SyncRun;
  reader: Reader;
  scene: Scene;
  /** The request's record, to be named by what comes of it. */
  callId: string | null;
  signal: AbortSignal;
  now: Date;
}

const batchSize = 500;
const rowsAtOnce = 2000;
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
  const next = sync.kind === 'incremental' ? 'changes' : 'streams';
  if (!isDiscoveryDue(scene, now)) {
    await owned(run, async (tx) => {
      await settle(tx, turn);
      await plan(tx, turn, next);
    });
    return;
  }
  const found = await (await reader.source()).discover(signal);
  await owned(run, async (tx) => {
    await followCatalogue(tx, run.companyId, mirror, found, now);
    await settle(tx, turn);
    await plan(tx, { ...turn, scene: await readScene(tx, run) }, next);
  });
  const isNew = account === undefined;
  run.ctx.log.info({ syncId: sync.id, isNew }, 'the catalogue of the people source was read');
}

function isDiscoveryDue({ sync, mirror, account }: Scene, now: Date): boolean {
  if (account === undefined || mirror.discoveredAt === null) return true;
  return sync.kind === 'full' && now.getTime() - mirror.discoveredAt.getTime() > 20 * hourMs;
}

/** Writes down what will be read, and goes to where it begins. */
async function plan(tx: Transaction, turn: Turn, phase: 'changes' | 'streams'): Promise<void> {
  const { run, scene, now } = turn;
  const { sync, mirror, cursor } = scene;
  const since = sync.kind === 'incremental' ? mirror.syncedTo : null;
  if (phase === 'changes') {
    await repository.updateSync(tx, run.syncId, { since, cursor: startOf('changes') });
    return;
  }
  if (sync.kind === 'records') {
    const ids = sync.wanted ?? [];
    await writePlan(tx, turn, { ids, rows: rowsOfRecords(scene, ids) });
    return;
  }
  const known = await countLinks(tx, run.connectionId);
  const streams = streamsOf(scene);
  const source = await turn.reader.source();
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
    throw new JoineryError('syncs.not_mirrored', 'Mirroring has not been set up.');
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
    plan: { streams: streamsOf(scene), ...what },
    strategy: 'report',
    cursor: startOf('streams'),
  });
}

async function readChanges(turn: Turn): Promise<number> {
  const { run, reader, scene, signal, now } = turn;
  const { sync } = scene;
  if (sync.since === null) throw new JoineryError('syncs.not_mirrored', 'There was no full sync yet.');
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

/**
 * How long to wait until what changed last cannot change again under the same stamp: stamps have
 * whole seconds, and what was read with one counts as read.
 */
export function settlingMs(changes: readonly Date[], now: Date): number {
  const latest = changes.reduce((last, at) => Math.max(last, at.getTime()), 0);
  return Math.min(Math.max(latest + 1_100 - now.getTime(), 0), 2_000);
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
  if (stream.name.startsWith('people:')) await readPeople(turn, stream);
  else await readTable(turn, stream);
}

async function readPeople(turn: Turn, stream: PlannedStream): Promise<void> {
  const { run, reader, scene, signal } = turn;
  const { sync, cursor, catalogue } = scene;
  const columns = personColumns(catalogue, stream);
  const ids = sync.plan?.ids;
  const strategy = sync.strategy ?? 'report';
  if (cursor.page === 1) await owned(run, (tx) => calls.forgetReading(tx, run.syncId, stream.name));
  const page = await (await reader.source()).openPeople({
    strategy,
    fields: stream.asks.map(({ ask }) => ask),
    page: cursor.page,
    ...(ids === undefined ? {} : { ids }),
    signal,
  });
  const work = await openStaging(turn, stream.name);
  const parts = { columns, names: columns.map(({ ask }) => ask), basis: basisOfPeople(columns) };
  const seen = new Set<string>();
  let batch: { id: string; values: Readonly<Record<string, unknown>> }[] = [];
  let number = cursor.page;
  const flush = async (tx: Transaction) => {
    await stagePeople(tx, work, parts, batch, number);
    batch = [];
    number += 1;
  };
  // A page of a dataset is small enough to be committed whole; a report is staged while it comes.
  const isStreamed = strategy === 'report';
  for await (const person of page.people) {
    if (seen.has(person.id)) continue;
    seen.add(person.id);
    batch.push(person);
    if (isStreamed && batch.length === batchSize) {
      await owned(run, flush);
      run.ctx.crashPoint('syncs.page_staged');
    }
  }
  run.ctx.crashPoint('syncs.page_read');
  await owned(run, async (tx) => {
    if (!isStreamed) await assertNewPage(tx, turn, stream.name, batch);
    await flush(tx);
    await finishPage(tx, work, { stream, page, isStreamed });
  });
  run.ctx.crashPoint('syncs.page_staged');
}

async function assertNewPage(
  tx: Transaction,
  { run, scene }: Turn,
  stream: string,
  people: readonly { id: string }[],
): Promise<void> {
  const hash = pageHash(people);
  if (
    people.length > 0 &&
    (await staging.isPageSeen(tx, run.syncId, { stream, page: scene.cursor.page, hash }))
  )
    throw unstable(`page ${scene.cursor.page} is one that came before`);
}

function pageHash(people: readonly { id: string }[]): string {
  return basisOf(people.map(({ id }) => id));
}

/** The provider's answers do not fit together: what they showed is not believed. */
function unstable(what: string): JoineryError {
  return new JoineryError(
    'syncs.unstable_answer',
    `The people of the account changed while they were read: ${what}.`,
  );
}

interface Staging {
  turn: Turn;
  stream: string;
  reading: Reading;
  unknownOptions: Map<number, Set<string>>;
  unknownStatus: boolean;
  /** Columns that were asked for and came for nobody. */
  absent: Set<string>;
}

async function openStaging(turn: Turn, stream: string): Promise<Staging> {
  const { run, scene } = turn;
  const options: KnownOptions = await run.context.db.inCompany(run.companyId, readOptions);
  const work: Staging = {
    turn,
    stream,
    unknownOptions: new Map(),
    unknownStatus: false,
    absent: new Set(),
    reading: {
      currency: scene.company.currency,
      options,
      onUnknownOption: (list, text) => {
        const texts = work.unknownOptions.get(list) ?? new Set();
        work.unknownOptions.set(list, texts.add(text.trim()));
      },
      onUnknownStatus: () => {
        work.unknownStatus = true;
      },
    },
  };
  return work;
}

interface PeopleParts {
  columns: readonly PersonColumn[];
  names: readonly string[];
  basis: string;
}

// When a record changed is no content of it.
const isContent = ({ key }: PersonColumn): boolean => key !== '@lastChanged';

async function stagePeople(
  tx: Transaction,
  work: Staging,
  { columns, basis }: PeopleParts,
  people: readonly { id: string; values: Readonly<Record<string, unknown>> }[],
  page: number,
): Promise<void> {
  const { run, callId } = work.turn;
  const ids = people.map(({ id }) => id);
  const known = await staging.listHashes(tx, run.connectionId, work.stream, ids);
  const names = columns.filter(isContent).map(({ ask }) => ask);
  const lastChanged = columns.find((column) => !isContent(column))?.ask;
  const changedAt = people.map(
    ({ values }) => toInstant(lastChanged && values[lastChanged])?.toISOString() ?? null,
  );
  const records: staging.NewStaged[] = [];
  for (const { id, values } of people) {
    const hash = hashRecord(basis, names, values);
    if (known.get(id) === hash) continue;
    records.push({
      providerId: id,
      hash,
      ...parsed(() => toStagedPerson({ values }, columns, work.reading)),
    });
  }
  await staging.stage(tx, run, { stream: work.stream, callId }, records);
  const hash = pageHash(people);
  const isFirst = work.stream === 'people:0';
  await staging.insertPage(tx, run, {
    stream: work.stream,
    page,
    hash,
    providerIds: ids,
    ...(isFirst && work.turn.scene.sync.plan?.ids === undefined ? { changedAt } : {}),
    callId,
  });
}

function parsed(read: () => Staged): Pick<staging.NewStaged, 'payload' | 'problem'> {
  try {
    return { payload: read() };
  } catch (error) {
    if (!(error instanceof BrokenValue)) throw error;
    return { payload: null, problem: error.message };
  }
}

async function finishPage(
  tx: Transaction,
  work: Staging,
  { stream, page, isStreamed }: { stream: PlannedStream; page: PeoplePage; isStreamed: boolean },
): Promise<void> {
  const { turn } = work;
  const { run, scene } = turn;
  const { cursor, sync } = scene;
  const optional = new Set(stream.asks.flatMap(({ ask, optional: may }) => (may ? [ask] : [])));
  for (const name of page.missing) if (!optional.has(name)) work.absent.add(name);
  await settle(
    tx,
    turn,
    stream.asks.map(({ key }) => key),
  );
  await noteFindings(tx, work);
  if (page.announced !== null) await repository.updateSync(tx, run.syncId, { announced: page.announced });
  if (page.next !== null && !isStreamed) {
    await advance(tx, turn, { ...cursor, page: page.next, failures: 0 });
    return;
  }
  if (sync.plan?.ids === undefined) await assertSteady(tx, turn, stream.name, page.announced);
  await advance(tx, turn, { ...startOf('streams', cursor), stream: cursor.stream + 1 });
}

/** @throws JoineryError `syncs.unstable_answer` when more or fewer people came than there are said to be. */
async function assertSteady(
  tx: Transaction,
  { run }: Turn,
  stream: string,
  announced: number | null,
): Promise<void> {
  const seen = await staging.countSeen(tx, run.syncId, stream);
  if (announced !== null && isDrift(announced, seen))
    throw unstable(`${announced} were announced, ${seen} came`);
  if (stream === 'people:0') return;
  const before = await staging.countSeen(tx, run.syncId, 'people:0');
  if (isDrift(before, seen)) throw unstable(`${before} came first, then ${seen}`);
}

async function readTable(turn: Turn, stream: PlannedStream): Promise<void> {
  const { run, scene } = turn;
  const table = stream.name.slice('rows:'.length);
  await owned(run, (tx) => calls.forgetReading(tx, run.syncId, stream.name));
  const columns = rowColumns(
    scene.catalogue,
    scene.account ?? { fields: [], tables: null, lists: null },
    table,
  );
  const work = { ...(await openStaging(turn, stream.name)), table, columns, ...rowParts(columns) };
  const rows = rowsReaders[scene.sync.plan?.rows ?? 'whole'];
  await rows(work);
}

interface RowStaging extends Staging {
  table: string;
  columns: readonly RowColumn[];
  names: readonly string[];
  basis: string;
}

function rowParts(columns: readonly RowColumn[]): Pick<RowStaging, 'names' | 'basis'> {
  return { names: columns.map(({ name }) => name), basis: basisOfRows(columns) };
}

type Group = [employeeId: string, rows: SourceRow[]];

const rowsReaders: Record<'whole' | 'all' | 'changed' | 'each', (work: RowStaging) => Promise<void>> = {
  whole: (work) => readWholeTable(work, undefined),
  all: (work) => readWholeTable(work, new Set(work.turn.scene.sync.plan?.ids)),
  async changed(work) {
    const { reader, scene, signal } = work.turn;
    const from = rowsSince(scene);
    const people = await (await reader.source()).listChangedRows(work.table, from, signal);
    await stageComplete(
      work,
      people.map(({ employeeId, rows }): Group => [employeeId, [...rows]]),
    );
  },
  async each(work) {
    const { reader, scene, signal } = work.turn;
    const groups: Group[] = [];
    for (const id of scene.sync.plan?.ids ?? [])
      groups.push([id, [...(await (await reader.source()).listRows(id, work.table, signal))]]);
    await stageComplete(work, groups);
  },
};

// Tables that the list of changed people does not tell of are looked at only when others changed.
function rowsSince({ mirror, sync, cursor: _ }: Scene): Date {
  const times = [mirror.tablesSyncedTo ?? mirror.fullSyncedAt, sync.since ?? mirror.syncedTo];
  const first = Math.min(...times.flatMap((at) => (at === null ? [] : [at.getTime()])));
  return new Date((Number.isFinite(first) ? first : 0) - overlapMs);
}

/** Stages people of whom all rows are there. */
async function stageComplete(work: RowStaging, groups: readonly Group[]): Promise<void> {
  const { turn, stream } = work;
  const { run, scene } = turn;
  const ids = groups.map(([id]) => id);
  if (groups.every(([, rows]) => rows.length === 0) && (await isClosed(work, ids))) {
    await leaveTable(turn);
    return;
  }
  await owned(run, async (tx) => {
    const seen: RowsSeen = { all: new Set(), same: new Set(), parts: new Map() };
    for (let at = 0; at < groups.length; at += batchSize)
      await stageGroups(tx, work, groups.slice(at, at + batchSize), seen, 1 + at / batchSize);
    await settle(tx, turn);
    await noteFindings(tx, work);
    await advance(tx, turn, { ...startOf('streams', scene.cursor), stream: scene.cursor.stream + 1 });
    run.ctx.log.debug({ stream, people: groups.length }, 'rows were read');
  });
  run.ctx.crashPoint('syncs.page_staged');
}

/**
 * A table that is closed to the key looks like one without rows. Where no row at all came though these
 * people, or any, had some, the account is asked whether it shows the table still.
 */
async function isClosed(work: RowStaging, ids?: readonly string[]): Promise<boolean> {
  const { run, reader, signal } = work.turn;
  const had = await run.context.db.inCompany(run.companyId, async (tx) => {
    if (ids === undefined) return (await staging.countWithRows(tx, run.connectionId, work.stream)) > 0;
    const known = await staging.listHashes(tx, run.connectionId, work.stream, ids);
    return [...known.values()].some((hash) => hash !== null && !hash.startsWith('0:'));
  });
  if (!had) return false;
  const { tables } = await (await reader.source()).discover(signal);
  return tables !== null && !tables.some(({ alias }) => alias === work.table);
}

async function leaveTable(turn: Turn): Promise<void> {
  await owned(turn.run, async (tx) => {
    await settle(tx, turn);
    await skipTable(tx, turn);
  });
}

/** People whose rows have come in this stream; `same`: up to then they were what is stored. */
interface RowsSeen {
  all: Set<string>;
  same: Set<string>;
  parts: Map<string, number>;
}

async function readWholeTable(work: RowStaging, only: ReadonlySet<string> | undefined): Promise<void> {
  const { turn, stream } = work;
  const { run, reader, scene, signal } = turn;
  const seen: RowsSeen = { all: new Set(), same: new Set(), parts: new Map() };
  let groups = new Map<string, SourceRow[]>();
  let held = 0;
  let page = 1;
  let isEmpty = true;
  const flush = async (tx: Transaction, keep?: string) => {
    const rest = keep === undefined ? undefined : groups.get(keep);
    if (keep !== undefined) groups.delete(keep);
    await stageGroups(tx, work, [...groups], seen, page);
    page += 1;
    groups = new Map(keep === undefined || rest === undefined ? [] : [[keep, rest]]);
    held = rest?.length ?? 0;
  };
  for await (const row of await (await reader.source()).openRows(work.table, signal)) {
    isEmpty = false;
    if (only?.has(row.employeeId) === false) continue;
    const group = groups.get(row.employeeId);
    if (group === undefined) groups.set(row.employeeId, [row]);
    else group.push(row);
    held += 1;
    if (held >= rowsAtOnce && groups.size > 1) {
      // The rows of the person who came last may go on.
      await owned(run, (tx) => flush(tx, row.employeeId));
      run.ctx.crashPoint('syncs.page_staged');
    }
  }
  run.ctx.crashPoint('syncs.page_read');
  if (isEmpty && (await isClosed(work))) {
    await leaveTable(turn);
    return;
  }
  await owned(run, async (tx) => {
    await flush(tx);
    await settle(tx, turn);
    await joinParts(tx, work);
    await stageEmptied(tx, work, seen.all.size, only);
    await noteFindings(tx, work);
    await advance(tx, turn, { ...startOf('streams', scene.cursor), stream: scene.cursor.stream + 1 });
  });
  run.ctx.crashPoint('syncs.page_staged');
  run.ctx.log.debug({ stream, people: seen.all.size }, 'a table was read');
}

async function stageGroups(
  tx: Transaction,
  work: RowStaging,
  groups: readonly Group[],
  seen: RowsSeen,
  page: number,
): Promise<void> {
  const { run, callId } = work.turn;
  const ids = groups.map(([id]) => id);
  const known = await staging.listHashes(tx, run.connectionId, work.stream, ids);
  const records: staging.NewStaged[] = [];
  for (const [id, rows] of groups) {
    const hash = writeGroup(hashRows(work, rows));
    const isFirst = !seen.all.has(id);
    seen.all.add(id);
    if (isFirst && known.get(id) === hash) {
      seen.same.add(id);
      continue;
    }
    const part = seen.parts.get(id) ?? 0;
    seen.parts.set(id, part + 1);
    const plusCurrent = seen.same.has(id);
    records.push({ providerId: id, hash, part, plusCurrent, ...parsed(() => toStagedRows(work, rows)) });
  }
  await staging.stage(tx, run, { stream: work.stream, callId }, records);
  const hash = pageHash(ids.map((id) => ({ id })));
  await staging.insertPage(tx, run, { stream: work.stream, page, hash, providerIds: ids, callId });
}

function hashRows({ basis, names }: RowStaging, rows: readonly SourceRow[]): GroupHash {
  return rows.reduce((group, { values }) => addRow(group, basis, names, values), emptyGroup);
}

function toStagedRows(
  { table, columns, reading, absent: ofAll }: RowStaging,
  rows: readonly SourceRow[],
): StagedRows {
  const absent = new Set<string>();
  const staged = rows.map((row) => {
    const read = toStagedRow(row, columns, reading);
    for (const name of read.absent) {
      absent.add(name);
      ofAll.add(`${table}.${name}`);
    }
    return read.row;
  });
  return { kind: 'rows', table, rows: staged, absent: [...absent] };
}

/** Brings the parts of people whose rows came in several together, and forgets those who are as before. */
async function joinParts(tx: Transaction, work: RowStaging): Promise<void> {
  const { run, callId } = work.turn;
  const parts = await staging.listParts(tx, run, work.stream);
  if (parts.length === 0) return;
  const people = Map.groupBy(parts, ({ providerId }) => providerId);
  await staging.removeStaged(tx, run.syncId, work.stream, [...people.keys()]);
  const joined = [...people.values()].flatMap((one) => joinedPart(work.table, one) ?? []);
  await staging.stage(tx, run, { stream: work.stream, callId }, joined);
}

function joinedPart(table: string, parts: readonly staging.StagedPart[]): staging.NewStaged | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  const { providerId, plusCurrent, current } = first;
  const stored = plusCurrent ? (readGroup(current ?? undefined) ?? emptyGroup) : emptyGroup;
  const hash = writeGroup(
    parts.reduce((sum, part) => addGroups(sum, readGroup(part.hash) ?? emptyGroup), stored),
  );
  if (hash === current) return undefined;
  const broken = parts.find(({ payload }) => payload === null);
  if (broken !== undefined)
    return { providerId, hash, plusCurrent, payload: null, problem: broken.problem ?? 'it cannot be read' };
  const rows = parts.flatMap(({ payload }) => (payload?.kind === 'rows' ? payload.rows : []));
  const absent = new Set(parts.flatMap(({ payload }) => (payload?.kind === 'rows' ? payload.absent : [])));
  return { providerId, hash, plusCurrent, payload: { kind: 'rows', table, rows, absent: [...absent] } };
}

/** Whose rows did all vanish from a whole table. When that is so for many, the answer is not believed. */
async function stageEmptied(
  tx: Transaction,
  work: RowStaging,
  shown: number,
  only: ReadonlySet<string> | undefined,
): Promise<void> {
  const { run, callId } = work.turn;
  const unseen = await staging.listUnseen(tx, run, work.stream);
  const emptied = unseen.filter(
    ({ providerId, hash }) => hash !== null && !hash.startsWith('0:') && only?.has(providerId) !== false,
  );
  const had = await staging.countWithRows(tx, run.connectionId, work.stream);
  if (only === undefined && emptied.length > Math.max(5, had / 10)) {
    await calls.forgetReading(tx, run.syncId, work.stream);
    await addWarning(tx, run, {
      code: 'emptied_table',
      message: `Of ${had} people with rows in the table ${work.table} only ${shown} have any now. The table was left as it is here; look at it at the provider.`,
      names: [work.table],
    });
    return;
  }
  const payload: StagedRows = { kind: 'rows', table: work.table, rows: [], absent: [] };
  const records = emptied.map(({ providerId }) => ({ providerId, hash: writeGroup(emptyGroup), payload }));
  await staging.stage(tx, run, { stream: work.stream, callId }, records);
}

async function findGone(turn: Turn): Promise<undefined> {
  const { run, reader, scene, signal, now } = turn;
  const { sync, mirror } = scene;
  const missing = await run.context.db.inCompany(run.companyId, (tx) => listMissing(tx, run, scene));
  const seen = await run.context.db.inCompany(run.companyId, (tx) =>
    staging.countSeen(tx, run.syncId, 'people:0'),
  );
  // What is missing since longer would have been told as deleted by the lists of changes.
  const isAsking =
    missing.some(({ missingSince }) => missingSince === null) && (seen > 0 || sync.kind !== 'full');
  const deleted = new Set<string>();
  if (isAsking) {
    const from = new Date(Math.min(now.getTime(), mirror.fullSyncedAt?.getTime() ?? 0) - 24 * hourMs);
    const { changes } = await (await reader.source()).listChanges(from, signal);
    for (const { employeeId, action } of changes) if (action === 'deleted') deleted.add(employeeId);
  }
  await owned(run, async (tx) => {
    // The list of changes does not go back to who has waited for a decision since.
    const ids = missing.map(({ providerId }) => providerId);
    for (const id of await staging.listHeldDeletions(tx, run, ids)) deleted.add(id);
    const gone = missing.map(({ providerId }): [string, 'deleted' | 'missing'] => [
      providerId,
      deleted.has(providerId) ? 'deleted' : 'missing',
    ]);
    await stageGone(tx, run, gone, turn.callId);
    await settle(tx, turn);
    await staging.removeRowsOfNobody(tx, run);
    const changed = await staging.countStagedPeople(tx, run.syncId);
    await repository.setCounts(tx, run.syncId, { seen, unchanged: Math.max(0, seen - changed) });
    await repository.updateSync(tx, run.syncId, {
      cursor: startOf('read'),
      problem: null,
      waitingUntil: null,
    });
  });
}

async function listMissing(
  tx: Transaction,
  run: SyncRun,
  { sync }: Scene,
): Promise<{ providerId: string; missingSince: Date | null }[]> {
  const ids = sync.plan?.ids;
  // An incremental sync without changes has read nobody.
  if (sync.kind !== 'full' && (ids === undefined || ids.length === 0)) return [];
  const unseen = await staging.listUnseen(tx, run, 'people:0');
  if (ids === undefined) return unseen;
  const wanted = new Set(ids);
  return unseen.filter(({ providerId }) => wanted.has(providerId));
}

async function stageGone(
  tx: Transaction,
  run: SyncRun,
  gone: readonly [string, 'deleted' | 'missing'][],
  callId: string | null,
): Promise<void> {
  const records = gone.map(([providerId, how]) => ({
    providerId,
    hash: how,
    payload: { kind: 'gone', how } as const,
  }));
  await staging.stage(tx, run, { stream: 'gone', callId }, records);
}

/** Writes down what the requests were, and what they cost. */
export async function settle(tx: Transaction, turn: Turn, asked?: readonly string[]): Promise<void> {
  const { run, reader, callId } = turn;
  const made = reader.takeCalls();
  const [first, ...more] = made;
  if (callId !== null) {
    if (first === undefined) await calls.removeCall(tx, callId);
    else await calls.updateCall(tx, callId, first, asked);
  } else if (first !== undefined) more.unshift(first);
  for (const call of more) await calls.insertCall(tx, run, call);
  const bytes = made.reduce((sum, call) => sum + call.bytes, 0);
  if (made.length > 0) await repository.addCost(tx, run.syncId, { calls: made.length, bytes });
}

async function advance(tx: Transaction, { run }: Turn, cursor: SyncCursor): Promise<void> {
  await repository.updateSync(tx, run.syncId, { cursor, problem: null, waitingUntil: null });
}

async function noteFindings(tx: Transaction, work: Staging): Promise<void> {
  const { run, scene } = work.turn;
  if (work.unknownOptions.size > 0) {
    await addUsedOptions(tx, run.companyId, work.unknownOptions);
    await addWarning(tx, run, {
      code: 'unknown_option',
      message:
        'Values came that no option of their list is. They are kept as they came, and were added to the list.',
      names: [...work.unknownOptions.keys()].map((list) => listName(scene.catalogue, list)),
    });
  }
  if (work.unknownStatus)
    await addWarning(tx, run, {
      code: 'unknown_status',
      message: 'A status came that is neither Active nor Inactive. Whoever has it stays what they were.',
      names: ['status'],
    });
  if (work.absent.size > 0)
    await addWarning(tx, run, {
      code: 'absent_field',
      message:
        'Fields did not come though they were asked for. Their last values stay and are marked as stale; see what the API key may read.',
      names: [...work.absent].sort(),
    });
}

/** Warnings of one kind are one warning with all names. */
export async function addWarning(tx: Transaction, run: SyncRun, warning: SyncWarning): Promise<void> {
  const sync = await repository.lockSync(tx, run.syncId);
  const before = sync?.warnings ?? [];
  const same = before.find(({ code, message }) => code === warning.code && message === warning.message);
  const names = [...new Set([...(same?.names ?? []), ...warning.names])].slice(0, 200);
  await repository.updateSync(tx, run.syncId, {
    warnings: [...before.filter((one) => one !== same), { ...warning, names }],
  });
}

/** Throws what was read away, to begin again. */
export async function discardReading(
  tx: Transaction,
  run: SyncRun,
  change: { strategy?: Strategy; restarts?: number; switches: number },
): Promise<void> {
  const { switches, ...rest } = change;
  await calls.forgetReading(tx, run.syncId);
  await repository.updateSync(tx, run.syncId, {
    ...rest,
    announced: null,
    upTo: run.context.clock.now(),
    cursor: startOf('streams', { switches }),
  });
}

/** Goes on without a table that the key may not read. */
export async function skipTable(tx: Transaction, turn: Turn): Promise<void> {
  const { run, scene } = turn;
  const { cursor, sync } = scene;
  const name = sync.plan?.streams[cursor.stream]?.name ?? '';
  await calls.forgetReading(tx, run.syncId, name);
  await addWarning(tx, run, {
    code: 'hidden_table',
    message: 'The provider does not give these tables to the API key. What was read of them before stays.',
    names: [name.slice('rows:'.length)],
  });
  await advance(tx, turn, { ...startOf('streams', cursor), stream: cursor.stream + 1 });
}
