import {
  asArray,
  asFlag,
  asId,
  asObject,
  type Json,
  type JsonObject,
  optionalId,
  optionalText,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Transport } from '../transport/transport.ts';
import type { FieldTypes } from '../values.ts';

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

/** The account's field catalogue and lists. */
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
    createdAt: optionalText(raw.createdDate),
    archivedAt: optionalText(raw.archivedDate),
    raw,
  };
}
