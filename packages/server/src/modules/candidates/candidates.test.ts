import { describe, expect, it } from 'vitest';
import { attachmentKind, changedName, cleanText, nameOf, splitName } from './candidates.ts';

describe('the name of a candidate', () => {
  it.each([
    ['Ada Lovelace', 'Ada', 'Lovelace'],
    ['  Ada   King \t Lovelace ', 'Ada King', 'Lovelace'],
    ['Madonna', '', 'Madonna'],
    ['李', '', '李'],
    ['x', '', 'x'],
  ])('%j is split at its last blank', (name, firstName, lastName) => {
    expect(nameOf({ name })).toEqual({ firstName, lastName });
    expect(splitName(name.trim().replace(/\s+/g, ' '))).toEqual({ firstName, lastName });
  });

  it('prefers the parts where both are given', () => {
    expect(nameOf({ name: 'Somebody Else', firstName: 'Ada', lastName: 'Lovelace' })).toEqual({
      firstName: 'Ada',
      lastName: 'Lovelace',
    });
  });

  it('is composed: what looks the same is the same', () => {
    expect(nameOf({ firstName: 'Zoe\u0308', lastName: 'E\u0301' })).toEqual({
      firstName: 'Zoë',
      lastName: 'É',
    });
  });

  it.each([
    {},
    { name: '' },
    { name: '\u200b\u200d' },
    { firstName: 'A' },
    { lastName: 'B' },
    { name: '\u0301' },
  ])('is missing in %j', (input) => {
    expect(() => nameOf(input)).toThrow(expect.objectContaining({ code: 'candidates.name_missing' }));
  });

  it('changes in the parts that are given', () => {
    const before = { firstName: 'Joan', lastName: 'Clarke' };
    expect(changedName(before, {})).toBeUndefined();
    expect(changedName(before, { lastName: 'Murray' })).toEqual({ firstName: 'Joan', lastName: 'Murray' });
    expect(changedName(before, { firstName: '' })).toEqual({ firstName: '', lastName: 'Clarke' });
    expect(changedName(before, { name: 'J Murray' })).toEqual({ firstName: 'J', lastName: 'Murray' });
    expect(() => changedName(before, { firstName: '', lastName: ' ' })).toThrow(/Give a name/);
  });
});

describe('a line of text', () => {
  it.each([
    [undefined, undefined],
    [null, null],
    ['', null],
    ['  ', null],
    [' Job fair ', 'Job fair'],
  ])('%j becomes %j', (text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });
});

describe('the kind of an attachment', () => {
  const upload = (field: string) => ({ field, name: 'x.txt', contentType: '', bytes: Buffer.from('x') });
  it.each([
    ['resume', 'resume'],
    ['coverLetter', 'cover_letter'],
    ['cover_letter', 'cover_letter'],
    ['offer', 'offer'],
    ['file', 'other'],
  ])('of the field %s is %s', (field, kind) => {
    expect(attachmentKind(upload(field))).toBe(kind);
  });

  it.each(['photo', 'toString', '__proto__'])('does not exist for the field %s', (field) => {
    expect(() => attachmentKind(upload(field))).toThrow(/field that takes none/);
  });
});
