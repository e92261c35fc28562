import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { assertError, type Caller, json, type Reply, unique } from '../caller.ts';
import { area } from '../case.ts';
import { aPng, jpegSize } from '../pictures.ts';

const { cases, prove, believe, proveByWriting, believeByWriting } = area('photos');

export { cases as photosCases };

function upload(caller: Caller, id: string, bytes: Buffer<ArrayBuffer>, name = 'me.png'): Promise<Reply> {
  const form = new FormData();
  form.set('file', new Blob([bytes], { type: 'image/png' }), name);
  return caller.send(`employees/${id}/photo`, { method: 'POST', body: form });
}

async function withPhoto(caller: Caller, side = 400): Promise<string> {
  const id = await caller.create({ workEmail: `${unique()}@example.com` });
  assert.equal((await upload(caller, id, aPng(side, side))).status, 201);
  return id;
}

const sizes = { large: 340, medium: 170, small: 150, xs: 50, tiny: 20 };

proveByWriting(
  'upload',
  'an upload of a square picture is 201 without content',
  '2.11 [O]',
  async (caller) => {
    const reply = await upload(caller, await caller.create(), aPng(150, 150));
    assert.deepEqual([reply.status, reply.text], [201, '']);
  },
);

for (const [size, side] of Object.entries(sizes))
  proveByWriting(
    `size-${size}`,
    `the ${size} photo is ${side} points wide and a JPEG`,
    '2.11 [O][K]',
    async (caller) => {
      const reply = await caller.send(`employees/${await withPhoto(caller)}/photo/${size}`);
      assert.equal(reply.status, 200);
      assert.equal(reply.headers.get('content-type'), 'image/jpeg');
      assert.deepEqual(jpegSize(reply.bytes), [side, side]);
    },
  );

believeByWriting(
  'size-original',
  'the original photo has the size that was sent',
  '2.11 [O]',
  async (caller) => {
    const id = await withPhoto(caller, 200);
    const reply = await caller.send(`employees/${id}/photo/original`);
    assert.equal(reply.headers.get('content-type'), 'image/jpeg');
    assert.deepEqual(jpegSize(reply.bytes), [200, 200]);
  },
);

believeByWriting(
  'size-none',
  'without a size there is a photo, too',
  '2.11 [C:PyBambooHR]',
  async (caller) => {
    const reply = await caller.send(`employees/${await withPhoto(caller)}/photo`);
    assert.deepEqual([reply.status, reply.headers.get('content-type')], [200, 'image/jpeg']);
  },
);

believeByWriting(
  'size-asked',
  'the small and the tiny photo come in other sizes',
  '2.11 [O]',
  async (caller) => {
    const id = await withPhoto(caller);
    const small = await caller.send(`employees/${id}/photo/small?width=90&height=90`);
    const tiny = await caller.send(`employees/${id}/photo/tiny?width=30`);
    const medium = await caller.send(`employees/${id}/photo/medium?width=30&height=30`);
    assert.deepEqual(
      [small, tiny, medium].map(({ bytes }) => jpegSize(bytes)[0]),
      [90, 30, 170],
    );
  },
);

proveByWriting('size-unknown', 'an unknown size is 404', '2.11 [O]', async (caller) => {
  assertError(await caller.send(`employees/${await withPhoto(caller)}/photo/huge`), 404);
});

proveByWriting('none', 'whoever has no photo has none: 404', '2.11 [O]', async (caller) => {
  assertError(await caller.send(`employees/${await caller.create()}/photo/small`), 404);
});

prove('unknown-employee', 'the photo of an unknown employee is 404', '2.11 [O]', async (caller) => {
  assertError(await caller.send('employees/99999999/photo/small'), 404);
});

proveByWriting('upload-unknown', 'an upload for an unknown employee is 404', '2.11 [O]', async (caller) => {
  assertError(await upload(caller, '99999999', aPng(150, 150)), 404);
});

proveByWriting('upload-type', 'what is no picture is 415', '2.11 [O]', async (caller) => {
  const page = Buffer.from('<!doctype html><script>alert(1)</script>');
  assertError(await upload(caller, await caller.create(), page), 415);
});

proveByWriting('upload-svg', 'a drawing in SVG is no photo: 415', '2.11 [O]', async (caller) => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"/>');
  assertError(await upload(caller, await caller.create(), svg, 'me.svg'), 415);
});

