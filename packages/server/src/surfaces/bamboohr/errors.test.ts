import { validateHeaderValue } from 'node:http';
import { JoineryError } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { headerText, toAnswer } from './errors.ts';

const answerTo = (error: unknown, style: Parameters<typeof toAnswer>[1] = 'plain') =>
  toAnswer(error, style, { company: 'acme', path: '/asked' });

describe('an error', () => {
  it('has no body and the text in both headers', () => {
    const answer = answerTo(new JoineryError('access.forbidden', 'Not yours.'));
    expect(answer).toMatchObject({
      status: 403,
      body: '',
      headers: {
        'content-type': 'text/html; charset=UTF-8',
        'x-bamboohr-error-message': 'Not yours.',
        'x-bamboohr-error-messsage': 'Not yours.',
      },
    });
  });

  it('of a wrong key has the recorded text and names the realm', () => {
    const { status, headers } = answerTo(new JoineryError('access.unauthenticated', 'anything'));
    expect(status).toBe(401);
    expect(headers['x-bamboohr-error-message']).toBe('API key not provided or invalid');
    expect(headers['www-authenticate']).toBe('Basic realm="https://api.bamboohr.com/acme"');
  });

  it('of a missing employee is doubled as recorded', () => {
    const { status, headers } = answerTo(new JoineryError('employees.not_found', 'x'));
    expect(status).toBe(404);
    expect(headers['x-bamboohr-error-message']).toBe('Employee not found, Employee not found');
  });

  it('in newer parts is a problem document', () => {
    const error = new JoineryError('request.invalid', 'No.', {
      issues: [{ path: 'start', message: 'is no day' }],
    });
    const { status, headers, body } = answerTo(error, 'problem');
    expect([status, headers['content-type']]).toEqual([400, 'application/problem+json']);
    expect(headers['x-bamboohr-error-message']).toBe('No.');
    expect(JSON.parse(String(body))).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'No.',
      instance: '/asked',
      code: 'request.invalid',
      fields: { start: 'is no day' },
    });
  });

  it.each([
    ['employees.invalid_value', 'plain', 409],
    ['employees.invalid_value', 'table', 406],
    ['employees.email_taken', 'plain', 409],
    ['access.field_not_permitted', 'plain', 403],
    ['request.internal', 'plain', 500],
    ['files.not_found', 'files', 404],
    ['database.unreachable', 'plain', 503],
    ['request.invalid', 'plain', 400],
    ['request.invalid', 'hiring', 422],
    ['jobs.not_open', 'hiring', 404],
    ['files.content_mismatch', 'hiring', 422],
    ['files.type_not_allowed', 'files', 400],
    ['files.too_large', 'files', 413],
    ['request.not_implemented', 'plain', 501],
  ] as const)('%s in style %s is %i', (code, style, status) => {
    expect(answerTo(new JoineryError(code, 'x'), style).status).toBe(status);
  });

  it('carries the wait', () => {
    const error = new JoineryError('access.too_many_attempts', 'Wait.', { retryAfterSeconds: 7 });
    expect(answerTo(error).headers['retry-after']).toBe('7');
  });

  it('of the HTTP server keeps its kind; any other is ours and tells nothing', () => {
    const withStatus = (statusCode: number) => Object.assign(new Error('x'), { statusCode });
    expect(answerTo(withStatus(400)).status).toBe(400);
    expect(answerTo(Object.assign(withStatus(413), { code: 'FST_ERR_CTP_BODY_TOO_LARGE' })).status).toBe(413);
    const internal = answerTo(new TypeError('secret'));
    expect(internal.status).toBe(500);
    expect(internal.headers['x-bamboohr-error-message']).not.toContain('secret');
  });

  it('of a wrong method names the right ones', () => {
    const details = { allow: ['GET', 'POST'] };
    const { status, headers } = answerTo(new JoineryError('request.method_not_allowed', 'x', { details }));
    expect([status, headers.allow]).toEqual([405, 'GET,POST']);
  });
});

describe('the text of a header', () => {
  it.each([
    ['line\r\nX-Evil: 1', 'line X-Evil: 1'],
    ['Zoë “quoted”', 'Zoë "quoted"'],
    ['田中 🎉 NUL\u0000', '?? ? NUL?'],
  ])('of %j is safe', (text, expected) => {
    expect(headerText(text)).toBe(expected);
    expect(() => validateHeaderValue('x', headerText(text))).not.toThrow();
  });

  it('is cut', () => {
    expect(headerText('a'.repeat(9_000))).toHaveLength(500);
  });
});

describe('what only tokens and logins meet', () => {
  it('is 403 with the text in the headers for a token without the scope, in each style of its own', () => {
    const error = new JoineryError('access.scope_missing', 'The access token needs one of these: field.');
    const plain = toAnswer(error, 'plain', { company: 'acme', path: '/asked' });
    expect([plain.status, plain.body]).toEqual([403, '']);
    expect(plain.headers['x-bamboohr-error-message']).toContain('field');
    expect(
      JSON.parse(String(toAnswer(error, 'problem', { company: 'acme', path: '/asked' }).body)),
    ).toMatchObject({ status: 403 });
  });

  it('is 403 for a login that is refused: with success false, or empty for a mobile application', () => {
    const wrong = toAnswer(new JoineryError('access.wrong_credentials', 'no'), 'login', {
      company: 'acme',
      path: '/asked',
    });
    expect([wrong.status, wrong.body]).toEqual([403, '{"success":false}']);
    const mobile = toAnswer(new JoineryError('oauth.app_not_allowed', 'no'), 'login', {
      company: 'acme',
      path: '/asked',
    });
    expect([mobile.status, mobile.body]).toEqual([403, '']);
  });
});
