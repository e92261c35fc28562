// Limits that hold across all dialects of one server.
import type { Context } from '../modules/context.ts';
import { createSignInLimit, type SignInLimit } from './attempt-limit.ts';
import { createFailureBrake, type FailureBrake, usualBrake } from './failure-brake.ts';

export interface Guards {
  /** Whoever asks for a password asks here first. */
  signIns: SignInLimit;
  failures: FailureBrake;
}

export function createGuards({ clock }: Pick<Context, 'clock'>): Guards {
  const now = () => clock.now().getTime();
  return {
    signIns: createSignInLimit({ failures: 10, windowMs: 15 * 60_000 }, now),
    failures: createFailureBrake(usualBrake, now),
  };
}
