// What a mapping makes of an application. Pure. Nothing is dropped silently: every source that a rule
// names, and every blank, is in `from` of the field or in a problem.
import {
  hireFields,
  type MappingDefinition,
  type MappingProblem,
  type MappingRule,
  type MappingSource,
  mappingTargets,
  type SomeHireFields,
} from '@joinery/sdk';
import { type HireSources, lookUpValue } from './hire-mappings.ts';
import { type Written, writeValue } from './mapping-formats.ts';

export interface MappedHire {
  fields: SomeHireFields;
  /** Where each field comes from, for people. Further fields are named `other.` and their alias. */
  from: Record<string, string>;
  problems: MappingProblem[];
}

export function evaluateMapping({ rules }: MappingDefinition, sources: HireSources): MappedHire {
  const fields: Record<string, string> = {};
  const other: Record<string, string> = {};
  const from: Record<string, string> = {};
  const problems: MappingProblem[] = [];
  for (const rule of rules) {
    const outcome = applyRule(rule, sources);
    if ('problem' in outcome) {
      problems.push({ field: rule.to, ...outcome.problem });
      continue;
    }
    if (rule.to.startsWith(otherPrefix)) other[rule.to.slice(otherPrefix.length)] = outcome.value;
    else fields[rule.to] = outcome.value;
    from[rule.to] = outcome.from;
  }
  if (fields.payRate !== undefined && fields.payCurrency === undefined)
    problems.push({ field: 'payCurrency', kind: 'unfit', message: 'A pay rate needs its currency.' });
  const mapped = Object.keys(other).length === 0 ? fields : { ...fields, other };
  return { fields: mapped as SomeHireFields, from, problems };
}

export const otherPrefix = 'other.';

/** The names in braces of a template. */
export function namesIn(template: string): string[] {
  return [...template.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
}

/** A source, as people read it. */
export function describeSource(source: MappingSource): string {
  if ('field' in source) return source.field;
  return `“${'constant' in source ? source.constant : source.template}”`;
}

type Outcome = { value: string; from: string } | { problem: Omit<MappingProblem, 'field'> };

function applyRule(rule: MappingRule, sources: HireSources): Outcome {
  const read = rule.from.map((source) => readSource(source, sources));
  const at = read.findIndex((value) => value !== undefined);
  const said = rule.from.map(describeSource);
  const value = read[at];
  if (value === undefined) return { problem: { kind: 'blank', message: `${areBlank(said)}.` } };
  const origin = describeOrigin(said, at);
  const written = write(rule, value, sources['candidate.country'] ?? null);
  if ('unfit' in written)
    return { problem: { kind: 'unfit', message: `The value of ${origin} is not sent: ${written.unfit}.` } };
  const mapped = written.given === undefined ? '' : `, mapped from “${written.given}”`;
  return { value: written.value, from: origin + mapped };
}

function readSource(source: MappingSource, sources: HireSources): string | undefined {
  if ('constant' in source) return unlessBlank(source.constant);
  if ('field' in source) return unlessBlank(textAt(sources, source.field));
  // With a part missing the rest would say something else: `Mr  Smith`, `ID-`.
  if (namesIn(source.template).some((name) => unlessBlank(textAt(sources, name)) === undefined))
    return undefined;
  return unlessBlank(
    source.template.replace(/\{([^{}]*)\}/g, (_, name: string) => textAt(sources, name)?.trim() ?? ''),
  );
}

function textAt(sources: HireSources, name: string): string | null | undefined {
  return Object.hasOwn(sources, name) ? sources[name as keyof HireSources] : undefined;
}

function unlessBlank(value: string | null | undefined): string | undefined {
  const text = value?.trim();
  return text === '' ? undefined : text;
}

type Sendable = { value: string; given?: string } | { unfit: string };

/** The table is asked for the value as it came, and then as it was written. */
function write({ to, values, format }: MappingRule, value: string, country: string | null): Sendable {
  const direct = lookUpValue(values, value);
  const written: Written =
    direct !== undefined || format === undefined
      ? { value: direct ?? value }
      : writeValue(value, format, country);
  if ('unfit' in written) return written;
  const late = direct === undefined ? lookUpValue(values, written.value) : undefined;
  const fit = fitting(to, late ?? written.value);
  if ('unfit' in fit) return fit;
  if (direct !== undefined) return { ...fit, given: value };
  return late === undefined ? fit : { ...fit, given: written.value };
}

/** The value as the field takes it, or why it does not. */
export function fitting(to: string, value: string): Written {
  const target = mappingTargets.safeParse(to);
  const schema = target.success ? hireFields.shape[target.data] : hireFields.shape.other.unwrap().valueType;
  const parsed = schema.safeParse(value);
  if (parsed.success && parsed.data !== undefined) return { value: parsed.data };
  return { unfit: `expected ${expected[to] ?? 'at most 200 letters'}` };
}

const expected: Record<string, string> = {
  hireDate: 'a date of the form YYYY-MM-DD',
  dateOfBirth: 'a date of the form YYYY-MM-DD',
  workEmail: 'an e-mail address',
  homeEmail: 'an e-mail address',
  payRate: 'an amount such as 52000 or 31.50',
  payCurrency: 'three capital letters such as EUR',
};

function describeOrigin(said: readonly string[], at: number): string {
  const blank = said.slice(0, at);
  const unused = said.slice(at + 1);
  const after = blank.length === 0 ? '' : `, as ${areBlank(blank)}`;
  const before = unused.length === 0 ? '' : `, before ${list(unused)}`;
  return `${said[at]}${after}${before}`;
}

function areBlank(said: readonly string[]): string {
  return `${list(said)} ${said.length === 1 ? 'is' : 'are'} blank`;
}

function list(said: readonly string[]): string {
  if (said.length < 2) return said.join('');
  return `${said.slice(0, -1).join(', ')} and ${said.at(-1)}`;
}
