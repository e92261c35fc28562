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
  ShapeError,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import { NotDoneError } from '../transport/failure.ts';
import { decodeWritten, type Written } from '../transport/proof.ts';
import type { Transport } from '../transport/transport.ts';
import { assertDate, type Id, idSegment } from './arguments.ts';
import { reading, writing } from './calls.ts';

/** `REG` regular, `OT` overtime, `DT` double time. */
export type RateType = 'REG' | 'OT' | 'DT';

/** Hours as payroll keeps them, under an id that their sender chose. */
export interface HourRecord {
  readonly id: string;
  readonly employeeId: string;
  /** `YYYY-MM-DD` */
  readonly date: string | null;
  /** One of `RateType`; other words are passed through. */
  readonly rateType: string | null;
  /** What counts now, adjusted or not. */
  readonly hours: number | null;
  /** Null for a record that was never adjusted. */
  readonly adjustedHours: number | null;
  readonly adjustedAt: string | null;
  /** Decimal text as sent. */
  readonly payRate: string | null;
  readonly payCode: string | null;
  readonly projectId: string | null;
  readonly taskId: string | null;
  readonly divisionId: string | null;
  readonly departmentId: string | null;
  readonly jobTitleId: string | null;
  readonly jobCode: string | null;
  readonly jobData: string | null;
  readonly raw: JsonObject;
}

export interface HourRecordInput {
  /** Of your own making, at most 36 characters: under it the record is read, adjusted and removed. */
  readonly id: string;
  readonly employeeId: Id;
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly rateType: RateType;
  readonly hours: number;
  readonly payRate?: number;
  readonly payCode?: string;
  readonly projectId?: Id;
  readonly taskId?: Id;
  readonly divisionId?: Id;
  readonly departmentId?: Id;
  readonly jobTitleId?: Id;
  readonly jobCode?: Id;
  readonly jobData?: string;
}

/** What became of one record among many. */
export interface HourRecordOutcome {
  /** The place of the record in what was sent. */
  readonly index: number;
  readonly success: boolean;
  readonly id: string | null;
  /** Why it was refused; null when it was not. */
  readonly message: string | null;
  readonly raw: JsonObject;
}

/**
 * Hours for payroll, in the older operations that other systems feed.
 *
 * Evidence: documented; `remove` is recorded.
 */
export class HourRecords {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Reads a record by the id that its sender gave it; 400 when there is none. */
  async get(id: string, options: CallOptions = {}): Promise<HourRecord> {
    const path = ['timetracking', 'record', assertRecordId(id)];
    return this.#transport.send(reading({ operation: 'hourRecords.get', path }, decodeRecord, options));
  }

  /** Adds a record; 400 when its id is taken. Sent exactly once. */
  async add(record: HourRecordInput, options: CallOptions = {}): Promise<Written> {
    const json = toWire(record);
    return this.#transport.send(
      writing(
        { operation: 'hourRecords.add', path: ['timetracking', 'add'], json, expect: [201] },
        options,
        decodeNamed,
      ),
    );
  }

  /**
   * Adds or replaces many records, each for itself: look at every outcome. The same records sent again give
   * the same end, but the client itself sends them exactly once.
   */
  async store(records: readonly HourRecordInput[], options: CallOptions = {}): Promise<HourRecordOutcome[]> {
    if (records.length === 0) throw new TypeError('BambooHr: there is nothing to write');
    const json = records.map(toWire);
    return this.#transport.send(
      writing(
        { operation: 'hourRecords.store', path: ['timetracking', 'record'], json, expect: [201] },
        options,
        decodeOutcomes(records.length),
      ),
    );
  }

  /** Sets the hours of a record that counts already. Sent exactly once. */
  async adjust(
    id: string,
    change: { readonly hours: number; readonly projectId?: Id; readonly taskId?: Id },
    options: CallOptions = {},
  ): Promise<Written> {
    const { hours, projectId, taskId } = change;
    const json = {
      timeTrackingId: assertRecordId(id),
      hoursWorked: hours,
      ...wireIds({ projectId, taskId }),
    };
    return this.#transport.send(
      writing(
        {
          operation: 'hourRecords.adjust',
          method: 'PUT',
          path: ['timetracking', 'adjust'],
          json,
          expect: [200, 201],
        },
        options,
        decodeNamed,
      ),
    );
  }

  /** Removes a record; 400 when there is none. Sent exactly once. */
  async remove(id: string, options: CallOptions = {}): Promise<Written> {
    const path = ['timetracking', 'delete', assertRecordId(id)];
    return this.#transport.send(
      writing(
        { operation: 'hourRecords.remove', method: 'DELETE', path, expect: [200] },
        options,
        decodeRemoved,
      ),
    );
  }
}

