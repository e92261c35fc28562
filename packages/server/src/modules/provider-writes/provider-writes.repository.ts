import {
  mirrorSettings,
  type ProviderWrite,
  type ProviderWriteKind,
  type ProviderWriteQuery,
  type ProviderWriteState,
  providerWriteKind,
  providerWriteState,
} from '@joinery/sdk';
import type { Selectable } from 'kysely';
import type { Transaction } from '../../db/database.ts';
import type { ProviderWrites } from '../../db/types.generated.ts';
import type { Slice } from '../../platform/page.ts';
import { storedSettings } from '../connections/connections.ts';
import { type WriteProblem, writeProblem } from './provider-writes.ts';

export interface WriteRow {
  id: string;
  connectionId: string;
  kind: ProviderWriteKind;
  state: ProviderWriteState;
  employeeNumber: number | null;
  target: string | null;
  rowId: number | null;
  fields: string[];
  sealedPayload: string | null;
  marker: string;
  attempts: number;
  fence: number;
  outcome: ProviderWrite['outcome'];
  providerId: string | null;
  proof: Record<string, unknown> | null;
  problem: WriteProblem | null;
  run: number;
  syncId: string | null;
  /** Its bytes, while they are kept. */
  fileId: string | null;
  requestedByUser: string;
  createdAt: Date;
  /** Whoever asked was told to wait. */
  toldPendingAt: Date | null;
  settledAt: Date | null;
  view: ProviderWrite;
}

export interface NewWrite {
  id: string;
  connectionId: string;
  kind: ProviderWriteKind;
  employeeNumber: number | null;
  target: string | null;
  rowId: number | null;
  fields: string[];
  sealedPayload: string;
  fileId: string | null;
  marker: string;
  fingerprint: string;
  requestedBy: string;
  requestedByUser: string;
  createdAt: Date;
}

export async function insertWrite(tx: Transaction, companyId: string, write: NewWrite): Promise<void> {
  await tx
    .insertInto('provider_writes')
    .values({
      id: write.id,
      company_id: companyId,
      connection_id: write.connectionId,
      kind: write.kind,
      employee_number: write.employeeNumber,
      target: write.target,
      row_id: write.rowId === null ? null : String(write.rowId),
      fields: write.fields,
      sealed_payload: write.sealedPayload,
      file_id: write.fileId,
      marker: write.marker,
      fingerprint: write.fingerprint,
      requested_by: write.requestedBy,
      requested_by_user: write.requestedByUser,
      created_at: write.createdAt,
    })
    .execute();
}

export async function findWrite(tx: Transaction, id: string): Promise<WriteRow | undefined> {
  const row = await tx.selectFrom('provider_writes').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toRow(row);
}

export async function lockWrite(tx: Transaction, id: string): Promise<WriteRow | undefined> {
  const query = tx.selectFrom('provider_writes').selectAll().where('id', '=', id).forUpdate();
  const row = await query.executeTakeFirst();
  return row && toRow(row);
}

/** Set values over those that are there. */
const overwriting: readonly ProviderWriteKind[] = [
  'update_employee',
  'update_row',
  'change_list',
  'change_file',
  'upload_photo',
  'change_location',
];

/**
 * The newest equal write that was recorded since, and whose end was not told to its caller. Whoever set
 * other values meanwhile wants theirs back, and not to be told that they were set once.
 */
export async function findUnanswered(
  tx: Transaction,
  fingerprint: string,
  { since, waitingBefore }: { since: Date; waitingBefore: Date },
): Promise<string | undefined> {
  const row = await tx
    .selectFrom('provider_writes as w')
    .select('id')
    .where('fingerprint', '=', fingerprint)
    .where('answered_at', 'is', null)
    .where('state', '!=', 'dropped')
    .where('created_at', '>=', since)
    // Younger ones have a caller of their own who is still waiting.
    .where((eb) => eb.or([eb('told_pending_at', 'is not', null), eb('created_at', '<', waitingBefore)]))
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('provider_writes as later')
            .select('later.id')
            .where('w.kind', 'in', overwriting)
            .whereRef('later.kind', '=', 'w.kind')
            .whereRef('later.id', '>', 'w.id')
            .whereRef('later.requested_by_user', '=', 'w.requested_by_user')
            .whereRef('later.employee_number', 'is not distinct from', 'w.employee_number')
            .whereRef('later.target', 'is not distinct from', 'w.target')
            .whereRef('later.row_id', 'is not distinct from', 'w.row_id')
            .where('later.fingerprint', '!=', fingerprint),
        ),
      ),
    )
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return row?.id;
}

