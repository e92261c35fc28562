import type {
  CandidateDuplicate,
  CandidateDuplicateCounts,
  DuplicatePerson,
  DuplicateReason,
  DuplicateState,
} from '@joinery/sdk';
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import { type HiringSight, seesCandidate } from '../../db/hiring-sight.ts';
import type { Slice } from '../../platform/page.ts';
import type { HiringScope } from '../jobs/jobs.ts';
import type { Judgement, MatchKey, Person } from './match-keys.ts';

/** False when another process looks through the same company at this moment. */
export async function isOnlySearcher(tx: Transaction, companyId: string): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended('duplicates of ' || ${companyId}::text, 0)) as free`.execute(
    tx,
  );
  return rows[0]?.free === true;
}

/** Who came or changed since somebody looked, oldest first; nobody changes them until the transaction ends. */
export async function lockDue(tx: Transaction, limit: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('candidates')
    .select('id')
    .where('duplicates_due', '=', true)
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(({ id }) => id);
}

export async function listPeople(
  tx: Transaction,
  ids: string[],
): Promise<(Person & { countryName: string | null })[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom('candidates')
    .select(['id', 'first_name', 'last_name', 'email', 'phone', 'details'])
    .where('id', 'in', ids)
    .orderBy('id')
    .execute();
  return rows.map(({ first_name: firstName, last_name: lastName, details, ...row }) => {
    const { country, city, zipCode, linkedinUrl, websiteUrl } = details as Record<string, string | null>;
    return {
      ...row,
      firstName,
      lastName,
      country: null,
      countryName: country ?? null,
      city: city ?? null,
      zipCode: zipCode ?? null,
      links: [linkedinUrl, websiteUrl].flatMap((link) => link || []),
    };
  });
}

export async function replaceKeys(
  tx: Transaction,
  companyId: string,
  people: { id: string; keys: MatchKey[] }[],
): Promise<void> {
  const ids = people.map(({ id }) => id);
  await sql`delete from candidate_match_keys where candidate_id = any(${ids})`.execute(tx);
  const rows = people.flatMap(({ id, keys }) =>
    keys.map(({ kind, key }) => ({ company_id: companyId, kind, key, candidate_id: id })),
  );
  if (rows.length > 0)
    await tx
      .insertInto('candidate_match_keys')
      .values(rows)
      .onConflict((c) => c.doNothing())
      .execute();
  await sql`update candidates set duplicates_due = false where id = any(${ids})`.execute(tx);
}

/** The newest others who have this key, at most `limit`. */
export async function listSharing(
  tx: Transaction,
  { kind, key }: MatchKey,
  limit: number,
): Promise<string[]> {
  const rows = await tx
    .selectFrom('candidate_match_keys')
    .select('candidate_id')
    .where('kind', '=', kind)
    .where('key', '=', key)
    .orderBy('candidate_id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => row.candidate_id);
}

export interface NewPair extends Judgement {
  id: string;
  firstId: string;
  secondId: string;
  foundAt: Date;
}

/**
 * Notes a pair, or what is said of it now. What somebody decided stays, also what they decided of a
 * record that went into one of these. Answers with its id when it is new and open.
 */
export async function upsertPair(
  tx: Transaction,
  companyId: string,
  pair: NewPair,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string; isNew: boolean }>`
    insert into candidate_duplicates (id, company_id, first_id, second_id, score, reasons, found_at)
    select ${pair.id}, ${companyId}, ${pair.firstId}, ${pair.secondId}, ${pair.score}, ${pair.reasons}, ${pair.foundAt}
    where not exists (
      select from merged_ids m join candidate_duplicates d
        on d.company_id = m.company_id and d.state = 'dismissed' and (
          (m.into_id = ${pair.firstId} and (d.first_id, d.second_id) =
            (least(m.old_id, ${pair.secondId}), greatest(m.old_id, ${pair.secondId})))
          or (m.into_id = ${pair.secondId} and (d.first_id, d.second_id) =
            (least(m.old_id, ${pair.firstId}), greatest(m.old_id, ${pair.firstId}))))
      where m.into_id in (${pair.firstId}, ${pair.secondId}))
    on conflict (company_id, first_id, second_id) do update
      set score = excluded.score, reasons = excluded.reasons
      where candidate_duplicates.state = 'open'
    returning id, xmax = 0 as "isNew"`.execute(tx);
  return rows[0]?.isNew === true ? rows[0].id : undefined;
}

/** Pairs of this candidate that nobody decided on and that are none any more. */
export async function removeOpenExcept(
  tx: Transaction,
  candidateId: string,
  otherIds: string[],
): Promise<void> {
  await sql`delete from candidate_duplicates
    where state = 'open' and (first_id = ${candidateId} or second_id = ${candidateId})
      and case when first_id = ${candidateId} then second_id else first_id end <> all(${otherIds})
      and exists (select from candidates c
        where c.id = case when first_id = ${candidateId} then second_id else first_id end)`.execute(tx);
}

export interface PairFilter {
  state?: DuplicateState | undefined;
  candidateId?: string | undefined;
  id?: string | undefined;
}

/**
 * The likeliest first. Pairs of whom the principal sees both; after a merge, the one who is there, for
 * those who see everybody: nobody else learns that there was another.
 */
export async function listPairs(
  tx: Transaction,
  scope: HiringScope,
  filter: PairFilter,
  slice: Slice,
): Promise<CandidateDuplicate[]> {
  const after = /^(\d{1,3}) (dup_\w+)$/.exec(slice.after ?? '');
  const { rows } = await sql<PairRow>`
    select d.id, d.state, d.score, d.reasons, d.found_at as "foundAt", d.decided_at as "decidedAt",
      d.decided_by as "decidedBy", ${personOf('a')} as first, ${personOf('b')} as second
    from ${seenPairs(scope)}
      and ${filter.state === undefined ? sql`true` : sql`d.state = ${filter.state}`}
      and ${filter.id === undefined ? sql`true` : sql`d.id = ${filter.id}`}
      and ${filter.candidateId === undefined ? sql`true` : sql`${filter.candidateId} in (d.first_id, d.second_id)`}
      and ${after === null ? sql`true` : sql`(d.score, d.id) < (${Number(after[1])}, ${after[2] ?? ''})`}
    order by d.score desc, d.id desc limit ${slice.limit + 1}`.execute(tx);
  return rows.map(toPair);
}

export async function countPairs(tx: Transaction, scope: HiringScope): Promise<CandidateDuplicateCounts> {
  const { rows } = await sql<CandidateDuplicateCounts>`
    select (count(*) filter (where d.state = 'open'))::int as open,
      (count(*) filter (where d.state = 'merged'))::int as merged,
      (count(*) filter (where d.state = 'dismissed'))::int as dismissed
    from ${seenPairs(scope)}`.execute(tx);
  return rows[0] ?? { open: 0, merged: 0, dismissed: 0 };
}

function seenPairs({ sight }: HiringScope) {
  const seen = (alias: string) =>
    sight === undefined ? sql`true` : seesCandidate(sight as HiringSight, alias);
  return sql`candidate_duplicates d
    left join candidates a on a.company_id = d.company_id and a.id = d.first_id
    left join candidates b on b.company_id = d.company_id and b.id = d.second_id
    where (case when d.state = 'merged' and ${sight === undefined} then a.id is not null or b.id is not null
        else a.id is not null and b.id is not null end)
      and (a.id is null or ${seen('a')}) and (b.id is null or ${seen('b')})`;
}

interface PairRow {
  id: string;
  state: DuplicateState;
  score: number;
  reasons: DuplicateReason[];
  foundAt: Date;
  decidedAt: Date | null;
  decidedBy: string | null;
  first: DuplicatePerson | null;
  second: DuplicatePerson | null;
}

function personOf(alias: string) {
  const of = (column: string) => sql.ref(`${alias}.${column}`);
  return sql`case when ${of('id')} is null then null else jsonb_build_object(
    'id', ${of('id')}, 'number', ${of('number')}, 'email', ${of('email')}, 'phone', ${of('phone')},
    'name', trim(${of('first_name')} || ' ' || ${of('last_name')}), 'createdAt', ${of('created_at')}) end`;
}

function toPair({ first, second, foundAt, decidedAt, ...row }: PairRow): CandidateDuplicate {
  return {
    ...row,
    people: [first, second].flatMap((person) =>
      person === null ? [] : [{ ...person, createdAt: new Date(person.createdAt).toISOString() }],
    ),
    foundAt: foundAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  };
}

export async function decidePair(
  tx: Transaction,
  id: string,
  state: 'open' | 'dismissed',
  decision: { at: Date; by: string },
): Promise<void> {
  await tx
    .updateTable('candidate_duplicates')
    .set({
      state,
      decided_at: state === 'open' ? null : decision.at,
      decided_by: state === 'open' ? null : decision.by,
    })
    .where('id', '=', id)
    .where('state', '<>', 'merged')
    .execute();
}
