import { expect, it } from 'vitest';
import { checkSetup, slugOf, toSetupInput } from './setup-form.ts';

const values = {
  token: ' token ',
  name: 'Müller & Söhne GmbH',
  slug: 'muller',
  timeZone: 'Europe/Berlin',
  currency: 'EUR',
  firstName: 'Ada',
  lastName: 'Müller',
  email: ' ada@muller.example ',
  password: 'long enough',
};

it.each([
  ['Müller & Söhne GmbH', 'muller-sohne-gmbh'],
  ['  ACME  ', 'acme'],
  ['***', ''],
  ['x'.repeat(80), 'x'.repeat(63)],
])('makes a short name of %j', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

it('says what each input still needs', () => {
  expect(checkSetup(values)).toEqual({});
  const wrong = {
    ...values,
    token: '',
    name: ' ',
    slug: 'A b',
    currency: 'eur',
    email: 'ada',
    password: 'short',
  };
  expect(Object.keys(checkSetup(wrong))).toEqual(['token', 'name', 'slug', 'currency', 'email', 'password']);
});

it('sends trimmed values, and the password as it is', () => {
  expect(toSetupInput({ ...values, password: ' with spaces ' })).toMatchObject({
    token: 'token',
    user: { email: 'ada@muller.example', password: ' with spaces ' },
  });
});
