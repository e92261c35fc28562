// Runs cases of the writing half of the matrix side by side, a few on each sandbox company: hires of one
// company, each over a connection and a lane of its own, and changes of people by companies that
// mirror the sandbox. Its tables judge what was really done, and the receipt that is read when a
// write's first byte arrives judges whether it was recorded before.
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { Principal } from '../modules/access/principal.ts';
import { getCompany, systemPrincipal } from '../modules/companies/companies.service.ts';
import { updateConnection } from '../modules/connections/connections.service.ts';
import type { Context } from '../modules/context.ts';
import { addRow, updateEmployee } from '../modules/employees/employees.service.ts';
import { listFindings } from '../modules/hires/hire-findings.service.ts';
import { reconcile } from '../modules/hires/hire-reconcile.service.ts';
import { requestHire } from '../modules/hires/hires.service.ts';
import { listProviderWrites } from '../modules/provider-writes/provider-writes.service.ts';
import { createSandbox, type Sandbox } from '../modules/sandboxes/sandboxes.service.ts';
import { makeAuthority, trusting } from './certificates.ts';
import { armDatabase, type DatabaseFaults, troubleAtHome } from './database-faults.ts';
import { type Lane, type LaneOptions, openLane } from './fault-lane.ts';
import { type WriteName, writes } from './faults.ts';
import { type HireBench, knownValues, quickTiming, readSandbox, setTiming } from './hire-bench.ts';
import { makeMirror, quickSyncTiming } from './mirror-arena.ts';
import { differencesOf, readStored, type StoredEmployee } from './stored-people.ts';
import { pool } from './sync-fault-runs.ts';
import type { WriteFaultCase } from './write-faults.ts';

export interface WriteFaultOutcome {
  fault: WriteFaultCase;
  /** How it ended, and what else there is to say. */
  ended: string;
  /** Empty when everything came as it has to. */
  broken: string[];
}

/** Cases that share a sandbox company: every hire and every mirror reads all of its people. */
const casesAtSite = 12;
const sitesAtOnce = 2;

const timing = { ...quickTiming, maxThrottleMs: 400, probeMs: 400, floorPerMinute: 1000 };
const patienceMs = 180_000;

const hired = {
  hireDate: '2027-01-04',
  employmentStatus: 'Full-Time',
  payRate: '60000.00',
  payCurrency: 'USD',
  payType: 'Salary',
  payPer: 'Year',
};

/** A sandbox company with the cases that write to it. */
interface Site {
  bench: HireBench;
  database: DatabaseFaults;
  sandbox: Sandbox;
  /** Its address, without a lane. */
  upstream: string;
  known: HireBench['known'];
  before: Map<number, StoredEmployee>;
  /** People whom no case changes yet. */
  free: number[];
  /** What was asked for each person who was there before. */
  asked: Map<number, WriteName>;
  openLane(tls: boolean, observe: NonNullable<LaneOptions['observe']>): Promise<Lane>;
}

/** A case that is ready to go wrong. */
interface Case {
  fault: WriteFaultCase;
  site: Site;
  /** Its way to the sandbox. */
  lane: Lane;
  owner: Principal;
  connectionId: string;
  /** Writes that arrived without a receipt that says so, as they arrived. */
  unrecorded: string[];
  /** Begins it, and gives how to learn of it. */
  begin(): Promise<Attempt>;
}

interface Attempt {
  state(): Promise<Standing>;
  /** What of it is at the sandbox. */
  found(): Promise<Found>;
}

interface Standing {
  is: 'done' | 'failed' | 'asks' | 'waits' | 'under way';
  words: string;
}

interface Found {
  /** How often what was to be written is there. */
  count: number;
  /** What is there and should not be. */
  wrong: string[];
}

