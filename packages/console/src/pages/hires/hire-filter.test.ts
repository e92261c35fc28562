import { expect, it } from 'vitest';
import { chipsOf, statesOf, toFilter } from './hire-filter.ts';

it('reads states out of the address and leaves out what it does not know', () => {
  expect(statesOf({ state: 'failed,gone,draft' })).toEqual(['failed', 'draft']);
  expect(statesOf({})).toEqual([]);
});

it('asks for a connection and a name where they are given', () => {
  expect(toFilter({ connection: 'con_1', q: 'ann', state: 'done' })).toEqual({
    connectionId: 'con_1',
    q: 'ann',
  });
  expect(toFilter({})).toEqual({});
});

it('shows states in the order of a hire’s life, a chosen one also without hires', () => {
  const items = [
    { state: 'done' as const, count: 4 },
    { state: 'draft' as const, count: 1 },
  ];
  expect(chipsOf({ items }, ['failed']).map(({ state, count }) => `${state} ${count}`)).toEqual([
    'draft 1',
    'done 4',
    'failed 0',
  ]);
});
