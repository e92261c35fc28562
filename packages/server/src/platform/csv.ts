// Lines of CSV as RFC 4180 has them, for people who open them with a spreadsheet: what strangers wrote
// must not become a formula there, and comes back as it was when the table does.

/** Stands before the first line: without it Excel takes the text for what Windows spoke. */
export const csvMark = '\ufeff';

/** Ends with its line end. Null and undefined are empty cells. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

// Spreadsheets take these for the beginning of a formula, in their full width, too, and some skip
// blanks and line ends before it. Behind quotes they are none, but would be once one is taken off.
const formula = /^'*(?:[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n\0])/u;

/** What the cell said before `csvLine` made it no formula. */
export function fused(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}

function csvCell(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const text = String(value ?? '');
  const safe = formula.test(text) ? `'${text}` : text;
  // Also what other readers separate by, or trim.
  return /[",;|\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
