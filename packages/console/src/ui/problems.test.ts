import { ApiError } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { fieldMessages, toProblem } from './problems.ts';

const refused = (about: Partial<ConstructorParameters<typeof ApiError>[1]> = {}) =>
  new ApiError('The e-mail address or the password is wrong.', {
    status: 401,
    code: 'access.wrong_credentials',
    requestId: 'req_1',
    ...about,
  });

describe('toProblem', () => {
  it('names cause and cure of a known code, with the request id', () => {
    expect(toProblem(refused())).toEqual({
      title: 'That did not match',
      cause: 'The e-mail address or the password is wrong.',
      cure: 'Check the e-mail address and the password, then try again.',
      requestId: 'req_1',
    });
  });

  it('says how long to wait', () => {
    const soon = refused({ code: 'access.too_many_attempts', retryAfterSeconds: 12.2 });
    expect(toProblem(soon).cure).toBe('Wait a little before the next try. Try again in 13 seconds.');
    const later = refused({ code: 'access.too_many_attempts', retryAfterSeconds: 600 });
    expect(toProblem(later).cure).toContain('10 minutes');
  });

  it('lists what is wrong where', () => {
    const error = refused({
      code: 'request.invalid',
      issues: [
        { path: 'email', message: 'is needed' },
        { path: '', message: 'something else' },
      ],
    });
    expect(toProblem(error).cause).toContain('email: is needed · something else');
  });

  it('tells an answer that never came from one that is not the server’s own', () => {
    expect(toProblem(new ApiError('The server cannot be reached.', {})).title).toBe(
      'No answer from the server',
    );
    expect(toProblem(new ApiError('The server answered 502.', { status: 502 })).cure).toContain('Try again');
  });

  it('does not say twice whom to ask', () => {
    const message =
      'Your access level does not let you view company. Ask an Account Owner for a level that does.';
    const error = new ApiError(message, { status: 403, code: 'access.forbidden' });
    expect(toProblem(error)).toMatchObject({ cause: message, cure: null });
    expect(toProblem(refused({ code: 'access.forbidden' })).cure).toContain('Ask an Account Owner');
  });

  it('has no cure for a code it does not know, and invents none', () => {
    expect(toProblem(refused({ code: 'future.code' })).cure).toBeNull();
  });

  it('names errors of the console itself', () => {
    expect(toProblem(new TypeError('x is not a function'))).toMatchObject({
      cause: 'x is not a function',
      requestId: null,
    });
    expect(toProblem('plain text').cause).toBe('plain text');
  });
});

describe('fieldMessages', () => {
  const error = refused({
    issues: [
      { path: 'fields.hireDate', message: 'is needed' },
      { path: 'fields.hireDate', message: 'said twice' },
      { path: '/fields/homeEmail', message: 'is not an address' },
      { path: 'connectionId', message: 'is not on the form' },
    ],
  });

  it('finds the input of an issue, whichever way its path is written', () => {
    expect(fieldMessages(error, ['hireDate', 'homeEmail'])).toEqual({
      hireDate: 'is needed',
      homeEmail: 'is not an address',
    });
  });

  it('finds the input of several for one of them', () => {
    const issues = [{ path: 'origins.0', message: 'is no origin' }];
    expect(fieldMessages(refused({ issues }), ['name', 'origins'])).toEqual({ origins: 'is no origin' });
  });

  it('finds nothing in errors without issues', () => {
    expect(fieldMessages(new Error('no'), ['hireDate'])).toEqual({});
  });
});
