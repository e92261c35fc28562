// What it costs to keep a copy of a company's people: requests, bytes, processor time, time and memory
// of ours, of programs of other people, and of a floor that fetches and parses the same answers and
// does nothing else; and how much of the company each of them has afterwards.
//
// Requests are counted by the ledger of the sandbox company that is read. --quick takes companies of
// 1,000 only; without it 1,000, 10,000 and 100,000. --only=1000, 10000 or 100000 takes one of them;
// --ours leaves the others out; --record keeps the result for docs/reference/benchmarks.md.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { openContext } from '../packages/server/src/app.ts';
import { readConfig } from '../packages/server/src/config.ts';
import { getCatalogue } from '../packages/server/src/modules/fields/fields.service.ts';
import { rememberOwnUrl } from '../packages/server/src/modules/installation/installation.service.ts';
import { setLimit } from '../packages/server/src/modules/sandboxes/sandboxes.service.ts';
import { createLog } from '../packages/server/src/platform/log.ts';
import { buildSurfaces } from '../packages/server/src/surfaces/surfaces.ts';
import { makeTemporaryDataDir } from '../packages/server/src/testing/data-dir.ts';
import { readStored, sharedNames, streamStored } from '../packages/server/src/testing/stored-people.ts';
import { joineryDoor } from './bamboohr-dialect/scene.ts';
import { said, script, stop, stopAll } from './lib/processes.ts';
import {
  type BenchRecord,
  conclude,
  type Goal,
  machine,
  measuredCommit,
  round,
  type Table,
} from './lib/record.ts';
import { type Changed, change, makeSource, type Source } from './sync-economy/company.ts';
import { type Completeness, judge, judgeMirror, type MirrorVerdict, percent } from './sync-economy/judge.ts';
import {
  countRequests,
  type Mirror,
  makeMirror,
  measureSync,
  type SyncFigures,
  settledRequest,
  startWorker,
} from './sync-economy/mirror.ts';
import { installPeers, peerNames } from './sync-economy/peers.ts';
import type { Figures } from './sync-economy/read.ts';
import type { Order, Read, ReaderName } from './sync-economy/readers.ts';

const quick = process.argv.includes('--quick');
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
const sizes = (quick ? [1000] : [1000, 10_000, 100_000]).filter(
  (size) => only === undefined || size === Number(only),
);
const changes = [0, 50, 1000];
const perMinute = 100;
/** Readers that ask for each employee alone read as many, and are counted as if for all. */
const samples: Partial<Record<ReaderName, number>> = quick
  ? { naive: 100, 'n8n each': 50 }
  : { naive: 1000, 'n8n each': 200 };
const peers: ReaderName[] = ['naive', 'n8n many', 'n8n each', 'nango'];
const names: Record<ReaderName, string> = {
  naive: 'each employee alone',
  'n8n many': `${peerNames.n8n}, get many`,
  'n8n each': `${peerNames.n8n}, get each`,
  nango: `${peerNames.nango}, pages`,
  floor: 'floor',
};

const loadBefore = round(loadavg()[0] ?? 0, 1);
const folder = mkdtempSync(join(tmpdir(), 'joinery-bench-'));
const dataDir = makeTemporaryDataDir();
const settings = { JOINERY_DATA_DIR: dataDir.path, JOINERY_LOG_LEVEL: 'error' };
const opened = await openContext(readConfig(settings), createLog({ level: 'error' }));
const { context } = opened;
// This process has the sandbox companies; it never works for the one that mirrors them.
const http = await buildSurfaces(context, { isReady: () => true });
const origin = await http.listen({ port: 0, host: '127.0.0.1' });
const port = Number(new URL(origin).port);
const ownUrl = `http://localhost:${port}`;
opened.listensOn(port);
await rememberOwnUrl(context, { ownUrl, ownPort: port });
try {
  conclude(await run());
} finally {
  await stopAll();
  await http.close();
  await opened.close();
  dataDir.remove();
  rmSync(folder, { recursive: true });
}

