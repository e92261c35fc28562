// Looks for the same person whenever somebody came or changed: shortly after, so that nobody who
// applies waits for it. One process at a time looks through a company, so that two people who come at
// once are both there when the second of them is looked at.
import type { Transaction } from '../../db/database.ts';
import { newId } from '../../platform/ids.ts';
import { listCompanies } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import { findCountry } from '../hire-mappings/mapping-formats.ts';
import { duplicateFound } from './candidate-duplicates.events.ts';
import * as repository from './candidate-duplicates.repository.ts';
import { commonKinds, type Judgement, judge, keysOf, type MatchKey, type Person } from './match-keys.ts';

type Scope = Pick<Context, 'db' | 'clock'>;

const batchSize = 50;
/** Who shares a key is compared with the newest so many. */
const mostCompared = 50;
/** A name that more people have tells nobody. */
const mostNamesakes = 20;
/** In one statement. */
const mostEvents = 1_000;

/** For the schedule. Repeating it does no harm, nor does a stop at any instant. */
export async function findAllDuplicates(context: Scope): Promise<void> {
  for (const { id } of await listCompanies(context)) await findDuplicates(context, id);
}

/** Looks at everybody of the company who is due, or at as many as `most`. */
export async function findDuplicates(
  context: Scope,
  companyId: string,
  most = Number.POSITIVE_INFINITY,
): Promise<void> {
  for (let looked = 0; looked < most; ) {
    const count = await context.db.inCompany(companyId, (tx) => findBatch(tx, context, companyId));
    if (count < batchSize) return;
    looked += count;
  }
}

async function findBatch(tx: Transaction, { clock }: Scope, companyId: string): Promise<number> {
  if (!(await repository.isOnlySearcher(tx, companyId))) return 0;
  const due = await repository.lockDue(tx, batchSize);
  if (due.length === 0) return 0;
  const people = (await listPeople(tx, due)).map((person) => ({ ...person, keys: keysOf(person) }));
  await repository.replaceKeys(tx, companyId, people);
  const alike = await listAlike(tx, people);
  await repository.removeOpenExcept(
    tx,
    people.map(({ id }) => ({ id, others: [...(alike.get(id)?.keys() ?? [])] })),
  );
  await notePairs(tx, companyId, pairsOf(alike, clock.now()));
  return due.length;
}

/** Each once, also where both of a pair were looked at. */
function pairsOf(alike: ReadonlyMap<string, Map<string, Judgement>>, foundAt: Date): repository.NewPair[] {
  const pairs = new Map<string, repository.NewPair>();
  for (const [id, found] of alike)
    for (const [otherId, judgement] of found) {
      const [firstId = '', secondId = ''] = [id, otherId].sort();
      pairs.set(`${firstId} ${secondId}`, { ...judgement, id: newId('dup'), firstId, secondId, foundAt });
    }
  return [...pairs.values()];
}

async function notePairs(tx: Transaction, companyId: string, pairs: repository.NewPair[]): Promise<void> {
  const noted = await repository.upsertPairs(tx, companyId, pairs);
  for (let at = 0; at < noted.length; at += mostEvents) {
    const events = noted
      .slice(at, at + mostEvents)
      .map(({ id, firstId, secondId }) => duplicateFound(id, [firstId, secondId]));
    await insertEvents(tx, companyId, events);
  }
}

type Keyed = Person & { keys: MatchKey[] };

/** Of each of these, who could be the same person. */
async function listAlike(tx: Transaction, people: Keyed[]): Promise<Map<string, Map<string, Judgement>>> {
  const nameOf = ({ kind, key }: MatchKey) => `${kind} ${key}`;
  const keys = new Map(people.flatMap((person) => person.keys.map((key) => [nameOf(key), key])));
  const shared = await repository.listSharing(tx, [...keys.values()], mostCompared + 1);
  const sharing = Map.groupBy(shared, nameOf);
  const candidatesOf = ({ id, keys }: Keyed): Set<string> => {
    const ids = keys.flatMap((key) => {
      const those = sharing.get(nameOf(key)) ?? [];
      return commonKinds.has(key.kind) && those.length > mostNamesakes ? [] : those;
    });
    return new Set(ids.map(({ candidateId }) => candidateId).filter((other) => other !== id));
  };
  const compared = new Map(people.map((person) => [person, candidatesOf(person)]));
  const ids = new Set([...compared.values()].flatMap((others) => [...others]));
  const known = new Map((await listPeople(tx, [...ids])).map((person) => [person.id, person]));
  return new Map(
    [...compared].map(([person, others]) => [
      person.id,
      new Map(
        [...others].flatMap((id): [string, Judgement][] => {
          const other = known.get(id);
          const judgement = other && judge(person, other);
          return judgement === undefined ? [] : [[id, judgement]];
        }),
      ),
    ]),
  );
}

async function listPeople(tx: Transaction, ids: string[]): Promise<Person[]> {
  const people = await repository.listPeople(tx, ids);
  return people.map(({ countryName, ...person }) => ({
    ...person,
    country: findCountry(countryName ?? '')?.alpha2 ?? null,
  }));
}
