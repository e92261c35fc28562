import { describe, expect, it } from 'vitest';
import { createAttemptLimit, createSignInLimit } from './attempt-limit.ts';

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

  it('forgets all failures, or the last one', () => {
    const { limit } = aLimit();
    for (let i = 0; i < 3; i += 1) limit.failed('192.0.2.1');
    limit.takeBack('192.0.2.1');
    expect(limit.waitSeconds('192.0.2.1')).toBe(0);
    limit.failed('192.0.2.1');
    expect(limit.waitSeconds('192.0.2.1')).toBe(60);
    limit.forget('192.0.2.1');
    limit.takeBack('192.0.2.1');
    for (let i = 0; i < 3; i += 1) limit.failed('192.0.2.1');
    expect(limit.waitSeconds('192.0.2.1')).toBe(60);
  });

  it('keeps a bounded number of callers', () => {
    const { limit } = aLimit();
    for (let i = 0; i < 3; i += 1) limit.failed('192.0.2.1');
    for (let i = 2; i < 6; i += 1) limit.failed(`192.0.2.${i}`);
    expect(limit.waitSeconds('192.0.2.1')).toBe(0);
  });
});

describe('the limit of sign-ins', () => {
  const limit = () => createSignInLimit({ failures: 3, windowMs: 60_000 }, () => 0);
  const victim = 'ada@example.com';

  it('counts an e-mail address wherever it is tried from, in any spelling', () => {
    const signIns = limit();
    const spellings = ['ada@example.com', 'ADA@example.com', ' Ada@Example.com '];
    for (const [index, email] of spellings.entries()) signIns.failed({ email, address: `192.0.2.${index}` });
    expect(signIns.waitSeconds({ email: victim, address: '192.0.2.9' })).toBe(60);
    expect(signIns.waitSeconds({ email: 'bo@example.com', address: '192.0.2.9' })).toBe(0);
  });

  it('counts a network whatever e-mail addresses it tries', () => {
    const signIns = limit();
    for (let i = 0; i < 3; i += 1) signIns.failed({ email: `p${i}@example.com`, address: '192.0.2.1' });
    expect(signIns.waitSeconds({ email: victim, address: '192.0.2.1' })).toBe(60);
    expect(signIns.waitSeconds({ email: victim, address: '192.0.2.2' })).toBe(0);
  });

  it('takes the addresses of one IPv6 network for one', () => {
    const signIns = limit();
    for (const [index, address] of ['2001:db8::1', '2001:db8:0:0:ffff::2', '2001:db8:0:0:1:2:3:4'].entries())
      signIns.failed({ email: `p${index}@example.com`, address });
    expect(signIns.waitSeconds({ email: victim, address: '2001:db8::5' })).toBe(60);
    expect(signIns.waitSeconds({ email: victim, address: '2001:db8:0:1::5' })).toBe(0);
  });

  it('is not walked around by a success of one’s own in between', () => {
    const signIns = limit();
    const own = { email: 'mallory@example.com', address: '192.0.2.1' };
    for (let i = 0; i < 3; i += 1) {
      signIns.failed({ email: victim, address: own.address });
      signIns.failed(own);
      signIns.succeeded(own);
    }
    expect(signIns.waitSeconds({ email: victim, address: '192.0.2.2' })).toBe(60);
    expect(signIns.waitSeconds({ email: 'bo@example.com', address: own.address })).toBe(60);
  });

  it('lets those in who know their password, however often', () => {
    const signIns = limit();
    const own = { email: victim, address: '192.0.2.1' };
    signIns.failed(own);
    signIns.failed(own);
    for (let i = 0; i < 9; i += 1) {
      expect(signIns.waitSeconds(own)).toBe(0);
      signIns.failed(own);
      signIns.succeeded(own);
    }
    signIns.failed({ email: victim, address: '192.0.2.2' });
    expect(signIns.waitSeconds({ email: victim, address: '192.0.2.2' })).toBe(0);
  });
});
