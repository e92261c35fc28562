import type { Company } from '@joinery/sdk';
import type { Clock } from '../../platform/clock.ts';

/** The time in a company. A sandbox company's clock may have been moved ahead. */
export function companyNow({ clock }: { clock: Clock }, { clockOffsetSeconds }: Company): Date {
  return new Date(clock.now().getTime() + clockOffsetSeconds * 1000);
}
