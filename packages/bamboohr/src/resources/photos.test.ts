import { expect, test } from 'vitest';
import { aClient, errorOf } from '../testing/client.ts';
import { json, refusal, scriptedServer, text } from '../testing/scripted-server.ts';

test('a photo is its bytes, of a size and of sides where they are asked for', async () => {
  const bytes = new Uint8Array([0xff, 0xd8, 0xff]);
  const server = await scriptedServer(text(200, 'image/jpeg', bytes), text(200, 'image/jpeg', bytes));
  const { photos } = aClient(server.baseUrl);
  expect(await photos.get(4)).toMatchObject({ bytes, contentType: 'image/jpeg' });
  await photos.get(4, 'small', { width: 40, height: 30 });
  expect(server.requests.map(({ path, query }) => [path.split('/v1/')[1], String(query)])).toEqual([
    ['employees/4/photo/original', ''],
    ['employees/4/photo/small', 'width=40&height=30'],
  ]);
});

test('what is no image is no photo, and 404 says that there is none', async () => {
  const server = await scriptedServer(json({ photo: 'none' }), refusal(404, 'No photo'));
  const { photos } = aClient(server.baseUrl);
  expect(await errorOf(photos.get(4))).toMatchObject({ reason: 'unexpected_content' });
  expect(await errorOf(photos.get(4))).toMatchObject({ outcome: 'refused', status: 404 });
});
