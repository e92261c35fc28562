// Whether the tests of mirroring and of hires would notice: bugs that somebody could write are planted in
// the source, one at a time, and the short forms have to fail. The source is put back after each.
// --part=mirroring or --part=hires; --only=TEXT; --list only names them; --json.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hireBugs } from './planted-bugs/hire-bugs.ts';

interface Edit {
  file: string;
  find: string;
  plant: string;
}

export interface Bug extends Edit {
  name: string;
  /** Where one guard stands behind another. */
  also?: Edit;
  /** Tests in the order of what they cost: the first that fails has caught it. */
  tests: string[];
}

const syncs = 'packages/server/src/modules/syncs';
const faults = `${syncs}/sync-faults.int.test.ts`;
const differential = `${syncs}/mirror-differential.int.test.ts`;

const mirrorBugs: Bug[] = [
  {
    name: 'a field that did not come becomes empty',
    file: `${syncs}/mirror-values.ts`,
    find: 'if (optional !== true) person.absent.push(key);',
    plant: 'person.values[key] = null;',
    tests: [`${syncs}/mirror-values.test.ts`, faults],
  },
  {
    name: 'a status that nobody knows means inactive',
    file: `${syncs}/mirror-values.ts`,
    find: "else if (raw !== null && raw !== '') reading.onUnknownStatus(textOf(raw));",
    plant: "else person.status = 'Inactive';",
    tests: [`${syncs}/mirror-values.test.ts`, faults],
  },
  {
    name: 'an answer that is cut is the whole',
    file: 'packages/connectors/src/bamboohr/client.ts',
    find: 'yield* rows;\n  } catch (error) {\n',
    plant: 'yield* rows;\n  } catch (error) {\n    if (error !== undefined) return;\n',
    tests: [`${syncs}/run-sync.int.test.ts`, faults],
  },
  {
    name: 'half of what was announced is enough',
    file: `${syncs}/syncs.ts`,
    find: 'const driftShare = 0.005;',
    plant: 'const driftShare = 0.5;',
    tests: [`${syncs}/syncs.test.ts`, faults],
  },
  {
    name: 'what came is not compared with what was announced',
    file: `${syncs}/people-stream.service.ts`,
    find: 'if (announced !== null && isDrift(announced, seen))',
    plant: 'if (announced === -1 && isDrift(announced, seen))',
    tests: [`${syncs}/sync-drift.int.test.ts`],
  },
  {
    name: 'the second request for people may show others',
    file: `${syncs}/people-stream.service.ts`,
    find: 'if (isDrift(before, seen)) throw',
    plant: 'if (before === -1 && isDrift(before, seen)) throw',
    tests: [`${syncs}/sync-drift.int.test.ts`],
  },
  {
    name: 'leavers of the day before are forgotten',
    file: `${syncs}/judge-sync.service.ts`,
    find: 'const recent = await repository.countRecentLeavers(tx, connectionId, new Date(now.getTime() - recentMs));',
    plant:
      'const recent = 0 * (await repository.countRecentLeavers(tx, connectionId, new Date(now.getTime() - recentMs)));',
    tests: [`${syncs}/judge-sync.int.test.ts`, `${syncs}/apply-sync.int.test.ts`, faults],
  },
  {
    name: 'the first sync terminates',
    file: `${syncs}/judge-sync.service.ts`,
    find: 'first: !sync.wasRead,',
    plant: 'first: sync.wasRead && !sync.wasRead,',
    tests: [`${syncs}/judge-sync.int.test.ts`, `${syncs}/apply-sync.int.test.ts`, faults],
  },
  {
    name: 'the brake lets everybody through',
    file: `${syncs}/brake.ts`,
    find: 'return Math.max(5, Math.min(200, Math.floor(active * 0.02)));',
    plant: 'return Math.max(5, active);',
    tests: [`${syncs}/brake.test.ts`, faults],
  },
  {
    name: 'a roster that shrinks is believed',
    file: `${syncs}/brake.ts`,
    find: 'return gone * 10 > active;',
    plant: 'return gone > active;',
    tests: [`${syncs}/brake.test.ts`, faults],
  },
  {
    name: 'records that cannot be read are counted against all of them',
    file: `${syncs}/brake.ts`,
    find: 'quarantined * 100 >= seen',
    plant: 'quarantined > seen',
    tests: [`${syncs}/brake.test.ts`, faults],
  },
  {
    name: 'who did not come was deleted',
    file: `${syncs}/gone-stream.service.ts`,
    find: "deleted.has(providerId) ? 'deleted' : 'missing',",
    plant: "deleted.has(providerId) ? 'deleted' : 'deleted',",
    tests: [faults],
  },
  {
    name: 'no overlap against the clocks',
    file: `${syncs}/syncs.ts`,
    find: 'export const overlapMs = 10 * 60_000;',
    plant: 'export const overlapMs = 0;',
    tests: [`${syncs}/syncs.test.ts`, faults],
  },
  {
    name: 'the hash of rows depends on their order',
    file: `${syncs}/mirror-hashes.ts`,
    find: '(group.sum + row) % modulus',
    plant: '(group.sum * 31n + row) % modulus',
    tests: [`${syncs}/mirror-hashes.test.ts`, differential],
  },
  {
    name: 'Retry-After is not looked at',
    file: 'packages/server/src/modules/connections/connection-gate.ts',
    find: "retryAfterMs: readRetryAfter(retryAfter, headers.get('date'), now) };",
    plant: 'retryAfterMs: undefined };',
    tests: ['packages/server/src/modules/connections/connection-gate.test.ts', faults],
  },
  {
    name: 'a key that is refused is tried again and again',
    file: `${syncs}/syncs.ts`,
    find: "if (stopping.has(error.code)) return 'stop';",
    plant: "if (stopping.has(error.code)) return 'wait';",
    tests: [`${syncs}/syncs.test.ts`, faults],
  },
];

