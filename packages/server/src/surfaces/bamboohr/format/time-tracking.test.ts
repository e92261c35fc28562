import { describe, expect, it } from 'vitest';
import type { HourRecord, TimesheetEntry } from '../../../modules/time-tracking/time-tracking.ts';
import { entriesJson, entryInfo, hourRecordJson } from './time-tracking.ts';

const anEntry = (change: Partial<TimesheetEntry> = {}): TimesheetEntry => ({
  id: 392,
  employeeId: 'emp_1',
  employeeNumber: 65,
  kind: 'clock',
  date: '2026-06-01',
  startedAt: new Date('2026-06-01T15:00:00Z'),
  endedAt: new Date('2026-06-01T23:00:00Z'),
  timeZone: 'America/Denver',
  hours: 8,
  note: null,
  projectInfo: null,
  createdAt: new Date('2026-06-02T08:00:00Z'),
  updatedAt: null,
  ...change,
});

describe('an entry', () => {
  it('has numbers for ids and instants with a zone', () => {
    expect(JSON.parse(entriesJson([anEntry()]))).toEqual([
      {
        id: 392,
        employeeId: 65,
        type: 'clock',
        date: '2026-06-01',
        start: '2026-06-01T15:00:00+00:00',
        end: '2026-06-01T23:00:00+00:00',
        timezone: 'America/Denver',
        hours: 8,
        note: null,
        projectInfo: null,
        approvedAt: null,
        approved: false,
        createdAt: '2026-06-02T08:00:00+00:00',
        updatedAt: null,
      },
    ]);
  });

  it('that is open has neither end nor hours', () => {
    expect(entryInfo(anEntry({ endedAt: null, hours: null }))).toMatchObject({
      end: null,
      hours: null,
      breakInfo: null,
    });
  });

  it('of hours has no times', () => {
    const hours = anEntry({ kind: 'hour', startedAt: null, endedAt: null, timeZone: null });
    expect(entryInfo(hours)).toMatchObject({
      type: 'hour',
      start: null,
      end: null,
      timezone: null,
      hours: 8,
    });
  });
});

it('an hour record has texts for ids, and the hours that count now', () => {
  const record: HourRecord = {
    id: 'shift-1',
    employeeId: 'emp_1',
    employeeNumber: 65,
    date: '2026-06-01',
    rateType: 'OT',
    hours: 8,
    adjustedHours: 6.5,
    adjustedAt: new Date('2026-06-02T08:00:00Z'),
    projectId: 3,
    taskId: null,
    details: { payRate: 15.5, jobCode: 7 },
  };
  expect(JSON.parse(hourRecordJson(record))).toMatchObject({
    timeTrackingId: 'shift-1',
    employeeId: '65',
    rateType: 'OT',
    hoursWorked: 6.5,
    adjustedHours: 6.5,
    dateAdjusted: '2026-06-02T08:00:00+00:00',
    payRate: 15.5,
    jobCode: '7',
    payCode: null,
  });
});
