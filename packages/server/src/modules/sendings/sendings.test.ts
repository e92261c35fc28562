import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultTiming,
  type Fact,
  type Failure,
  type Look,
  type Move,
  nextMove,
  type Question,
  type Start,
} from './sendings.ts';

const timing = { ...defaultTiming, giveUpMs: 10_000_000 };
const { quietMs, secondLookMs, firstRetryMs, firstThrottleMs } = timing;

const found: Look = { answer: 'found', providerId: '121', how: 'marker' };
const absent: Look = { answer: 'absent' };
const looked = (look: Look): Fact => ({ kind: 'looked', look });
const lookFailed = (outcome: Failure['outcome'], over: Partial<Failure> = {}): Fact => ({
  kind: 'look_failed',
  failure: { outcome, ...over },
});
const sent = (providerId: string | null = '121'): Fact => ({ kind: 'sent', providerId });
const sendFailed = (outcome: Failure['outcome'], over: Partial<Failure> = {}): Fact => ({
  kind: 'send_failed',
  failure: { outcome, ...over },
});
const waited = (ms: number): Fact => ({ kind: 'waited', ms });

const fresh: Start = { uncertain: false };
const uncertain: Start = { uncertain: true };
const quiet: Move = { do: 'wait', ms: quietMs, because: 'quiet' };
const second: Move = { do: 'wait', ms: secondLookMs, because: 'second_look' };
const keyless: Move = { do: 'wait', ms: 900_000, because: 'stopped' };
const ask = (why: Question, employees?: string[]): Move => ({
  do: 'ask',
  why,
  ...(employees === undefined ? {} : { employees }),
});
const lost = [looked(absent), sendFailed('ambiguous'), waited(quietMs)];
const lostTwice = [
  ...lost,
  looked(absent),
  waited(secondLookMs),
  looked(absent),
  sendFailed('ambiguous'),
  waited(quietMs),
];