const root = fileURLToPath(new URL('..', import.meta.url));
const settingOf = (name: string): string | undefined =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const only = settingOf('only');
const part = settingOf('part');
const asJson = process.argv.includes('--json');
const parts = { mirroring: mirrorBugs, hires: hireBugs };
const bugs = Object.entries(parts)
  .filter(([name]) => part === undefined || part === name)
  .flatMap(([, all]) => all)
  .filter(({ name }) => only === undefined || name.includes(only));
const rows: { bug: string; caughtBy: string | null; seconds: number }[] = [];
if (process.argv.includes('--list')) for (const { name } of bugs) console.log(name);
else report();

function report(): void {
  for (const bug of bugs) {
    const row = plant(bug);
    rows.push(row);
    if (!asJson)
      console.log(
        `${row.caughtBy === null ? 'MISSED' : 'caught'} ${row.bug.padEnd(80)} ${row.caughtBy ?? ''} (${row.seconds} s)`,
      );
  }
  const missed = rows.filter(({ caughtBy }) => caughtBy === null).length;
  if (asJson) console.log(JSON.stringify({ bugs: rows.length, missed, rows }));
  else console.log(`\n${rows.length} bugs planted, ${missed} missed`);
  process.exitCode = missed === 0 && rows.length > 0 ? 0 : 1;
}

function plant({ name, also, tests, ...edit }: Bug): (typeof rows)[number] {
  const began = performance.now();
  const put = [edit, ...(also === undefined ? [] : [also])].map((one) => plantEdit(name, one));
  try {
    const caughtBy = tests.find(fails) ?? null;
    return { bug: name, caughtBy, seconds: Math.round((performance.now() - began) / 1000) };
  } finally {
    for (const putBack of put.reverse()) putBack();
  }
}

/** Gives what puts it back. */
function plantEdit(name: string, { file, find, plant: bad }: Edit): () => void {
  const place = `${root}/${file}`;
  const good = readFileSync(place, 'utf8');
  if (good.split(find).length !== 2)
    throw new Error(`${name}: ${file} does not have its place once any more.`);
  writeFileSync(
    place,
    good.replace(find, () => bad),
  );
  return () => writeFileSync(place, good);
}

function fails(test: string): boolean {
  const project = test.endsWith('.int.test.ts') ? 'integration' : 'unit';
  const vitest = `${root}/node_modules/vitest/vitest.mjs`;
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', project, '--bail=1', test], {
    cwd: root,
    stdio: 'ignore',
  });
  return status !== 0;
}
