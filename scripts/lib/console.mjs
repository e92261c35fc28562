// Builds the console when its sources changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem, root, run, say, seconds, sourceArguments } from './bootstrap.mjs';
import { withLock } from './lock.mjs';

const cache = join(root, 'node_modules', '.cache', 'joinery');
const built = join(root, 'packages', 'console', 'dist');
const stamp = join(cache, 'console.stamp');

const sources = [
  'packages/console/src',
  'packages/console/public',
  'packages/console/index.html',
  'packages/console/vite.config.ts',
  'packages/console/package.json',
  'packages/sdk/src',
  'package-lock.json',
];

export async function buildConsole(node) {
  if (isFresh()) return;
  mkdirSync(cache, { recursive: true });
  await withLock(
    join(cache, 'console.lock'),
    'another process is building the console; waiting',
    async () => {
      if (!isFresh()) await build(node);
    },
  );
}

function isFresh() {
  return (
    existsSync(join(built, 'index.html')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === fingerprint()
  );
}

async function build(node) {
  const startedAt = performance.now();
  const wanted = fingerprint();
  say('building the console');
  const args = [
    ...sourceArguments,
    'node_modules/vite/bin/vite.js',
    'build',
    'packages/console',
    '--logLevel',
    'warn',
  ];
  const { status, output } = await run(node, args, { capture: true });
  if (status !== 0) throw new Problem(`${output.trim()}\n\nThe console does not build; see above.`);
  writeFileSync(stamp, wanted);
  say(`console built in ${seconds(startedAt)}`);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const source of sources) addTo(hash, source);
  return hash.digest('hex');
}

function addTo(hash, path) {
  const full = join(root, path);
  if (!existsSync(full)) return;
  const names = listFolder(full);
  if (names === undefined) hash.update(path).update(readFileSync(full));
  else for (const name of names.sort()) addTo(hash, `${path}/${name}`);
}

function listFolder(path) {
  try {
    return readdirSync(path);
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}
