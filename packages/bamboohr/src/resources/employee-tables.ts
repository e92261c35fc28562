import {
  asArray,
  asId,
  asMap,
  asObject,
  type Json,
  type JsonObject,
  optionalDate,
  optionalText,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import { NotDoneError } from '../transport/failure.ts';
import { readJsonRows } from '../transport/json-rows.ts';
import { assertJson } from '../transport/open-answer.ts';
import { decodeWritten, type Written } from '../transport/proof.ts';
import type { Transport } from '../transport/transport.ts';
import { type FieldTypes, normaliseRecord, type RecordValues } from '../values.ts';
import { assertValues, type Id, idSegment, sinceText } from './arguments.ts';
import { reading, writing } from './calls.ts';
import type { WriteValue } from './employees.ts';

/** One row of a table of an employee, such as `jobInfo`. */
export interface TableRow extends RecordValues {
  /** The row's id, for `update`. */
  readonly id: string;
  readonly employeeId: string;
}

/** All rows that one changed employee has in a table. */
export interface ChangedRows {
  readonly employeeId: string;
  readonly lastChanged: string | null;
  readonly rows: readonly RecordValues[];
  readonly raw: JsonObject;
}

export interface ListRowsOptions extends CallOptions {
  /** Types of the columns of custom tables, so that their dates and amounts are normalised too. */
  readonly types?: FieldTypes;
}

const columnTypes: Readonly<Record<string, FieldTypes>> = {
  jobInfo: { date: 'date' },
  employmentStatus: { date: 'date', finalPayDate: 'date' },
  compensation: { startDate: 'date', endDate: 'date', rate: 'currency', overtimeRate: 'currency' },
  bonus: { date: 'date', amount: 'currency' },
  commission: { date: 'date', amount: 'currency' },
  earnings: { date: 'date', priorYear: 'currency' },
  benefit_class: { date: 'date' },
  dependents: { dateOfBirth: 'date', isUsCitizen: 'bool', isStudent: 'bool' },
  emergencyContacts: { primaryContact: 'bool' },
  employeeEducation: { startDate: 'date', endDate: 'date' },
  employeeVisas: { date: 'date', issued: 'date', expires: 'date' },
  employeePassports: { issued: 'date', expires: 'date' },
  employeeAssets: { dateLoaned: 'date', dateReturned: 'date', cost: 'currency' },
  employeeCertifications: { completionDate: 'date', expirationDate: 'date' },
  employeeStockOptions: { grantDate: 'date', vestingDate: 'date', optionPrice: 'currency' },
  employeeCreditCards: { limit: 'currency' },
  employeeDriverLicenses: { expiration: 'date' },
  equity: { grantDate: 'date', vestingStartDate: 'date', strikePrice: 'currency' },
};

/**
 * Tables: the history behind an employee's current values.
 *
 * Evidence: recorded; `updateRow` is documented.
 */
export class EmployeeTables {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Lists an employee's rows in no promised order; with `all`, those of every employee that the key's user may see. */
  async list(employeeId: Id | 'all', table: string, options: ListRowsOptions = {}): Promise<TableRow[]> {
    const types = typesOf(table, options);
    return this.#transport.send({
      operation: 'tables.list',
      effect: 'read',
      method: 'GET',
      path: tablePath(employeeId, table),
      expect: [200],
      decode: (answer) => asArray(answer.json(), 'the rows').map((row) => decodeRow(row, types)),
      signal: options.signal,
    });
  }

  /** As `list`, row by row while they come: for the history of a large company. */
  async open(
    employeeId: Id | 'all',
    table: string,
    options: ListRowsOptions = {},
  ): Promise<AsyncIterable<TableRow>> {
    const types = typesOf(table, options);
    const answer = await this.#transport.open({
      operation: 'tables.open',
      method: 'GET',
      path: tablePath(employeeId, table),
      expect: [200],
      signal: options.signal,
    });
    return answer.through((chunks) => readRows(assertJson(answer, chunks), types));
  }

  /**
   * Adds a row. Sent exactly once; the provider does not give the new row's id, so list the rows to find it,
   * above all when the outcome is `ambiguous`.
   */
  async addRow(
    employeeId: Id,
    table: string,
    values: Readonly<Record<string, WriteValue>>,
    options: CallOptions = {},
  ): Promise<Written> {
    return this.#write(
      'tables.addRow',
      tablePath(idSegment(employeeId, 'the employee id'), table),
      values,
      options,
    );
  }

  /** Writes the given columns of a row and leaves the others. Sent exactly once. */
  async updateRow(
    employeeId: Id,
    table: string,
    rowId: Id,
    values: Readonly<Record<string, WriteValue>>,
    options: CallOptions = {},
  ): Promise<Written> {
    const path = [
      ...tablePath(idSegment(employeeId, 'the employee id'), table),
      idSegment(rowId, 'the row id'),
    ];
    return this.#write('tables.updateRow', path, values, options);
  }

  /**
   * Removes a row. The provider answers 200 also when it did not: that is the reason `not_done` here.
   * Sent exactly once.
   */
  async removeRow(employeeId: Id, table: string, rowId: Id, options: CallOptions = {}): Promise<Written> {
    const path = [
      ...tablePath(idSegment(employeeId, 'the employee id'), table),
      idSegment(rowId, 'the row id'),
    ];
    return this.#transport.send(
      writing(
        { operation: 'tables.removeRow', method: 'DELETE', path, expect: [200] },
        options,
        decodeRemoval,
      ),
    );
  }

  /**
   * Lists, for each employee changed at or after an instant, all of their rows of one table. The rows have
   * no ids: they replace what was known of the employee's table.
   */
  async changed(table: string, since: Date | string, options: ListRowsOptions = {}): Promise<ChangedRows[]> {
    const types = typesOf(table, options);
    return this.#transport.send(
      reading(
        {
          operation: 'tables.changed',
          path: ['employees', 'changed', 'tables', table],
          query: { since: sinceText(since) },
        },
        (answer) => decodeChangedRows(answer, types),
        options,
      ),
    );
  }

  /** As `changed`, person by person while they come: after a change to many people. */
  async openChanged(
    table: string,
    since: Date | string,
    options: ListRowsOptions = {},
  ): Promise<AsyncIterable<ChangedRows>> {
    const types = typesOf(table, options);
    const answer = await this.#transport.open({
      operation: 'tables.openChanged',
      method: 'GET',
      path: ['employees', 'changed', 'tables', table],
      query: { since: sinceText(since) },
      expect: [200],
      signal: options.signal,
    });
    return answer.through((chunks) => readChangedRows(assertJson(answer, chunks), types));
  }

  async #write(
    operation: string,
    path: readonly string[],
    values: Readonly<Record<string, WriteValue>>,
    options: CallOptions,
  ): Promise<Written> {
    assertValues(values);
    return this.#transport.send({
      operation,
      effect: 'write',
      method: 'POST',
      path,
      json: values,
      expect: [200, 201],
      decode: decodeWritten,
      signal: options.signal,
    });
  }
}

