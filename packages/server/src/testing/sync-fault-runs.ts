// Runs cases of the matrix of faults side by side: each has a company, a connection and a lane of its
// own, all mirror one source.
import { setTimeout as delay } from 'node:timers/promises';
import type { Sync } from '@joinery/sdk';
import { addRow, updateEmployee } from '../modules/employees/employees.service.ts';
import { type Authority, makeAuthority, trusting } from './certificates.ts';
import { armDatabase, type DatabaseFaults, troubleAtHome } from './database-faults.ts';
import type { Lane } from './fault-lane.ts';
import { changedPeople, reads } from './faults.ts';
import { setTiming } from './hire-bench.ts';
import { type Arena, type Mirror, quickSyncTiming, renewKey } from './mirror-arena.ts';
import { compareStored, differencesOf, readStored, type StoredEmployee } from './stored-people.ts';
import type { FaultCase } from './sync-faults.ts';

export interface FaultOutcome {
  fault: FaultCase;
  /** How the sync ended, and what else there is to say. */
  ended: string;
  /** Empty when everything came as it has to. */
  broken: string[];
}

type People = Map<number, StoredEmployee>;

/** A company that mirrors the source by a way of its own. */
interface Ready {
  mirror: Mirror;
  lane: Lane;
  tls: boolean;
}

interface Run extends Ready {
  fault: FaultCase;
  before: People;
  /** How often something had gone wrong on its way before. */
  metBefore: number;
}

/**
 * Lets cases go wrong, some at once: mirrors have what the source has, a few people are changed there,
 * and each mirror meets its fault on the way to them.
 */
export async function runFaults(
  arena: Arena,
  cases: readonly FaultCase[],
  { atOnce, tell = () => undefined }: { atOnce: number; tell?: (outcome: FaultOutcome) => void },
): Promise<FaultOutcome[]> {
  const database = await armDatabase(arena.database.connection);
  const authority = makeAuthority();
  const distrust = trusting(authority);
  const outcomes: FaultOutcome[] = [];
  let idle: Ready[] = [];
  try {
    const elsewhere = await arena.openLane();
    for (let begin = 0; begin < cases.length; begin += atOnce) {
      const wave = cases.slice(begin, begin + atOnce);
      const given = wave.map((fault) => take(idle, fault));
      const runs = await Promise.all(wave.map((fault, i) => prepare(arena, fault, authority, given[i])));
      await changeSource(arena, begin / atOnce);
      const source = await readSource(arena);
      const ended = await Promise.all(
        runs.map(async (run) => {
          const outcome = await goWrong({ arena, database, elsewhere, source }, run);
          tell(outcome);
          return outcome;
        }),
      );
      outcomes.push(...ended);
      idle = [...idle, ...runs.filter((_, index) => isAsBefore(ended[index]))];
    }
    return outcomes;
  } finally {
    await database.close();
    distrust();
  }
}

/** A mirror that serves again: nothing is left of what went wrong, and nothing is to come. */
function isAsBefore(outcome: FaultOutcome | undefined): boolean {
  if (outcome === undefined || outcome.broken.length > 0 || outcome.fault.atHome) return false;
  return ['recovers', 'taken', 'fails', 'harmless'].includes(outcome.fault.expect);
}

function take(idle: Ready[], { tls }: FaultCase): Ready | undefined {
  const index = idle.findIndex((one) => one.tls === tls);
  return index < 0 ? undefined : idle.splice(index, 1)[0];
}

async function prepare(arena: Arena, fault: FaultCase, authority: Authority, given?: Ready): Promise<Run> {
  const ready = given ?? (await makeReady(arena, fault, authority));
  const { mirror, lane } = ready;
  // One that is to fail does so soon; one that is to recover has time for it.
  const isShort = fault.expect === 'fails' || fault.expect === 'harmless';
  const timing = isShort ? { ...quickSyncTiming, giveUpMs: 600 } : quickSyncTiming;
  await setTiming(arena.context, mirror.owner, mirror.connectionId, timing);
  return { ...ready, fault, before: await mirror.stored(), metBefore: lane.met() };
}

let mirrors = 0;

async function makeReady(arena: Arena, { tls, name }: FaultCase, authority: Authority): Promise<Ready> {
  mirrors += 1;
  const slug = `mirror-${mirrors}`;
  const lane = await arena.openLane(tls ? { tls: authority } : {});
  const tables = ['jobInfo', 'employmentStatus', 'compensation', 'customTools'];
  const mirror = await arena.aMirror({ slug, lane, tables });
  const first = await mirror.first();
  if (first.state !== 'done')
    throw new Error(`${name}: the first sync ended as ${first.state}: ${JSON.stringify(first.problem)}`);
  return { mirror, lane, tls };
}

/** The same people each time, in what nobody has changed before. */
async function changeSource({ context, source }: Arena, time: number): Promise<void> {
  const { owner } = source;
  const { phone, job, pay } = changedPeople;
  const unique = String(Date.now()).slice(-7);
  const date = new Date(Date.UTC(2024, 0, 1 + time)).toISOString().slice(0, 10);
  await updateEmployee(context, owner, phone, { mobilePhone: `+1 555 ${unique}` });
  await addRow(context, owner, job, 'jobInfo', { date, jobTitle: 'One' });
  await addRow(context, owner, pay, 'compensation', {
    startDate: date,
    rate: { value: `${unique}.00`, currency: 'USD' },
  });
}

function readSource({ context, source }: Arena): Promise<People> {
  return readStored(context, source.company.id);
}

interface Surroundings {
  arena: Arena;
  database: DatabaseFaults;
  /** A server that nothing may ever be sent to. */
  elsewhere: Lane;
  source: People;
}

