// Reads people with their own values, a page or a streamed report at a time.
import type { PeoplePage } from '@joinery/connectors';
import type { Transaction } from '../../db/database.ts';
import { hashRecord } from './mirror-hashes.ts';
import { basisOfPeople, personColumns } from './mirror-plan.ts';
import { type PersonColumn, settlingMs, toInstant, toStagedPerson } from './mirror-values.ts';
import {
  noteFindings,
  openStaging,
  pageHash,
  parsed,
  type Staging,
  unstable,
} from './stream-staging.service.ts';
import * as calls from './sync-calls.repository.ts';
import { owned } from './sync-scene.ts';
import * as staging from './sync-staging.repository.ts';
import { advance, settle, type Turn } from './sync-turn.service.ts';
import * as repository from './syncs.repository.ts';
import { isDrift, type PlannedStream, startOf } from './syncs.ts';

const batchSize = 500;

export async function readPeople(turn: Turn, stream: PlannedStream): Promise<void> {
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

interface PeopleParts {
  columns: readonly PersonColumn[];
  names: readonly string[];
  basis: string;
}

// When a record changed is no content of it.
const isContent = ({ key }: PersonColumn): boolean => key !== '@lastChanged';

/** Who may change again under the stamp that was read is read again by the next sync. */
function settled(at: Date | null, now: Date): string | null {
  return at === null || settlingMs([at], now) > 0 ? null : at.toISOString();
}

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
  const changedAt = people.map(({ values }) =>
    settled(toInstant(lastChanged && values[lastChanged]), work.turn.now),
  );
  const records: staging.NewStaged[] = [];
  for (const [index, { id, values }] of people.entries()) {
    const hash = hashRecord(basis, names, values);
    if (known.get(id) === hash) continue;
    const stage = () => {
      const { changedAt: read, ...person } = toStagedPerson({ values }, columns, work.reading);
      return read === undefined || changedAt[index] === null ? person : { ...person, changedAt: read };
    };
    records.push({ providerId: id, hash, ...parsed(stage) });
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
