// Reports as text: facts 4.2 and 4.3. Pure: pages of rows go in, pieces of a document come out, so
// that a report of any length passes through the memory of a page.
import type { FieldValue } from '../../../modules/fields/field-values.ts';
import type { FieldDefinition } from '../../../modules/fields/standard-fields.ts';
import type { PhotoUrl } from '../../photo-urls.ts';
import { fieldId } from './metadata.ts';
import { inPieces } from './pieces.ts';
import { type Shown, showValue } from './values.ts';
import { escapeText } from './xml.ts';

export interface ReportColumn {
  /** As it was asked; the key of its values. */
  name: string;
  /** Asked by number, it is a number here and text in the rows. */
  id: string | number;
  type: string;
  title: string;
  show(value: FieldValue): Shown;
}

export interface ReportRow {
  number: number;
  /** In order of the columns; undefined where the field is hidden for this employee. */
  values: readonly (FieldValue | undefined)[];
}

/** Pages of rows. */
export type ReportRows = AsyncIterable<readonly ReportRow[]>;

/** A way to write a report down. */
export type ReportWriter = (
  title: string,
  columns: readonly ReportColumn[],
  rows: ReportRows,
) => AsyncGenerator<string | Buffer, void, undefined>;

// Reports call some fields otherwise than the catalogue does.
const reportNames: Record<string, { type: string; name: string }> = {
  id: { type: 'int', name: 'EEID' },
  bestEmail: { type: 'email', name: 'Email' },
  supervisor: { type: 'text', name: 'Supervisor name' },
  supervisorId: { type: 'text', name: 'Supervisor ID' },
  exempt: { type: 'exempt', name: 'Overtime Status' },
  payPer: { type: 'paid_per', name: 'Paid per' },
};

export function reportColumn(
  name: string,
  field: Pick<FieldDefinition, 'alias' | 'type' | 'name'>,
  currency: string,
  photoUrl?: PhotoUrl,
): ReportColumn {
  const { type, name: title } = reportNames[field.alias ?? name] ?? field;
  const options = { place: 'report', currency, photoUrl } as const;
  return { name, id: fieldId(name), type, title, show: (value) => showValue(value, field, options) };
}

/** Each row begins with the id. */
export const writeJson: ReportWriter = async function* (title, columns, rows) {
  const fields = columns.map(({ id, type, title: name }) => ({ id, type, name }));
  yield `{"title":${JSON.stringify(title)},"fields":${JSON.stringify(fields)},"employees":[`;
  yield* inPieces(rows, jsonRow(columns), ',');
  yield ']}';
};

/** One row as JSON text, keys in asked order even where JavaScript would move them. */
export function jsonRow(columns: readonly ReportColumn[]): (row: ReportRow) => string {
  const keys = columns.map(({ name }) => `,${JSON.stringify(name)}:`);
  return ({ number, values }) => {
    let text = `{"id":"${number}"`;
    for (const [index, column] of columns.entries()) {
      const value = values[index];
      if (value !== undefined && column.name !== 'id')
        text += keys[index] + JSON.stringify(column.show(value));
    }
    return `${text}}`;
  };
}

export const writeXml: ReportWriter = async function* (title, columns, rows) {
  yield `<?xml version="1.0"?>\n<report>\n <title>${escapeText(title)}</title>\n <fieldset>\n`;
  yield columns
    .map(
      ({ id, type, title: name }) =>
        `  <field id="${attribute(String(id))}" type="${attribute(type)}">${escapeText(name)}</field>\n`,
    )
    .join('');
  yield ' </fieldset>\n <employees>\n';
  yield* inPieces(rows, xmlRow(columns));
  yield ' </employees>\n</report>\n';
};

function xmlRow(columns: readonly ReportColumn[]): (row: ReportRow) => string {
  const opened = columns.map(({ name }) => `   <field id="${attribute(name)}">`);
  return ({ number, values }) => {
    let text = `  <employee id="${number}">\n`;
    for (const [index, column] of columns.entries()) {
      const value = values[index];
      if (value !== undefined && column.name !== 'id')
        text += `${opened[index]}${escapeText(plain(column.show(value)))}</field>\n`;
    }
    return `${text}  </employee>\n`;
  };
}

/**
 * Values as they are, quoted: cells that begin like a formula are not changed, as the real one
 * does not change them either. Whoever opens the file in a spreadsheet has to know its source.
 */
export const writeCsv: ReportWriter = async function* (_title, columns, rows) {
  yield csvLine(columns.map(({ title }) => title));
  yield* inPieces(rows, (row) => csvLine(cells(columns, row)));
};

/** The text of each cell, in order of the columns. */
export function cells(columns: readonly ReportColumn[], { values }: ReportRow): string[] {
  return columns.map((column, index) => {
    const value = values[index];
    return value === undefined ? '' : plain(column.show(value));
  });
}

function csvLine(texts: readonly string[]): string {
  return `${texts.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')}\n`;
}

function plain(shown: Shown): string {
  return shown === null ? '' : String(shown);
}

function attribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;');
}