describe('what follows from what happened', () => {
  it.each<[string, Start, Fact[], Move]>([
    ['nothing yet: look before the first write', fresh, [], { do: 'look' }],
    ['nobody there: send', fresh, [looked(absent)], { do: 'send' }],
    [
      'ours is there already: done without sending',
      fresh,
      [looked(found)],
      { do: 'finish', providerId: '121', how: 'marker' },
    ],
    [
      'somebody alike: a person decides',
      fresh,
      [looked({ answer: 'doubtful', doubt: 'same_email', employees: ['7'] })],
      ask('same_email', ['7']),
    ],
    ['could not look properly: a person decides', fresh, [looked({ answer: 'unknown' })], ask('cannot_look')],
    ['nothing to do', fresh, [looked({ answer: 'skip' })], { do: 'skip' }],
    [
      'sent with an id: done',
      fresh,
      [looked(absent), sent()],
      { do: 'finish', providerId: '121', how: 'location' },
    ],
    ['sent without an id: look for it', fresh, [looked(absent), sent(null)], { do: 'look' }],
    [
      'sent without an id, and seen',
      fresh,
      [looked(absent), sent(null), looked(found)],
      { do: 'finish', providerId: '121', how: 'marker' },
    ],
    [
      'sent without an id, and not kept',
      fresh,
      [looked(absent), sent(null), looked(absent)],
      ask('not_found'),
    ],
    ['refused: failed', fresh, [looked(absent), sendFailed('refused')], { do: 'fail' }],
    [
      'switched off: a person',
      fresh,
      [looked(absent), sendFailed('refused', { blocked: true })],
      ask('blocked'),
    ],
    [
      'key refused: waits for one that works, and was not done',
      fresh,
      [looked(absent), sendFailed('refused', { stopped: true })],
      keyless,
    ],
    [
      'key works again: looked for again before it is sent',
      fresh,
      [looked(absent), sendFailed('refused', { stopped: true }), waited(0), looked(absent)],
      { do: 'send' },
    ],

    [
      'never sent: wait and look again',
      fresh,
      [looked(absent), sendFailed('not_sent')],
      { do: 'wait', ms: firstRetryMs, because: 'unreachable' },
    ],
    [
      'never sent twice: wait twice as long',
      fresh,
      [looked(absent), sendFailed('not_sent'), waited(1), looked(absent), sendFailed('not_sent')],
      { do: 'wait', ms: 2 * firstRetryMs, because: 'unreachable' },
    ],
    ['after such a wait: look', fresh, [looked(absent), sendFailed('not_sent'), waited(1)], { do: 'look' }],
    [
      'after such a look: send',
      fresh,
      [looked(absent), sendFailed('not_sent'), waited(1), looked(absent)],
      { do: 'send' },
    ],
    [
      'throttled with a wait named',
      fresh,
      [looked(absent), sendFailed('throttled', { retryAfterSeconds: 7 })],
      { do: 'wait', ms: 7000, because: 'throttled' },
    ],
    ...[0, 3601, 10 * 365 * 86_400].map((retryAfterSeconds): [string, Start, Fact[], Move] => [
      `throttled with a wait of ${retryAfterSeconds} s, which nobody can mean`,
      fresh,
      [looked(absent), sendFailed('throttled', { retryAfterSeconds })],
      { do: 'wait', ms: firstThrottleMs, because: 'throttled' },
    ]),
    [
      'throttled without one',
      fresh,
      [looked(absent), sendFailed('throttled')],
      { do: 'wait', ms: firstThrottleMs, because: 'throttled' },
    ],
    [
      'throttled: search again before the create',
      fresh,
      [looked(absent), sendFailed('throttled'), waited(7000)],
      { do: 'look' },
    ],

    [
      'somebody else sends the same: wait, and look at what came of it',
      fresh,
      [looked(absent), lookFailed('not_sent', { taken: true })],
      { do: 'wait', ms: 5 * firstRetryMs, because: 'taken' },
    ],
    [
      'somebody else had sent the same: it is there',
      fresh,
      [looked(absent), lookFailed('not_sent', { taken: true }), waited(1), looked(found)],
      { do: 'finish', providerId: '121', how: 'marker' },
    ],
    ['answer lost: quiet time first', fresh, [looked(absent), sendFailed('ambiguous')], quiet],
    ['answer lost: then look', fresh, lost, { do: 'look' }],
    [
      'answer lost: ours is there',
      fresh,
      [...lost, looked(found)],
      { do: 'finish', providerId: '121', how: 'marker' },
    ],
    ['answer lost: not there once is not enough', fresh, [...lost, looked(absent)], second],
    ['answer lost: looks again', fresh, [...lost, looked(absent), waited(secondLookMs)], { do: 'look' }],
    [
      'answer lost: not there twice allows one repeat',
      fresh,
      [...lost, looked(absent), waited(secondLookMs), looked(absent)],
      { do: 'send' },
    ],
    [
      'answer lost: late, in the second look',
      fresh,
      [...lost, looked(absent), waited(secondLookMs), looked(found)],
      { do: 'finish', providerId: '121', how: 'marker' },
    ],
    [
      'answer lost and cannot look: never sends',
      fresh,
      [...lost, looked({ answer: 'unknown' })],
      ask('cannot_look'),
    ],
    [
      'answer lost and the look refused: never sends',
      fresh,
      [...lost, lookFailed('refused')],
      ask('look_refused'),
    ],
    ['answer lost twice: quiet time again', fresh, lostTwice.slice(0, -1), quiet],
    [
      'answer lost twice: found is still found',
      fresh,
      [...lostTwice, looked(found)],
      { do: 'finish', providerId: '121', how: 'marker' },
    ],
    ['answer lost twice: a person decides', fresh, [...lostTwice, looked(absent)], ask('still_uncertain')],
    [
      'the repeat was never sent: it may be tried again',
      fresh,
      [...lostTwice.slice(0, 6), sendFailed('not_sent'), waited(1), looked(absent)],
      { do: 'send' },
    ],

    ['killed while sending: quiet time first', uncertain, [], quiet],
    ['killed while sending: then look', uncertain, [waited(quietMs)], { do: 'look' }],
    [
      'killed while sending: ours is there',
      uncertain,
      [waited(quietMs), looked(found)],
      { do: 'finish', providerId: '121', how: 'marker' },
    ],
    ['killed while sending: not there once', uncertain, [waited(quietMs), looked(absent)], second],
    [
      'killed while sending: not there twice',
      uncertain,
      [waited(quietMs), looked(absent), waited(secondLookMs), looked(absent)],
      { do: 'send' },
    ],
    [
      'killed while sending, then lost: no more repeats',
      uncertain,
      [
        waited(quietMs),
        looked(absent),
        waited(secondLookMs),
        looked(absent),
        sendFailed('ambiguous'),
        waited(quietMs),
        looked(absent),
      ],
      ask('still_uncertain'),
    ],

    [
      'look unreachable: waits',
      fresh,
      [lookFailed('not_sent')],
      { do: 'wait', ms: firstRetryMs, because: 'unreachable' },
    ],
    [
      'look unreachable for long: longer',
      fresh,
      [lookFailed('not_sent'), waited(1), lookFailed('not_sent'), waited(1), lookFailed('not_sent')],
      { do: 'wait', ms: 4 * firstRetryMs, because: 'unreachable' },
    ],
    [
      'look throttled: waits as told',
      fresh,
      [lookFailed('throttled', { retryAfterSeconds: 60 })],
      { do: 'wait', ms: 60_000, because: 'throttled' },
    ],
    [
      'look in trouble: tried again',
      fresh,
      [lookFailed('ambiguous')],
      { do: 'wait', ms: firstRetryMs, because: 'unreachable' },
    ],
    [
      'look in trouble four times: a person',
      fresh,
      Array(4).fill(lookFailed('ambiguous')),
      ask('look_keeps_failing'),
    ],
    [
      'trouble is over: counted anew',
      fresh,
      [
        ...Array(3).fill(lookFailed('ambiguous')),
        looked(absent),
        sendFailed('not_sent'),
        lookFailed('ambiguous'),
      ],
      { do: 'wait', ms: firstRetryMs, because: 'unreachable' },
    ],
    ['look refused', fresh, [lookFailed('refused')], ask('look_refused')],
    [
      'look through a connection that is off',
      fresh,
      [lookFailed('refused', { blocked: true })],
      ask('blocked'),
    ],
    [
      'look with a refused key: waits for one that works',
      fresh,
      [lookFailed('refused', { stopped: true })],
      keyless,
    ],

    [
      'reading back: seen',
      { uncertain: false, readOnly: true },
      [looked(found)],
      { do: 'finish', providerId: '121', how: 'marker' },
    ],
    ['reading back: gone', { uncertain: false, readOnly: true }, [looked(absent)], ask('not_found')],
  ])('%s', (_, start, facts, move) => {
    expect(nextMove(start, facts, timing)).toEqual(move);
  });

  it('asks a person once it has waited for a day', () => {
    const aDay = [looked(absent), sendFailed('not_sent'), waited(timing.giveUpMs), lookFailed('not_sent')];
    expect(nextMove(fresh, aDay, timing)).toEqual(ask('gave_up'));
    expect(nextMove(fresh, [...aDay.slice(0, 3), looked(found)], timing)).toMatchObject({ do: 'finish' });
  });

  it('never waits longer than it should for a provider that is away', () => {
    const away = Array.from({ length: 60 }, () => lookFailed('not_sent'));
    expect(nextMove(fresh, away, timing)).toEqual({
      do: 'wait',
      ms: timing.maxRetryMs,
      because: 'unreachable',
    });
  });
});

