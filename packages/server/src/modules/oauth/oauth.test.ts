import { isRedirectUri, oauthScopes } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import {
  isVerifier,
  judgeRefresh,
  narrowedScopes,
  parallelRefreshMs,
  readAuthorization,
  registeredRedirect,
  required,
} from './oauth.ts';

const app = { redirectUris: ['https://a.test/cb', 'com.example.app:/cb'], scopes: ['employee', 'report'] };
const asked = {
  response_type: 'code',
  redirect_uri: 'https://a.test/cb',
  scope: 'employee report employee',
};

describe('what an application asks', () => {
  it('is read with each scope once', () => {
    expect(readAuthorization(app, asked)).toEqual({
      redirectUri: 'https://a.test/cb',
      scopes: ['employee', 'report'],
      codeChallenge: null,
      nonce: null,
    });
  });

  it('goes to a registered address only, letter by letter', () => {
    expect(registeredRedirect(app, { redirect_uri: 'com.example.app:/cb' })).toBe('com.example.app:/cb');
    for (const uri of ['https://a.test/cb/', 'https://A.test/cb', 'https://a.test/cb#x', '', undefined])
      expect(() => registeredRedirect(app, uri === undefined ? {} : { redirect_uri: uri })).toThrow(
        expect.objectContaining({ code: 'oauth.wrong_redirect' }),
      );
    expect(() => registeredRedirect(undefined, asked)).toThrow(
      expect.objectContaining({ code: 'oauth.wrong_redirect' }),
    );
  });

  it.each([
    ['oauth.unsupported_response_type', { response_type: 'id_token' }],
    ['oauth.invalid_scope', { scope: 'payroll' }],
    ['oauth.invalid_scope', { scope: ' ' }],
    ['oauth.invalid_scope', { scope: 'constructor' }],
    ['oauth.invalid_request', { code_challenge: 'x', code_challenge_method: 'S256' }],
    ['oauth.invalid_request', { code_challenge_method: 'S256' }],
    ['oauth.interaction_required', { prompt: 'login none' }],
  ])('is refused with %s for %j', (code, change) => {
    expect(() => readAuthorization(app, { ...asked, ...change })).toThrow(expect.objectContaining({ code }));
  });

  it('needs what it needs', () => {
    expect(() => required({ code: '' }, 'code')).toThrow(
      expect.objectContaining({ code: 'oauth.invalid_request' }),
    );
  });
});

describe('a verifier', () => {
  // The example of RFC 7636, appendix B.
  const [verifier, challenge] = [
    'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  ];
  it('fits its challenge and no other', () => {
    expect(isVerifier(verifier, challenge)).toBe(true);
    expect(isVerifier(`${verifier}a`, challenge)).toBe(false);
    expect(isVerifier(challenge, challenge)).toBe(false);
    expect(isVerifier('', challenge)).toBe(false);
    expect(isVerifier(undefined, challenge)).toBe(false);
  });
  it('is there exactly where a challenge was', () => {
    expect(isVerifier(undefined, null)).toBe(true);
    expect(isVerifier(verifier, null)).toBe(false);
  });
});

describe('a refresh token that comes', () => {
  const now = new Date('2026-11-25T12:00:00Z');
  const ago = (ms: number) => new Date(now.getTime() - ms);
  it.each([
    ['first', null, false],
    ['again', ago(parallelRefreshMs), true],
    ['again', ago(0), false],
    ['lost', ago(parallelRefreshMs + 1), false],
    ['stolen', ago(parallelRefreshMs + 1), true],
  ] as const)(
    'is judged %s when it was replaced at %s and its successor used: %s',
    (verdict, replacedAt, used) => {
      expect(judgeRefresh({ replacedAt, successorUsed: used }, now)).toBe(verdict);
    },
  );
});

describe('scopes of new tokens', () => {
  it('are those that were granted and are still registered, or fewer', () => {
    expect(narrowedScopes(['employee', 'field'], app)).toEqual(['employee']);
    expect(narrowedScopes(['employee', 'report'], app, 'report')).toEqual(['report']);
  });
  it('are never more', () => {
    expect(() => narrowedScopes(['employee'], app, 'employee report')).toThrow(
      expect.objectContaining({ code: 'oauth.invalid_scope' }),
    );
  });
});

describe('a redirect address', () => {
  it.each([
    'https://a.test/cb',
    'https://a.test:8443/cb?x=1',
    'http://localhost:3000/',
    'http://127.0.0.1/cb',
    'http://[::1]:9/',
    'com.example.app:/cb',
  ])('may be %s', (uri) => expect(isRedirectUri(uri)).toBe(true));
  it.each([
    'http://a.test/cb',
    'http://localhost.evil.test/',
    'http://localhost@evil.test/',
    'https://user:pw@a.test/',
    'https://a.test/cb#part',
    'https://a.test/ cb',
    'https://ä.test/',
    'javascript:alert(1)',
    'data:text/html,x',
    'myapp:/cb',
    '//a.test/cb',
    '/cb',
    '',
  ])('may not be %s', (uri) => expect(isRedirectUri(uri)).toBe(false));
});

it('all 166 scopes are described in words', () => {
  expect(Object.keys(oauthScopes)).toHaveLength(166);
  for (const words of Object.values(oauthScopes)) expect(words).toMatch(/^(See|Change|Know|Keep)\b/);
});
