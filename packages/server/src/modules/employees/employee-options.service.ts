// Options of lists as employees have them: by name, in values and in rows of tables.
import type { Transaction } from '../../db/database.ts';
import { pathsOf } from '../fields/fields.ts';
import type { FieldDefinition } from '../fields/standard-fields.ts';
import * as repository from './employee-options.repository.ts';

/** The places where a list's options stand: a key of the values, or a column of a table. */
function placesOf(fields: readonly FieldDefinition[]): repository.OptionPlace[] {
  const paths = new Set(fields.filter(({ source }) => source.kind !== 'calculated').flatMap(pathsOf));
  return [...paths].map((path) => {
    const dot = path.indexOf('.');
    return dot < 0
      ? { table: null, column: path }
      : { table: path.slice(0, dot), column: path.slice(dot + 1) };
  });
}

/** Writes the new name wherever these fields have the old one, history included. Options must be locked. */
export async function renameOptionOfEmployees(
  tx: Transaction,
  companyId: string,
  fields: readonly FieldDefinition[],
  names: { from: string; to: string },
): Promise<void> {
  const places = placesOf(fields);
  if (places.length === 0) return;
  await repository.lockHolders(tx, places, names.from);
  for (const place of places) await repository.renameIn(tx, companyId, place, names);
}

/** Whether anybody has the option, now, earlier or later. Options must be locked. */
export async function isOptionUsed(
  tx: Transaction,
  fields: readonly FieldDefinition[],
  name: string,
): Promise<boolean> {
  return repository.hasHolder(tx, placesOf(fields), name);
}
