import type { FaultKind, SandboxFault, SandboxRequest } from '@joinery/sdk';
import type { Selectable } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { SandboxFaults } from '../../db/types.generated.ts';
import { anyOperation, type BegunRequest } from './sandboxes.ts';

export async function insertFault(tx: Transaction, companyId: string, fault: SandboxFault): Promise<void> {
  await tx
    .insertInto('sandbox_faults')
    .values({ company_id: companyId, ...fault })
    .execute();
}

export async function listFaults(tx: Transaction): Promise<SandboxFault[]> {
  const rows = await tx
    .selectFrom('sandbox_faults')
    .selectAll()
    .where('remaining', '>', 0)
    .orderBy('id')
    .execute();
  return rows.map(toFault);
}

export async function removeFaults(tx: Transaction): Promise<void> {
  await tx.deleteFrom('sandbox_faults').execute();
}

/** Takes the oldest fault that waits for this operation; of parallel requests only as many get it as it counts. */
export async function takeFault(tx: Transaction, operation: string): Promise<SandboxFault | undefined> {
  const row = await tx
    .selectFrom('sandbox_faults')
    .selectAll()
    .where('operation', 'in', [operation, anyOperation])
    .where('remaining', '>', 0)
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  await tx
    .updateTable('sandbox_faults')
    .set({ remaining: row.remaining - 1 })
    .where('id', '=', row.id)
    .execute();
  return toFault(row);
}

function toFault(row: Selectable<SandboxFaults>): SandboxFault {
  const { id, operation, fault, remaining, seconds } = row;
  return { id, operation, fault: fault as FaultKind, remaining, seconds };
}

export async function insertRequest(
  tx: Transaction,
  companyId: string,
  request: BegunRequest & { at: Date },
): Promise<string> {
  const { id } = await tx
    .insertInto('sandbox_requests')
    .values({
      company_id: companyId,
      operation: request.operation,
      method: request.method,
      path: request.path,
      request_id: request.requestId,
      at: request.at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function updateRequest(
  tx: Transaction,
  id: string,
  change: { status?: number | null; fault?: FaultKind; executed?: boolean },
): Promise<void> {
  await tx.updateTable('sandbox_requests').set(change).where('id', '=', id).execute();
}

export async function listRequests(
  tx: Transaction,
  filter: { operation?: string | undefined; after?: string | undefined; limit: number },
): Promise<SandboxRequest[]> {
  const rows = await tx
    .selectFrom('sandbox_requests')
    .selectAll()
    .$if(filter.operation !== undefined, (q) => q.where('operation', '=', filter.operation ?? ''))
    .$if(filter.after !== undefined, (q) => q.where('id', '>', filter.after ?? '0'))
    .orderBy('id')
    .limit(filter.limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    operation: row.operation,
    method: row.method,
    path: row.path,
    requestId: row.request_id,
    status: row.status,
    fault: row.fault as FaultKind | null,
    executed: row.executed,
    at: row.at.toISOString(),
  }));
}
