import assert from 'node:assert/strict';
import { assertError, type Caller, locationId, type Reply, unique } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, proveByWriting, believeByWriting } = area('files');

export { cases as filesCases };

async function firstCategory(caller: Caller): Promise<number> {
  const view = (await caller.getJson(`employees/${await caller.someone()}/files/view`)).json();
  return view.categories[0].id;
}

function upload(caller: Caller, id: string, category: number, name: string, content: string): Promise<Reply> {
  const form = new FormData();
  form.set('category', String(category));
  form.set('fileName', name);
  form.set('share', 'no');
  form.set('file', new Blob([content], { type: 'text/plain' }), name);
  return caller.send(`employees/${id}/files`, { method: 'POST', body: form });
}

prove('view', 'the list of files has integer ids and yes or no', '2.10 [R22][R26]', async (caller) => {
  const id = await caller.someone();
  const { employee, categories } = (await caller.getJson(`employees/${id}/files/view`)).json();
  assert.deepEqual(employee, { id: Number(id) });
  assert.ok(Number.isInteger(categories[0].id));
  assert.ok(['yes', 'no'].includes(categories[0].canUploadFiles));
  assert.ok(Array.isArray(categories[0].files));
});

proveByWriting(
  'upload',
  'an upload is 201, located by the file’s id, and can be read back',
  '2.10 [R26]',
  async (caller) => {
    const [id, category] = [await caller.create(), await firstCategory(caller)];
    const reply = await upload(caller, id, category, 'note.txt', 'Hello, file');
    assert.equal(reply.status, 201);
    const fileId = locationId(reply);
    const view = (await caller.getJson(`employees/${id}/files/view`)).json();
    const listed = view.categories.find((c: { id: number }) => c.id === category).files[0];
    assert.deepEqual([listed.id, listed.name, listed.size], [Number(fileId), 'note.txt', 11]);
    assert.match(listed.dateCreated, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/);
    const file = await caller.send(`employees/${id}/files/${fileId}`);
    assert.equal(file.text, 'Hello, file');
    assert.match(file.headers.get('content-type') ?? '', /; charset=binary$/);
    assert.equal(file.headers.get('content-disposition'), 'attachment; filename="note.txt"');
  },
);

proveByWriting('upload-empty', 'a file without a byte is 400', '2.10 [O]', async (caller) => {
  const [id, category] = [await caller.create(), await firstCategory(caller)];
  assertError(await upload(caller, id, category, 'empty.txt', ''), 400);
});

proveByWriting('upload-extension', 'a file with a bad extension is 400', '2.10 [O]', async (caller) => {
  const [id, category] = [await caller.create(), await firstCategory(caller)];
  assertError(await upload(caller, id, category, 'run.exe', 'MZ'), 400);
});

proveByWriting('upload-category', 'an unknown category is 404', '2.10 [O]', async (caller) => {
  assertError(await upload(caller, await caller.create(), 99_999_999, 'note.txt', 'x'), 404);
});

prove('unknown-file', 'an unknown file is 404', '2.10 [O]', async (caller) => {
  assertError(await caller.send(`employees/${await caller.someone()}/files/99999999`), 404);
});

interface Listed {
  id: number;
  name: string;
  shareWithEmployee: string;
}

async function listed(caller: Caller, id: string): Promise<Record<number, Listed[]>> {
  const { categories } = (await caller.getJson(`employees/${id}/files/view`)).json();
  return Object.fromEntries(categories.map((c: { id: number; files: Listed[] }) => [c.id, c.files]));
}

async function aFile(caller: Caller): Promise<{ id: string; category: number; file: string }> {
  const [id, category] = [await caller.create(), await firstCategory(caller)];
  return { id, category, file: locationId(await upload(caller, id, category, 'note.txt', 'Hello')) };
}

prove('view-xml', 'in XML ids are attributes of category and file', '2.10 [O]', async (caller) => {
  const id = await caller.someone();
  const reply = await caller.send(`employees/${id}/files/view`);
  assert.match(reply.text, new RegExp(`<employee id="${id}">`));
  assert.match(reply.text, /<category id="\d+">\s*<name>/);
});

prove('view-unknown', 'the files of an unknown employee are 404', '2.10 [O]', async (caller) => {
  assertError(await caller.send('employees/99999999/files/view'), 404);
});

proveByWriting('upload-size', 'a file over 20 MB is 413', '2.10 [O]', async (caller) => {
  const [id, category] = [await caller.create(), await firstCategory(caller)];
  assertError(await upload(caller, id, category, 'big.txt', 'a'.repeat(20 * 1024 * 1024 + 1)), 413);
});

proveByWriting('upload-nothing', 'a form without a file is 400', '2.10 [O]', async (caller) => {
  const form = new FormData();
  form.set('category', String(await firstCategory(caller)));
  const path = `employees/${await caller.create()}/files`;
  assertError(await caller.send(path, { method: 'POST', body: form }), 400);
});