async function run(): Promise<BenchRecord> {
  const isAlone = process.argv.includes('--ours');
  const skipped = isAlone
    ? 'with --ours only ours and the floor were measured'
    : await installPeers().then(
        () => undefined,
        (error: Error) => error.message,
      );
  if (skipped !== undefined) tell(`without peers: ${skipped}`);
  const parts: Part[] = [];
  for (const size of sizes) parts.push(await measure(size, skipped === undefined && size < 100_000));
  const { rows } = await context.db.outside((tx) =>
    sql<{ version: string }>`select current_setting('server_version') as version`.execute(tx),
  );
  return {
    // The largest is kept beside the others: it takes too long to be measured with the peers.
    bench: only === '100000' ? 'sync-economy-100000' : 'sync-economy',
    command: `npm run bench -- sync-economy${quick ? ' --quick' : ''}${isAlone ? ' --ours' : ''}${only === undefined ? '' : ` --only=${only}`} --record`,
    at: new Date().toISOString(),
    commit: measuredCommit(),
    machine: machine(rows[0]?.version ?? 'unknown'),
    notes: [
      `The load average of the machine was ${loadBefore} before the run: above 1, others worked on it.`,
      'Tables that are read: job information, employment status, compensation. Ours stores what it reads, with history, lineage and a change log, in PostgreSQL; the others and the floor keep it in memory.',
      'Requests are those in the ledger of the sandbox company. Bytes are those of the answers’ bodies as they were read.',
      'Processor time and memory are those of the reading process; the sandbox company and PostgreSQL are other processes on the same machine. Memory includes that of Node.js itself.',
      `The limit of ${perMinute} requests a minute: for ours it is that of the sandbox company, on the real clock. For the others it is kept by a waiting clock in the reading process, which is set forward instead of waiting: “with the limit” is the time worked plus the time that was not waited. None of the others waits or tries again by itself; without that clock they would fail at the limit.`,
      `Marked ≈: read for ${Object.entries(samples)
        .map(([name, count]) => `${count} employees (${names[name as ReaderName]})`)
        .join(' and ')}, and counted up to all.`,
      'Completeness is judged against the tables of the sandbox company. For the others a field counts when it came with any value; for ours when it is stored with the same value, and a row of history when it is stored with the same values. Who led somebody once BambooHR tells by name: where several people have the name, the mirror keeps the name.',
      'The others know of no changes: whatever changed, they read everything again, so one figure stands for all. Deleted people are found by the others when they are missing from a second reading; “taken for deleted” counts those who are missing there and were not deleted.',
      'n8n’s node runs outside of n8n with as little around it as it needs; it has BambooHR’s address built in, which is replaced by that of the sandbox company.',
      ...(skipped === undefined ? [] : [`Without peers: ${skipped}`]),
    ],
    goals: parts.flatMap(({ goals }) => goals),
    tables: parts.flatMap(({ tables }) => tables),
  };
}

interface Part {
  goals: Goal[];
  tables: Table[];
}

async function measure(size: number, withPeers: boolean): Promise<Part> {
  tell(`making a company of ${size}`);
  const source = await makeSource(context, `company-${size}`, size);
  await settle();
  const ours = await measureOurs(source, size, withPeers);
  return {
    goals: goalsOf(size, ours),
    tables: [
      {
        title: `Reading everything of ${size} employees`,
        columns: [
          ...['', 'requests', 'megabytes', 'CPU s', 's', 's with the limit', 'peak MB'],
          ...['people %', 'fields %', 'history rows %', 'terminated %', 'future-dated %'],
        ],
        rows: [
          oursRow('Joinery, first sync', ours.first, ours.completeness.first),
          ...ours.peers.map(({ reader, figures, completeness }) => peerRow(reader, figures, completeness)),
          floorRow(ours.floor),
        ],
      },
      {
        title: `What changed among ${size} employees`,
        columns: [
          ...['', 'changed', 'requests', 'megabytes', 'CPU s', 's', 'peak MB', 'rows written'],
          ...['fields %', 'history rows %', 'deleted found %', 'taken for deleted'],
        ],
        rows: [
          ...ours.after.map(({ k, figures, completeness, deleted }) => [
            'Joinery',
            k,
            figures.calls,
            round(figures.sync.bytes / 1e6, 2),
            round(figures.cpuSeconds, 2),
            round(figures.seconds, 2),
            figures.peakMegabytes,
            figures.rowsWritten,
            completeness.fields,
            completeness.historyRows,
            deleted.found,
            deleted.wrong,
          ]),
          ...ours.again.map(({ reader, deleted, figures }) => [
            names[reader],
            'any',
            figures,
            '',
            '',
            '',
            '',
            '',
            '',
            '',
            deleted.found,
            deleted.wrong,
          ]),
        ],
      },
    ],
  };
}

