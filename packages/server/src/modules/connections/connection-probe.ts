// What is asked of a probe, and what follows from two of them. Pure.
import type { Capabilities, ProbeReport as SourceReport } from '@joinery/connectors';
import type { ConnectionPurpose, MirrorSettings, ProbeReport } from '@joinery/sdk';

// Without these a mirrored company is of little use; everything else comes where the key sees it.
const mirroredFields = ['workEmail', 'employeeNumber', 'jobTitle', 'department', 'division', 'location'];
const mirroredTables = ['jobInfo', 'employmentStatus'];

type Mirroring = Pick<MirrorSettings, 'tables' | 'leaveOut'>;

export function capabilitiesFor(purpose: ConnectionPurpose, mirror: Mirroring | null): Capabilities {
  const { hires, writeThrough, recruiting } = purpose;
  return { mirror: purpose.mirror ? needsOf(mirror) : null, hires, writeThrough, recruiting };
}

function needsOf(mirror: Mirroring | null): NonNullable<Capabilities['mirror']> {
  const left = new Set(mirror?.leaveOut);
  const wanted = (name: string): boolean => !left.has(name);
  return {
    fields: mirroredFields.filter(wanted),
    tables: (mirror?.tables ?? mirroredTables).filter(wanted),
  };
}

/**
 * What a connection does already. Without a mirror it is there for hires; with one, only when the
 * look before was for hires too.
 */
export function purposeOf(
  { enabled, mirror }: { enabled: boolean; mirror: MirrorSettings | null },
  before: Pick<ProbeReport, 'purpose'> | null,
): ConnectionPurpose {
  const mirrors = mirror?.peopleSource === true;
  return {
    mirror: mirrors,
    hires: !mirrors || (before?.purpose.hires ?? enabled),
    writeThrough: mirrors && mirror.writeThrough,
    recruiting: false,
  };
}

/**
 * Fields and tables that were seen before and are not seen now. A probe that did not get through
 * lost nothing: it did not look.
 */
export function lostBetween(
  before: Pick<ProbeReport, 'reached' | 'fields' | 'tables'> | null,
  now: Pick<SourceReport, 'reached' | 'fields' | 'tables'>,
): string[] {
  if (before === null || !before.reached || !now.reached) return [];
  return [...lostOf(before.fields, now.fields), ...lostOf(before.tables, now.tables)];
}

type Judged = readonly { name: string; need: ProbeReport['fields'][number]['need'] }[];

function lostOf(before: Judged, now: Judged): string[] {
  const seen = new Set(seenOf(now));
  return seenOf(before).filter((name) => !seen.has(name));
}

function seenOf(judged: Judged): string[] {
  return judged
    .filter(({ need }) => need === 'granted' || need === 'excess' || need === 'unused')
    .map(({ name }) => name);
}
