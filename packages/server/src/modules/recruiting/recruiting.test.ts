import type { ReceivedApplication } from '@joinery/connectors';
import { recruitingSettings } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import {
  isEnd,
  isReadAnew,
  isSameTitle,
  isWanted,
  kindOf,
  kindsOf,
  readSince,
  received,
  receivedInstant,
  receivedName,
  remarkOf,
} from './recruiting.ts';
import {
  describeQuestion,
  describeWait,
  isWait,
  startOf,
  toCommentLook,
  toPostedLook,
} from './recruiting-writes.ts';

const application = {
  id: '7',
  firstName: '',
  lastName: '',
  email: null,
  answers: [],
} as unknown as ReceivedApplication;

describe('which applications come', () => {
  it('is all of them, or those who are hired', () => {
    const hint = { appliedAt: null, kind: null };
    expect(isWanted(hint, { take: 'applications', since: null })).toBe(true);
    expect(isWanted(hint, { take: 'hires', since: null })).toBe(false);
    expect(isWanted({ ...hint, kind: 'hired' }, { take: 'hires', since: null })).toBe(true);
  });

  it('leaves those of an earlier day there, but none without a day', () => {
    const settings = { take: 'applications' as const, since: '2026-05-02' };
    expect(isWanted({ appliedAt: '2026-05-01T23:59:00Z', kind: null }, settings)).toBe(false);
    expect(isWanted({ appliedAt: '2026-05-02T00:00:00Z', kind: null }, settings)).toBe(true);
    expect(isWanted({ appliedAt: null, kind: null }, settings)).toBe(true);
  });

  it('is asked for again from ten minutes before the last complete reading', () => {
    expect(readSince({ since: '2026-05-01T10:00:00.000Z' }, { since: '2020-01-01' })?.toISOString()).toBe(
      '2026-05-01T09:50:00.000Z',
    );
    expect(readSince({ since: null }, { since: '2026-05-01' })?.toISOString()).toBe(
      '2026-05-01T00:00:00.000Z',
    );
    expect(readSince({ since: null }, { since: null })).toBeNull();
  });
});

it.each([
  [{ take: 'hires' }, true],
  [{ since: '2020-01-01' }, true],
  [{ statusKinds: { '7': 'hired' } }, true],
  [{ everyMinutes: 5, sink: true, writeBack: true, makeJobs: false }, false],
])('an account is read anew with %j: %s', (change, isAnew) => {
  const before = recruitingSettings.parse({ source: true });
  expect(isReadAnew(before, recruitingSettings.parse({ ...before, ...change }))).toBe(isAnew);
});

describe('what a status means', () => {
  const statuses = [
    { id: '1', kind: 'new' as const },
    { id: '2', kind: null },
  ];

  it('is what a person says, then what the account says, then what the list says', () => {
    const kinds = kindsOf(statuses, { statusKinds: { '1': 'hired' } });
    expect(kindOf({ statusId: '1', kind: null }, kinds)).toBe('hired');
    expect(kindOf({ statusId: '2', kind: 'rejected' }, kinds)).toBe('rejected');
    expect(kindOf({ statusId: null, kind: null }, kinds)).toBeNull();
  });

  it('is followed here only where it is an end', () => {
    expect(['hired', 'rejected', 'withdrawn'].every((kind) => isEnd(kind as 'hired'))).toBe(true);
    expect([isEnd('new'), isEnd('offer'), isEnd(null)]).toEqual([false, false, false]);
  });
});

