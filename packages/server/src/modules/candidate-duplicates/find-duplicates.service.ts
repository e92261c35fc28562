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
  for (const person of people) {
    const found = await listAlike(tx, person);
    await repository.removeOpenExcept(tx, person.id, [...found.keys()]);
    for (const [otherId, judgement] of found) {
      const [firstId = '', secondId = ''] = [person.id, otherId].sort();
      const pair = { ...judgement, id: newId('dup'), firstId, secondId, foundAt: clock.now() };
      const id = await repository.upsertPair(tx, companyId, pair);
      if (id !== undefined) await insertEvents(tx, companyId, [duplicateFound(id, [firstId, secondId])]);
    }
  }
  return due.length;
}

async function listAlike(
  tx: Transaction,
  person: Person & { keys: MatchKey[] },
): Promise<Map<string, Judgement>> {
  const ids = new Set<string>();
  for (const key of person.keys) {
    const sharing = await repository.listSharing(tx, key, mostCompared + 1);
    if (commonKinds.has(key.kind) && sharing.length > mostNamesakes) continue;
    for (const id of sharing) ids.add(id);
  }
  ids.delete(person.id);
  const others = await listPeople(tx, [...ids]);
  return new Map(
    others.flatMap((other): [string, Judgement][] => {
      const judgement = judge(person, other);
      return judgement === undefined ? [] : [[other.id, judgement]];
    }),
  );
}

async function listPeople(tx: Transaction, ids: string[]): Promise<Person[]> {
  const people = await repository.listPeople(tx, ids);
  return people.map(({ countryName, ...person }) => ({
    ...person,
    country: findCountry(countryName ?? '')?.alpha2 ?? null,
  }));
}
