// Error codes and events, house-rules 6.8: what stands in the table is used by the product,
// proved by a test and documented; and the documentation has nothing else.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorTable, eventTable } from '@joinery/sdk';
import { withoutComments } from './lib/imports.ts';

export interface Tables {
  codes: string[];
  events: string[];
  /** Texts of product files without the tables, of test files, and of the errors page. */
  product: string[];
  tests: string[];
  errorsPage: string;
}

export function findProblems({ codes, events, product, tests, errorsPage }: Tables): string[] {
  const documented = [...errorsPage.matchAll(/^#+ `([a-z_]+\.[a-z_]+)`/gm)].map((match) => match[1] ?? '');
  return [
    ...codes.filter((code) => !isQuoted(code, product)).map((code) => `${code}: no product code throws it`),
    ...codes.filter((code) => !isQuoted(code, tests)).map((code) => `${code}: no test expects it`),
    ...codes
      .filter((code) => !documented.includes(code))
      .map((code) => `${code}: not in docs/reference/errors.md`),
    ...documented
      .filter((code) => !codes.includes(code))
      .map((code) => `${code}: documented, but not in the table`),
    ...events
      .filter((event) => !isQuoted(event, product))
      .map((event) => `${event}: no product code builds it`),
    ...events.filter((event) => !isQuoted(event, tests)).map((event) => `${event}: no test expects it`),
  ];
}

function isQuoted(word: string, texts: string[]): boolean {
  return texts.some((text) => text.includes(`'${word}'`) || text.includes(`"${word}"`));
}

function readTables(root: string): Tables {
  const all = globSync(['packages/*/src/**/*.{ts,tsx}', 'e2e/**/*.ts', 'examples/**/*.ts'], { cwd: root });
  const isTest = (path: string): boolean => /\.test\.tsx?$|\.e2e\.ts$|\/(testing|conformance)\//.test(path);
  const isTable = (path: string): boolean => /^packages\/sdk\/src\/(errors|events)\.ts$/.test(path);
  const read = (path: string): string => withoutComments(readFileSync(join(root, path), 'utf8'));
  const paths = all.map((path) => path.replaceAll('\\', '/')).filter((path) => !isTable(path));
  return {
    codes: Object.keys(errorTable),
    events: Object.keys(eventTable),
    product: paths.filter((path) => !isTest(path)).map(read),
    tests: paths.filter(isTest).map(read),
    errorsPage: readFileSync(join(root, 'docs/reference/errors.md'), 'utf8'),
  };
}

if (import.meta.main) {
  const problems = findProblems(readTables(fileURLToPath(new URL('..', import.meta.url))));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
