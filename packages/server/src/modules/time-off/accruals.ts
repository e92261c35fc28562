// When an accruing policy gives how much. Pure. Amounts are whole ten-thousandths of an hour or a
// day, so that a year of twelve thirds is what people expect it to be.
import { addDays, countDays, lastOfMonth, weekdayOf, yearsBetween } from './days.ts';

/** How an accruing policy works; amounts are hours or days, as its type has them. */
export interface AccrualRules {
  period: 'yearly' | 'monthly' | 'weekly';
  /** Whether a period's grant is made on its first or on its last day. */
  grantedAt: 'start' | 'end';
  /** What a whole period gives, by whole years since the start; ascending, the first from 0. */
  levels: { afterYears: number; amount: number }[];
  /** The most that is taken over into a new year; null takes everything over. */
  carryOver: number | null;
  /** The balance that grants do not lift any higher; null is no limit. */
  maxBalance: number | null;
}

export interface Grant {
  date: string;
  /** In ten-thousandths. */
  amount: number;
}

export interface Span {
  startsOn: string;
  /** The last day; null goes on. */
  endedOn: string | null;
}

export function toUnits(amount: number): number {
  return Math.round(amount * 10_000);
}

/**
 * The grants of a policy up to a day, in order. Periods that are covered in part give their share
 * by days; a grant made at a period's start is not taken back when the policy ends within it.
 */
export function grantsUntil(rules: AccrualRules, span: Span, until: string): Grant[] {
  const grants: Grant[] = [];
  const last = span.endedOn ?? until;
  for (let day = span.startsOn; day <= until && day <= last; ) {
    const period = periodOf(rules.period, day);
    const grant = grantOf(rules, span, period);
    if (grant.date <= until) grants.push(grant);
    day = addDays(period.last, 1);
  }
  return grants;
}

interface Period {
  first: string;
  last: string;
}

function periodOf(kind: AccrualRules['period'], day: string): Period {
  const [year = 0, month = 0] = day.split('-').map(Number);
  switch (kind) {
    case 'yearly':
      return { first: `${day.slice(0, 4)}-01-01`, last: `${day.slice(0, 4)}-12-31` };
    case 'monthly':
      return { first: `${day.slice(0, 7)}-01`, last: lastOfMonth(year, month) };
    case 'weekly': {
      // Weeks begin on Monday.
      const first = addDays(day, -((weekdayOf(day) + 6) % 7));
      return { first, last: addDays(first, 6) };
    }
  }
}

function grantOf(rules: AccrualRules, span: Span, period: Period): Grant {
  const from = laterOf(span.startsOn, period.first);
  const to = rules.grantedAt === 'start' ? period.last : earlierOf(span.endedOn ?? period.last, period.last);
  const share = countDays(from, to) / countDays(period.first, period.last);
  return {
    date: rules.grantedAt === 'start' ? from : to,
    amount: toUnits(levelAt(rules, span.startsOn, from) * share),
  };
}

function laterOf(a: string, b: string): string {
  return a.localeCompare(b) > 0 ? a : b;
}

function earlierOf(a: string, b: string): string {
  return a.localeCompare(b) < 0 ? a : b;
}

function levelAt(rules: AccrualRules, startsOn: string, day: string): number {
  const years = yearsBetween(startsOn, day);
  return rules.levels.findLast(({ afterYears }) => afterYears <= years)?.amount ?? 0;
}
