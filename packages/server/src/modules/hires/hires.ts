// What happens to a hire, decided without doing it: which employee fields it needs, and what
// follows from what was seen and sent so far. Writes to a provider without idempotency keys are
// made exactly once by these rules; the workflow only carries them out.
import type { EmployeeSearch, EmploymentStatusRow, FileCategory, Finding } from '@joinery/connectors';
import type { Outcome } from '@joinery/sdk';
import { nameUuid } from '../../platform/ids.ts';

/**
 * What the employee carries so that everybody finds out whose hire it is. It derives from ids
 * that never change and that a restored backup still has, so a server that forgot a hire arrives
 * at the same marker again; a company's short name could be changed and is not part of it.
 */
export function markerOf(companyId: string, applicationId: string): string {
  return nameUuid(`${companyId}/${applicationId}`);
}

/** How long a hand-off waits. Everything in milliseconds. */
export interface HireTiming {
  /** After a write whose answer was lost: until then it may still be carried out. */
  quietMs: number;
  /** Between the two searches that must both find nothing before a write is sent again. */
  secondLookMs: number;
  /** First wait after a provider could not be reached or was in trouble; doubles. */
  firstRetryMs: number;
  maxRetryMs: number;
  /** First wait when a request limit is reached and the provider names none; doubles. */
  firstThrottleMs: number;
  /** After waiting this long in all, a person is asked. */
  giveUpMs: number;
}

export const defaultTiming: HireTiming = {
  quietMs: 120_000,
  secondLookMs: 60_000,
  firstRetryMs: 1_000,
  maxRetryMs: 300_000,
  firstThrottleMs: 30_000,
  giveUpMs: 24 * 3_600_000,
};

/** A sandbox company on this server has done what it does when its connection ends. */
export const sandboxTiming: HireTiming = {
  ...defaultTiming,
  quietMs: 3_000,
  secondLookMs: 1_000,
  firstThrottleMs: 1_000,
};

/** What looking for the effect of a write showed. Ids only: it is kept in the workflow tables. */
export type Look =
  | { answer: 'found'; providerId: string; how: Recognition }
  | { answer: 'absent' }
  /** We could not look properly. Never the same as absent. */
  | { answer: 'unknown' }
  | { answer: 'skip' }
  /** Somebody is there who may or may not be ours: a person decides. */
  | { answer: 'doubtful'; doubt: Doubt; employees: string[] };

/** By what something at the provider was recognised as ours. */
export type Recognition = 'marker' | 'identity' | 'person' | 'location' | 'comparison';

export type Doubt = 'marker_twice' | 'same_email' | 'same_name' | 'not_proven';

/** How a call failed, without its words: those are on the receipt. */
export interface Failure {
  outcome: Exclude<Outcome, 'done'>;
  retryAfterSeconds?: number;
  /** The provider refused the credentials, or the connection may not be used at all. */
  blocked?: true;
}

/** One thing that happened in this run, in order. */
export type Fact =
  | { kind: 'looked'; look: Look }
  | { kind: 'look_failed'; failure: Failure }
  | { kind: 'sent'; providerId: string | null }
  | { kind: 'send_failed'; failure: Failure }
  | { kind: 'waited'; ms: number };

/** What a run begins with. */
export interface Start {
  /** An earlier run sent the write and never learnt how it ended. */
  uncertain: boolean;
  /** A look is all there is to do: nothing is ever sent. */
  readOnly?: true;
}

export type Move =
  | { do: 'look' }
  | { do: 'send' }
  | { do: 'wait'; ms: number; because: 'quiet' | 'second_look' | 'unreachable' | 'throttled' }
  | { do: 'finish'; providerId: string; how: Recognition }
  | { do: 'skip' }
  /** The provider declined; sending the same again gives the same answer. */
  | { do: 'fail' }
  | { do: 'ask'; why: Question; employees?: string[] };

export type Question =
  | Doubt
  | 'cannot_look'
  | 'look_refused'
  | 'look_keeps_failing'
  | 'blocked'
  | 'still_uncertain'
  | 'not_found'
  | 'gave_up';

const maxFailedLooks = 4;

/**
 * What to do next.
 *
 * Every write is preceded by a look. After a write that may have happened: the quiet time, then
 * two looks that both find nothing, then the one repeat there is; after that a person decides.
 * A look that fails, or that could not see everything, never counts as having found nothing.
 */
export function nextMove(start: Start, facts: readonly Fact[], timing: HireTiming): Move {
  const move = moveAfter(start, facts, timing);
  const waitsTooLong = move.do === 'wait' && waitedMs(facts) + move.ms > timing.giveUpMs;
  return waitsTooLong ? { do: 'ask', why: 'gave_up' } : move;
}

