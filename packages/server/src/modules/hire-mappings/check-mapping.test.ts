import type { MappingDefinition, MappingRule } from '@joinery/sdk';
import { expect, it } from 'vitest';
import { assertMapping, checkMapping } from './check-mapping.ts';
import { defaultMapping } from './hire-mappings.ts';

const rule = (over: Partial<MappingRule>): MappingDefinition => ({
  rules: [{ to: 'jobTitle', from: [{ field: 'job.title' }], ...over }],
  files: [],
});

it('the mapping that every connection begins with can be kept', () => {
  expect(checkMapping(defaultMapping)).toEqual([]);
});

it.each<[string, Partial<MappingRule>, string, RegExp]>([
  [
    'a target that does not exist',
    { to: 'title' },
    'to',
    /Rule 1, for title: no field is called that.*jobTitle/,
  ],
  ['no target at all', { to: '' }, 'to', /for no field/],
  ['an alias that is none', { to: 'other.' }, 'to', /alias of a field of the account/],
  ['a field of every hire as a further one', { to: 'other.jobTitle' }, 'to', /name it without “other\.”/],
  [
    'a source that does not exist',
    { from: [{ field: 'job.titel' }] },
    'from.0',
    /no source “job\.titel”\. Take one of job\.title/,
  ],
  ['a source of nothing', { from: [{ field: 'toString' }] }, 'from.0', /candidate\.firstName/],
  ['a brace without its partner', { from: [{ template: '{job.title' }] }, 'from.0', /no partner/],
  ['a template without names', { from: [{ template: 'Baker' }] }, 'from.0', /write it as a constant/],
  ['a name in a template', { from: [{ template: '{job.name}!' }] }, 'from.0', /no source “job\.name”/],
  ['a blank constant', { from: [{ constant: '  ' }] }, 'from.0', /says nothing/],
  [
    'a source after a constant',
    { from: [{ constant: 'x' }, { field: 'job.title' }] },
    'from.0',
    /put the constant last/,
  ],
  [
    'a constant that the field refuses',
    { to: 'payCurrency', from: [{ constant: 'Euro' }] },
    'from.0',
    /three capital letters/,
  ],
  ['a blank value', { values: { Baker: ' ' } }, 'values', /give both/],
  ['a value twice', { values: { Baker: 'A', ' baker ': 'B' } }, 'values', /stands there twice/],
  [
    'a value that the field refuses',
    { to: 'hireDate', values: { soon: 'tomorrow' } },
    'values',
    /YYYY-MM-DD/,
  ],
  ['a form of dates', { to: 'other.start', format: { date: 'YYYY-MM' } }, 'format', /no form of dates/],
  [
    'a form of dates with letters',
    { to: 'other.start', format: { date: 'YYYY-MM-DDT' } },
    'format',
    /no form/,
  ],
  [
    'dates that the field does not take',
    { to: 'hireDate', format: { date: 'DD.MM.YYYY' } },
    'format',
    /“from”/,
  ],
  [
    'a region of phones',
    { to: 'mobilePhone', format: { phone: 'e164', region: 'XX' } },
    'format',
    /two capital letters/,
  ],
])('%s is refused, with the rule and the cure', (_, over, place, message) => {
  const [issue, ...others] = checkMapping(rule(over));
  expect(others).toEqual([]);
  expect(issue?.path).toBe(`definition.rules.0.${place}`);
  expect(issue?.message).toMatch(message);
});

it('two rules for one field are refused, and documents of one kind twice', () => {
  const [title] = rule({}).rules as [MappingRule];
  const files = [
    { kind: 'resume' as const, category: null },
    { kind: 'resume' as const, category: 'CV' },
  ];
  expect(checkMapping({ rules: [title, title], files }).map(({ path }) => path)).toEqual([
    'definition.rules.1.to',
    'definition.files.1.kind',
  ]);
});

it('all that is wrong is told at once, in one error', () => {
  const broken = {
    rules: [...rule({ to: 'x' }).rules, ...rule({ from: [{ field: 'y' }] }).rules],
    files: [],
  };
  expect(() => assertMapping(broken)).toThrow(
    expect.objectContaining({
      code: 'hire_mappings.invalid',
      issues: [expect.objectContaining({ path: 'definition.rules.0.to' }), expect.anything()],
    }),
  );
});
