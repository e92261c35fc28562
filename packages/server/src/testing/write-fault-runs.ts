// Runs cases of the writing half of the matrix side by side, all on one sandbox company: hires of one
// company, each over a connection and a lane of its own, and changes of people by companies that
// mirror the sandbox. Its tables and its ledger judge what was really done, and the receipt that is
// read when a write's first byte arrives judges whether it was recorded before.
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Principal } from '../modules/access/principal.ts';
import { getCompany, systemPrincipal } from '../modules/companies/companies.service.ts';
import { updateConnection } from '../modules/connections/connections.service.ts';
import type { Context } from '../modules/context.ts';
import { addRow, updateEmployee } from '../modules/employees/employees.service.ts';
import { getHire, requestHire } from '../modules/hires/hires.service.ts';
import { listProviderWrites } from '../modules/provider-writes/provider-writes.service.ts';
import { type Lane, openLane } from './fault-lane.ts';
import { type HireBench, quickTiming, readSandbox, setTiming } from './hire-bench.ts';
import { makeMirror, quickSyncTiming } from './mirror-arena.ts';
import { differencesOf, readStored, type StoredEmployee } from './stored-people.ts';
import { pool } from './sync-fault-runs.ts';
import { type WriteFaultCase, writes } from './write-faults.ts';

export interface WriteFaultOutcome {
  fault: WriteFaultCase;
  /** How it ended, and what else there is to say. */
  ended: string;
  /** Empty when everything came as it has to. */
  broken: string[];
}

/** How many cases change somebody of the sandbox, each somebody else: so many people it needs. */
export const peopleFor = (cases: readonly WriteFaultCase[]): number => 10 + countMirrored(cases);

const countMirrored = (cases: readonly WriteFaultCase[]): number =>
  cases.filter(({ write }) => writes[write].by === 'mirror').length;

const timing = { ...quickTiming, maxThrottleMs: 400, probeMs: 400, floorPerMinute: 1000 };
const patienceMs = 60_000;

const hired = {
  hireDate: '2027-01-04',
  employmentStatus: 'Full-Time',
  payRate: '60000.00',
  payCurrency: 'USD',
  payType: 'Salary',
  payPer: 'Year',
};

/** What a case did, as it is judged. */
interface Case {
  fault: WriteFaultCase;
  /** Its way to the sandbox. */
  lane: Lane;
  owner: Principal;
  connectionId: string;
  /** Whom at the sandbox it changes, where they are there already. */
  number: number | null;
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
  const upstream = `${bench.origin.replace('localhost', '127.0.0.1')}/api/gateway.php/acme`;
  const elsewhere = await openLane({ upstream });
  const before = await readStored(bench.context, bench.sandbox.company.id);
  const numbers = [...before.values()]
    .filter(({ status }) => status === 'Active')
    .map(({ number }) => number);
  const lanes: Lane[] = [elsewhere];
  const made = await pool(cases, atOnce, async (fault) => {
    const one = await prepare(bench, fault, upstream, numbers);
    lanes.push(one.lane);
    return one;
  });
  const outcomes = await pool(made, atOnce, async (one) => {
    const outcome = await goWrong(bench, one, elsewhere);
    tell(outcome);
    return outcome;
  });
  const others = await changedOthers(bench, made, before);
  await Promise.all(lanes.map((lane) => lane.close()));
  const everybody = outcomes.at(-1);
  if (everybody !== undefined) everybody.broken.push(...others);
  return outcomes;
}

async function prepare(
  bench: HireBench,
  fault: WriteFaultCase,
  upstream: string,
  numbers: number[],
): Promise<Case> {
  const own = fault.expect === 'gives up' ? { giveUpMs: 1500 } : {};
  const unrecorded: string[] = [];
  const by = writes[fault.write].by === 'hire' ? prepareHire : prepareChange;
  return by(bench, { fault, unrecorded, upstream, timing: { ...timing, ...own }, numbers });
}

interface Preparing {
  fault: WriteFaultCase;
  unrecorded: string[];
  upstream: string;
  timing: Record<string, number>;
  /** People of the sandbox whom no other case changes. */
  numbers: number[];
}

