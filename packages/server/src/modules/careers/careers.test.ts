import { describe, expect, it } from 'vitest';
import { openSecrets } from '../../platform/crypto/seal.ts';
import { assertInTime, readFormToken, toFormToken } from './careers.ts';

const secrets = openSecrets(Buffer.alloc(32, 1).toString('base64'));
const givenAt = new Date('2026-01-05T10:00:00Z');
const of = { companyId: 'com_1', jobId: 'job_1' };
const nonce = 'AAAAAAAAAAAAAAAAAAAAAA';
const token = toFormToken(secrets, { ...of, nonce, givenAt });

describe('the token of a form', () => {
  it('tells when the form was given out', () => {
    expect(readFormToken(secrets, token, of)).toEqual({ ...of, nonce, givenAt });
  });

  it.each([
    ['another job', token, { ...of, jobId: 'job_2' }],
    ['another company', token, { ...of, companyId: 'com_2' }],
    ['another time', token.replace(/^\d/, '2'), of],
    ['another nonce', token.replace('AAAA', 'BBBB'), of],
    ['another proof', `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`, of],
    ['nothing', '', of],
  ])('is none with %s', (_what, text, place) => {
    expect(readFormToken(secrets, text, place)).toBeUndefined();
  });

  it.each([
    [0, false],
    [900, false],
    [1_100, true],
    [23 * 3_600_000, true],
    [25 * 3_600_000, false],
  ])('after %d ms may be sent: %s', (ms, isGood) => {
    const now = new Date(givenAt.getTime() + ms);
    const judge = () => assertInTime({ ...of, nonce, givenAt }, now);
    if (isGood) expect(judge).not.toThrow();
    else expect(judge).toThrow(expect.objectContaining({ code: 'careers.form_stale' }));
  });
});
