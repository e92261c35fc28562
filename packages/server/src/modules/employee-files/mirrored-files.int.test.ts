import { text } from 'node:stream/consumers';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aKey } from '../../testing/hire-bench.ts';
import { type MirrorBench, startMirrorBench } from '../../testing/mirror-bench.ts';
import { createAccessLevel } from '../access/access-levels.service.ts';
import type { Principal } from '../access/principal.ts';
import { getCompany, systemPrincipal } from '../companies/companies.service.ts';
import { updateConnection } from '../connections/connections.service.ts';
import { deleteEmployee, readEmployee } from '../employees/employees.service.ts';
import { createKey } from '../keys/keys.service.ts';
import { setUpMirror } from '../syncs/mirror-setup.service.ts';
import { createUser } from '../users/users.service.ts';
import {
  addEmployeeFile,
  changeEmployeeFile,
  listEmployeeFiles,
  openEmployeeFile,
  removeEmployeeFile,
} from './employee-files.service.ts';
import { readElsewhere } from './mirrored-files.service.ts';
import type { ListedCategory } from './mirrored-files.ts';

const listing = 'GET /v1/employees/{id}/files/view';
const opening = 'GET /v1/employees/{id}/files/{fileId}';

let bench: MirrorBench;
let owner: Principal;
let apiKey: string;
let numbers: number[];

beforeAll(async () => {
  bench = await startMirrorBench();
  expect((await bench.begin()).state).toBe('done');
  owner = systemPrincipal(
    await bench.context.db.inCompany(bench.owner.companyId, (tx) => getCompany(tx, bench.owner.companyId)),
    'Test',
  );
  apiKey = await aKey(bench.context, owner);
  numbers = (await bench.select(sql<{ number: number }>`select number from employees order by number`)).map(
    ({ number }) => number,
  );
});
afterAll(() => bench.close());

// Each test has somebody of its own, of whom nothing was read yet.
let employee: number;
beforeEach(async () => {
  employee = numbers.pop() ?? 0;
  await bench.calls();
});

const add = async (content = 'Grüße', over: { shared?: boolean; number?: number } = {}) => {
  const { shared = true, number = employee } = over;
  const { categories } = await listEmployeeFiles(bench.context, bench.source, number);
  const upload = { field: 'file', name: 'note.txt', contentType: 'x/y', bytes: Buffer.from(content) };
  const file = { categoryId: categories[1]?.id ?? 0, name: '', shared, upload };
  return addEmployeeFile(bench.context, bench.source, number, file);
};
const list = (principal = owner) => listEmployeeFiles(bench.context, principal, employee);
const numbersOf = async (principal = owner) =>
  (await list(principal)).categories.flatMap(({ files }) => files.map(({ number }) => number));
const read = async (file: number, principal = owner) =>
  text(await (await openEmployeeFile(bench.context, principal, employee, file)).open());
const asked = async () => (await bench.calls()).map(({ operation }) => operation);
const grownOld = () =>
  bench.select(
    sql`update mirrored_file_lists set read_at = read_at - interval '6 minutes' returning read_at`,
  );
