// How fast the BambooHR dialect answers, beside peers and a floor that are measured in the same run:
// Prism and json-server answer the same operations from examples, the floor reads the same rows out of
// PostgreSQL, answers the same bytes and does nothing else. All servers share the machine's processors with the
// database and the load; ratios are between neighbours in time.
//
// --quick takes less of everything; --only=employee, directory or large measures one part;
// --record keeps the result for docs/reference/benchmarks.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../packages/server/src/db/embedded/embedded.ts';
import { createLog } from '../packages/server/src/platform/log.ts';
import { makeTemporaryDataDir } from '../packages/server/src/testing/data-dir.ts';
import { runChanged, runReports } from './bamboohr-dialect/large-company.ts';
import { type Burst, type Contender, compete, ratio } from './bamboohr-dialect/measure.ts';
import { type Answers, installPeers, startJsonServer, startPrism } from './bamboohr-dialect/peers.ts';
import {
  ask,
  type Door,
  directoryPath,
  employeePath,
  joineryDoor,
  slugs,
  smallCompany,
} from './bamboohr-dialect/scene.ts';
import { program, said, script, stop, stopAll } from './lib/processes.ts';
import {
  type BenchRecord,
  conclude,
  type Goal,
  machine,
  measuredCommit,
  median,
  round,
  type Table,
} from './lib/record.ts';

// Plain JavaScript, without types.
const { compiledSources, serverArguments } = await import(
  new URL('../scripts/lib/bootstrap.mjs', import.meta.url).href
);
const quick = process.argv.includes('--quick');
type Part = 'employee' | 'directory' | 'large';
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
const measures = (part: Part) => only === undefined || only === part;
const size = quick
  ? { employees: 10_000, contest: { rounds: 2, seconds: 2, connections: 16 }, changedTimes: 6 }
  : { employees: 100_000, contest: { rounds: 5, seconds: 5, connections: 16 }, changedTimes: 31 };
/** A tenth of the employees may take a tenth of the time, and half a second to begin. */
const reportSeconds = quick ? 1.5 : 10;
const pollSize = 1000;

