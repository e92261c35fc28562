// Other people's clients, taken from the npm registry into a cache when a test wants them: run as
// they are, and never part of this repository or of what is shipped. They bring old packages along,
// which is one more reason to keep them out of the lockfile.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const packages = {
  'node-bamboohr': '1.0.2',
  bamboohr: '0.1.0',
  // What they need, pinned: two of them take whatever is newest.
  request: '2.88.2',
  xml2js: '0.6.2',
  'change-case': '5.4.4',
  'moment-timezone': '0.5.48',
  // Certificates for the name that they all call.
  selfsigned: '5.5.0',
};
const n8nNodes = 'n8n-nodes-base@2.41.2';
const timeoutMs = 90_000;

const cache = fileURLToPath(
  new URL('../../../../../../../node_modules/.cache/joinery-clients/1', import.meta.url),
);

export type Installed = { require: NodeJS.Require } | { missing: string };

/** What could be had, or why not. A cache that exists is complete: it is made under another name. */
export async function installClients(): Promise<Installed> {
  if (existsSync(cache)) return { require: requireFrom(cache) };
  const draft = `${cache}.${process.pid}`;
  try {
    await install(draft);
    if (!existsSync(cache)) renameSync(draft, cache);
    return { require: requireFrom(cache) };
  } catch (error) {
    return { missing: `not to be had from the npm registry: ${(error as Error).message.split('\n')[0]}` };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function install(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies: packages, overrides: pins() }),
  );
  const options = { cwd: folder, timeout: timeoutMs };
  const quiet = ['--silent', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['install', ...quiet], options);
  // Of a package of 82 MB only the one node.
  const { stdout } = await run('npm', ['pack', n8nNodes, '--silent'], options);
  const tarball = stdout.trim().split('\n').at(-1) ?? '';
  const home = join(folder, 'node_modules', 'n8n-nodes-base');
  mkdirSync(home, { recursive: true });
  await run(
    'tar',
    ['xzf', tarball, '-C', home, '--strip-components=1', 'package/dist/nodes/BambooHr'],
    options,
  );
  rmSync(join(folder, tarball));
  const workflow = join(folder, 'node_modules', 'n8n-workflow');
  mkdirSync(workflow, { recursive: true });
  writeFileSync(join(workflow, 'index.js'), workflowStandIn);
}

function pins(): Record<string, string> {
  const { request, xml2js } = packages;
  return { request, xml2js };
}

// What the node takes from its host's package: two errors and names of connections.
const workflowStandIn = `
class NodeOperationError extends Error { constructor(node, error) { super(error.message ?? error); } }
class NodeApiError extends Error {
  constructor(node, cause, { message, description }) { super(message); this.description = description; this.cause = cause; }
}
module.exports = { NodeOperationError, NodeApiError, NodeConnectionTypes: { Main: 'main' } };
`;

function requireFrom(folder: string): NodeJS.Require {
  return createRequire(join(folder, 'package.json'));
}
