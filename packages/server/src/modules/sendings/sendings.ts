// How a write to a provider without idempotency keys is made exactly once: what follows from what
// was looked at and sent so far. Pure; workflows only carry it out.
import type { Outcome } from '@joinery/sdk';

/** How long sending waits. Everything in milliseconds. */
export interface Timing {
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

export const defaultTiming: Timing = {
  quietMs: 120_000,
  secondLookMs: 60_000,
  firstRetryMs: 1_000,
  maxRetryMs: 300_000,
  firstThrottleMs: 30_000,
  giveUpMs: 24 * 3_600_000,
};

/** A sandbox company on this server has done what it does when its connection ends. */
export const sandboxTiming: Timing = {
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

export type Doubt =
  | 'marker_twice'
  | 'same_email'
  | 'same_birth_date'
  | 'same_phone'
  | 'same_name'
  | 'not_proven'
  | 'row_differs'
  | 'row_incomplete'
  | 'hired_elsewhere'
  | 'marker_elsewhere'
  | 'category_gone'
  | 'file_gone'
  | 'changed_meanwhile'
  | 'sent_before';

/** How a call failed, without its words: those are on the receipt. */
export interface Failure {
  outcome: Exclude<Outcome, 'done'>;
  retryAfterSeconds?: number;
  /** The connection, or what was to be sent, may not be used until somebody acts. */
  blocked?: true;
  /** The provider refuses the key: nothing was done, and nothing is sent until there is one that works. */
  stopped?: true;
  /** Whoever asked was told that it goes on by itself. */
  promised?: true;
  /** Somebody else is sending the same at this moment: nothing was sent. */
  taken?: true;
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
  /** There is nothing to look for before something was sent. */
  unlooked?: true;
  /** Sent twice it does the same as sent once: a look that finds nothing is enough to send again. */
  repeatable?: true;
  /** An answer of success says all; there is no id to learn from it. */
  trusted?: true;
  /** Somebody waits: nothing that was surely not done is kept until a connection may be used again. */
  awaited?: true;
}

export type WaitReason = 'quiet' | 'second_look' | 'unreachable' | 'throttled' | 'stopped' | 'taken';

export type Move =
  | { do: 'look' }
  | { do: 'send' }
  | { do: 'wait'; ms: number; because: WaitReason }
  /** `providerId` is null where the write makes nothing that has an id. */
  | { do: 'finish'; providerId: string | null; how: Recognition }
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
const maxRepeats = 5;
/** Whoever else sends it needs some seconds, or the quiet time. */
const takenRetries = 5;

/**
 * What to do next.
 *
 * Every write is preceded by a look, unless there is nothing to look for yet (`unlooked`). After a
 * write that may have happened: the quiet time, then two looks that both find nothing, then the one
 * repeat there is (`repeatable` ones: one look, and more repeats); after that a person decides.
 * A look that fails, or that could not see everything, never counts as having found nothing.
 */
export function nextMove(start: Start, facts: readonly Fact[], timing: Timing): Move {
  const move = moveAfter(start, facts, timing);
  const waitsTooLong = move.do === 'wait' && waitedMs(facts) + move.ms > timing.giveUpMs;
  return waitsTooLong ? { do: 'ask', why: 'gave_up' } : move;
}

function moveAfter(start: Start, facts: readonly Fact[], timing: Timing): Move {
  const last = facts.at(-1);
  if (last === undefined && start.uncertain) return { do: 'wait', ms: timing.quietMs, because: 'quiet' };
  if (last === undefined) return { do: start.unlooked ? 'send' : 'look' };
  switch (last.kind) {
    case 'waited':
      return { do: start.unlooked && uncertainSends(start, facts) === 0 ? 'send' : 'look' };
    case 'looked':
      return afterLook(start, facts, last.look, timing);
    case 'look_failed':
      return afterFailedLook(start, facts, last.failure, timing);
    case 'sent':
      // Accepted without an id: only seeing it proves that it was kept.
      if (last.providerId === null && !start.trusted) return { do: 'look' };
      return { do: 'finish', providerId: last.providerId, how: 'location' };
    case 'send_failed':
      return afterFailedSend(start, facts, last.failure, timing);
  }
}

function afterLook(start: Start, facts: readonly Fact[], look: Look, timing: Timing): Move {
  switch (look.answer) {
    case 'found':
      return { do: 'finish', providerId: look.providerId, how: look.how };
    case 'skip':
      return { do: 'skip' };
    case 'unknown':
      return start.repeatable ? afterAbsent(start, facts, timing) : { do: 'ask', why: 'cannot_look' };
    case 'doubtful':
      return { do: 'ask', why: look.doubt, employees: look.employees };
    case 'absent':
      return afterAbsent(start, facts, timing);
  }
}

function afterAbsent(start: Start, facts: readonly Fact[], timing: Timing): Move {
  if (start.readOnly || facts.some((fact) => fact.kind === 'sent')) return { do: 'ask', why: 'not_found' };
  const uncertain = uncertainSends(start, facts);
  if (uncertain === 0) return { do: 'send' };
  if (start.repeatable && uncertain <= maxRepeats) return { do: 'send' };
  if (uncertain > 1) return { do: 'ask', why: 'still_uncertain' };
  if (missesSinceUncertain(facts) < 2) return { do: 'wait', ms: timing.secondLookMs, because: 'second_look' };
  return { do: 'send' };
}

function afterFailedLook(start: Start, facts: readonly Fact[], failure: Failure, timing: Timing): Move {
  if (failure.taken) return { do: 'wait', ms: takenRetries * timing.firstRetryMs, because: 'taken' };
  if (failure.blocked) return { do: 'ask', why: 'blocked' };
  if (failure.stopped) return afterRefusedKey(start, facts, failure);
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

function afterFailedSend(start: Start, facts: readonly Fact[], failure: Failure, timing: Timing): Move {
  if (failure.blocked) return { do: 'ask', why: 'blocked' };
  if (failure.stopped) return afterRefusedKey(start, facts, failure);
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

function afterRefusedKey(start: Start, facts: readonly Fact[], { promised }: Failure): Move {
  const isKept = !start.awaited || promised || uncertainSends(start, facts) > 0;
  return isKept ? stopped : { do: 'ask', why: 'blocked' };
}

/** Until there is a key that works; so long only if nobody says that there is one. */
const stopped: Move = { do: 'wait', ms: 15 * 60_000, because: 'stopped' };

function unreachable(facts: readonly Fact[], { firstRetryMs, maxRetryMs }: Timing): Move {
  const ms = Math.min(firstRetryMs * 2 ** (failuresInARow(facts) - 1), maxRetryMs);
  return { do: 'wait', ms, because: 'unreachable' };
}

const maxThrottleMs = 15 * 60_000;

function throttled(facts: readonly Fact[], failure: Failure, { firstThrottleMs }: Timing): Move {
  const asked = failure.retryAfterSeconds ?? 0;
  const doubled = Math.min(firstThrottleMs * 2 ** (failuresInARow(facts) - 1), maxThrottleMs);
  // Nothing at all and ten years are no waits that could be meant.
  const isMeant = asked >= 1 && asked <= 3600;
  return { do: 'wait', ms: isMeant ? asked * 1000 : doubled, because: 'throttled' };
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

/** What a run goes by to its end. */
export interface Course {
  start: Start;
  timing: Timing;
  /** How often the write was sent before this run. */
  attempts: number;
  look(uncertain: boolean): Promise<Fact>;
  send?(sending: { number: number; uncertain: boolean }): Promise<Fact>;
  wait(move: Extract<Move, { do: 'wait' }>): Promise<Fact>;
}

export type Ending = Exclude<Move, { do: 'look' | 'send' | 'wait' }>;

/** Makes move after move until the write is done or can go no further. */
export async function pursue(course: Course): Promise<Ending> {
  const { start, timing, attempts } = course;
  const facts: Fact[] = [];
  for (;;) {
    const move = nextMove(start, facts, timing);
    const uncertain = start.uncertain || facts.some(isUncertain);
    if (move.do === 'look') facts.push(await course.look(uncertain));
    else if (move.do === 'wait') facts.push(await course.wait(move));
    else if (move.do === 'send' && course.send !== undefined)
      facts.push(await course.send({ number: attempts + countSends(facts) + 1, uncertain }));
    else return move as Ending;
  }
}

function countSends(facts: readonly Fact[]): number {
  return facts.filter((fact) => fact.kind === 'sent' || fact.kind === 'send_failed').length;
}
