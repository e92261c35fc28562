import { describe, expect, it } from 'vitest';
import { formatAge, formatDate, formatExactInstant, formatInstant, formatRelative } from './dates.ts';

const now = new Date('2026-05-29T12:00:00Z');

describe('formatDate', () => {
  it('keeps the day a date names, in every time zone', () => {
    expect(formatDate('2026-01-01')).toBe('1 Jan 2026');
    expect(formatDate('2026-12-31')).toBe('31 Dec 2026');
  });

  it.each(['Engineering', '2026-1-1', '2026-13-01', ''])('shows %j as it is', (text) => {
    expect(formatDate(text)).toBe(text);
  });
});

describe('formatInstant', () => {
  it('names the month as a word and follows the time zone', () => {
    expect(formatInstant('2026-05-29T22:30:00Z', 'Europe/Berlin')).toBe('30 May 2026, 00:30');
    expect(formatInstant('2026-05-29T22:30:00Z', 'America/Denver')).toBe('29 May 2026, 16:30');
  });

  it('gives seconds and the zone for receipts', () => {
    expect(formatExactInstant('2026-05-29T22:30:05Z', 'UTC')).toBe('29 May 2026, 22:30:05 UTC');
  });
});

describe('formatRelative', () => {
  it.each([
    ['2026-05-29T11:59:30Z', 'just now'],
    ['2026-05-29T12:05:00Z', 'just now'],
    ['2026-05-29T11:58:00Z', '2 minutes ago'],
    ['2026-05-29T11:00:00Z', '1 hour ago'],
    ['2026-05-28T11:00:00Z', '1 day ago'],
    ['2026-05-16T12:00:00Z', '13 days ago'],
    ['2026-05-01T12:00:00Z', '1 May 2026'],
  ])('says %s as %s', (value, text) => {
    expect(formatRelative(value, now)).toBe(text);
  });
});

describe('formatAge', () => {
  it.each([
    ['2026-05-29T12:00:10Z', '0 min'],
    ['2026-05-29T11:01:00Z', '59 min'],
    ['2026-05-29T11:00:00Z', '1 h'],
    ['2026-05-27T12:00:01Z', '47 h'],
    ['2026-05-27T12:00:00Z', '2 d'],
  ])('says %s as %s', (value, text) => {
    expect(formatAge(value, now)).toBe(text);
  });
});
