import { JoineryError, type RejectReason } from '@joinery/sdk';

export interface ReasonRow {
  id: string;
  label: string;
  position: number;
  archivedAt: Date | null;
}

/** What every company starts with. */
export const usualReasons: readonly string[] = [
  'Experience does not fit',
  'Qualification is missing',
  'Somebody else was chosen',
  'The position is filled',
  'Salary expectations',
  'Location',
  'Kept for later',
  'Other',
];

export function toRejectReason({ archivedAt, ...row }: ReasonRow): RejectReason {
  return { ...row, archivedAt: archivedAt?.toISOString() ?? null };
}

export function noReason(): JoineryError {
  return new JoineryError('reject_reasons.not_found', 'There is no such reason, or it is offered no more.');
}
