// The brake: what a sync may do by itself, and what waits for a person. Pure. See rule 8: people
// who leave beyond it are held as a batch, never the first few of them let through.
import { createHash } from 'node:crypto';

/** How many may leave by one connection within 24 hours without a person. */
export function leaverLimit(active: number): number {
  return Math.max(5, Math.min(200, Math.floor(active * 0.02)));
}

export const recentMs = 24 * 3_600_000;

/** A hundredth of what was seen; one record alone only where there are a hundred. */
export function isUnreadable(quarantined: number, seen: number): boolean {
  return quarantined > 0 && quarantined * 100 >= seen && (quarantined >= 2 || seen >= 100);
}

/** More than a tenth of the active people are gone from a complete reading. */
export function isShrunk(gone: number, active: number): boolean {
  return gone * 10 > active;
}

/** Two different people decide about more than a tenth. */
export function approvalsFor(affected: number, active: number): 1 | 2 {
  return affected * 10 > active ? 2 : 1;
}

export interface Leaver {
  providerId: string;
  employeeNumber: number;
  how: 'inactive' | 'terminated' | 'deleted' | 'missing';
  /** `YYYY-MM-DD`, or null where it has no day. */
  effectiveOn: string | null;
  /** A hash of what the provider says of the person. */
  content: string;
}

export interface LeaverCase {
  /** Who would leave by this sync. */
  leavers: readonly Leaver[];
  active: number;
  /** How many left by the connection in the 24 hours before. */
  recent: number;
  /** The connection was never read completely before: nobody leaves. */
  first: boolean;
  /** What a person approved for this sync. */
  approved: readonly Leaver[];
  /** What a person refused. */
  rejected: readonly Leaver[];
  /** Who waits for a person already. */
  open: readonly Leaver[];
  /** Of those who wait: whether this sync has read them again. */
  wasRead(providerId: string): boolean;
}

export interface LeaverJudgement {
  pass: Leaver[];
  /** Keep their records as they are. */
  withheld: Leaver[];
  /** Who waits for a person from now on; none when nobody does. */
  hold: Leaver[];
  limit: number;
}

/**
 * What was refused stays away as long as the provider says the same, and what was approved passes.
 * Of all others either everybody leaves or nobody; who waits already keeps waiting until a person
 * decides, or until what is left of them is within the limit.
 */
export function judgeLeavers(it: LeaverCase): LeaverJudgement {
  const limit = it.first ? 0 : leaverLimit(it.active);
  const approved = new Set(it.approved.map(deedOf));
  const refused = new Set(it.rejected.map((one) => `${deedOf(one)} ${one.content}`));
  const passing = it.leavers.filter((one) => approved.has(deedOf(one)));
  const away = it.leavers.filter(
    (one) => !approved.has(deedOf(one)) && refused.has(`${deedOf(one)} ${one.content}`),
  );
  const decided = new Set([...passing, ...away]);
  const others = it.leavers.filter((one) => !decided.has(one));
  const before = it.recent + passing.length;
  const unread = it.open.filter(({ providerId }) => !it.wasRead(providerId));
  if (others.length + before > limit && others.length > 0)
    return {
      pass: passing,
      withheld: [...away, ...others],
      hold: sorted([...unread, ...others]),
      limit,
    };
  const waiting = new Set(it.open.map(({ providerId }) => providerId));
  const again = others.filter(({ providerId }) => waiting.has(providerId));
  const stillOver = unread.length + others.length + before > limit;
  const withheld = stillOver ? again : [];
  return {
    pass: it.leavers.filter((one) => !away.includes(one) && !withheld.includes(one)),
    withheld: [...away, ...withheld],
    hold: sorted([...unread, ...withheld]),
    limit,
  };
}

function sorted(people: Leaver[]): Leaver[] {
  return people.sort((a, b) => a.employeeNumber - b.employeeNumber);
}

function deedOf({ providerId, how, effectiveOn }: Leaver): string {
  return `${providerId} ${how} ${effectiveOn ?? ''}`;
}

/** A hash over exactly who is shown and what would happen to them. */
export function contentOf(kind: string, people: readonly Leaver[]): string {
  return hashOf([kind, ...people.map(deedOf).sort()]);
}

export function hashOf(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** Whether everything of `people` was shown. */
export function isWithin(people: readonly Leaver[], shown: readonly Leaver[]): boolean {
  const deeds = new Set(shown.map(deedOf));
  return people.every((one) => deeds.has(deedOf(one)));
}
