// What has to be built before the server runs: the console, and the demo's résumés. Each is
// built again only when its sources changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem, root, run, say, seconds, sourceArguments } from './bootstrap.mjs';
import { withLock } from './lock.mjs';

/** Where builds are remembered. */
export const cache = join(root, 'node_modules', '.cache', 'joinery');

const consoleBuild = {
  name: 'console',
  sources: [
    'packages/console/src',
    'packages/console/public',
    'packages/console/index.html',
    'packages/console/vite.config.ts',
    'packages/console/package.json',
    'packages/sdk/src',
    'package-lock.json',
  ],
  result: 'packages/console/dist/index.html',
  program: ['node_modules/vite/bin/vite.js', 'build', 'packages/console', '--logLevel', 'warn'],
};

const demoBuild = {
  name: 'demo',
  sources: ['scripts/build-demo.ts', 'packages/server/src/modules/demo/applicants.ts'],
  result: 'packages/server/dist/demo',
  program: ['scripts/build-demo.ts'],
};

/** Builds what is stale of all that the server serves. */
export async function buildAll(node) {
  await buildDemo(node);
  await buildIfStale(node, consoleBuild);
}

/** What a server needs to make the demo. */
export const buildDemo = (node) => buildIfStale(node, demoBuild);

async function buildIfStale(node, build) {
  if (isFresh(build)) return;
  mkdirSync(cache, { recursive: true });
  const waiting = `another process is building the ${build.name}; waiting`;
  await withLock(join(cache, `${build.name}.lock`), waiting, async () => {
    if (!isFresh(build)) await runBuild(node, build);
  });
}

function stampOf({ name }) {
  return join(cache, `${name}.stamp`);
}

function isFresh(build) {
  const stamp = stampOf(build);
  return (
    existsSync(join(root, build.result)) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === fingerprint(build)
  );
}

async function runBuild(node, build) {
  const startedAt = performance.now();
  const wanted = fingerprint(build);
  say(`building the ${build.name}`);
  const { status, output } = await run(node, [...sourceArguments, ...build.program], { capture: true });
  if (status !== 0) throw new Problem(`${output.trim()}\n\nThe ${build.name} does not build; see above.`);
  writeFileSync(stampOf(build), wanted);
  say(`${build.name} built in ${seconds(startedAt)}`);
}

/** Of all files in some folders. */
export function fingerprint({ sources }) {
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