/** The write that was asked for with this key, whatever became of it. */
export async function findAsked(
  tx: Transaction,
  fingerprint: string,
  since: Date,
): Promise<string | undefined> {
  const row = await tx
    .selectFrom('provider_writes')
    .select('id')
    .where('fingerprint', '=', fingerprint)
    .where('created_at', '>=', since)
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return row?.id;
}

export interface WriteChange {
  state?: ProviderWriteState;
  sealedPayload?: null;
  fileId?: null;
  attempts?: number;
  fence?: number;
  requestHash?: string;
  requestSummary?: string;
  sentAt?: Date;
  finishedAt?: Date | null;
  settledAt?: Date | null;
  outcome?: ProviderWrite['outcome'];
  employeeNumber?: number;
  providerId?: string | null;
  proof?: Record<string, unknown>;
  note?: string | null;
  problem?: WriteProblem | null;
  run?: number;
  syncId?: string;
  toldPendingAt?: Date;
  answeredAt?: Date;
}

export async function updateWrite(tx: Transaction, id: string, change: WriteChange): Promise<void> {
  const { state, attempts, fence, outcome, note, run, proof, problem } = change;
  const columns = {
    state,
    attempts,
    fence,
    outcome,
    note,
    run,
    sealed_payload: change.sealedPayload,
    file_id: change.fileId,
    request_hash: change.requestHash,
    request_summary: change.requestSummary,
    sent_at: change.sentAt,
    finished_at: change.finishedAt,
    settled_at: change.settledAt,
    employee_number: change.employeeNumber,
    provider_id: change.providerId,
    proof: proof === undefined ? undefined : JSON.stringify(proof),
    problem: problem === undefined || problem === null ? problem : JSON.stringify(problem),
    sync_id: change.syncId,
    told_pending_at: change.toldPendingAt,
    answered_at: change.answeredAt,
  };
  await tx.updateTable('provider_writes').set(columns).where('id', '=', id).execute();
}

/** The runs of those that have not ended, oldest first. */
export async function listRunning(
  tx: Transaction,
  connectionId: string,
): Promise<{ id: string; run: number }[]> {
  return tx
    .selectFrom('provider_writes')
    .select(['id', 'run'])
    .where('connection_id', '=', connectionId)
    .where('settled_at', 'is', null)
    .orderBy('id')
    .execute();
}

/** How far a write is, with the sync that brings it back. */
export async function readProgress(
  tx: Transaction,
  id: string,
): Promise<{ settledAt: Date | null; syncState: string | null } | undefined> {
  const row = await tx
    .selectFrom('provider_writes as w')
    .leftJoin('syncs as s', 's.id', 'w.sync_id')
    .select(['w.settled_at', 's.state'])
    .where('w.id', '=', id)
    .executeTakeFirst();
  return row && { settledAt: row.settled_at, syncState: row.state };
}

/** Those of the numbers whose employees were here before. */
export async function listKnownNumbers(tx: Transaction, numbers: number[], before: Date): Promise<number[]> {
  if (numbers.length === 0) return [];
  const rows = await tx
    .selectFrom('employees')
    .select('number')
    .where('number', 'in', numbers)
    .where('created_at', '<', before)
    .execute();
  return rows.map(({ number }) => number);
}

