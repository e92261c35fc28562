import {
  asArray,
  asFlag,
  asId,
  asMap,
  asObject,
  type Json,
  type JsonObject,
  optionalDate,
  optionalId,
  optionalText,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import { decodeWritten } from '../transport/proof.ts';
import type { Transport } from '../transport/transport.ts';
import type { FieldTypes } from '../values.ts';
import { type Id, idSegment } from './arguments.ts';
import { reading, writing } from './calls.ts';
import { pageFromZero, readPages } from './pages.ts';

/** A field of the catalogue. Neither `id` nor `alias` is unique: deprecated names share them with their heirs. */
export interface MetaField {
  /** As in `4`, `16.1` or `-38`. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly alias: string | null;
  readonly deprecated: boolean;
  readonly raw: JsonObject;
}

export interface MetaOption {
  readonly id: string;
  readonly name: string;
  /** Archived options are kept for history and must not be offered for input. */
  readonly archived: boolean;
  readonly createdAt: string | null;
  readonly archivedAt: string | null;
  readonly raw: JsonObject;
}

/** A list field's allowed values. */
export interface MetaList {
  readonly fieldId: string;
  readonly alias: string | null;
  readonly name: string;
  readonly manageable: boolean;
  readonly multiple: boolean;
  readonly options: readonly MetaOption[];
  readonly raw: JsonObject;
}

export interface MetaColumn {
  readonly id: string;
  readonly alias: string | null;
  readonly name: string;
  readonly type: string;
  readonly raw: JsonObject;
}

/** A table of rows, such as `jobInfo`. */
export interface MetaTable {
  readonly alias: string;
  readonly columns: readonly MetaColumn[];
  readonly raw: JsonObject;
}

export interface MetaUser {
  readonly id: string;
  /** Null when the user is no employee. */
  readonly employeeId: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly status: string | null;
  /** Null when they never signed in. */
  readonly lastLoginAt: string | null;
  readonly raw: JsonObject;
}

/** What to do with one option of a list: without an id it is added. */
export type ListChange =
  | { readonly value: string; readonly adpCode?: string }
  | { readonly id: Id; readonly value?: string; readonly archived?: boolean; readonly adpCode?: string };

export interface Country {
  readonly id: string;
  readonly name: string | null;
  readonly isoCode: string | null;
  readonly raw: JsonObject;
}

export interface Province {
  readonly id: string;
  readonly name: string | null;
  /** Short form, as `UT`. */
  readonly label: string | null;
  readonly iso: string | null;
  readonly raw: JsonObject;
}

export interface TimeZone {
  /** As `America/Denver`. */
  readonly id: string;
  readonly name: string | null;
  readonly label: string | null;
  /** From UTC now, as sent. */
  readonly offset: string | null;
  readonly raw: JsonObject;
}

/**
 * The account's field catalogue and lists.
 *
 * Evidence: `fields`, `lists` and `users` are recorded, `tables` stands in fixtures of another client, `list` in
 * an unofficial description, the rest is documented.
 */
export class Meta {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Lists the account's fields. Calculated ones such as `displayName` can be asked for but are not listed. */
  async fields(options: CallOptions = {}): Promise<MetaField[]> {
    return this.#list('meta.fields', 'fields', decodeField, options);
  }

  /** Lists the account's list fields with all their options, archived ones included. */
  async lists(options: CallOptions = {}): Promise<MetaList[]> {
    return this.#list('meta.lists', 'lists', decodeList, options);
  }

  /** Lists the account's tables with their columns, as far as the key's user may see them. */
  async tables(options: CallOptions = {}): Promise<MetaTable[]> {
    return this.#list('meta.tables', 'tables', decodeTable, options);
  }

  /** Lists the account's users; without `statuses` those of any status. */
  async users(
    options: CallOptions & { readonly statuses?: readonly ('enabled' | 'disabled')[] } = {},
  ): Promise<MetaUser[]> {
    const query = { status: options.statuses?.join(',') };
    return this.#transport.send(
      reading(
        { operation: 'meta.users', path: ['meta', 'users'], query },
        (answer) => Object.values(asMap(answer.json(), 'the users')).map(decodeUser),
        options,
      ),
    );
  }

  /** Reads one list field's options. */
  async list(listFieldId: Id, options: CallOptions = {}): Promise<MetaList> {
    const path = ['meta', 'lists', idSegment(listFieldId, 'the list field id')];
    return this.#transport.send(
      reading({ operation: 'meta.list', path }, (answer) => decodeList(answer.json()), options),
    );
  }

  /**
   * Adds, renames and archives options of a list; options that are not named stay as they are. Sent exactly
   * once. The answer is XML whatever is asked for; read the list again to know the new ids.
   */
  async updateList(
    listFieldId: Id,
    changes: readonly ListChange[],
    options: CallOptions = {},
  ): Promise<{ readonly requestId: string | null }> {
    if (changes.length === 0) throw new TypeError('BambooHr: there is nothing to write');
    const path = ['meta', 'lists', idSegment(listFieldId, 'the list field id')];
    const json = { options: changes.map(toWireOption) };
    return this.#transport.send(
      writing({ operation: 'meta.updateList', method: 'PUT', path, json }, options, decodeListWritten),
    );
  }

  /** Lists the countries that addresses may name. */
  async countries(options: CallOptions = {}): Promise<Country[]> {
    return this.#transport.send(
      reading(
        { operation: 'meta.countries', path: ['meta', 'countries', 'options'] },
        (answer) => asArray(answer.json(), 'the countries').map(decodeCountry),
        options,
      ),
    );
  }

  /** Lists the states or provinces of a country. */
  async provinces(countryId: Id, options: CallOptions = {}): Promise<Province[]> {
    const path = ['meta', 'provinces', idSegment(countryId, 'the country id')];
    return this.#transport.send(
      reading(
        { operation: 'meta.provinces', path },
        (answer) =>
          asArray(asObject(answer.json(), 'the provinces').options, 'the provinces').map(decodeProvince),
        options,
      ),
    );
  }

  /** Lists the time zones that people and places may name, over all pages. */
  timeZones(
    options: CallOptions & {
      /** In OData's words, as in `contains(label,'Mountain')`. */
      readonly filter?: string;
      /** As in `name asc`. */
      readonly orderBy?: string;
    } = {},
  ): AsyncGenerator<TimeZone, void, undefined> {
    const { filter, orderBy } = options;
    return readPages<TimeZone>(0, (page, judge) => {
      const query = { page, pageSize: 500, $filter: filter, $orderby: orderBy };
      return this.#transport.send(
        reading(
          { operation: 'meta.timeZones', path: ['meta', 'timezones'], query },
          (answer) => judge(pageFromZero(answer.json(), page, decodeTimeZone)),
          options,
        ),
      );
    });
  }

  async #list<T>(
    operation: string,
    name: string,
    decode: (entry: Json) => T,
    options: CallOptions,
  ): Promise<T[]> {
    return this.#transport.send({
      operation,
      effect: 'read',
      method: 'GET',
      path: ['meta', name],
      expect: [200],
      decode: (answer) => asArray(answer.json(), `the ${name}`).map(decode),
      signal: options.signal,
    });
  }
}

