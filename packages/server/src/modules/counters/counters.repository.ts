import { sql } from 'kysely';
import { rowsOf, send, type Transaction } from '../../db/database.ts';
import { type CounterName, firstNumbers } from './counters.ts';

/** The commit of this transaction does not wait for the disk. */
export async function setQuickCommit(tx: Transaction): Promise<void> {
  const quick = sql`select set_config('synchronous_commit', 'off', true)`;
  await send(tx, { compile: () => quick.compile(tx) });
}

/** Takes `count` numbers; the first of them is returned. */
export async function advanceCounter(
  tx: Transaction,
  companyId: string,
  name: CounterName,
  count: number,
): Promise<number> {
  const [row] = await rowsOf(
    tx,
    tx
      .insertInto('company_counters')
      .values({ company_id: companyId, name, value: firstNumbers[name] - 1 + count })
      .onConflict((conflict) =>
        conflict
          .columns(['company_id', 'name'])
          .doUpdateSet((eb) => ({ value: eb('company_counters.value', '+', String(count)) })),
      )
      .returning('value'),
  );
  return Number(row?.value) - count + 1;
}