async function goWrong(
  { arena, database, elsewhere, source }: Surroundings,
  run: Run,
): Promise<FaultOutcome> {
  const { fault, mirror, lane } = run;
  const { connectionId } = mirror;
  const broken: string[] = [];
  const home = troubleAtHome(database, connectionId);
  try {
    await fault.arrange({
      lane,
      otherOrigin: elsewhere,
      trouble: (trouble) => home.begin(trouble, 'staging'),
      takeOver: home.takeOver,
    });
    const { kind } = reads[fault.read];
    const wanted = Object.values(changedPeople).map(String);
    const sync = await mirror.sync(kind, kind === 'records' ? { wanted, reason: 'webhook' } : {});
    const after = await mirror.stored();
    broken.push(...judgeInvariants(run, after, source), ...(await judgeEnd(arena, run, sync, after, source)));
    if (fault.isCounted && lane.met() === run.metBefore && !home.begun()) broken.push('nothing went wrong');
    broken.push(...(await home.unmet()));
    if (fault.tells !== undefined && !fault.tells.test(sync.problem?.message ?? ''))
      broken.push(`it is not clear why: ${sync.problem?.message}`);
    if ((await mirror.leavers()) > 0) broken.push('somebody left');
    if (elsewhere.seen.length > 0)
      broken.push(`another origin was asked: ${JSON.stringify(elsewhere.seen[0])}`);
    // One that has everything already has nothing to recover from.
    if (!['recovers', 'taken'].includes(fault.expect)) await recover(arena, run, source, broken);
    const problem = sync.problem === null ? '' : ` ${sync.problem.code}`;
    return { fault, ended: `${sync.state}${problem}`, broken };
  } catch (error) {
    return { fault, ended: 'thrown', broken: [...broken, (error as Error).message] };
  } finally {
    lane.clear();
    await lane.listen();
  }
}

/** Whatever happened: nobody is lost, nobody leaves, nothing becomes empty that is not so at the source. */
function judgeInvariants({ before }: Run, after: People, source: People): string[] {
  const broken: string[] = [];
  for (const [number, was] of before) {
    const is = after.get(number);
    if (is === undefined) {
      broken.push(`${number} is lost`);
      continue;
    }
    if (was.status === 'Active' && is.status !== 'Active') broken.push(`${number} was made ${is.status}`);
    for (const [key, value] of Object.entries(was.values))
      if (
        value !== null &&
        (is.values[key] ?? null) === null &&
        (source.get(number)?.values[key] ?? null) !== null
      )
        broken.push(`${number}: ${key} was emptied`);
    const fewer = was.rows.length - is.rows.length;
    if (fewer > 0 && (source.get(number)?.rows.length ?? 0) >= was.rows.length)
      broken.push(`${number}: ${fewer} rows are gone`);
  }
  for (const number of after.keys()) if (!source.has(number)) broken.push(`${number} was invented`);
  return broken;
}

async function judgeEnd(
  arena: Arena,
  { fault, before, mirror, lane }: Run,
  { id, state, counts }: Sync,
  after: People,
  source: People,
): Promise<string[]> {
  const different = () => {
    const {
      lost,
      invented,
      different: all,
    } = compareStored(source, after, {
      without: arena.unlisted,
      tables: ['jobInfo', 'employmentStatus', 'compensation', 'customTools'],
    });
    return [...lost.map((number) => `${number} is lost`), ...invented.map(String), ...all];
  };
  const changed = () =>
    [...before].flatMap(([number, was]) => {
      const is = after.get(number);
      return is === undefined ? [] : differencesOf(was, is);
    });
  const must = (wanted: string) => (state === wanted ? [] : [`it ended as ${state}, not ${wanted}`]);
  switch (fault.expect) {
    case 'recovers':
    case 'taken':
      return [...must('done'), ...different()];
    case 'fails':
      return [...must('failed'), ...changed()];
    case 'held':
      // Of people who would leave only these are held; everybody else is applied.
      return counts.withheld > 0 ? must('done') : must('held');
    case 'stops': {
      lane.clear();
      await renewKey(arena.context, mirror, arena.source);
      // What had stopped goes on by itself.
      return [...must('stopped'), ...(await untilDone(mirror, id))];
    }
    case 'kept': {
      const { keeps } = fault;
      const rest = different().filter(
        (one) => keeps === undefined || !(one.startsWith(`${keeps.number}:`) && keeps.what.test(one)),
      );
      return [...must('done'), ...rest];
    }
    case 'harmless':
      return [];
  }
}

async function untilDone(mirror: Mirror, id: string): Promise<string[]> {
  for (const deadline = Date.now() + 60_000; ; await delay(50)) {
    const { state } = await mirror.ended(id);
    if (state === 'done') return [];
    if (Date.now() > deadline) return [`with a new key it is still ${state}`];
  }
}

/** When nothing goes wrong any more, a reading of everything has everything. */
async function recover(arena: Arena, { mirror, lane }: Run, source: People, broken: string[]): Promise<void> {
  lane.clear();
  await lane.listen();
  const sync = await mirror.sync('full');
  if (sync.state !== 'done') broken.push(`afterwards: ${sync.state} ${JSON.stringify(sync.problem)}`);
  const { lost, invented, different } = compareStored(source, await mirror.stored(), {
    without: arena.unlisted,
    tables: ['jobInfo', 'employmentStatus', 'compensation', 'customTools'],
  });
  const left = [...lost.map((number) => `${number} is lost`), ...invented.map(String), ...different];
  broken.push(...left.slice(0, 5).map((one) => `afterwards: ${one}`));
}

export async function pool<T, R>(
  items: readonly T[],
  size: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const one = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await work(items[index] as T, index);
  };
  await Promise.all(Array.from({ length: Math.min(size, items.length) }, one));
  return results;
}
