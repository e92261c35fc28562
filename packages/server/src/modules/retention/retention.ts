// How long somebody is kept: by where the job is that they applied for, else where they live. Pure.
import type { RetentionRule } from '@joinery/sdk';
import { iso31662 } from 'iso-3166';
import { findCountry } from '../hire-mappings/mapping-formats.ts';

/** What a company begins with; it has to choose before anything happens. Have it checked by a lawyer. */
export const usualRules: RetentionRule[] = [
  { region: 'EU', keepMonths: 24, floorMonths: 0, action: 'erase', remindDays: 30 },
  { region: 'US', keepMonths: 24, floorMonths: 12, action: 'erase', remindDays: 30 },
  { region: 'US-CA', keepMonths: 48, floorMonths: 48, action: 'erase', remindDays: 30 },
  { region: '*', keepMonths: 24, floorMonths: 0, action: 'erase', remindDays: 30 },
];

/** Members of the EU, and of the EEA beside it. */
const union = new Set(
  'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO'.split(' '),
);

const states = new Map(
  iso31662
    .filter(({ code }) => code.startsWith('US-'))
    .flatMap(({ code, name }) => [
      [code.slice(3).toLowerCase(), code] as const,
      [name.toLowerCase(), code] as const,
    ]),
);

export interface Place {
  /** Of the job that they applied for last. */
  jobLocation: string | null;
  country: string | null;
  state: string | null;
}

/** `US-CA`, `DE`; undefined where nobody can say. */
export function regionOf({ jobLocation, country, state }: Place): string | undefined {
  const parts = (jobLocation ?? '').split(/[,/()]/).map((part) => part.trim());
  return regionIn(parts.reverse()) ?? regionIn([country ?? '', state ?? '']);
}

function regionIn(parts: string[]): string | undefined {
  const named = parts.filter((part) => part !== '');
  const country = named.map((part) => findCountry(part)?.alpha2).find((code) => code !== undefined);
  const state = named.map((part) => states.get(part.toLowerCase())).find((code) => code !== undefined);
  if (country === 'US' || (country === undefined && state !== undefined)) return state ?? country;
  return country;
}

export function ruleFor(
  rules: readonly RetentionRule[],
  region: string | undefined,
): RetentionRule | undefined {
  const country = region?.slice(0, 2);
  const names = [region, country, country !== undefined && union.has(country) ? 'EU' : undefined, '*'];
  for (const name of names) {
    const rule = rules.find((one) => one.region === name);
    if (rule !== undefined) return rule;
  }
  return undefined;
}

/** The same day so many months later, or the last one of its month. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export interface Standing {
  /** Dates in the company's time zone. */
  lastContactOn: string;
  /** Null when nobody was told since the last contact. */
  remindedOn: string | null;
  rule: RetentionRule;
}

/** What is due today. Nothing happens before somebody was told, and had the days to answer. */
export function dueNow(
  { lastContactOn, remindedOn, rule }: Standing,
  today: string,
): 'nothing' | 'remind' | 'act' {
  const dueOn = addMonths(lastContactOn, rule.keepMonths);
  if (today < addDays(dueOn, -rule.remindDays)) return 'nothing';
  if (remindedOn === null) return 'remind';
  return today >= dueOn && today >= addDays(remindedOn, rule.remindDays) ? 'act' : 'nothing';
}