/** Field types by alias and by number, for the `types` of other calls. A field in use wins over a deprecated one. */
export function fieldTypes(fields: readonly MetaField[]): FieldTypes {
  const deprecatedFirst = [...fields].sort((a, b) => Number(b.deprecated) - Number(a.deprecated));
  return Object.fromEntries(
    deprecatedFirst.flatMap(({ id, alias, type }): [string, string][] =>
      alias === null
        ? [[id, type]]
        : [
            [id, type],
            [alias, type],
          ],
    ),
  );
}

function decodeField(value: Json): MetaField {
  const raw = asObject(value, 'a field');
  return {
    id: asId(raw.id, 'the id of a field'),
    name: optionalText(raw.name) ?? '',
    type: optionalText(raw.type) ?? '',
    alias: optionalId(raw.alias),
    deprecated: asFlag(raw.deprecated),
    raw,
  };
}

function decodeTable(value: Json): MetaTable {
  const raw = asObject(value, 'a table');
  const columns = asArray(raw.fields, 'the columns of a table').map((entry) => {
    const column = asObject(entry, 'a column');
    return {
      id: asId(column.id, 'the id of a column'),
      alias: optionalId(column.alias),
      name: optionalText(column.name) ?? '',
      type: optionalText(column.type) ?? '',
      raw: column,
    };
  });
  return { alias: asId(raw.alias, 'the alias of a table'), columns, raw };
}

