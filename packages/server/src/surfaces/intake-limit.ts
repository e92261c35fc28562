// How often everybody may apply: by where they are and for which job, and with which publishable key.
// Counted in the memory of each process.
import { JoineryError } from '@joinery/sdk';
import { createAttemptLimit, network } from './attempt-limit.ts';

export interface IntakeLimit {
  /** Counts one application. @throws JoineryError `intake.too_many` */
  take(from: {
    address: string;
    companyId: string;
    job: string;
    key?: { id: string; maxPerHour: number };
  }): void;
}

const perMinute = 10;

export function createIntakeLimit(now: () => number): IntakeLimit {
  const places = createAttemptLimit({ failures: perMinute, windowMs: 60_000 }, now);
  const keys = createAttemptLimit({ failures: Number.POSITIVE_INFINITY, windowMs: 3_600_000 }, now);
  return {
    take({ address, companyId, job, key }) {
      const place = JSON.stringify([network(address), companyId, job]);
      assertNoWait(places.waitSeconds(place), 'Too many applications for this job came from your network');
      if (key !== undefined) {
        const wait = keys.waitSeconds(key.id, key.maxPerHour);
        assertNoWait(wait, 'Too many applications came with this key');
        keys.failed(key.id);
      }
      places.failed(place);
    },
  };
}

function assertNoWait(retryAfterSeconds: number, what: string): void {
  if (retryAfterSeconds > 0)
    throw new JoineryError('intake.too_many', `${what}; try again in ${retryAfterSeconds} seconds.`, {
      retryAfterSeconds,
    });
}
