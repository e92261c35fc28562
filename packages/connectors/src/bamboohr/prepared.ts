// Writes of one account and the looks that belong to them, as both halves of the contract use them.
import { createHash } from 'node:crypto';
import type { BambooHr, WriteValue } from '@joinery/bamboohr';
import type { FileCategory, PreparedWrite } from '../hris-actions.ts';
import type { Comparison, SentValues } from '../people-writes.ts';
import { call, unlessRefused } from './client.ts';
import { toFileCategories } from './map.ts';
import { compareValues, toFieldValue, toRowValue } from './written-values.ts';

/** `shown`: what people see of the values, where those are not for reading. */
export function prepare<Result>(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  values: Record<string, unknown>,
  send: () => Promise<Result>,
  shown = values,
): PreparedWrite<Result> {
  const names = Object.keys(values).sort();
  return {
    canonical: JSON.stringify([method, path, names.map((name) => [name, values[name]])]),
    summary: names.length === 0 ? `${method} ${path}` : `${method} ${path}: ${names.join(', ')}`,
    preview: { method, path, values: shown },
    send: () => call(send()),
  };
}

export function digestOf(bytes: Uint8Array<ArrayBuffer>): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function prepareUpdate(client: BambooHr, id: string, values: SentValues): PreparedWrite<null> {
  const sent = mapped(values, toFieldValue);
  const send = silent(() => client.employees.update(id, sent));
  return prepare('POST', `employees/${id}`, sent, send);
}

export async function compareFields(client: BambooHr, id: string, values: SentValues): Promise<Comparison> {
  const reading = client.employees.get(id, askable(values), { onlyCurrent: true });
  const found = await unlessRefused(404, reading);
  return found === null ? 'gone' : compareValues(found.values, values);
}

export function prepareAddRow(
  client: BambooHr,
  id: string,
  table: string,
  values: SentValues,
): PreparedWrite<null> {
  const sent = mapped(values, toRowValue);
  const send = silent(() => client.tables.addRow(id, table, sent));
  return prepare('POST', `employees/${id}/tables/${table}`, sent, send);
}

export function prepareRowChange(
  client: BambooHr,
  { employeeId, table, rowId }: { employeeId: string; table: string; rowId: string },
  values: SentValues,
): PreparedWrite<null> {
  const sent = mapped(values, toRowValue);
  const send = silent(() => client.tables.updateRow(employeeId, table, rowId, sent));
  return prepare('POST', `employees/${employeeId}/tables/${table}/${rowId}`, sent, send);
}

export function mapped(
  values: SentValues,
  toWire: (value: SentValues[string]) => WriteValue,
): Record<string, WriteValue> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toWire(value)]));
}

// A name with a comma in it cannot be asked for: what is not asked for is unknown.
function askable(values: SentValues): string[] {
  return Object.keys(values).filter((name) => !name.includes(','));
}

export function silent(send: () => Promise<unknown>): PreparedWrite<null>['send'] {
  return async () => {
    await send();
    return null;
  };
}

export async function listFileCategories(client: BambooHr, employeeId: string): Promise<FileCategory[]> {
  // 404 is how an account without any category answers, for employees who exist.
  const list = await unlessRefused(404, client.files.list(employeeId));
  return list === null ? [] : toFileCategories(list);
}
