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
  const namesakes = new Namesakes();
  // When the rows in force were read, and whom they name was told with them.
  let readOn = today;
  const look = async (when: string, through: 'dialects' | 'tables', leaders: 'told' | 'by name' = 'told') => {
    const people = await readStored(arena.context, arena.source.company.id);
    namesakes.note(people);
    const unsure = namesakes.ledBy(people, readOn);
    const found = [
      ...(await storedDifferences(arena, mirror, { people, unsure, today: readOn })),
      ...(through === 'dialects'
        ? await dialectDifferences(arena, mirror, {
            people,
            alone: plan.alone,
            unsure: leaders === 'by name' ? new Set([...unsure, ...ledByNamesakes(people)]) : unsure,
          })
        : []),
    ];
    tell(`${when}: ${found.length} differences, ${unsure.size} people were led by namesakes`);
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
  readOn = addDays(today, 365);
  await edit(plan.rounds + 1, readOn);
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

interface Look {
  people: ReadonlyMap<number, StoredEmployee>;
  /** Of whom rows that are not in force may name another supervisor. */
  unsure: ReadonlySet<number>;
}

async function storedDifferences(
  { unlisted }: Arena,
  mirror: Mirror,
  { people, unsure, today }: Look & { today: string },
): Promise<string[]> {
  const sure = (all: ReadonlyMap<number, StoredEmployee>) =>
    new Map(
      [...all].map(([number, one]) => [number, unsure.has(number) ? withoutPastLeaders(one, today) : one]),
    );
  const { lost, invented, different } = compareStored(sure(people), sure(await mirror.stored()), {
    without: unlisted,
  });
  return [
    ...lost.map((number) => `${number} is not in the mirror`),
    ...invented.map((number) => `${number} is in the mirror only`),
    ...different.slice(0, 20).map((one) => `stored: ${one}`),
  ];
}

async function dialectDifferences(
  { origin, source }: Arena,
  mirror: Mirror,
  { people, alone, unsure }: Look & { alone: number },
): Promise<string[]> {
  const doors: Door[] = [
    { origin, slug: source.company.slug, apiKey: source.apiKey },
    { origin, slug: mirror.company.slug, apiKey: mirror.apiKey },
  ];
  const options = { numbers: [...people.keys()], tables, alone };
  const [there, here] = await Promise.all(doors.map((door) => readThroughAllDialects(door, options)));
  if (there === undefined || here === undefined) return ['nothing was read'];
  const ids = new Set([...unsure].map(String));
  return differences(withoutLeaders(there, ids), withoutLeaders(here, ids));
}

/**
 * Who had a name that somebody else had too, at any look. Of a row that is not in force the source tells
 * the supervisor's name only, and of no change when a supervisor is renamed: where the name was another
 * person's, too, the mirror cannot know who is meant, and what it took for the right one stays.
 */
class Namesakes {
  readonly #numbers = new Set<number>();
  readonly #names = new Set<string>();

  note(people: ReadonlyMap<number, StoredEmployee>): void {
    for (const number of sharedNames(people).keys()) this.#numbers.add(number);
    for (const { values } of people.values())
      for (const first of [values.preferredName, values.firstName])
        this.#names.add(`${first} ${values.lastName}`.toLowerCase());
  }

  /** Numbers of those who report to one of them in a row that is not in force. */
  ledBy(people: ReadonlyMap<number, StoredEmployee>, today: string): Set<number> {
    const isUnsure = ({ values: { reportsTo } }: StoredRow) =>
      typeof reportsTo === 'number'
        ? this.#numbers.has(reportsTo)
        : typeof reportsTo === 'string' && this.#names.has(reportsTo.toLowerCase());
    const led = [...people.values()].filter((one) => pastJobs(one, today).some(isUnsure));
    return new Set(led.map(({ number }) => number));
  }
}

function pastJobs({ rows }: StoredEmployee, today: string): StoredRow[] {
  const jobs = rows.filter(({ table }) => table === 'jobInfo');
  const inForce = jobs.filter(({ effectiveOn }) => (effectiveOn ?? '') <= today).at(-1);
  return jobs.filter((row) => row !== inForce);
}

function withoutPastLeaders(employee: StoredEmployee, today: string): StoredEmployee {
  const past = new Set(pastJobs(employee, today));
  const rows = employee.rows.map((row) =>
    past.has(row) ? { ...row, values: { ...row.values, reportsTo: null } } : row,
  );
  return { ...employee, rows };
}

// Of a row that is still to come the source tells the leader's name only. Where several have it, the
// mirror knows who is meant when the row is in force and has been read again.
function ledByNamesakes(people: ReadonlyMap<number, StoredEmployee>): Set<number> {
  const shared = sharedNames(people);
  const isUnsure = ({ values }: StoredRow) => shared.has(values.reportsTo as number);
  return new Set([...people.values()].filter(({ rows }) => rows.some(isUnsure)).map(({ number }) => number));
}
