import {
  asArray,
  asFlag,
  asId,
  asObject,
  isObject,
  type Json,
  type JsonObject,
  optionalDate,
  optionalId,
  optionalNumber,
  optionalText,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import type { Written } from '../transport/proof.ts';
import { decodeWritten } from '../transport/proof.ts';
import type { Transport } from '../transport/transport.ts';
import { assertDate, type Id, idSegment } from './arguments.ts';
import { reading, writing } from './calls.ts';

export interface TimesheetEntry {
  readonly id: string;
  readonly employeeId: string;
  /** `clock` for a span of time, `hour` for a number of hours. */
  readonly type: string | null;
  readonly date: string | null;
  /** Null while somebody is clocked in, and for hours. */
  readonly start: string | null;
  readonly end: string | null;
  readonly hours: number | null;
  readonly note: string | null;
  readonly projectId: string | null;
  readonly taskId: string | null;
  readonly approved: boolean;
  readonly raw: JsonObject;
}

export interface ClockEntry {
  /** Given: the entry is changed. */
  readonly id?: Id;
  readonly employeeId: Id;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** `HH:MM`, 24 hours, in the employee's time zone. */
  readonly start: string;
  readonly end: string;
  readonly projectId?: Id;
  readonly taskId?: Id;
  /** A break that the employee may take. */
  readonly breakId?: Id;
  readonly note?: string;
}

export interface HourEntry {
  /** Given: the entry is changed. */
  readonly id?: Id;
  readonly employeeId: Id;
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly hours: number;
  readonly projectId?: Id;
  readonly taskId?: Id;
  readonly note?: string;
}

export interface ClockIn {
  /** All three together enter a past start; left out: now. */
  readonly date?: string;
  readonly start?: string;
  readonly timezone?: string;
  readonly projectId?: Id;
  readonly taskId?: Id;
  readonly breakId?: Id;
  readonly note?: string;
}

export interface ClockOut {
  readonly date?: string;
  readonly end?: string;
  readonly timezone?: string;
}

export interface StoredEntries {
  readonly entries: readonly TimesheetEntry[];
  readonly requestId: string | null;
}

/**
 * Worked time: timesheets, clocking in and out, and entries of hours.
 *
 * Evidence: `entries` is recorded, the rest is documented.
 */
export class TimeTracking {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Lists entries of a span of days, within the last 365. */
  async entries(
    options: CallOptions & {
      readonly start: string;
      readonly end: string;
      readonly employeeIds?: readonly Id[];
    },
  ): Promise<TimesheetEntry[]> {
    const query = {
      start: assertDate(options.start, 'start'),
      end: assertDate(options.end, 'end'),
      employeeIds: options.employeeIds?.map((id) => idSegment(id, 'an employee id')).join(','),
    };
    return this.#transport.send(
      reading(
        { operation: 'timeTracking.entries', path: ['time_tracking', 'timesheet_entries'], query },
        (answer) => asArray(answer.json(), 'the entries').map(toEntry),
        options,
      ),
    );
  }

  /** Starts an employee's clock. Sent exactly once. */
  async clockIn(employeeId: Id, clock: ClockIn = {}, options: CallOptions = {}): Promise<TimesheetEntry> {
    return this.#clock('timeTracking.clockIn', 'clock_in', employeeId, clock, options);
  }

  /** Stops an employee's clock. Sent exactly once. */
  async clockOut(employeeId: Id, clock: ClockOut = {}, options: CallOptions = {}): Promise<TimesheetEntry> {
    return this.#clock('timeTracking.clockOut', 'clock_out', employeeId, clock, options);
  }

  /** Adds or changes spans of time, all or none. Sent exactly once. */
  async storeClockEntries(entries: readonly ClockEntry[], options: CallOptions = {}): Promise<StoredEntries> {
    return this.#store(
      'timeTracking.storeClockEntries',
      'clock_entries',
      { entries: entries.map(toWire) },
      options,
    );
  }

  /** Adds or changes hours, all or none. Sent exactly once. */
  async storeHourEntries(entries: readonly HourEntry[], options: CallOptions = {}): Promise<StoredEntries> {
    return this.#store(
      'timeTracking.storeHourEntries',
      'hour_entries',
      { hours: entries.map(toWire) },
      options,
    );
  }

  /** Removes spans of time. Sent exactly once. */
  async removeClockEntries(ids: readonly Id[], options: CallOptions = {}): Promise<Written> {
    return this.#remove(
      'timeTracking.removeClockEntries',
      'clock_entries',
      { clockEntryIds: wireIds(ids) },
      options,
    );
  }

  /** Removes hours. Sent exactly once. */
  async removeHourEntries(ids: readonly Id[], options: CallOptions = {}): Promise<Written> {
    return this.#remove(
      'timeTracking.removeHourEntries',
      'hour_entries',
      { hourEntryIds: wireIds(ids) },
      options,
    );
  }

  async #clock(
    operation: string,
    name: string,
    employeeId: Id,
    clock: ClockIn & ClockOut,
    options: CallOptions,
  ): Promise<TimesheetEntry> {
    const path = ['time_tracking', 'employees', idSegment(employeeId, 'the employee id'), name];
    return this.#transport.send(
      writing({ operation, path, json: toWire(clock) }, options, (answer) => toEntry(answer.json())),
    );
  }

  async #store(operation: string, name: string, json: unknown, options: CallOptions): Promise<StoredEntries> {
    const path = ['time_tracking', name, 'store'];
    return this.#transport.send(writing({ operation, path, json, expect: [201] }, options, decodeStored));
  }

  async #remove(operation: string, name: string, json: unknown, options: CallOptions): Promise<Written> {
    const path = ['time_tracking', name, 'delete'];
    return this.#transport.send(
      writing({ operation, path, json, expect: [200, 204] }, options, decodeWritten),
    );
  }
}

function toWire(entry: ClockEntry | HourEntry | (ClockIn & ClockOut)): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) =>
      name === 'id' || name.endsWith('Id') ? [name, Number(idSegment(value as Id, name))] : [name, value],
    ),
  );
}

function wireIds(ids: readonly Id[]): number[] {
  if (ids.length === 0) throw new TypeError('BambooHr: there is nothing to remove');
  return ids.map((id) => Number(idSegment(id, 'an entry id')));
}

function decodeStored(answer: Answer): StoredEntries {
  return { entries: asArray(answer.json(), 'the entries').map(toEntry), requestId: answer.requestId };
}

function toEntry(value: Json): TimesheetEntry {
  const raw = asObject(value, 'an entry');
  const info = isObject(raw.projectInfo) ? raw.projectInfo : {};
  return {
    id: asId(raw.id, 'the id of an entry'),
    employeeId: asId(raw.employeeId, 'the employee id of an entry'),
    type: optionalText(raw.type),
    date: optionalDate(raw.date),
    start: optionalDate(raw.start),
    end: optionalDate(raw.end),
    hours: optionalNumber(raw.hours),
    note: optionalText(raw.note),
    projectId: isObject(info.project) ? optionalId(info.project.id) : null,
    taskId: isObject(info.task) ? optionalId(info.task.id) : null,
    approved: asFlag(raw.approved),
    raw,
  };
}
