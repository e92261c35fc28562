// What an employee has left of one type of time off. Pure: balances are stored nowhere, they follow
// from policies, requests and history entries on any day, past or future.
import { type AccrualRules, grantsUntil, toUnits } from './accruals.ts';

export type PolicyKind = 'accruing' | 'discretionary' | 'manual';

/** One stretch of time under one policy. */
export interface Assignment {
  kind: PolicyKind;
  /** Null for policies that do not accrue. */
  rules: AccrualRules | null;
  startsOn: string | null;
  /** The last day; null goes on. */
  endedOn: string | null;
}

/** Time off that was taken stands below zero, an adjustment on either side. */
export interface Entry {
  kind: 'used' | 'override';
  date: string;
  amount: number;
}

export interface Ledger {
  assignments: Assignment[];
  entries: Entry[];
}

export interface Balance {
  balance: number;
  /** What was taken from New Year to the day, as a positive amount. */
  usedYearToDate: number;
}

/**
 * The balance at the end of a day. On one day, first comes what the new year takes over, then grants,
 * then adjustments, then use. A balance may be negative; under a discretionary policy it is always 0.
 */
export function balanceOn(ledger: Ledger, day: string): Balance {
  const movements = ledger.assignments.flatMap((assignment) => movementsOf(assignment, day));
  for (const { kind, date, amount } of ledger.entries)
    if (date <= day)
      movements.push({ date, rank: kind === 'override' ? 2 : 3, apply: plus(toUnits(amount)) });
  movements.sort((a, b) => (a.date === b.date ? a.rank - b.rank : a.date < b.date ? -1 : 1));
  const balance = movements.reduce((sum, { apply }) => apply(sum), 0);
  return {
    balance: kindOn(ledger, day) === 'discretionary' ? 0 : balance / 10_000,
    usedYearToDate: usedBetween(ledger.entries, `${day.slice(0, 4)}-01-01`, day),
  };
}

/** The kind of the policy that is in force on a day, or was the last one. */
export function kindOn({ assignments }: Ledger, day: string): PolicyKind | undefined {
  const begun = assignments.filter(({ startsOn }) => startsOn === null || startsOn <= day);
  return (begun.find(({ endedOn }) => endedOn === null || endedOn >= day) ?? begun.at(-1))?.kind;
}

interface Movement {
  date: string;
  rank: number;
  apply(balance: number): number;
}

function plus(amount: number): Movement['apply'] {
  return (balance) => balance + amount;
}

function movementsOf({ rules, startsOn, endedOn }: Assignment, until: string): Movement[] {
  if (rules === null || startsOn === null) return [];
  const cap = rules.maxBalance === null ? null : toUnits(rules.maxBalance);
  const grants = grantsUntil(rules, { startsOn, endedOn }, until).map(
    ({ date, amount }): Movement => ({
      date,
      rank: 1,
      // A balance that stands above the limit already, by an adjustment, is not cut down.
      apply: (balance) =>
        cap === null ? balance + amount : Math.max(balance, Math.min(cap, balance + amount)),
    }),
  );
  return [...grants, ...newYears(rules, startsOn, endedOn !== null && endedOn < until ? endedOn : until)];
}

function newYears(rules: AccrualRules, startsOn: string, until: string): Movement[] {
  const { carryOver } = rules;
  if (carryOver === null) return [];
  const movements: Movement[] = [];
  for (let year = Number(startsOn.slice(0, 4)) + 1; year <= Number(until.slice(0, 4)); year += 1)
    movements.push({
      date: `${String(year).padStart(4, '0')}-01-01`,
      rank: 0,
      apply: (balance) => Math.min(balance, toUnits(carryOver)),
    });
  return movements;
}

function usedBetween(entries: Entry[], from: string, to: string): number {
  const used = entries.filter(({ kind, date }) => kind === 'used' && date >= from && date <= to);
  return -used.reduce((sum, { amount }) => sum + toUnits(amount), 0) / 10_000 + 0;
}
