// Runs cases of the matrix of faults side by side: each has a company, a connection and a lane of its
// own, all mirror one source.
import { setTimeout as delay } from 'node:timers/promises';
import type { Sync } from '@joinery/sdk';
import { addRow, updateEmployee } from '../modules/employees/employees.service.ts';
import type { Lane } from './fault-lane.ts';
import { type Arena, type Mirror, renewKey } from './mirror-arena.ts';
import { compareStored, differencesOf, readStored, type StoredEmployee } from './stored-people.ts';
import { changedPeople, type FaultCase, reads } from './sync-faults.ts';

export interface FaultOutcome {
  fault: FaultCase;
  /** How the sync ended, and what else there is to say. */
  ended: string;
  /** Empty when everything came as it has to. */
  broken: string[];
}

type People = Map<number, StoredEmployee>;
interface Run {
  fault: FaultCase;
  mirror: Mirror;
  lane: Lane;
  before: People;
}

/** Mirrors the source once for each case, changes a few people there, and lets each case go wrong. */
export async function runFaults(
  arena: Arena,
  cases: readonly FaultCase[],
  { atOnce, tell = () => undefined }: { atOnce: number; tell?: (outcome: FaultOutcome) => void },
): Promise<FaultOutcome[]> {
  const elsewhere = await arena.openLane();
  const runs = await pool(cases, atOnce, (fault, index) => prepare(arena, fault, index));
  await changeSource(arena);
  const source = await readSource(arena);
  return pool(runs, atOnce, async (run) => {
    const outcome = await goWrong(arena, run, elsewhere, source);
    tell(outcome);
    return outcome;
  });
}

async function prepare(arena: Arena, fault: FaultCase, index: number): Promise<Run> {
  const lane = await arena.openLane();
  // One that is to fail does so soon; one that is to recover has time for it.
  const timing: Record<string, number> =
    fault.expect === 'fails' || fault.expect === 'harmless' ? { giveUpMs: 600 } : {};
  const tables = ['jobInfo', 'employmentStatus', 'compensation', 'customTools'];
  const mirror = await arena.aMirror({ slug: `mirror-${index}-${Date.now() % 1e7}`, lane, timing, tables });
  const first = await mirror.first();
  if (first.state !== 'done')
    throw new Error(
      `${fault.name}: the first sync ended as ${first.state}: ${JSON.stringify(first.problem)}`,
    );
  return { fault, mirror, lane, before: await mirror.stored() };
}

async function changeSource({ context, source }: Arena): Promise<void> {
  const { owner } = source;
  const { phone, job, pay } = changedPeople;
  const unique = String(Date.now()).slice(-7);
  await updateEmployee(context, owner, phone, { mobilePhone: `+1 555 ${unique}` });
  await addRow(context, owner, job, 'jobInfo', { date: '2026-01-01', jobTitle: 'One' });
  await addRow(context, owner, pay, 'compensation', {
    startDate: '2026-01-01',
    rate: { value: `${unique}.00`, currency: 'USD' },
  });
}

function readSource({ context, source }: Arena): Promise<People> {
  return readStored(context, source.company.id);
}

async function goWrong(arena: Arena, run: Run, elsewhere: Lane, source: People): Promise<FaultOutcome> {
  const { fault, mirror, lane } = run;
  const broken: string[] = [];
  try {
    await fault.arrange(lane, elsewhere);
    const { kind } = reads[fault.read];
    const wanted = Object.values(changedPeople).map(String);
    const sync = await mirror.sync(kind, kind === 'records' ? { wanted, reason: 'webhook' } : {});
    const after = await mirror.stored();
    broken.push(...judgeInvariants(run, after, source), ...(await judgeEnd(arena, run, sync, after, source)));
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
  for (const deadline = Date.now() + 30_000; ; await delay(50)) {
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
