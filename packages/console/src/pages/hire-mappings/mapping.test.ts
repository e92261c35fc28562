import type { MappingRule } from '@joinery/sdk';
import { mappingTargets } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { checkRule, emptyRule, targetChoices, toRule, toRuleValues } from './mapping-form.ts';
import { changeWords, formatWords, sourceChoices, sourceWords, targetNames } from './mapping-words.ts';

const rules: MappingRule[] = [
  { to: 'jobTitle', from: [{ field: 'offer.jobTitle' }, { constant: 'Baker' }], values: { Chef: 'Cook' } },
  {
    to: 'other.badge',
    from: [{ template: '{candidate.lastName}-{candidate.number}' }],
    format: { case: 'upper' },
  },
  { to: 'hireDate', from: [{ field: 'offer.startDate' }], format: { date: 'YYYY-MM-DD', from: 'D/M/YYYY' } },
  { to: 'country', from: [{ field: 'candidate.country' }], format: { country: 'alpha2' } },
  { to: 'mobilePhone', from: [{ field: 'candidate.phone' }], format: { phone: 'e164', region: 'DE' } },
];

it.each(rules)('a rule comes out of the form as it went in: $to', (rule) => {
  expect(toRule(toRuleValues(rule))).toEqual(rule);
});

describe('the form of a rule', () => {
  it('asks for a field and for every source', () => {
    expect(checkRule(emptyRule, [])).toEqual({ target: 'Choose a field', 'sources.0.value': 'Choose one' });
  });

  it('takes no field that another rule fills, and no value twice', () => {
    const values = {
      ...toRuleValues(rules[0] as MappingRule),
      values: [
        { given: 'Chef', sent: 'Cook' },
        { given: ' chef', sent: '' },
        { given: '', sent: '' },
      ],
    };
    expect(checkRule(values, ['jobTitle'])).toEqual({
      target: 'Another rule fills this field',
      'values.1.given': 'Stands there twice',
      'values.1.sent': 'Enter what is sent',
    });
  });

  it('offers every field that no other rule fills', () => {
    const offered = targetChoices(['jobTitle']).map(({ value }) => value);
    expect(offered).not.toContain('jobTitle');
    expect(offered).toHaveLength(mappingTargets.options.length);
  });
});

it('every field has a name, and every source a group', () => {
  expect(Object.keys(targetNames).toSorted()).toEqual([...mappingTargets.options].toSorted());
  expect(sourceChoices().every(({ items }) => items.length > 0)).toBe(true);
});

it('sources and forms read as words', () => {
  expect(
    rules
      .flatMap(({ from }) => from)
      .slice(0, 3)
      .map(sourceWords),
  ).toEqual(['Offer: Job title', 'always “Baker”', 'text “{candidate.lastName}-{candidate.number}”']);
  expect(rules.map(({ format }) => formatWords(format))).toEqual([
    null,
    'in capitals',
    'date as YYYY-MM-DD, read as D/M/YYYY',
    'country by two letters',
    'phone as +…, of DE',
  ]);
});

describe('a change', () => {
  const [rule] = rules as [MappingRule];
  it.each([
    [{ part: 'rules.jobTitle', change: 'removed', before: rule, after: null }, 'Job title: removed'],
    [
      {
        part: 'rules.jobTitle',
        change: 'changed',
        before: rule,
        after: { ...rule, values: { Boss: 'Lead' } },
      },
      'Job title: “Boss” is sent as “Lead”, “Chef” is sent as it is',
    ],
    [
      {
        part: 'rules.jobTitle',
        change: 'changed',
        before: rule,
        after: { ...rule, from: [{ field: 'job.title' }] },
      },
      'Job title: Offer: Job title, else always “Baker”, now Job: Title',
    ],
    [
      { part: 'files.resume', change: 'added', before: null, after: { kind: 'resume', category: 'CVs' } },
      'Newest résumé: added, CVs',
    ],
  ] as const)('%# reads as a sentence', (change, words) => {
    expect(changeWords(change as unknown as Parameters<typeof changeWords>[0])).toBe(words);
  });
});
