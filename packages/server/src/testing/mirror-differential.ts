// Whether a mirrored company is shown as its source is: through every dialect, field by field, before
// and after random edits, and after a year has passed on both sides. What may differ stands in
// dialect-reading.ts: ids of rows, options and users, moments of change, signed addresses.
import type { Principal } from '../modules/access/principal.ts';
import { getCompany, systemPrincipal } from '../modules/companies/companies.service.ts';
import { moveClock } from '../modules/sandboxes/sandboxes.service.ts';
import { type Door, differences, readThroughAllDialects, withoutLeaders } from './dialect-reading.ts';
import type { Arena, Mirror } from './mirror-arena.ts';
import { editOddly } from './odd-edits.ts';
import { addDays } from './odd-people.ts';
import {
  compareStored,
  readStored,
  type StoredEmployee,
  type StoredRow,
  sharedNames,
} from './stored-people.ts';

export interface DifferentialPlan {
  seed: number;
  /** Rounds of edits, each followed by a sync of what changed. */
  rounds: number;
  editsPerRound: number;
  /** How many may leave in all. */
  leavers: number;
  /** Whether all dialects are read after each round, or only in the end. */
  readEachRound: boolean;
  /** Every how many-th person is read alone, too. */
  alone: number;
}

export interface Finding {
  when: string;
  differences: string[];
}

const yearSeconds = 365 * 86_400;
const tables = [
  ...['jobInfo', 'employmentStatus', 'compensation', 'bonus', 'emergencyContacts'],
  ...['customTools', 'customShifts'],
];

/** Returns what differed, and when. */
export async function findDifferences(
  arena: Arena,
  plan: DifferentialPlan,
  tell: (line: string) => void = () => undefined,
): Promise<Finding[]> {
  const today = new Date().toISOString().slice(0, 10);
  const findings: Finding[] = [];
  const mirror = await arena.aMirror({ slug: 'mirror' });
  const look = async (when: string, through: 'dialects' | 'tables', leaders: 'told' | 'by name' = 'told') => {
    const found = [
      ...(await storedDifferences(arena, mirror)),
      ...(through === 'dialects'
        ? await dialectDifferences(arena, mirror, { alone: plan.alone, leaders })
        : []),
    ];
    tell(`${when}: ${found.length} differences`);
    if (found.length > 0) findings.push({ when, differences: found });
  };
  const sync = async (when: string, kind: 'first' | 'full' | 'incremental') => {
    const ended = kind === 'first' ? mirror.first() : mirror.sync(kind);
    const { state, problem, counts, calls, warnings } = await ended;
    tell(`${when}: ${kind} sync ${state}, ${calls} requests, ${JSON.stringify(counts)}`);
    if (state !== 'done')
      findings.push({
        when,
        differences: [`the sync ended as ${state}: ${JSON.stringify({ problem, warnings })}`],
      });
  };
  await sync('at first', 'first');
  await look('at first', 'dialects');
  let owner = arena.source.owner;
  const edit = async (round: number, at: string) => {
    const leavers = Math.floor(plan.leavers / (plan.rounds + 1));
    const made = await editOddly(arena.context, owner, arena.source.numbers, {
      seed: plan.seed + round,
      count: plan.editsPerRound,
      today: at,
      leavers,
    });
    tell(`round ${round}: ${JSON.stringify(made)}`);
  };
  for (let round = 1; round <= plan.rounds; round += 1) {
    await edit(round, today);
    await sync(`after round ${round} of edits`, 'incremental');
    await look(`after round ${round} of edits`, plan.readEachRound ? 'dialects' : 'tables');
  }
  await moveClock(arena.context, owner, { forwardSeconds: yearSeconds });
  await moveClock(arena.context, mirror.owner, { forwardSeconds: yearSeconds });
  await look('a year later, without a sync', 'dialects', 'by name');
  owner = await ownerOf(arena, owner);
  await edit(plan.rounds + 1, addDays(today, 365));
  await sync('a year later, after edits', 'incremental');
  await look('a year later, after edits', 'tables');
  await sync('a year later, in the night', 'full');
  await look('a year later, in the night', 'dialects');
  return findings;
}

/** With the company as it is now: a principal knows its clock. */
async function ownerOf({ context }: Arena, { companyId }: Principal): Promise<Principal> {
  const company = await context.db.inCompany(companyId, (tx) => getCompany(tx, companyId));
  return systemPrincipal(company, 'Test');
}

async function storedDifferences({ context, source, unlisted }: Arena, mirror: Mirror): Promise<string[]> {
  const there = await readStored(context, source.company.id);
  const { lost, invented, different } = compareStored(there, await mirror.stored(), { without: unlisted });
  return [
    ...lost.map((number) => `${number} is not in the mirror`),
    ...invented.map((number) => `${number} is in the mirror only`),
    ...different.slice(0, 20).map((one) => `stored: ${one}`),
  ];
}

async function dialectDifferences(
  arena: Arena,
  mirror: Mirror,
  { alone, leaders }: { alone: number; leaders: 'told' | 'by name' },
): Promise<string[]> {
  const { context, origin, source } = arena;
  const people = await readStored(context, source.company.id);
  const doors: Door[] = [
    { origin, slug: source.company.slug, apiKey: source.apiKey },
    { origin, slug: mirror.company.slug, apiKey: mirror.apiKey },
  ];
  const options = { numbers: [...people.keys()], tables, alone };
  const [there, here] = await Promise.all(doors.map((door) => readThroughAllDialects(door, options)));
  if (there === undefined || here === undefined) return ['nothing was read'];
  const unsure = leaders === 'by name' ? ledByNamesakes(people) : new Set<string>();
  return differences(withoutLeaders(there, unsure), withoutLeaders(here, unsure));
}

// Of a row that is still to come the source tells the leader's name only. Where several have it, the
// mirror knows who is meant when the row is in force and has been read again.
function ledByNamesakes(people: ReadonlyMap<number, StoredEmployee>): Set<string> {
  const shared = sharedNames(people);
  const isUnsure = ({ values }: StoredRow) => shared.has(values.reportsTo as number);
  return new Set(
    [...people.values()].filter(({ rows }) => rows.some(isUnsure)).map(({ number }) => String(number)),
  );
}
