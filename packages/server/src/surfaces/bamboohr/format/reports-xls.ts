// Reports as a spreadsheet: SpreadsheetML 2003, which spreadsheet programs open under the name
// .xls. Pure.
import { cells, type ReportWriter } from './reports.ts';
import { escapeText } from './xml.ts';

export const writeXls: ReportWriter = async function* (title, columns, rows) {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n' +
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">\n' +
    '<Styles><Style ss:ID="head"><Font ss:Bold="1"/></Style></Styles>\n' +
    `<Worksheet ss:Name="${sheetName(title)}"><Table>\n`;
  yield rowText(
    columns.map(({ title: name }) => name),
    ' ss:StyleID="head"',
  );
  for await (const page of rows) yield page.map((row) => rowText(cells(columns, row))).join('');
  yield '</Table></Worksheet>\n</Workbook>\n';
};

// Every cell is text: employee numbers keep their zeros, and nothing is taken for a formula.
function rowText(texts: readonly string[], style = ''): string {
  const written = texts.map((text) => `<Cell><Data ss:Type="String">${escapeText(text)}</Data></Cell>`);
  return `<Row${style}>${written.join('')}</Row>\n`;
}

// Spreadsheet programs refuse these characters, quotes at the ends and more than 31 of any.
function sheetName(title: string): string {
  const name = title
    .replace(/[[\]:*?/\\'"]/g, ' ')
    .trim()
    .slice(0, 31)
    .toWellFormed();
  return name === '' ? 'Report' : escapeText(name);
}
