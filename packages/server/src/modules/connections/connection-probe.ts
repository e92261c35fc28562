// What is asked of a probe, and what follows from two of them. Pure.
import type { AccountReport, Capabilities, ProbeReport as SourceReport } from '@joinery/connectors';
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

/** What is to be done at the provider, in the words that people see there. */
const keySteps: Readonly<Record<string, string[]>> = {
  pinpoint: [
    'In Pinpoint, open Settings, then API & Webhooks, and make a key for Joinery.',
    'Let it read jobs, applications, candidates and stages.',
    'Let it write applications to send candidates, and comments to tell of new employees.',
    'For news at once, add a webhook there with the address and secret that are shown on the account’s page here.',
  ],
  pyjamahr: [
    'Have an Admin ask PyjamaHR’s support for the token of the candidate API; it comes with the Custom plan.',
    'Ask as well where the API is, how the token is sent, and what its fields are called: set that where it differs.',
  ],
};

/** Looks of an account that keeps candidates only, as a probe tells them. */
export function toRecruitingReport(provider: string, { health, checks }: AccountReport): SourceReport {
  const failed = checks.find(({ ok }) => !ok);
  return {
    reached: health !== 'unreachable' && health !== 'unauthorized',
    problem: failed?.message ?? null,
    employees: null,
    fields: [],
    tables: [],
    rights: checks.map(({ name, ok }) => ({ name, label: name, need: ok ? 'granted' : 'missing' })),
    strategies: [],
    calls: checks.length,
    accessLevel: { name: 'API key', steps: keySteps[provider] ?? [], view: [], edit: [], hide: [] },
  };
}
