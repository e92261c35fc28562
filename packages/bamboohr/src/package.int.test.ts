// The package as it is published: built by the compiler, imported by its name in plain Node, without the
// source beside it. In every Node that is here, and the oldest that it promises is among them where it is
// installed: the scripts of this repository bring a newer one.
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createdAt, json, scriptedServer } from './testing/scripted-server.ts';

const here = fileURLToPath(new URL('..', import.meta.url));
const compiler = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));

// What a stranger would do first, and what is most likely to miss something in an old Node.
const program = `
import { BambooHr, BambooHrError, readWebhookChanges, toMoney, verifyWebhook } from '@joinery/bamboohr';

const bytes = [];
const hooks = { onResponse: (event) => bytes.push(event.bytes) };
const hr = new BambooHr({ baseUrl: process.argv[2], apiKey: 'key-1', hooks, retry: { baseDelayMs: 1 } });
const { id } = await hr.employees.create({ firstName: 'Ann', lastName: 'Lee' });
const { values, missing } = await hr.employees.get(id, ['hireDate', 'payRate', 'ssn']);
const report = await hr.reports.open({ fields: ['city'] });
const cities = [];
for await (const row of report.rows) cities.push(row.values.city);
const refused = await hr.meta.fields({ signal: AbortSignal.timeout(5000) }).catch((error) => error);
const verdict = verifyWebhook({ headers: {}, rawBody: '{}' }, { privateKeys: 'k' });
console.log(JSON.stringify({
  node: process.version,
  id, values, missing, cities, bytes, verdict,
  refused: refused instanceof BambooHrError && [refused.outcome, refused.providerMessage],
  money: toMoney('5 USD'),
  changes: readWebhookChanges('{"employees":[{"id":"4","action":"Updated","changedFields":[]}]}').length,
}));
`;

const typed = `
import { BambooHr, type BambooHrError, type Employee, type ResponseEvent } from '@joinery/bamboohr';

const hr = new BambooHr({ company: 'acme', apiKey: 'k', hooks: { onResponse: (e: ResponseEvent) => void e.bytes } });
export const read = (id: number): Promise<Employee> => hr.employees.get(id, ['city']);
export const outcome = (error: BambooHrError): 'not_sent' | 'refused' | 'throttled' | 'ambiguous' => error.outcome;
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'joinery-bamboohr-'));
  const home = join(folder, 'node_modules', '@joinery', 'bamboohr');
  mkdirSync(home, { recursive: true });
  // Says also whether anything is used that is newer than the oldest Node.
  run(['-p', join(here, 'tsconfig.build.json'), '--outDir', join(home, 'dist')]);
  cpSync(join(here, 'package.json'), join(home, 'package.json'));
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  writeFileSync(join(folder, 'program.mjs'), program);
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(args: readonly string[]): void {
  try {
    execFileSync(process.execPath, [compiler, ...args], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    throw new Error(String(Reflect.get(Object(error), 'stdout')), { cause: error });
  }
}

/** The Node of this process, and the one that the machine has of its own. */
function nodes(): { version: string; path: string }[] {
  const places = (process.env.PATH ?? '').split(delimiter).filter((place) => !place.includes('node_modules'));
  const found = new Map<string, string>();
  for (const path of [process.execPath, ...places.map((place) => join(place, 'node'))]) {
    const version = versionOf(path);
    if (version !== undefined && !found.has(version)) found.set(version, path);
  }
  return [...found].map(([version, path]) => ({ version, path }));
}

function versionOf(path: string): string | undefined {
  try {
    return execFileSync(path, ['--version'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

describe('the built package', () => {
  test.each(nodes())('works in Node $version', async ({ version, path }) => {
    const report = {
      title: '',
      fields: [{ id: 'city', type: 'text' }],
      employees: [{ id: '4', city: 'Oslo' }],
    };
    const employee = { id: '4', hireDate: '0000-00-00', payRate: '65000.00 USD' };
    const server = await scriptedServer(
      createdAt('employees/4'),
      json({}, 503),
      json(employee),
      json(report),
      json({ error: { code: 403, message: 'No access' } }, 403),
    );
    const { stdout } = await promisify(execFile)(path, [join(folder, 'program.mjs'), server.baseUrl]);
    const lengths = [{}, employee, report].map((body) => JSON.stringify(body).length);
    expect(JSON.parse(stdout)).toEqual({
      node: version,
      id: '4',
      values: { id: '4', hireDate: null, payRate: { value: '65000.00', currency: 'USD' } },
      missing: ['ssn'],
      cities: ['Oslo'],
      bytes: [0, ...lengths, expect.any(Number)],
      verdict: { valid: false, reason: 'unsigned' },
      refused: ['refused', 'No access'],
      money: { value: '5', currency: 'USD' },
      changes: 1,
    });
  });

  test('has types that a strict program compiles against', () => {
    writeFileSync(join(folder, 'typed.ts'), typed);
    const types = fileURLToPath(new URL('../../../node_modules/@types', import.meta.url));
    const options = [
      '--strict',
      '--exactOptionalPropertyTypes',
      '--module',
      'nodenext',
      '--target',
      'es2022',
    ];
    run([
      join(folder, 'typed.ts'),
      ...options,
      '--noEmit',
      '--typeRoots',
      types,
      '--types',
      'node',
      '--ignoreConfig',
    ]);
  });
});
