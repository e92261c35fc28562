// Rows of history tables: facts 2.9. Pure.
import type { RowView } from '../../../modules/employees/employees.service.ts';
import { objectText } from './json.ts';
import { showColumn } from './values.ts';
import { element, field, type XmlElement } from './xml.ts';

export function rowsJson(rows: RowView[]): string {
  const texts = rows.map((row) =>
    objectText([['id', String(row.id)], ['employeeId', String(row.employeeNumber)], ...columns(row)]),
  );
  return `[${texts.join(',')}]`;
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
