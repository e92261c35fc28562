import type { BambooHr, CallOptions, Change, ChangedRows } from '@joinery/bamboohr';
import type { ChangedPerson, KnownAccount, SourceChange } from '../people-source.ts';
import { call, translated } from './client.ts';
import { columnTypes, rowValues } from './values.ts';

export async function listChanges(
  client: BambooHr,
  since: Date,
  options: CallOptions,
): Promise<{ latest: string | null; changes: SourceChange[] }> {
  const { latest, changes } = await call(client.employees.changed(since, options));
  return { latest, changes: changes.map(toChange) };
}

function toChange({ id, action, lastChanged }: Change): SourceChange {
  return { employeeId: id, action: toAction(action), at: lastChanged };
}

// A word that is not known says that something happened: enough to read the person again.
function toAction(action: string): SourceChange['action'] {
  const word = action.toLowerCase();
  return word === 'inserted' || word === 'deleted' ? word : 'updated';
}

export async function openChangedRows(
  client: BambooHr,
  known: KnownAccount,
  table: string,
  since: Date,
  options: CallOptions,
): Promise<AsyncIterable<ChangedPerson>> {
  const types = columnTypes(known, table);
  return peopleOf(translated(await call(client.tables.openChanged(table, since, { ...options, types }))));
}

async function* peopleOf(
  changed: AsyncIterable<ChangedRows>,
): AsyncGenerator<ChangedPerson, void, undefined> {
  for await (const { employeeId, rows } of changed)
    yield {
      employeeId,
      rows: rows.map(({ values }) => ({ employeeId, id: null, values: rowValues(values) })),
    };
}
