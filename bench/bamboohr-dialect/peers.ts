// Other people's programs that answer the same operations. They are installed when they are first
// needed, so that nobody who only runs Joinery pays for them.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import list from '../../packages/server/src/surfaces/bamboohr/operations.json' with { type: 'json' };
import { finished, freePort, program, untilAnswers } from '../lib/processes.ts';
import { type Door, directoryPath, employeeFields, employeePath } from './scene.ts';

export const peerVersions = {
  '@stoplight/prism-cli': '5.16.0',
  'json-server': '0.17.4',
  autocannon: '9.0.0',
};

const place = fileURLToPath(new URL('../../node_modules/.cache/joinery/bench-peers', import.meta.url));

export async function installPeers(): Promise<void> {
  const names = Object.entries(peerVersions).map(([name, version]) => `${name}@${version}`);
  const stamp = join(place, names.join('+').replaceAll('/', '_'));
  if (existsSync(stamp)) return;
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), '{"private":true}');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await finished(program('npm', ['install', '--save-exact', ...quiet, ...names], { cwd: place }));
  writeFileSync(stamp, '');
}

export function autocannonPath(): string {
  return join(place, 'node_modules/autocannon/autocannon.js');
}

/** What the peers answer with: recorded from the server under test. */
export interface Answers {
  employees: Map<number, string>;
  directory: string;
}

export async function startPrism(answers: Answers, folder: string): Promise<Door> {
  const document = join(folder, 'openapi.json');
  writeFileSync(document, JSON.stringify(openapi(answers)));
  const port = await freePort();
  const prism = join(place, 'node_modules/@stoplight/prism-cli/dist/index.js');
  program(process.execPath, [prism, 'mock', '-p', String(port), '-h', '127.0.0.1', '-v', 'error', document]);
  const door = { baseUrl: `http://127.0.0.1:${port}/v1`, headers: { accept: 'application/json' } };
  await untilAnswers(door.baseUrl + employeePath(1));
  return door;
}

export async function startJsonServer({ employees }: Answers, folder: string): Promise<Door> {
  const database = join(folder, 'db.json');
  const records = [...employees.values()].map((text) => JSON.parse(text));
  writeFileSync(database, JSON.stringify({ employees: records }));
  const port = await freePort();
  const jsonServer = join(place, 'node_modules/json-server/lib/cli/bin.js');
  program(process.execPath, [jsonServer, '--port', String(port), '--host', '127.0.0.1', '--quiet', database]);
  const door = { baseUrl: `http://127.0.0.1:${port}`, headers: { accept: 'application/json' } };
  await untilAnswers(`${door.baseUrl}/employees/1`);
  return door;
}

// All operations that Joinery has, so that both choose among as many; the compared ones in full.
function openapi({ employees, directory }: Answers): object {
  const [example = '{}'] = employees.values();
  const compared: Record<string, object> = {
    [`GET /v1${directoryPath}`]: { responses: { 200: jsonBody(schemaOfDirectory, directory) } },
    'GET /v1/employees/{id}': {
      parameters: [{ name: 'fields', in: 'query', schema: { type: 'string' } }],
      responses: { 200: jsonBody(schemaOfEmployee, example) },
    },
  };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { id } of list.operations) {
    const [method = '', path = ''] = id.split(' ');
    const of = paths[path] ?? { parameters: pathParameters(path) };
    of[method.toLowerCase()] = compared[id] ?? { responses: { 200: jsonBody({ type: 'object' }, '{}') } };
    paths[path] = of;
  }
  return { openapi: '3.1.0', info: { title: 'An HR system', version: '1' }, paths };
}

function pathParameters(path: string): object[] {
  const names = [...path.matchAll(/\{(.*?)\}/g)].map(([, name]) => name);
  return names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}

function jsonBody(schema: object, example: string): object {
  return { description: 'OK', content: { 'application/json': { schema, example: JSON.parse(example) } } };
}

const text = { type: ['string', 'null'] };

const schemaOfEmployee = {
  type: 'object',
  properties: { id: { type: 'string' }, ...Object.fromEntries(employeeFields.map((name) => [name, text])) },
};

const schemaOfDirectory = {
  type: 'object',
  properties: {
    fields: { type: 'array', items: { type: 'object' } },
    employees: { type: 'array', items: { type: 'object', properties: { id: { type: 'string' } } } },
  },
};
