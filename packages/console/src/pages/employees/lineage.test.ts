import type { EmployeeLineage } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { describeEntry, entryFor } from './lineage.ts';

const at = '2026-05-01T10:00:00.000Z';
const entry = {
  name: 'jobInfo',
  call: { operation: 'get-table', at, syncId: 'syn_1' },
  confirmedAt: at,
  staleSince: null,
};
const lineage: EmployeeLineage = { source: null, entries: [entry, { ...entry, name: 'workEmail' }] };

describe('entryFor', () => {
  it('finds the table of a value that has no call of its own', () => {
    expect(entryFor(lineage, 'jobTitle')?.name).toBe('jobInfo');
    expect(entryFor(lineage, 'workEmail')?.name).toBe('workEmail');
  });

  it('finds nothing for what nobody told, and without lineage', () => {
    expect(entryFor(lineage, 'city')).toBeUndefined();
    expect(entryFor(undefined, 'workEmail')).toBeUndefined();
  });
});

it('says who told it when, and that a stale one is the last that was told', () => {
  expect(describeEntry(entry, 'BambooHR')).toContain('From BambooHR, get-table');
  expect(describeEntry(entry, 'BambooHR')).toContain('last confirmed');
  const stale = describeEntry({ ...entry, call: null, staleSince: at }, 'BambooHR');
  expect(stale).toContain('not told since');
  expect(stale).not.toContain('confirmed');
});