const loadBefore = round(loadavg()[0] ?? 0, 1);
const dataDir = makeTemporaryDataDir();
const folder = mkdtempSync(join(tmpdir(), 'joinery-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir: dataDir.path, log: createLog({ level: 'silent' }) });
const owner = new pg.Client(postgres.connection);
try {
  await owner.connect();
  conclude(await run());
} finally {
  await stopAll();
  await owner.end();
  await postgres.stop();
  dataDir.remove();
  rmSync(folder, { recursive: true });
}

async function run(): Promise<BenchRecord> {
  tell('installing the peers, making the companies');
  await installPeers();
  const keys = await makeCompanies(measures('large') ? size.employees : 0);
  const parts = [
    ...(measures('employee') || measures('directory') ? [await measureHotReads(keys.small)] : []),
    ...(measures('large') ? [await measureLargeCompany(keys.large)] : []),
  ];
  const { rows } = await owner.query('show server_version');
  return {
    bench: 'bamboohr-dialect',
    command: `npm run bench -- bamboohr-dialect${quick ? ' --quick' : ''}${only === undefined ? '' : ` --only=${only}`} --record`,
    at: new Date().toISOString(),
    commit: measuredCommit(),
    machine: machine(rows[0].server_version),
    notes: [
      `Hot reads: ${size.contest.connections} connections, ${size.contest.rounds} rounds of ${size.contest.seconds} s after one that does not count; a ratio is the median of the ratios within each round.`,
      `The load average of the machine was ${loadBefore} before the run: above 1, others worked on it, and the figures are worse than they would be.`,
      'The companies are live ones: a sandbox company writes two entries into its ledger for each request.',
      'The floor is bare node:http and pg: it reads the same rows (employee, job, supervisor) as the owner of the database, with no key, rights or catalogue, and answers the same bytes. “Texts made before” is the same program with answers that lie ready in a table: nothing can be faster here.',
      'Prism is given the list of all operations that Joinery has, with schemas and examples for the compared ones.',
      'Every request carries an API key, and the rights of its user are read from the database for it.',
    ],
    goals: parts.flatMap(({ goals }) => goals),
    tables: parts.flatMap(({ tables }) => tables),
  };
}

async function makeCompanies(employees: number): Promise<{ small: string; large: string }> {
  const maker = script(new URL('bamboohr-dialect/make-companies.ts', import.meta.url), [
    dataDir.path,
    String(employees),
  ]);
  const keys = await said<{ small: string; large: string }>(maker);
  await stop(maker);
  // What autovacuum has done for a company that was not made a minute ago.
  await owner.query('vacuum analyze');
  await owner.query('checkpoint');
  return keys;
}

/** As `npm start` runs it. */
async function startJoinery() {
  const args = [...serverArguments, 'packages/server/src/cli/main.ts', 'start', '--json'];
  const server = program(process.execPath, args, {
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: compiledSources,
      JOINERY_DATA_DIR: dataDir.path,
      JOINERY_PORT: '0',
      JOINERY_DEMO: 'false',
      JOINERY_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { url } = await new Promise<{ url: string }>((resolve, reject) => {
    server.stdout?.once('data', (line) => resolve(JSON.parse(String(line))));
    server.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
  });
  return { server, origin: url.replace('localhost', '127.0.0.1') };
}

async function measureHotReads(apiKey: string): Promise<{ goals: Goal[]; tables: Table[] }> {
  const { server, origin } = await startJoinery();
  const joinery = joineryDoor(origin, slugs.small, apiKey);
  tell('recording answers, starting the peers and the floor');
  const answers = await recordAnswers(joinery);
  const floor = await startFloor(answers);
  const ready = { ...floor, baseUrl: `${floor.baseUrl}/ready` };
  await assertSame(floor, answers);
  await assertSame(ready, answers);
  const prism = await startPrism(answers, folder);
  const jsonServer = await startJsonServer(answers, folder);
  const doors: [string, Door][] = [
    ['Joinery', joinery],
    ['floor', floor],
    ['texts made before', ready],
    ['Prism', prism],
    ['json-server', jsonServer],
  ];
  const contests: Contest[] = [];
  if (measures('employee')) contests.push(await employeeContest(doors, answers));
  if (measures('directory')) contests.push(await directoryContest(doors));
  await stopAll();
  await stop(server);
  return {
    goals: contests.flatMap(({ goals }) => goals),
    tables: contests.map(({ table }) => table),
  };
}

interface Contest {
  goals: Goal[];
  table: Table;
}

async function employeeContest(doors: [string, Door][], answers: Answers): Promise<Contest> {
  tell('one employee');
  const one = await compete(
    doors.map(asContender([...answers.employees.keys()].map(employeePath))),
    size.contest,
  );
  const goals: Goal[] = [
    {
      what: 'one employee with 10 fields, requests per second compared with Prism',
      measured: round(ratio(one, ['Joinery', 'Prism'], 'requestsPerSecond'), 2),
      unit: '× Prism',
      goal: { atLeast: 5 },
    },
    {
      what: 'one employee with 10 fields, requests per second compared with the floor',
      measured: round(ratio(one, ['Joinery', 'floor'], 'requestsPerSecond') * 100, 1),
      unit: '% of the floor',
      goal: { atLeast: 50 },
    },
  ];
  return { goals, table: tableOf('One employee with 10 fields', one) };
}

async function directoryContest(doors: [string, Door][]): Promise<Contest> {
  tell('the directory');
  const directories = doors.map(([name, door]): Contender => {
    const paths = [name === 'json-server' ? '/employees' : directoryPath];
    return { name, door, paths };
  });
  const all = await compete(directories, size.contest);
  const goal: Goal = {
    what: 'directory of 1,000, bytes per second compared with the floor',
    measured: round(ratio(all, ['Joinery', 'floor'], 'bytesPerSecond') * 100, 1),
    unit: '% of the floor',
    goal: { atLeast: 50 },
  };
  return { goals: [goal], table: tableOf(`Directory of ${round(smallCompany)} employees`, all) };
}

function asContender(paths: string[]): (door: [string, Door]) => Contender {
  return ([name, door]) => ({ name, door, paths });
}

async function recordAnswers(joinery: Door): Promise<Answers> {
  const employees = new Map<number, string>();
  for (let number = 1; number <= smallCompany; number += 1)
    employees.set(number, await ask(joinery, employeePath(number)));
  return { employees, directory: await ask(joinery, directoryPath) };
}

/** For the texts that are made before, the bytes of the directory are spread over as many rows as it has people. */
async function startFloor({ employees, directory }: Answers): Promise<Door> {
  await owner.query(`
    create table floor_employees (number integer primary key, answer text not null);
    create table floor_directory (place integer primary key, answer text not null)`);
  for (const [number, answer] of employees)
    await owner.query('insert into floor_employees values ($1, $2)', [number, answer]);
  const pieces = directory.split(/(?=,\{"id":"\d+",)/);
  for (const [place, answer] of pieces.entries())
    await owner.query('insert into floor_directory values ($1, $2)', [place, answer]);
  await owner.query('vacuum analyze floor_employees, floor_directory');
  const { rows } = await owner.query('select id from companies where slug = $1', [slugs.small]);
  const peopleKey = '"employees":[';
  const settings = {
    connection: postgres.connection,
    companyId: rows[0].id,
    directoryHead: directory.slice(0, directory.indexOf(peopleKey) + peopleKey.length),
    photoUrl: /"photoUrl":"([^"]+)"/.exec(directory)?.[1],
  };
  const port = await said<number>(
    script(new URL('bamboohr-dialect/floor.ts', import.meta.url), [JSON.stringify(settings)]),
  );
  return { baseUrl: `http://127.0.0.1:${port}`, headers: {} };
}

/** A floor that answers less would be no floor. */
async function assertSame(floor: Door, { employees, directory }: Answers): Promise<void> {
  const differs = (await ask(floor, directoryPath)) !== directory ? ['the directory'] : [];
  for (const [number, answer] of employees)
    if ((await ask(floor, employeePath(number))) !== answer) differs.push(`employee ${number}`);
  if (differs.length > 0)
    throw new Error(`${floor.baseUrl} does not answer the same bytes: ${differs.slice(0, 5).join(', ')}.`);
}

async function measureLargeCompany(apiKey: string): Promise<{ goals: Goal[]; tables: Table[] }> {
  tell(`a report of ${size.employees} employees, and what changed`);
  const { server, origin } = await startJoinery();
  const door = joineryDoor(origin, slugs.large, apiKey);
  const { jsonSeconds, runs, restingMegabytes, peakMegabytes } = await runReports(server, door);
  const poll = await runChanged(door, await timeOfChange(pollSize), size.changedTimes);
  const everything = await runChanged(door, new Date(0), Math.ceil(size.changedTimes / 3));
  await stop(server);
  return {
    goals: [
      {
        what: `custom report of ${size.employees} employees with 30 fields`,
        measured: round(jsonSeconds, 2),
        unit: 's',
        goal: { atMost: reportSeconds },
      },
      {
        what: 'memory of the server that answers it, at most',
        measured: peakMegabytes,
        unit: 'MB',
        goal: { atMost: 300 },
      },
      {
        what: `changed, polled for the ${poll.changes} newest changes among ${size.employees} employees`,
        measured: poll.medianMs,
        unit: 'ms',
        goal: { atMost: 50 },
      },
    ],
    tables: [
      {
        title: `Custom report of ${size.employees} employees with 30 fields (the server rests at ${restingMegabytes} MB)`,
        columns: ['format', 'seconds', 'first byte, ms', 'megabytes'],
        rows: runs.map((one) => [one.format, one.seconds, one.firstByteMs, one.megabytes]),
      },
      {
        title: `Changed, in a company of ${size.employees}: a poll for the newest, a first call for all since 1970`,
        columns: ['changes in the answer', 'median, ms'],
        rows: [poll, everything].map(({ changes, medianMs }) => [changes, medianMs]),
      },
    ],
  };
}

/** When the change happened that is `count` before the newest. */
async function timeOfChange(count: number): Promise<Date> {
  const { rows } = await owner.query(
    `select at from employee_changes where company_id = (select id from companies where slug = $1)
     order by at desc offset $2 limit 1`,
    [slugs.large, count - 1],
  );
  return rows[0].at;
}

function tableOf(title: string, measured: Map<string, Burst[]>): Table {
  const rows = [...measured].map(([name, bursts]) => {
    const of = (figure: keyof Burst) => median(bursts.map((burst) => burst[figure]));
    const megabytesPerSecond = round(of('bytesPerSecond') / 1e6, 1);
    return [name, round(of('requestsPerSecond')), megabytesPerSecond, of('p50Ms'), of('p99Ms')];
  });
  return { title, columns: ['server', 'requests/s', 'MB/s', 'p50, ms', 'p99, ms'], rows };
}

function tell(line: string): void {
  console.error(`bench: ${line}`);
}
