import { expect, it } from 'vitest';
import { failuresOf, reasonsOf } from './bulk-results.ts';

const failed = (candidateId: string, message: string) => ({
  candidateId,
  ok: false as const,
  message,
  code: 'x',
});

it('says of whom it was not done, by reason', () => {
  const results = [
    { candidateId: 'can_1', ok: true as const },
    failed('can_2', 'They have no application.'),
    failed('can_3', 'They are gone.'),
    failed('can_4', 'They have no application.'),
  ];
  const names = new Map([
    ['can_2', 'Ada'],
    ['can_4', 'Bo'],
  ]);
  expect(reasonsOf(failuresOf(results), (id) => names.get(id))).toEqual([
    { message: 'They have no application.', names: ['Ada', 'Bo'], more: 0 },
    { message: 'They are gone.', names: [], more: 1 },
  ]);
});

it('names ten of many, and counts the rest', () => {
  const many = Array.from({ length: 25 }, (_, at) => failed(`can_${at}`, 'No.'));
  const [reason] = reasonsOf(many, (id) => id);
  expect([reason?.names.length, reason?.more]).toEqual([10, 15]);
});
