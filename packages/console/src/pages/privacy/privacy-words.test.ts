import type { CandidatePrivacy } from '@joinery/sdk';
import { expect, it } from 'vitest';
import {
  checkQuestions,
  checkRules,
  nameOf,
  newRule,
  regionName,
  ruleInWords,
  standingInWords,
  toPrivacySearch,
  toQuestions,
  toRules,
} from './privacy-words.ts';

const rule = { region: 'EU', keepMonths: 24, floorMonths: 0, action: 'erase', remindDays: 30 } as const;
const privacy: CandidatePrivacy = {
  candidateId: 'can_1',
  name: 'Ada',
  state: 'open',
  rule,
  lastContactAt: '2026-01-01T00:00:00.000Z',
  dueOn: '2028-01-01',
  remindedAt: null,
  heldReason: null,
  restrictedAt: null,
  restrictedReason: null,
  eraseOn: null,
  erasedAt: null,
  erasedReason: null,
};

it('says how long somebody is kept, and why longer', () => {
  expect(
    [
      {},
      { heldReason: 'A suit' },
      { dueOn: null },
      { dueOn: null, rule: null },
      { state: 'restricted' as const },
      { state: 'restricted' as const, eraseOn: '2027-05-01' },
      { state: 'erased' as const },
    ].map((part) => standingInWords({ ...privacy, ...part })),
  ).toEqual([
    'Erased after 1 Jan 2028.',
    'On hold: nothing is erased until the hold ends.',
    'Was hired: kept as long as the employee.',
    'No rule holds for them.',
    'Restricted: in no list, page or count but these.',
    'Restricted, and erased on 1 May 2027: the law wants them kept until then.',
    'Erased.',
  ]);
});

it('names regions and says what a rule does', () => {
  expect(['EU', '*', 'DE', 'US-CA'].map(regionName)).toEqual([
    'European Union and EEA',
    'All others',
    'Germany',
    'United States, CA',
  ]);
  expect(ruleInWords({ ...rule, floorMonths: 12 })).toBe(
    'Erased 24 months after the last contact, with 30 days of notice. Never erased within 12 months.',
  );
});

it('says at each field of a rule what is wrong with it', () => {
  const good = { ...newRule, region: 'de' };
  expect(checkRules([good])).toEqual({});
  expect(toRules([good])[0]?.region).toBe('DE');
  expect(
    checkRules([
      good,
      { ...newRule, region: 'DE', keepMonths: '', remindDays: 0 },
      { ...newRule, region: 'Germany', floorMonths: 36 },
    ]),
  ).toEqual({
    'rules.1.region': 'There is a rule for it already',
    'rules.1.keepMonths': '1 to 600',
    'rules.1.remindDays': '1 to 365',
    'rules.2.region': 'Write DE, US-CA, EU or *',
    'rules.2.floorMonths': 'Not beyond the months that are kept',
  });
});

it('names questions and answers by their words, and lets those that have names keep them', () => {
  const questions = [
    {
      key: '',
      label: 'Gender?',
      options: [
        { id: 'w', label: 'Female' },
        { id: '', label: 'Älter' },
        { id: '', label: '' },
      ],
    },
  ];
  expect(checkQuestions(questions)).toEqual({});
  expect(toQuestions(questions, ['gender'])).toEqual([
    {
      key: 'gender_2',
      label: 'Gender?',
      options: [
        { id: 'w', label: 'Female' },
        { id: 'alter', label: 'Älter' },
      ],
    },
  ]);
  expect(nameOf('2026 – 性別', new Set(['text']))).toBe('text_2');
  expect(checkQuestions([{ key: '', label: ' ', options: [{ id: '', label: 'One' }] }])).toEqual({
    'questions.0.label': 'Write the question',
    'questions.0.options': 'At least two answers to choose from',
  });
});

it('knows its tabs by the address', () => {
  expect(toPrivacySearch({ tab: 'people', state: 'erased', x: 1 })).toEqual({
    tab: 'people',
    state: 'erased',
  });
  expect(toPrivacySearch({ tab: 'nothing', state: 'due' })).toEqual({});
});
