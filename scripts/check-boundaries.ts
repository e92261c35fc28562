// Import direction, forbidden imports, cycles, names and TODOs. The rules are tables in
// lib/boundary-rules.ts.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  allowedUpward,
  bannedNames,
  importBans,
  packageImports,
  type SourceFile,
  serverLayers,
  testFiles,
  textBans,
  type Violation,
} from './lib/boundary-rules.ts';
import { commentsOf, lineAt, readImports, withoutComments } from './lib/imports.ts';

/** Every violation in a set of sources, given as path from the root → text. */
export function findViolations(sources: Record<string, string>): Violation[] {
  const files = Object.entries(sources).map(([path, text]) => readSource(path, text, sources));
  const product = files.filter(({ path }) => !testFiles.test(path));
  return [
    ...files.flatMap(packageDirection),
    ...product.flatMap(serverDirection),
    ...product.flatMap(forbiddenImports),
    ...product.flatMap(forbiddenTexts),
    ...files.flatMap(namesAndTodos),
    ...cycles(product),
  ];
}

function readSource(path: string, text: string, sources: Record<string, string>): SourceFile {
  const imports = readImports(text).map((one) => ({
    ...one,
    target: resolveTarget(path, one.specifier, sources),
  }));
  return { path, text, imports };
}

function resolveTarget(path: string, specifier: string, sources: Record<string, string>): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const target = normalize(join(dirname(path), specifier)).replaceAll('\\', '/');
  return target in sources || /\.\w+$/.test(target) ? target : `${target}.ts`;
}

const packageOf = (path: string): string | undefined => /^packages\/([^/]+)\//.exec(path)?.[1];

function packageDirection({ path, imports }: SourceFile): Violation[] {
  const from = packageOf(path);
  if (from === undefined) return [];
  return imports.flatMap(({ specifier, target, line }) => {
    const to = /^@joinery\/([^/]+)/.exec(specifier)?.[1] ?? packageOf(target ?? '');
    if (to === undefined || to === from) return [];
    if (specifier.startsWith('.'))
      return [{ path, line, message: `imports a file of packages/${to} by path` }];
    if (packageImports[from]?.includes(to)) return [];
    return [{ path, line, message: `packages/${from} may not import packages/${to}` }];
  });
}

function serverDirection({ path, imports }: SourceFile): Violation[] {
  const from = serverLayers.findIndex(({ pattern }) => pattern.test(path));
  return imports.flatMap(({ target, line }) => {
    const to = serverLayers.findIndex(({ pattern }) => pattern.test(target ?? ''));
    const isAllowed = allowedUpward.some((one) => one.from === path && one.to === target);
    if (from === -1 || to === -1 || to >= from || isAllowed) return [];
    const [above, below] = [serverLayers[to]?.name, serverLayers[from]?.name];
    return [{ path, line, message: `${below} may not import ${above} (${target}): imports point down` }];
  });
}

function forbiddenImports(file: SourceFile): Violation[] {
  const bans = importBans.filter(({ within, except }) => within.test(file.path) && !except?.test(file.path));
  return bans.flatMap(({ what, banned }) =>
    file.imports
      .filter((one) => banned(one, file))
      .map((one) => ({ path: file.path, line: one.line, message: `${what}; imports ${one.specifier}` })),
  );
}

function forbiddenTexts({ path, text }: SourceFile): Violation[] {
  const code = withoutComments(text);
  return textBans
    .filter(({ within, except }) => within.test(path) && !except?.test(path))
    .flatMap(({ what, pattern }) =>
      [...code.matchAll(new RegExp(pattern, 'g'))].map((match) => ({
        path,
        line: lineAt(code, match.index),
        message: what,
      })),
    );
}

function namesAndTodos({ path, text }: SourceFile): Violation[] {
  const named = bannedNames.test(path)
    ? [{ path, line: 1, message: 'the name of the file says nothing' }]
    : [];
  const todos = commentsOf(text)
    .filter((comment) => /\bTODO\b(?!\s*\(?#\d)/.test(comment.text))
    .map(({ line }) => ({ path, line, message: 'a TODO needs the number of an issue' }));
  return [...named, ...todos];
}

/** One violation for each cycle of imports that exist when the code runs. */
function cycles(files: SourceFile[]): Violation[] {
  const edges = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.filter((one) => !one.typeOnly && one.target !== undefined).map((one) => one.target ?? ''),
    ]),
  );
  const found: Violation[] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: string[]): void => {
    const begin = trail.indexOf(path);
    if (begin !== -1) {
      found.push({ path, line: 1, message: `imports itself: ${[...trail.slice(begin), path].join(' → ')}` });
      return;
    }
    if (done.has(path)) return;
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) walk(path, []);
  return found;
}

function readSources(root: string): Record<string, string> {
  const patterns = [
    'packages/*/src/**/*.{ts,tsx}',
    'scripts/**/*.ts',
    'bench/**/*.ts',
    'e2e/**/*.ts',
    'examples/**/*.ts',
  ];
  const paths = globSync(patterns, { cwd: root, exclude: (name) => name === 'node_modules' });
  return Object.fromEntries(
    paths
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => !path.includes('/node_modules/') && existsSync(join(root, path)))
      .sort()
      .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  );
}

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const violations = findViolations(readSources(root));
  for (const { path, line, message } of violations) console.error(`${path}:${line}  ${message}`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
