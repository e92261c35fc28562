import { createHash } from 'node:crypto';
import { request } from 'node:http';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../bamboohr/testing/server.ts';

describe('photos without a key', () => {
  let server: TestServer;
  let apiKey: string;
  let number: string;
  const address = 'photo@example.com';
  const hash = createHash('md5').update(address).digest('hex');

  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${server.origin}/api/gateway.php/photos/v1/${path}`, {
      ...init,
      headers: {
        accept: 'application/json',
        authorization: `Basic ${btoa(`${apiKey}:x`)}`,
        ...init.headers,
      },
    });
  const get = (path: string) => fetch(`${server.origin}${path}`, { redirect: 'manual' });
  /** Where the company's own host redirects to; fetch sends no Host of ours. */
  const redirectAtHost = (path: string) =>
    new Promise<{ status: number | undefined; location: string }>((resolve, reject) => {
      request(`${server.origin}${path}`, { headers: { host: 'photos.example.com' } }, (reply) => {
        reply.resume();
        resolve({ status: reply.statusCode, location: reply.headers.location ?? '' });
      })
        .once('error', reject)
        .end();
    });

  beforeAll(async () => {
    server = await startTestServer();
    ({ apiKey } = await server.sandbox('photos', 5));
    const created = await call('employees', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ firstName: 'Pia', lastName: 'Photo', workEmail: address }),
    });
    number = /\d+$/.exec(created.headers.get('location') ?? '')?.[0] ?? '';
    const form = new FormData();
    const picture = sharp({ create: { width: 200, height: 200, channels: 3, background: 'blue' } });
    form.set('file', new Blob([new Uint8Array(await picture.png().toBuffer())]), 'me.png');
    const uploaded = await call(`employees/${number}/photo`, { method: 'POST', body: form });
    expect(uploaded.status).toBe(201);
  });
  afterAll(() => server.close());

  it('are shown by the address in the field, as pictures and nothing else', async () => {
    const { photoUrl } = (await (await call(`employees/${number}?fields=photoUrl`)).json()) as {
      photoUrl: string;
    };
    expect(photoUrl.startsWith(`${server.origin}/employees/photos/photos/${number}-`)).toBe(true);
    const reply = await fetch(photoUrl);
    expect(reply.status).toBe(200);
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=3600',
    });
    expect((await sharp(Buffer.from(await reply.arrayBuffer())).metadata()).width).toBe(150);
  });

  it('are not shown by another address', async () => {
    const { photoUrl } = (await (await call(`employees/${number}?fields=photoUrl`)).json()) as {
      photoUrl: string;
    };
    const { pathname, search } = new URL(photoUrl);
    for (const [path, status] of [
      [pathname, 403],
      [`${pathname}${search.replace(/expires=\d+/, 'expires=99999999999')}`, 403],
      [`${pathname.replace('/photos/photos/', '/photos/nobody/')}${search}`, 404],
      [`${pathname.replace('small', 'huge')}${search}`, 404],
      [`/employees/photos/photos/..%2f..%2fetc${search}`, 404],
    ] as const)
      expect((await get(path)).status, path).toBe(status);
  });

  it('are found by the hash of the work e-mail address, at the gateway and at the company’s host', async () => {
    const gateway = await get(`/api/gateway.php/photos/employees/photos/?h=${hash}`);
    const seen = [
      { status: gateway.status, location: gateway.headers.get('location') ?? '' },
      await redirectAtHost(`/employees/photos/?h=${hash.toUpperCase()}`),
      await redirectAtHost(`/employees/photos?h=${hash}`),
    ];
    for (const { status, location } of seen) {
      expect(status).toBe(302);
      expect(location).toContain(`/employees/photos/photos/${number}-`);
      expect((await get(location)).headers.get('content-type')).toBe('image/jpeg');
    }
  });

  it.each(['', 'h=', `h=${'0'.repeat(32)}`, 'h=%27%20or%201=1', `h=${hash}&h=${hash}`])(
    'by %j are the drawn one, which is here',
    async (query) => {
      const reply = await get(`/api/gateway.php/photos/employees/photos/?${query}`);
      expect([reply.status, reply.headers.get('location')]).toEqual([
        302,
        '/images/photo_person_160x160.png',
      ]);
      const drawn = await get('/images/photo_person_160x160.png');
      expect((await sharp(Buffer.from(await drawn.arrayBuffer())).metadata()).width).toBe(160);
    },
  );

  it('are nobody’s in a company that there is not', async () => {
    expect((await get(`/api/gateway.php/nobody/employees/photos/?h=${hash}`)).status).toBe(404);
  });

  it('leave the rest of the gateway and the console’s pages alone', async () => {
    expect((await call('employees/directory')).status).toBe(200);
    expect((await get('/api/gateway.php/photos/employees/other')).status).toBe(404);
    expect((await get('/employees/1')).status).not.toBe(404);
  });

  it('stand in the directory, the paged list and the dataset', async () => {
    const path = `/employees/photos/photos/${number}-`;
    const directory = (await (await call('employees/directory')).json()) as {
      employees: { id: string; photoUrl: string; photoUploaded: boolean; canUploadPhoto: number }[];
    };
    const listed = directory.employees.find(({ id }) => id === number);
    expect(listed).toMatchObject({ photoUploaded: true, canUploadPhoto: 1 });
    expect(listed?.photoUrl).toContain(path);
    for (const { id, photoUrl, photoUploaded } of directory.employees)
      if (id !== number)
        expect([photoUploaded, photoUrl]).toEqual([
          false,
          `${server.origin}/images/photo_person_160x160.png`,
        ]);
    const paged = (await (await call(`employees?filter[ids]=${number}`)).json()) as {
      data: { photoUrl: string }[];
    };
    expect(paged.data[0]?.photoUrl).toContain(path);
    const dataset = await fetch(`${server.origin}/api/gateway.php/photos/v1/datasets/employee`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${apiKey}:x`)}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        fields: ['eeid', 'employeePhoto'],
        filters: { match: 'all', filters: [{ field: 'eeid', operator: 'equal', value: Number(number) }] },
      }),
    });
    expect(JSON.stringify(await dataset.json())).toContain(path);
  });
});
