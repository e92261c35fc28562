import type { SourceUser } from '@joinery/connectors';
import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';

/** All that the provider shows now; who is as before is not written. Who is gone is removed. */
export async function replaceProviderUsers(
  tx: Transaction,
  companyId: string,
  connectionId: string,
  users: readonly SourceUser[],
  now: Date,
): Promise<void> {
  const rows = JSON.stringify(
    users.map((user) => ({
      provider_id: user.id,
      employee_provider_id: user.employeeId,
      first_name: user.firstName,
      last_name: user.lastName,
      email: user.email,
      enabled: user.enabled,
      last_login: user.lastLogin,
    })),
  );
  await sql`
    with came as (
      select distinct on (provider_id) * from jsonb_to_recordset(${rows}::jsonb) as u (provider_id text,
        employee_provider_id text, first_name text, last_name text, email text, enabled boolean, last_login text)
    ), gone as (
      delete from provider_users p where p.connection_id = ${connectionId}
        and not exists (select from came where came.provider_id = p.provider_id)
    )
    insert into provider_users as p (company_id, connection_id, provider_id, employee_provider_id,
      first_name, last_name, email, enabled, last_login, seen_at)
    select ${companyId}, ${connectionId}, provider_id, employee_provider_id, first_name, last_name, email,
      enabled, last_login, ${now} from came
    on conflict (company_id, connection_id, provider_id) do update set
      employee_provider_id = excluded.employee_provider_id, first_name = excluded.first_name,
      last_name = excluded.last_name, email = excluded.email, enabled = excluded.enabled,
      last_login = excluded.last_login, seen_at = excluded.seen_at
    where (p.employee_provider_id, p.first_name, p.last_name, p.email, p.enabled, p.last_login)
      is distinct from (excluded.employee_provider_id, excluded.first_name, excluded.last_name,
        excluded.email, excluded.enabled, excluded.last_login)`.execute(tx);
}
