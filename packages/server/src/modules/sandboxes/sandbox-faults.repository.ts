import type { FaultKind, RetryAfterForm, SandboxFault } from '@joinery/sdk';
import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { SandboxFaults } from '../../db/types.generated.ts';

export async function insertFault(tx: Transaction, companyId: string, fault: SandboxFault): Promise<void> {
  await tx
    .insertInto('sandbox_faults')
    .values({
      company_id: companyId,
      id: fault.id,
      operation: fault.operation,
      fault: fault.fault,
      remaining: fault.remaining,
      probability: fault.probability,
      seed: fault.seed,
      seconds: fault.seconds,
      executes: fault.executes,
      bytes_per_second: fault.bytesPerSecond,
      fields: fault.fields === null ? null : JSON.stringify(fault.fields),
      retry_after: fault.retryAfter,
    })
    .execute();
}

export async function listFaults(tx: Transaction): Promise<SandboxFault[]> {
  const rows = await tx
    .selectFrom('sandbox_faults')
    .selectAll()
    .where((eb) => eb.or([eb('remaining', 'is', null), eb('remaining', '>', 0)]))
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(toFault);
}

/** False when there is none with this id. */
export async function removeFault(tx: Transaction, id: string): Promise<boolean> {
  const removed = await tx.deleteFrom('sandbox_faults').where('id', '=', id).executeTakeFirst();
  return removed.numDeletedRows > 0n;
}

export async function removeFaults(tx: Transaction): Promise<void> {
  await tx.deleteFrom('sandbox_faults').execute();
}

/** Faults that wait for this operation, oldest first, held: parallel requests look one after the other. */
export async function lockFaultsFor(
  tx: Transaction,
  operation: string,
): Promise<{ fault: SandboxFault; draws: number }[]> {
  const rows = await tx
    .selectFrom('sandbox_faults')
    .selectAll()
    .where((eb) => eb.or([eb('remaining', 'is', null), eb('remaining', '>', 0)]))
    .where(
      sql<boolean>`(operation = ${operation} or (right(operation, 1) = '*' and starts_with(${operation}, left(operation, -1))))`,
    )
    .orderBy('created_at')
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map((row) => ({ fault: toFault(row), draws: Number(row.draws) }));
}

/** Counts one request that a fault looked at, and takes one away when it hit. */
export async function recordDraw(tx: Transaction, id: string, hit: boolean): Promise<void> {
  await tx
    .updateTable('sandbox_faults')
    .set((eb) => ({
      draws: eb('draws', '+', '1'),
      ...(hit ? { remaining: eb('remaining', '-', 1) } : {}),
    }))
    .where('id', '=', id)
    .execute();
}

function toFault(row: Selectable<SandboxFaults>): SandboxFault {
  return {
    id: row.id,
    operation: row.operation,
    fault: row.fault as FaultKind,
    remaining: row.remaining,
    probability: row.probability,
    seed: row.seed,
    seconds: row.seconds,
    executes: row.executes,
    bytesPerSecond: row.bytes_per_second,
    fields: row.fields as string[] | null,
    retryAfter: row.retry_after as RetryAfterForm | null,
  };
}
