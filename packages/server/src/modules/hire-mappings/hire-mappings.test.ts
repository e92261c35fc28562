import type { MappingDefinition } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { changesBetween, chooseDocuments, defaultMapping, lookUpValue, withValue } from './hire-mappings.ts';

describe('a value that is mapped for ever', () => {
  it('is sent from then on, whatever its case, instead of what was said of it before', () => {
    const first = withValue(defaultMapping, { field: 'jobTitle', given: 'Chef', sent: 'Cook' });
    const second = withValue(first as MappingDefinition, {
      field: 'jobTitle',
      given: ' CHEF ',
      sent: 'Baker',
    });
    const rule = second?.rules.find(({ to }) => to === 'jobTitle');
    expect(rule?.values).toEqual({ ' CHEF ': 'Baker' });
    expect(lookUpValue(rule?.values, 'chef')).toBe('Baker');
  });

  it('needs a rule that fills its field', () => {
    expect(withValue(defaultMapping, { field: 'paySchedule', given: 'a', sent: 'b' })).toBeUndefined();
  });
});

describe('the documents that go along', () => {
  const attachments = [
    { fileId: 'fil_4', kind: 'offer' as const },
    { fileId: 'fil_3', kind: 'resume' as const },
    { fileId: 'fil_2', kind: 'offer' as const },
    { fileId: 'fil_1', kind: 'resume' as const },
    { fileId: 'fil_0', kind: 'other' as const },
  ];

  it('are the newest résumé and the document of the offer', () => {
    const ids = (offer: string | null) =>
      chooseDocuments(defaultMapping.files, attachments, offer)?.map(({ attachmentId }) => attachmentId);
    expect(ids('fil_2')).toEqual(['fil_3', 'fil_2']);
    expect(ids(null)).toEqual(['fil_3', 'fil_4']);
  });

  it('are those of each kind that is named, in the category that is named', () => {
    const files = [
      { kind: 'resume' as const, category: 'CVs' },
      { kind: 'other' as const, category: null },
    ];
    expect(chooseDocuments(files, attachments, null)).toEqual([
      { attachmentId: 'fil_3', kind: 'resume', categoryId: null, category: 'CVs' },
      { attachmentId: 'fil_0', kind: 'other', categoryId: null },
    ]);
    expect(chooseDocuments([], attachments, null)).toEqual([]);
  });

  it('are nothing special where only the newest résumé would go', () => {
    expect(chooseDocuments(defaultMapping.files, [], null)).toBeNull();
  });
});

describe('the difference of two versions', () => {
  const one: MappingDefinition = {
    rules: [
      { to: 'jobTitle', from: [{ field: 'job.title' }], values: { a: 'A', b: 'B' } },
      { to: 'city', from: [{ field: 'candidate.city' }] },
    ],
    files: [{ kind: 'resume', category: null }],
  };

  it('is nothing where only the order of rules or of names differs', () => {
    const [title, city] = one.rules as [
      MappingDefinition['rules'][number],
      MappingDefinition['rules'][number],
    ];
    const turned = { files: one.files, rules: [city, { ...title, values: { b: 'B', a: 'A' } }] };
    expect(changesBetween(one, turned)).toEqual([]);
  });

  it('names what was added, changed and removed, with both sides', () => {
    const changed: MappingDefinition = {
      rules: [
        { to: 'jobTitle', from: [{ field: 'offer.jobTitle' }] },
        { to: 'state', from: [{ constant: 'UT' }] },
      ],
      files: [],
    };
    expect(changesBetween(one, changed).map(({ part, change }) => [part, change])).toEqual([
      ['rules.jobTitle', 'changed'],
      ['rules.state', 'added'],
      ['rules.city', 'removed'],
      ['files.resume', 'removed'],
    ]);
    expect(changesBetween(one, changed)[0]).toMatchObject({ before: one.rules[0], after: changed.rules[0] });
  });
});
