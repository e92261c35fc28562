// Whether a definition can be kept. Each error names the rule and what to do. Pure.
import {
  hireFields,
  JoineryError,
  type MappingDefinition,
  type MappingFormat,
  type MappingRule,
  type MappingSource,
  mappingSources,
  mappingTargets,
} from '@joinery/sdk';
import { fitting, namesIn, otherPrefix } from './evaluate-mapping.ts';
import { foldValue } from './hire-mappings.ts';
import { isDateForm, isPhoneRegion } from './mapping-formats.ts';

export interface MappingIssue {
  path: string;
  message: string;
}

/** @throws JoineryError `hire_mappings.invalid` with all that is wrong. */
export function assertMapping(definition: MappingDefinition): void {
  const issues = checkMapping(definition);
  if (issues.length > 0)
    throw new JoineryError('hire_mappings.invalid', 'The mapping cannot be used as it is; see each rule.', {
      issues,
    });
}

const mostIssues = 50;

export function checkMapping({ rules, files }: MappingDefinition): MappingIssue[] {
  const issues = rules.flatMap((rule, at) => {
    const path = `definition.rules.${at}`;
    const twice = rules.findIndex(({ to }) => to === rule.to) < at;
    const doubled = twice
      ? [{ path: `${path}.to`, message: 'an earlier rule fills it; put its sources into that one' }]
      : [];
    return [...doubled, ...checkRule(rule, path)].map((issue) => naming(rule, at, issue));
  });
  const kinds = files.flatMap(({ kind }, at) =>
    files.findIndex((file) => file.kind === kind) < at
      ? [
          {
            path: `definition.files.${at}.kind`,
            message: `Documents of the kind ${kind} stand here twice; keep one.`,
          },
        ]
      : [],
  );
  return [...issues, ...kinds].slice(0, mostIssues);
}

function naming({ to }: MappingRule, at: number, { path, message }: MappingIssue): MappingIssue {
  return { path, message: `Rule ${at + 1}, for ${to === '' ? 'no field' : to}: ${message}.` };
}

function checkRule(rule: MappingRule, path: string): MappingIssue[] {
  return [
    ...checkTarget(rule.to).map((message) => ({ path: `${path}.to`, message })),
    ...rule.from.flatMap((source, at) =>
      checkSource(source, rule, at).map((message) => ({ path: `${path}.from.${at}`, message })),
    ),
    ...checkValues(rule).map((message) => ({ path: `${path}.values`, message })),
    ...checkFormat(rule.format, rule.to).map((message) => ({ path: `${path}.format`, message })),
  ];
}

function checkTarget(to: string): string[] {
  if (mappingTargets.safeParse(to).success) return [];
  if (!to.startsWith(otherPrefix))
    return [
      `no field is called that. Take one of ${mappingTargets.options.join(', ')}, or ${otherPrefix} and the alias of a field of the account`,
    ];
  const alias = to.slice(otherPrefix.length);
  if (!/^[\p{L}\p{N}_.-]{1,100}$/u.test(alias))
    return [`expected the alias of a field of the account after “${otherPrefix}”, such as other.linkedIn`];
  if (!(alias in hireFields.shape)) return [];
  return [`${alias} is a field of every hire; name it without “${otherPrefix}”`];
}

function checkSource(source: MappingSource, { to, from, values, format }: MappingRule, at: number): string[] {
  if ('field' in source) return checkName(source.field);
  if ('template' in source) return checkTemplate(source.template);
  const { constant } = source;
  if (constant.trim() === '') return ['a constant that is blank says nothing; give it a text, or remove it'];
  if (at < from.length - 1) return ['what stands after a constant is never read; put the constant last'];
  if (format !== undefined || values !== undefined) return [];
  const fit = fitting(to, constant);
  return 'unfit' in fit ? [`the constant “${constant.slice(0, 60)}” does not fit: ${fit.unfit}`] : [];
}

function checkName(name: string): string[] {
  if (Object.hasOwn(mappingSources, name)) return [];
  const noun = name.split('.')[0];
  const all = Object.keys(mappingSources);
  const near = all.filter((source) => source.split('.')[0] === noun);
  return [
    `there is no source “${name.slice(0, 60)}”. Take one of ${(near.length > 0 ? near : all).join(', ')}`,
  ];
}

function checkTemplate(template: string): string[] {
  if (/[{}]/.test(template.replace(/\{[^{}]*\}/g, '')))
    return ['a brace has no partner; write names as {candidate.firstName}'];
  const names = namesIn(template);
  if (names.length === 0)
    return ['no name stands in braces; write it as a constant, or add one as {candidate.firstName}'];
  return names.flatMap(checkName);
}

const mostValues = 2_000;

function checkValues({ to, values = {} }: MappingRule): string[] {
  const entries = Object.entries(values);
  if (entries.length > mostValues) return [`expected at most ${mostValues} values, came ${entries.length}`];
  const seen = new Map<string, string>();
  return entries.flatMap(([given, sent]) => {
    const shown = given.slice(0, 60);
    if (given.trim() === '' || sent.trim() === '')
      return ['a value or what is sent for it is blank; give both, or remove the line'];
    const before = seen.get(foldValue(given));
    seen.set(foldValue(given), sent);
    if (before !== undefined && before !== sent)
      return [`“${shown}” stands there twice, whatever its case; keep one`];
    const fit = fitting(to, sent);
    return 'unfit' in fit ? [`what is sent for “${shown}” does not fit: ${fit.unfit}`] : [];
  });
}

const dateTargets = ['hireDate', 'dateOfBirth'];
const isoDate = 'YYYY-MM-DD';

function checkFormat(format: MappingFormat | undefined, to: string): string[] {
  if (format === undefined) return [];
  if ('phone' in format) {
    const { region } = format;
    if (region === undefined || isPhoneRegion(region)) return [];
    return [`“${region}” is no country of phone numbers; give two capital letters such as DE`];
  }
  if (!('date' in format)) return [];
  const wrong = [format.date, ...(format.from === undefined ? [] : [format.from])].filter(
    (form) => !isDateForm(form),
  );
  if (wrong.length > 0)
    return wrong.map(
      (form) => `“${form}” is no form of dates; write it as ${isoDate}, DD.MM.YYYY or M/D/YYYY`,
    );
  if (!dateTargets.includes(to) || format.date === isoDate) return [];
  return [
    `this field takes dates as ${isoDate}. Set date to ${isoDate}, and “from” to how the source writes it`,
  ];
}
