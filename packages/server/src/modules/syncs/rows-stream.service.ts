// Reads the rows of one history table: of everybody, of those who changed, or person by person.
import type { SourceRow } from '@joinery/connectors';
import type { Transaction } from '../../db/database.ts';
import { listNamingRenamed } from '../employees/employee-mirror.service.ts';
import { addGroups, addRow, emptyGroup, type GroupHash, readGroup, writeGroup } from './mirror-hashes.ts';
import { basisOfRows, rowColumns } from './mirror-plan.ts';
import { type RowColumn, toStagedRow } from './mirror-values.ts';
import { numberOf, type StagedRows } from './staged.ts';
import { noteFindings, openStaging, pageHash, parsed, type Staging } from './stream-staging.service.ts';
import * as calls from './sync-calls.repository.ts';
import type { SyncRun } from './sync-run.ts';
import { owned, type Scene } from './sync-scene.ts';
import * as staging from './sync-staging.repository.ts';
import { addWarning, advance, settle, skipTable, type Turn } from './sync-turn.service.ts';
import { overlapMs, type PlannedStream, startOf } from './syncs.ts';

const batchSize = 500;
const rowsAtOnce = 2000;

export async function readTable(turn: Turn, stream: PlannedStream): Promise<void> {
  const { run, scene } = turn;
  const table = stream.name.slice('rows:'.length);
  await owned(run, (tx) => calls.forgetReading(tx, run.syncId, stream.name));
  const columns = rowColumns(
    scene.catalogue,
    scene.account ?? { fields: [], tables: null, lists: null },
    table,
  );
  const work = { ...(await openStaging(turn, stream.name)), table, columns, ...rowParts(columns) };
  const { rows = 'whole', ids = [] } = scene.sync.plan ?? {};
  const naming = rows === 'changed' && table === 'jobInfo' ? await listNaming(run) : [];
  if (naming.length > 0) await readWholeTable(work, new Set([...ids, ...naming]));
  else await rowsReaders[rows](work);
}

/**
 * Whose job rows name somebody who is called otherwise by now, without it being clear whom: several had the
 * name. At the source such a row follows the person, and nobody's change is told.
 */
async function listNaming(run: SyncRun): Promise<string[]> {
  return run.context.db.inCompany(run.companyId, async (tx) => {
    const told = await staging.listToldNames(tx, run.syncId);
    const people = told.flatMap(({ providerId, ...names }) => {
      const number = numberOf(providerId);
      return number === undefined ? [] : [{ number, ...names }];
    });
    return (await listNamingRenamed(tx, people)).map(String);
  });
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
  changed: (work) => stageComplete(work, changedGroups(work)),
  each: (work) => stageComplete(work, groupsOfEach(work)),
};

async function* changedGroups({ table, turn }: RowStaging): AsyncGenerator<Group> {
  const { reader, scene, signal } = turn;
  const source = await reader.source();
  for await (const { employeeId, rows } of await source.openChangedRows(table, rowsSince(scene), signal))
    yield [employeeId, [...rows]];
}

async function* groupsOfEach({ table, turn }: RowStaging): AsyncGenerator<Group> {
  const { reader, scene, signal } = turn;
  const source = await reader.source();
  for (const id of scene.sync.plan?.ids ?? []) yield [id, [...(await source.listRows(id, table, signal))]];
}

// Tables that the list of changed people does not tell of are looked at only when others changed.
function rowsSince({ mirror, sync, cursor: _ }: Scene): Date {
  const times = [mirror.tablesSyncedTo ?? mirror.fullSyncedAt, sync.since ?? mirror.syncedTo];
  const first = Math.min(...times.flatMap((at) => (at === null ? [] : [at.getTime()])));
  return new Date((Number.isFinite(first) ? first : 0) - overlapMs);
}