function moveAfter(start: Start, facts: readonly Fact[], timing: HireTiming): Move {
  const last = facts.at(-1);
  if (last === undefined)
    return start.uncertain ? { do: 'wait', ms: timing.quietMs, because: 'quiet' } : { do: 'look' };
  switch (last.kind) {
    case 'waited':
      return { do: 'look' };
    case 'looked':
      return afterLook(start, facts, last.look, timing);
    case 'look_failed':
      return afterFailedLook(facts, last.failure, timing);
    case 'sent':
      // Accepted without an id: only seeing it proves that it was kept.
      if (last.providerId === null) return { do: 'look' };
      return { do: 'finish', providerId: last.providerId, how: 'location' };
    case 'send_failed':
      return afterFailedSend(facts, last.failure, timing);
  }
}

function afterLook(start: Start, facts: readonly Fact[], look: Look, timing: HireTiming): Move {
  switch (look.answer) {
    case 'found':
      return { do: 'finish', providerId: look.providerId, how: look.how };
    case 'skip':
      return { do: 'skip' };
    case 'unknown':
      return { do: 'ask', why: 'cannot_look' };
    case 'doubtful':
      return { do: 'ask', why: look.doubt, employees: look.employees };
    case 'absent':
      return afterAbsent(start, facts, timing);
  }
}

function afterAbsent(start: Start, facts: readonly Fact[], timing: HireTiming): Move {
  if (start.readOnly || facts.some((fact) => fact.kind === 'sent')) return { do: 'ask', why: 'not_found' };
  const uncertain = uncertainSends(start, facts);
  if (uncertain === 0) return { do: 'send' };
  if (uncertain > 1) return { do: 'ask', why: 'still_uncertain' };
  if (missesSinceUncertain(facts) < 2) return { do: 'wait', ms: timing.secondLookMs, because: 'second_look' };
  return { do: 'send' };
}

function afterFailedLook(facts: readonly Fact[], failure: Failure, timing: HireTiming): Move {
  if (failure.blocked) return { do: 'ask', why: 'blocked' };
  switch (failure.outcome) {
    case 'refused':
      return { do: 'ask', why: 'look_refused' };
    case 'throttled':
      return throttled(facts, failure, timing);
    case 'not_sent':
      return unreachable(facts, timing);
    case 'ambiguous':
      return failuresInARow(facts) >= maxFailedLooks
        ? { do: 'ask', why: 'look_keeps_failing' }
        : unreachable(facts, timing);
  }
}

function afterFailedSend(facts: readonly Fact[], failure: Failure, timing: HireTiming): Move {
  if (failure.blocked) return { do: 'ask', why: 'blocked' };
  switch (failure.outcome) {
    case 'refused':
      return { do: 'fail' };
    case 'throttled':
      return throttled(facts, failure, timing);
    case 'not_sent':
      return unreachable(facts, timing);
    case 'ambiguous':
      return { do: 'wait', ms: timing.quietMs, because: 'quiet' };
  }
}

function unreachable(facts: readonly Fact[], { firstRetryMs, maxRetryMs }: HireTiming): Move {
  const ms = Math.min(firstRetryMs * 2 ** (failuresInARow(facts) - 1), maxRetryMs);
  return { do: 'wait', ms, because: 'unreachable' };
}

const maxThrottleMs = 15 * 60_000;

function throttled(facts: readonly Fact[], failure: Failure, { firstThrottleMs }: HireTiming): Move {
  const asked = failure.retryAfterSeconds;
  const doubled = Math.min(firstThrottleMs * 2 ** (failuresInARow(facts) - 1), maxThrottleMs);
  return { do: 'wait', ms: asked === undefined ? doubled : asked * 1000, because: 'throttled' };
}

const isUncertain = (fact: Fact): boolean =>
  fact.kind === 'send_failed' && fact.failure.outcome === 'ambiguous';

function uncertainSends(start: Start, facts: readonly Fact[]): number {
  return facts.filter(isUncertain).length + (start.uncertain ? 1 : 0);
}

function missesSinceUncertain(facts: readonly Fact[]): number {
  const since = facts.slice(facts.findLastIndex(isUncertain) + 1);
  return since.filter((fact) => fact.kind === 'looked' && fact.look.answer === 'absent').length;
}

/** Failed calls since the last one that worked. */
function failuresInARow(facts: readonly Fact[]): number {
  const worked = facts.findLastIndex((fact) => fact.kind === 'looked' || fact.kind === 'sent');
  // A look before each send works while every send fails: sends count on their own.
  const sends = facts.filter((fact) => fact.kind === 'send_failed').length;
  const looks = facts.slice(worked + 1).filter((fact) => fact.kind === 'look_failed').length;
  return Math.max(1, facts.at(-1)?.kind === 'send_failed' ? sends : looks);
}

function waitedMs(facts: readonly Fact[]): number {
  return facts.reduce((sum, fact) => sum + (fact.kind === 'waited' ? fact.ms : 0), 0);
}

/**
 * What a search for the hire's employee means.
 *
 * Only the marker proves that an employee is ours. Without a marker field, e-mail, last name and
 * hire date together do, and only after we sent a create: before that, the same person may have
 * been typed in by somebody.
 */
