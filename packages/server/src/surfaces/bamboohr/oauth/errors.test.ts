import { JoineryError } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { descriptionOf, errorPage, tokenError } from './errors.ts';

describe('the token endpoint', () => {
  it.each([
    ['oauth.invalid_request', 400, 'invalid_request'],
    ['oauth.invalid_client', 401, 'invalid_client'],
    ['oauth.invalid_grant', 400, 'invalid_grant'],
    ['oauth.invalid_scope', 400, 'invalid_scope'],
    ['oauth.unsupported_grant_type', 400, 'unsupported_grant_type'],
    ['request.too_large', 413, 'invalid_request'],
    ['request.invalid', 400, 'invalid_request'],
    ['database.unreachable', 503, 'temporarily_unavailable'],
    ['request.internal', 500, 'server_error'],
  ] as const)('answers %s with %i and %s', (code, status, error) => {
    const answer = tokenError(new JoineryError(code, 'Why “it” is \\ so.'), false);
    expect(answer.status).toBe(status);
    expect(answer.headers).toEqual({ 'content-type': 'application/json' });
    expect(JSON.parse(String(answer.body))).toEqual({ error, error_description: 'Why  it  is   so.' });
  });

  it('says nothing of its own faults', () => {
    const answer = tokenError(new Error('connect to postgres://secret'), false);
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain('secret');
  });

  it('names its scheme to who came with a header', () => {
    const wrong = new JoineryError('oauth.invalid_client', 'no');
    expect(tokenError(wrong, true).headers).toHaveProperty('www-authenticate');
  });
});

describe('the page for people', () => {
  it.each([
    ['oauth.wrong_redirect', 400],
    ['oauth.stale_page', 403],
    ['access.cross_site', 403],
    ['companies.not_found', 404],
    ['request.internal', 500],
  ] as const)('answers %s with %i', (code, status) => {
    const page = errorPage(new JoineryError(code, '<b>why</b>'));
    expect(page.status).toBe(status);
    expect(page.body).not.toContain('<b>why');
  });
});

it('a description is one line of plain characters, cut to a sensible length', () => {
  expect(descriptionOf({ message: `a\nb"c${'x'.repeat(400)}` })).toMatch(/^a b c[x]+$/);
});

// Codes that applications see in a redirect only; oauth.int.test.ts and bad-input.int.test.ts have them.
it.each(['oauth.access_denied', 'oauth.interaction_required', 'oauth.unsupported_response_type'] as const)(
  '%s is told under its own name',
  (code) => {
    const answer = tokenError(new JoineryError(code, 'no'), false);
    expect(JSON.parse(String(answer.body)).error).toBe(code.replace('oauth.', ''));
  },
);