/** Stages people of whom all rows are there, while they come. */
async function stageComplete(work: RowStaging, people: AsyncIterable<Group>): Promise<void> {
  const { turn, stream } = work;
  const { run, scene } = turn;
  const seen: RowsSeen = { all: new Set(), same: new Set(), fewer: new Set(), parts: new Map() };
  let batch: Group[] = [];
  let page = 1;
  let isEmpty = true;
  const flush = async (tx: Transaction) => {
    await stageGroups(tx, work, batch, seen, page);
    page += 1;
    batch = [];
  };
  for await (const group of people) {
    if (group[1].length > 0) isEmpty = false;
    batch.push(group);
    if (batch.length < batchSize) continue;
    await owned(run, flush);
    run.ctx.crashPoint('syncs.page_staged');
  }
  const ids = [...seen.all, ...batch.map(([id]) => id)];
  if (isEmpty && (await isClosed(work, ids))) {
    await leaveTable(turn);
    return;
  }
  await owned(run, async (tx) => {
    await flush(tx);
    await settle(tx, turn);
    await doubtFewer(tx, work, { fewer: seen.fewer.size, isEmpty });
    await noteFindings(tx, work);
    await advance(tx, turn, { ...startOf('streams', scene.cursor), stream: scene.cursor.stream + 1 });
  });
  run.ctx.crashPoint('syncs.page_staged');
  run.ctx.log.debug({ stream, people: seen.all.size }, 'rows were read');
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
    return [...known.values()].some(hasRows);
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
  /** They had more rows. */
  fewer: Set<string>;
  parts: Map<string, number>;
}

async function readWholeTable(work: RowStaging, only: ReadonlySet<string> | undefined): Promise<void> {
  const { turn, stream } = work;
  const { run, reader, scene, signal } = turn;
  const seen: RowsSeen = { all: new Set(), same: new Set(), fewer: new Set(), parts: new Map() };
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
    // All of a table decides what is true of it but for people who have none at all any more.
    const fewer = only === undefined ? 0 : seen.fewer.size;
    await stageEmptied(tx, work, only, { fewer, isEmpty });
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
    if (isFirst && rows.length < countOf(known.get(id))) seen.fewer.add(id);
    // Their rows came in several parts.
    if (!isFirst) seen.fewer.delete(id);
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

const countOf = (hash: string | null | undefined): number => readGroup(hash ?? undefined)?.count ?? 0;
const hasRows = (hash: string | null | undefined): boolean => hash != null && !hash.startsWith('0:');

/** Whose rows did all vanish from a whole table. */
async function stageEmptied(
  tx: Transaction,
  work: RowStaging,
  only: ReadonlySet<string> | undefined,
  { fewer, isEmpty }: { fewer: number; isEmpty: boolean },
): Promise<void> {
  const { run, callId } = work.turn;
  const unseen = await staging.listUnseen(tx, run, work.stream);
  const emptied = unseen.filter(({ providerId, hash }) => hasRows(hash) && only?.has(providerId) !== false);
  if (await doubtFewer(tx, work, { fewer: fewer + emptied.length, isEmpty })) return;
  const payload: StagedRows = { kind: 'rows', table: work.table, rows: [], absent: [] };
  const records = emptied.map(({ providerId }) => ({ providerId, hash: writeGroup(emptyGroup), payload }));
  await staging.stage(tx, run, { stream: work.stream, callId }, records);
}

/**
 * When rows of many people vanish at once, or those of several in an answer without any row at all, it
 * is not believed: the table stays as it is here until it is read again.
 */
async function doubtFewer(
  tx: Transaction,
  { turn: { run }, stream, table }: RowStaging,
  { fewer, isEmpty }: { fewer: number; isEmpty: boolean },
): Promise<boolean> {
  if (fewer < 2) return false;
  const had = await staging.countWithRows(tx, run.connectionId, stream);
  if (!isEmpty && fewer <= Math.max(5, had / 10)) return false;
  await calls.forgetReading(tx, run.syncId, stream);
  await addWarning(tx, run, {
    code: 'emptied_table',
    message: `Of ${had} people with rows in the table ${table}, ${fewer} have fewer or none any more, at once. The table was left as it is here; look at it at the provider.`,
    names: [table],
  });
  return true;
}