export async function runWriteFaults(
  bench: HireBench,
  cases: readonly WriteFaultCase[],
  { atOnce, tell = () => undefined }: { atOnce: number; tell?: (outcome: WriteFaultOutcome) => void },
): Promise<WriteFaultOutcome[]> {
  const database = await armDatabase(bench.database.connection);
  const authority = makeAuthority();
  const distrust = trusting(authority);
  const lanes: Lane[] = [];
  const open = async (options: LaneOptions): Promise<Lane> => {
    const lane = await openLane(options);
    lanes.push(lane);
    return lane;
  };
  const elsewhere = await open({ upstream: addressOf(bench, 'acme') });
  const groups = Array.from({ length: Math.ceil(cases.length / casesAtSite) }, (_, index) =>
    cases.slice(index * casesAtSite, (index + 1) * casesAtSite),
  );
  try {
    const outcomes = await pool(groups, sitesAtOnce, async (group) => {
      const site = await makeSite(bench, database, group);
      site.openLane = (tls, observe) =>
        open({ upstream: site.upstream, observe, ...(tls ? { tls: authority } : {}) });
      const own = await pool(group, Math.ceil(atOnce / sitesAtOnce), async (fault) => {
        const outcome = await prepare(site, fault).then(
          (one) => goWrong(one, elsewhere),
          (error: Error): WriteFaultOutcome => ({ fault, ended: 'never begun', broken: [error.message] }),
        );
        tell(outcome);
        return outcome;
      });
      own.at(-1)?.broken.push(...(await changedOthers(site)));
      return own;
    });
    return outcomes.flat();
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()));
    await database.close();
    distrust();
  }
}

const addressOf = ({ origin }: HireBench, slug: string): string =>
  `${origin.replace('localhost', '127.0.0.1')}/api/gateway.php/${slug}`;

let sites = 0;

async function makeSite(
  bench: HireBench,
  database: DatabaseFaults,
  cases: readonly WriteFaultCase[],
): Promise<Site> {
  const { context } = bench;
  sites += 1;
  const slug = `site-${sites}`;
  const mirrored = cases.filter(({ write }) => writes[write].by === 'mirror').length;
  // Somebody has left already, and cannot leave again.
  const sandbox = await createSandbox(context, {
    slug,
    name: slug,
    employees: 6 + Math.ceil(mirrored * 1.5),
  });
  const before = await readStored(context, sandbox.company.id);
  const free = [...before.values()].filter(({ status }) => status === 'Active').map(({ number }) => number);
  return {
    bench,
    database,
    sandbox,
    upstream: addressOf(bench, slug),
    known: await knownValues(context, systemPrincipal(sandbox.company)),
    before,
    free,
    asked: new Map(),
    openLane: () => Promise.reject(new Error('there are no lanes yet')),
  };
}

function prepare(site: Site, fault: WriteFaultCase): Promise<Case> {
  const own = fault.expect === 'gives up' ? { giveUpMs: 1500 } : {};
  const by = writes[fault.write].by === 'hire' ? prepareHire : prepareChange;
  return by(site, fault, { ...timing, ...own });
}

async function prepareHire(site: Site, fault: WriteFaultCase, paces: Record<string, number>): Promise<Case> {
  const { bench, sandbox } = site;
  const { context, owner } = bench;
  const unrecorded: string[] = [];
  const lane = await site.openLane(fault.tls, (request) =>
    observeHireWrite(context, owner, () => connectionId, unrecorded, request),
  );
  const connectionId = await bench.aConnection({
    subdomain: sandbox.company.slug,
    baseUrl: lane.baseUrl,
    apiKey: sandbox.apiKey,
  });
  await setTiming(context, owner, connectionId, paces);
  const person = await bench.aHiredApplication();
  const begin = async (): Promise<Attempt> => {
    const { id, marker } = await requestHire(context, owner, {
      applicationId: person.applicationId,
      connectionId,
      fields: { ...hired, ...site.known },
    });
    return {
      state: async () => {
        const { state, problem } = await readHire(context, owner.companyId, id);
        const is = ({ done: 'done', failed: 'failed', needs_attention: 'asks', waiting: 'waits' } as const)[
          state as 'done'
        ];
        return { is: is ?? 'under way', words: problem ?? '' };
      },
      found: () => findHired(site, fault, marker, person),
    };
  };
  return { fault, site, lane, owner, connectionId, unrecorded, begin };
}

/** What is asked again and again, without all that a hire has beside it. */
async function readHire({ db }: Pick<Context, 'db'>, companyId: string, id: string) {
  return db.inCompany(companyId, (tx) =>
    tx.selectFrom('hires').select(['state', 'problem']).where('id', '=', id).executeTakeFirstOrThrow(),
  );
}

