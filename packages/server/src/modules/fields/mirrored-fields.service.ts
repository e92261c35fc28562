// The catalogue of a mirrored company follows that of its people source.
import type { SourceField, SourceList, SourceTable } from '@joinery/connectors';
import type { Transaction } from '../../db/database.ts';
import { insertEvents } from '../events/events.service.ts';
import * as repository from './fields.repository.ts';
import type { Catalogue } from './fields.ts';
import { applySteps } from './lists.service.ts';
import { listsWithNumbers, type OptionNames, planFields, planOptions } from './mirrored-fields.ts';

/** Adds and follows fields and tables. */
export async function mirrorFields(
  tx: Transaction,
  companyId: string,
  source: { fields: readonly SourceField[]; tables: readonly SourceTable[] | null },
): Promise<void> {
  await repository.lockFields(tx, companyId);
  const catalogue = await repository.getCatalogue(tx, companyId);
  const { added, changed, addedTables } = planFields(catalogue, source);
  let position = catalogue.tables.length;
  for (const table of addedTables) await repository.insertTable(tx, companyId, table, position++);
  await repository.insertFields(tx, companyId, added, catalogue.fields.length);
  await repository.updateFields(tx, companyId, changed);
}

/** Adds lists and options, archives and renames options. `before` is by list and option. */
export async function mirrorLists(
  tx: Transaction,
  companyId: string,
  lists: readonly SourceList[],
  { before, now }: { before: Readonly<Record<string, OptionNames>>; now: Date },
): Promise<void> {
  await repository.lockOptions(tx, companyId, 'exclusive');
  const theirs = listsWithNumbers(lists);
  const known = new Set((await repository.listLists(tx)).map(({ number }) => number));
  const fresh = theirs.filter(({ number }) => !known.has(number));
  await repository.insertLists(
    tx,
    companyId,
    fresh.map(({ number, alias, name, manageable, multiple, options }) => ({
      number,
      alias,
      name,
      manageable,
      multiple,
      options: options.filter(({ archived }) => !archived).map((option) => option.name.trim()),
    })),
  );
  const options = Map.groupBy(await repository.listOptions(tx), ({ listNumber }) => listNumber);
  for (const list of theirs) {
    const ours = options.get(list.number) ?? [];
    const steps = planOptions(ours, list.options, before[list.fieldId] ?? {}, now);
    await applySteps(tx, { companyId }, list.number, steps);
  }
}

/** Options that only their use tells of. Those that are there already stay as they are. */
export async function addUsedOptions(
  tx: Transaction,
  companyId: string,
  used: ReadonlyMap<number, ReadonlySet<string>>,
): Promise<void> {
  await repository.lockOptions(tx, companyId, 'shared');
  const lists = new Set((await repository.listLists(tx)).map(({ number }) => number));
  for (const [list, names] of used) {
    if (!lists.has(list)) continue;
    await repository.insertOptions(tx, companyId, list, [...names]);
    await insertEvents(tx, companyId, [
      { type: 'lists.updated', subjectId: String(list), payload: { list, options: [] } },
    ]);
  }
}

/** A field's name by its list, for messages. */
export function listName(catalogue: Catalogue, listNumber: number): string {
  return catalogue.fields.find((field) => field.listNumber === listNumber)?.name ?? `list ${listNumber}`;
}
