import { describe, expect, it } from 'vitest';
import {
  checkCount,
  readAdjustment,
  readClockEntries,
  readClockIn,
  readClockOut,
  readEntryQuery,
  readHourEntries,
  readHourRecord,
  readIds,
} from './time-tracking-input.ts';

const invalid = expect.objectContaining({ code: 'request.invalid' });
const entry = { employeeId: 4, date: '2026-06-01' };

describe('a moment of clocking', () => {
  it('is now when nothing is said', () => {
    expect(readClockIn({})).toEqual({
      date: undefined,
      time: undefined,
      timeZone: undefined,
      note: null,
      projectId: null,
      taskId: null,
    });
  });

  it('is a day, a time and a zone', () => {
    const sent = { date: '2026-06-01', start: '9:05', end: '9:05', timezone: 'UTC', note: 'x', taskId: null };
    const read = { date: '2026-06-01', time: '9:05', timeZone: 'UTC' };
    expect(readClockIn(sent)).toEqual({ ...read, note: 'x', projectId: null, taskId: null });
    expect(readClockIn({ projectId: '3', taskId: 4 })).toMatchObject({ projectId: 3, taskId: 4 });
    expect(readClockOut(sent)).toEqual(read);
  });

  it.each([
    [{ date: '1.6.2026' }],
    [{ start: '24:00' }],
    [{ start: 900 }],
    [{ note: {} }],
    [{ projectId: 'three' }],
    [{ breakId: 'b' }],
  ])('%j is refused', (value) => {
    expect(() => readClockIn(value)).toThrow(invalid);
  });
});

describe('entries in bulk', () => {
  it('are read with ids as numbers or texts', () => {
    const sent = { ...entry, employeeId: '4', id: '392', projectId: 3 };
    const read = { id: 392, employeeNumber: 4, date: '2026-06-01', note: null, projectId: 3, taskId: null };
    expect(readClockEntries({ entries: [{ ...sent, start: '09:00', end: '17:00' }] })).toEqual([
      { ...read, start: '09:00', end: '17:00' },
    ]);
    expect(readHourEntries({ hours: [{ ...sent, hours: '7.5' }] })).toEqual([{ ...read, hours: 7.5 }]);
  });

  it.each([
    [{}],
    [{ entries: [] }],
    [{ entries: Array(501).fill({ ...entry, start: '09:00', end: '17:00' }) }],
  ])('need one to 500 of them', (value) => {
    expect(() => readClockEntries(value)).toThrow(invalid);
  });

  it('are removed by lists of ids', () => {
    expect(readIds({ hourEntryIds: [1, '2'] }, 'hourEntryIds')).toEqual([1, 2]);
    for (const value of [{}, { hourEntryIds: [] }, { hourEntryIds: ['x'] }, { clockEntryIds: [1] }])
      expect(() => readIds(value, 'hourEntryIds')).toThrow(invalid);
  });
});

describe('a query for entries', () => {
  it('has days and may have employees', () => {
    expect(readEntryQuery({ start: '2026-06-01', end: '2026-06-30', employeeIds: '4,5' })).toEqual({
      from: '2026-06-01',
      to: '2026-06-30',
      employeeNumbers: [4, 5],
    });
    expect(() => readEntryQuery({ start: '2026-06-01' })).toThrow(invalid);
    expect(() => readEntryQuery({ start: '2026-06-01', end: '2026-06-30', employeeIds: '4, 5' })).toThrow(
      invalid,
    );
  });
});

describe('an hour record', () => {
  const record = {
    timeTrackingId: 'shift-1',
    employeeId: 4,
    dateHoursWorked: '2026-06-01',
    rateType: 'reg',
    hoursWorked: '8',
  };

  it('keeps what the sender wants kept, and nothing unknown', () => {
    expect(readHourRecord({ ...record, payCode: 'A', payRate: 15, jobCode: '', shoeSize: 4 })).toEqual({
      id: 'shift-1',
      employeeNumber: 4,
      date: '2026-06-01',
      rateType: 'REG',
      hours: 8,
      projectId: null,
      taskId: null,
      details: { payCode: 'A', payRate: 15 },
    });
  });

  it.each([
    [null],
    [[]],
    [{ ...record, timeTrackingId: '' }],
    [{ ...record, payCode: {} }],
    [{ ...record, rateType: 'X' }],
  ])('%j is refused', (value) => {
    expect(() => readHourRecord(value)).toThrow(invalid);
  });

  it('is adjusted to hours', () => {
    expect(readAdjustment({ timeTrackingId: 'shift-1', hoursWorked: 6 })).toEqual({
      id: 'shift-1',
      hours: 6,
    });
    const moved = { timeTrackingId: 'shift-1', hoursWorked: 6, projectId: 3, taskId: 4 };
    expect(readAdjustment(moved)).toEqual({ id: 'shift-1', hours: 6, projectId: 3, taskId: 4 });
    expect(() => readAdjustment({ timeTrackingId: 'shift-1' })).toThrow(invalid);
  });

  it('comes with at most 499 others', () => {
    expect(checkCount(Array(500).fill(record))).toHaveLength(500);
    expect(() => checkCount(Array(501).fill(record))).toThrow(invalid);
  });
});
