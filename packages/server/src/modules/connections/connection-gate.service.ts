// The gate of a connection: every request to a provider passes it, in whatever process it is made.
// It lets through what the budget allows, sends nothing while the provider wants to be left alone
// or refuses the key, and learns from what comes back. See connection-gate.ts for what it decides.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  getManifest,
  type ProviderAnswer,
  type ProviderFetch,
  type ProviderRequest,
} from '@joinery/connectors';
import { type ConnectionState, JoineryError, ProviderError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { findCompanyBySlug } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import { readLimit } from '../sandboxes/sandbox-ledger.service.ts';
import * as repository from './connection-gate.repository.ts';
import {
  afterSign,
  defaultPace,
  type GatePace,
  isWorthTelling,
  maxPerMinute,
  type Pass,
  readSign,
  type Sign,
  startPerMinute,
  type Urgency,
} from './connection-gate.ts';
import { resumeConnection, stopConnection } from './connection-stops.service.ts';
import type { ConnectionRow } from './connections.ts';

export type GateDeps = Pick<Context, 'db' | 'engine' | 'clock' | 'log'>;

/** How long a request may be held back before it is said that there is no way through. */
export const patienceMs: Readonly<Record<Urgency, number>> = { person: 30_000, background: 60_000 };

/** After this long there is room for everybody who stood in line when the limit was reached. */
const lineMs = 90_000;

/**
 * How long a request counts as wanted after that was asked. Far less than the quiet time, after which
 * whoever took the work over may send it again.
 */
const wantedForMs = 5_000;

/** From being let through to the head of the answer. Less than the lease of a request that tries. */
const answerMs = 55_000;

export interface Passing {
  urgency: Urgency;
  /** Sent although the key was refused: that is what it is to find out. */
  pastStop?: boolean;
  /**
   * Whether it is still wanted: asked after a wait, and for all that is no GET. When it throws, nothing is
   * sent; nor is it when the first byte comes late after that.
   */
  confirm?: () => Promise<void>;
  /**
   * For work that nobody waits for at the other end: while the limit alone holds it back it stands in line
   * until there is room. Refused sooner it would come back and look again first, with requests that others
   * wait for.
   */
  staysInLine?: boolean;
  /** Told each time that a request was held back, and how long. */
  held?: (ms: number) => void;
}

/** Who asks: an account of a company, with the key that is used now. */
export type Gated = Pick<ConnectionRow, 'id' | 'provider' | 'place' | 'settings' | 'sealedCredentials'> & {
  companyId: string;
};

/** Where requests go on to. `lastLook` is asked right before the first byte, and may throw: then none leaves. */
export type PassOn = (
  url: string,
  request: ProviderRequest & { lastLook?: () => void },
) => Promise<ProviderAnswer>;

/**
 * A `fetch` for which the request waits its turn.
 *
 * It rejects with ProviderError, and nothing was sent: `provider.throttled` or
 * `provider.unreachable` with the time to wait when it would have to wait too long, and
 * `connections.unauthorized` while the provider refuses the key.
 */
export function throughGate(deps: GateDeps, gated: Gated, passing: Passing, passOn: PassOn): ProviderFetch {
  return async (url, request) => {
    const wish = passing.confirm && openWish(deps, gated, passing.confirm);
    const admitted = admit(deps, gated, passing, wish, request);
    const pass = await (request.waiting?.(admitted) ?? admitted);
    const { sign, answer, error } = await send(deps, url, { ...request, ...wish?.atLast }, passOn);
    // The request is over, and its answer is the caller's, whatever becomes of what it says.
    await settle(deps, gated, pass, isElsewhere(url, gated) ? { kind: 'nothing' } : sign).catch(
      (err: unknown) =>
        deps.log.warn({ err, connectionId: gated.id }, 'what an answer says of its connection is not kept'),
    );
    if (answer === undefined) throw error;
    return answer;
  };
}

// A board that is public answers without the key, and says nothing of the account's own address.
function isElsewhere(url: string, { place }: Gated): boolean {
  return 'baseUrl' in place && URL.parse(url)?.origin !== URL.parse(place.baseUrl)?.origin;
}

/** The state of a connection's gate, for people. */
export async function getConnectionState(
  context: Pick<Context, 'db'>,
  principal: Principal,
  id: string,
): Promise<ConnectionState> {
  assertArea(principal, 'settings.connections', 'view');
  const view = await context.db.inCompany(principal.companyId, (tx) => repository.findState(tx, id));
  if (view === undefined) throw new JoineryError('connections.not_found', 'There is no such connection.');
  const { pause } = view;
  return {
    limitPerMinute: Math.floor(view.perMinute ?? startPerMinute),
    usedInLastMinute: view.used,
    paused: pause && { until: pause.until.toISOString(), reason: pause.reason },
    breaker: pause === null ? 'closed' : pause.isOver ? 'half_open' : 'open',
    failuresInARow: view.failures,
    stoppedSince: view.stoppedAt?.toISOString() ?? null,
    nextProbeAt: view.nextProbeAt?.toISOString() ?? null,
  };
}

async function admit(
  deps: GateDeps,
  gated: Gated,
  { urgency, pastStop = false, staysInLine = false, held }: Passing,
  wish: Wish | undefined,
  { method, signal }: ProviderRequest,
): Promise<Pass> {
  const beganAt = performance.now();
  const leftOf = (inAllMs: number) => Math.max(0, beganAt + inAllMs - performance.now());
  const inLineMs = staysInLine ? lineMs : patienceMs[urgency];
  for (let hasWaited = false; ; hasWaited = true) {
    const entry = await enter(deps, gated, { urgency, pastStop, patienceMs: leftOf(inLineMs) });
    const leftMs = leftOf(isLine(entry) ? inLineMs : patienceMs[urgency]);
    if (entry.verdict === 'go') {
      if (hasWaited || method !== 'GET') await wish?.renew();
      const { episode, failures, probeId, wasStopped } = entry;
      return { episode, failures, probeId, past: wasStopped ? 'stop' : null };
    }
    if (entry.verdict === 'unknown') await openGate(deps, gated);
    else if (entry.verdict === 'stopped' || entry.waitMs > leftMs) throw refusal(gated, entry);
    else {
      const heldAt = performance.now();
      await hold(gated, entry, signal);
      held?.(performance.now() - heldAt);
    }
  }
}

function isLine({ verdict }: repository.Entry): boolean {
  return verdict === 'budget' || verdict === 'yield';
}

async function enter(
  { db }: GateDeps,
  gated: Gated,
  how: { urgency: Urgency; pastStop: boolean; patienceMs: number },
): Promise<repository.Entry> {
  try {
    return await repository.enterGate(db, { companyId: gated.companyId, connectionId: gated.id, ...how });
  } catch (cause) {
    // Only that is sure: nothing was sent.
    throw notSent(gated, 'provider.unreachable', 'The request could not be counted here; it was not sent.', {
      cause,
    });
  }
}

interface Wish {
  /** Asks whether the request is still wanted. */
  renew(): Promise<void>;
  atLast: { lastLook: () => void };
}

/**
 * That somebody wants a request. A process that was frozen, or a machine that slept, finds all of its
 * requests where they were, and others have them by then: so a wish does not last.
 */
function openWish(
  { clock }: Pick<GateDeps, 'clock'>,
  gated: Gated,
  confirm: NonNullable<Passing['confirm']>,
): Wish {
  // One of them stands still while the machine sleeps, the other may be set.
  const read = () => [performance.now(), clock.now().getTime()] as const;
  let since = read();
  const isOld = () => read().some((now, index) => now - (since[index] ?? now) > wantedForMs);
  return {
    async renew() {
      // Before it is asked: the answer, too, may be read by a process that was frozen meanwhile.
      since = read();
      try {
        await confirm();
      } catch (cause) {
        const words = 'The request was not wanted any more when its turn came.';
        throw notSent(gated, 'provider.unreachable', words, { cause });
      }
    },
    atLast: {
      lastLook() {
        if (!isOld()) return;
        const words = 'The request came so late to its connection that it may not be wanted any more.';
        throw notSent(gated, 'provider.unreachable', words);
      },
    },
  };
}

async function hold(gated: Gated, { waitMs }: repository.Entry, signal: AbortSignal): Promise<void> {
  try {
    await sleep(waitMs + 20 + Math.random() * 100, undefined, { signal });
  } catch (cause) {
    throw notSent(gated, 'provider.unreachable', 'The request was given up before its turn came.', { cause });
  }
}

function refusal(gated: Gated, { verdict, waitMs }: repository.Entry): ProviderError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  const { name } = getManifest(gated.provider);
  if (verdict === 'stopped')
    return notSent(
      gated,
      'connections.unauthorized',
      `${name} refuses the API key: it is wrong, or was revoked. Nothing is sent until there is one that works.`,
    );
  if (verdict === 'failures' || verdict === 'unavailable')
    return notSent(
      gated,
      'provider.unreachable',
      `${name} cannot be reached or is in trouble; the next request goes out in ${retryAfterSeconds} s.`,
      { retryAfterSeconds },
    );
  return notSent(
    gated,
    'provider.throttled',
    `${name}’s request limit is reached; there is room for this in about ${retryAfterSeconds} s.`,
    { retryAfterSeconds, outcome: 'throttled' },
  );
}

