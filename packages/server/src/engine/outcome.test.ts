import { JoineryError, ProviderError } from '@joinery/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextDelayMs, recordError, reviveError } from './outcome.ts';

const refused = new ProviderError('provider.refused', 'the title is unknown', {
  provider: 'bamboohr',
  operation: 'create-employee',
  outcome: 'refused',
  status: 400,
  requestId: 'r1',
  issues: [{ path: 'jobTitle', message: 'unknown' }],
  details: { body: 'Ann Example' },
  cause: new Error('Ann Example'),
});

describe('a recorded error', () => {
  it('comes back as what a workflow decides by', () => {
    const back = reviveError(JSON.parse(JSON.stringify(recordError(refused))));
    expect(back).toBeInstanceOf(ProviderError);
    expect(back).toMatchObject({
      name: 'ProviderError',
      code: 'provider.refused',
      message: 'the title is unknown',
      outcome: 'refused',
      status: 400,
      requestId: 'r1',
      retry: 'never',
      issues: [{ path: 'jobTitle', message: 'unknown' }],
    });
  });

  it('holds nothing that is for the log only', () => {
    expect(JSON.stringify(recordError(refused))).not.toContain('Ann Example');
  });

  it('keeps the wait that an error asked for', () => {
    const limited = new JoineryError('provider.throttled', 'later', { retryAfterSeconds: 7 });
    expect(reviveError(recordError(limited))).toMatchObject({
      code: 'provider.throttled',
      retryAfterSeconds: 7,
    });
  });

  it('keeps of any other error its name and message', () => {
    const error = Object.assign(new TypeError('x is not a function'), { detail: 'secret' });
    expect(recordError(error)).toEqual({ name: 'TypeError', message: 'x is not a function' });
    expect(reviveError(recordError(error))).toMatchObject({
      name: 'TypeError',
      message: 'x is not a function',
    });
    const ofDatabase = Object.assign(new Error('Key (email)=(ann@mail.example) exists'), {
      code: '23505',
      severity: 'ERROR',
    });
    expect(recordError(ofDatabase).message).toBe('database error 23505; the log has its message');
    expect(recordError('just text')).toEqual({ name: 'Error', message: 'just text' });
  });

  it('with a code of another release still tells its message', () => {
    const back = reviveError({
      name: 'JoineryError',
      message: 'later trouble',
      code: 'no.such' as 'hires.not_found',
    });
    expect(back.message).toBe('later trouble');
    expect(back).not.toBeInstanceOf(JoineryError);
  });
});

describe('the next attempt', () => {
  const rule = { attempts: 4, firstDelayMs: 100, maxDelayMs: 1000 };
  const unreachable = new JoineryError('provider.unreachable', 'nobody there');

  it('does not come without a rule, after the last one, or when the error says never', () => {
    expect(nextDelayMs(unreachable, 1, undefined, 1)).toBeUndefined();
    expect(nextDelayMs(unreachable, 4, rule, 1)).toBeUndefined();
    expect(nextDelayMs(new JoineryError('provider.refused', 'no'), 1, rule, 1)).toBeUndefined();
  });

  it('waits twice as long each time, up to the limit', () => {
    const waits = [1, 2, 3, 4, 5, 6].map((n) => nextDelayMs(unreachable, n, { ...rule, attempts: 9 }, 1));
    expect(waits).toEqual([100, 200, 400, 800, 1000, 1000]);
  });

  it('spreads by chance over the upper half of the wait', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        (chance, attempt) => {
          const wait = nextDelayMs(new Error('x'), attempt, { ...rule, attempts: 99 }, chance) ?? 0;
          const full = Math.min(100 * 2 ** (attempt - 1), 1000);
          return wait >= full / 2 && wait <= full;
        },
      ),
    );
  });

  it('waits at least as long as the error asked for', () => {
    const limited = new JoineryError('provider.throttled', 'later', { retryAfterSeconds: 30 });
    expect(nextDelayMs(limited, 1, rule, 1)).toBe(30_000);
  });
});
