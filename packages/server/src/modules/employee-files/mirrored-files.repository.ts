import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { KeptFiles } from './mirrored-files.ts';

export interface Whose {
  connectionId: string;
  employeeNumber: number;
}

export async function findList(
  tx: Transaction,
  { connectionId, employeeNumber }: Whose,
): Promise<KeptFiles | undefined> {
  const row = await tx
    .selectFrom('mirrored_file_lists as l')
    .select(['l.list', 'l.read_at as readAt'])
    // While one is under way, whether a listing has it is a matter of luck.
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('provider_writes as w')
            .select('w.id')
            .where('w.attempts', '>', 0)
            .whereRef('w.connection_id', '=', 'l.connection_id')
            .where((or) =>
              or.or([
                or('w.kind', '=', 'add_file_categories'),
                or.and([
                  or('w.kind', 'in', ['upload_file', 'change_file', 'remove_file']),
                  or('w.employee_number', '=', or.ref('l.employee_number')),
                ]),
              ]),
            )
            .where((or) =>
              or.or([or('w.settled_at', 'is', null), or('w.settled_at', '>=', or.ref('l.read_at'))]),
            ),
        )
        .as('isOutdated'),
    )
    .where('l.connection_id', '=', connectionId)
    .where('l.employee_number', '=', employeeNumber)
    .executeTakeFirst();
  return (
    row && {
      categories: row.list as unknown as KeptFiles['categories'],
      readAt: row.readAt,
      isOutdated: Boolean(row.isOutdated),
    }
  );
}

/**
 * What was read later stays. Nothing is kept of somebody who is gone meanwhile, nor through a
 * connection that people come by no more.
 */
export async function upsertList(
  tx: Transaction,
  companyId: string,
  { connectionId, employeeNumber }: Whose,
  { categories, readAt }: Pick<KeptFiles, 'categories' | 'readAt'>,
): Promise<void> {
  await sql`
    insert into mirrored_file_lists (company_id, connection_id, employee_number, list, read_at)
    select e.company_id, c.id, e.number, ${JSON.stringify(categories)}::jsonb, ${readAt}
      from employees e join connections c on c.company_id = e.company_id and c.id = ${connectionId}
      where e.company_id = ${companyId} and e.number = ${employeeNumber} and c.people_source
      for key share of e for share of c
    on conflict (company_id, connection_id, employee_number)
      do update set list = excluded.list, read_at = excluded.read_at
      where mirrored_file_lists.read_at < excluded.read_at`.execute(tx);
}

export async function removeLists(tx: Transaction, connectionId: string): Promise<void> {
  await tx.deleteFrom('mirrored_file_lists').where('connection_id', '=', connectionId).execute();
}
