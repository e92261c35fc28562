import type { Connection, ConnectionState } from '@joinery/sdk';
import { formatInstant, formatRelative } from '../../ui/dates.ts';
import { counted } from '../../ui/names.ts';
import { providerNames } from './recruiting-account.ts';

/** What is wrong, why, and what helps; a `cure` of null means that it mends by itself. */
export interface HealthFinding {
  tone: 'red' | 'yellow' | 'gray' | 'teal';
  what: string;
  cause: string;
  cure: string | null;
  needsKey: boolean;
}

const reasons = {
  throttled: 'says that its request limit is reached.',
  unavailable: 'asked to wait.',
  failures: 'failed or could not be reached several times in a row.',
};

type Told = Pick<Connection, 'provider' | 'enabled' | 'health' | 'syncedTo'>;

/** The state of a connection in words, the gravest first; never empty. */
export function findingsOf(connection: Told, state: ConnectionState, now: Date): HealthFinding[] {
  const name = providerNames[connection.provider];
  const findings = [
    ...(state.stoppedSince === null ? [] : [stopped(name, state.stoppedSince, state.nextProbeAt)]),
    ...(state.stoppedSince === null && connection.health === 'unauthorized' ? [refused(name)] : []),
    ...(isPaused(state, now) ? [paused(name, state)] : []),
    ...(state.breaker === 'half_open' ? [trying(name)] : []),
    ...(connection.health === 'unreachable' && state.breaker === 'closed' ? [unreachable(name)] : []),
    ...(connection.health !== 'unreachable' && isFailing(state, now)
      ? [failing(name, state.failuresInARow)]
      : []),
    ...(connection.health === 'degraded' ? [degraded()] : []),
    ...(connection.enabled ? [] : [off()]),
  ];
  return findings.length > 0 ? findings : [well(connection)];
}

function isPaused(
  state: ConnectionState,
  now: Date,
): state is ConnectionState & { paused: NonNullable<ConnectionState['paused']> } {
  return state.paused !== null && new Date(state.paused.until) > now;
}

/** Not often enough to wait, but what was asked last brought nothing. */
function isFailing(state: ConnectionState, now: Date): boolean {
  const { failuresInARow, breaker, stoppedSince } = state;
  return failuresInARow > 0 && breaker === 'closed' && stoppedSince === null && !isPaused(state, now);
}

function stopped(name: string, since: string, nextProbeAt: string | null): HealthFinding {
  const probe = nextProbeAt === null ? '' : ` One request tries it again at ${formatInstant(nextProbeAt)}.`;
  return {
    tone: 'red',
    what: 'Stopped: the key is refused',
    cause: `${name} refuses the key since ${formatInstant(since)}. Nothing else is sent, and what waits is kept.${probe}`,
    cure: 'Put in a new key. Everything that waits then goes on.',
    needsKey: true,
  };
}

const refused = (name: string): HealthFinding => ({
  tone: 'red',
  what: 'The key is refused',
  cause: `${name} refused the key when it was used last.`,
  cure: 'Put in a new key.',
  needsKey: true,
});

function paused(
  name: string,
  {
    paused: { until, reason },
    failuresInARow,
  }: { paused: NonNullable<ConnectionState['paused']>; failuresInARow: number },
): HealthFinding {
  const failures = reason === 'failures' ? ` (${counted(failuresInARow, 'failure')})` : '';
  return {
    tone: 'yellow',
    what: `Paused until ${formatInstant(until)}`,
    cause: `${name} ${reasons[reason]}${failures} Everybody who uses this connection waits; then one request tries.`,
    cure: null,
    needsKey: false,
  };
}

const trying = (name: string): HealthFinding => ({
  tone: 'yellow',
  what: 'Trying again',
  cause: `The pause is over. One request tries whether ${name} works again.`,
  cure: null,
  needsKey: false,
});

const unreachable = (name: string): HealthFinding => ({
  tone: 'red',
  what: `${name} could not be reached`,
  cause: 'The last request brought no answer.',
  cure: 'Check the address, and whether this server may reach it.',
  needsKey: false,
});

const failing = (name: string, failures: number): HealthFinding => ({
  tone: 'yellow',
  what: `${name} does not answer`,
  cause: `${failures === 1 ? 'The last request' : `The last ${failures} requests`} failed or brought no answer. The next one tries again.`,
  cure: null,
  needsKey: false,
});

const degraded = (): HealthFinding => ({
  tone: 'yellow',
  what: 'Something is not told any more',
  cause: 'Fields that were mirrored did not come. They keep their last values and are marked stale.',
  cure: 'Check the access: it names what the key lost. The warnings of the last run name the fields.',
  needsKey: false,
});

const off = (): HealthFinding => ({
  tone: 'gray',
  what: 'Switched off',
  cause: 'Nothing is read and nothing is sent.',
  cure: 'Switch it on.',
  needsKey: false,
});

function well(connection: Told): HealthFinding {
  const name = providerNames[connection.provider];
  return shownHealth(connection) === 'unknown'
    ? {
        tone: 'gray',
        what: 'Not used yet',
        cause: `Nothing was asked of ${name} so far.`,
        cure: null,
        needsKey: false,
      }
    : { tone: 'teal', what: 'Healthy', cause: `${name} answers.`, cure: null, needsKey: false };
}

/** Where a key was replaced, nothing was tested since, and reading shows that it works. */
export function shownHealth({
  health,
  syncedTo,
}: Pick<Connection, 'health' | 'syncedTo'>): Connection['health'] {
  return health === 'unknown' && syncedTo !== null ? 'ok' : health;
}

/** How fresh the mirrored people are; null where none are. */
export function freshness(
  { mirror, syncedTo }: Pick<Connection, 'mirror' | 'syncedTo'>,
  now: Date,
): string | null {
  if (mirror?.peopleSource !== true) return null;
  return syncedTo === null ? 'Not read yet' : `As of ${formatRelative(syncedTo, now)}`;
}
