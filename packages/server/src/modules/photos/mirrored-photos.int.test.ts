import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aKey } from '../../testing/hire-bench.ts';
import { type MirrorBench, startMirrorBench } from '../../testing/mirror-bench.ts';
import type { Principal } from '../access/principal.ts';
import { getCompany, systemPrincipal } from '../companies/companies.service.ts';
import { updateConnection } from '../connections/connections.service.ts';
import { openPhoto, removePhoto, uploadPhoto } from './photos.service.ts';

const original = 'GET /v1/employees/{employeeId}/photo/{size}';

let bench: MirrorBench;
let owner: Principal;
let apiKey: string;
let shown: number;
let bare: number;

beforeAll(async () => {
  bench = await startMirrorBench();
  expect((await bench.begin()).state).toBe('done');
  const { companyId } = bench.owner;
  owner = systemPrincipal(
    await bench.context.db.inCompany(companyId, (tx) => getCompany(tx, companyId)),
    'Test',
  );
  apiKey = await aKey(bench.context, owner);
  const people = await bench.select(
    sql<{ number: number }>`select number from employees where status = 'Active' order by number`,
  );
  [shown = 0, bare = 0] = people.map(({ number }) => number);
  await removePhoto(bench.context, bench.source, bare);
  await upload('teal');
  await bench.calls();
});
afterAll(() => bench.close());

async function upload(background: string): Promise<void> {
  const picture = sharp({ create: { width: 400, height: 400, channels: 3, background } });
  const bytes = await picture.png().toBuffer();
  const photo = { field: 'file', name: 'me.png', contentType: 'image/png', bytes };
  await uploadPhoto(bench.context, bench.source, shown, photo);
}
const photoOf = async (number: number, path = '', company = 'mirror', key = apiKey) => {
  const answer = await fetch(
    `${bench.origin}/api/gateway.php/${company}/v1/employees/${number}/photo${path}`,
    {
      headers: { authorization: `Basic ${btoa(`${key}:x`)}` },
    },
  );
  return { status: answer.status, answer, bytes: Buffer.from(await answer.arrayBuffer()) };
};
const asked = async () => (await bench.calls()).map(({ operation }) => operation);

it('the photo of a mirrored employee is the one that BambooHR has at that moment, in each size', async () => {
  for (const path of ['', '/large', '/small?width=40', '/tiny']) {
    const ours = await photoOf(shown, path);
    const theirs = await photoOf(shown, path, 'acme', bench.sandbox.apiKey);
    expect([ours.status, ours.answer.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(ours.bytes.equals(theirs.bytes)).toBe(true);
  }
  const before = await photoOf(shown, '/large');
  await upload('tomato');
  expect((await photoOf(shown, '/large')).bytes.equals(before.bytes)).toBe(false);
  expect(await bench.select(sql`select id from files`)).toEqual([]);
});

it('somebody without one has none', async () => {
  expect((await photoOf(bare)).status).toBe(404);
  await bench.calls();
  await expect(openPhoto(bench.context, owner, bare, 'large')).rejects.toMatchObject({
    code: 'photos.not_found',
  });
  expect(await asked()).toEqual([original]);
});

it('nothing is asked for those who may not see it', async () => {
  await bench.calls();
  const access = {
    ...owner.access,
    directory: false,
    employees: [{ scope: { kind: 'all' as const }, fields: { firstName: 'view' as const } }],
  };
  await expect(openPhoto(bench.context, { ...owner, access }, shown, 'large')).rejects.toMatchObject({
    code: 'access.forbidden',
  });
  const stranger = (await bench.aCompany()).owner;
  await expect(openPhoto(bench.context, stranger, shown, 'large')).rejects.toMatchObject({
    code: 'employees.not_found',
  });
  expect(await asked()).toEqual([]);
});

it('what keeps BambooHR from answering is told with its cure, and is never taken for no photo', async () => {
  await bench.fault(original, 'html_200');
  await expect(openPhoto(bench.context, owner, shown, 'large')).rejects.toMatchObject({
    code: 'provider.unexpected',
    message: expect.stringMatching(
      /^The photo of this employee cannot be read from BambooHR: .* Ask again later\.$/,
    ),
  });
  await bench.fault(original, 'truncate');
  await expect(openPhoto(bench.context, owner, shown, 'large')).rejects.toThrow(
    'cannot be read from BambooHR',
  );
  await updateConnection(bench.context, owner, bench.connectionId, { enabled: false });
  await expect(openPhoto(bench.context, owner, shown, 'large')).rejects.toMatchObject({
    code: 'connections.disabled',
  });
  await updateConnection(bench.context, owner, bench.connectionId, { enabled: true, apiKey: 'nobodys-key' });
  for (const _ of [1, 2])
    await expect(openPhoto(bench.context, owner, shown, 'large')).rejects.toMatchObject({
      code: 'connections.unauthorized',
      message: expect.stringContaining('a key that works'),
    });
  expect((await photoOf(shown)).status).toBe(502);
});