interface Ours {
  first: SyncFigures;
  floor: Figures;
  completeness: { first: Completeness };
  peers: { reader: ReaderName; figures: PeerFigures; completeness: Completeness; read: Read }[];
  after: {
    k: number;
    figures: SyncFigures;
    completeness: Completeness;
    deleted: Deleted;
  }[];
  again: { reader: ReaderName; deleted: Deleted; figures: string }[];
}

interface Deleted {
  found: number;
  wrong: number;
}

async function measureOurs(source: Source, size: number, withPeers: boolean): Promise<Ours> {
  const mirror = await makeMirror(context, source, ownUrl);
  await setLimit(context, source.principal, { requests: perMinute, windowSeconds: 60 });
  const worker = await startWorker(dataDir.path, port);
  tell('ours, first sync');
  const first = await measureSync(context, source, mirror, worker, 'first');
  assertDone(first);
  tellSync(first);
  const floor = await runFloor(source, mirror, first);
  const completeness = { first: await lookAt(source, mirror) };
  const peerResults = withPeers ? await runPeers(source) : [];
  const after: Ours['after'] = [];
  const deletedSoFar: number[] = [];
  for (const k of changes.filter((one) => one <= size)) {
    tell(`ours, ${k} changed`);
    if (k > 0) {
      const changed: Changed = await change(context, source, k, `${source.slug}-${k}`);
      deletedSoFar.push(...changed.deleted);
      await settle();
    }
    const figures = await measureSync(context, source, mirror, worker, 'incremental');
    assertDone(figures);
    tellSync(figures);
    const verdict = await lookAt(source, mirror);
    after.push({
      k,
      figures,
      completeness: verdict,
      deleted: deletedInMirror(verdict, deletedSoFar),
    });
  }
  await stop(worker);
  const again: Ours['again'] = [];
  const truth = new Set((await readStored(context, source.principal.companyId)).keys());
  for (const { reader, read, figures } of peerResults) {
    const now = await runReader(source, reader, 1);
    const gone = read.listed.filter((id) => !now.read.listed.includes(id)).map(Number);
    const wrong = gone.filter((number) => truth.has(number)).length;
    const found = percent(deletedSoFar.filter((number) => gone.includes(number)).length, deletedSoFar.length);
    again.push({ reader, deleted: { found, wrong }, figures: `${about(figures)}${figures.requests}` });
  }
  return { first, floor, completeness, peers: peerResults, after, again };
}

function tellSync({ calls, operations, seconds, peakMegabytes }: SyncFigures): void {
  tell(`  ${calls} requests, ${round(seconds, 1)} s, ${peakMegabytes} MB: ${JSON.stringify(operations)}`);
}

function assertDone({ sync }: SyncFigures): void {
  if (sync.state !== 'done')
    throw new Error(`The sync ended as ${sync.state}: ${JSON.stringify(sync.problem)}`);
}

async function lookAt(source: Source, mirror: Mirror): Promise<MirrorVerdict> {
  const streams = [source.principal.companyId, mirror.owner.companyId] as const;
  const names = new Map<number, { number: number; values: Record<string, unknown> }>();
  for await (const { number, values } of streamStored(context, streams[0])) {
    const { firstName, preferredName, lastName } = values;
    names.set(number, { number, values: { firstName, preferredName, lastName } });
  }
  const [there, here] = streams.map((companyId) => streamStored(context, companyId));
  if (there === undefined || here === undefined) throw new Error('There is nothing to compare.');
  return judgeMirror(sharedNames(names), there, here);
}

