import { BambooHrError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import { asArray, asId, asObject, optionalNumber, optionalText, ShapeError } from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import { readJsonRows } from '../transport/json-rows.ts';
import { assertJson } from '../transport/open-answer.ts';
import type { Transport } from '../transport/transport.ts';
import { normaliseRecord, type RecordValues, standardFieldTypes } from '../values.ts';
import { assertFields, type Id, idSegment, inParts, maxFields, sinceText } from './arguments.ts';
import { reading } from './calls.ts';
import { type DownloadedFile, fileNameOf } from './files.ts';
import { type PageOf, readPages } from './pages.ts';
import { joinReports } from './report-parts.ts';

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

/** A report whose rows are read while they come. */
export interface OpenReport extends Omit<Report, 'rows'> {
  /** Read once. Leaving the loop early closes the connection. */
  readonly rows: AsyncIterable<ReportRow>;
}

export interface SavedReport {
  readonly id: string;
  readonly name: string | null;
  readonly raw: JsonObject;
}

export interface ReportOptions extends CallOptions {
  /** `open` and `exportCustom` take at most 400, the provider's limit; `custom` reads more in parts. */
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

export type ReportFileFormat = 'CSV' | 'PDF' | 'XLS';

export interface SearchOptions extends CallOptions {
  /** Columns of the rows. */
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

/**
 * Custom reports: the one call that reads any fields of all employees at once, inactive ones included.
 *
 * Evidence: `custom` is recorded, the lists and pages of saved reports are documented.
 */
export class Reports {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Runs a report made up on the spot. One answer holds every row.
   *
   * More than 400 fields are read in several requests, with `mergeDuplicates` off, and joined by employee; the
   * parts are then not of one instant.
   *
   * @throws BambooHrError `unexpected_content` when the parts do not name the same employees: ask again.
   */
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

  /**
   * As `custom`, with its rows read while they come: for companies whose report is larger than
   * `maxResponseBytes`, or than memory. Rows that came before a failure are whole.
   */
  async open(options: ReportOptions): Promise<OpenReport> {
    const answer = await this.#transport.open({ operation: 'reports.open', ...reportRequest(options) });
    const parts = answer.through((chunks) => readReport(assertJson(answer, chunks), options.fields));
    const first = await parts.next();
    if (first.done === true || first.value.kind !== 'head') throw new Error('rows came without a head');
    return { ...first.value.head, rows: rowsOf(parts) };
  }

  /** Lists the reports that people have saved in the account. */
  saved(options: CallOptions = {}): AsyncGenerator<SavedReport, void, undefined> {
    return this.#pages('reports.saved', ['custom-reports'], decodeSavedPage, options);
  }

  /**
   * Runs a saved report, row by row over its pages. Its columns and filters are its owner's.
   *
   * @throws BambooHrError `unexpected_content` when other rows came than were announced.
   */
  async *runSaved(reportId: Id, options: CallOptions = {}): AsyncGenerator<RecordValues, void, undefined> {
    const path = ['custom-reports', idSegment(reportId, 'the report id')];
    yield* this.#pages('reports.runSaved', path, decodeDataPage, options);
  }

  /** Runs a report made up on the spot as a file: with the provider's headings, for people and not for programs. */
  async exportCustom(options: ReportOptions, format: ReportFileFormat): Promise<DownloadedFile> {
    const { query, ...request } = reportRequest(options);
    return this.#transport.send({
      operation: 'reports.exportCustom',
      effect: 'read',
      ...request,
      query: { ...query, format },
      decode: decodeExport(format),
    });
  }

  /** Runs a saved report as a file, with the columns and filters of its owner. */
  async exportSaved(
    reportId: Id,
    format: ReportFileFormat,
    options: CallOptions & Pick<ReportOptions, 'onlyCurrent' | 'mergeDuplicates'> = {},
  ): Promise<DownloadedFile> {
    const { onlyCurrent, mergeDuplicates } = options;
    const fd = mergeDuplicates === undefined ? undefined : yesOrNo(mergeDuplicates);
    const path = ['reports', idSegment(reportId, 'the report id')];
    return this.#transport.send(
      reading(
        { operation: 'reports.exportSaved', path, query: { format, onlyCurrent, fd } },
        decodeExport(format),
        options,
      ),
    );
  }

  #pages<T>(
    operation: string,
    path: readonly string[],
    decode: (answer: Answer, page: number) => PageOf<T>,
    options: CallOptions,
  ): AsyncGenerator<T, void, undefined> {
    return readPages<T>(1, (page, judge) =>
      this.#transport.send(
        reading(
          { operation, path, query: { page, page_size: 1000 } },
          (answer) => judge(decode(answer, page)),
          options,
        ),
      ),
    );
  }

  async #run(operation: string, options: ReportOptions): Promise<Report> {
    assertFields(options.fields);
    const chunks = inParts(options.fields);
    const parts: Report[] = [];
    // One after another: at once they would be a burst against the provider's limit.
    for (const fields of chunks) {
      const part = { ...options, fields, ...(chunks.length > 1 && { mergeDuplicates: false }) };
      parts.push(
        await this.#transport.send({
          operation,
          effect: 'read',
          ...reportRequest(part),
          decode: (answer) => decodeReport(answer, fields),
        }),
      );
    }
    return joinReports(operation, parts);
  }
}