function notSent(
  { provider }: Gated,
  code: 'provider.unreachable' | 'provider.throttled' | 'connections.unauthorized' | 'connections.not_found',
  message: string,
  options: { retryAfterSeconds?: number; outcome?: 'throttled'; cause?: unknown } = {},
): ProviderError {
  return new ProviderError(code, message, { provider, operation: 'gate', outcome: 'not_sent', ...options });
}

/** Makes the gate of a connection at its first request. */
async function openGate(deps: GateDeps, gated: Gated): Promise<void> {
  const sandboxLimit = await readSandboxLimit(deps, gated);
  const known = sandboxLimit ?? startPerMinute;
  const limits = { perMinute: known, maxPerMinute: Math.max(maxPerMinute, known) };
  const isThere = await deps.db.inCompany(gated.companyId, async (tx) => {
    await repository.insertGate(tx, gated.companyId, gated.id, limits);
    return (await repository.lockGate(tx, gated.id)) !== undefined;
  });
  if (!isThere) throw notSent(gated, 'connections.not_found', 'The connection was removed.');
}

/** Requests a minute of somebody who sets no limit: more than are ever made. */
const unlimited = 60_000;

/** What a sandbox company of this server allows; undefined for accounts elsewhere. */
async function readSandboxLimit({ db }: GateDeps, { place }: Gated): Promise<number | undefined> {
  if (!('sandboxCompany' in place)) return undefined;
  const company = await db.outside((tx) => findCompanyBySlug(tx, place.sandboxCompany));
  const limit = company && (await readLimit({ db }, company));
  if (limit === undefined) return unlimited;
  return Math.max(defaultPace.floorPerMinute, (limit.requests / limit.windowSeconds) * 60);
}

