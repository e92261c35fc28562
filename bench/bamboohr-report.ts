// A custom report of everybody in the BambooHR dialect: how long it takes, and how much memory the
// process that serves it holds. The company is made by one process and served by another, as fresh
// as after a start; the database is a third.
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { openContext } from '../packages/server/src/app.ts';
import { readConfig } from '../packages/server/src/config.ts';
import { createSandbox } from '../packages/server/src/modules/sandboxes/sandboxes.service.ts';
import { createLog } from '../packages/server/src/platform/log.ts';
import { buildSurfaces } from '../packages/server/src/surfaces/surfaces.ts';
import { makeTemporaryDataDir } from '../packages/server/src/testing/data-dir.ts';

const [role, folder = ''] = process.argv.slice(2);
const quick = process.argv.includes('--quick');
const employees = quick ? 10_000 : 100_000;
const slug = 'bench';
/** Two processors shared with the database and the client. */
const goals = quick ? { seconds: 1.5, megabytes: 300 } : { seconds: 10, megabytes: 300 };
const fields = [
  ...['firstName', 'lastName', 'middleName', 'preferredName', 'displayName', 'employeeNumber', 'status'],
  ...['hireDate', 'originalHireDate', 'terminationDate', 'dateOfBirth', 'age', 'gender', 'maritalStatus'],
  ...['workEmail', 'homeEmail', 'workPhone', 'mobilePhone', 'address1', 'city', 'state', 'country'],
  ...['jobTitle', 'department', 'division', 'location', 'supervisor', 'employmentHistoryStatus'],
  ...['payRate', 'lastChanged'],
];

// What the end of a whole report has in it.
const lastOf: Record<string, string> = {
  json: `"lastChanged":`,
  csv: '+00:00"',
  xml: `</employees>`,
};

const config = (dataDir: string) => readConfig({ JOINERY_DATA_DIR: dataDir, JOINERY_LOG_LEVEL: 'silent' });
const log = createLog({ level: 'silent' });

if (role === 'make') await make(folder, Number(process.argv[4]));
else if (role === 'serve') await serve(folder);
else await measure();

async function make(dataDir: string, count: number): Promise<void> {
  const { context, close } = await openContext(config(dataDir), log);
  const { apiKey } = await createSandbox(context, { slug, name: 'Bench', employees: count });
  await close();
  process.send?.(apiKey);
  process.disconnect();
}

async function serve(dataDir: string): Promise<void> {
  const { context, close } = await openContext(config(dataDir), log);
  const http = await buildSurfaces(context, { isReady: () => true });
  await http.listen({ host: '127.0.0.1', port: 0 });
  process.once('message', async () => {
    await http.close();
    await close();
    process.disconnect();
  });
  process.send?.((http.server.address() as AddressInfo).port);
}

async function measure(): Promise<void> {
  const dataDir = makeTemporaryDataDir();
  const children: ChildProcess[] = [];
  const child = (...args: string[]): ChildProcess => {
    const process = start(args);
    children.push(process);
    return process;
  };
  try {
    const maker = child('make', dataDir.path, String(employees));
    const apiKey = await said<string>(maker);
    await gone(maker);
    const server = child('serve', dataDir.path);
    const port = await said<number>(server);
    tell(await run(server, `http://127.0.0.1:${port}/api/gateway.php/${slug}/v1/reports/custom`, apiKey));
    server.send('stop');
    await gone(server);
  } finally {
    for (const process of children) process.kill();
    dataDir.remove();
  }
}

async function run(server: ChildProcess, url: string, apiKey: string) {
  const restingMegabytes = megabytes(server, 'VmRSS');
  const runs = [];
  for (const format of ['json', 'json', 'json', 'csv', 'xml']) runs.push(await report(url, apiKey, format));
  const peakMegabytes = megabytes(server, 'VmHWM');
  const seconds = runs.filter(({ format }) => format === 'json').map((run) => run.seconds);
  return {
    employees,
    fields: fields.length,
    jsonSeconds: Math.min(...seconds),
    runs,
    restingMegabytes,
    peakMegabytes,
  };
}

function tell(result: Awaited<ReturnType<typeof run>>): void {
  console.log(process.argv.includes('--json') ? JSON.stringify(result) : result);
  const met = result.jsonSeconds <= goals.seconds && result.peakMegabytes <= goals.megabytes;
  if (!met) console.log('missed a goal:', goals);
  process.exitCode = met ? 0 : 1;
}

async function report(url: string, apiKey: string, format: string) {
  const begin = performance.now();
  const response = await fetch(`${url}?format=${format}&onlyCurrent=true`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${apiKey}:x`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ title: 'Bench', fields }),
  });
  if (response.body === null) throw new Error('no body');
  let bytes = 0;
  let firstByteMs = 0;
  let tail = '';
  for await (const chunk of response.body) {
    firstByteMs ||= Math.round(performance.now() - begin);
    bytes += chunk.length;
    tail = (tail + Buffer.from(chunk).toString('latin1')).slice(-2000);
  }
  const seconds = Math.round(performance.now() - begin) / 1000;
  if (response.status !== 200 || !tail.includes(lastOf[format] ?? ''))
    throw new Error(`The ${format} report is not whole: ${response.status}, ${bytes} bytes.`);
  return { format, seconds, firstByteMs, megabytes: Math.round(bytes / 1e5) / 10 };
}

function start(args: string[]): ChildProcess {
  return fork(new URL(import.meta.url), args, { execArgv: process.execArgv });
}

function said<T>(process: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    process.once('message', (message) => resolve(message as T));
    process.once('exit', (code) => reject(new Error(`A process of the bench ended with ${code}.`)));
  });
}

function gone(process: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (process.exitCode !== null) resolve();
    else process.once('exit', () => resolve());
  });
}

function megabytes({ pid }: ChildProcess, line: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`^${line}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024);
}