export function toCreateLook(
  search: EmployeeSearch,
  { sentBefore, approved }: { sentBefore: boolean; approved: boolean },
): Look {
  if (search.marker !== null) {
    if (search.marker.answer === 'unknown') return { answer: 'unknown' };
    if (search.marker.answer === 'found') return oneOf(search.marker, 'marker', 'marker_twice');
  } else if (sentBefore && search.email.answer === 'found') {
    const identical = search.email.employees.every((employee) => employee.identical === true);
    return identical ? oneOf(search.email, 'identity', 'same_email') : doubtful('same_email', search.email);
  }
  // A person has looked at these and said that the hire is somebody else.
  if (approved) return { answer: 'absent' };
  if (search.email.answer === 'found') return doubtful('same_email', search.email);
  if (search.name.answer === 'found') return doubtful('same_name', search.name);
  const unseen = search.email.answer === 'unknown' || search.name.answer === 'unknown';
  return { answer: unseen ? 'unknown' : 'absent' };
}

type Found = Extract<Finding, { answer: 'found' }>;

function oneOf(finding: Found, how: Recognition, doubt: Doubt): Look {
  const [first, ...others] = finding.employees;
  if (first === undefined || others.length > 0) return doubtful(doubt, finding);
  return { answer: 'found', providerId: first.id, how };
}

function doubtful(doubt: Doubt, finding: Found): Look {
  return { answer: 'doubtful', doubt, employees: finding.employees.map(({ id }) => id) };
}

/** What an employee read back says about who made it. `chosen`: a person named it, so it proves nothing more. */
export function toProofLook(
  proof: { id: string; marker: string | null; different: readonly string[] },
  chosen: boolean,
): Look {
  if (chosen) return { answer: 'found', providerId: proof.id, how: 'person' };
  if (proof.marker === 'ours') return { answer: 'found', providerId: proof.id, how: 'marker' };
  const isSame = !['lastName', 'hireDate'].some((field) => proof.different.includes(field));
  if (proof.marker === null && isSame) return { answer: 'found', providerId: proof.id, how: 'identity' };
  return { answer: 'doubtful', doubt: 'not_proven', employees: [proof.id] };
}

export function toStatusLook(
  rows: readonly EmploymentStatusRow[],
  wanted: { date: string; status: string },
): Look {
  const same = rows.find(
    (row) => row.date === wanted.date && row.status?.toLowerCase() === wanted.status.toLowerCase(),
  );
  return same === undefined
    ? { answer: 'absent' }
    : { answer: 'found', providerId: same.id, how: 'comparison' };
}

/** Where a résumé belongs: a category whose name says so and that takes files. */
export function findResumeCategory(categories: readonly FileCategory[]): FileCategory | undefined {
  return categories.find(
    ({ name, canUpload }) => canUpload && /(?<!\p{L})(r[ée]sum[ée]s?|cvs?)(?!\p{L})/iu.test(name),
  );
}

export function toResumeLook(
  categories: readonly FileCategory[],
  file: { name: string; bytes: number },
): Look {
  const files = categories.flatMap((category) => category.files);
  const same = files.find(({ name, bytes }) => name === file.name && bytes === file.bytes);
  if (same !== undefined) return { answer: 'found', providerId: same.id, how: 'comparison' };
  return { answer: findResumeCategory(categories) === undefined ? 'skip' : 'absent' };
}

/** For people: what stopped the hand-off, and what they can do. `note` is what the receipt says. */
export function describeQuestion(
  why: Question,
  { note, employees = [] }: { note: string | null; employees?: string[] | undefined },
): string {
  const who = employees.length === 1 ? `employee ${employees[0]}` : `employees ${employees.join(', ')}`;
  const said = note === null ? '' : ` ${note}`;
  switch (why) {
    case 'marker_twice':
      return `More than one employee carries this hire’s marker: ${employees.join(', ')}. Decide in BambooHR which one stays, then link it.`;
    case 'same_email':
      return `There is already ${who} with this e-mail address. Link the hire if that is the same person, or create a new employee.`;
    case 'same_name':
      return `There is already ${who} with this name. Link the hire if that is the same person, or create a new employee.`;
    case 'not_proven':
      return `Employee ${employees.join(', ')} was created but does not show this hire’s marker.${said}`;
    case 'cannot_look':
      return `It cannot be told whether the employee exists already.${said}`;
    case 'look_refused':
    case 'blocked':
      return `BambooHR could not be asked.${said}`;
    case 'look_keeps_failing':
      return `BambooHR kept failing while it was asked.${said}`;
    case 'still_uncertain':
      return `The answer to a write was lost twice, and nothing of it is to be found. Look in BambooHR before sending it again.${said}`;
    case 'not_found':
      return `What was written is not to be found.${said}`;
    case 'gave_up':
      return `It could not be done for a long time.${said}`;
  }
}
