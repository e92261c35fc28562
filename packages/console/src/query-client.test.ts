import { ApiError } from '@joinery/sdk';
import { expect, it } from 'vitest';
import { isWorthRetrying } from './query-client.ts';

it.each([0, 502, 503])('tries a read again after status %d, twice', (status) => {
  const error = new ApiError('no', { status });
  expect(isWorthRetrying(0, error)).toBe(true);
  expect(isWorthRetrying(2, error)).toBe(false);
});

it.each([401, 403, 404, 422, 500])('takes status %d for an answer', (status) => {
  expect(isWorthRetrying(0, new ApiError('no', { status }))).toBe(false);
});

it('does not repeat what failed in the console itself', () => {
  expect(isWorthRetrying(0, new TypeError('no'))).toBe(false);
});
