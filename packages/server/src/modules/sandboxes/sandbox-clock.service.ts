// The clock of a sandbox company: moving it makes what is due by the new time happen at once.
import { JoineryError, type SandboxClock, type SandboxClockInput } from '@joinery/sdk';
import { joinTransaction } from '../../db/join.ts';
import { dateIn, startOfDate } from '../../platform/clock.ts';
import type { Principal } from '../access/principal.ts';
import { getCompany, lockCompany, updateCompanyState } from '../companies/companies.service.ts';
import { companyNow } from '../companies/companies.ts';
import type { Context } from '../context.ts';
import { rollForward } from '../employees/roll-forward.service.ts';
import { assertSandboxOwner } from './sandboxes.ts';

type Deps = Pick<Context, 'db' | 'clock'>;

const maxOffsetSeconds = 100 * 366 * 86_400;

export async function getClock(deps: Deps, principal: Principal): Promise<SandboxClock> {
  assertSandboxOwner(principal);
  const company = await deps.db.inCompany(principal.companyId, (tx) => getCompany(tx, principal.companyId));
  return toClock(deps, company, 0);
}

/**
 * Moves the clock and rolls history forward to the new date, as one transaction. Moving it back
 * undoes nothing: what has taken effect stays, and takes effect once only.
 *
 * @throws JoineryError `access.forbidden` outside a sandbox company; `sandbox.clock_out_of_range`.
 */
export async function moveClock(
  deps: Deps,
  principal: Principal,
  input: SandboxClockInput,
): Promise<SandboxClock> {
  assertSandboxOwner(principal);
  return deps.db.inCompany(principal.companyId, async (tx) => {
    const before = await lockCompany(tx, principal.companyId);
    const clockOffsetSeconds = offsetFor(deps, input, before);
    if (Math.abs(clockOffsetSeconds) > maxOffsetSeconds)
      throw new JoineryError('sandbox.clock_out_of_range', 'A clock goes at most a hundred years away.');
    await updateCompanyState(tx, principal.companyId, { clockOffsetSeconds });
    const company = { ...before, clockOffsetSeconds };
    const db = joinTransaction(deps.db, principal.companyId, tx);
    return toClock(deps, company, await rollForward({ ...deps, db }, company));
  });
}

function offsetFor(
  { clock }: Deps,
  input: SandboxClockInput,
  { clockOffsetSeconds, timeZone }: { clockOffsetSeconds: number; timeZone: string },
): number {
  if ('real' in input) return 0;
  if ('forwardSeconds' in input) return clockOffsetSeconds + input.forwardSeconds;
  const to = input.to.includes('T') ? new Date(input.to) : startOfDate(timeZone, input.to);
  // Rounded up: at the first moment of a date it must not still be the day before.
  return Math.ceil((to.getTime() - clock.now().getTime()) / 1000);
}

function toClock(deps: Deps, company: Parameters<typeof companyNow>[1], tookEffect: number): SandboxClock {
  const now = companyNow(deps, company);
  return {
    now: now.toISOString(),
    today: dateIn(company.timeZone, now),
    offsetSeconds: company.clockOffsetSeconds,
    tookEffect,
  };
}
