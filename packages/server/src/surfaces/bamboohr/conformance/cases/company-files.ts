import assert from 'node:assert/strict';
import { assertError, type Caller, json, locationId, type Reply, unique } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, believe, proveByWriting, believeByWriting } = area('company-files');

export { cases as companyFilesCases };

interface Category {
  id: number;
  name: string;
  canUploadFiles: string;
  files: { id: number; name: string; size: string; shareWithEmployees: string }[];
}

async function categories(caller: Caller): Promise<Category[]> {
  return (await caller.getJson('files/view')).json().categories;
}

/** A new category's id. */
async function aCategory(caller: Caller): Promise<number> {
  const name = `Conformance ${unique()}`;
  assert.equal((await caller.postJson('files/categories', [name])).status, 201);
  const made = (await categories(caller)).find((category) => category.name === name);
  assert.ok(made, `the new category ${name} is not listed`);
  return made.id;
}

function upload(caller: Caller, category: number, name = 'note.txt', content = 'Hello'): Promise<Reply> {
  const form = new FormData();
  form.set('category', String(category));
  form.set('fileName', name);
  form.set('share', 'no');
  form.set('file', new Blob([content], { type: 'text/plain' }), name);
  return caller.send('files', { method: 'POST', body: form });
}

async function aFile(caller: Caller): Promise<{ category: number; id: string }> {
  const category = await aCategory(caller);
  return { category, id: locationId(await upload(caller, category)) };
}

async function find(caller: Caller, category: number, id: string) {
  const { files } = (await categories(caller)).find((one) => one.id === category) ?? { files: [] };
  return files.find((file) => file.id === Number(id));
}

prove(
  'view',
  'the list has integer ids, and for each category whether files may be added',
  '2.10 [R22][R26]',
  async (caller) => {
    const reply = await caller.getJson('files/view');
    assert.equal(reply.status, 200);
    for (const category of reply.json().categories) {
      assert.ok(Number.isInteger(category.id));
      assert.ok(['yes', 'no'].includes(category.canUploadFiles));
      assert.ok(Array.isArray(category.files));
    }
  },
);

believe('view-slash', 'the list may be asked for with a slash at its end', '1.1 [C:n8n]', async (caller) => {
  assert.equal((await caller.getJson('files/view/')).status, 200);
});

prove('view-xml', 'without an Accept header the list is XML', '1.3 [R26]', async (caller) => {
  const reply = await caller.send('files/view');
  assert.match(reply.headers.get('content-type') ?? '', /^text\/xml/);
  assert.match(reply.text, /^<\?xml version="1\.0"/);
});

proveByWriting(
  'upload',
  'an upload is 201, located by the file’s number, and can be read back',
  '2.10 [O][R26]',
  async (caller) => {
    const category = await aCategory(caller);
    const reply = await upload(caller, category, 'note.txt', 'Hello, company');
    assert.equal(reply.status, 201);
    assert.equal(reply.text, '');
    const id = locationId(reply);
    const listed = await find(caller, category, id);
    assert.ok(listed);
    assert.deepEqual([listed.name, listed.size, listed.shareWithEmployees], ['note.txt', '14', 'no']);
    const file = await caller.send(`files/${id}`);
    assert.equal(file.text, 'Hello, company');
    assert.match(file.headers.get('content-type') ?? '', /; charset=binary$/);
    assert.equal(file.headers.get('content-disposition'), 'attachment; filename="note.txt"');
  },
);

proveByWriting('upload-empty', 'a file without a byte is 400', '2.10 [O]', async (caller) => {
  assertError(await upload(caller, await aCategory(caller), 'empty.txt', ''), 400);
});

proveByWriting('upload-extension', 'a file with a bad extension is 400', '2.10 [O]', async (caller) => {
  assertError(await upload(caller, await aCategory(caller), 'run.exe', 'MZ'), 400);
});

proveByWriting('upload-nothing', 'a form without a file is 400', '2.10 [O]', async (caller) => {
  const form = new FormData();
  form.set('category', String(await aCategory(caller)));
  assertError(await caller.send('files', { method: 'POST', body: form }), 400);
});

proveByWriting('upload-category', 'an unknown category is 404', '2.10 [O]', async (caller) => {
  assertError(await upload(caller, 99_999_999), 404);
});

