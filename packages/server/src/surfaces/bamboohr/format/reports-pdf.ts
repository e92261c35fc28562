// Reports as PDF: a plain table on landscape A4, in Helvetica. Columns that do not fit beside each
// other follow on further sheets. Pages are written as they fill up; only their places in the file
// are remembered. Pure.
import { cells, type ReportWriter } from './reports.ts';
import { encodeWinAnsi, pdfDocument, textWidth } from './reports-pdf-document.ts';

const page = { width: 842, height: 595, margin: 36 };
const size = { title: 12, text: 8, line: 12 };
const columnWidth = { least: 70, most: 240 };
const linesPerPage = Math.floor((page.height - 2 * page.margin - 2 * size.line - size.title) / size.line);

export const writePdf: ReportWriter = async function* (title, columns, rows) {
  const document = pdfDocument(page.width, page.height);
  yield document.head();
  const heads = columns.map(({ title: name }) => name);
  const bands = bandsOf(heads.length);
  let waiting: string[][] = [];
  let written = 0;
  const sheets = (lines: string[][]): Buffer => {
    written += lines.length;
    const drawn = bands.map((band) => document.page(drawSheet(title, heads, lines, band)));
    return Buffer.concat(drawn);
  };
  for await (const people of rows) {
    waiting.push(...people.map((row) => cells(columns, row)));
    const full = Math.floor(waiting.length / linesPerPage) * linesPerPage;
    for (let from = 0; from < full; from += linesPerPage)
      yield sheets(waiting.slice(from, from + linesPerPage));
    waiting = waiting.slice(full);
  }
  if (waiting.length > 0 || written === 0) yield sheets(waiting);
  yield document.tail();
};

interface Band {
  from: number;
  to: number;
  width: number;
}

/** Which columns stand beside each other on one sheet. */
function bandsOf(columns: number): Band[] {
  const space = page.width - 2 * page.margin;
  const perSheet = Math.max(1, Math.floor(space / columnWidth.least));
  const count = Math.max(1, Math.ceil(columns / perSheet));
  const each = Math.max(1, Math.ceil(columns / count));
  const width = Math.min(columnWidth.most, space / each);
  return Array.from({ length: count }, (_, index) => ({ from: index * each, to: (index + 1) * each, width }));
}

function drawSheet(title: string, heads: string[], lines: string[][], { from, to, width }: Band): string {
  const top = page.height - page.margin - size.title;
  const drawn = [drawText(title, size.title, page.margin, top, page.width - 2 * page.margin)];
  for (const [index, line] of [heads, ...lines].entries()) {
    const y = top - size.line * (index + 2);
    for (const [column, text] of line.slice(from, to).entries())
      drawn.push(drawText(text, size.text, page.margin + column * width, y, width - 4));
    if (index === 0) drawn.push(`0.5 w ${page.margin} ${y - 3} m ${page.width - page.margin} ${y - 3} l S`);
  }
  return drawn.join('\n');
}

function drawText(text: string, fontSize: number, x: number, y: number, width: number): string {
  const fitting = fit(encodeWinAnsi(text), fontSize, width);
  if (fitting === '') return '';
  const escaped = fitting.replace(/[\\()]/g, (character) => `\\${character}`);
  return `BT /F1 ${fontSize} Tf ${round(x)} ${round(y)} Td (${escaped}) Tj ET`;
}

// 0x85 is the ellipsis in WinAnsi.
const ellipsis = '\x85';

function fit(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  let length = text.length;
  while (length > 0 && textWidth(text.slice(0, length) + ellipsis, fontSize) > width) length -= 1;
  return text.slice(0, length) + ellipsis;
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}
