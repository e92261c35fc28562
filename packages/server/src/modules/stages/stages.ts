import { JoineryError, type StageKind } from '@joinery/sdk';

/** A pipeline without one of these can take no applications, or hire nobody. */
export const neededKinds: readonly StageKind[] = ['new', 'hired'];

interface DefaultStage {
  number: number;
  code: string;
  name: string;
  kind: StageKind;
}

/** What every company starts with. Numbers and codes are those that BambooHR's API shows. */
export const defaultStages: readonly DefaultStage[] = [
  { number: 1, code: 'NEW', name: 'New', kind: 'new' },
  { number: 2, code: 'REVIEWED', name: 'Reviewed', kind: 'active' },
  { number: 3, code: 'SCHEDPHONE', name: 'Schedule Phone Screen', kind: 'active' },
  { number: 4, code: 'PHONED', name: 'Phone Screened', kind: 'active' },
  { number: 5, code: 'SCHEDINT', name: 'Schedule Interview', kind: 'active' },
  { number: 6, code: 'INTERVIEW', name: 'Interviewed', kind: 'active' },
  { number: 7, code: 'ONHOLD', name: 'Put on Hold', kind: 'active' },
  { number: 8, code: 'REFCHECK', name: 'Checking References', kind: 'active' },
  { number: 16, code: 'OLSENT', name: 'Offer Sent', kind: 'offer' },
  { number: 17, code: 'OLSIGNED', name: 'Offer Signed', kind: 'offer' },
  { number: 15, code: 'HIRED', name: 'Hired', kind: 'hired' },
  { number: 10, code: 'NOFIT', name: 'Not a Fit', kind: 'rejected' },
  { number: 12, code: 'NOQUAL', name: 'Not Qualified', kind: 'rejected' },
  { number: 13, code: 'OVERQUAL', name: 'Over Qualified', kind: 'rejected' },
  { number: 11, code: 'DECLINED', name: 'Declined Offer', kind: 'withdrawn' },
  { number: 14, code: 'POACHED', name: 'Hired Elsewhere', kind: 'withdrawn' },
];

/** The order after `moved` was put at `position`; a position past the end means the end. */
export function reorder(ids: string[], moved: string, position: number | undefined): string[] {
  const others = ids.filter((id) => id !== moved);
  const at = Math.min(position ?? others.length, others.length);
  return [...others.slice(0, at), moved, ...others.slice(at)];
}

export function noStage(): JoineryError {
  return new JoineryError('stages.not_found', 'This job’s pipeline has no such stage.');
}
