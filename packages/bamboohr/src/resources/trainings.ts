import {
  asId,
  asMap,
  asObject,
  isObject,
  type Json,
  type JsonObject,
  optionalDate,
  optionalId,
  optionalText,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import type { Written } from '../transport/proof.ts';
import type { Transport } from '../transport/transport.ts';
import { type Money, toMoney } from '../values.ts';
import { assertDate, type Id, idSegment } from './arguments.ts';
import { reading, writing } from './calls.ts';

export interface TrainingCategory {
  readonly id: string;
  readonly name: string | null;
  readonly raw: JsonObject;
}

export interface TrainingType {
  readonly id: string;
  readonly name: string | null;
  /** Null when it belongs to none. */
  readonly category: TrainingCategory | null;
  readonly renewable: boolean;
  readonly required: boolean | null;
  readonly raw: JsonObject;
}

export interface TrainingTypeInput {
  readonly name: string;
  readonly category?: { readonly id: Id } | { readonly name: string };
  readonly renewable?: boolean;
  /** Months until it is due again. */
  readonly frequency?: number;
  /** Default false. */
  readonly required?: boolean;
  readonly description?: string;
  readonly linkUrl?: string;
  readonly allowEmployeesToMarkComplete?: boolean;
}

export interface TrainingRecord {
  readonly id: string;
  readonly employeeId: string | null;
  readonly typeId: string | null;
  /** `YYYY-MM-DD` */
  readonly completedOn: string | null;
  readonly cost: Money | null;
  readonly raw: JsonObject;
}

export interface TrainingRecordInput {
  /** `YYYY-MM-DD` */
  readonly completed: string;
  readonly cost?: { readonly currency: string; readonly value: string };
  readonly instructor?: string;
  readonly hours?: number;
  readonly credits?: number;
  readonly notes?: string;
}

/**
 * Trainings: what there is to learn, and who has learnt it.
 *
 * Evidence: `types`, `records` and the writes of records are recorded, the rest is documented.
 */
export class Trainings {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Lists the kinds of trainings there are. */
  async types(options: CallOptions = {}): Promise<TrainingType[]> {
    return this.#list('trainings.types', ['training', 'type'], toType, options);
  }

  /** Lists what trainings are sorted by. */
  async categories(options: CallOptions = {}): Promise<TrainingCategory[]> {
    return this.#list('trainings.categories', ['training', 'category'], toCategory, options);
  }

  /** Lists what an employee has completed. */
  async records(employeeId: Id, options: CallOptions = {}): Promise<TrainingRecord[]> {
    return this.#list('trainings.records', recordsPath(employeeId), toRecord, options);
  }

  /** Adds a type. Sent exactly once. */
  async addType(input: TrainingTypeInput, options: CallOptions = {}): Promise<TrainingType> {
    const json = { required: false, ...input };
    return this.#write('trainings.addType', 'POST', ['training', 'type'], json, toType, options);
  }

  /** Changes a type. Sent exactly once. */
  async updateType(id: Id, input: TrainingTypeInput, options: CallOptions = {}): Promise<TrainingType> {
    const path = ['training', 'type', idSegment(id, 'the type id')];
    return this.#write('trainings.updateType', 'PUT', path, { required: false, ...input }, toType, options);
  }

  /** Removes a type that nobody has completed. Sent exactly once. */
  async removeType(id: Id, options: CallOptions = {}): Promise<Written> {
    return this.#remove('trainings.removeType', ['training', 'type', idSegment(id, 'the type id')], options);
  }

  /** Adds a category. Sent exactly once. */
  async addCategory(name: string, options: CallOptions = {}): Promise<TrainingCategory> {
    const path = ['training', 'category'];
    return this.#write('trainings.addCategory', 'POST', path, { name }, toCategory, options);
  }

  /** Renames a category. Sent exactly once. */
  async updateCategory(id: Id, name: string, options: CallOptions = {}): Promise<TrainingCategory> {
    const path = ['training', 'category', idSegment(id, 'the category id')];
    return this.#write('trainings.updateCategory', 'PUT', path, { name }, toCategory, options);
  }

  /** Removes a category. Sent exactly once. */
  async removeCategory(id: Id, options: CallOptions = {}): Promise<Written> {
    const path = ['training', 'category', idSegment(id, 'the category id')];
    return this.#remove('trainings.removeCategory', path, options);
  }

  /** Enters that an employee has completed a training. Sent exactly once. */
  async addRecord(
    employeeId: Id,
    typeId: Id,
    input: TrainingRecordInput,
    options: CallOptions = {},
  ): Promise<TrainingRecord> {
    assertDate(input.completed, 'completed');
    const json = { ...input, type: Number(idSegment(typeId, 'the type id')) };
    return this.#write('trainings.addRecord', 'POST', recordsPath(employeeId), json, toRecord, options);
  }

  /** Changes a record. Sent exactly once. */
  async updateRecord(id: Id, input: TrainingRecordInput, options: CallOptions = {}): Promise<TrainingRecord> {
    assertDate(input.completed, 'completed');
    const path = ['training', 'record', idSegment(id, 'the record id')];
    return this.#write('trainings.updateRecord', 'PUT', path, input, toRecord, options);
  }

  /** Removes a record. Sent exactly once. */
  async removeRecord(id: Id, options: CallOptions = {}): Promise<Written> {
    const path = ['training', 'record', idSegment(id, 'the record id')];
    return this.#remove('trainings.removeRecord', path, options);
  }

  async #list<T>(
    operation: string,
    path: readonly string[],
    decode: (value: Json) => T,
    options: CallOptions,
  ): Promise<T[]> {
    return this.#transport.send(
      reading({ operation, path }, (answer) => listOf(answer).map(decode), options),
    );
  }

  async #write<T>(
    operation: string,
    method: 'POST' | 'PUT',
    path: readonly string[],
    json: unknown,
    decode: (value: Json) => T,
    options: CallOptions,
  ): Promise<T> {
    return this.#transport.send(
      writing({ operation, method, path, json }, options, (answer) => decode(answer.json())),
    );
  }

  async #remove(operation: string, path: readonly string[], options: CallOptions): Promise<Written> {
    return this.#transport.send(writing({ operation, method: 'DELETE', path, expect: [200, 204] }, options));
  }
}

function recordsPath(employeeId: Id): string[] {
  return ['training', 'record', 'employee', idSegment(employeeId, 'the employee id')];
}

// An object keyed by id, or an empty list for nothing.
function listOf(answer: Answer): Json[] {
  return Object.values(asMap(answer.json(), 'the trainings'));
}

function toCategory(value: Json): TrainingCategory {
  const raw = asObject(value, 'a category');
  return { id: asId(raw.id, 'the id of a category'), name: optionalText(raw.name), raw };
}

function toType(value: Json): TrainingType {
  const raw = asObject(value, 'a type');
  return {
    id: asId(raw.id, 'the id of a type'),
    name: optionalText(raw.name),
    category: isObject(raw.category) ? toCategory(raw.category) : null,
    renewable: raw.renewable === true,
    required: typeof raw.required === 'boolean' ? raw.required : null,
    raw,
  };
}

function toRecord(value: Json): TrainingRecord {
  const raw = asObject(value, 'a record');
  return {
    id: asId(raw.id, 'the id of a record'),
    employeeId: optionalId(raw.employeeId),
    typeId: optionalId(raw.type),
    completedOn: optionalDate(raw.completed),
    cost: toMoney(raw.cost),
    raw,
  };
}
