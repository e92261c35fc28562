// Rows of history tables: facts 2.9. Pure.
import type { RowView } from '../../../modules/employees/employees.service.ts';
import { objectText } from './json.ts';
import { inPieces } from './pieces.ts';
import { showColumn, showZulu } from './values.ts';
import { element, field, type XmlElement } from './xml.ts';

export function rowsJson(rows: RowView[]): string {
  return `[${rows.map(rowJson).join(',')}]`;
}

/** As rowsJson, page by page. */
export async function* rowsJsonPieces(pages: AsyncIterable<RowView[]>): AsyncGenerator<string> {
  yield '[';
  yield* inPieces(pages, rowJson, ',');
  yield ']';
}

function rowJson(row: RowView): string {
  return objectText([['id', String(row.id)], ['employeeId', String(row.employeeNumber)], ...columns(row)]);
}

export function rowsXml(rows: RowView[]): XmlElement {
  return element(
    'table',
    {},
    rows.map((row) =>
      element(
        'row',
        { id: row.id, employeeId: row.employeeNumber },
        columns(row).map(([name, value]) => columnXml(name, value)),
      ),
    ),
  );
}

interface ChangedEmployee {
  number: number;
  at: Date;
}

/** All rows of everybody who changed. Rows have no ids here, and instants end in Z. */
export function changedRowsJson(table: string, changed: ChangedEmployee[], rows: RowView[]): string {
  const byEmployee = Map.groupBy(rows, (row) => row.employeeNumber);
  const employees = changed.map(({ number, at }): string => {
    const own = (byEmployee.get(number) ?? []).map((row) => objectText(columns(row)));
    return `"${number}":{"lastChanged":"${showZulu(at)}","rows":[${own.join(',')}]}`;
  });
  return `{"table":${JSON.stringify(table)},"employees":{${employees.join(',')}}}`;
}

export function changedRowsXml(table: string, changed: ChangedEmployee[], rows: RowView[]): XmlElement {
  const byEmployee = Map.groupBy(rows, (row) => row.employeeNumber);
  const employees = changed.map(({ number, at }) =>
    element(
      'employee',
      { id: number, lastChanged: showZulu(at) },
      (byEmployee.get(number) ?? []).map((row) =>
        element(
          'row',
          {},
          columns(row).map(([name, value]) => columnXml(name, value)),
        ),
      ),
    ),
  );
  return element('table', { id: table }, employees);
}

function columns(row: RowView): [string, unknown][] {
  return Object.entries(row.values).map(([name, value]) => [name, showColumn(value)]);
}

function columnXml(name: string, value: unknown): XmlElement {
  if (typeof value === 'object' && value !== null) {
    const { currency, value: amount } = value as { currency: string; value: string };
    return element('field', { id: name, currency }, amount);
  }
  return field(name, value as string | boolean | null);
}