interface Sent {
  sign: Sign;
  answer?: ProviderAnswer;
  error?: unknown;
}

async function send(
  { clock }: GateDeps,
  url: string,
  request: Parameters<PassOn>[1],
  passOn: PassOn,
): Promise<Sent> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(`no answer within ${answerMs} ms`)), answerMs);
  try {
    const answer = await passOn(url, { ...request, signal: AbortSignal.any([request.signal, late.signal]) });
    return { sign: readSign(answer, clock.now()), answer };
  } catch (error) {
    const says = isGivenUp(request.signal) || isRefusedHere(error) ? 'nothing' : 'failed';
    return { sign: { kind: says }, error };
  } finally {
    clearTimeout(timer);
  }
}

// A client's own time limit aborts with another reason: that is the provider's doing.
function isGivenUp({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason instanceof DOMException && reason.name === 'AbortError';
}

// For its address, or for having come too late.
function isRefusedHere(error: unknown): boolean {
  if (error instanceof ProviderError) return error.outcome === 'not_sent';
  return error instanceof JoineryError && error.code === 'egress.address_not_allowed';
}

async function settle(deps: GateDeps, gated: Gated, pass: Pass, sign: Sign): Promise<void> {
  if (!isWorthTelling(sign, pass)) return;
  const pace = await readPace(deps, gated, sign);
  await deps.db.inCompany(gated.companyId, async (tx) => {
    const { id, companyId, sealedCredentials } = gated;
    if (sign.kind === 'unauthorized')
      await stopConnection(deps, tx, { companyId, id, sealedCredentials, probeMs: pace.probeMs });
    else if (sign.kind === 'works' && sign.accepted && pass.past === 'stop')
      await resumeConnection(deps, tx, { companyId, id, sealedCredentials });
    // A key that is refused shows that the way there works.
    await learn(tx, id, pass, sign.kind === 'unauthorized' ? { kind: 'works', accepted: false } : sign, pace);
  });
}

async function learn(
  tx: Transaction,
  id: string,
  pass: Pass,
  sign: Exclude<Sign, { kind: 'unauthorized' }>,
  pace: GatePace,
): Promise<void> {
  const locked = await repository.lockGate(tx, id);
  if (locked === undefined) return;
  const { gate, now } = locked;
  await repository.updateGate(tx, id, afterSign(gate, pass, sign, { now, pace, chance: Math.random() }));
}

// A sandbox has done what it does when its connection ends, and one without a limit throttles only
// when somebody told it to: no limit can be learned from that.
async function readPace(deps: GateDeps, gated: Gated, sign: Sign): Promise<GatePace> {
  const isSandbox = 'sandboxCompany' in gated.place;
  const limit = sign.kind === 'throttled' ? await readSandboxLimit(deps, gated) : undefined;
  return {
    ...defaultPace,
    ...(isSandbox ? { firstThrottleMs: 1_000 } : {}),
    ...(limit === unlimited ? { floorPerMinute: unlimited } : {}),
    ...gated.settings.timing,
  };
}
