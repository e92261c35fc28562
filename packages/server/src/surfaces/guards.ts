// Limits that hold across all dialects of one server.
import type { RobotSign } from '../modules/careers/careers.service.ts';
import type { Context } from '../modules/context.ts';
import {
  type AttemptLimit,
  createAttemptLimit,
  createSignInLimit,
  type SignInLimit,
} from './attempt-limit.ts';
import { type BodyPlaces, createBodyPlaces } from './body-places.ts';
import { createFailureBrake, type FailureBrake, usualBrake } from './failure-brake.ts';
import { createIntakeLimit, type IntakeLimit } from './intake-limit.ts';

export interface Guards {
  /** Whoever asks for a password asks here first. */
  signIns: SignInLimit;
  failures: FailureBrake;
  /** Looks of a user at accounts that are not connected: no gate holds them back. */
  probes: AttemptLimit;
  /** Applications from web pages and the careers page. */
  intake: IntakeLimit;
  /** Their documents. */
  bodies: BodyPlaces;
  /** Forms of the careers page that looked like those of programs, since the start of the process. */
  robots: Record<RobotSign, number>;
}

export function createGuards({ clock }: Pick<Context, 'clock'>): Guards {
  const now = () => clock.now().getTime();
  return {
    signIns: createSignInLimit({ failures: 10, windowMs: 15 * 60_000 }, now),
    failures: createFailureBrake(usualBrake, now),
    // A look is up to 12 requests: no more of them than a new connection may send in a minute.
    probes: createAttemptLimit({ failures: 8, windowMs: 60_000 }, now),
    intake: createIntakeLimit(now),
    robots: { trap: 0, token: 0 },
    bodies: createBodyPlaces(),
  };
}
