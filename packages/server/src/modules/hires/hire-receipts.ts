// How the receipt of a step stands in its row: the steps of hires and those of changes have the same columns.
import type { HireStep } from '@joinery/sdk';

interface ReceiptRow {
  state: string;
  attempts: number;
  request_hash: string | null;
  request_summary: string | null;
  sent_at: Date | null;
  finished_at: Date | null;
  outcome: string | null;
  provider_id: string | null;
  proof: unknown;
  note: string | null;
}

/** For people; the caller's schema checks it. */
export function toReceipt(row: ReceiptRow) {
  return {
    state: row.state,
    attempts: row.attempts,
    requestHash: row.request_hash,
    requestSummary: row.request_summary,
    sentAt: row.sent_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    durationMs: row.sent_at && row.finished_at && row.finished_at.getTime() - row.sent_at.getTime(),
    outcome: row.outcome,
    providerId: row.provider_id,
    proof: row.proof,
    note: row.note,
  };
}

export interface StepChange {
  state?: HireStep['state'];
  attempts?: number;
  fence?: number;
  requestHash?: string | null;
  requestSummary?: string | null;
  sentAt?: Date | null;
  finishedAt?: Date | null;
  outcome?: HireStep['outcome'];
  providerId?: string | null;
  proof?: Record<string, unknown> | null;
  note?: string | null;
}

/** Columns that are not named stay as they are. */
export function toColumns(change: StepChange) {
  const { requestHash, requestSummary, sentAt, finishedAt, providerId, proof, ...plain } = change;
  return {
    ...plain,
    ...(requestHash === undefined ? {} : { request_hash: requestHash }),
    ...(requestSummary === undefined ? {} : { request_summary: requestSummary }),
    ...(sentAt === undefined ? {} : { sent_at: sentAt }),
    ...(finishedAt === undefined ? {} : { finished_at: finishedAt }),
    ...(providerId === undefined ? {} : { provider_id: providerId }),
    ...(proof === undefined ? {} : { proof: proof && JSON.stringify(proof) }),
  };
}