function decodeUser(value: Json): MetaUser {
  const raw = asObject(value, 'a user');
  const employeeId = optionalId(raw.employeeId);
  return {
    id: asId(raw.id, 'the id of a user'),
    employeeId: employeeId === '0' ? null : employeeId,
    firstName: optionalText(raw.firstName),
    lastName: optionalText(raw.lastName),
    email: optionalText(raw.email),
    status: optionalText(raw.status),
    lastLoginAt: optionalDate(raw.lastLogin),
    raw,
  };
}

function decodeCountry(value: Json): Country {
  const raw = asObject(value, 'a country');
  return {
    id: asId(raw.id, 'the id of a country'),
    name: optionalText(raw.name),
    isoCode: optionalText(raw.isoCode),
    raw,
  };
}

function decodeProvince(value: Json): Province {
  const raw = asObject(value, 'a province');
  return {
    id: asId(raw.id, 'the id of a province'),
    name: optionalText(raw.name),
    label: optionalText(raw.label),
    iso: optionalText(raw.iso),
    raw,
  };
}

function decodeTimeZone(value: Json): TimeZone {
  const raw = asObject(value, 'a time zone');
  return {
    id: asId(raw.id, 'the id of a time zone'),
    name: optionalText(raw.name),
    label: optionalText(raw.label),
    offset: optionalText(raw.offset),
    raw,
  };
}

function toWireOption(change: ListChange): JsonObject {
  const { value, adpCode } = change;
  const archived = 'archived' in change ? change.archived : undefined;
  return {
    ...('id' in change ? { id: Number(idSegment(change.id, 'the option id')) } : {}),
    ...(value === undefined ? {} : { value }),
    ...(archived === undefined ? {} : { archived: archived ? 'yes' : 'no' }),
    ...(adpCode === undefined ? {} : { adpCode }),
  };
}

function decodeListWritten(answer: Answer): { readonly requestId: string | null } {
  const isList = /^\s*(?:<\?xml[^>]*>\s*)?<list[\s>]/.test(answer.text());
  if (!isList) decodeWritten(answer);
  return { requestId: answer.requestId };
}

function decodeList(value: Json): MetaList {
  const raw = asObject(value, 'a list');
  return {
    fieldId: asId(raw.fieldId, 'the field id of a list'),
    alias: optionalId(raw.alias),
    name: optionalText(raw.name) ?? '',
    manageable: asFlag(raw.manageable),
    multiple: asFlag(raw.multiple),
    options: asArray(raw.options ?? [], 'the options of a list').map(decodeOption),
    raw,
  };
}

function decodeOption(value: Json): MetaOption {
  const raw = asObject(value, 'an option');
  return {
    id: asId(raw.id, 'the id of an option'),
    name: optionalText(raw.name) ?? '',
    archived: asFlag(raw.archived),
    createdAt: optionalDate(raw.createdDate),
    archivedAt: optionalDate(raw.archivedDate),
    raw,
  };
}
