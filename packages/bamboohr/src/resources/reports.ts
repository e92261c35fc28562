import { BambooHrError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import { asArray, asId, asObject, optionalText } from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import type { Transport } from '../transport/transport.ts';
import { normaliseRecord, type RecordValues, standardFieldTypes } from '../values.ts';
import { assertFields, type Id, idSegment, maxFields, sinceText } from './arguments.ts';

/** A column as the provider describes it. */
export interface ReportField {
  /** The alias or number that it was asked for by; the key of the row's values. */
  readonly id: string;
  readonly type: string | null;
  readonly name: string | null;
}

export interface ReportRow extends RecordValues {
  readonly id: string;
}

export interface Report {
  readonly title: string | null;
  readonly fields: readonly ReportField[];
  readonly rows: readonly ReportRow[];
  /** Fields that do not exist or that the key's user may not see: no row has them. Absent is not empty. */
  readonly missing: readonly string[];
}

export interface ReportOptions extends CallOptions {
  /** At most 400. */
  readonly fields: readonly string[];
  /** False also shows values that begin in the future. Default true, as the provider's. */
  readonly onlyCurrent?: boolean;
  /** Only employees changed after this instant; people never changed are left out. */
  readonly changedSince?: Date | string;
  readonly employeeIds?: readonly Id[];
  /** False keeps rows that look alike. Default true, as the provider's. */
  readonly mergeDuplicates?: boolean;
  readonly title?: string;
}

export interface SearchOptions extends CallOptions {
  /** Columns of the rows, at most 400. */
  readonly fields: readonly string[];
  /**
   * Columns without which the search must not be believed; by default all of `fields`. "Nobody carries this
   * marker" and "the marker may not be seen" look the same in the rows.
   */
  readonly mustReturn?: readonly string[];
  /** Which rows to keep; by default all. */
  readonly where?: (row: ReportRow) => boolean;
}

export interface SearchResult {
  /** One row per employee. */
  readonly matches: readonly ReportRow[];
  /** How many employees were looked at. */
  readonly scanned: number;
  readonly missing: readonly string[];
}

/** Custom reports: the one call that reads any fields of all employees at once, inactive ones included. */
export class Reports {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Runs a report made up on the spot. One answer holds every row. */
  async custom(options: ReportOptions): Promise<Report> {
    return this.#run('reports.custom', options);
  }

  /**
   * Looks through all employees that the key's user may see, whatever their status, future values included.
   *
   * The API cannot filter by a field's value: every row travels, and `where` chooses here.
   *
   * @throws BambooHrError with reason `fields_withheld` when a column of `mustReturn` did not come back.
   */
  async searchEmployees(options: SearchOptions): Promise<SearchResult> {
    const operation = 'reports.searchEmployees';
    const { fields, signal } = options;
    const report = await this.#run(operation, {
      fields,
      onlyCurrent: false,
      // Merging could fold two people with equal columns into one row and hide a duplicate.
      mergeDuplicates: false,
      ...(signal === undefined ? {} : { signal }),
    });
    assertReturned(operation, report, options.mustReturn ?? fields);
    const rows = report.rows.filter(options.where ?? (() => true));
    return {
      matches: firstPerEmployee(rows),
      scanned: new Set(report.rows.map((row) => row.id)).size,
      missing: report.missing,
    };
  }

  async #run(operation: string, options: ReportOptions): Promise<Report> {
    assertFields(options.fields);
    if (options.fields.length > maxFields) {
      throw new RangeError(`BambooHr: a report has at most ${maxFields} fields`);
    }
    return this.#transport.send({
      operation,
      effect: 'read',
      method: 'POST',
      path: ['reports', 'custom'],
      query: { format: 'JSON', onlyCurrent: options.onlyCurrent },
      json: reportBody(options),
      expect: [200],
      decode: (answer) => decodeReport(answer, options.fields),
      signal: options.signal,
    });
  }
}

function reportBody(options: ReportOptions): Record<string, unknown> {
  const { changedSince, employeeIds, mergeDuplicates } = options;
  const lastChanged =
    changedSince === undefined ? {} : { lastChanged: { value: sinceText(changedSince), includeNull: 'no' } };
  const ids =
    employeeIds === undefined
      ? {}
      : { employeeIds: employeeIds.map((id) => Number(idSegment(id, 'an employee id'))) };
  return {
    title: options.title ?? 'Report',
    fields: options.fields,
    filters: { ...lastChanged, ...ids },
    ...(mergeDuplicates === undefined ? {} : { filterDuplicates: mergeDuplicates ? 'yes' : 'no' }),
  };
}

function decodeReport(answer: Answer, asked: readonly string[]): Report {
  const body = asObject(answer.json(), 'the report');
  const fields = decodeReportFields(body.fields);
  const known = new Set([...fields.map((field) => field.id), 'id']);
  return {
    title: optionalText(body.title),
    fields,
    rows: asArray(body.employees, 'the rows of the report').map((row) => decodeRow(row, fields)),
    missing: asked.filter((field) => !known.has(field)),
  };
}

export function decodeReportFields(value: Json | undefined): ReportField[] {
  return asArray(value, 'the fields of the report').map((entry) => {
    const field = asObject(entry, 'a field of the report');
    return {
      id: asId(field.id, 'the id of a field'),
      type: optionalText(field.type),
      name: optionalText(field.name),
    };
  });
}

export function decodeRow(value: Json, fields: readonly ReportField[]): ReportRow {
  const raw: JsonObject = asObject(value, 'a row of the report');
  const types = fields.flatMap(({ id, type }): [string, string][] => (type === null ? [] : [[id, type]]));
  return {
    id: asId(raw.id, 'the employee id of a row'),
    ...normaliseRecord(raw, { ...standardFieldTypes, ...Object.fromEntries(types) }),
  };
}

function assertReturned(operation: string, report: Report, needed: readonly string[]): void {
  const missingFields = needed.filter((field) => report.missing.includes(field));
  if (missingFields.length === 0) return;
  throw new BambooHrError(
    `${operation}: the provider left out ${missingFields.join(', ')}: no such field, or the key's user may not see it`,
    { operation, outcome: 'refused', reason: 'fields_withheld', status: 200, missingFields },
  );
}

function firstPerEmployee(rows: readonly ReportRow[]): ReportRow[] {
  const seen = new Map<string, ReportRow>();
  for (const row of rows) if (!seen.has(row.id)) seen.set(row.id, row);
  return [...seen.values()];
}
