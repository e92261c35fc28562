// How fields are called and typed, for showing what a service has answered. Knowing a type gives
// nothing away: values and names of hidden fields never get here.
import type { Field } from '@joinery/sdk';
import { listFields } from '../../modules/fields/fields.service.ts';
import { catalogueOf } from '../../modules/fields/fields.ts';
import { standardFields } from '../../modules/fields/standard-fields.ts';
import type { Call } from './call.ts';

export interface ShownField {
  alias: string | null;
  type: string;
  name: string;
}

export type FindField = (name: string) => ShownField;

const standard = catalogueOf(standardFields);

/** A company's own fields are read only when one of the names is not a standard one. */
export async function fieldsFor(call: Call, names: readonly string[]): Promise<FindField> {
  const allStandard = names.every((name) => standard.find(name) !== undefined);
  const own = allStandard ? [] : (await listFields(call.context, call.principal)).filter((f) => f.custom);
  return (name) =>
    standard.find(name) ?? own.find((f) => isCalled(f, name)) ?? { alias: name, type: 'text', name };
}

function isCalled(field: Field, name: string): boolean {
  return field.alias === name || field.number === name;
}

/** Whether the official documentation marks a standard field as deprecated. */
export function isDeprecated(key: string): boolean {
  return standardFields.some((field) => field.key === key && field.deprecated);
}

/** Standard names that nobody can write; clients send them back with the rest of a record. */
export function isReadOnly(name: string): boolean {
  const field = standard.find(name);
  return field !== undefined && (field.readOnly || field.source.kind === 'calculated');
}

export function isStandard(name: string): boolean {
  return standard.find(name) !== undefined;
}