function assertRecordId(id: string): string {
  if (id.trim() !== '' && id.length <= 36) return id;
  throw new TypeError('BambooHr: the id of an hour record has 1 to 36 characters');
}

function toWire(record: HourRecordInput): Record<string, unknown> {
  const { id, employeeId, date, rateType, hours, payRate, payCode, jobData, ...ids } = record;
  return {
    timeTrackingId: assertRecordId(id),
    dateHoursWorked: assertDate(date, 'date'),
    rateType,
    hoursWorked: hours,
    ...(payRate === undefined ? {} : { payRate }),
    ...(payCode === undefined ? {} : { payCode }),
    ...(jobData === undefined ? {} : { jobData }),
    ...wireIds({ employeeId, ...ids }),
  };
}

function wireIds(ids: Readonly<Record<string, Id | undefined>>): Record<string, number> {
  const given = Object.entries(ids).flatMap(([name, id]): [string, number][] =>
    id === undefined ? [] : [[name, Number(idSegment(id, name))]],
  );
  return Object.fromEntries(given);
}

function decodeRecord(answer: Answer): HourRecord {
  const raw = asObject(answer.json(), 'the hour record');
  return {
    id: asId(raw.timeTrackingId, 'the id of an hour record'),
    employeeId: asId(raw.employeeId, 'the employee id of an hour record'),
    date: optionalDate(raw.dateHoursWorked),
    rateType: optionalText(raw.rateType),
    hours: optionalNumber(raw.hoursWorked),
    adjustedHours: optionalNumber(raw.adjustedHours),
    adjustedAt: optionalDate(raw.dateAdjusted),
    payRate: optionalText(raw.payRate),
    payCode: optionalText(raw.payCode),
    projectId: optionalId(raw.projectId),
    taskId: optionalId(raw.taskId),
    divisionId: optionalId(raw.divisionId),
    departmentId: optionalId(raw.departmentId),
    jobTitleId: optionalId(raw.jobTitleId),
    jobCode: optionalId(raw.jobCode),
    jobData: optionalText(raw.jobData),
    raw,
  };
}

// The id is the sender's own: the answer that names it is the provider's.
function decodeNamed(answer: Answer): Written {
  asId(asObject(answer.json(), 'the answer').id, 'the id of the hour record');
  return decodeWritten(answer);
}

function decodeOutcomes(sent: number): (answer: Answer) => HourRecordOutcome[] {
  return (answer) => {
    const outcomes = asArray(answer.json(), 'the outcomes').map(toOutcome);
    if (outcomes.length !== sent) throw new ShapeError(`expected ${sent} outcomes, got ${outcomes.length}`);
    return outcomes;
  };
}

function toOutcome(value: Json, index: number): HourRecordOutcome {
  const raw = asObject(value, 'an outcome');
  const response = isObject(raw.response) ? raw.response : {};
  const success = asFlag(raw.success);
  return {
    index,
    success,
    id: optionalId(response.id),
    message: success ? null : optionalText(response.message),
    raw,
  };
}

// {"status":"success","message":"Record removed"}
function decodeRemoved(answer: Answer): Written {
  const { status, message } = asObject(answer.json(), 'the answer');
  if (status !== undefined && status !== 'success') throw new NotDoneError(optionalText(message) ?? '');
  return decodeWritten(answer);
}
