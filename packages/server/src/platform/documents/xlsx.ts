// The first sheet of a workbook as texts. Read in the process that opens what strangers sent, from the
// parts of the archive that say what stands in cells; formulas, links and pictures are not looked at.
import { Refusal, type TableReading } from './reading.ts';
import { attributeOf, decodeXml, type XmlToken, xmlText, xmlTokens } from './xml-tokens.ts';
import { openZip, type ZipParts } from './zip-parts.ts';

const mostRows = 50_001;
const mostColumns = 100;
const mostCharacters = 40_000_000;

/** @throws Refusal for what is no sound workbook, and for a table that is larger than is taken. */
export function readXlsx(file: Buffer): TableReading {
  const parts = openZip(file);
  if (!parts.has('xl/workbook.xml')) throw new Refusal('mismatch');
  if (parts.names.some((name) => /vbaProject/i.test(name))) throw new Refusal('macros');
  const shared = sharedTexts(parts);
  const dates = dateStyles(parts);
  const firstDay = firstDayOf(parts);
  return { kind: 'table', rows: readSheet(parts.read(firstSheet(parts)), { shared, dates, firstDay }) };
}

function* tokensIn(parts: ZipParts, name: string): Generator<XmlToken> {
  if (parts.has(name)) yield* xmlTokens(decodeXml(parts.read(name)));
}

const isStart = ({ kind }: XmlToken): boolean => kind === 'open' || kind === 'empty';

function firstSheet(parts: ZipParts): string {
  const sheets = [...tokensIn(parts, 'xl/workbook.xml')].filter(
    (token) => isStart(token) && token.name === 'sheet',
  );
  const shown = sheets.find((sheet) => attributeOf(sheet, 'state') === undefined) ?? sheets[0];
  // The relation's id; `sheetId` and `name` have names of their own.
  const id = shown && attributeOf(shown, 'id');
  for (const token of tokensIn(parts, 'xl/_rels/workbook.xml.rels'))
    if (isStart(token) && token.name === 'Relationship' && attributeOf(token, 'Id') === id)
      return pathOf(attributeOf(token, 'Target') ?? '');
  throw new Refusal('mismatch');
}

/** Where days are counted from, as a day of the usual count: old workbooks of Macs begin in 1904. */
function firstDayOf(parts: ZipParts): number {
  for (const token of tokensIn(parts, 'xl/workbook.xml'))
    if (isStart(token) && token.name === 'workbookPr')
      return /^(1|true)$/.test(attributeOf(token, 'date1904') ?? '') ? 1462 : 0;
  return 0;
}

function pathOf(target: string): string {
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

function sharedTexts(parts: ZipParts): string[] {
  const texts: string[] = [];
  let text: string | undefined;
  let reading = false;
  let phonetic = 0;
  for (const token of tokensIn(parts, 'xl/sharedStrings.xml')) {
    if (token.name === 'si' && token.kind === 'open') text = '';
    if (token.name === 'si' && token.kind === 'empty') texts.push('');
    if (token.name === 'rPh') phonetic += token.kind === 'open' ? 1 : token.kind === 'close' ? -1 : 0;
    if (token.name === 't') reading = token.kind === 'open' && phonetic === 0;
    if (token.kind === 'text' && reading && text !== undefined) text += xmlText(token);
    if (token.name === 'si' && token.kind === 'close') {
      texts.push(text ?? '');
      text = undefined;
    }
  }
  return texts;
}

/** Which of the cell formats show a number as a day or a time. */
function dateStyles(parts: ZipParts): boolean[] {
  const own = new Map<string, boolean>();
  const styles: boolean[] = [];
  let inCells = false;
  for (const token of tokensIn(parts, 'xl/styles.xml')) {
    if (token.name === 'cellXfs') inCells = token.kind === 'open';
    if (!isStart(token)) continue;
    if (token.name === 'numFmt')
      own.set(attributeOf(token, 'numFmtId') ?? '', isDateFormat(attributeOf(token, 'formatCode') ?? ''));
    if (token.name !== 'xf' || !inCells) continue;
    const format = attributeOf(token, 'numFmtId') ?? '0';
    const number = Number(format);
    styles.push(own.get(format) ?? ((number >= 14 && number <= 22) || (number >= 45 && number <= 47)));
  }
  return styles;
}

function isDateFormat(code: string): boolean {
  return /[dy]/i.test(code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, ''));
}

interface Lookups {
  shared: string[];
  dates: boolean[];
  firstDay: number;
}

interface Cell {
  column: number;
  type: string;
  style: number;
  text: string;
}

function readSheet(sheet: Buffer, lookups: Lookups): string[][] {
  const rows: string[][] = [];
  let characters = 0;
  let row: string[] = [];
  let cell: Cell | undefined;
  let reading = false;
  for (const token of xmlTokens(decodeXml(sheet))) {
    if (token.name === 'row' && isStart(token)) {
      const number = Number(attributeOf(token, 'r') ?? rows.length + 1);
      if (!(number > rows.length && number <= mostRows)) throw tooLarge();
      while (rows.length < number - 1) rows.push([]);
      row = [];
      rows.push(row);
    } else if (token.name === 'c' && token.kind === 'empty') {
      const { column } = toCell(token, row.length);
      while (row.length <= column) row.push('');
    } else if (token.name === 'c' && token.kind === 'open') cell = toCell(token, row.length);
    else if (token.name === 'v' || token.name === 't') reading = token.kind === 'open';
    else if (token.kind === 'text' && reading && cell !== undefined) cell.text += xmlText(token);
    else if (token.name === 'c' && token.kind === 'close' && cell !== undefined) {
      while (row.length < cell.column) row.push('');
      const text = toText(cell, lookups);
      characters += text.length;
      if (characters > mostCharacters) throw tooLarge();
      row[cell.column] = text;
      cell = undefined;
    }
  }
  return rows;
}

function toCell(token: XmlToken, next: number): Cell {
  const letters = /^([A-Z]{1,3})\d+$/.exec(attributeOf(token, 'r') ?? '')?.[1];
  const column = letters === undefined ? next : columnOf(letters);
  if (column >= mostColumns) throw tooLarge();
  const style = Number(attributeOf(token, 's') ?? 0);
  return { column, type: attributeOf(token, 't') ?? 'n', style, text: '' };
}

function columnOf(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function toText({ type, style, text }: Cell, { shared, dates, firstDay }: Lookups): string {
  if (type === 's') return shared[Number(text)] ?? '';
  if (type === 'b') return text === '1' ? 'true' : 'false';
  if (type === 'e') return '';
  const number = Number(text);
  const day = number + firstDay;
  if (type === 'n' && dates[style] === true && text !== '' && day >= 1 && day < 2_958_466) return toDay(day);
  // Excel writes 0.1 + 0.2 with all the digits that it calculates with.
  if (type === 'n' && text !== '' && Number.isFinite(number)) return String(Number(number.toPrecision(15)));
  return text;
}

// Days since the end of 1899, counting one that there was not.
function toDay(serial: number): string {
  const days = Math.floor(serial) - (serial > 60 ? 25_569 : 25_568);
  return new Date(days * 86_400_000).toISOString().slice(0, 10);
}

function tooLarge(): Refusal {
  return new Refusal('too_large', 'its first sheet has more rows or columns than are taken');
}