proveByWriting('upload-size', 'a file over 20 MB is 413', '2.10 [O]', async (caller) => {
  const category = await aCategory(caller);
  assertError(await upload(caller, category, 'big.txt', 'a'.repeat(20 * 1024 * 1024 + 1)), 413);
});

proveByWriting('update', 'a file is renamed and shared with JSON', '2.10 [O]', async (caller) => {
  const { category, id } = await aFile(caller);
  const reply = await caller.postJson(`files/${id}`, { name: 'Renamed', shareWithEmployee: 'yes' });
  assert.equal(reply.status, 200);
  const file = await find(caller, category, id);
  assert.deepEqual([file?.name, file?.shareWithEmployees], ['Renamed', 'yes']);
});

proveByWriting('update-move', 'a file is moved to another category', '2.10 [O]', async (caller) => {
  const { category, id } = await aFile(caller);
  const other = await aCategory(caller);
  assert.equal((await caller.postJson(`files/${id}`, { categoryId: other })).status, 200);
  assert.equal(await find(caller, category, id), undefined);
  assert.ok(await find(caller, other, id));
});

proveByWriting('update-empty', 'a change that names nothing is 400', '2.10 [O]', async (caller) => {
  const { id } = await aFile(caller);
  assertError(await caller.postJson(`files/${id}`, {}), 400);
});

proveByWriting('update-unknown', 'a change of an unknown file is 404', '2.10 [O]', async (caller) => {
  assertError(await caller.postJson('files/99999999', { name: 'x' }), 404);
});

proveByWriting('delete', 'a deleted file is gone', '2.10 [O]', async (caller) => {
  const { category, id } = await aFile(caller);
  const reply = await caller.send(`files/${id}`, { method: 'DELETE' });
  assert.deepEqual([reply.status, reply.text], [200, '']);
  assert.equal(await find(caller, category, id), undefined);
  assertError(await caller.send(`files/${id}`), 404);
});

believeByWriting('delete-unknown', 'deleting an unknown file is 404', '2.10 [O]', async (caller) => {
  assertError(await caller.send('files/99999999', { method: 'DELETE' }), 404);
});

prove('unknown-file', 'an unknown file is 404', '2.10 [O]', async (caller) => {
  assertError(await caller.send('files/99999999'), 404);
});

proveByWriting(
  'categories',
  'categories are added with a list of names: 201 without content',
  '2.10 [O]',
  async (caller) => {
    const names = [`One ${unique()}`, `Two ${unique()}`];
    const reply = await caller.postJson('files/categories', names);
    assert.deepEqual([reply.status, reply.text], [201, '']);
    const listed = (await categories(caller)).map(({ name }) => name);
    for (const name of names) assert.ok(listed.includes(name));
  },
);

proveByWriting('categories-xml', 'categories are added with XML', '2.10 [O]', async (caller) => {
  const name = `XML ${unique()}`;
  const body = `<files><category>${name}</category></files>`;
  assert.equal((await caller.send('files/categories', { method: 'POST', body })).status, 201);
  assert.ok((await categories(caller)).some((category) => category.name === name));
});

proveByWriting('categories-none', 'an empty list of categories is 200', '2.10 [O]', async (caller) => {
  assert.equal((await caller.postJson('files/categories', [])).status, 200);
});

proveByWriting('categories-twice', 'a category that is there already is 400', '2.10 [O]', async (caller) => {
  const name = `Twice ${unique()}`;
  assert.equal((await caller.postJson('files/categories', [name])).status, 201);
  assertError(await caller.postJson('files/categories', [name]), 400);
  assertError(await caller.postJson('files/categories', [`New ${name}`, `New ${name}`]), 400);
});

proveByWriting('categories-blank', 'a category with a blank name is 400', '2.10 [O]', async (caller) => {
  assertError(await caller.postJson('files/categories', [' ']), 400);
});

believeByWriting(
  'categories-reserved',
  'names of the product’s own categories are 403',
  '2.10 [O]',
  async (caller) => {
    const reply = await caller.send('files/categories', {
      method: 'POST',
      type: json,
      body: '["Signed Documents"]',
    });
    assertError(reply, 403);
  },
);
