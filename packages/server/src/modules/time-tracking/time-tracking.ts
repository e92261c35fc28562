// Entries of timesheets, and hour records of payroll systems. Pure.
import { JoineryError } from '@joinery/sdk';

export interface Task {
  id: number;
  projectId: number;
  name: string;
  billable: boolean;
}

export interface Project {
  id: number;
  name: string;
  billable: boolean;
  /** Whether everybody may book on it, or only the employees named. */
  openToAll: boolean;
  hasTasks: boolean;
  employeeNumbers: number[];
  tasks: Task[];
}

/** What worked time is booked on. */
export interface ProjectInfo {
  project: Pick<Project, 'id' | 'name'>;
  task: Pick<Task, 'id' | 'name'> | null;
}

export interface TimesheetEntry {
  id: number;
  employeeId: string;
  employeeNumber: number;
  kind: 'clock' | 'hour';
  /** Of the start, in the entry's time zone. */
  date: string;
  startedAt: Date | null;
  /** Null while somebody is clocked in. */
  endedAt: Date | null;
  timeZone: string | null;
  /** Null while somebody is clocked in. */
  hours: number | null;
  note: string | null;
  projectInfo: ProjectInfo | null;
  createdAt: Date;
  updatedAt: Date | null;
}

export const rateTypes = ['REG', 'OT', 'DT'] as const;

export interface HourRecord {
  /** Given by whoever sent it. */
  id: string;
  employeeId: string;
  employeeNumber: number;
  date: string;
  rateType: (typeof rateTypes)[number];
  hours: number;
  adjustedHours: number | null;
  adjustedAt: Date | null;
  projectId: number | null;
  taskId: number | null;
  /** What the sender wanted kept with it, by the sender's names. */
  details: Record<string, string | number>;
}

/** Hours between two instants, to four decimals as they are recorded. */
export function hoursBetween(from: Date, to: Date): number {
  return Math.round((to.getTime() - from.getTime()) / 360) / 10_000;
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * The instant of a time of day (`HH:MM`) on a day in a time zone. A time that a clock change skips is
 * taken as if the clock had not changed; of one that comes twice, the first is meant.
 */
export function instantAt(day: string, time: string, timeZone: string): Date {
  const asIfUtc = Date.parse(`${day}T${time.padStart(5, '0')}:00Z`);
  const earlier = asIfUtc - offsetMs(timeZone, asIfUtc - dayMs);
  const later = asIfUtc - offsetMs(timeZone, asIfUtc + dayMs);
  const fitting = [earlier, later].filter((at) => at + offsetMs(timeZone, at) === asIfUtc);
  return new Date(fitting.length > 0 ? Math.min(...fitting) : earlier);
}

const dayMs = 86_400_000;

/** How far the zone's clocks are ahead of UTC at an instant. */
function offsetMs(timeZone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return Date.parse(`${parts.format(at).replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000;
}

/** @throws JoineryError `request.invalid` for hours that no day has. */
export function checkHours(hours: number, least = 0): number {
  if (!Number.isFinite(hours) || hours < least || hours > 24)
    throw new JoineryError('request.invalid', `Hours must be a number from ${least} to 24.`);
  return Math.round(hours * 10_000) / 10_000;
}
