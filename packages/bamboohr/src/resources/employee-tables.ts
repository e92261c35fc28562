import { asArray, asId, asObject, type Json } from '../json.ts';
import type { CallOptions } from '../options.ts';
import { decodeWritten, type Written } from '../transport/proof.ts';
import type { Transport } from '../transport/transport.ts';
import { type FieldTypes, normaliseRecord, type RecordValues } from '../values.ts';
import { assertValues, type Id, idSegment } from './arguments.ts';
import type { WriteValue } from './employees.ts';

/** One row of a table of an employee, such as `jobInfo`. */
export interface TableRow extends RecordValues {
  /** The row's id, for `update`. */
  readonly id: string;
  readonly employeeId: string;
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
  dependents: { dateOfBirth: 'date' },
  employeeEducation: { startDate: 'date', endDate: 'date' },
  employeeVisas: { date: 'date', issued: 'date', expires: 'date' },
  employeePassports: { issued: 'date', expires: 'date' },
  employeeAssets: { dateLoaned: 'date', dateReturned: 'date' },
  employeeCertifications: { completionDate: 'date', expirationDate: 'date' },
  employeeStockOptions: { grantDate: 'date' },
};

/** Tables: the history behind an employee's current values. */
export class EmployeeTables {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Lists an employee's rows in no promised order; with `all`, those of every employee that the key's user may see. */
  async list(employeeId: Id | 'all', table: string, options: ListRowsOptions = {}): Promise<TableRow[]> {
    const known = Object.hasOwn(columnTypes, table) ? columnTypes[table] : undefined;
    const types = { ...known, ...options.types };
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
