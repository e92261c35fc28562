// Programs of other people that read BambooHR, installed when they are first needed, into a folder
// of their own: none of them is a dependency. n8n's nodes come as the published tarball, of which
// only the BambooHR node is unpacked; what that node requires is installed beside it.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { finished, program } from '../lib/processes.ts';

/** Two folders, because the two want different versions of zod. */
const peers = {
  nango: { '@nangohq/runner-sdk': '0.71.10' },
  // What the BambooHR node of n8n-nodes-base requires, in the versions that it names.
  n8n: { 'n8n-workflow': '2.41.0', 'moment-timezone': '0.5.48', 'change-case': '5.4.4' },
};
const node = { name: 'n8n-nodes-base', version: '2.41.2' };

export const peerNames = {
  nango: `@nangohq/runner-sdk ${peers.nango['@nangohq/runner-sdk']}`,
  n8n: `${node.name} ${node.version}`,
};

const cache = fileURLToPath(new URL('../../node_modules/.cache/joinery/sync-peers', import.meta.url));
const placeOf = (peer: keyof typeof peers): string => join(cache, peer);

/** @throws Error where the registry cannot be reached: the bench then goes on without peers. */
export async function installPeers(): Promise<void> {
  const stamp = join(cache, JSON.stringify([peers, node]).replaceAll(/[^\w.-]+/g, '_'));
  if (existsSync(stamp)) return;
  for (const [peer, versions] of Object.entries(peers)) {
    const place = join(cache, peer);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'package.json'), '{"private":true}');
    const names = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await finished(program('npm', ['install', '--save-exact', ...quiet, ...names], { cwd: place }));
  }
  const place = placeOf('n8n');
  await finished(program('npm', ['pack', '--silent', `${node.name}@${node.version}`], { cwd: place }));
  const folder = join(place, 'node_modules', node.name);
  mkdirSync(folder, { recursive: true });
  const only = ['package/package.json', 'package/dist/nodes/BambooHr'];
  const from = ['xzf', `${node.name}-${node.version}.tgz`, '--strip-components=1'];
  await finished(program('tar', [...from, '-C', folder, ...only], { cwd: place }));
  writeFileSync(stamp, '');
}

/** What n8n calls with its own functions as `this`. */
export type N8nRouter = (this: object) => Promise<{ json: Record<string, unknown> }[]>;

export function loadN8nRouter(): N8nRouter {
  const require = createRequire(join(placeOf('n8n'), 'package.json'));
  return require(join(placeOf('n8n'), 'node_modules', node.name, 'dist/nodes/BambooHr/v1/actions/router.js'))
    .router;
}

export interface NangoPages {
  offset(
    config: object,
    pagination: object,
    bodyOrParams: Record<string, unknown>,
    inBody: boolean,
    proxy: (config: { data?: unknown; params?: unknown }) => Promise<{ data: unknown }>,
  ): AsyncGenerator<Record<string, unknown>[]>;
}

export async function loadNangoPages(): Promise<NangoPages> {
  const file = join(placeOf('nango'), 'node_modules/@nangohq/runner-sdk/dist/paginate.service.js');
  return (await import(pathToFileURL(file).href)).default;
}
