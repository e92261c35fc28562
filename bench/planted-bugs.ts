// Whether the tests of mirroring and of hires would notice: bugs that somebody could write are planted in
// the source, one at a time, and a test has to fail that passes without. The source is put back after each.
// --part=mirroring or --part=hires; --only=TEXT; --list only names them, and fails where one has no place
// in the source any more; --json; --record keeps the result for docs/reference/benchmarks.md.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { conclude, machine, measuredCommit } from './lib/record.ts';
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
  /**
   * Tests in the order of what they cost: the first that fails has caught it. `hire-faults:TEXT` and
   * `sync-faults:TEXT` are the cases of the matrix whose name has the text; `FILE > TEXT` are the tests
   * of a file whose name has it.
   */
  tests: string[];
}

const syncs = 'packages/server/src/modules/syncs';
/** Cases of the reading half of the matrix. */
const reading = (name: string): string => `sync-faults:${name}`;
const differential = `${syncs}/mirror-differential.int.test.ts`;

const mirrorBugs: Bug[] = [
  {
    name: 'a field that did not come becomes empty',
    file: `${syncs}/mirror-values.ts`,
    find: 'if (optional !== true) person.absent.push(key);',
    plant: 'person.values[key] = null;',
    tests: [`${syncs}/mirror-values.test.ts`, reading('F21 a field vanishes')],
  },
  {
    name: 'a status that nobody knows means inactive',
    file: `${syncs}/mirror-values.ts`,
    find: "else if (raw !== null && raw !== '') reading.onUnknownStatus(textOf(raw));",
    plant: "else person.status = 'Inactive';",
    tests: [`${syncs}/mirror-values.test.ts`, reading('F22 an unknown status')],
  },
  {
    name: 'an answer that is cut is the whole',
    file: 'packages/connectors/src/bamboohr/client.ts',
    find: 'yield* rows;\n  } catch (error) {\n',
    plant: 'yield* rows;\n  } catch (error) {\n    if (error !== undefined) return;\n',
    tests: [reading('F12 the chunks are cut, during answer: full: people'), `${syncs}/run-sync.int.test.ts`],
  },
  {
    name: 'half of what was announced is enough',
    file: `${syncs}/syncs.ts`,
    find: 'const driftShare = 0.005;',
    plant: 'const driftShare = 0.5;',
    tests: [`${syncs}/syncs.test.ts`, reading('F16 more are announced than come')],
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
    tests: [`${syncs}/judge-sync.int.test.ts`, `${syncs}/apply-sync.int.test.ts`],
  },
  {
    name: 'the first sync terminates',
    file: `${syncs}/judge-sync.service.ts`,
    find: 'first: !sync.wasRead,',
    plant: 'first: sync.wasRead && !sync.wasRead,',
    tests: [`${syncs}/judge-sync.int.test.ts`, `${syncs}/apply-sync.int.test.ts`],
  },
  {
    name: 'the brake lets everybody through',
    file: `${syncs}/brake.ts`,
    find: 'return Math.max(5, Math.min(200, Math.floor(active * 0.02)));',
    plant: 'return Math.max(5, active);',
    tests: [`${syncs}/brake.test.ts`, reading('F22 everybody inactive at once')],
  },
  {
    name: 'a roster that shrinks is believed',
    file: `${syncs}/brake.ts`,
    find: 'return gone * 10 > active;',
    plant: 'return gone > active;',
    tests: [
      `${syncs}/brake.test.ts`,
      reading('F16 half of the list as if it were all, during answer: full: people'),
    ],
  },
  {
    name: 'records that cannot be read are counted against all of them',
    file: `${syncs}/brake.ts`,
    find: 'quarantined * 100 >= seen',
    plant: 'quarantined > seen',
    tests: [`${syncs}/brake.test.ts`, reading('F22 every record breaks its type')],
  },
  {
    name: 'who did not come was deleted',
    file: `${syncs}/gone-stream.service.ts`,
    find: "deleted.has(providerId) ? 'deleted' : 'missing',",
    plant: "deleted.has(providerId) ? 'deleted' : 'deleted',",
    tests: [reading('F16 one person is missing')],
  },
  {
    name: 'no overlap against the clocks',
    file: `${syncs}/syncs.ts`,
    find: 'export const overlapMs = 10 * 60_000;',
    plant: 'export const overlapMs = 0;',
    tests: [`${syncs}/syncs.test.ts`, reading('F28 the clock of the provider')],
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
    tests: [
      'packages/server/src/modules/connections/connection-gate.test.ts',
      reading('F7 429 with Retry-After seconds'),
    ],
  },
  {
    name: 'a key that is refused is tried again and again',
    file: `${syncs}/syncs.ts`,
    find: "if (stopping.has(error.code)) return 'stop';",
    plant: "if (stopping.has(error.code)) return 'wait';",
    tests: [`${syncs}/syncs.test.ts`, reading('F19 401')],
  },
  {
    name: 'rows that vanish for many who changed are believed',
    file: `${syncs}/rows-stream.service.ts`,
    find: '  if (fewer < 2) return false;',
    plant: '  if (fewer >= 0) return false;',
    tests: [reading('F15 200 with an empty list, after accepted: changed: rows')],
  },
  {
    name: 'a certificate is not looked at',
    file: 'packages/server/src/platform/egress/egress.ts',
    find: 'buildConnector({ timeout, allowH2: false, lookup: guardedLookup(reach, resolve) });',
    plant:
      'buildConnector({ timeout, allowH2: false, rejectUnauthorized: false, lookup: guardedLookup(reach, resolve) });',
    tests: [reading('F29 the certificate is expired, connect: full: people')],
  },
  {
    name: 'a database that is gone for a moment ends a sync',
    file: 'packages/server/src/engine/database-trouble.ts',
    find: 'const passingStates = /^(08...|53...|57P0[1-5]|',
    plant: 'const passingStates = /^(08000|53000|57P0[4-5]|',
    tests: [
      'packages/server/src/engine/database-trouble.test.ts',
      reading('F32 our database: its disk is full when the answer comes, during answer: full: rows'),
    ],
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
interface Row {
  bug: string;
  caughtBy: string | null;
  seconds: number;
}

/** Tests that were run without a bug, and whether they failed. */
const alone = new Map<string, boolean>();
if (process.argv.includes('--list')) list();
else report();

function list(): void {
  for (const bug of bugs) {
    const hasPlaces = [bug, ...(bug.also === undefined ? [] : [bug.also])].every(hasPlace);
    if (!hasPlaces) process.exitCode = 1;
    console.log(`${bug.name}${hasPlaces ? '' : ': its place is not in the source once any more'}`);
  }
}

function report(): void {
  const began = performance.now();
  const rows: Row[] = [];
  for (const bug of bugs) {
    const row = plant(bug);
    rows.push(row);
    const { caughtBy, seconds } = row;
    if (!asJson)
      console.log(
        `${caughtBy === null ? 'MISSED' : 'caught'} ${bug.name.padEnd(80)} ${caughtBy ?? ''} (${seconds} s)`,
      );
  }
  const count = (what: string, measured: number, goal: { atLeast: number } | { atMost: number }) => ({
    what,
    measured,
    unit: 'bugs',
    goal,
  });
  const ofPart = (name: keyof typeof parts) =>
    rows.filter(({ bug, caughtBy }) => caughtBy !== null && parts[name].some((one) => one.name === bug))
      .length;
  conclude({
    bench: part === undefined ? 'planted-bugs' : `planted-bugs-${part}`,
    command: `npm run bench -- planted-bugs${part === undefined ? '' : ` --part=${part}`} --record`,
    at: new Date().toISOString(),
    commit: measuredCommit(),
    machine: machine(null),
    notes: [
      'A bug counts as caught by the first test that fails with it and passes without. hire-faults and sync-faults are cases of the matrix of faults.',
      `All of it took ${Math.round((performance.now() - began) / 60_000)} minutes.`,
    ],
    goals: [
      count('bugs that no test notices', rows.filter(({ caughtBy }) => caughtBy === null).length, {
        atMost: 0,
      }),
      ...(part === 'hires' ? [] : [count('caught in mirroring', ofPart('mirroring'), { atLeast: 10 })]),
      ...(part === 'mirroring' ? [] : [count('caught in hires', ofPart('hires'), { atLeast: 15 })]),
    ],
    tables: [
      {
        title: 'Bugs, and what noticed them',
        columns: ['bug', 'caught by', 's'],
        rows: rows.map(({ bug, caughtBy, seconds }) => [bug, caughtBy ?? 'nothing', seconds]),
      },
    ],
  });
}

function plant({ name, also, tests, ...edit }: Bug): Row {
  const began = performance.now();
  const failing: string[] = [];
  for (const test of tests) {
    const put = [edit, ...(also === undefined ? [] : [also])].map((one) => plantEdit(name, one));
    const failed = fails(test);
    for (const putBack of put.reverse()) putBack();
    if (!failed) continue;
    if (!failsByItself(test)) {
      failing.push(test);
      break;
    }
    console.error(`${test} fails without a bug, too: it says nothing of "${name}".`);
  }
  const caughtBy = failing[0]?.split('/').at(-1) ?? null;
  return { bug: name, caughtBy, seconds: Math.round((performance.now() - began) / 1000) };
}

function hasPlace({ file, find }: Edit): boolean {
  return readFileSync(`${root}/${file}`, 'utf8').split(find).length === 2;
}

/** Gives what puts it back. */
function plantEdit(name: string, { file, find, plant: bad }: Edit): () => void {
  const place = `${root}/${file}`;
  const good = readFileSync(place, 'utf8');
  if (!hasPlace({ file, find, plant: bad }))
    throw new Error(`${name}: ${file} does not have its place once any more.`);
  writeFileSync(
    place,
    good.replace(find, () => bad),
  );
  return () => writeFileSync(place, good);
}

function failsByItself(test: string): boolean {
  const known = alone.get(test) ?? fails(test);
  alone.set(test, known);
  return known;
}

function fails(test: string): boolean {
  const matrix = /^(hire-faults|sync-faults):(.*)$/.exec(test);
  const vitest = `${root}/node_modules/vitest/vitest.mjs`;
  const [file = '', name] = test.split(' > ');
  const project = file.endsWith('.int.test.ts') ? 'integration' : 'unit';
  const command =
    matrix === null
      ? [vitest, 'run', '--project', project, '--bail=1', file, ...(name === undefined ? [] : ['-t', name])]
      : ['--conditions=joinery-source', `bench/${matrix[1]}.ts`, `--only=${matrix[2]}`];
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'ignore' });
  if (matrix !== null && status === 2) throw new Error(`${test}: there is no such case.`);
  return status !== 0;
}
