import { describe, expect, it } from 'vitest';
import type { Config } from '../config.ts';
import { presentedKey, sessionCookieHeader, sessionToken } from './credentials.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('the key of a request', () => {
  it.each([
    ['no header', undefined, undefined],
    ['a bearer token', 'Bearer jnr_abc', 'jnr_abc'],
    ['a bearer token with blanks', 'BEARER   jnr_abc  ', 'jnr_abc'],
    ['Basic with any password', basic('jnr_abc:x:y'), 'jnr_abc'],
    ['Basic without a password', basic('jnr_abc'), 'jnr_abc'],
    ['Basic with only a password', basic(':jnr_abc'), ''],
    ['another scheme', 'Digest jnr_abc', ''],
    ['only a key', 'jnr_abc', ''],
    ['nothing', '', ''],
  ])('with %s', (_what, authorization, key) => {
    expect(presentedKey({ headers: authorization === undefined ? {} : { authorization } })).toBe(key);
  });
});

describe('the session of a request', () => {
  it.each([
    ['no cookies', undefined, undefined],
    ['only ours', 'joinery_session=abc', 'abc'],
    ['others around it', 'a=1; joinery_session=abc; b=2', 'abc'],
    ['an empty one', 'joinery_session=', undefined],
    ['one whose name ends like ours', 'x_joinery_session=abc', undefined],
  ])('with %s', (_what, cookie, token) => {
    expect(sessionToken({ headers: cookie === undefined ? {} : { cookie } })).toBe(token);
  });
});

describe('the cookie of a session', () => {
  const cookie = (publicUrl: string | undefined) =>
    sessionCookieHeader({ config: { publicUrl } as Config }, 'abc', 60);

  it('is for encrypted connections only where the server is reached over them', () => {
    expect(cookie('https://people.example.com')).toMatch(/; Secure$/);
    expect(cookie('http://localhost:8420')).not.toContain('Secure');
    expect(cookie(undefined)).toBe('joinery_session=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=60');
  });
});
