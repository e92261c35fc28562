import { expect, it } from 'vitest';
import { summaryOf } from './hold-words.ts';

const figures = {
  active: 1200,
  known: 1300,
  seen: 1250,
  affected: 26,
  recent: 0,
  limit: 24,
  quarantined: 15,
};

it('says what happened and which limit it passed', () => {
  expect(summaryOf('leavers', figures)).toBe('26 people would leave, and 24 may in 24 hours.');
  expect(summaryOf('leavers', { ...figures, affected: 1, limit: 0 })).toBe(
    '1 person would leave by the first sync, which ends nobody.',
  );
  expect(summaryOf('shrink', { ...figures, affected: 300 })).toBe(
    '300 of 1,200 people who are active are not in a complete answer.',
  );
  expect(summaryOf('empty', figures)).toBe('The account showed nobody, and 1,300 people are known.');
  expect(summaryOf('quarantine', figures)).toBe('15 of 1,250 records cannot be read.');
});
