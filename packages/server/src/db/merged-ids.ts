import { sql } from 'kysely';
import type { Transaction } from './database.ts';

/** Where the record with this id is after all merges; undefined when it was merged into none. */
export async function findMergedInto(tx: Transaction, id: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    with recursive way as (
      select into_id as id, 1 as hops from merged_ids where old_id = ${id}
      union all
      select m.into_id, way.hops + 1 from way join merged_ids m on m.old_id = way.id where way.hops < 100)
    select id from way order by hops desc limit 1`.execute(tx);
  return rows[0]?.id;
}