export async function countPeople(tx: Transaction): Promise<number> {
  const query = tx.selectFrom('employees').select((select) => select.fn.countAll<string>().as('count'));
  return Number((await query.executeTakeFirstOrThrow()).count);
}

/** Somebody who may be asked about at the provider; those who work there before others. */
export async function findSomebody(tx: Transaction): Promise<number | undefined> {
  const query = tx
    .selectFrom('employees')
    .select('number')
    .where('mirrored', '=', true)
    .orderBy((order) => order('status', '=', 'Active'), 'desc')
    .orderBy('number')
    .limit(1);
  return (await query.executeTakeFirst())?.number;
}

export interface ConnectionStanding {
  name: string;
  enabled: boolean;
  /** The provider refuses the key. */
  stopped: boolean;
  /** People still come by it. */
  isSource: boolean;
  /** Its settings let changes go to the provider. */
  writesBack: boolean;
  /** Waits that were set for it alone. */
  timing: Record<string, number>;
}

export async function findStanding(
  tx: Transaction,
  connectionId: string,
): Promise<ConnectionStanding | undefined> {
  const row = await tx
    .selectFrom('connections')
    .select(['name', 'enabled', 'stopped_at', 'people_source', 'settings', 'mirror'])
    .where('id', '=', connectionId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { name, enabled, stopped_at, people_source } = row;
  const { timing = {} } = storedSettings.parse(row.settings);
  const writesBack = mirrorSettings.safeParse(row.mirror).data?.writeThrough ?? true;
  return { name, enabled, stopped: stopped_at !== null, isSource: people_source, writesBack, timing };
}

/** Newest first. */
export async function listWrites(
  tx: Transaction,
  filter: ProviderWriteQuery & { requestedByUser?: string },
  slice: Slice,
): Promise<ProviderWrite[]> {
  let query = tx.selectFrom('provider_writes').selectAll();
  if (filter.connection !== undefined) query = query.where('connection_id', '=', filter.connection);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.employeeNumber !== undefined) query = query.where('employee_number', '=', filter.employeeNumber);
  if (filter.requestedByUser !== undefined)
    query = query.where('requested_by_user', '=', filter.requestedByUser);
  if (slice.after !== undefined) query = query.where('id', '<', slice.after);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(slice.limit + 1)
    .execute();
  return rows.map((row) => toRow(row).view);
}

function toRow(row: Selectable<ProviderWrites>): WriteRow {
  const problem = row.problem === null ? null : writeProblem.parse(row.problem);
  const kind = providerWriteKind.parse(row.kind);
  const state = providerWriteState.parse(row.state);
  const outcome = row.outcome as ProviderWrite['outcome'];
  const { id, fields, attempts, target } = row;
  const shown = problem && {
    code: problem.code,
    message: problem.message,
    status: problem.status,
    words: problem.words,
  };
  return {
    id,
    connectionId: row.connection_id,
    kind,
    state,
    employeeNumber: row.employee_number,
    target,
    rowId: row.row_id === null ? null : Number(row.row_id),
    fields,
    sealedPayload: row.sealed_payload,
    marker: row.marker,
    attempts,
    fence: Number(row.fence),
    outcome,
    providerId: row.provider_id,
    proof: row.proof as Record<string, unknown> | null,
    problem,
    run: row.run,
    syncId: row.sync_id,
    fileId: row.file_id,
    requestedByUser: row.requested_by_user,
    createdAt: row.created_at,
    toldPendingAt: row.told_pending_at,
    settledAt: row.settled_at,
    view: {
      id,
      connectionId: row.connection_id,
      kind,
      state,
      employeeNumber: row.employee_number,
      target,
      fields,
      attempts,
      requestHash: row.request_hash,
      requestSummary: row.request_summary,
      outcome,
      providerId: row.provider_id,
      problem: shown,
      syncId: row.sync_id,
      requestedBy: row.requested_by,
      createdAt: row.created_at.toISOString(),
      sentAt: row.sent_at?.toISOString() ?? null,
      settledAt: row.settled_at?.toISOString() ?? null,
    },
  };
}
