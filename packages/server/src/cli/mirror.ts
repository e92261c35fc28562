// Mirroring from the command line: begin a sync and watch it, list what waits for a person, look
// at what a key sees.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, type Hold, JoineryError, type ProbeReport, type Sync } from '@joinery/sdk';
import type { Principal } from '../modules/access/principal.ts';
import { probeConnection } from '../modules/connections/connection-probe.service.ts';
import { listConnections } from '../modules/connections/connections.service.ts';
import type { Context } from '../modules/context.ts';
import { listHolds } from '../modules/holds/holds.service.ts';
import { getSync, startSync } from '../modules/syncs/syncs.service.ts';
import { type OutputOptions, print, table } from './output.ts';
import { countsInWords, progressInWords } from './sync-words.ts';
import { inCompany, withContext } from './with-context.ts';

interface SyncOptions extends OutputOptions {
  connection?: string;
  full?: boolean;
  watch?: boolean;
}

const pollMs = 500;
const holdsAtOnce = 200;

export async function sync(company: string, options: SyncOptions): Promise<void> {
  const ended = await withContext(async (context) => {
    const { principal } = await inCompany(context, company);
    const connection = await sourceOf(context, principal, company, options.connection);
    const kind = options.full === true ? 'full' : 'incremental';
    const begun = await startSync(context, principal, connection.id, kind);
    return options.watch === true ? watch(context, principal, begun, options) : begun;
  });
  print(options, ended, linesOf(ended));
  if (ended.state === 'failed' || ended.state === 'stopped') process.exitCode = 1;
}

async function watch(
  context: Context,
  principal: Principal,
  begun: Sync,
  { json }: OutputOptions,
): Promise<Sync> {
  const tell = json === true ? () => undefined : createTeller();
  let now = begun;
  while (now.finishedAt === null) {
    tell(progressInWords(now));
    await sleep(pollMs);
    now = await getSync(context, principal, begun.id);
  }
  tell('');
  return now;
}

/** One line that is written over on a terminal, and a line for each change elsewhere. */
function createTeller(): (text: string) => void {
  const { stderr } = process;
  let last = '';
  return (text) => {
    if (text === last) return;
    last = text;
    if (stderr.isTTY) stderr.write(`\r\u001b[K${text}`);
    else if (text !== '') stderr.write(`${text}\n`);
  };
}

function linesOf(sync: Sync): string[] {
  if (sync.finishedAt === null)
    return [`Sync ${sync.id} is ${sync.state}; a running server does it. Watch it with --watch.`];
  const seconds = ((sync.milliseconds ?? 0) / 1000).toFixed(1);
  return [
    `Sync ${sync.id} is ${sync.state} after ${seconds} s and ${sync.calls} calls: ${countsInWords(sync.counts)}.`,
    ...(sync.problem === null ? [] : [sync.problem.message]),
    ...sync.warnings.map(({ message, names }) => [message, ...names].join(' ')),
    ...(sync.holdId === null ? [] : [`Hold ${sync.holdId} waits for a person.`]),
  ];
}

async function sourceOf(
  context: Context,
  principal: Principal,
  company: string,
  wanted: string | undefined,
): Promise<Connection> {
  if (wanted !== undefined) return connectionOf(context, principal, company, wanted);
  const connections = await listConnections(context, principal);
  const source = connections.find(({ mirror }) => mirror?.peopleSource === true);
  if (source !== undefined) return source;
  throw new JoineryError(
    'connections.not_found',
    `No connection of ${company} mirrors people. Add one on its Integrations page, or switch “Mirror people” on at one.`,
  );
}

/** By id or by name. */
async function connectionOf(
  context: Context,
  principal: Principal,
  company: string,
  wanted: string,
): Promise<Connection> {
  const connections = await listConnections(context, principal);
  const found = connections.filter(({ id, name }) => id === wanted || name === wanted);
  const [connection] = found;
  if (connection !== undefined && found.length === 1) return connection;
  const known = connections.map(({ id, name }) => `${id} (${name})`).join(', ') || 'none';
  throw new JoineryError(
    'connections.not_found',
    `${company} has ${found.length === 0 ? 'no connection' : 'several connections called'} ${wanted}. There are: ${known}.`,
  );
}

export async function holds(company: string, options: OutputOptions): Promise<void> {
  const open = await withContext(async (context) => {
    const { principal } = await inCompany(context, company);
    return listOpenHolds(context, principal);
  });
  print(options, open, holdLines(open));
}

async function listOpenHolds(context: Context, principal: Principal): Promise<Hold[]> {
  const open: Hold[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const slice = { limit: holdsAtOnce, after };
    const page = await listHolds(context, principal, { state: 'open' }, slice);
    open.push(...page.items);
    after = page.after;
  }
  return open;
}

function holdLines(open: readonly Hold[]): string[] {
  if (open.length === 0) return ['Nothing waits for a person.'];
  const rows = open.map(({ id, kind, connectionName, createdAt, summary }) => [
    id,
    kind,
    connectionName,
    createdAt,
    summary,
  ]);
  return [
    ...table([['ID', 'KIND', 'CONNECTION', 'SINCE', 'WHAT'], ...rows]),
    'Decide in the console, under Holds.',
  ];
}

export async function probe(company: string, wanted: string, options: OutputOptions): Promise<void> {
  const report = await withContext(async (context) => {
    const { principal } = await inCompany(context, company);
    const { id } = await connectionOf(context, principal, company, wanted);
    return probeConnection(context, principal, id, {});
  });
  print(options, report, probeLines(report));
  if (!report.reached) process.exitCode = 1;
}

function probeLines(report: ProbeReport): string[] {
  if (!report.reached) return [report.problem ?? 'The account did not let us look.'];
  const { accessLevel } = report;
  return [
    `${report.employees ?? 'An unknown number of'} employees seen, with ${report.calls} calls.`,
    ...judged(report, 'missing', 'Missing:'),
    ...judged(report, 'excess', 'Sensitive, and nothing needs it:'),
    ...(report.lost.length === 0 ? [] : [`Seen before and lost: ${report.lost.join(', ')}`]),
    '',
    `Access level ${accessLevel.name}:`,
    ...accessLevel.steps.map((step, index) => `${index + 1}. ${step}`),
    ...named('View:', accessLevel.view),
    ...named('Edit:', accessLevel.edit),
    ...named('Hide:', accessLevel.hide),
  ];
}

function judged(report: ProbeReport, need: 'missing' | 'excess', title: string): string[] {
  const names = [
    ...report.fields.filter((field) => field.need === need).map(({ label }) => label),
    ...report.tables.filter((one) => one.need === need).map(({ name }) => `table ${name}`),
    ...report.rights.filter((right) => right.need === need).map(({ label }) => label),
  ];
  return named(title, names);
}

const named = (title: string, names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`${title} ${names.join(', ')}`];
