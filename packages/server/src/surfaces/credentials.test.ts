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
  const config = { env: 'development', publicUrl: undefined } as Config;
  const cookie = (changed: Partial<Config>, protocol: 'http' | 'https' = 'http') =>
    sessionCookieHeader(
      { config: { ...config, ...changed } },
      { protocol },
      { token: 'abc', maxAgeSeconds: 60 },
    );

  it.each<[string, Partial<Config>, 'http' | 'https']>([
    ['came encrypted', {}, 'https'],
    ['came encrypted to a server with a plain address', { publicUrl: 'http://people.internal' }, 'https'],
    ['came to a server that people reach encrypted', { publicUrl: 'https://people.example.com' }, 'http'],
    ['came to a server in production', { env: 'production', publicUrl: 'http://people.internal' }, 'http'],
  ])('is for encrypted connections only when the request %s', (_, changed, protocol) => {
    expect(cookie(changed, protocol)).toMatch(/; Secure$/);
  });

  it('works without encryption on a laptop', () => {
    const plain = 'joinery_session=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=60';
    expect(cookie({})).toBe(plain);
    expect(cookie({ publicUrl: 'http://localhost:8420' })).toBe(plain);
  });
});
