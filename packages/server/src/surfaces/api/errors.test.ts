import { type ErrorCode, errorTable, JoineryError } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { problem, toProblem } from './errors.ts';

const codes = Object.keys(errorTable) as ErrorCode[];
const problemOf = (code: ErrorCode, options = {}) =>
  toProblem(new JoineryError(code, 'What to do.', options), 'req_1');

describe('a problem', () => {
  it.each(codes)('of %s has a form and a status', (code) => {
    const { status, body } = problemOf(code);
    expect(problem.parse(body)).toEqual(body);
    expect(body).toMatchObject({ code, status, title: errorTable[code].summary, detail: 'What to do.' });
    expect(status).toBeGreaterThanOrEqual(400);
  });

  it('is a fault of ours only when it is one', () => {
    const faults = ['not_implemented', 'provider', 'unavailable', 'internal'];
    for (const code of codes)
      expect([code, problemOf(code).status >= 500]).toEqual([code, faults.includes(errorTable[code].kind)]);
  });

  it.each<[ErrorCode, number]>([
    ['request.invalid_json', 400],
    ['request.invalid_text', 400],
    ['request.invalid_form', 400],
    ['idempotency.invalid_key', 400],
    ['request.invalid', 422],
    ['idempotency.key_reused', 422],
    ['idempotency.in_flight', 409],
    ['access.unauthenticated', 401],
    ['access.cross_site', 403],
    ['candidates.not_found', 404],
    ['request.method_not_allowed', 405],
    ['files.too_large', 413],
    ['files.type_not_allowed', 415],
    ['access.too_many_attempts', 429],
  ])('of %s is %i', (code, status) => {
    expect(problemOf(code).status).toBe(status);
  });

  it('says when to come back, and never what only the operator may see', () => {
    const options = { retryAfterSeconds: 30, details: { secret: 'x1' }, cause: new Error('x2') };
    const answer = problemOf('access.too_many_attempts', options);
    expect(answer.headers).toEqual({ 'retry-after': '30' });
    expect(JSON.stringify(answer)).not.toMatch(/x1|x2/);
  });
});
