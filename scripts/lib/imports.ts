// Reads the imports out of TypeScript sources. No parser: comments are blanked first, then the
// few forms that an import has are looked for.

export interface Import {
  /** As written: `./x.ts`, `@joinery/sdk`, `node:net`. */
  specifier: string;
  line: number;
  /** Erased when the code runs. */
  typeOnly: boolean;
  /** Imported by name, as named there; empty for `import 'x'`, `import()` and `* as x`. */
  names: string[];
}

const statement = /^[ \t]*(?:import|export)\s+(type\s+)?(?:([\w$*\s{},]+?)\s+from\s+)?(['"])([^'"\n]+)\3/gm;
const dynamic = /\bimport\s*\(\s*(['"])([^'"\n]+)\1\s*[,)]/g;

export function readImports(source: string): Import[] {
  const text = withoutComments(source);
  const found: Import[] = [];
  for (const match of text.matchAll(statement)) {
    const [, type, clause = '', , specifier = ''] = match;
    const named = namesOf(clause);
    found.push({
      specifier,
      line: lineAt(text, match.index),
      typeOnly: type !== undefined || (named.length > 0 && named.every((name) => name.startsWith('type '))),
      names: named.filter((name) => !name.startsWith('type ')),
    });
  }
  for (const match of text.matchAll(dynamic))
    found.push({ specifier: match[2] ?? '', line: lineAt(text, match.index), typeOnly: false, names: [] });
  return found;
}

function namesOf(clause: string): string[] {
  const inBraces = /\{([^}]*)\}/.exec(clause)?.[1] ?? '';
  const outside = clause.replace(/\{[^}]*\}/, '').replace(/\*\s+as\s+\w+/, '*');
  const names = [...inBraces.split(','), ...outside.split(',')];
  return names.map((name) => name.trim().replace(/\s+as\s+.*$/, '')).filter((name) => name !== '');
}

export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

// Comments, and what could look like one: strings, templates and regular expressions.
const token =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[(,=:[!&|?{};\n]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//g;

const isComment = (found: string): boolean => found.startsWith('/*') || found.startsWith('//');

/** Blanks comments and keeps every line where it was; strings and templates stay. */
export function withoutComments(source: string): string {
  return source.replace(token, (found) => (isComment(found) ? found.replace(/[^\n]/g, ' ') : found));
}

export function commentsOf(source: string): { text: string; line: number }[] {
  return [...source.matchAll(token)]
    .filter((match) => isComment(match[0]))
    .map((match) => ({ text: match[0], line: lineAt(source, match.index) }));
}
