import { expect, it } from 'vitest';
import { storableJson, storableText } from './storable-text.ts';

it('leaves out the character 0 and replaces halves of characters', () => {
  expect(storableText('An\u0000na \ud83d Lee')).toBe('Anna \ufffd Lee');
  expect(storableText('Zoë 😀')).toBe('Zoë 😀');
});

it('does so in every text of a value, and leaves everything else as it is', () => {
  const value = { fields: [{ id: '1', name: 'T\u0000eam', alias: null, deprecated: false }], count: 2 };
  expect(storableJson(value)).toEqual({
    fields: [{ id: '1', name: 'Team', alias: null, deprecated: false }],
    count: 2,
  });
  expect(storableJson(undefined)).toBeUndefined();
});
