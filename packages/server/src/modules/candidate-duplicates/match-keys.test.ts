import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { processorMs } from '../../testing/processor-time.ts';
import { judge, keysOf, type Person } from './match-keys.ts';

const aPerson = (part: Partial<Person> = {}): Person => ({
  id: 'can_1',
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: null,
  phone: null,
  country: null,
  city: null,
  zipCode: null,
  links: [],
  ...part,
});

describe('two people', () => {
  it.each<[string, Partial<Person>, Partial<Person>, string[]]>([
    [
      'an address in other letters',
      { email: 'Ada@Example.com' },
      { email: 'ada@example.COM' },
      ['same_email', 'same_name'],
    ],
    [
      'a tagged address',
      { email: 'ada+jobs@x.io', firstName: 'A' },
      { email: 'ada@x.io' },
      ['similar_email', 'similar_name'],
    ],
    [
      'dots of Google',
      { email: 'a.da@gmail.com' },
      { email: 'ada@googlemail.com' },
      ['similar_email', 'same_name'],
    ],
    [
      'a phone written otherwise',
      { phone: '+44 20 7946 0000' },
      { phone: '(0)20 7946 0000', country: 'GB' },
      ['same_phone', 'same_name'],
    ],
    [
      'a phone without a country',
      { phone: '+49 30 901820' },
      { phone: '030 901820' },
      ['similar_phone', 'same_name'],
    ],
    [
      'a profile',
      { links: ['https://www.linkedin.com/in/ada/'] },
      { links: ['linkedin.com/in/ada?x=1'], lastName: 'King' },
      ['same_profile_link'],
    ],
    ['a name in another order', {}, { firstName: 'Lovelace', lastName: 'Ada' }, ['same_name']],
    [
      'a name with marks',
      { firstName: 'Zoë', lastName: 'Müller' },
      { firstName: 'Zoe', lastName: 'Muller' },
      ['same_name'],
    ],
    [
      'a misspelled name in one place',
      { lastName: 'Meier', zipCode: '10115' },
      { lastName: 'Meyer', zipCode: '10115', phone: '+49 30 901820' },
      [],
    ],
    [
      'a misspelled name and phone',
      { lastName: 'Meier', phone: '+49 30 901820' },
      { lastName: 'Maier', phone: '+49 30 901820' },
      ['same_phone', 'similar_name'],
    ],
  ])('with %s: %s', (_what, a, b, reasons) => {
    expect(judge(aPerson(a), aPerson({ id: 'can_2', ...b }))?.reasons ?? []).toEqual(reasons);
  });

  it.each<[string, Partial<Person>, Partial<Person>]>([
    ['somebody of a family, by their town', { firstName: 'Bob', city: 'Berlin' }, { city: 'Berlin' }],
    ['a similar name alone', {}, { lastName: 'Lovelac' }],
    [
      'a name, when address and phone are others',
      { email: 'a@x.io', phone: '+49 30 901820' },
      { email: 'b@y.io', phone: '+49 30 901821' },
    ],
    [
      'the same digits of another country',
      { firstName: 'Bob', phone: '+49 30 901820' },
      { phone: '+43 30 901820' },
    ],
    [
      'the same host',
      { firstName: 'Bob', links: ['https://example.com'] },
      { links: ['https://example.com/'] },
    ],
    ['nothing at all', { firstName: '', lastName: '' }, { firstName: '', lastName: '' }],
  ])('are not one for %s', (_what, a, b) => {
    expect(judge(aPerson(a), aPerson({ id: 'can_2', ...b }))).toBeUndefined();
  });

  it('are likelier one, the more they share', () => {
    const scores = [
      {},
      { phone: '+44 20 7946 0000' },
      { email: 'ada@example.com' },
      { email: 'ada@example.com', phone: '+44 20 7946 0000' },
    ].map((part) => judge(aPerson(part), aPerson({ id: 'can_2', ...part }))?.score ?? 0);
    expect(scores).toEqual([50, 83, 96, 99]);
  });

  const text = fc.oneof(
    fc.constantFrom('', ' ', 'Ada', 'ada@x.io', '+49 30 901820', 'https://x.io/a', '\u200b', '@', '0', 'a@'),
    fc.string({ unit: 'binary', maxLength: 300 }),
  );
  const anybody = fc.record({
    id: fc.constantFrom('can_1', 'can_2'),
    firstName: text,
    lastName: text,
    email: fc.option(text),
    phone: fc.option(text),
    country: fc.constantFrom(null, 'GB', 'XX'),
    city: fc.option(text),
    zipCode: fc.option(text),
    links: fc.array(text, { maxLength: 2 }),
  });

  it('are judged alike from both sides, whatever they wrote, and share a key when they are one', () => {
    fc.assert(
      fc.property(anybody, anybody, (a, b) => {
        const judgement = judge(a, b);
        expect(judge(b, a)).toEqual(judgement);
        if (judgement === undefined) return;
        const keys = new Set(keysOf(a).map(({ kind, key }) => `${kind} ${key}`));
        const found = keysOf(b).some(({ kind, key }) => keys.has(`${kind} ${key}`));
        // Keys that are longer than anything somebody writes are not kept.
        const isLong = [a, b].some((person) => JSON.stringify(person).length > 300);
        expect(found || isLong).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('are looked at in one go, whatever was written', () => {
    const long = aPerson({
      firstName: 'x'.repeat(100_000),
      email: `${'+'.repeat(100_000)}@x`,
      phone: '1'.repeat(100_000),
    });
    const before = processorMs();
    keysOf(long);
    judge(long, long);
    expect(processorMs() - before).toBeLessThan(1000);
  });
});