async function* readRows(
  chunks: AsyncIterable<Uint8Array>,
  types: FieldTypes,
): AsyncGenerator<TableRow, void, undefined> {
  for await (const part of readJsonRows(chunks, null))
    if (part.kind === 'row') yield decodeRow(part.row, types);
}

function typesOf(table: string, options: ListRowsOptions): FieldTypes {
  const known = Object.hasOwn(columnTypes, table) ? columnTypes[table] : undefined;
  return { ...known, ...options.types };
}

function decodeRemoval(answer: Answer): Written {
  const written = decodeWritten(answer);
  const { success, error } = written.raw ?? {};
  if (success === false || success === 'false')
    throw new NotDoneError(optionalText(error) ?? 'the row was not removed');
  return written;
}

function decodeChangedRows(answer: Answer, types: FieldTypes): ChangedRows[] {
  const body = asObject(answer.json(), 'the changed rows');
  return toChangedRows(asMap(body.employees, 'the employees with changed rows'), types);
}

async function* readChangedRows(
  chunks: AsyncIterable<Uint8Array>,
  types: FieldTypes,
): AsyncGenerator<ChangedRows, void, undefined> {
  for await (const part of readJsonRows(chunks, 'employees', 'map'))
    if (part.kind === 'row') yield* toChangedRows(asMap(part.row, 'the employees with changed rows'), types);
}

function toChangedRows(employees: JsonObject, types: FieldTypes): ChangedRows[] {
  return Object.entries(employees).map(([employeeId, value]) => {
    const raw = asObject(value, 'an employee with changed rows');
    return {
      employeeId,
      lastChanged: optionalDate(raw.lastChanged),
      rows: asArray(raw.rows, 'the rows').map((row) => normaliseRecord(asObject(row, 'a row'), types)),
      raw,
    };
  });
}

function tablePath(employeeId: Id, table: string): string[] {
  const employee = employeeId === 'all' ? 'all' : idSegment(employeeId, 'the employee id');
  return ['employees', employee, 'tables', table];
}

function decodeRow(value: Json, types: FieldTypes): TableRow {
  const raw = asObject(value, 'a row');
  return {
    id: asId(raw.id, 'the id of a row'),
    employeeId: asId(raw.employeeId, 'the employee id of a row'),
    ...normaliseRecord(raw, types),
  };
}