function deletedInMirror({ missing, invented }: MirrorVerdict, deleted: number[]): Deleted {
  const kept = deleted.filter((number) => invented.includes(number)).length;
  return { found: percent(deleted.length - kept, deleted.length), wrong: missing.length };
}

interface PeerFigures extends Figures {
  sampled: boolean;
}

async function runPeers(source: Source): Promise<Ours['peers']> {
  const { companyId } = source.principal;
  const truth = await readStored(context, companyId);
  const catalogue = await context.db.inCompany(companyId, (tx) => getCatalogue(tx, companyId));
  const results: Ours['peers'] = [];
  await setLimit(context, source.principal, { requests: 1_000_000, windowSeconds: 60 });
  for (const reader of peers) {
    tell(names[reader]);
    const { read, figures } = await runReader(source, reader, samples[reader]);
    results.push({ reader, figures, read, completeness: judge(truth, read, catalogue.fields) });
  }
  await setLimit(context, source.principal, { requests: perMinute, windowSeconds: 60 });
  return results;
}

/** With a sample, figures are counted up to everybody whom the reader listed. */
async function runReader(
  source: Source,
  reader: ReaderName,
  sample?: number,
  more: Partial<Order> = {},
): Promise<{ read: Read; figures: PeerFigures }> {
  const child = script(new URL('sync-economy/read.ts', import.meta.url));
  const out = join(folder, `${reader.replace(' ', '-')}.json`);
  const before = await settledRequest(context, source);
  const order: Order = {
    reader,
    door: joineryDoor(origin, source.slug, source.apiKey),
    perMinute,
    out,
    ...more,
    ...(sample === undefined ? {} : { sample }),
  };
  child.send(order);
  const figures = await said<Figures>(child);
  const { calls: counted } = await countRequests(context, source, before, figures.requests);
  if (counted !== figures.requests)
    throw new Error(`${reader} sent ${figures.requests} requests, the ledger has ${counted}.`);
  const read = JSON.parse(readFileSync(out, 'utf8')) as Read;
  const sampled = Object.keys(read.people).length;
  const times = sampled === 0 || sample === undefined ? 1 : read.listed.length / sampled;
  return { read, figures: countedUp(figures, times, reader) };
}

// The list is read once however many there are; what follows is once for each.
function countedUp(figures: Figures, times: number, reader: ReaderName): PeerFigures {
  if (times <= 1) return { ...figures, sampled: false };
  const once = reader === 'naive' ? 2 : 1;
  const requests = Math.round((figures.requests - once) * times) + once;
  const waitedSeconds = Math.max(
    figures.waitedSeconds,
    (requests / perMinute - 1) * 60 - figures.seconds * times,
  );
  return {
    requests,
    bytes: figures.bytes * times,
    cpuSeconds: figures.cpuSeconds * times,
    seconds: figures.seconds * times,
    waitedSeconds: Math.max(0, waitedSeconds),
    peakMegabytes: figures.peakMegabytes,
    sampled: true,
  };
}

async function runFloor(source: Source, mirror: Mirror, { sync }: SyncFigures): Promise<Figures> {
  tell('the floor');
  const { rows } = await context.db.inCompany(mirror.owner.companyId, (tx) =>
    sql<{ plan: { streams: { name: string; asks: { ask: string }[] }[] } }>`
      select plan from syncs where id = ${sync.id}`.execute(tx),
  );
  const fields = (rows[0]?.plan.streams ?? [])
    .filter(({ name }) => name.startsWith('people:'))
    .map(({ asks }) => asks.map(({ ask }) => ask));
  const floor = { fields, strategy: sync.strategy ?? ('report' as const) };
  return (await runReader(source, 'floor', undefined, { floor })).figures;
}

