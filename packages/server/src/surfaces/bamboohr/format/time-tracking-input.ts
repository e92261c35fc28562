// What clients send about worked time, as services take it. Pure.
import { JoineryError } from '@joinery/sdk';
import { z } from 'zod';
import { isDay } from '../../../modules/time-off/days.ts';
import type { HourRecordInput } from '../../../modules/time-tracking/hour-records.service.ts';
import type { ProjectChoice } from '../../../modules/time-tracking/projects.service.ts';
import { rateTypes } from '../../../modules/time-tracking/time-tracking.ts';
import type {
  ClockEntryInput,
  HourEntryInput,
  listEntries,
  Moment,
} from '../../../modules/time-tracking/timesheets.service.ts';
import { check } from './time-off-input.ts';

const blank = (value: unknown): unknown => (value === '' || value === null ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blank, schema.optional());

const largestId = 2_147_483_647;
const idIn = z
  .union([
    z.int().nonnegative(),
    z
      .string()
      .trim()
      .regex(/^\d{1,10}$/)
      .transform(Number),
  ])
  .pipe(z.int().max(largestId));
const numberIn = z.union([
  z.number(),
  z
    .string()
    .trim()
    .regex(/^\d{1,6}(\.\d{1,9})?$/)
    .transform(Number),
]);
const dayIn = z.string().trim().refine(isDay, 'is no day, written YYYY-MM-DD');
const timeIn = z
  .string()
  .trim()
  .regex(/^([01]?\d|2[0-3]):[0-5]\d$/, 'is no time of day, written HH:MM');
const noteIn = z.string().max(5000);
const bookedOn = { projectId: optional(idIn), taskId: optional(idIn) };
// Nobody has breaks here, so no id of one can be right.
const nothing = z.preprocess(blank, z.undefined({ error: 'there is none with this id' }).optional());
const nowhere = { ...bookedOn, breakId: nothing };

const momentIn = z.object({ date: optional(dayIn), timezone: optional(z.string().max(100)) });
const clockInIn = momentIn.extend({ start: optional(timeIn), note: optional(noteIn), ...nowhere });
const clockOutIn = momentIn.extend({ end: optional(timeIn) });

/** @throws JoineryError `request.invalid`. */
export function readClockIn(value: unknown): Moment & ProjectChoice & { note: string | null } {
  const { date, start, timezone, note, ...booked } = check(clockInIn, value);
  return { date, time: start, timeZone: timezone, note: note ?? null, ...choiceOf(booked) };
}

/** @throws JoineryError `request.invalid`. */
export function readClockOut(value: unknown): Moment {
  const { date, end, timezone } = check(clockOutIn, value);
  return { date, time: end, timeZone: timezone };
}

const maxEntries = 500;
const entryIn = z.object({
  id: optional(idIn),
  employeeId: idIn,
  date: dayIn,
  note: optional(noteIn),
  ...nowhere,
});
const clockEntriesIn = z.object({
  entries: z
    .array(entryIn.extend({ start: timeIn, end: timeIn }))
    .min(1)
    .max(maxEntries),
});
const hourEntriesIn = z.object({
  hours: z
    .array(entryIn.extend({ hours: numberIn }))
    .min(1)
    .max(maxEntries),
});

/** @throws JoineryError `request.invalid`. */
export function readClockEntries(value: unknown): ClockEntryInput[] {
  return check(clockEntriesIn, value).entries.map((entry) => ({
    ...identityOf(entry),
    start: entry.start,
    end: entry.end,
  }));
}

/** @throws JoineryError `request.invalid`. */
export function readHourEntries(value: unknown): HourEntryInput[] {
  return check(hourEntriesIn, value).hours.map((entry) => ({ ...identityOf(entry), hours: entry.hours }));
}

function identityOf({ id, employeeId, date, note, ...booked }: z.infer<typeof entryIn>) {
  return { id, employeeNumber: employeeId, date, note: note ?? null, ...choiceOf(booked) };
}

function choiceOf({ projectId, taskId }: { projectId?: number | undefined; taskId?: number | undefined }) {
  return { projectId: projectId ?? null, taskId: taskId ?? null };
}

const idsIn = z.array(idIn).min(1).max(maxEntries);

/** @throws JoineryError `request.invalid`. */
export function readIds(value: unknown, name: 'clockEntryIds' | 'hourEntryIds'): number[] {
  return check(z.object({ [name]: idsIn }), value)[name] ?? [];
}

const queryIn = z.object({
  start: z.string({ error: 'is needed' }).pipe(dayIn),
  end: z.string({ error: 'is needed' }).pipe(dayIn),
  employeeIds: optional(z.string().regex(/^\d{1,9}(,\d{1,9})*$/, 'expected ids with commas between them')),
});

/** @throws JoineryError `request.invalid`. */
export function readEntryQuery(query: Record<string, string>): Parameters<typeof listEntries>[2] {
  const { start, end, employeeIds } = check(queryIn, query);
  return { from: start, to: end, employeeNumbers: employeeIds?.split(',').map(Number) };
}

const recordIdIn = z.string().trim().min(1).max(36);
const detailNames = ['divisionId', 'departmentId', 'jobTitleId', 'payCode', 'payRate', 'jobCode', 'jobData'];

const recordIn = z.looseObject({
  timeTrackingId: recordIdIn,
  employeeId: idIn,
  dateHoursWorked: dayIn,
  rateType: z.string().trim().toUpperCase().pipe(z.enum(rateTypes)),
  hoursWorked: numberIn,
  ...bookedOn,
});
const detailIn = z.union([z.string().max(200), z.number()]);

/** @throws JoineryError `request.invalid`. */
export function readHourRecord(value: unknown): HourRecordInput {
  const sent = check(recordIn, value);
  const details = detailNames.flatMap((name): [string, string | number][] => {
    const detail = blank(sent[name]);
    return detail === undefined ? [] : [[name, check(detailIn, detail)]];
  });
  return {
    id: sent.timeTrackingId,
    employeeNumber: sent.employeeId,
    date: sent.dateHoursWorked,
    rateType: sent.rateType,
    hours: sent.hoursWorked,
    ...choiceOf(sent),
    details: Object.fromEntries(details),
  };
}

const adjustmentIn = z.object({ timeTrackingId: recordIdIn, hoursWorked: numberIn, ...bookedOn });

/** @throws JoineryError `request.invalid`. */
export function readAdjustment(value: unknown): { id: string; hours: number } & Partial<ProjectChoice> {
  const { timeTrackingId, hoursWorked, projectId, taskId } = check(adjustmentIn, value);
  return {
    id: timeTrackingId,
    hours: hoursWorked,
    ...(projectId !== undefined && { projectId }),
    ...(taskId !== undefined && { taskId }),
  };
}

/** @throws JoineryError `request.invalid` for more than can be taken at once. */
export function checkCount(items: unknown[]): unknown[] {
  if (items.length > maxEntries)
    throw new JoineryError('request.invalid', `At most ${maxEntries} hour records at a time.`);
  return items;
}