/** One employee as asked for, and of each row and file no more than one, whatever the case is about. */
async function findHired(
  { bench: { context }, sandbox }: Site,
  { write, expect }: WriteFaultCase,
  marker: string,
  person: { firstName: string; lastName: string; email: string | null },
): Promise<Found> {
  const { numbers, files } = await readSandbox(context, sandbox.company.id, marker);
  const all = await readStored(context, sandbox.company.id);
  const stored = numbers.flatMap((number) => all.get(number) ?? []);
  const rowsOf = (alias: string) => stored.flatMap(({ rows }) => rows.filter(({ table }) => table === alias));
  const there = {
    create: numbers,
    row: rowsOf('employmentStatus'),
    job: rowsOf('jobInfo'),
    pay: rowsOf('compensation'),
    file: files,
    update: [],
    terminate: [],
  };
  const most = expect === 'reported' ? 2 : 1;
  const wrong = Object.entries(there).flatMap(([what, { length }]) =>
    length > most ? [`${what}: there are ${length}`] : [],
  );
  if (write !== 'create' && numbers.length !== 1) wrong.push(`${numbers.length} employees`);
  const asked = { ...person, homeEmail: person.email, hireDate: hired.hireDate };
  for (const { values } of stored)
    for (const name of ['firstName', 'lastName', 'homeEmail', 'hireDate'] as const)
      if (values[name] !== asked[name]) wrong.push(`${name} is ${String(values[name])}`);
  const rows = [...there.row, ...there.job, ...there.pay];
  for (const { table, effectiveOn } of rows)
    if (effectiveOn !== hired.hireDate) wrong.push(`${table} of ${effectiveOn}`);
  return { count: there[write].length, wrong };
}

async function prepareChange(
  site: Site,
  fault: WriteFaultCase,
  paces: Record<string, number>,
): Promise<Case> {
  const { bench, sandbox, free, asked: askedFor } = site;
  const { context } = bench;
  const number = free.pop();
  if (number === undefined) throw new Error('the sandbox has too few people');
  askedFor.set(number, fault.write);
  const unrecorded: string[] = [];
  let founder: Principal | undefined;
  const lane = await site.openLane(fault.tls, (request) =>
    observeChange(context, founder, unrecorded, request),
  );
  const mirror = await makeMirror(
    bench,
    { company: sandbox.company, apiKey: sandbox.apiKey, baseUrl: site.upstream },
    {
      slug: `${sandbox.company.slug}-${number}`,
      lane,
      timing: { ...quickSyncTiming, ...timing },
      tables: ['employmentStatus'],
    },
  );
  const first = await mirror.first();
  if (first.state !== 'done')
    throw new Error(`the first sync ended as ${first.state}: ${JSON.stringify(first.problem)}`);
  const { companyId } = mirror.owner;
  await setTiming(context, mirror.owner, mirror.connectionId, { ...quickSyncTiming, ...paces });
  const owner = systemPrincipal(
    await context.db.inCompany(companyId, (tx) => getCompany(tx, companyId)),
    'Test',
  );
  founder = owner;
  const town = `Lindon ${number}`;
  const begin = async (): Promise<Attempt> => {
    const asked =
      fault.write === 'update'
        ? updateEmployee(context, owner, number, { city: town })
        : addRow(context, owner, number, 'employmentStatus', {
            date: '2026-11-20',
            employmentStatus: 'Terminated',
          });
    // The caller is told in their own time; what counts is what is recorded.
    const told = asked.then(
      () => '',
      (error: unknown) => (error as Error).message,
    );
    return {
      state: async () => {
        const { items } = await listProviderWrites(context, owner, {}, { limit: 2 });
        const [write] = items;
        if (write === undefined) return { is: 'under way', words: '' };
        if (items.length > 1) throw new Error('one change was recorded as two');
        const words = write.problem?.message ?? '';
        if (write.settledAt === null) return { is: 'under way', words };
        await told;
        const is = ({ done: 'done', refused: 'failed', needs_attention: 'asks' } as const)[
          write.state as 'done'
        ];
        return { is: is ?? 'under way', words };
      },
      found: () => findChanged(site, fault, number, town),
    };
  };
  return { fault, site, lane, owner, connectionId: mirror.connectionId, unrecorded, begin };
}

