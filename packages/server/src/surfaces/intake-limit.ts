// How often everybody may apply: by where they are and for which job, and with which publishable key.
// Counted in the memory of each process.
import { JoineryError } from '@joinery/sdk';
import { createAttemptLimit, network } from './attempt-limit.ts';

export interface IntakeLimit {
  /** Counts one application. @throws JoineryError `intake.too_many` */
  take(from: Place & { key?: PublicKey }): void;
  /** Before anything of it is read: whether it would be too many. @throws JoineryError `intake.too_many` */
  assertRoom(from: { place?: Place; key?: PublicKey }): void;
}

interface Place {
  address: string;
  companyId: string;
  job: string;
}

interface PublicKey {
  id: string;
  maxPerHour: number;
}

const perMinute = 10;

export function createIntakeLimit(now: () => number): IntakeLimit {
  const places = createAttemptLimit({ failures: perMinute, windowMs: 60_000 }, now);
  const keys = createAttemptLimit({ failures: Number.POSITIVE_INFINITY, windowMs: 3_600_000 }, now);
  const nameOf = ({ address, companyId, job }: Place) => JSON.stringify([network(address), companyId, job]);
  const assertRoom: IntakeLimit['assertRoom'] = ({ place, key }) => {
    const placeWait = place === undefined ? 0 : places.waitSeconds(nameOf(place));
    assertNoWait(placeWait, 'Too many applications for this job came from your network');
    const keyWait = key === undefined ? 0 : keys.waitSeconds(key.id, key.maxPerHour);
    assertNoWait(keyWait, 'Too many applications came with this key');
  };
  return {
    assertRoom,
    take({ key, ...place }) {
      assertRoom({ place, ...(key && { key }) });
      if (key !== undefined) keys.failed(key.id);
      places.failed(nameOf(place));
    },
  };
}

function assertNoWait(retryAfterSeconds: number, what: string): void {
  if (retryAfterSeconds > 0)
    throw new JoineryError('intake.too_many', `${what}; try again in ${retryAfterSeconds} seconds.`, {
      retryAfterSeconds,
    });
}