proveByWriting(
  'upload-shape',
  'a photo that is not square is 415, but for one point',
  '2.11 [O]',
  async (caller) => {
    const id = await caller.create();
    assertError(await upload(caller, id, aPng(200, 202)), 415);
    assert.equal((await upload(caller, id, aPng(200, 201))).status, 201);
  },
);

believeByWriting('upload-small', 'a photo under 150 points is 415', '2.11 [O]', async (caller) => {
  assertError(await upload(caller, await caller.create(), aPng(149, 149)), 415);
});

proveByWriting('upload-size', 'a photo over 20 MB is 413', '2.11 [O]', async (caller) => {
  const big = Buffer.concat([aPng(150, 150), Buffer.alloc(20 * 1024 * 1024)]);
  assertError(await upload(caller, await caller.create(), big), 413);
});

proveByWriting('upload-nothing', 'a form without a file is 400', '2.11 [O]', async (caller) => {
  const form = new FormData();
  form.set('other', 'x');
  const path = `employees/${await caller.create()}/photo`;
  assertError(await caller.send(path, { method: 'POST', body: form }), 400);
});

proveByWriting('uploaded', 'photoUploaded tells whether there is a photo', '2.2 [R26]', async (caller) => {
  const id = await caller.create();
  const read = async () =>
    (await caller.getJson(`employees/${id}?fields=photoUploaded`)).json().photoUploaded;
  assert.equal(await read(), false);
  await upload(caller, id, aPng(150, 150));
  assert.equal(await read(), true);
});

proveByWriting(
  'url',
  'photoUrl is an address that shows the photo without a key',
  '2.2 [R26]',
  async (caller) => {
    const id = await withPhoto(caller);
    const { photoUrl } = (await caller.getJson(`employees/${id}?fields=photoUrl`)).json();
    const reply = await fetch(photoUrl);
    assert.deepEqual([reply.status, reply.headers.get('content-type')], [200, 'image/jpeg']);
  },
);

prove(
  'url-none',
  'photoUrl is an address of a drawn photo where there is none',
  '2.2 [R26]',
  async (caller) => {
    const reply = await caller.getJson('employees/directory');
    const without = reply.json().employees.find((e: { photoUploaded: boolean }) => !e.photoUploaded);
    assert.match(without.photoUrl, /\/images\/photo_person_160x160\.png$/);
  },
);

prove('can-upload', 'canUploadPhoto is 1 or 0', '2.2 [R26]', async (caller) => {
  const { employees } = (await caller.getJson('employees/directory')).json();
  for (const { canUploadPhoto } of employees) assert.ok([0, 1].includes(canUploadPhoto));
});

proveByWriting('report', 'reports have photoUploaded and photoUrl', '4.2 [R26]', async (caller) => {
  const id = await withPhoto(caller);
  const body = { fields: ['photoUploaded', 'photoUrl'] };
  const report = await caller.postJson('reports/custom?format=json', body);
  const row = report.json().employees.find((e: { id: string }) => e.id === id);
  assert.equal(row.photoUploaded, true);
  assert.equal((await fetch(row.photoUrl)).headers.get('content-type'), 'image/jpeg');
});

proveByWriting('changed', 'a new photo is a change of the employee', '2.8 [D]', async (caller) => {
  const id = await caller.create();
  const { latest } = (await caller.getJson('employees/changed?since=2020-01-01T00:00:00Z')).json();
  await upload(caller, id, aPng(150, 150));
  const since = new Date(Date.parse(latest) + 1).toISOString().replace('.000', '');
  const { employees } = (await caller.getJson(`employees/changed?since=${since}`)).json();
  assert.ok(employees[id], `no change of ${id} since ${since}`);
});

believe('wrong-form', 'an upload that is no form is 400', '2.11 [O]', async (caller) => {
  const path = `employees/${await caller.someone()}/photo`;
  assertError(await caller.send(path, { method: 'POST', type: json, body: '{}' }), 400);
});

believeByWriting(
  'by-hash',
  'the hash of a work e-mail address leads to the photo',
  '2.11 [K][C:bamboozled]',
  async (caller) => {
    const workEmail = `${unique()}@Example.com`;
    const id = await caller.create({ workEmail });
    await upload(caller, id, aPng(150, 150));
    const hash = createHash('md5').update(workEmail.toLowerCase()).digest('hex');
    const reply = await fetch(`${caller.baseUrl}/employees/photos/?h=${hash}`);
    assert.deepEqual([reply.status, reply.headers.get('content-type')], [200, 'image/jpeg']);
  },
);
