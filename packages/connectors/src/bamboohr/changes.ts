import type { BambooHr, CallOptions, Change } from '@joinery/bamboohr';
import type { KnownAccount, SourceChange, SourceRow } from '../people-source.ts';
import { call } from './client.ts';
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

export async function listChangedRows(
  client: BambooHr,
  known: KnownAccount,
  table: string,
  since: Date,
  options: CallOptions,
): Promise<{ employeeId: string; rows: SourceRow[] }[]> {
  const types = columnTypes(known, table);
  const changed = await call(client.tables.changed(table, since, { ...options, types }));
  return changed.map(({ employeeId, rows }) => ({
    employeeId,
    rows: rows.map(({ values }) => ({ employeeId, id: null, values: rowValues(values) })),
  }));
}
