import assert from 'node:assert/strict';
import { assertError, type Caller, locationId, type Reply } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, proveByWriting } = area('files');

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
