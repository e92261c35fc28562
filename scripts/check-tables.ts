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
  /** Path → text of product files without the tables; texts of test files and of the errors page. */
  product: Record<string, string>;
  tests: string[];
  errorsPage: string;
}

// Where a code is chosen apart from the throw: the declaration in which each one counts.
const indirections: Record<string, string> = {
  'packages/server/src/surfaces/pipeline.ts': 'knownErrors',
  'packages/server/src/db/embedded/failures.ts': 'causes',
  'packages/connectors/src/bamboohr/client.ts': 'codeOf',
};

export function findProblems({ codes, events, product, tests, errorsPage }: Tables): string[] {
  const documented = [...errorsPage.matchAll(/^#+ `([a-z_]+\.[a-z_]+)`/gm)].map((match) => match[1] ?? '');
  const files = Object.entries(product);
  const texts = files.map(([, text]) => text);
  const thrown = files.flatMap(([path, text]) => [...firstArguments(text), ...declarationIn(path, text)]);
  return [
    ...files.filter(isIndirectionGone).map(goneProblem),
    ...codes
      .filter((code) => !isQuoted(code, thrown.map(withoutComparisons)))
      .map((code) => `${code}: no product code throws it`),
    ...codes.filter((code) => !isQuoted(code, tests)).map((code) => `${code}: no test expects it`),
    ...codes
      .filter((code) => !documented.includes(code))
      .map((code) => `${code}: not in docs/reference/errors.md`),
    ...documented
      .filter((code) => !codes.includes(code))
      .map((code) => `${code}: documented, but not in the table`),
    ...events
      .filter((event) => !isQuoted(event, texts))
      .map((event) => `${event}: no product code builds it`),
    ...events.filter((event) => !isQuoted(event, tests)).map((event) => `${event}: no test expects it`),
  ];
}

/** What stands in the place of the code wherever an error is made. */
function firstArguments(text: string): string[] {
  return [...text.matchAll(/\bnew (?:Joinery|Provider)Error\(([^,]*)/g)].map((match) => match[1] ?? '');
}

/** The declaration of an indirection, up to the bracket that closes it at the beginning of a line. */
function declarationIn(path: string, text: string): string[] {
  const name = indirections[path];
  if (name === undefined) return [];
  return text.match(new RegExp(`^(?:const|function) ${name}\\b[\\s\\S]*?^[\\]}]`, 'm')) ?? [];
}

const isIndirectionGone = ([path, text]: [string, string]): boolean =>
  path in indirections && declarationIn(path, text).length === 0;

const goneProblem = ([path]: [string, string]): string =>
  `${path}: has no ${indirections[path]}; mend the list in scripts/check-tables.ts`;

/** A code that is compared with is somebody else's. */
function withoutComparisons(text: string): string {
  return text.replace(/[!=]==?\s*(['"])[^'"\n]*\1/g, '');
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
    product: Object.fromEntries(paths.filter((path) => !isTest(path)).map((path) => [path, read(path)])),
    tests: paths.filter(isTest).map(read),
    errorsPage: readFileSync(join(root, 'docs/reference/errors.md'), 'utf8'),
  };
}

if (import.meta.main) {
  const problems = findProblems(readTables(fileURLToPath(new URL('..', import.meta.url))));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
