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
import { conclude, machine, measuredCommit, round, type Table } from './lib/record.ts';

const quick = process.argv.includes('--quick');
const rounds = quick ? 11 : 61;
const ours = 'Joinery';

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
  const [size, installed] = [sizes.get(ours), asInstalled.get(ours)];
  const [bare, alone] = [asInstalled.get('empty module'), bundled.get(ours)];
  if (size === undefined || installed === undefined || bare === undefined || alone === undefined)
    throw new Error('the client was not measured');
  conclude({
    bench: 'client-size',
    command: `npm run bench -- client-size${quick ? ' --quick' : ''} --record`,
    at: new Date().toISOString(),
    commit: measuredCommit(),
    machine: machine(null),
    notes: [
      'Bundles are made by Rolldown for Node, minified; Node’s own modules stay outside. A bundle of the client holds all of its operations: they hang on one class.',
      `Times are medians of ${rounds} fresh processes for each, in turns, without a compile cache: from the call of import() to its end. The empty module is what import() itself costs.`,
      `The load average of the machine was ${loadBefore} before the run: above 1, others worked on it, and the times are worse than they would be.`,
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
      {
        what: 'cold import as installed, above an empty module',
        measured: round(installed - bare, 1),
        unit: 'ms',
        goal: { atMost: 60 },
      },
      {
        what: 'cold import of the bundle, above an empty module',
        measured: round(alone - bare, 1),
        unit: 'ms',
        goal: { atMost: 20 },
      },
    ],
    tables: [sizeTable(contenders, sizes), timeTable(contenders, asInstalled, bundled)],
  });
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
    columns: ['client', 'bundle, kB', 'gzip, kB', 'brotli, kB', 'packages', 'operations'],
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
