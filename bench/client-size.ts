// What the client weighs: bytes of a bundle, packages that come with it, and the time that a fresh process
// takes to import it. Beside it stand clients from npm, and as floors a module that is empty and one that
// does no more than send one request.
//
// --quick starts fewer processes; --record keeps the result for docs/reference/benchmarks.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle, sizesOf } from './client-size/bundle.ts';
import { type Contender, makeContenders } from './client-size/contenders.ts';
import { timeImports } from './client-size/imports.ts';
import { conclude, type Goal, machine, measuredCommit, round, type Table } from './lib/record.ts';

const quick = process.argv.includes('--quick');
const rounds = quick ? 11 : 61;
const ours = 'Joinery';
const peer = 'node-bamboohr';

const loadBefore = round(loadavg()[0] ?? 0, 1);
const folder = mkdtempSync(join(tmpdir(), 'joinery-client-size-'));
try {
  await measure();
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(): Promise<void> {
  const { contenders, missing } = await makeContenders(folder);
  const bundles = new Map(contenders.map((one) => [one.name, bundle(one.entry, folder)]));
  const sizes = new Map([...bundles].map(([name, file]) => [name, sizesOf(file)]));
  const asInstalled = timeImports(entriesOf(contenders), rounds);
  const bundled = timeImports(bundles, rounds);
  const size = sizes.get(ours);
  if (size === undefined) throw new Error('the client was not measured');
  conclude({
    bench: 'client-size',
    command: `npm run bench -- client-size${quick ? ' --quick' : ''} --record`,
    at: new Date().toISOString(),
    commit: measuredCommit(),
    machine: machine(null),
    notes: [
      'Bundles are made by Rolldown for Node, minified; Node’s own modules stay outside. A bundle of the client holds all of its operations: they hang on one class.',
      `Times are medians of ${rounds} fresh processes for each, in turns, without a compile cache: from the call of import() to its end. The empty module is what import() itself costs.`,
      `The load average of the machine was ${loadBefore} before the run: above 1, others worked on it, and the milliseconds are worse than they would be.`,
      ...(missing === undefined ? [] : [`The clients from npm are missing: ${missing}.`]),
    ],
    goals: [
      {
        what: 'bundle of the client, gzipped',
        measured: round(size.gzip / 1024, 1),
        unit: 'kB',
        goal: { atMost: 25 },
      },
      {
        what: 'packages that it brings along',
        measured: packagesOf(contenders) - 1,
        unit: 'packages',
        goal: { atMost: 1 },
      },
      ...comparedWithPeer('cold import as installed', asInstalled, 60),
      ...comparedWithPeer('cold import of the bundle', bundled, 25),
    ],
    tables: [sizeTable(contenders, sizes), timeTable(contenders, asInstalled, bundled)],
  });
}

/** Against a peer that is timed in turns with it: the milliseconds alone tell more of the machine. */
function comparedWithPeer(what: string, times: ReadonlyMap<string, number>, atMost: number): Goal[] {
  const [own, other] = [times.get(ours), times.get(peer)];
  if (own === undefined || other === undefined) return [];
  return [{ what, measured: round((own / other) * 100), unit: `% of ${peer}`, goal: { atMost } }];
}

function entriesOf(contenders: readonly Contender[]): Map<string, string> {
  return new Map(contenders.map(({ name, entry }) => [name, entry]));
}

function packagesOf(contenders: readonly Contender[]): number {
  return contenders.find(({ name }) => name === ours)?.packages ?? 0;
}

function sizeTable(contenders: readonly Contender[], sizes: ReadonlyMap<string, Sizes>): Table {
  return {
    title: 'Size',
    columns: ['client', 'bundle, kB', 'gzip, kB', 'brotli, kB', 'packages', 'operations by name'],
    rows: contenders.map(({ name, packages, operations }) => {
      const { plain = 0, gzip = 0, brotli = 0 } = sizes.get(name) ?? {};
      return [name, ...[plain, gzip, brotli].map((bytes) => round(bytes / 1024, 1)), packages, operations];
    }),
  };
}

type Sizes = ReturnType<typeof sizesOf>;

function timeTable(
  contenders: readonly Contender[],
  asInstalled: ReadonlyMap<string, number>,
  bundled: ReadonlyMap<string, number>,
): Table {
  return {
    title: 'Cold import',
    columns: ['client', 'as installed, ms', 'bundled, ms'],
    rows: contenders.map(({ name }) => [
      name,
      ...[asInstalled, bundled].map((times) => round(times.get(name) ?? 0, 1)),
    ]),
  };
}
