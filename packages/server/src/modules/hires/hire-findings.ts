// What is wrong with hires at a provider, from what its list shows and what is known here. Pure.
import type { HireFindingKind } from '@joinery/sdk';

/** One look through an account. */
export interface Sight {
  /** Whether markers are shown: else nothing is known of any. Null: the account has none. */
  shown: boolean | null;
  present: ReadonlySet<string>;
  /** Who carries which marker. Other texts in that field are none. */
  byMarker: ReadonlyMap<string, readonly string[]>;
}

/** A hire whose marker was seen, or that should be seen. */
export interface KnownHire {
  id: string;
  marker: string;
  isDone: boolean;
  employeeNumber: string | null;
}

export interface Found {
  kind: HireFindingKind;
  key: string;
  hireId: string | null;
  employeeIds: string[];
}

export interface OpenFinding extends Found {
  id: string;
}

const ownKind = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Markers are name-based UUIDs. A field that held something else before still does for many. */
export function toMarker(text: string | null): string | undefined {
  const marker = text?.trim().toLowerCase();
  return marker !== undefined && ownKind.test(marker) ? marker : undefined;
}

/** Keeps of a list what is judged. */
export async function readSight(list: {
  shown: boolean | null;
  employees: AsyncIterable<{ readonly id: string; readonly marker: string | null }>;
}): Promise<Sight> {
  const present = new Set<string>();
  const byMarker = new Map<string, string[]>();
  for await (const { id, marker: text } of list.employees) {
    // An employee with several rows is one.
    if (present.has(id)) continue;
    present.add(id);
    const marker = toMarker(text);
    if (marker !== undefined) byMarker.set(marker, [...(byMarker.get(marker) ?? []), id]);
  }
  return { shown: list.shown, present, byMarker };
}

/** What the markers that were seen say. `known`: those of this company, with their hires. */
export function judgeMarkers(
  { byMarker, present }: Sight,
  known: { hires: ReadonlyMap<string, KnownHire>; others: ReadonlySet<string> },
): Found[] {
  return [...byMarker].flatMap(([marker, carriers]): Found[] => {
    const hire = known.hires.get(marker);
    const own = hire?.isDone && hire.employeeNumber !== null && present.has(hire.employeeNumber);
    const employees = sorted([...carriers, ...(own ? [hire.employeeNumber ?? ''] : [])]);
    const about = { key: marker, hireId: hire?.id ?? null, employeeIds: employees };
    if (employees.length > 1) return [{ kind: 'marker_twice', ...about }];
    if (hire !== undefined || known.others.has(marker)) return [];
    return [{ kind: 'marker_unknown', ...about }];
  });
}

/** Done here, and not on the list. Who is on it or not is not settled by the list alone. */
export function listAbsent({ present }: Sight, expected: readonly KnownHire[]): KnownHire[] {
  return expected.filter(({ employeeNumber }) => employeeNumber !== null && !present.has(employeeNumber));
}

/**
 * Whether so many are not shown that the key has rather lost the sight of them. A few hires are too
 * few to tell.
 */
export function isSightLost(absent: number, expected: number): boolean {
  return absent > 3 && absent * 2 > expected;
}

export function toMissing({ id, employeeNumber }: KnownHire): Found {
  return { kind: 'missing_there', key: id, hireId: id, employeeIds: [employeeNumber ?? ''] };
}

/**
 * Whether an open finding that was not found again is over. What is not shown is not gone: `gone` are
 * those whom the provider itself does not know any more.
 */
export function isOver({ kind, employeeIds }: OpenFinding, sight: Sight, gone: ReadonlySet<string>): boolean {
  if (kind === 'missing_there') return employeeIds.every((id) => sight.present.has(id));
  return sight.shown === true && employeeIds.every((id) => sight.present.has(id) || gone.has(id));
}

/** Employees of open findings of whom the list says nothing. */
export function listUnseen({ present }: Sight, open: readonly OpenFinding[]): string[] {
  const about = open.filter(({ kind }) => kind !== 'missing_there').flatMap(({ employeeIds }) => employeeIds);
  return [...new Set(about)].filter((id) => !present.has(id));
}

/** For people. */
export function describeFinding(
  kind: HireFindingKind,
  employees: readonly string[],
  hasHire: boolean,
): string {
  const who = `${employees.length === 1 ? 'Employee' : 'Employees'} ${listed(employees)}`;
  switch (kind) {
    case 'marker_twice':
      return hasHire
        ? `${who} are all this hire’s: one of them was made twice. Nothing more is written for this person. Decide in BambooHR which one stays and remove the other, or its marker.`
        : `${who} carry the same marker of a hire that is not known here. Decide in BambooHR which one stays.`;
    case 'marker_unknown':
      return `${who} carries the marker of a hire that is not known here: it was made by another server, or before a backup was restored. A hire of the same application finds and links it.`;
    case 'missing_there':
      return `${who} was made for this hire and is not in BambooHR any more. Nothing more is written for this person, and nobody is made anew.`;
  }
}

function listed(ids: readonly string[]): string {
  if (ids.length < 2) return ids.join('');
  return `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`;
}

function sorted(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort((a, b) => Number(a) - Number(b));
}
