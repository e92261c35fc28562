import { recruitingWire } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { knownWire } from './pinpoint/wire.ts';
import { kindByWords, missingIn, textAt, valueAt, wireOf, wordsIn } from './recruiting-wire.ts';

describe('values taken out of answers', () => {
  it('are found at a path, and never in what an object inherits', () => {
    expect(valueAt({ a: [{ b: 1 }] }, 'a.0.b')).toBe(1);
    expect(valueAt({}, 'constructor.name')).toBeUndefined();
    expect(textAt({ a: ' x ' }, 'a')).toBe('x');
    expect(textAt({ a: { b: 1 } }, 'a')).toBeNull();
  });

  it('hold nothing that cannot be kept', () => {
    expect(textAt({ a: ' x\0y\ud83d ' }, 'a')).toBe('xy\ufffd');
    expect(textAt({ a: '\0' }, 'a')).toBeNull();
  });
});

describe('words of a refusal', () => {
  it.each([
    [{ errors: [{ detail: 'is blank', source: { pointer: '/data/attributes/email' } }] }, 'email: is blank'],
    [{ detail: 'Not found.' }, 'Not found.'],
    [{ email: ['Enter a valid address.'] }, 'email: Enter a valid address.'],
    ['<html>', null],
    [{}, null],
  ])('are found in %j', (body, words) => {
    expect(wordsIn(body, ['errors', 'detail'])).toBe(words);
  });
});

it('keeps what is known where an account says nothing', () => {
  const wire = wireOf(knownWire, { fields: { email: 'mail' }, paths: { stages: null } });
  expect(wire.fields).toMatchObject({ email: 'mail', phone: 'phone' });
  expect(wire.paths).toMatchObject({ stages: null, jobs: 'jobs' });
  expect(wireOf(knownWire, undefined)).toEqual(knownWire);
});

it('knows a kind by its whole words, whatever their case', () => {
  expect(kindByWords(['HIRED '], { hired: ['hired'] })).toBe('hired');
  expect(kindByWords(['Not hired'], { hired: ['hired'] })).toBeNull();
  expect(kindByWords([null], { hired: ['hired'] })).toBeNull();
});

describe('what is missing by the words of a refusal', () => {
  it('is found by the name that it has there, with blanks or without', () => {
    expect(missingIn('First name is required. phone is odd', [['firstName', 'first_name']])).toEqual([
      'firstName',
    ]);
    expect(missingIn('cv[file] is missing', [['resume', 'cv[file']])).toEqual(['resume']);
  });

  it('takes a name for what it says: one that is no pattern breaks nothing, and one that never ends ends', () => {
    const words = `${'a'.repeat(400)} is required`;
    expect(missingIn(words, [['email', '(']])).toEqual([]);
    expect(missingIn(words, [['email', '((a+)+)+$']])).toEqual([]);
  });
});

it.each([
  [{ header: 'Authorization', prefix: 'Bearer ' }, true],
  [{ header: 'X-Key' }, true],
  [{ header: 'X-Key', prefix: 'a\r\nX-Other: ' }, false],
  [{ header: 'X-Key', prefix: 'é' }, false],
  [{ header: 'Host' }, false],
  [{ header: 'Content-Length' }, false],
  [{ header: 'X Key' }, false],
])('takes for a header of the key: %j, %s', (auth, isTaken) => {
  expect(recruitingWire.safeParse({ auth }).success).toBe(isTaken);
});
