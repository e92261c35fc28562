import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterSign,
  defaultPace,
  type Gate,
  isWorthTelling,
  type Pass,
  readRetryAfter,
  readSign,
  type Sign,
} from './connection-gate.ts';

const now = new Date('2026-11-25T12:00:00Z');
const inMs = (ms: number) => new Date(now.getTime() + ms);
const pace = defaultPace;

const aGate = (over: Partial<Gate> = {}): Gate => ({
  perMinute: 100,
  ceiling: null,
  used: 10,
  episode: 0,
  failures: 0,
  pause: null,
  probeId: null,
  ...over,
});
const plain: Pass = { episode: 0, failures: 0, probeId: null, past: null };
const trying: Pass = { ...plain, probeId: 'probe' };
const answer = (status: number, headers: Record<string, string> = {}) => ({
  status,
  headers: { get: (name: string) => headers[name] ?? null },
});
const after = (gate: Gate, sign: Exclude<Sign, { kind: 'unauthorized' }>, pass = plain, chance = 1) =>
  afterSign(gate, pass, sign, { now, pace, chance });
const throttled = (retryAfterMs?: number): Extract<Sign, { kind: 'throttled' }> => ({
  kind: 'throttled',
  reason: 'throttled',
  retryAfterMs,
});
const works: Sign & { kind: 'works' } = { kind: 'works', accepted: true };
const failed: Sign & { kind: 'failed' } = { kind: 'failed' };

describe('Retry-After', () => {
  it.each([
    ['1', 1000],
    [' 120 ', 120_000],
    ['3600', 3_600_000],
    ['0', undefined],
    ['-5', undefined],
    ['3601', undefined],
    ['315360000', undefined],
    ['soon', undefined],
    ['', undefined],
    ['1.5', undefined],
    ['Wed, 25 Nov 2026 12:01:30 GMT', 90_000],
    ['Wed, 25 Nov 2026 12:00:00 GMT', undefined],
    ['Wed, 25 Nov 2026 11:00:00 GMT', undefined],
    ['Sat, 25 Nov 2036 12:00:00 GMT', undefined],
    ['2027', 2_027_000],
    ['Mon, nonsense', undefined],
  ])('%j is a wait of %s ms', (value, ms) => {
    expect(readRetryAfter(value, null, now)).toBe(ms);
  });

  it('as a date counts from the provider’s own clock', () => {
    const until = 'Wed, 25 Nov 2026 13:00:30 GMT';
    expect(readRetryAfter(until, 'Wed, 25 Nov 2026 13:00:00 GMT', now)).toBe(30_000);
    expect(readRetryAfter(until, 'nonsense', now)).toBeUndefined();
  });
});

describe('an answer', () => {
  it.each<[number, Record<string, string>, Sign]>([
    [200, {}, works],
    [404, {}, { kind: 'works', accepted: false }],
    [501, {}, { kind: 'works', accepted: false }],
    [401, { 'retry-after': '5' }, { kind: 'unauthorized' }],
    [429, {}, throttled()],
    [429, { 'retry-after': '7' }, throttled(7000)],
    [503, { 'retry-after': '7' }, { kind: 'throttled', reason: 'unavailable', retryAfterMs: 7000 }],
    [503, { 'retry-after': 'soon' }, { kind: 'throttled', reason: 'unavailable', retryAfterMs: undefined }],
    [503, {}, failed],
    [500, {}, failed],
    [504, {}, failed],
    [598, {}, failed],
    [408, {}, failed],
  ])('%i %j says %j', (status, headers, sign) => {
    expect(readSign(answer(status, headers), now)).toEqual(sign);
  });

  it('is told to the others only when something is wrong, or was', () => {
    expect(isWorthTelling(works, plain)).toBe(false);
    expect(isWorthTelling(works, { ...plain, failures: 1 })).toBe(true);
    expect(isWorthTelling(works, trying)).toBe(true);
    expect(isWorthTelling(works, { ...plain, past: 'stop' })).toBe(true);
    expect(isWorthTelling(failed, plain)).toBe(true);
    expect(isWorthTelling({ kind: 'nothing' }, plain)).toBe(false);
    expect(isWorthTelling({ kind: 'nothing' }, trying)).toBe(true);
  });
});

