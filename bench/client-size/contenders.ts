// What is measured: the client as it is published, other people's, and floors.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reads, writes } from '../../packages/bamboohr/src/testing/operations.ts';
import { installClients } from '../../packages/server/src/surfaces/bamboohr/testing/clients/install.ts';

export interface Contender {
  readonly name: string;
  /** A module that imports it and does nothing. */
  readonly entry: string;
  /** Packages that are installed with it, itself included. */
  readonly packages: number;
  readonly operations: number | string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const client = '@joinery/bamboohr';

/** Counted by hand in what they publish. */
const peerOperations = { 'node-bamboohr': 'about 15', bamboohr: 'any, by path' };

// What people write who have no client.
const bareFetch = `
export async function readEmployee(company, key, id, fields) {
  const url = \`https://api.bamboohr.com/api/gateway.php/\${company}/v1/employees/\${id}?fields=\${fields}\`;
  const authorization = 'Basic ' + Buffer.from(key + ':x').toString('base64');
  const response = await fetch(url, { headers: { accept: 'application/json', authorization } });
  if (!response.ok) throw new Error(response.headers.get('x-bamboohr-error-message') ?? response.statusText);
  return response.json();
}
`;

export async function makeContenders(folder: string): Promise<{ contenders: Contender[]; missing?: string }> {
  buildClient(folder);
  const entry = (name: string, text: string) => {
    const file = join(folder, `${name}.mjs`);
    writeFileSync(file, text);
    return file;
  };
  const own = [
    { name: 'empty module', entry: entry('empty', 'export {};'), packages: 0, operations: 0 },
    { name: 'bare fetch', entry: entry('fetch', bareFetch), packages: 0, operations: 1 },
    {
      name: 'Joinery',
      entry: entry('joinery', `import { BambooHr } from '${client}'; globalThis.client = BambooHr;`),
      packages: 1 + Object.keys(manifestOf(join(folder, 'node_modules', client)).dependencies ?? {}).length,
      operations: reads.length + writes.length,
    },
  ];
  const clients = await installClients();
  if ('missing' in clients) return { contenders: own, missing: clients.missing };
  const peers = Object.entries(peerOperations).map(([name, operations]) => {
    const file = clients.require.resolve(name);
    const text = `import client from ${JSON.stringify(file)}; globalThis.client = client;`;
    return { name, entry: entry(name, text), packages: countPackages(name, clients.require), operations };
  });
  return { contenders: [...own, ...peers] };
}

/** As `npm run build` makes it, in a folder of its own: the source beside it must not be found. */
function buildClient(folder: string): void {
  const home = join(folder, 'node_modules', client);
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const project = join(root, 'packages/bamboohr/tsconfig.build.json');
  execFileSync(process.execPath, [compiler, '-p', project, '--outDir', join(home, 'dist')]);
  mkdirSync(home, { recursive: true });
  cpSync(join(root, 'packages/bamboohr/package.json'), join(home, 'package.json'));
}

interface Manifest {
  dependencies?: Record<string, string>;
}

function manifestOf(home: string): Manifest {
  return JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
}

/** A package and all that it needs, however deep. */
function countPackages(name: string, from: NodeJS.Require): number {
  const homes = new Set<string>();
  const visit = (wanted: string, require: NodeJS.Require) => {
    const home = homeOf(wanted, require);
    if (home === undefined || homes.has(home)) return;
    homes.add(home);
    const inside = createRequire(join(home, 'package.json'));
    for (const needed of Object.keys(manifestOf(home).dependencies ?? {})) visit(needed, inside);
  };
  visit(name, from);
  return homes.size;
}

// Not every package lets its package.json be resolved, so its folder is looked for where Node looks.
function homeOf(name: string, require: NodeJS.Require): string | undefined {
  const places = require.resolve.paths(name) ?? [];
  return places.map((place) => join(place, name)).find((home) => existsSync(join(home, 'package.json')));
}