describe('what comes from strangers', () => {
  it('is kept as text that can be stored and shown', () => {
    expect(received('a\u0000b\u0007c', 10)).toBe('ab c');
    expect(received('  ', 10)).toBeUndefined();
    expect(received('x'.repeat(20), 5)).toBe('xxxxx');
    expect(received('😀😀', 3)).toBe('😀\ufffd');
  });

  it.each([
    ['2026-03-01T08:00:00+01:00', '2026-03-01T07:00:00.000Z'],
    ['12000', undefined],
    ['+275760-09-13T00:00:00Z', undefined],
    ['-000001-01-01T00:00:00Z', undefined],
    ['0000-01-01', undefined],
    ['yesterday', undefined],
    [null, undefined],
  ])('of the instant %s is one that can be kept', (text, instant) => {
    expect(receivedInstant(text)?.toISOString()).toBe(instant);
  });

  it('has a name, whatever is missing of it', () => {
    expect(receivedName({ ...application, lastName: 'Duarte' })).toEqual({
      firstName: '',
      lastName: 'Duarte',
    });
    expect(receivedName({ ...application, email: 'ines@mail.example' }).lastName).toBe('ines@mail.example');
    expect(receivedName(application).lastName).toBe('Application 7');
  });

  it('keeps the answers to questions that are not asked here', () => {
    expect(remarkOf(application, 'Acme')).toBeUndefined();
    const answers = [{ question: 'Why?', answer: 'Oak.' }];
    expect(remarkOf({ answers }, 'Acme')).toBe('Answers to the questions of Acme:\n\nWhy?\nOak.');
  });

  it('names the same job in whatever spelling', () => {
    expect(isSameTitle(' Support  Agent', 'support agent')).toBe(true);
    expect(isSameTitle('Support', 'Support Agent')).toBe(false);
  });
});

describe('whether a candidate is there', () => {
  const found = [{ id: '1', sameEmail: true, sameName: true }];
  const nothing = { before: [], isUncertain: false, isDecided: false };

  it('is asked of a person before anything is sent, and not again once they said to send', () => {
    expect(toPostedLook(found, nothing)).toMatchObject({ answer: 'doubtful', doubt: 'same_email' });
    expect(toPostedLook(found, { ...nothing, before: ['1'], isDecided: true })).toEqual({ answer: 'absent' });
    expect(toPostedLook([], nothing)).toEqual({ answer: 'absent' });
  });

  it('is known after a lost answer by who was not there before', () => {
    const uncertain = { ...nothing, isUncertain: true };
    expect(toPostedLook(found, uncertain)).toMatchObject({ answer: 'found', providerId: '1' });
    expect(toPostedLook(found, { ...uncertain, before: ['1'] })).toEqual({ answer: 'absent' });
    const two = [...found, { id: '2', sameEmail: true, sameName: true }];
    expect(toPostedLook(two, uncertain)).toMatchObject({ answer: 'doubtful', doubt: 'not_proven' });
  });

  it('is looked for first, unless the account gives no way of looking', () => {
    expect(startOf('post_candidate')).toEqual({});
  });
});

describe('whether a comment is there', () => {
  it('is known by its text, or by one more than there were', () => {
    expect(toCommentLook({ texts: ['Hired.'] }, ' Hired. ', null).answer).toBe('found');
    expect(toCommentLook({ count: 3 }, 'Hired.', 2).answer).toBe('found');
    expect(toCommentLook({ count: 2 }, 'Hired.', 2).answer).toBe('absent');
    expect(toCommentLook({ count: 2 }, 'Hired.', null).answer).toBe('absent');
    expect(toCommentLook(null, 'Hired.', 2).answer).toBe('unknown');
  });
});

it('asks in the account’s name', () => {
  expect(describeQuestion('cannot_look', 'PyjamaHR')).toContain('PyjamaHR gives no way of asking');
  expect(describeQuestion('same_email', 'Pinpoint', ['7', '8'])).toContain('7, 8');
  expect(describeQuestion('not_found', 'Pinpoint', ['9'])).toContain('no application 9');
});

describe('what a write waits for', () => {
  const reasons = ['quiet', 'second_look', 'unreachable', 'throttled', 'taken', 'stopped'] as const;

  it.each(reasons)('is known as that when the waiting is over: %s', (because) => {
    for (const canLook of [true, false])
      expect(isWait(describeWait(because, 'PyjamaHR', { seconds: 120, canLook }))).toBe(true);
    expect(isWait('PyjamaHR: the phone is wrong.')).toBe(false);
  });

  it('promises no look where nobody can look', () => {
    const about = { seconds: 120, canLook: false };
    expect(describeWait('quiet', 'PyjamaHR', about)).toContain('a person has to say');
    expect(describeWait('quiet', 'Pinpoint', { ...about, canLook: true })).toContain('Pinpoint is asked');
  });
});
