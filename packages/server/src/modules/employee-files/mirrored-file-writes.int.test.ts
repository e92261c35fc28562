// Changes of files in a mirrored company, against a sandbox company that is connected over HTTP.
import { buffer, text } from 'node:stream/consumers';
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWriteBench, type WriteBench } from '../../testing/write-bench.ts';
import { createAccessLevel } from '../access/access-levels.service.ts';
import type { Principal } from '../access/principal.ts';
import { updateConnection } from '../connections/connections.service.ts';
import { createKey } from '../keys/keys.service.ts';
import { describePhoto, openPhoto, removePhoto, uploadPhoto } from '../photos/photos.service.ts';
import { resolveProviderWrite } from '../provider-writes/provider-writes.service.ts';
import { createUser } from '../users/users.service.ts';
import {
  addEmployeeFile,
  addEmployeeFileCategories,
  changeEmployeeFile,
  listEmployeeFiles,
  openEmployeeFile,
  removeEmployeeFile,
} from './employee-files.service.ts';

const uploading = 'POST /v1/employees/{id}/files';
const changing = 'POST /v1/employees/{id}/files/{fileId}';
const photographing = 'POST /v1/employees/{employeeId}/photo';

let bench: WriteBench;
let numbers: number[];
let employee: number;
let category: number;

beforeAll(async () => {
  bench = await startWriteBench();
  numbers = (await select<{ number: number }>(sql`select number from employees where status = 'Active'`)).map(
    ({ number }) => number,
  );
  const { categories } = await listEmployeeFiles(bench.context, bench.sourceOwner, numbers[0] ?? 0);
  category = categories[1]?.id ?? 0;
});
afterAll(() => bench.close());
beforeEach(() => {
  employee = numbers.pop() ?? 0;
});

const select = async <T>(query: ReturnType<typeof sql>): Promise<T[]> =>
  bench.context.db.inCompany(
    bench.owner.companyId,
    async (tx) => (await query.execute(tx)).rows as unknown as T[],
  );
const upload = (content: string) => ({
  field: 'file',
  name: 'contract.txt',
  contentType: 'text/plain',
  bytes: Buffer.from(content),
});
const add = (content = 'Grüße', principal = bench.owner) =>
  addEmployeeFile(bench.context, principal, employee, {
    categoryId: category,
    name: 'The contract',
    shared: true,
    upload: upload(content),
  });
const filesOf = async (principal: Principal) =>
  (await listEmployeeFiles(bench.context, principal, employee)).categories.flatMap(({ id, files }) =>
    files.map(({ number, name, originalName, shared, bytes }) => ({
      number,
      name,
      originalName,
      shared,
      bytes,
      category: id,
    })),
  );
const inSource = () => filesOf(bench.sourceOwner);
const inMirror = () => filesOf(bench.owner);
const executed = async (operation: string) =>
  (await bench.ledger(operation)).filter((request) => request.executed).length;