async function findChanged(
  { bench: { context }, sandbox }: Site,
  { write }: WriteFaultCase,
  number: number,
  town: string,
): Promise<Found> {
  const person = (await readStored(context, sandbox.company.id)).get(number);
  if (write === 'update') return { count: person?.values.city === town ? 1 : 0, wrong: [] };
  const ends = person?.rows.filter(
    ({ table, effectiveOn, values }) =>
      table === 'employmentStatus' &&
      effectiveOn === '2026-11-20' &&
      values.employmentStatus === 'Terminated',
  );
  const count = ends?.length ?? 0;
  const isLeaver = person?.status === 'Inactive';
  return { count, wrong: isLeaver === count > 0 ? [] : [`they are ${person?.status}`] };
}

async function goWrong(one: Case, elsewhere: Lane): Promise<WriteFaultOutcome> {
  const { fault, site, lane, unrecorded, connectionId } = one;
  const broken: string[] = [];
  const { database } = site;
  const home = troubleAtHome(database, connectionId);
  try {
    await fault.arrange({
      lane,
      otherOrigin: elsewhere,
      trouble: home.begin,
      takeOver: home.takeOver,
    });
    const attempt = await one.begin();
    const standing = await untilEnded(attempt, fault);
    const ended = `${standing.is} ${standing.words}`.trim();
    const { count, wrong } = await attempt.found();
    broken.push(...wrong, ...judge(fault, standing, count));
    if (fault.expect === 'stops') broken.push(...(await withNewKey(one, attempt)));
    if (fault.expect === 'reported') broken.push(...(await judgeReport(one)));
    if (fault.isCounted && lane.met() === 0 && !home.begun()) broken.push('nothing went wrong');
    broken.push(...(await home.unmet()));
    if (fault.takenOver && (!isLookedFor(lane, fault) || (await isRecordedTwice(one))))
      broken.push('who had lost the work recorded how it ended');
    broken.push(...unrecorded);
    // Whatever was sent elsewhere carried a key, or a person.
    for (const request of elsewhere.seen) broken.push(`another origin was asked: ${JSON.stringify(request)}`);
    return { fault, ended, broken };
  } catch (error) {
    return { fault, ended: 'thrown', broken: [...broken, (error as Error).message] };
  } finally {
    lane.clear();
    await lane.listen();
  }
}

async function withNewKey(
  { site, fault, lane, owner, connectionId }: Case,
  attempt: Attempt,
): Promise<string[]> {
  lane.clear();
  await updateConnection(site.bench.context, owner, connectionId, { apiKey: site.sandbox.apiKey });
  const wanted = { ...fault, expect: 'once' as const };
  const after = await untilEnded(attempt, wanted);
  const { count, wrong } = await attempt.found();
  return [...wrong, ...judge(wanted, after, count)];
}

function isLookedFor({ seen }: Lane, { write }: WriteFaultCase): boolean {
  const sent = seen.findLastIndex(({ fault }) => fault);
  return seen.slice(sent + 1).some(({ method, path }) => writes[write].look.test(`${method} ${path}`));
}

/** More ends than sendings: two processes recorded one each. */
async function isRecordedTwice({ site, owner, connectionId }: Case): Promise<boolean> {
  const { rows } = await site.bench.context.db.inCompany(owner.companyId, (tx) =>
    sql`
      select from (
        select s.attempts, s.proof from hire_steps s
          join hires h on h.company_id = s.company_id and h.id = s.hire_id where h.connection_id = ${connectionId}
        union all select attempts, proof from provider_writes where connection_id = ${connectionId}
      ) as receipts where jsonb_array_length(proof -> 'sends') > attempts`.execute(tx),
  );
  return rows.length > 0;
}

/** What was done late is found by the look that comes every quarter of an hour, and stops the rest. */
async function judgeReport({ site, owner, connectionId }: Case): Promise<string[]> {
  const { context } = site.bench;
  await reconcile(context, { companyId: owner.companyId, connectionId, full: false }, { urgency: 'person' });
  const { items } = await listFindings(context, owner, { connectionId }, { limit: 10 });
  const doubled = items.filter(({ kind, state }) => kind === 'marker_twice' && state === 'open');
  const told = doubled.map(({ hireId, employees }) => [hireId !== null, employees.length]);
  return isDeepStrictEqual(told, [[true, 2]]) ? [] : [`reported as ${JSON.stringify(items)}`];
}