function reportRequest(options: ReportOptions) {
  assertFields(options.fields);
  if (options.fields.length > maxFields) {
    throw new RangeError(
      `BambooHr: a report that is read while it comes, or made into a file, has at most ${maxFields} fields`,
    );
  }
  return {
    method: 'POST',
    path: ['reports', 'custom'],
    query: { format: 'JSON', onlyCurrent: options.onlyCurrent },
    json: reportBody(options),
    expect: [200],
    signal: options.signal,
  } as const;
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
    ...(mergeDuplicates === undefined ? {} : { filterDuplicates: yesOrNo(mergeDuplicates) }),
  };
}

function yesOrNo(flag: boolean): 'yes' | 'no' {
  return flag ? 'yes' : 'no';
}

const exportTypes: Readonly<Record<ReportFileFormat, readonly string[]>> = {
  CSV: ['text/csv', 'text/plain'],
  PDF: ['application/pdf'],
  XLS: ['application/vnd.ms-excel'],
};

// A sign-in page answered with 200 would otherwise be taken for the report.
function decodeExport(format: ReportFileFormat): (answer: Answer) => DownloadedFile {
  return (answer) => {
    const { bytes, contentType } = answer;
    if (!exportTypes[format].some((type) => contentType.startsWith(type)))
      throw new ShapeError(`expected ${format}, got "${contentType.slice(0, 80)}"`);
    return { bytes, fileName: fileNameOf(answer), contentType };
  };
}

function decodeReport(answer: Answer, asked: readonly string[]): Report {
  const body = asObject(answer.json(), 'the report');
  const head = decodeReportHead(body, asked);
  const rows = asArray(body.employees, 'the rows of the report').map(rowDecoder(head.fields));
  return { ...head, rows };
}

function decodeReportHead(body: JsonObject, asked: readonly string[]): Omit<Report, 'rows'> {
  const fields = decodeReportFields(body.fields);
  const known = new Set([...fields.map((field) => field.id), 'id']);
  return {
    title: optionalText(body.title),
    fields,
    missing: asked.filter((field) => !known.has(field)),
  };
}

type ReportPart =
  | { readonly kind: 'head'; readonly head: Omit<Report, 'rows'> }
  | { readonly kind: 'row'; readonly row: ReportRow };

async function* readReport(
  chunks: AsyncIterable<Uint8Array>,
  asked: readonly string[],
): AsyncGenerator<ReportPart, void, undefined> {
  let decode = rowDecoder([]);
  for await (const part of readJsonRows(chunks, 'employees')) {
    if (part.kind === 'row') {
      yield { kind: 'row', row: decode(part.row) };
      continue;
    }
    const head = decodeReportHead(part.head, asked);
    decode = rowDecoder(head.fields);
    yield { kind: 'head', head };
  }
}

async function* rowsOf(
  parts: AsyncGenerator<ReportPart, void, undefined>,
): AsyncGenerator<ReportRow, void, undefined> {
  for await (const part of parts) if (part.kind === 'row') yield part.row;
}

// Pages past the last are answered with the last one, whose rows would come twice.
function decodePagination(body: JsonObject, asked: number): Omit<PageOf<never>, 'items'> {
  const pagination = asObject(body.pagination, 'the pagination');
  const current = optionalNumber(pagination.current_page) ?? asked;
  if (current !== asked) throw new ShapeError(`expected page ${asked}, got page ${current}`);
  const last = optionalNumber(pagination.total_pages) ?? current;
  return { isLast: asked >= last, total: optionalNumber(pagination.total_records) };
}

function decodeSavedPage(answer: Answer, asked: number): PageOf<SavedReport> {
  const body = asObject(answer.json(), 'the saved reports');
  const items = asArray(body.reports, 'the saved reports').map((value) => {
    const raw = asObject(value, 'a saved report');
    return { id: asId(raw.id, 'the id of a saved report'), name: optionalText(raw.name), raw };
  });
  return { items, ...decodePagination(body, asked) };
}

function decodeDataPage(answer: Answer, asked: number): PageOf<RecordValues> {
  const body = asObject(answer.json(), 'the rows of the saved report');
  const items = asArray(body.data, 'the rows of the saved report').map((value) =>
    normaliseRecord(asObject(value, 'a row of the saved report'), standardFieldTypes),
  );
  return { items, ...decodePagination(body, asked) };
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

/** Reads many rows of the same columns. */
export function rowDecoder(fields: readonly ReportField[]): (value: Json) => ReportRow {
  const told = fields.flatMap(({ id, type }): [string, string][] => (type === null ? [] : [[id, type]]));
  const types = { ...standardFieldTypes, ...Object.fromEntries(told) };
  return (value) => {
    const raw: JsonObject = asObject(value, 'a row of the report');
    return { id: asId(raw.id, 'the employee id of a row'), ...normaliseRecord(raw, types) };
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
