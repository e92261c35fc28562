import type { SomeHireFields } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { mayBeOnePerson } from './hire-twins.ts';

const ada: SomeHireFields = {
  firstName: 'Ada',
  lastName: 'O’Byron',
  homeEmail: 'ada@mail.example',
  mobilePhone: '+44 (0)20 7946 0000',
  dateOfBirth: '1990-12-10',
};
const other: SomeHireFields = { firstName: 'Grace', lastName: 'Hopper', homeEmail: 'grace@mail.example' };

describe('two hires on their way at the same time', () => {
  it.each<[string, SomeHireFields]>([
    ['the name in other letters', { firstName: ' ADA', lastName: 'o’byron' }],
    ['the e-mail address, at work', { workEmail: 'Ada@Mail.example ' }],
    ['the phone number, at home', { homePhone: '020 7946 0000 ext. 12' }],
    [
      'the date of birth and the name as somebody else spells it',
      {
        firstName: 'Adá',
        lastName: 'O Byron',
        homeEmail: 'a.byron@mail.example',
        dateOfBirth: '1990-12-10',
      },
    ],
  ])('may be one person by %s', (_, same) => {
    expect(mayBeOnePerson(ada, { ...other, ...same })).toBe(true);
    expect(mayBeOnePerson({ ...other, ...same }, ada)).toBe(true);
  });

  it.each<[string, SomeHireFields]>([
    ['nothing in common', {}],
    ['the first name alone', { firstName: 'Ada' }],
    ['the date of birth alone', { dateOfBirth: '1990-12-10' }],
    [
      'the spelling of the name, born on another day',
      {
        firstName: 'Adá',
        lastName: 'O Byron',
        dateOfBirth: '1990-12-11',
      },
    ],
    ['the end of a phone number that is too short to tell', { mobilePhone: '946 0000' }],
  ])('are two by %s', (_, same) => {
    expect(mayBeOnePerson(ada, { ...other, ...same })).toBe(false);
  });

  it('are not one person because both lack something', () => {
    expect(mayBeOnePerson({}, {})).toBe(false);
    expect(mayBeOnePerson({ dateOfBirth: '1990-12-10' }, { dateOfBirth: '1990-12-10' })).toBe(false);
  });
});