async function prepareHire(
  bench: HireBench,
  { fault, unrecorded, upstream, timing: paces }: Preparing,
): Promise<Case> {
  const { context, owner } = bench;
  const lane = await openLane({
    upstream,
    observe: (request) => observeHireWrite(context, owner, () => connectionId, unrecorded, request),
  });
  const connectionId = await bench.aConnection({ baseUrl: lane.baseUrl });
  await setTiming(context, owner, connectionId, paces);
  const person = await bench.aHiredApplication();
  const begin = async (): Promise<Attempt> => {
    const { id, marker } = await requestHire(context, owner, {
      applicationId: person.applicationId,
      connectionId,
      fields: { ...hired, ...bench.known },
    });
    return {
      state: async () => {
        const { state, problem } = await getHire(context, owner, id);
        const is = ({ done: 'done', failed: 'failed', needs_attention: 'asks', waiting: 'waits' } as const)[
          state as 'done'
        ];
        return { is: is ?? 'under way', words: problem ?? '' };
      },
      found: () => findHired(bench, fault, marker, person),
    };
  };
  return { fault, lane, owner, connectionId, number: null, unrecorded, begin };
}

/** One employee as asked for, and of each row and file no more than one, whatever the case is about. */
async function findHired(
  bench: HireBench,
  { write }: WriteFaultCase,
  marker: string,
  person: { firstName: string; lastName: string; email: string | null },
): Promise<Found> {
  const { context, sandbox } = bench;
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
  const wrong = Object.entries(there).flatMap(([what, { length }]) =>
    length > 1 ? [`${what}: there are ${length}`] : [],
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
  bench: HireBench,
  { fault, unrecorded, upstream, timing: paces, numbers }: Preparing,
): Promise<Case> {
  const { context, sandbox } = bench;
  const number = numbers.pop();
  if (number === undefined) throw new Error('the sandbox has too few people');
  let founder: Principal | undefined;
  const lane = await openLane({
    upstream,
    observe: (request) => observeChange(context, founder, unrecorded, request),
  });
  const mirror = await makeMirror(
    bench,
    { company: sandbox.company, apiKey: sandbox.apiKey, baseUrl: upstream },
    {
      slug: `m${number}-${Date.now() % 1e8}`,
      lane,
      timing: { ...quickSyncTiming, ...paces },
      tables: ['employmentStatus'],
    },
  );
  const first = await mirror.first();
  if (first.state !== 'done') throw new Error(`${fault.name}: the first sync ended as ${first.state}`);
  const { companyId } = mirror.owner;
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
      found: () => findChanged(bench, fault, number, town),
    };
  };
  return { fault, lane, owner, connectionId: mirror.connectionId, number, unrecorded, begin };
}

async function findChanged(
  { context, sandbox }: HireBench,
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

async function goWrong(
  { context, sandbox }: HireBench,
  one: Case,
  elsewhere: Lane,
): Promise<WriteFaultOutcome> {
  const { fault, lane, unrecorded } = one;
  const broken: string[] = [];
  try {
    await fault.arrange(lane, elsewhere);
    const attempt = await one.begin();
    const standing = await untilEnded(attempt, fault);
    const ended = `${standing.is} ${standing.words}`.trim();
    const { count, wrong } = await attempt.found();
    broken.push(...wrong, ...judge(fault, standing, count));
    if (fault.expect === 'stops') {
      lane.clear();
      await updateConnection(context, one.owner, one.connectionId, { apiKey: sandbox.apiKey });
      const after = await untilEnded(attempt, { ...fault, expect: 'once' });
      const now = await attempt.found();
      broken.push(...now.wrong, ...judge({ ...fault, expect: 'once' }, after, now.count));
    }
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

function judge({ expect, there }: WriteFaultCase, { is, words }: Standing, count: number): string[] {
  const must = (wanted: Standing['is'][], times: number) => [
    ...(wanted.includes(is) ? [] : [`it is ${is}, not ${wanted.join(' or ')}: ${words}`]),
    ...(count === times ? [] : [`it is there ${count} times, not ${times}`]),
    ...(is === 'done' || words !== '' ? [] : ['nobody is told why']),
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
  }
}

async function untilEnded(attempt: Attempt, { expect, name }: WriteFaultCase): Promise<Standing> {
  let last: Standing = { is: 'under way', words: '' };
  for (const deadline = Date.now() + patienceMs; ; await delay(60)) {
    last = await attempt.state();
    const isStopped = last.is === 'waits' && /API key/.test(last.words);
    if (['done', 'failed', 'asks'].includes(last.is) || (expect === 'stops' && isStopped)) return last;
    if (Date.now() > deadline) throw new Error(`${name}: it is still ${last.is}: ${last.words}`);
  }
}

/** Nobody of the sandbox is other than before but those whom a case was to change, and in that only. */
async function changedOthers(
  { context, sandbox }: HireBench,
  made: readonly Case[],
  before: Map<number, StoredEmployee>,
): Promise<string[]> {
  const asked = new Map(made.map(({ number, fault }) => [number, fault.write]));
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