/** Bytes of the company that mirrors, by their rows and in the storage. */
async function kept(): Promise<{ rows: number; stored: number }> {
  const { rows } = await bench.context.db.inCompany(bench.sandbox.company.id, (tx) =>
    sql<{ key: string }>`select storage_key as key from files`.execute(tx),
  );
  const theirs = new Set(rows.map(({ key }) => key));
  let stored = 0;
  for await (const { key } of bench.context.storage.list()) if (!theirs.has(key)) stored += 1;
  return { rows: (await select(sql`select id from files`)).length, stored };
}
const nothing = { rows: 0, stored: 0 };
const called = (path: string, method: string, body: FormData | undefined, headers = {}) =>
  fetch(`${bench.origin}${path}`, {
    method,
    headers: {
      accept: 'application/json',
      authorization: path.startsWith('/v1') ? `Bearer ${bench.apiKey}` : `Basic ${btoa(`${bench.apiKey}:x`)}`,
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });

describe('a file of somebody who comes from BambooHR', () => {
  it('goes there, is listed at once, and leaves no bytes here', async () => {
    expect(await inMirror()).toEqual([]);
    const number = await add();
    const file = {
      number,
      name: 'The contract',
      originalName: 'contract.txt',
      shared: true,
      bytes: 7,
      category,
    };
    expect(await inSource()).toEqual([file]);
    expect(await inMirror()).toEqual([file]);
    expect(await kept()).toEqual(nothing);
    const opened = await openEmployeeFile(bench.context, bench.sourceOwner, employee, number);
    expect(await text(await opened.open())).toBe('Grüße');
    const write = await bench.untilWrite('done');
    expect(write).toMatchObject({ kind: 'upload_file', attempts: 1, employeeNumber: employee });
    expect(write).toMatchObject({ providerId: String(number), requestHash: expect.any(String) });
    const [row] = await select<{ row: string }>(
      sql`select row_to_json(w)::text as row from provider_writes w where id = ${write.id}`,
    );
    expect(row?.row).not.toContain('contract');
  });

  it('is sent alike by the dialect and by /v1, there once under one Idempotency-Key', async () => {
    const form = (fields: Record<string, string>) => {
      const made = new FormData();
      for (const [name, value] of Object.entries(fields)) made.append(name, value);
      made.append('file', new Blob(['A note.'], { type: 'text/plain' }), 'note.txt');
      return made;
    };
    const theirs = { category: String(category), fileName: 'A note', share: 'yes' };
    const answer = await called(
      `/api/gateway.php/mirror/v1/employees/${employee}/files`,
      'POST',
      form(theirs),
    );
    expect(answer.status).toBe(201);
    const [one] = await inSource();
    expect(answer.headers.get('location')).toMatch(
      new RegExp(`/employees/${employee}/files/${one?.number}$`),
    );
    expect(one).toMatchObject({ name: 'A note', originalName: 'note.txt', shared: true });
    const ours = { categoryId: String(category), name: 'A second note' };
    const headers = { 'idempotency-key': 'one-note' };
    const path = `/v1/employees/${employee}/files`;
    const first = await called(path, 'POST', form(ours), headers);
    expect(first.status).toBe(201);
    const again = await called(path, 'POST', form(ours), headers);
    expect(await again.json()).toEqual(await first.json());
    expect((await inSource()).map(({ name }) => name)).toEqual(['A note', 'A second note']);
    const [, second] = await inSource();
    expect((await called(`${path}/${second?.number}`, 'DELETE', undefined)).status).toBe(204);
    expect((await inMirror()).map(({ name }) => name)).toEqual(['A note']);
  });

  it('is renamed, moved, shared and removed there', async () => {
    const number = await add();
    const { categories } = await listEmployeeFiles(bench.context, bench.owner, employee);
    const other = categories[2]?.id ?? 0;
    const change = (what: Parameters<typeof changeEmployeeFile>[4]) =>
      changeEmployeeFile(bench.context, bench.owner, employee, number, what);
    await change({ name: 'Annex', categoryId: other });
    await change({ shared: false });
    const changed = expect.objectContaining({ number, name: 'Annex', category: other, shared: false });
    expect([await inSource(), await inMirror()]).toEqual([[changed], [changed]]);
    await expect(change({ categoryId: 999_999 })).rejects.toMatchObject({
      code: 'employees.category_not_found',
    });
    await removeEmployeeFile(bench.context, bench.owner, employee, number);
    expect([await inSource(), await inMirror()]).toEqual([[], []]);
    await removeEmployeeFile(bench.context, bench.owner, employee, number);
    await expect(change({ name: 'Gone' })).rejects.toMatchObject({ code: 'employees.file_not_found' });
  });

  it('is not sent into a category that BambooHR does not have, nor by who may not edit files', async () => {
    const before = (await bench.ledger(uploading)).length;
    category += 1_000;
    await expect(add()).rejects.toMatchObject({ code: 'employees.category_not_found' });
    category -= 1_000;
    const fields = { '*': 'edit', files: 'view' } as const;
    const access = { ...bench.owner.access, employees: [{ scope: { kind: 'all' as const }, fields }] };
    const reader = { ...bench.owner, access };
    await expect(add('x', reader)).rejects.toMatchObject({ code: 'access.forbidden' });
    expect(await bench.ledger(uploading)).toHaveLength(before);
    expect(await kept()).toEqual(nothing);
    expect((await listEmployeeFiles(bench.context, reader, employee)).canEdit).toBe(false);
    expect((await listEmployeeFiles(bench.context, bench.owner, employee)).canEdit).toBe(true);
    await expect(addEmployeeFileCategories(bench.context, reader, ['Mine'])).rejects.toMatchObject({
      code: 'access.forbidden',
    });
  });
});

describe('when the answer is lost', () => {
  it.each(['execute_then_drop', 'drop'] as const)('by %s, a file is uploaded once', async (fault) => {
    await add();
    await bench.fault(uploading, fault);
    // The same again is a second file: the one that was there is not it.
    const second = await add();
    const files = await inSource();
    expect(files).toHaveLength(2);
    expect(files[1]?.number).toBe(second);
    expect(await kept()).toEqual(nothing);
  });

  it('of a change or a photo, it is as it was to be', async () => {
    const number = await add();
    await bench.fault(changing, 'execute_then_drop');
    await changeEmployeeFile(bench.context, bench.owner, employee, number, { name: 'Annex' });
    expect(await inSource()).toMatchObject([{ name: 'Annex' }]);
    await bench.fault(photographing, 'drop');
    await photograph('teal');
    expect((await photoOf(bench.sourceOwner)).length).toBeGreaterThan(0);
  });

  it('and nobody knows, the bytes are kept for the one who decides', async () => {
    await bench.fault(uploading, 'drop', 2);
    await expect(add()).rejects.toMatchObject({ code: 'provider.ambiguous' });
    const write = await bench.untilWrite('needs_attention');
    expect(await kept()).toEqual({ rows: 1, stored: 1 });
    const resolve = (resolution: Parameters<typeof resolveProviderWrite>[3]) =>
      resolveProviderWrite(bench.context, bench.owner, write.id, resolution);
    await expect(resolve({ action: 'exists' })).rejects.toMatchObject({ code: 'request.invalid' });
    await resolve({ action: 'send' });
    await bench.untilWrite('done');
    expect(await inSource()).toHaveLength(1);
    await expect.poll(kept).toEqual(nothing);
    await bench.fault(uploading, 'drop', 2);
    await expect(add('other')).rejects.toMatchObject({ code: 'provider.ambiguous' });
    const other = await bench.untilWrite('needs_attention');
    await resolveProviderWrite(bench.context, bench.owner, other.id, { action: 'drop' });
    expect(await kept()).toEqual(nothing);
  });

  it('for long, who asks the same again is told the end of the first, and sends nothing', async () => {
    const before = await executed(uploading);
    await bench.setTiming({ callerWaitMs: 150 });
    await bench.fault(uploading, 'hang', 1, 1);
    await expect(add()).rejects.toMatchObject({ code: 'provider.pending' });
    await bench.untilWrite('done');
    await bench.setTiming({});
    const number = await add();
    expect((await inSource()).map((file) => file.number)).toEqual([number]);
    expect(await executed(uploading)).toBe(before + 1);
    expect(await kept()).toEqual(nothing);
  });
});

describe('a photo', () => {
  it('goes to BambooHR by the service and the dialect, and is not kept here', async () => {
    await photograph('tomato');
    const theirs = await photoOf(bench.sourceOwner);
    expect(await photoOf(bench.owner)).toEqual(theirs);
    const { photo, mayUpload } = await describePhoto(bench.context, bench.owner, employee);
    expect([photo?.number, mayUpload]).toEqual([employee, true]);
    const form = new FormData();
    form.append('file', new Blob([await picture('navy')], { type: 'image/png' }), 'me.png');
    const path = `/api/gateway.php/mirror/v1/employees/${employee}/photo`;
    expect((await called(path, 'POST', form)).status).toBe(201);
    const after = await photoOf(bench.owner);
    expect(after).not.toEqual(theirs);
    expect(after).toEqual(await photoOf(bench.sourceOwner));
    expect((await describePhoto(bench.context, bench.owner, employee)).photo).not.toEqual(photo);
    expect(await kept()).toEqual(nothing);
    await expect(removePhoto(bench.context, bench.owner, employee)).rejects.toMatchObject({
      code: 'provider.write_not_supported',
    });
  });
});

describe('what is refused', () => {
  it('by BambooHR is told in its words, and its bytes are gone', async () => {
    const before = await executed(uploading);
    await updateConnection(bench.context, bench.owner, bench.connectionId, { apiKey: await aReadersKey() });
    await expect(add()).rejects.toMatchObject({
      code: 'provider.refused',
      write: { status: 403, words: expect.stringContaining('access level') },
    });
    expect(await executed(uploading)).toBe(before);
    expect(await bench.untilWrite('refused')).toMatchObject({ kind: 'upload_file', outcome: 'refused' });
    expect(await inSource()).toEqual([]);
    expect(await kept()).toEqual(nothing);
  });

  it('is everything where changes are not written back', async () => {
    await select(sql`update connections set mirror = mirror || '{"writeThrough": false}'`);
    const { canEdit } = await listEmployeeFiles(bench.context, bench.owner, employee);
    expect(canEdit).toBe(false);
    expect((await describePhoto(bench.context, bench.owner, employee)).mayUpload).toBe(false);
    const refused = { code: 'provider.write_not_supported' };
    await expect(add()).rejects.toMatchObject(refused);
    await expect(photograph('teal')).rejects.toMatchObject(refused);
    expect(await kept()).toEqual(nothing);
  });
});

const picture = (background: string) =>
  sharp({
    create: { width: background.length * 100, height: background.length * 100, channels: 3, background },
  })
    .png()
    .toBuffer();

async function photoOf(principal: Principal): Promise<Buffer> {
  const { body } = await openPhoto(bench.context, principal, employee, 'large');
  return Buffer.isBuffer(body) ? body : buffer(body);
}

async function photograph(background: string): Promise<void> {
  const bytes = await picture(background);
  await uploadPhoto(bench.context, bench.owner, employee, {
    field: 'file',
    name: 'me.png',
    contentType: 'image/png',
    bytes,
  });
}

/** A key of the account that sees everything and files, and changes no file. */
async function aReadersKey(): Promise<string> {
  const { context, sourceOwner } = bench;
  const fields = { '**': 'edit', files: 'view' } as const;
  const definition = { ...sourceOwner.access, employees: [{ scope: { kind: 'all' as const }, fields }] };
  const { id: accessLevelId } = await createAccessLevel(context, sourceOwner, { name: 'Reader', definition });
  const user = { kind: 'service' as const, firstName: 'Read', lastName: 'Er', accessLevelId };
  const { id: userId } = await createUser(context, sourceOwner, user);
  return (await createKey(context, sourceOwner, { name: 'Reader', userId })).key;
}
