// Whether the account has somebody of the name that a hire reports to. Who is found is remembered for a
// minute; who is not is looked for anew. Only names that are near are kept of all that are read.
import type { HrisActions, NameList } from '@joinery/connectors';
import { JoineryError } from '@joinery/sdk';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { inScene, showsOfStranger } from '../employees/employee-scene.ts';
import { nearestTo, type UnknownOption } from './hire-preflight.ts';

type Scope = Pick<Context, 'db' | 'clock' | 'log'>;

interface Account {
  id: string;
  actions: Pick<HrisActions, 'listNames'>;
}

interface Verdict {
  unknown: UnknownOption[];
  /** Why it could not be told. */
  problem: string | null;
}

const settled: Verdict = { unknown: [], problem: null };

/** Not inside a transaction. */
export async function judgeSupervisor(
  context: Scope,
  principal: Principal,
  account: Account,
  name: string | undefined,
): Promise<Verdict> {
  if (name === undefined || isRemembered(context, account.id, name)) return settled;
  try {
    const found = await lookFor(await account.actions.listNames(), name);
    if (found === undefined) return settled;
    if (found.isKnown) remember(context, account.id, name);
    if (found.isKnown) return settled;
    // Near names are names of employees: whoever may not see those is not told any.
    const nearest = (await seesNames(context, principal)) ? found.nearest : [];
    return { unknown: [{ field: 'reportsTo', value: name, nearest, canCreate: false }], problem: null };
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    context.log.warn({ err: error, connectionId: account.id }, 'a hire is looked at without its supervisor');
    return { unknown: [], problem: error.message };
  }
}

/** Undefined where the account shows no names. */
async function lookFor(
  { shown, employees }: NameList,
  name: string,
): Promise<{ isKnown: boolean; nearest: string[] } | undefined> {
  const wanted = wordsOf(name);
  const nearest = nearestTo(name);
  let isKnown = false;
  // To its end, for a list that breaks off is no list.
  for await (const { id, firstName, preferredName, lastName } of employees) {
    const names = [firstName, preferredName].flatMap((first) =>
      first === null || lastName === null ? [] : [`${first} ${lastName}`],
    );
    if (id === name.trim() || names.some((one) => isCalled(wanted, wordsOf(one)))) isKnown = true;
    if (!isKnown && names[0] !== undefined)
      nearest.add(names[0], `${lastName}, ${firstName ?? preferredName}`);
  }
  return shown ? { isKnown, nearest: nearest.options() } : undefined;
}

/** In any order, and with further names between: “Lovelace, Ada Augusta” is Ada Lovelace. */
function isCalled(wanted: ReadonlySet<string>, words: ReadonlySet<string>): boolean {
  return words.size > 0 && [...words].every((word) => wanted.has(word));
}

function wordsOf(name: string): ReadonlySet<string> {
  const words = name
    .normalize('NFC')
    .toLowerCase()
    .split(/[\s,]+/);
  return new Set(words.filter((word) => word !== ''));
}

function seesNames(context: Pick<Context, 'db' | 'clock'>, principal: Principal): Promise<boolean> {
  return inScene(context, principal, async (scene) => {
    const shows = showsOfStranger(scene, null);
    return shows('firstName') && shows('lastName');
  });
}

const freshMs = 60_000;
const mostRemembered = 1_000;
const remembered = new WeakMap<Context['db'], Map<string, number>>();

const keyOf = (connectionId: string, name: string): string =>
  `${connectionId} ${[...wordsOf(name)].sort().join(' ')}`;

function isRemembered({ db, clock }: Scope, connectionId: string, name: string): boolean {
  const at = remembered.get(db)?.get(keyOf(connectionId, name));
  const age = at === undefined ? Number.POSITIVE_INFINITY : clock.now().getTime() - at;
  return age >= 0 && age < freshMs;
}

function remember({ db, clock }: Scope, connectionId: string, name: string): void {
  const names = remembered.get(db) ?? new Map<string, number>();
  remembered.set(db, names);
  names.delete(keyOf(connectionId, name));
  names.set(keyOf(connectionId, name), clock.now().getTime());
  const oldest = names.keys().next().value;
  if (names.size > mostRemembered && oldest !== undefined) names.delete(oldest);
}
