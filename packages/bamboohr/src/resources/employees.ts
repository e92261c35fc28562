import type { Json, JsonObject } from '../json.ts';
import {
  asArray,
  asId,
  asMap,
  asObject,
  isObject,
  optionalDate,
  optionalNumber,
  optionalText,
  ShapeError,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { QueryValue } from '../transport/address.ts';
import type { Answer } from '../transport/answer.ts';
import { type Created, decodeCreated, decodeWritten, type Written } from '../transport/proof.ts';
import type { Transport } from '../transport/transport.ts';
import { type FieldTypes, normaliseRecord, type RecordValues, standardFieldTypes } from '../values.ts';
import { assertFields, assertValues, type Id, idSegment, maxFields, sinceText } from './arguments.ts';
import { reading, writing } from './calls.ts';
import { decodeReportFields, type ReportField, type ReportRow, rowDecoder } from './reports.ts';

const listedTypes: FieldTypes = { birthDate: 'date', hireDate: 'date' };

// Servers commonly refuse request lines over 8 KB; the rest is for the host, the path and escapes.
const maxFieldsTextLength = 6000;

/** What may be written to a field: text, a number, a flag, null, or an amount as `{value, currency}`. */
export type WriteValue = Json | undefined;

/** One employee as read by `get`. */
export interface Employee extends RecordValues {
  readonly id: string;
  /** Fields that were asked for and came back, in the order asked. */
  readonly returned: readonly string[];
  /** Fields that do not exist or that the key's user may not see. Absent is not empty. */
  readonly missing: readonly string[];
}

export interface GetOptions extends CallOptions {
  /** False also shows values that begin in the future. Default true, as the provider's. */
  readonly onlyCurrent?: boolean;
  /** Types of account-made fields, so that their dates and amounts are normalised too. */
  readonly types?: FieldTypes;
}

export interface Directory {
  readonly fields: readonly ReportField[];
  /** Active employees only. */
  readonly employees: readonly ReportRow[];
}

/** One employee of the paged list, whose names differ from the aliases elsewhere. */
export interface ListedEmployee extends RecordValues {
  readonly id: string;
  /** Fields that the key's user may not see of this employee; their values are null. */
  readonly withheld: readonly string[];
  /** Of the `fields` that were asked for those that did not come back. Absent is not empty. */
  readonly missing: readonly string[];
}

export interface ListEmployeesOptions extends CallOptions {
  /** Parts of names, in any letter case. */
  readonly filter?: {
    readonly firstName?: string;
    readonly lastName?: string;
    readonly jobTitleName?: string;
    readonly status?: 'active' | 'inactive';
  };
  readonly ids?: readonly Id[];
  /** Names such as `lastName`, with `-` in front for descending order. */
  readonly sort?: readonly string[];
  /** Optional fields such as `workEmail` or `departmentName`; unknown names are left out, see `missing`. */
  readonly fields?: readonly string[];
  /** 1 to 2500. Default: the provider's. */
  readonly pageSize?: number;
}

export type ChangeType = 'inserted' | 'updated' | 'deleted';

export interface Change {
  readonly id: string;
  /** `Inserted`, `Updated` or `Deleted`; other words are passed through. */
  readonly action: string;
  /** As sent, with its zone. */
  readonly lastChanged: string | null;
  readonly raw: JsonObject;
}

export interface Changes {
  /** The newest change the provider knows; the `since` of the next call. */
  readonly latest: string | null;
  readonly changes: readonly Change[];
}

/**
 * Employees: reading, creating, updating, and finding out who changed.
 *
 * Evidence: recorded.
 */
export class Employees {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Reads one employee's current values. Id 0 is the employee linked to the key's user.
   *
   * More than 400 fields, or more names than fit one request line, are read in several requests and merged;
   * the parts are then not of one instant. An alias that holds a comma must be asked for by its number.
   */
  async get(id: Id, fields: readonly string[], options: GetOptions = {}): Promise<Employee> {
    assertFields(fields);
    const path = ['employees', idSegment(id, 'the employee id')];
    const asked = [...new Set(fields)];
    let raw: JsonObject = {};
    for (const chunk of chunkFields(asked)) {
      const part = await this.#transport.send({
        operation: 'employees.get',
        effect: 'read',
        method: 'GET',
        path,
        query: { fields: chunk.join(','), onlyCurrent: options.onlyCurrent },
        expect: [200],
        decode: decodeEmployee,
        signal: options.signal,
      });
      raw = { ...raw, ...part };
    }
    return toEmployee(raw, asked, { ...standardFieldTypes, ...options.types });
  }

  /**
   * Creates an employee; `firstName` and `lastName` are needed. Sent exactly once.
   *
   * When the outcome is `ambiguous` the employee may exist: search for it before sending again.
   */
  async create(values: Readonly<Record<string, WriteValue>>, options: CallOptions = {}): Promise<Created> {
    assertValues(values);
    return this.#transport.send({
      operation: 'employees.create',
      effect: 'write',
      method: 'POST',
      path: ['employees'],
      json: values,
      expect: [201],
      decode: decodeCreated(this.#transport.address),
      signal: options.signal,
    });
  }

  /**
   * Writes the given fields and leaves the others. Sent exactly once.
   *
   * The provider skips fields that the key's user may not write, without saying so, as long as one of them
   * may be written: read back what matters.
   */
  async update(
    id: Id,
    values: Readonly<Record<string, WriteValue>>,
    options: CallOptions = {},
  ): Promise<Written> {
    assertValues(values);
    return this.#transport.send({
      operation: 'employees.update',
      effect: 'write',
      method: 'POST',
      path: ['employees', idSegment(id, 'the employee id')],
      json: values,
      expect: [200],
      decode: decodeWritten,
      signal: options.signal,
    });
  }

  /** Lists active employees with the columns that the company shows in its directory; 403 when it is not shared. */
  async directory(options: CallOptions & { readonly onlyCurrent?: boolean } = {}): Promise<Directory> {
    return this.#transport.send({
      operation: 'employees.directory',
      effect: 'read',
      method: 'GET',
      path: ['employees', 'directory'],
      query: { onlyCurrent: options.onlyCurrent },
      expect: [200],
      decode: decodeDirectory,
      signal: options.signal,
    });
  }

  /**
   * Reads all employees page by page, active and inactive ones. Pages follow a cursor: whoever is added or
   * removed meanwhile moves nobody else.
   *
   * @throws BambooHrError `unexpected_content` when a page gives the cursor that it was asked with.
   */
  async *list(options: ListEmployeesOptions = {}): AsyncGenerator<ListedEmployee, void, undefined> {
    assertListOptions(options);
    let after: string | null = null;
    do {
      const asked: string | null = after;
      const page: ReturnType<typeof decodePage> = await this.#transport.send(
        reading(
          { operation: 'employees.list', path: ['employees'], query: listQuery(options, asked) },
          (answer) => assertAdvances(decodePage(answer, options.fields), asked),
          options,
        ),
      );
      yield* page.employees;
      after = page.next;
    } while (after !== null);
  }

  /** Removes an employee for good, with all of its history. Sent exactly once. */
  async remove(id: Id, options: CallOptions = {}): Promise<Written> {
    return this.#transport.send(
      writing(
        {
          operation: 'employees.remove',
          method: 'DELETE',
          path: ['employees', idSegment(id, 'the employee id')],
          expect: [200, 204],
        },
        options,
      ),
    );
  }

  /**
   * Lists who changed at or after an instant, deleted employees included: one entry per employee, in no
   * promised order. The instant itself is included, so changes can repeat between calls.
   */
  async changed(
    since: Date | string,
    options: CallOptions & { readonly type?: ChangeType } = {},
  ): Promise<Changes> {
    return this.#transport.send({
      operation: 'employees.changed',
      effect: 'read',
      method: 'GET',
      path: ['employees', 'changed'],
      query: { since: sinceText(since), type: options.type },
      expect: [200],
      decode: decodeChanges,
      signal: options.signal,
    });
  }
}

