// Tables as people send them, and the one that they get back to mend.
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { importLimits, JoineryError } from '@joinery/sdk';
import { parse } from 'csv-parse';
import { readWorkbook } from '../../platform/documents/reader.ts';
import { extensionOf, type Upload } from '../files/files.ts';

export interface Table {
  columns: string[];
  rows: { number: number; cells: string[] }[];
}

/** A file with the table that it is. */
export interface TableUpload extends Upload {
  table: Table;
}

/** Before a transaction is begun: opening what somebody sent may take long. @throws as `readTable` does */
export async function admitTable(upload: Upload): Promise<TableUpload> {
  return { ...upload, table: await readTable(upload) };
}

/**
 * Reads a table: the first line names its columns, empty lines are left out.
 *
 * @throws JoineryError `imports.unreadable`, `files.empty`, `files.archive_too_large`, `files.encrypted`
 */
export async function readTable({ name, bytes }: Pick<Upload, 'name' | 'bytes'>): Promise<Table> {
  if (bytes.length === 0) throw new JoineryError('files.empty', 'The file has no bytes.');
  const isZip = bytes.subarray(0, 4).toString('latin1') === 'PK\x03\x04';
  if (extensionOf(name) === 'xls' || bytes.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1')
    throw unreadable(
      'The old XLS format and protected workbooks are not read; save the table as XLSX or CSV.',
    );
  const lines = isZip ? fromWorkbook(await readWorkbook(bytes)) : await readCsv(bytes);
  return toTable(lines);
}

function fromWorkbook(reading: Awaited<ReturnType<typeof readWorkbook>>): Line[] {
  if (reading.kind === 'table') return reading.rows.map((cells, index) => ({ number: index + 1, cells }));
  if (reading.reason === 'too_large')
    throw new JoineryError(
      'files.archive_too_large',
      `The workbook cannot be read: ${reading.what ?? 'too large'}.`,
    );
  if (reading.reason === 'encrypted')
    throw new JoineryError('files.encrypted', 'The workbook is protected with a password.');
  throw unreadable(
    'The file is no workbook that can be read; save the table as XLSX without macros, or as CSV.',
  );
}

const pieceBytes = 64 * 1024;
const longestLine = importLimits.cellLength * importLimits.columns;

interface Line {
  number: number;
  cells: string[];
}

async function readCsv(bytes: Buffer): Promise<Line[]> {
  const text = decode(bytes);
  if (text.includes('\0')) throw unreadable('The file is no text: save the table as CSV or XLSX.');
  const lines: Line[] = [];
  const parser = parse({
    delimiter: delimiterOf(text),
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: longestLine,
  });
  try {
    await pipeline(inPieces(text), parser, async (records: AsyncIterable<string[]>) => {
      for await (const cells of records) {
        lines.push({ number: lines.length + 1, cells });
        if (lines.length > importLimits.rows + 1) throw tooMany();
      }
    });
  } catch (cause) {
    if (cause instanceof JoineryError) throw cause;
    const line = (cause as { lines?: number }).lines;
    throw unreadable(
      `The file is no CSV that can be read${line === undefined ? '' : `, from line ${line} on`}.`,
    );
  }
  return lines;
}

// The parser holds every line of what it is given at once: given all of a file, that is millions of
// empty ones, and nobody else is served meanwhile.
async function* inPieces(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    yield bytes.subarray(at, at + pieceBytes);
    await setImmediate();
  }
}

// Excel writes UTF-8 only when it is told to, and otherwise what Windows spoke.
function decode(bytes: Buffer): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  if (isWide) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

const separators = [',', ';', '\t', '|'] as const;

/** The separator that the line of names has most of, outside quotes. */
export function delimiterOf(text: string): string {
  const counts = { ',': 0, ';': 0, '\t': 0, '|': 0 };
  let isQuoted = false;
  // No pattern: one that is tried on megabytes runs out of its stack.
  for (const char of text.trimStart().slice(0, longestLine)) {
    if (char === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (char === '\n' || char === '\r') break;
    for (const sign of separators) if (char === sign) counts[sign] += 1;
  }
  return separators.reduce((best, next) => (counts[next] > counts[best] ? next : best));
}

function toTable(lines: Line[]): Table {
  const held = lines.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const [head, ...body] = held;
  if (head === undefined) throw unreadable('The table is empty.');
  const columns = trimmed(head.cells);
  if (columns.length > importLimits.columns)
    throw unreadable(`A table may have up to ${importLimits.columns} columns.`);
  if (body.length === 0) throw unreadable('The table has a line of column names and no people.');
  if (body.length > importLimits.rows) throw tooMany();
  const rows = body.map(({ number, cells }) => ({
    number,
    cells: columns.map((_, at) => clean(cells[at] ?? '')),
  }));
  return { columns: distinct(columns.map((name, at) => name || `Column ${at + 1}`)), rows };
}

// A column is known by its name, when the table comes back.
function distinct(names: string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let count = 2; taken.has(own.toLowerCase()); count += 1) own = `${name} ${count}`;
    taken.add(own.toLowerCase());
    return own;
  });
}

function trimmed(cells: string[]): string[] {
  const last = cells.findLastIndex((cell) => cell.trim() !== '');
  return cells.slice(0, last + 1).map((cell) => clean(cell).slice(0, 200).toWellFormed());
}

// Neither can be stored, nor half of a character that was cut.
function clean(cell: string): string {
  return cell
    .replaceAll('\0', '')
    .trim()
    .slice(0, importLimits.cellLength + 1)
    .toWellFormed();
}

function unreadable(message: string): JoineryError {
  return new JoineryError('imports.unreadable', message);
}

function tooMany(): JoineryError {
  return unreadable(`A table may have up to ${importLimits.rows.toLocaleString('en')} people; split it.`);
}
