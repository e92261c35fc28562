import { describe, expect, it } from 'vitest';
import { createAttemptLimit } from './attempt-limit.ts';

function aLimit() {
  let time = 0;
  const limit = createAttemptLimit({ failures: 3, windowMs: 60_000, maxCallers: 4 }, () => time);
  const wait = (ms: number): void => {
    time += ms;
  };
  return { limit, wait };
}

describe('the limit of failed attempts', () => {
  it('lets a caller fail as often as it says, then makes it wait for the end of the window', () => {
    const { limit, wait } = aLimit();
    for (let i = 0; i < 3; i += 1) {
      expect(limit.waitSeconds('192.0.2.1')).toBe(0);
      limit.failed('192.0.2.1');
    }
    expect(limit.waitSeconds('192.0.2.1')).toBe(60);
    wait(45_500);
    expect(limit.waitSeconds('192.0.2.1')).toBe(15);
    wait(14_500);
    expect(limit.waitSeconds('192.0.2.1')).toBe(0);
  });

  it('holds nobody else up', () => {
    const { limit } = aLimit();
    for (let i = 0; i < 3; i += 1) limit.failed('192.0.2.1');
    expect(limit.waitSeconds('192.0.2.2')).toBe(0);
  });

  it('forgets failures after a success', () => {
    const { limit } = aLimit();
    limit.failed('192.0.2.1');
    limit.failed('192.0.2.1');
    limit.succeeded('192.0.2.1');
    limit.failed('192.0.2.1');
    expect(limit.waitSeconds('192.0.2.1')).toBe(0);
  });

  it('takes the addresses of one IPv6 network for one caller', () => {
    const { limit } = aLimit();
    limit.failed('2001:db8::1');
    limit.failed('2001:db8:0:0:ffff::2');
    limit.failed('2001:db8:0:0:1:2:3:4');
    expect(limit.waitSeconds('2001:db8::5')).toBe(60);
    expect(limit.waitSeconds('2001:db8:0:1::5')).toBe(0);
  });

  it('keeps a bounded number of callers', () => {
    const { limit } = aLimit();
    for (let i = 0; i < 3; i += 1) limit.failed('192.0.2.1');
    for (let i = 2; i < 6; i += 1) limit.failed(`192.0.2.${i}`);
    expect(limit.waitSeconds('192.0.2.1')).toBe(0);
  });
});
