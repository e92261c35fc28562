// How often everybody may apply: by where they are and for which job, and with which publishable key.
// Counted in the memory of each process.
import { JoineryError } from '@joinery/sdk';
import { createAttemptLimit, network } from './attempt-limit.ts';

export interface IntakeLimit {
  /** Counts one application. @throws JoineryError `intake.too_many` */
  take(from: Place & { key?: PublicKey }): void;
  /** Before anything of it is read: whether it would be too many of this key. @throws JoineryError `intake.too_many` */
  assertRoom(key: PublicKey): void;
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
  const assertRoom: IntakeLimit['assertRoom'] = ({ id, maxPerHour }) =>
    assertNoWait(keys.waitSeconds(id, maxPerHour), 'Too many applications came with this key');
  return {
    assertRoom,
    take({ key, ...place }) {
      const wait = places.waitSeconds(nameOf(place));
      assertNoWait(wait, 'Too many applications for this job came from your network');
      if (key !== undefined) {
        assertRoom(key);
        keys.failed(key.id);
      }
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
