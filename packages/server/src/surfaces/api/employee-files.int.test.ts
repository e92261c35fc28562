import { createClient, type JoineryClient } from '@joinery/sdk';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../bamboohr/testing/server.ts';

describe('photos and files of employees in /v1', () => {
  let server: TestServer;
  let api: JoineryClient;
  let stranger: JoineryClient;
  let number: number;
  let photo: File;
  beforeAll(async () => {
    server = await startTestServer();
    const [one, two] = [await server.sandbox('one', 3), await server.sandbox('two', 1)];
    api = createClient({ baseUrl: server.origin, apiKey: one.apiKey });
    stranger = createClient({ baseUrl: server.origin, apiKey: two.apiKey });
    ({ number } = await api.employees.create({ values: { firstName: 'Ann', lastName: 'Lee' } }));
    const picture = sharp({ create: { width: 200, height: 200, channels: 3, background: 'green' } });
    photo = new File([new Uint8Array(await picture.png().toBuffer())], 'me.png', { type: 'image/png' });
  });
  afterAll(() => server.close());

  it('show a photo by an address of this server', async () => {
    expect(await api.employees.photo(number)).toEqual({ url: null, mayUpload: true });
    const { url } = await api.employees.uploadPhoto(number, photo);
    expect(url).toMatch(new RegExp(`^/employees/photos/one/${number}-\\d+-medium\\.jpg\\?`));
    expect((await fetch(`${server.origin}${url}`)).headers.get('content-type')).toBe('image/jpeg');
    const { values } = await api.employees.get(number, { fields: ['photoUploaded', 'photoUrl'] });
    expect(values.photoUploaded).toBe(true);
    expect((await fetch(`${server.origin}${values.photoUrl}`)).status).toBe(200);
    await api.employees.removePhoto(number);
    expect(await api.employees.photo(number)).toEqual({ url: null, mayUpload: true });
    const without = await api.employees.get(number, { fields: ['photoUrl'] });
    expect(without.values).toEqual({ photoUrl: null });
  });

  it('refuse what is no photo', async () => {
    const svg = new File(['<svg xmlns="http://www.w3.org/2000/svg"/>'], 'me.png');
    await expect(api.employees.uploadPhoto(number, svg)).rejects.toMatchObject({ status: 415 });
    await expect(stranger.employees.uploadPhoto(number + 100, photo)).rejects.toMatchObject({ status: 404 });
  });

  it('add, list, open and remove files', async () => {
    const { categories, canEdit } = await api.employees.files(number);
    expect(canEdit).toBe(true);
    const categoryId = categories[1]?.id ?? 0;
    const note = new File(['Grüße'], 'note.txt');
    const added = await api.employees.addFile(number, {
      file: note,
      categoryId,
      name: 'Hello',
      shared: true,
    });
    const listed = (await api.employees.files(number)).categories[1]?.files;
    expect(listed).toEqual([
      expect.objectContaining({
        number: added.number,
        name: 'Hello',
        originalName: 'note.txt',
        bytes: 7,
        shared: true,
      }),
    ]);
    expect(listed?.[0]).not.toHaveProperty('fileId');
    const path = api.employees.fileUrl(number, added.number);
    expect((await fetch(path)).status).toBe(401);
    await api.employees.removeFile(number, added.number);
    await api.employees.removeFile(number, added.number);
    expect((await api.employees.files(number)).categories[1]?.files).toEqual([]);
  });

  it('refuse files of other types, and categories of other companies', async () => {
    const categoryId = (await api.employees.files(number)).categories[0]?.id ?? 0;
    const page = new File(['<script>'], 'page.html');
    await expect(api.employees.addFile(number, { file: page, categoryId })).rejects.toMatchObject({
      status: 415,
    });
    const { number: theirs } = await stranger.employees.create({
      values: { firstName: 'Bo', lastName: 'Li' },
    });
    const note = new File(['x'], 'note.txt');
    await expect(stranger.employees.addFile(theirs, { file: note, categoryId })).rejects.toMatchObject({
      status: 404,
    });
  });
});
