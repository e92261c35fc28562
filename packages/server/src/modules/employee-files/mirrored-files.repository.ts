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
    .selectFrom('mirrored_file_lists')
    .select(['list', 'read_at as readAt'])
    .where('connection_id', '=', connectionId)
    .where('employee_number', '=', employeeNumber)
    .executeTakeFirst();
  return row && { categories: row.list as unknown as KeptFiles['categories'], readAt: row.readAt };
}

/**
 * What was read later stays. Nothing is kept of somebody who is gone meanwhile, nor through a
 * connection that people come by no more.
 */
export async function upsertList(
  tx: Transaction,
  companyId: string,
  { connectionId, employeeNumber }: Whose,
  { categories, readAt }: KeptFiles,
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
