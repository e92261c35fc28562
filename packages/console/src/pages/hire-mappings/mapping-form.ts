import type { MappingDefinition, MappingFormat, MappingRule, MappingSource } from '@joinery/sdk';
import { otherPrefix, targetNames } from './mapping-words.ts';

export type SourceKind = 'field' | 'constant' | 'template';
export type FormatKind = 'none' | 'date' | 'country' | 'phone' | 'case';

/** A rule as the form shows it. */
export interface RuleValues {
  /** A field, or `other` for one by its alias. */
  target: string | null;
  alias: string;
  sources: { kind: SourceKind; value: string }[];
  format: FormatKind;
  date: string;
  dateFrom: string;
  country: 'name' | 'alpha2' | 'alpha3';
  region: string;
  case: 'upper' | 'lower' | 'title';
  values: { given: string; sent: string }[];
}

export const emptyRule: RuleValues = {
  target: null,
  alias: '',
  sources: [{ kind: 'field', value: '' }],
  format: 'none',
  date: 'YYYY-MM-DD',
  dateFrom: '',
  country: 'name',
  region: '',
  case: 'title',
  values: [],
};

export const otherTarget = 'other';

export function toRuleValues({ to, from, values = {}, format }: MappingRule): RuleValues {
  const isOther = to.startsWith(otherPrefix);
  return {
    ...emptyRule,
    target: isOther ? otherTarget : to,
    alias: isOther ? to.slice(otherPrefix.length) : '',
    sources: from.map(toSourceValues),
    ...toFormatValues(format),
    values: Object.entries(values).map(([given, sent]) => ({ given, sent })),
  };
}

function toSourceValues(source: MappingSource): RuleValues['sources'][number] {
  if ('field' in source) return { kind: 'field', value: source.field };
  if ('constant' in source) return { kind: 'constant', value: source.constant };
  return { kind: 'template', value: source.template };
}

function toFormatValues(format: MappingFormat | undefined): Partial<RuleValues> {
  if (format === undefined) return {};
  if ('date' in format) return { format: 'date', date: format.date, dateFrom: format.from ?? '' };
  if ('country' in format) return { format: 'country', country: format.country };
  if ('phone' in format) return { format: 'phone', region: format.region ?? '' };
  return { format: 'case', case: format.case };
}

export function toRule(values: RuleValues): MappingRule {
  const table = values.values.filter(({ given, sent }) => given.trim() !== '' || sent.trim() !== '');
  const format = toFormat(values);
  return {
    to: values.target === otherTarget ? `${otherPrefix}${values.alias.trim()}` : (values.target ?? ''),
    from: values.sources.map(toSource),
    ...(table.length > 0 && {
      values: Object.fromEntries(table.map(({ given, sent }) => [given.trim(), sent.trim()])),
    }),
    ...(format !== undefined && { format }),
  };
}

function toSource({ kind, value }: RuleValues['sources'][number]): MappingSource {
  if (kind === 'field') return { field: value };
  return kind === 'constant' ? { constant: value.trim() } : { template: value };
}

function toFormat(values: RuleValues): MappingFormat | undefined {
  switch (values.format) {
    case 'none':
      return undefined;
    case 'date':
      return {
        date: values.date.trim(),
        ...(values.dateFrom.trim() !== '' && { from: values.dateFrom.trim() }),
      };
    case 'country':
      return { country: values.country };
    case 'phone':
      return {
        phone: 'e164',
        ...(values.region.trim() !== '' && { region: values.region.trim().toUpperCase() }),
      };
    case 'case':
      return { case: values.case };
  }
}

/** What is wrong that can be told without the server; by the path of the form's field. */
export function checkRule(values: RuleValues, taken: readonly string[]): Record<string, string> {
  const problems: Record<string, string> = {};
  const { to } = toRule(values);
  if (values.target === null) problems.target = 'Choose a field';
  else if (values.target === otherTarget && values.alias.trim() === '') problems.alias = 'Enter its alias';
  else if (taken.includes(to)) problems.target = 'Another rule fills this field';
  values.sources.forEach(({ kind, value }, at) => {
    if (value.trim() === '')
      problems[`sources.${at}.value`] = kind === 'field' ? 'Choose one' : 'Enter a text';
  });
  const seen = new Set<string>();
  values.values.forEach(({ given, sent }, at) => {
    if (given.trim() === '' && sent.trim() === '') return;
    if (given.trim() === '') problems[`values.${at}.given`] = 'Enter the value';
    if (sent.trim() === '') problems[`values.${at}.sent`] = 'Enter what is sent';
    const folded = given.trim().toLowerCase();
    if (seen.has(folded)) problems[`values.${at}.given`] = 'Stands there twice';
    seen.add(folded);
  });
  return problems;
}

/** Fields that no rule fills yet, the one that is being edited, and a further one by its alias. */
export function targetChoices(taken: readonly string[]): { value: string; label: string }[] {
  const free = Object.entries(targetNames).filter(([name]) => !taken.includes(name));
  return [
    ...free.map(([value, label]) => ({ value, label })),
    { value: otherTarget, label: 'Another field, by its alias …' },
  ];
}

/** The definition with a rule put in the place of another, or at the end. */
export function withRule(
  definition: MappingDefinition,
  rule: MappingRule,
  place: number | null,
): MappingDefinition {
  const rules =
    place === null
      ? [...definition.rules, rule]
      : definition.rules.map((other, at) => (at === place ? rule : other));
  return { ...definition, rules };
}

export function withoutRule(definition: MappingDefinition, place: number): MappingDefinition {
  return { ...definition, rules: definition.rules.filter((_, at) => at !== place) };
}
