import { sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import { type CounterName, firstNumbers } from './counters.ts';

/** The commit of this transaction does not wait for the disk. */
export async function setQuickCommit(tx: Transaction): Promise<void> {
  await sql`select set_config('synchronous_commit', 'off', true)`.execute(tx);
}

/** Takes `count` numbers; the first of them is returned. */
export async function advanceCounter(
  tx: Transaction,
  companyId: string,
  name: CounterName,
  count: number,
): Promise<number> {
  const { value } = await tx
    .insertInto('company_counters')
    .values({ company_id: companyId, name, value: firstNumbers[name] - 1 + count })
    .onConflict((conflict) =>
      conflict
        .columns(['company_id', 'name'])
        .doUpdateSet((eb) => ({ value: eb('company_counters.value', '+', String(count)) })),
    )
    .returning('value')
    .executeTakeFirstOrThrow();
  return Number(value) - count + 1;
}
