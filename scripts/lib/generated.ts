import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Writes a generated file; with --check on the command line only tells whether it is stale. */
export function publish(path: string, text: string): void {
  const file = join(root, path);
  const isFresh = existsSync(file) && readFileSync(file, 'utf8') === text;
  if (isFresh) return;
  if (process.argv.includes('--check')) {
    console.error(`${path} is stale: run npm run gen and commit it`);
    process.exitCode = 1;
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`wrote ${path}`);
}