function goalsOf(size: number, { first, floor, completeness, after, ...ours }: Ours): Goal[] {
  const at = (k: number) => after.find((one) => one.k === k);
  const least = Math.min(
    ...[completeness.first, ...after.map((one) => one.completeness)].flatMap(shares),
    ...after.map(({ deleted }) => deleted.found),
  );
  const goals: Goal[] = [
    {
      what: `completeness of a mirror of ${size}, the least of all`,
      measured: least,
      unit: '%',
      goal: { atLeast: 100 },
    },
    {
      what: `${size}: requests when nothing changed`,
      measured: at(0)?.figures.calls ?? 0,
      unit: 'requests',
      goal: { atMost: 1 },
    },
    {
      what: `${size}: rows written when nothing changed`,
      measured: at(0)?.figures.rowsWritten ?? 0,
      unit: 'rows',
      goal: { atMost: 0 },
    },
    {
      what: `${size}: requests when 50 changed`,
      measured: at(50)?.figures.calls ?? 0,
      unit: 'requests',
      goal: { atMost: 5 },
    },
  ];
  const naive = ours.peers.find(({ reader }) => reader === 'naive');
  if (naive !== undefined)
    goals.push({
      what: `${size}: requests of reading each employee alone, compared with ours`,
      measured: round(naive.figures.requests / first.calls, 1),
      unit: '× ours',
      goal: { atLeast: 100 },
    });
  if (size === 10_000)
    goals.push(
      {
        what: 'full sync of 10,000, requests',
        measured: first.calls,
        unit: 'requests',
        goal: { atMost: 13 },
      },
      { what: 'full sync of 10,000', measured: round(first.seconds, 1), unit: 's', goal: { atMost: 60 } },
    );
  if (size === 100_000)
    goals.push(
      { what: 'full sync of 100,000', measured: round(first.seconds), unit: 's', goal: { atMost: 480 } },
      {
        what: 'memory of the process that syncs 100,000, at most',
        measured: first.peakMegabytes,
        unit: 'MB',
        goal: { atMost: 400 },
      },
    );
  // No goal: how far reading, judging and storing is from reading alone.
  tell(`${size}: ${round(first.seconds / floor.seconds, 1)} × the time of the floor`);
  return goals;
}

function oursRow(
  name: string,
  { calls, sync, cpuSeconds, seconds, peakMegabytes }: SyncFigures,
  found: Completeness,
) {
  const time = round(seconds, 2);
  return [
    name,
    calls,
    round(sync.bytes / 1e6, 1),
    round(cpuSeconds, 2),
    time,
    time,
    peakMegabytes,
    ...shares(found),
  ];
}

function peerRow(reader: ReaderName, figures: PeerFigures, found: Completeness) {
  const sign = about(figures);
  return [
    names[reader],
    `${sign}${figures.requests}`,
    `${sign}${round(figures.bytes / 1e6, 1)}`,
    `${sign}${round(figures.cpuSeconds, 2)}`,
    `${sign}${round(figures.seconds, 2)}`,
    `${sign}${round(figures.seconds + figures.waitedSeconds)}`,
    figures.peakMegabytes,
    ...shares(found),
  ];
}

function floorRow({ requests, bytes, cpuSeconds, seconds, waitedSeconds, peakMegabytes }: Figures) {
  return [
    'floor: the same answers, parsed',
    requests,
    round(bytes / 1e6, 1),
    round(cpuSeconds, 2),
    round(seconds, 2),
    round(seconds + waitedSeconds, 2),
    peakMegabytes,
    ...['', '', '', '', ''],
  ];
}

function about({ sampled }: PeerFigures): string {
  return sampled ? '≈ ' : '';
}

function shares({ people, fields, historyRows, terminated, futureDated }: Completeness): number[] {
  return [people, fields, historyRows, terminated, futureDated];
}

/** What autovacuum has done for a company that was not made a minute ago. */
async function settle(): Promise<void> {
  const client = new pg.Client(opened.ownerConnection);
  await client.connect();
  await client.query('vacuum analyze');
  await client.query('checkpoint');
  await client.end();
}

function tell(line: string): void {
  console.error(line);
}
