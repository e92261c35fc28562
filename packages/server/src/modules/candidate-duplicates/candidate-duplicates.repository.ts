import type {
  CandidateDuplicate,
  CandidateDuplicateCounts,
  DuplicatePerson,
  DuplicateReason,
  DuplicateState,
} from '@joinery/sdk';
import { sql } from 'kysely';
import { asRows, prepare, sendPrepared, type Transaction } from '../../db/database.ts';
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
    .where(sql<boolean>`id = any(${ids})`)
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

const insertKeys = prepare(
  'insert-match-keys',
  `insert into candidate_match_keys (company_id, kind, key, candidate_id)
   select $1, r.kind, r.key, r.candidate_id
   from jsonb_to_recordset($2::jsonb) as r (kind text, key text, candidate_id text)
   on conflict do nothing`,
);

export async function replaceKeys(
  tx: Transaction,
  companyId: string,
  people: { id: string; keys: MatchKey[] }[],
): Promise<void> {
  const ids = people.map(({ id }) => id);
  await sql`delete from candidate_match_keys where candidate_id = any(${ids})`.execute(tx);
  const rows = people.flatMap(({ id, keys }) =>
    keys.map(({ kind, key }) => ({ kind, key, candidate_id: id })),
  );
  if (rows.length > 0) await sendPrepared(tx, insertKeys(companyId, asRows(rows)));
  await sql`update candidates set duplicates_due = false where id = any(${ids})`.execute(tx);
}

/** Of each key the newest who have it, at most `limit`. */
export async function listSharing(
  tx: Transaction,
  keys: MatchKey[],
  limit: number,
): Promise<(MatchKey & { candidateId: string })[]> {
  const { rows } = await sql<MatchKey & { candidateId: string }>`
    select k.kind, k.key, s.candidate_id as "candidateId"
    from unnest(${keys.map(({ kind }) => kind)}::text[], ${keys.map(({ key }) => key)}::text[]) as k (kind, key)
    cross join lateral (
      select candidate_id from candidate_match_keys m where m.kind = k.kind and m.key = k.key
      order by candidate_id desc limit ${limit}) s`.execute(tx);
  return rows;
}

export interface NewPair extends Judgement {
  id: string;
  firstId: string;
  secondId: string;
  foundAt: Date;
}

/**
 * Notes pairs, or what is said of them now. What somebody decided stays, also what they decided of a
 * record that went into one of these. Answers with those that are new and open.
 */
export async function upsertPairs(
  tx: Transaction,
  companyId: string,
  pairs: NewPair[],
): Promise<Pick<NewPair, 'id' | 'firstId' | 'secondId'>[]> {
  if (pairs.length === 0) return [];
  const { rows } = await sql<{ id: string; firstId: string; secondId: string; isNew: boolean }>`
    insert into candidate_duplicates as kept (id, company_id, first_id, second_id, score, reasons, found_at)
    select p.id, ${companyId}, p."firstId", p."secondId", p.score, p.reasons, p."foundAt"
    from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as p (
      id text, "firstId" text, "secondId" text, score integer, reasons text[], "foundAt" timestamptz)
    where not exists (
      select from merged_ids m join candidate_duplicates d
        on d.company_id = m.company_id and d.state = 'dismissed' and (
          (m.into_id = p."firstId" and (d.first_id, d.second_id) =
            (least(m.old_id, p."secondId"), greatest(m.old_id, p."secondId")))
          or (m.into_id = p."secondId" and (d.first_id, d.second_id) =
            (least(m.old_id, p."firstId"), greatest(m.old_id, p."firstId"))))
      where m.into_id in (p."firstId", p."secondId"))
    order by p."firstId", p."secondId"
    on conflict (company_id, first_id, second_id) do update
      set score = excluded.score, reasons = excluded.reasons
      where kept.state = 'open' and (kept.score, kept.reasons) is distinct from (excluded.score, excluded.reasons)
    returning id, first_id as "firstId", second_id as "secondId", xmax = 0 as "isNew"`.execute(tx);
  return rows.filter(({ isNew }) => isNew).map(({ isNew: _isNew, ...pair }) => pair);
}

/** Pairs of these candidates that nobody decided on and that are none any more. */
export async function removeOpenExcept(
  tx: Transaction,
  people: { id: string; others: string[] }[],
): Promise<void> {
  await sql`delete from candidate_duplicates d
    using jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as p (id text, others text[])
    where d.state = 'open' and (d.first_id = p.id or d.second_id = p.id)
      and case when d.first_id = p.id then d.second_id else d.first_id end <> all(p.others)
      and exists (select from candidates c
        where c.id = case when d.first_id = p.id then d.second_id else d.first_id end)`.execute(tx);
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
