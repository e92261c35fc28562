import type { ConnectionState } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { aConnection, aMirror } from '../../testing.ts';
import { findingsOf, freshness, shownHealth } from './health-words.ts';

const now = new Date('2026-05-01T10:00:00.000Z');
const calm: ConnectionState = {
  limitPerMinute: 100,
  usedInLastMinute: 3,
  paused: null,
  breaker: 'closed',
  failuresInARow: 0,
  stoppedSince: null,
  nextProbeAt: null,
};
const paused = { until: '2026-05-01T10:01:00.000Z', reason: 'failures' as const };

describe('findingsOf', () => {
  it('is healthy when nothing is wrong, and says when nothing was asked yet', () => {
    expect(findingsOf(aConnection(), calm, now)).toMatchObject([{ tone: 'teal', what: 'Healthy' }]);
    expect(findingsOf(aConnection({ health: 'unknown' }), calm, now)).toMatchObject([
      { what: 'Not used yet' },
    ]);
  });

  it('asks for a key once when it is refused, and says when it is tried again', () => {
    const stopped = {
      ...calm,
      stoppedSince: '2026-05-01T09:00:00.000Z',
      nextProbeAt: '2026-05-01T10:15:00.000Z',
    };
    const findings = findingsOf(aConnection({ health: 'unauthorized' }), stopped, now);
    expect(findings).toMatchObject([{ needsKey: true, tone: 'red' }]);
    expect(findings[0]?.cause).toContain('One request tries it again');
  });

  it('asks for a key too where only the health says so', () => {
    expect(findingsOf(aConnection({ health: 'unauthorized' }), calm, now)).toMatchObject([
      { needsKey: true },
    ]);
  });

  it('tells of a pause with its reason, and not of one that is over', () => {
    const state = { ...calm, paused, breaker: 'open' as const, failuresInARow: 5 };
    expect(findingsOf(aConnection(), state, now)[0]?.cause).toContain('(5 failures)');
    const later = new Date('2026-05-01T10:02:00.000Z');
    expect(findingsOf(aConnection(), { ...state, breaker: 'half_open' }, later)).toMatchObject([
      { what: 'Trying again' },
    ]);
  });

  it('is not healthy while what was asked last failed', () => {
    expect(findingsOf(aConnection(), { ...calm, failuresInARow: 2 }, now)).toMatchObject([
      { tone: 'yellow', what: 'BambooHR does not answer', cause: expect.stringContaining('last 2 requests') },
    ]);
  });

  it('puts what is graver first', () => {
    const findings = findingsOf(
      aConnection({ health: 'degraded', enabled: false }),
      { ...calm, paused },
      now,
    );
    expect(findings.map(({ tone }) => tone)).toEqual(['yellow', 'yellow', 'gray']);
  });
});

describe('freshness', () => {
  const syncedTo = '2026-05-01T09:58:00.000Z';
  it('is told only of what is mirrored', () => {
    expect(freshness(aConnection({ syncedTo }), now)).toBeNull();
    expect(freshness(aConnection({ mirror: aMirror() }), now)).toBe('Not read yet');
    expect(freshness(aConnection({ mirror: aMirror(), syncedTo }), now)).toBe('As of 2 minutes ago');
    expect(freshness(aConnection({ mirror: aMirror({ peopleSource: false }), syncedTo }), now)).toBeNull();
  });
});

it('shows a replaced key as working once it reads, and as not tested before', () => {
  const syncedTo = '2026-05-01T09:58:00.000Z';
  expect(shownHealth(aConnection({ health: 'unknown', syncedTo }))).toBe('ok');
  expect(shownHealth(aConnection({ health: 'unknown' }))).toBe('unknown');
  expect(shownHealth(aConnection({ health: 'degraded', syncedTo }))).toBe('degraded');
});
