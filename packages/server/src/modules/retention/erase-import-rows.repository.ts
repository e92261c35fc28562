import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';

/**
 * Empties every row of a brought table that tells of a person: those that became them, and those that are
 * nobody's yet and hold an e-mail address or a phone number of theirs, also one that a merge took away.
 * Answers with the imports of which there were some.
 */
export async function eraseImportRows(tx: Transaction, candidateId: string): Promise<string[]> {
  const { rows } = await sql<{ importId: string }>`
    with recursive ids (id) as (
      select ${candidateId}::text
      union select m.old_id from merged_ids m join ids on m.into_id = ids.id),
    told as (
      select to_jsonb(c) as person from candidates c where c.id = ${candidateId}
      union all
      select person from candidate_merges m
        cross join lateral (values (m.before -> 'merged'), (m.before -> 'kept' -> 'before')) as v (person)
        where (m.merged_id in (select id from ids) or m.kept_id in (select id from ids)) and m.undone_at is null),
    known as (
      select lower(nullif(trim(person ->> 'email'), '')) as email,
             ${significantDigits(sql`person ->> 'phone'`)} as phone from told),
    gone as (
      update candidate_import_rows r
         set state = case when r.state in ('new', 'good', 'bad') then 'dropped' else r.state end,
             cells = null, problems = '[]', candidate_id = null
       where r.candidate_id in (select id from ids)
          or (r.state in ('new', 'good', 'bad') and exists (
            select from known k, jsonb_array_elements_text(r.cells) as c (cell)
             where ${holdsEmail(sql`k.email`)} or ${holdsPhone(sql`k.phone`)}))
      returning r.import_id)
    select distinct import_id as "importId" from gone`.execute(tx);
  return rows.map(({ importId }) => importId);
}

type Sql = ReturnType<typeof sql>;

/** As a word of the cell: the address of somebody else may end like theirs. */
const holdsEmail = (email: Sql) => sql<boolean>`(strpos(lower(c.cell), ${email}) > 0
  and ${email} = any (regexp_split_to_array(lower(c.cell), '[][\\s<>,;:|/()"'']+')))`;

/** Written with or without the country: the shorter is the end of the longer. */
const holdsPhone = (phone: Sql) => sql<boolean>`(c.cell ~ '^[-+0-9\\s()./]{6,40}$' and exists (
  select from (values (${significantDigits(sql`c.cell`)})) as d (digits)
   where d.digits = ${phone} and length(d.digits) >= 6
      or least(length(d.digits), length(${phone})) >= 8
         and (right(d.digits, length(${phone})) = ${phone} or right(${phone}, length(d.digits)) = d.digits)))`;

function significantDigits(text: Sql): Sql {
  return sql`ltrim(regexp_replace(replace(${text}, '(0)', ''), '\\D', '', 'g'), '0')`;
}