function assertAdvances<P extends { next: string | null }>(page: P, asked: string | null): P {
  if (page.next !== null && page.next === asked)
    throw new ShapeError('the page names itself as the next one');
  return page;
}

function assertListOptions({ pageSize }: ListEmployeesOptions): void {
  if (pageSize !== undefined && !(Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= 2500))
    throw new RangeError('BambooHr: "pageSize" must be a whole number from 1 to 2500');
}

function listQuery(options: ListEmployeesOptions, after: string | null): Record<string, QueryValue> {
  const { filter = {}, ids, sort, fields, pageSize } = options;
  const filters = Object.entries(filter).map(([name, value]) => [`filter[${name}]`, value]);
  return {
    ...Object.fromEntries(filters),
    'filter[ids]': ids?.map((id) => idSegment(id, 'an employee id')).join(','),
    sort: sort?.join(','),
    fields: fields?.join(','),
    'page[limit]': pageSize,
    'page[after]': after ?? undefined,
  };
}

function decodePage(
  answer: Answer,
  fields: readonly string[] = [],
): {
  employees: ListedEmployee[];
  total: number | null;
  next: string | null;
} {
  const body = asObject(answer.json(), 'the page of employees');
  const meta = asObject(body.meta, 'the meta of the page');
  const page = isObject(meta.page) ? meta.page : {};
  return {
    employees: asArray(body.data, 'the employees of the page').map((value) => toListed(value, fields)),
    total: optionalNumber(meta.total),
    next: optionalText(page.nextCursor),
  };
}