function judge({ expect, there, tells }: WriteFaultCase, { is, words }: Standing, count: number): string[] {
  const must = (wanted: Standing['is'][], times: number) => [
    ...(wanted.includes(is) ? [] : [`it is ${is}, not ${wanted.join(' or ')}: ${words}`]),
    ...(count === times ? [] : [`it is there ${count} times, not ${times}`]),
    ...(is === 'done' || words !== '' ? [] : ['nobody is told why']),
    ...(is === 'done' || tells === undefined || tells.test(words) ? [] : [`it is not clear why: ${words}`]),
  ];
  switch (expect) {
    case 'once':
      return must(['done'], 1);
    case 'refused':
      return must(['failed'], 0);
    case 'asks':
      return must(['asks'], there ? 1 : 0);
    case 'gives up':
      return must(['failed', 'asks'], 0);
    case 'stops':
      return must(['waits'], 0);
    case 'reported':
      return must(['done', 'asks'], 2);
  }
}

async function untilEnded(attempt: Attempt, { expect, name }: WriteFaultCase): Promise<Standing> {
  let last: Standing = { is: 'under way', words: '' };
  for (const deadline = Date.now() + patienceMs; ; await delay(150)) {
    last = await attempt.state();
    const isStopped = last.is === 'waits' && /API key/.test(last.words);
    if (['done', 'failed', 'asks'].includes(last.is) || (expect === 'stops' && isStopped)) return last;
    if (Date.now() > deadline) throw new Error(`${name}: it is still ${last.is}: ${last.words}`);
  }
}

/** Nobody of the sandbox is other than before but those whom a case was to change, and in that only. */
async function changedOthers({ bench: { context }, sandbox, asked, before }: Site): Promise<string[]> {
  const after = await readStored(context, sandbox.company.id);
  return [...before].flatMap(([number, was]) => {
    const is = after.get(number);
    if (is === undefined) return [`${number} is lost`];
    const write = asked.get(number);
    const without = (employee: StoredEmployee): StoredEmployee =>
      write === 'update'
        ? { ...employee, values: { ...employee.values, city: null } }
        : write === 'terminate'
          ? {
              ...employee,
              status: '',
              rows: employee.rows.filter(({ effectiveOn }) => effectiveOn !== '2026-11-20'),
              values: {
                ...employee.values,
                employmentHistoryStatus: null,
                terminationDate: null,
                status: null,
              },
            }
          : employee;
    return differencesOf(without(was), without(is)).map((one) => `nobody asked for it: ${one}`);
  });
}

const isWrite = ({ method, path }: { method: string; path: string }): boolean =>
  method !== 'GET' && !/^\/v\d\/(reports|datasets)\b/.test(path);

interface SentReceipt {
  state: string;
  attempts: number;
  request_hash: string | null;
  sent_at: Date | null;
}

// Read on another connection than the one that wrote it: only what was committed is seen.
async function observeHireWrite(
  { db }: Pick<Context, 'db'>,
  { companyId }: Principal,
  connectionId: () => string,
  unrecorded: string[],
  request: { method: string; path: string },
): Promise<void> {
  if (!isWrite(request)) return;
  const { rows } = await db.inCompany(companyId, (tx) =>
    sql<SentReceipt>`
      select s.state, s.attempts, s.request_hash, s.sent_at
        from hire_steps s join hires h on h.company_id = s.company_id and h.id = s.hire_id
       where h.connection_id = ${connectionId()} and s.request_summary is not null
       order by s.sent_at desc nulls last limit 1`.execute(tx),
  );
  note(rows[0], unrecorded, request);
}

async function observeChange(
  { db }: Pick<Context, 'db'>,
  owner: Principal | undefined,
  unrecorded: string[],
  request: { method: string; path: string },
): Promise<void> {
  if (owner === undefined || !isWrite(request)) return;
  const { rows } = await db.inCompany(owner.companyId, (tx) =>
    sql<SentReceipt>`
      select state, attempts, request_hash, sent_at from provider_writes order by id desc limit 1`.execute(
      tx,
    ),
  );
  note(rows[0], unrecorded, request);
}

function note(
  receipt: SentReceipt | undefined,
  unrecorded: string[],
  { method, path }: { method: string; path: string },
): void {
  const isRecorded =
    receipt?.state === 'sending' &&
    receipt.attempts > 0 &&
    receipt.request_hash !== null &&
    receipt.sent_at !== null;
  if (!isRecorded)
    unrecorded.push(`${method} ${path} came while its receipt said ${receipt?.state ?? 'nothing'}`);
}
