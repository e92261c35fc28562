import { expect, it } from 'vitest';
import { checkUser, emptyUser, toUserDraft } from './user-form.ts';
import { nameOfUser } from './user-names.ts';

const person = {
  ...emptyUser,
  firstName: 'Ada',
  lastName: 'Byron',
  email: 'ada@mail.example',
  password: 'long enough',
  accessLevelId: 'lvl_1',
};

it('asks a person for address and password, and a service user for its purpose', () => {
  expect(checkUser(person)).toEqual({});
  expect(Object.keys(checkUser(emptyUser))).toEqual(['accessLevelId', 'email', 'password']);
  expect(checkUser({ ...emptyUser, kind: 'service', accessLevelId: 'lvl_1' })).toEqual({
    firstName: 'Say what it is for',
  });
});

it('sends neither address nor password of a service user', () => {
  expect(toUserDraft({ ...person, kind: 'service' })).toEqual({
    kind: 'service',
    firstName: 'Ada',
    lastName: '',
    accessLevelId: 'lvl_1',
  });
});

it('names a user by what is known', () => {
  const nobody = { firstName: '', lastName: '', email: null, number: 3 };
  expect(nameOfUser({ ...nobody, firstName: 'Ada' })).toBe('Ada');
  expect(nameOfUser({ ...nobody, email: 'a@b.example' })).toBe('a@b.example');
  expect(nameOfUser(nobody)).toBe('User 3');
});