function toListed(value: Json, fields: readonly string[]): ListedEmployee {
  const raw = asObject(value, 'an employee of the page');
  const { _restrictedFields: withheld = [], ...values } = raw;
  return {
    id: asId(raw.employeeId, 'the id of an employee of the page'),
    withheld: asArray(withheld, 'the restricted fields').flatMap((name) => optionalText(name) ?? []),
    missing: fields.filter((name) => !Object.hasOwn(values, name)),
    ...normaliseRecord(values, listedTypes),
    raw,
  };
}

function chunkFields(fields: readonly string[]): string[][] {
  const chunks: string[][] = [];
  let chunk: string[] = [];
  let length = 0;
  for (const field of fields) {
    if (field.includes(','))
      throw new TypeError(`BambooHr: ask for "${field}" by its number: it holds a comma`);
    const size = encodeURIComponent(field).length + 1;
    if (chunk.length > 0 && (chunk.length === maxFields || length + size > maxFieldsTextLength)) {
      chunks.push(chunk);
      chunk = [];
      length = 0;
    }
    chunk.push(field);
    length += size;
  }
  return [...chunks, chunk];
}

function decodeEmployee(answer: Answer): JsonObject {
  const raw = asObject(answer.json(), 'the employee');
  asId(raw.id, 'the employee id');
  return raw;
}

function toEmployee(raw: JsonObject, asked: readonly string[], types: FieldTypes): Employee {
  return {
    id: asId(raw.id, 'the employee id'),
    ...normaliseRecord(raw, types),
    returned: asked.filter((field) => Object.hasOwn(raw, field)),
    missing: asked.filter((field) => !Object.hasOwn(raw, field)),
  };
}

function decodeDirectory(answer: Answer): Directory {
  const body = asObject(answer.json(), 'the directory');
  const fields = decodeReportFields(body.fields);
  const employees = asArray(body.employees, 'the employees of the directory');
  return { fields, employees: employees.map(rowDecoder(fields)) };
}

function decodeChanges(answer: Answer): Changes {
  const body = asObject(answer.json(), 'the changes');
  const entries = Object.entries(asMap(body.employees, 'the changed employees'));
  return {
    latest: optionalText(body.latest),
    changes: entries.map(([key, value]) => {
      const raw = asObject(value, 'a change');
      return {
        id: asId(raw.id ?? key, 'the id of a change'),
        action: optionalText(raw.action) ?? '',
        lastChanged: optionalDate(raw.lastChanged),
        raw,
      };
    }),
  };
}