believeByWriting(
  'name',
  'a name that no header holds still stands in filename="…"',
  '2.10 [C:n8n]',
  async (caller) => {
    const [id, category] = [await caller.create(), await firstCategory(caller)];
    const file = locationId(await upload(caller, id, category, '履歴書.txt', 'Hello'));
    const reply = await caller.send(`employees/${id}/files/${file}/`);
    assert.match(reply.headers.get('content-disposition') ?? '', /filename="[^"]+\.txt"/);
  },
);

proveByWriting('update', 'a file is renamed and shared with JSON: 200', '2.10 [O]', async (caller) => {
  const { id, category, file } = await aFile(caller);
  const path = `employees/${id}/files/${file}`;
  const reply = await caller.postJson(path, { name: 'Renamed', shareWithEmployee: 'yes' });
  assert.equal(reply.status, 200);
  const [found] = (await listed(caller, id))[category] ?? [];
  assert.deepEqual([found?.name, found?.shareWithEmployee], ['Renamed', 'yes']);
});

proveByWriting('update-xml', 'a file is moved with XML', '2.10 [O]', async (caller) => {
  const { id, category, file } = await aFile(caller);
  const other = Number(Object.keys(await listed(caller, id)).find((one) => Number(one) !== category));
  const body = `<file><categoryId>${other}</categoryId></file>`;
  const reply = await caller.send(`employees/${id}/files/${file}`, { method: 'POST', body });
  assert.equal(reply.status, 200);
  const files = await listed(caller, id);
  assert.deepEqual([files[category]?.length, files[other]?.[0]?.id], [0, Number(file)]);
});

proveByWriting(
  'update-empty',
  'an empty JSON change is 400, an empty XML one changes nothing',
  '2.10 [O]',
  async (caller) => {
    const { id, category, file } = await aFile(caller);
    const path = `employees/${id}/files/${file}`;
    assertError(await caller.postJson(path, {}), 400);
    assert.equal((await caller.send(path, { method: 'POST', body: '<file/>' })).status, 200);
    assert.equal((await listed(caller, id))[category]?.[0]?.name, 'note.txt');
  },
);

proveByWriting(
  'update-unknown',
  'a change of an unknown file, or into an unknown category, is 404',
  '2.10 [O]',
  async (caller) => {
    const { id, file } = await aFile(caller);
    assertError(await caller.postJson(`employees/${id}/files/99999999`, { name: 'x' }), 404);
    assertError(await caller.postJson(`employees/${id}/files/${file}`, { categoryId: 99_999_999 }), 404);
  },
);

proveByWriting(
  'delete',
  'a file is deleted, and deleting it again is 200 too',
  '2.10 [O]',
  async (caller) => {
    const { id, category, file } = await aFile(caller);
    for (const _ of [1, 2]) {
      const reply = await caller.send(`employees/${id}/files/${file}`, { method: 'DELETE' });
      assert.deepEqual([reply.status, reply.text], [200, '']);
    }
    assert.deepEqual((await listed(caller, id))[category], []);
    assertError(await caller.send(`employees/${id}/files/${file}`), 404);
  },
);

believeByWriting(
  'other-employee',
  'a file of one employee is not one of another',
  '2.10 [inferred]',
  async (caller) => {
    const { file } = await aFile(caller);
    assertError(await caller.send(`employees/${await caller.create()}/files/${file}`), 404);
  },
);

proveByWriting(
  'categories',
  'categories are added with a list of names: 201 without content',
  '2.10 [O]',
  async (caller) => {
    const name = `Conformance ${unique()}`;
    const reply = await caller.postJson('employees/files/categories', [name]);
    assert.deepEqual([reply.status, reply.text], [201, '']);
    const view = await caller.getJson(`employees/${await caller.someone()}/files/view`);
    assert.ok(view.json().categories.some((category: { name: string }) => category.name === name));
  },
);

proveByWriting('categories-xml', 'categories are added with XML', '2.10 [O]', async (caller) => {
  const body = `<employee><category>XML ${unique()}</category></employee>`;
  const reply = await caller.send('employees/files/categories', { method: 'POST', body });
  assert.equal(reply.status, 201);
});

proveByWriting('categories-none', 'an empty list of categories is 200', '2.10 [O]', async (caller) => {
  assert.equal((await caller.postJson('employees/files/categories', [])).status, 200);
});

proveByWriting(
  'categories-wrong',
  'a category that is there already, or blank, is 400',
  '2.10 [O]',
  async (caller) => {
    const name = `Twice ${unique()}`;
    assert.equal((await caller.postJson('employees/files/categories', [name])).status, 201);
    assertError(await caller.postJson('employees/files/categories', [name]), 400);
    assertError(await caller.postJson('employees/files/categories', ['']), 400);
  },
);
