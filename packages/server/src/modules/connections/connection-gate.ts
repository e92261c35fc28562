// What follows from a provider's answers for everybody who sends on the same connection: how much
// may be sent, how long nothing is, and when one request tries again. Decided without doing it.

/** Who goes first: a call that somebody waits for, or reading in the background. */
export type Urgency = 'person' | 'background';

export type PauseReason = 'throttled' | 'unavailable' | 'failures';

export interface Pause {
  reason: PauseReason;
  until: Date;
  /** Which one in a row it is, from 1. */
  count: number;
}

export interface Gate {
  /** Requests that may be sent in a minute. */
  perMinute: number;
  /** How many were accepted when the provider said last that it was too many. */
  ceiling: number | null;
  /** Requests sent in the last minute, whatever came of them. */
  used: number;
  episode: number;
  failures: number;
  pause: Pause | null;
  /** The request that tries after a pause. */
  probeId: string | null;
}

/** What a request was let through with. */
export interface Pass {
  episode: number;
  failures: number;
  /** Set for the one request that tries after a pause. */
  probeId: string | null;
  /** It tries a key that was refused. */
  past: 'stop' | null;
}

/** What an answer says about the way to the provider, whatever it says about the request. */
export type Sign =
  | { kind: 'works'; accepted: boolean }
  | { kind: 'unauthorized' }
  | { kind: 'throttled'; reason: 'throttled' | 'unavailable'; retryAfterMs: number | undefined }
  | { kind: 'failed' }
  /** It ended on this side and says nothing. */
  | { kind: 'nothing' };

/** How fast an account is asked again. Everything in milliseconds. */
export interface GatePace {
  firstThrottleMs: number;
  maxThrottleMs: number;
  firstRetryMs: number;
  maxRetryMs: number;
  probeMs: number;
  /** No less is learned from a provider that throttles. */
  floorPerMinute: number;
}

export const defaultPace: GatePace = {
  firstThrottleMs: 30_000,
  maxThrottleMs: 15 * 60_000,
  firstRetryMs: 1_000,
  maxRetryMs: 5 * 60_000,
  probeMs: 15 * 60_000,
  floorPerMinute: 5,
};

/** What BambooHR is known to allow everybody. */
export const startPerMinute = 100;
export const maxPerMinute = 600;

const failuresToOpen = 5;
const hourMs = 3_600_000;

/** @param now by this machine's clock, for a date without one beside it. */
export function readSign(
  { status, headers }: { status: number; headers: { get(name: string): string | null } },
  now: Date,
): Sign {
  const retryAfter = headers.get('retry-after');
  if (status === 401) return { kind: 'unauthorized' };
  if (status === 429 || (status === 503 && retryAfter !== null)) {
    const reason = status === 429 ? 'throttled' : 'unavailable';
    return { kind: 'throttled', reason, retryAfterMs: readRetryAfter(retryAfter, headers.get('date'), now) };
  }
  // What is not written there answers 501 for ever.
  if (status === 408 || (status >= 500 && status !== 501)) return { kind: 'failed' };
  return { kind: 'works', accepted: status < 400 };
}

/** Between a second and an hour; undefined for anything else, which is no wait that could be meant. */
export function readRetryAfter(value: string | null, date: string | null, now: Date): number | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : msUntil(text, date, now);
  return ms >= 1000 && ms <= hourMs ? ms : undefined;
}

// By the provider's own clock where it tells it: theirs and ours need not agree.
function msUntil(text: string, date: string | null, now: Date): number {
  if (!/^[A-Z][a-z]+, /.test(text)) return Number.NaN;
  const from = date === null ? Number.NaN : Date.parse(date);
  return Date.parse(text) - (Number.isNaN(from) ? now.getTime() : from);
}

/** The gate after an answer. `chance` is from 0 to 1. */
export function afterSign(
  gate: Gate,
  pass: Pass,
  sign: Exclude<Sign, { kind: 'unauthorized' }>,
  { now, pace, chance }: { now: Date; pace: GatePace; chance: number },
): Gate {
  const isProbe = pass.probeId !== null && pass.probeId === gate.probeId;
  const free = isProbe ? { ...gate, probeId: null } : gate;
  switch (sign.kind) {
    case 'nothing':
      return free;
    case 'works':
      // What was sent before a pause proves nothing about what comes after it.
      return isProbe || gate.pause === null ? { ...free, failures: 0, pause: null } : free;
    case 'throttled':
      return afterThrottling(free, pass, sign, { now, pace, isProbe });
    case 'failed':
      return afterFailure(free, { now, pace, chance, isProbe });
  }
}

function afterThrottling(
  gate: Gate,
  pass: Pass,
  { reason, retryAfterMs }: Extract<Sign, { kind: 'throttled' }>,
  { now, pace, isProbe }: { now: Date; pace: GatePace; isProbe: boolean },
): Gate {
  const earlier = gate.pause === null || gate.pause.reason === 'failures' ? 0 : gate.pause.count;
  const count = isProbe || earlier === 0 ? earlier + 1 : earlier;
  const backoff = Math.min(pace.firstThrottleMs * 2 ** (count - 1), pace.maxThrottleMs);
  const asked = new Date(now.getTime() + (retryAfterMs ?? backoff));
  const until = !isProbe && gate.pause !== null && gate.pause.until > asked ? gate.pause.until : asked;
  const paused = { ...gate, failures: 0, pause: { reason, until, count } };
  if (isProbe) return paused;
  // Sent before the limit was known to be reached: one that was not accepted after all.
  if (pass.episode < gate.episode) return lowered(paused, (gate.ceiling ?? gate.perMinute) - 1, pace);
  if (gate.pause !== null) return paused;
  const accepted = Math.max(0, gate.used - 1);
  // A provider in trouble says the same as one that counts: believed only where much was sent.
  if (reason === 'unavailable' && accepted < gate.perMinute / 2) return paused;
  return lowered({ ...paused, episode: gate.episode + 1 }, accepted, pace);
}

function lowered(gate: Gate, accepted: number, { floorPerMinute }: GatePace): Gate {
  const learned = Math.max(floorPerMinute, accepted * 0.9);
  return { ...gate, ceiling: accepted, perMinute: Math.min(gate.perMinute, learned) };
}

function afterFailure(
  gate: Gate,
  { now, pace, chance, isProbe }: { now: Date; pace: GatePace; chance: number; isProbe: boolean },
): Gate {
  const failures = gate.failures + 1;
  if (gate.pause !== null && !isProbe) return { ...gate, failures };
  if (gate.pause === null && failures < failuresToOpen) return { ...gate, failures };
  const count = gate.pause?.reason === 'failures' ? gate.pause.count + 1 : 1;
  const longest = Math.min(pace.firstRetryMs * 2 ** (count - 1), pace.maxRetryMs);
  const until = new Date(now.getTime() + longest * (0.5 + chance / 2));
  return { ...gate, failures, pause: { reason: 'failures', until, count } };
}

/** Whether an answer has to be told to the others at all. */
export function isWorthTelling(sign: Sign, pass: Pass): boolean {
  if (sign.kind === 'works') return pass.failures > 0 || pass.probeId !== null || pass.past !== null;
  return sign.kind !== 'nothing' || pass.probeId !== null;
}
