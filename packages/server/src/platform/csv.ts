// Lines of CSV as RFC 4180 has them, for people who open them with a spreadsheet: what strangers wrote
// must not become a formula there.

/** Ends with its line end. Null and undefined are empty cells. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

// Spreadsheets take these for the beginning of a formula, in their full width, too, and some skip
// blanks and line ends before it.
const formula = /^[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n\0]/u;

function csvCell(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const text = String(value ?? '');
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