// The provider is played by a model that may do a write and lose its answer, refuse looks, or
// show too little; the rules are run against it until they stop.
describe('whatever the provider does', () => {
  interface Twist {
    send: 'done' | 'lost' | 'lost_undone' | 'late' | 'not_sent' | 'throttled' | 'refused';
    look: 'clear' | 'hidden' | 'trouble' | 'throttled' | 'not_sent';
  }
  const twist = fc.record<Twist>({
    send: fc.constantFrom('done', 'lost', 'lost_undone', 'late', 'not_sent', 'throttled', 'refused'),
    look: fc.constantFrom('clear', 'clear', 'clear', 'hidden', 'trouble', 'throttled', 'not_sent'),
  });

  function play(start: Start, alreadyThere: boolean, twists: Twist[]) {
    let employees = alreadyThere ? 1 : 0;
    let sends = 0;
    let pending = 0;
    const facts: Fact[] = [];
    for (let turn = 0; ; turn += 1) {
      const { send, look } = twists[turn % twists.length] as Twist;
      const move = nextMove(start, facts, timing);
      if (move.do === 'wait') {
        // Whatever was under way is over after the quiet time.
        if (move.ms >= quietMs) {
          employees += pending;
          pending = 0;
        }
        facts.push(waited(move.ms));
      } else if (move.do === 'look') {
        if (look === 'clear') facts.push(looked(employees === 0 ? absent : found));
        else if (look === 'hidden') facts.push(looked({ answer: 'unknown' }));
        else facts.push(lookFailed(look === 'trouble' ? 'ambiguous' : look));
      } else if (move.do === 'send') {
        sends += 1;
        if (send === 'done' || send === 'lost') employees += 1;
        if (send === 'late') pending += 1;
        if (send === 'done') facts.push(sent());
        else if (send === 'lost' || send === 'lost_undone' || send === 'late')
          facts.push(sendFailed('ambiguous'));
        else facts.push(sendFailed(send));
      } else return { employees, sends, end: move, facts };
      if (turn > 5000) throw new Error('it never stops');
    }
  }

  it('there is never more than one employee, and the end is never silent', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.array(twist, { minLength: 1, maxLength: 12 }),
        (wasSending, alreadyThere, twists) => {
          const { employees, end, facts } = play({ uncertain: wasSending }, alreadyThere, twists);
          expect(employees).toBeLessThanOrEqual(1);
          if (end.do === 'finish') expect(employees).toBe(1);
          const lostSends = facts.filter(
            (fact) => fact.kind === 'send_failed' && fact.failure.outcome === 'ambiguous',
          );
          expect(lostSends.length).toBeLessThanOrEqual(wasSending ? 1 : 2);
          expect(['finish', 'fail', 'ask']).toContain(end.do);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe('a write that need not be looked for before it is sent', () => {
  const plain: Start = { uncertain: false, unlooked: true, trusted: true };
  const again: Start = { ...plain, repeatable: true };
  it.each<[string, Start, Fact[], Move]>([
    ['is sent at once', plain, [], { do: 'send' }],
    [
      'is done when the provider says so',
      plain,
      [sent(null)],
      { do: 'finish', providerId: null, how: 'location' },
    ],
    [
      'is sent again after it was surely not sent',
      plain,
      [sendFailed('not_sent'), waited(firstRetryMs)],
      { do: 'send' },
    ],
    [
      'is looked for after an answer was lost',
      plain,
      [sendFailed('ambiguous'), waited(quietMs)],
      { do: 'look' },
    ],
    [
      'begins with the quiet time when an earlier run was cut short',
      { ...plain, uncertain: true },
      [],
      quiet,
    ],
    [
      'needs two looks that find nothing',
      plain,
      [sendFailed('ambiguous'), waited(quietMs), looked(absent)],
      second,
    ],
    [
      'needs one look when it may be repeated',
      again,
      [sendFailed('ambiguous'), waited(quietMs), looked(absent)],
      { do: 'send' },
    ],
    [
      'is repeated without seeing everything when it may be repeated',
      again,
      [sendFailed('ambiguous'), waited(quietMs), looked({ answer: 'unknown' })],
      { do: 'send' },
    ],
    [
      'is a person’s when it was repeated often',
      again,
      Array.from({ length: 6 }, () => [sendFailed('ambiguous'), waited(quietMs), looked(absent)]).flat(),
      ask('still_uncertain'),
    ],
    [
      'waits for a key that works when it may have happened',
      { ...plain, awaited: true },
      [sendFailed('ambiguous'), waited(quietMs), lookFailed('refused', { stopped: true })],
      keyless,
    ],
    [
      'waits for a key that works when that was promised',
      { ...plain, awaited: true },
      [sendFailed('refused', { stopped: true, promised: true })],
      keyless,
    ],
    [
      'is looked for first when there is one',
      { ...plain, awaited: true },
      [sendFailed('ambiguous'), waited(quietMs), lookFailed('refused', { stopped: true }), waited(0)],
      { do: 'look' },
    ],
    [
      'is not kept while the key is refused when somebody waits for it',
      { ...plain, awaited: true },
      [sendFailed('refused', { stopped: true })],
      ask('blocked'),
    ],
    ['is never repeated after a refusal', again, [sendFailed('refused')], { do: 'fail' }],
  ])('%s', (_, start, facts, move) => {
    expect(nextMove(start, facts, timing)).toEqual(move);
  });
});
