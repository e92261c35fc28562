import type { Company } from '@joinery/sdk';
import type { Clock } from '../../platform/clock.ts';
import type { Principal } from '../access/principal.ts';

/** The time in a company. A sandbox company's clock may have been moved ahead. */
export function companyNow({ clock }: { clock: Clock }, { clockOffsetSeconds }: Company): Date {
  return new Date(clock.now().getTime() + clockOffsetSeconds * 1000);
}

/**
 * For work that takes the time from the clock, whatever service does it: where the company's clock
 * was moved, the clock itself is the company's, and nothing is left to add to it.
 */
export function inCompanyTime<C extends { clock: Clock }>(
  context: C,
  principal: Principal,
): { context: C; principal: Principal } {
  const { company } = principal;
  if (company.clockOffsetSeconds === 0) return { context, principal };
  return {
    context: { ...context, clock: { now: () => companyNow(context, company) } },
    principal: { ...principal, company: { ...company, clockOffsetSeconds: 0 } },
  };
}