describe('a request limit', () => {
  it('pauses everybody for as long as the provider says, and is learned from what it accepted', () => {
    expect(after(aGate({ used: 51 }), throttled(7000))).toMatchObject({
      perMinute: 45,
      ceiling: 50,
      episode: 1,
      pause: { reason: 'throttled', until: inMs(7000), count: 1 },
    });
  });

  it('is never learned to be less than five, nor more than it was', () => {
    expect(after(aGate({ used: 2 }), throttled()).perMinute).toBe(5);
    expect(after(aGate({ perMinute: 20, used: 90 }), throttled()).perMinute).toBe(20);
  });

  it('counts what was on its way as not accepted, each once', () => {
    const first = after(aGate({ used: 61 }), throttled(1000));
    const second = after({ ...first, used: 61 }, throttled(1000));
    const third = after({ ...second, used: 61 }, throttled(1000));
    expect([first.perMinute, second.perMinute, third.perMinute]).toEqual([54, 53.1, 52.2]);
    expect(third).toMatchObject({ episode: 1, pause: { count: 1 } });
  });

  it('without a wait that could be meant backs off from 30 s, doubling to 15 minutes', () => {
    let gate = after(aGate(), throttled());
    const waits: number[] = [];
    for (let nth = 0; nth < 7; nth += 1) {
      waits.push(((gate.pause?.until.getTime() ?? 0) - now.getTime()) / 1000);
      gate = after({ ...gate, probeId: 'probe' }, throttled(), { ...trying, episode: 1 });
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900]);
    expect(gate.perMinute).toBe(9 * 0.9);
  });

  it('a later answer does not shorten a pause', () => {
    const long = after(aGate(), throttled(60_000));
    expect(after(long, throttled(1000)).pause?.until).toEqual(inMs(60_000));
    expect(after(long, throttled(90_000)).pause?.until).toEqual(inMs(90_000));
  });

  it('is over when the request that tried got through, and not before', () => {
    const paused = { ...after(aGate(), throttled(1000)), probeId: 'probe' };
    expect(after(paused, works).pause).not.toBeNull();
    expect(after(paused, works, { ...trying, probeId: 'an older one' }).pause).not.toBeNull();
    expect(after(paused, works, trying)).toMatchObject({ pause: null, failures: 0, probeId: null });
  });

  it('said by a 503 is believed only where much was sent', () => {
    const busy: Sign & { kind: 'throttled' } = {
      kind: 'throttled',
      reason: 'unavailable',
      retryAfterMs: 5000,
    };
    expect(after(aGate({ used: 10 }), busy)).toMatchObject({
      perMinute: 100,
      pause: { reason: 'unavailable', until: inMs(5000) },
    });
    expect(after(aGate({ used: 81 }), busy).perMinute).toBe(72);
  });
});

describe('the breaker', () => {
  it('opens after five failures in a row, and after none that was followed by success', () => {
    let gate = aGate();
    for (let nth = 0; nth < 4; nth += 1) gate = after(gate, failed);
    expect(gate).toMatchObject({ failures: 4, pause: null });
    expect(after(after(gate, works), failed)).toMatchObject({ failures: 1, pause: null });
    expect(after(gate, failed).pause).toEqual({ reason: 'failures', until: inMs(1000), count: 1 });
  });

  it('waits from a second, doubling to five minutes, with jitter', () => {
    let gate = aGate({ failures: 4 });
    const waits: number[] = [];
    for (let nth = 0; nth < 11; nth += 1) {
      gate = after({ ...gate, probeId: 'probe' }, failed, trying);
      waits.push(((gate.pause?.until.getTime() ?? 0) - now.getTime()) / 1000);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    expect(after(aGate({ failures: 4 }), failed, plain, 0).pause?.until).toEqual(inMs(500));
  });

  it('is not kept open by answers to what was sent before', () => {
    const open = after(aGate({ failures: 4 }), failed);
    expect(after(open, failed).pause).toEqual(open.pause);
  });

  it('a request that was given up here lets another one try', () => {
    const open = { ...after(aGate({ failures: 4 }), failed), probeId: 'probe' };
    expect(after(open, { kind: 'nothing' }, trying)).toEqual({ ...open, probeId: null });
  });
});

const anySign = fc.oneof(
  fc.constant(works),
  fc.constant(failed),
  fc.constant<Sign & { kind: 'nothing' }>({ kind: 'nothing' }),
  fc.record({
    kind: fc.constant('throttled' as const),
    reason: fc.constantFrom('throttled' as const, 'unavailable' as const),
    retryAfterMs: fc.option(fc.integer({ min: 1000, max: 3_600_000 }), { nil: undefined }),
  }),
);

it('whatever comes, no pause is longer than an hour and no limit leaves its bounds', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anySign, fc.boolean(), fc.nat(600)), { maxLength: 60 }), (course) => {
      let gate = aGate();
      for (const [sign, isProbe, used] of course) {
        gate = { ...gate, used, probeId: isProbe ? 'probe' : null };
        const before = gate.perMinute;
        gate = after(gate, sign, isProbe ? trying : plain, 0.5);
        expect(gate.perMinute).toBeGreaterThanOrEqual(5);
        expect(gate.perMinute).toBeLessThanOrEqual(before);
        expect((gate.pause?.until.getTime() ?? 0) - now.getTime()).toBeLessThanOrEqual(3_600_000);
      }
    }),
  );
});
