import { describe, expect, it } from 'vitest';
import {
  isCheckDue,
  msUntilTaken,
  nextGap,
  noWebhook,
  type SourceWebhook,
  toView,
} from './source-webhooks.ts';

const now = new Date('2026-11-25T12:00:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);
const minutes = (count: number) => count * 60_000;
const aWebhook = (over: Partial<SourceWebhook> = {}): SourceWebhook => ({
  companyId: 'com_1',
  connectionId: 'con_1',
  state: 'on',
  providerId: '7',
  sealedKey: 'sealed',
  url: 'https://joinery.example/hooks/con_1',
  registeredAt: ago(minutes(600)),
  lastCallAt: null,
  usualGapSeconds: null,
  checkedAt: ago(minutes(600)),
  checkAt: new Date(now.getTime() + minutes(600)),
  busyUntil: null,
  problem: null,
  bursts: 0,
  burstSince: null,
  lastHintAt: null,
  ...over,
});

describe('hints', () => {
  it.each([
    ['are taken when none came for two seconds', 10_000, 2_000, 0],
    ['are waited for while more come', 10_000, 500, 1_500],
    ['are taken after half a minute, though more come', 30_000, 0, 0],
    ['are taken at half a minute, not later', 29_000, 100, 1_000],
  ])('%s', (_, sinceMs, lastMs, waitMs) => {
    const webhook = aWebhook({ burstSince: ago(sinceMs), lastHintAt: ago(lastMs) });
    expect(msUntilTaken(webhook, now)).toBe(waitMs);
  });

  it('that were taken already are waited for no longer', () => {
    expect(msUntilTaken(aWebhook(), now)).toBe(0);
  });

  it('tell how far apart they usually come', () => {
    expect(nextGap({ usualGapSeconds: null, lastCallAt: null }, now)).toBeNull();
    expect(nextGap({ usualGapSeconds: null, lastCallAt: ago(minutes(10)) }, now)).toBe(600);
    expect(nextGap({ usualGapSeconds: 600, lastCallAt: ago(minutes(20)) }, now)).toBe(720);
  });
});

describe('whether the provider still calls', () => {
  it.each<[string, Partial<SourceWebhook>, boolean]>([
    ['is not asked before its time', {}, false],
    ['is asked once a day', { checkAt: now }, true],
    ['is asked by one at a time', { checkAt: now, busyUntil: new Date(now.getTime() + 1) }, false],
    ['is asked again when who asked was killed', { checkAt: now, busyUntil: now }, true],
    ['is not asked of one that is taken away', { checkAt: now, state: 'dropping' }, false],
    [
      'is asked after three times the usual silence',
      { usualGapSeconds: 1200, lastCallAt: ago(minutes(61)), checkedAt: ago(minutes(90)) },
      true,
    ],
    [
      'is not asked after less',
      { usualGapSeconds: 1200, lastCallAt: ago(minutes(59)), checkedAt: ago(minutes(90)) },
      false,
    ],
    [
      'is asked once in a silence, and then after as long again',
      { usualGapSeconds: 1200, lastCallAt: ago(minutes(200)), checkedAt: ago(minutes(30)) },
      false,
    ],
    [
      'is not asked all the time where calls come by the second',
      { usualGapSeconds: 1, lastCallAt: ago(minutes(29)), checkedAt: ago(minutes(90)) },
      false,
    ],
  ])('%s', (_, over, isDue) => {
    expect(isCheckDue(aWebhook(over), now)).toBe(isDue);
  });
});

it('people see whether it is there', () => {
  expect(toView(undefined)).toEqual(noWebhook);
  expect(toView(aWebhook({ state: 'dropping' }))).toEqual(noWebhook);
  expect(toView(aWebhook({ state: 'registering' })).state).toBe('missing');
  expect(toView(aWebhook())).toMatchObject({ state: 'on', url: 'https://joinery.example/hooks/con_1' });
});
