// Runs the examples of README.md as they stand and compares what they print with the comments beside them.
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { BambooHrError, BambooHr as Client } from './index.ts';
import type { BambooHrOptions, FetchLike } from './options.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/<!-- example: (\w+) -->\n```ts\n([\s\S]*?)```/g)].map(
  ([, name = '', code = '']) => ({ name, code }),
);

const createdAt = (path: string) => ({
  status: 201,
  headers: { location: `https://api.bamboohr.com/api/gateway.php/acme/v1/${path}` },
});

const column = (id: string) => ({ id, type: 'text', name: id });

const answers: Readonly<Record<string, () => Response>> = {
  'GET employees/4': () =>
    Response.json({ id: '4', firstName: 'Ann', hireDate: '0000-00-00', payRate: '65000.00 USD' }),
  'GET employees/changed': () =>
    Response.json({
      latest: '',
      employees: { '4': { id: '4', action: 'Updated' }, '5': { id: '5', action: 'Deleted' } },
    }),
  'POST employees': () => new Response(null, createdAt('employees/121')),
  'POST employees/121': () =>
    new Response(null, { status: 409, headers: { 'x-bamboohr-error-message': 'Email already in use' } }),
  'POST employees/121/tables/employmentStatus': () => new Response(null),
  'POST reports/custom': () =>
    Response.json({
      fields: ['customMarker', 'workEmail', 'lastName', 'status'].map(column),
      employees: [
        { id: '120', customMarker: null },
        { id: '121', customMarker: 'a1b2' },
      ],
    }),
  'GET employees/4/files/view': () =>
    Response.json({ employee: { id: 4 }, categories: [{ id: 13, canUploadFiles: 'yes', files: [] }] }),
  'POST employees/4/files': () => new Response(null, createdAt('employees/4/files/25')),
};

const fetch: FetchLike = async (url, init) => {
  const path = new URL(url).pathname.replace('/api/gateway.php/acme/v1/', '');
  return answers[`${init.method} ${path}`]?.() ?? new Response(null, { status: 404 });
};

class BambooHr extends Client {
  constructor(options: BambooHrOptions) {
    super({ ...options, fetch });
  }
}

async function run(code: string): Promise<string[]> {
  const printed: string[] = [];
  const print = (...values: readonly unknown[]) => {
    printed.push(values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '));
  };
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  const body = code.replaceAll(/^import .*$/gm, '');
  const example = new AsyncFunction('BambooHr', 'BambooHrError', 'process', 'console', body);
  await example(BambooHr, BambooHrError, { env: { BAMBOOHR_API_KEY: 'a-key-of-nobody' } }, { log: print });
  return printed;
}

test('the README has examples to run', () => {
  expect(examples.map((example) => example.name)).toEqual(['read', 'write', 'search', 'files']);
  expect(readme.match(/```ts/g)).toHaveLength(examples.length);
});

test.each(examples)('the example "$name" prints what it says', async ({ code }) => {
  const promised = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text);
  expect(promised.length).toBeGreaterThan(0);
  expect(await run(code)).toEqual(promised);
});
