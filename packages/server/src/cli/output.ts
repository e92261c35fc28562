import { JoineryError } from '@joinery/sdk';

export interface OutputOptions {
  json?: boolean;
}

/** Prints the result: one JSON document, or lines for people. */
export function print(options: OutputOptions, result: unknown, lines: string[]): void {
  console.log(options.json === true ? JSON.stringify(result, null, 2) : lines.join('\n'));
}

/** Lines up columns for people. */
export function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Tells what went wrong, and ends with status 1. Faults of ours come with their stack. */
export function fail(error: unknown, json: boolean): void {
  process.exitCode = 1;
  const known = error instanceof JoineryError;
  if (json) {
    const code = known ? error.code : 'request.internal';
    const issues = known ? error.issues : [];
    console.log(JSON.stringify({ error: { code, message: (error as Error).message, issues } }, null, 2));
  } else if (known) console.error(`joinery: ${[error.message, ...issueLines(error)].join('\n')}`);
  else console.error(error);
}

function issueLines(error: JoineryError): string[] {
  return error.issues
    .filter(({ path }) => !error.message.includes(path))
    .map(({ path, message }) => `  ${path}: ${message}`);
}