// The dialect tells times to the second.
const toTheSecond = (categories: ListedCategory[]) =>
  JSON.parse(JSON.stringify(categories).replace(/\.\d{3}Z"/g, '.000Z"'));
const ask = (path: string, company = 'mirror', key = apiKey) =>
  fetch(`${bench.origin}${path.replace('DIALECT', `/api/gateway.php/${company}/v1`)}`, {
    headers: {
      accept: 'application/json',
      authorization: path.startsWith('/v1') ? `Bearer ${key}` : `Basic ${btoa(`${key}:x`)}`,
    },
  });

/** A key of the source that sees everybody, and nobody's files. */
const keyWithoutFiles = async () => {
  const level = await createAccessLevel(bench.context, bench.source, {
    name: 'Without files',
    definition: {
      employees: [
        { scope: { kind: 'all' }, fields: { firstName: 'view', lastName: 'view', status: 'view' } },
      ],
      manageEmployees: false,
      directory: false,
      hiring: { jobs: 'none', candidates: 'none', assignedJobsOnly: false, hires: 'none' },
      settings: { users: 'none', connections: 'none', fields: 'none', company: 'none' },
    },
  });
  const user = { kind: 'service' as const, firstName: 'Limited', lastName: 'Key', accessLevelId: level.id };
  const { id: userId } = await createUser(bench.context, bench.source, user);
  return (await createKey(bench.context, bench.source, { name: 'Limited', userId })).key;
};

describe('files of somebody who comes from BambooHR', () => {
  it('are listed as they are there, with one request in five minutes', async () => {
    const shared = await add();
    const kept = await add('other', { shared: false });
    const source = await listEmployeeFiles(bench.context, bench.source, employee);
    const { categories, canEdit, asOf } = await list();
    expect(categories).toEqual(toTheSecond(source.categories));
    expect(await numbersOf()).toEqual([shared, kept]);
    expect([canEdit, asOf]).toEqual([true, expect.any(Date)]);
    expect(await asked()).toEqual([listing]);
    const later = await add();
    expect(await numbersOf()).not.toContain(later);
    await grownOld();
    expect(await numbersOf()).toContain(later);
    expect(await asked()).toEqual([listing]);
  });

  it('are listed and sent alike by every dialect', async () => {
    const file = await add('Grüße, everybody');
    const ours = await (await ask(`DIALECT/employees/${employee}/files/view`)).json();
    const theirs = await (
      await ask(`DIALECT/employees/${employee}/files/view`, 'acme', bench.sandbox.apiKey)
    ).json();
    const plain = (value: unknown) =>
      JSON.parse(JSON.stringify(value, (key, one) => (key.startsWith('can') ? undefined : one)));
    expect(plain(ours)).toEqual(plain(theirs));
    const native = (await (await ask(`/v1/employees/${employee}/files`)).json()) as Record<string, unknown>;
    expect(native).toMatchObject({ canEdit: true, asOf: expect.stringMatching(/^\d{4}-.*Z$/) });
    for (const path of [
      `DIALECT/employees/${employee}/files/${file}`,
      `/v1/employees/${employee}/files/${file}`,
    ]) {
      const answer = await ask(path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-disposition')).toContain('note.txt');
      expect(answer.headers.get('content-type')).toContain('text/plain');
      expect(await answer.text()).toBe('Grüße, everybody');
    }
  });

  it('are fetched when they are wanted, new ones too, and nothing of them is stored', async () => {
    await list();
    const file = await add('x'.repeat(300_000));
    const files = () => bench.select(sql`select id from files`);
    const before = await files();
    await bench.calls();
    expect(await read(file)).toHaveLength(300_000);
    expect(await asked()).toEqual([listing, opening]);
    expect(await read(file)).toHaveLength(300_000);
    expect(await asked()).toEqual([opening]);
    expect(await files()).toEqual(before);
  });

  it('are those of one employee, and gone when they are gone there', async () => {
    const file = await add();
    const others = await add('theirs', { number: numbers[0] ?? 0 });
    await expect(read(others)).rejects.toMatchObject({ code: 'employees.file_not_found' });
    expect(await asked()).toEqual([listing]);
    await removeEmployeeFile(bench.context, bench.source, employee, file);
    await expect(read(file)).rejects.toMatchObject({ code: 'employees.file_not_found' });
    const answer = await ask(`DIALECT/employees/${employee}/files/${file}`);
    expect(answer.status).toBe(404);
  });

  it('are for those who may see files here', async () => {
    const shared = await add();
    const kept = await add('secret', { shared: false });
    const { id } = await readEmployee(bench.context, owner, employee, [], { onlyCurrent: true });
    const as = (
      scope: Principal['access']['employees'][number]['scope'],
      fields: Record<string, 'view' | 'edit'>,
    ): Principal => ({
      ...owner,
      employeeId: id,
      access: { ...owner.access, employees: [{ scope, fields }] },
    });
    await bench.calls();
    const nobody = { ...as({ kind: 'all' }, { '*': 'edit' }), employeeId: null };
    const outside = as({ kind: 'filter', departments: ['Elsewhere'] }, { '**': 'edit' });
    for (const principal of [nobody, { ...outside, employeeId: null }]) {
      await expect(list(principal)).rejects.toMatchObject({ code: 'access.forbidden' });
      await expect(read(shared, principal)).rejects.toMatchObject({ code: 'access.forbidden' });
    }
    const stranger = (await bench.aCompany()).owner;
    await expect(list(stranger)).rejects.toMatchObject({ code: 'employees.not_found' });
    await expect(read(shared, stranger)).rejects.toMatchObject({ code: 'employees.not_found' });
    expect(await asked()).toEqual([]);
    const me = as({ kind: 'self' }, { '*': 'view' });
    expect(await numbersOf(me)).toEqual([shared]);
    expect(await read(shared, me)).toBe('Grüße');
    await expect(read(kept, me)).rejects.toMatchObject({ code: 'employees.file_not_found' });
    await changeEmployeeFile(bench.context, bench.source, employee, shared, { shared: false });
    await expect(read(shared, me)).rejects.toMatchObject({ code: 'employees.file_not_found' });
    expect(await read(kept, as({ kind: 'self' }, { files: 'view' }))).toBe('secret');
  });

  it('are forgotten with the employee', async () => {
    await list();
    const rows = () =>
      bench.select(sql`select list from mirrored_file_lists where employee_number = ${employee}`);
    expect(await rows()).toHaveLength(1);
    await deleteEmployee(bench.context, bench.source, employee);
    expect((await bench.sync()).state).toBe('done');
    expect(await rows()).toEqual([]);
  });
});

describe('while BambooHR cannot be asked', () => {
  it('what was read last is listed; without it there is an error, and never an empty list', async () => {
    const file = await add();
    await list();
    await grownOld();
    await bench.calls();
    await bench.fault(listing, 'html_200');
    expect(await numbersOf()).toEqual([file]);
    expect(await asked()).toEqual([listing]);
    employee = numbers.pop() ?? 0;
    await add();
    await bench.fault(listing, 'truncate');
    await expect(list()).rejects.toMatchObject({
      message: expect.stringMatching(
        /^The files of this employee cannot be read from BambooHR: .* Ask again later\.$/,
      ),
    });
    expect(await numbersOf()).toHaveLength(1);
  });

  it('a file that is no file, or is cut on its way, is never taken for one', async () => {
    const file = await add('x'.repeat(200_000));
    await list();
    await bench.fault(opening, 'html_200');
    await expect(read(file)).rejects.toMatchObject({ code: 'provider.unexpected' });
    await bench.fault(opening, 'truncate');
    await expect(read(file)).rejects.toThrow();
    await bench.fault(opening, 'truncate');
    const answer = ask(`/v1/employees/${employee}/files/${file}`).then((one) => one.text());
    await expect(answer).rejects.toThrow();
    expect(await read(file)).toHaveLength(200_000);
  });

  it('what its key may not see is told with its cure, whatever was read before', async () => {
    const file = await add();
    await list();
    const refused = {
      code: 'provider.refused',
      status: 403,
      message: expect.stringMatching(
        /^The files of this employee cannot be read from BambooHR: BambooHR refused: .* see the files of employees\.$/,
      ),
    };
    await updateConnection(bench.context, owner, bench.connectionId, { apiKey: await keyWithoutFiles() });
    await grownOld();
    await expect(list()).rejects.toMatchObject(refused);
    await expect(read(file)).rejects.toMatchObject({
      ...refused,
      message: expect.stringMatching(
        /^This file cannot be read from BambooHR: .* see the files of employees\.$/,
      ),
    });
    for (const path of [
      `/v1/employees/${employee}/files`,
      `DIALECT/employees/${employee}/files/view`,
      `DIALECT/employees/${employee}/files/${file}`,
    ])
      expect((await ask(path)).status).toBe(502);
    await updateConnection(bench.context, owner, bench.connectionId, { apiKey: bench.sandbox.apiKey });
    expect(await numbersOf()).toEqual([file]);
  });

  it('a connection that is off or stopped lists what is kept, and names the cure where nothing is', async () => {
    const file = await add();
    await list();
    await grownOld();
    const known = employee;
    const unknown = numbers.pop() ?? 0;
    const expectKept = async (code: string, cure: string) => {
      employee = known;
      expect(await numbersOf()).toEqual([file]);
      await expect(read(file)).rejects.toMatchObject({ code, message: expect.stringContaining(cure) });
      employee = unknown;
      await expect(list()).rejects.toMatchObject({ code, message: expect.stringContaining(cure) });
    };
    await updateConnection(bench.context, owner, bench.connectionId, { enabled: false });
    await bench.calls();
    await expectKept('connections.disabled', 'Switch it on.');
    expect(await asked()).toEqual([]);
    await updateConnection(bench.context, owner, bench.connectionId, {
      enabled: true,
      apiKey: 'nobodys-key',
    });
    await expectKept('connections.unauthorized', 'a key that works');
    await bench.calls();
    await expectKept('connections.unauthorized', 'a key that works');
    expect(await asked()).toEqual([]);
  });
});

it('lists are not kept when mirroring ends, nor when somebody was reading one', async () => {
  const { context, connectionId } = bench;
  const { companyId } = owner;
  const settings = { tables: [], leaveOut: [], changesEveryMinutes: 5, fullSyncAt: '02:30' };
  await updateConnection(context, owner, connectionId, { apiKey: bench.sandbox.apiKey });
  await bench.select(sql`update connections set stopped_at = null where id = ${connectionId} returning id`);
  await list();
  const rows = () => bench.select(sql`select employee_number from mirrored_file_lists`);
  expect(await rows()).not.toEqual([]);
  await setUpMirror(context, owner, connectionId, { ...settings, peopleSource: false, writeThrough: false });
  expect(await rows()).toEqual([]);
  const where = { companyId, connectionId, employeeNumber: employee, kept: undefined };
  expect((await readElsewhere(context, where)).categories).not.toEqual([]);
  expect(await rows()).toEqual([]);
});
