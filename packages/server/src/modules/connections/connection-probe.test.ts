import { describe, expect, it } from 'vitest';
import { capabilitiesFor, lostBetween, purposeOf } from './connection-probe.ts';

const mirror = {
  peopleSource: true,
  writeThrough: true,
  tables: null,
  leaveOut: [],
  changesEveryMinutes: 5,
  fullSyncAt: '02:30',
};
const purpose = { mirror: true, hires: false, writeThrough: false, recruiting: false };

describe('what a probe is asked', () => {
  it('needs nothing of people when they are not mirrored', () => {
    expect(capabilitiesFor({ ...purpose, mirror: false, hires: true }, null)).toMatchObject({
      mirror: null,
      hires: true,
    });
  });

  it('does not need what is left out, and needs the tables that are named', () => {
    const needs = capabilitiesFor(purpose, {
      tables: ['jobInfo', 'compensation'],
      leaveOut: ['jobInfo', 'division'],
    });
    expect(needs.mirror?.tables).toEqual(['compensation']);
    expect(needs.mirror?.fields).toContain('department');
    expect(needs.mirror?.fields).not.toContain('division');
  });
});

it('derives the purpose of a connection from what it does', () => {
  expect(purposeOf({ enabled: true, mirror }, null)).toEqual({
    mirror: true,
    hires: true,
    writeThrough: true,
    recruiting: false,
  });
  expect(purposeOf({ enabled: false, mirror: null }, null)).toMatchObject({ mirror: false, hires: true });
  const former = { ...mirror, peopleSource: false };
  expect(purposeOf({ enabled: false, mirror: former }, null)).toMatchObject({
    mirror: false,
    writeThrough: false,
  });
});

it('asks a mirror for the rights of hires only when it was looked at for hires', () => {
  expect(purposeOf({ enabled: true, mirror }, { purpose }).hires).toBe(false);
  expect(purposeOf({ enabled: true, mirror }, { purpose: { ...purpose, hires: true } }).hires).toBe(true);
  expect(purposeOf({ enabled: true, mirror: null }, { purpose }).hires).toBe(true);
});

describe('what a key lost', () => {
  const seen = (...names: string[]) => names.map((name) => ({ name, label: name, need: 'granted' as const }));
  const before = { reached: true, fields: seen('workEmail', 'hireDate'), tables: seen('jobInfo') };

  it('is named, be it gone from the account or refused', () => {
    const refused = { name: 'workEmail', label: 'Work Email', need: 'missing' as const };
    const now = { reached: true, fields: [refused], tables: [] };
    expect(lostBetween(before, now)).toEqual(['workEmail', 'hireDate', 'jobInfo']);
  });

  it('is nothing when it is seen for another reason, or was never seen', () => {
    const other = { name: 'hireDate', label: 'Hire Date', need: 'excess' as const };
    const now = { reached: true, fields: [...seen('workEmail'), other], tables: seen('jobInfo') };
    expect(lostBetween(before, now)).toEqual([]);
    expect(lostBetween(null, now)).toEqual([]);
  });

  it('is nothing when the account could not be reached: nobody looked', () => {
    expect(lostBetween(before, { reached: false, fields: [], tables: [] })).toEqual([]);
    expect(lostBetween({ ...before, reached: false }, { reached: true, fields: [], tables: [] })).toEqual([]);
  });
});
