import { Readable } from 'node:stream';
import { JoineryError } from '@joinery/sdk';
import {
  addRow,
  listChanges,
  listRows,
  type RowView,
  readRows,
  removeRow,
  updateRow,
} from '../../modules/employees/employees.service.ts';
import { type Answer, empty, json } from './answer.ts';
import { begun } from './begun.ts';
import { type Area, type Call, inForm } from './call.ts';
import { changedRowsJson, changedRowsXml, rowsJson, rowsJsonPieces, rowsXml } from './format/tables.ts';
import { negotiate } from './negotiation.ts';
import { countingTables, readEmployeeNumber, readInstant, toNumber } from './params.ts';

export const tables: Area = {
  style: 'table',
  handlers: {
    'GET /v1/employees/{id}/tables/{table}': getRows,
    'GET /v1/employees/changed/tables/{table}': getChangedRows,
    'POST /v1/employees/{id}/tables/{table}': postRow,
    'POST /v1/employees/{id}/tables/{table}/{rowId}': postRowChange,
    'DELETE /v1/employees/{id}/tables/{table}/{rowId}': deleteRow,
    'POST /v1_1/employees/{id}/tables/{table}': postRow,
    'POST /v1_1/employees/{id}/tables/{table}/{rowId}': postRowChange,
  },
};

async function getRows(call: Call): Promise<Answer> {
  const { id, table = '' } = call.params;
  const isXml = negotiate(call.accept, call.query.format, 'xml') === 'xml';
  if (id === 'all' && !isXml) return getAllRows(call, table);
  const whose = id === 'all' ? 'all' : readEmployeeNumber(id);
  const rows = await listRows(call.context, call.principal, whose, table);
  return inForm(call, { json: () => rowsJson(rows), xml: () => rowsXml(rows) }, 'xml');
}

// Sent while they are read.
async function getAllRows(call: Call, table: string): Promise<Answer> {
  const pages = (await begun(readRows(call.context, call.principal, table))) ?? noPages();
  const answer = inForm(call, { json: () => '', xml: () => rowsXml([]) }, 'xml');
  return { ...answer, body: Readable.from(rowsJsonPieces(pages)) };
}

async function* noPages(): AsyncGenerator<RowView[], void, undefined> {}

async function getChangedRows(call: Call): Promise<Answer> {
  const { table = '' } = call.params;
  const since = readInstant('since', call.query.since);
  const { changes } = await listChanges(call.context, call.principal, since, 'all', {
    tables: [...countingTables, table],
  });
  const present = changes.filter(({ action }) => action !== 'Deleted');
  const numbers = present.map(({ number }) => number);
  const rows = await listRows(call.context, call.principal, numbers, table);
  return inForm(
    call,
    {
      json: () => changedRowsJson(table, present, rows),
      xml: () => changedRowsXml(table, present, rows),
    },
    'xml',
  );
}

// A text that no option of its list is leaves its column as it was, without a word.
const writing = { unknownOptions: 'skip' } as const;

async function postRow(call: Call): Promise<Answer> {
  const { id, table = '' } = call.params;
  await addRow(call.context, call.principal, readEmployeeNumber(id), table, call.values(), writing);
  return empty();
}

async function postRowChange(call: Call): Promise<Answer> {
  const { id, table = '', rowId } = call.params;
  const number = readEmployeeNumber(id);
  await updateRow(call.context, call.principal, number, table, readRowId(rowId), call.values(), writing);
  return empty();
}

const notFound = new Set<string>([
  'employees.not_found',
  'employees.table_not_found',
  'employees.row_not_found',
]);

/** What is not there is told as a success that holds an error: this operation has no 404. */
async function deleteRow(call: Call): Promise<Answer> {
  const { id, table = '', rowId } = call.params;
  try {
    const number = readEmployeeNumber(id);
    await removeRow(call.context, call.principal, number, table, readRowId(rowId));
    return json({ success: true });
  } catch (error) {
    if (!(error instanceof JoineryError) || !notFound.has(error.code)) throw error;
    return json({ success: false, error: error.message });
  }
}

function readRowId(text: string | undefined): number {
  const row = toNumber(text);
  if (row === undefined) throw new JoineryError('employees.row_not_found', 'There is no such row.');
  return row;
}
