// Worked time as this dialect shows it: facts 7 and appendix F. JSON only. Pure.
import type {
  HourRecord,
  ProjectInfo,
  TimesheetEntry,
} from '../../../modules/time-tracking/time-tracking.ts';
import { showInstant } from './values.ts';

export function entriesJson(entries: TimesheetEntry[]): string {
  return JSON.stringify(
    entries.map((entry) => ({
      ...entryValues(entry),
      // Timesheets are not approved here.
      approvedAt: null,
      approved: false,
      createdAt: showInstant(entry.createdAt),
      updatedAt: entry.updatedAt === null ? null : showInstant(entry.updatedAt),
    })),
  );
}

/** What answers to writes tell of an entry. */
export function entryInfo(entry: TimesheetEntry) {
  return { ...entryValues(entry), breakInfo: null };
}

function entryValues(entry: TimesheetEntry) {
  return {
    id: entry.id,
    employeeId: entry.employeeNumber,
    type: entry.kind,
    date: entry.date,
    start: entry.startedAt === null ? null : showInstant(entry.startedAt),
    end: entry.endedAt === null ? null : showInstant(entry.endedAt),
    timezone: entry.timeZone,
    hours: entry.hours,
    note: entry.note,
    projectInfo: entry.projectInfo === null ? null : projectInfo(entry.projectInfo),
  };
}

function projectInfo({ project, task }: ProjectInfo) {
  return {
    project: { id: project.id, name: project.name },
    task: task === null ? null : { id: task.id, name: task.name },
  };
}

/** Ids are texts here. `hoursWorked` is what counts now, adjusted or not. */
export function hourRecordJson(record: HourRecord): string {
  const { details } = record;
  const text = (name: string) => (details[name] === undefined ? null : String(details[name]));
  return JSON.stringify({
    timeTrackingId: record.id,
    employeeId: String(record.employeeNumber),
    divisionId: text('divisionId'),
    departmentId: text('departmentId'),
    jobTitleId: text('jobTitleId'),
    payCode: text('payCode'),
    dateHoursWorked: record.date,
    payRate: details.payRate ?? null,
    rateType: record.rateType,
    hoursWorked: record.adjustedHours ?? record.hours,
    adjustedHours: record.adjustedHours,
    dateAdjusted: record.adjustedAt === null ? null : showInstant(record.adjustedAt),
    projectId: record.projectId,
    taskId: record.taskId,
    jobCode: text('jobCode'),
    jobData: text('jobData'),
  });
}
