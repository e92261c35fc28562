import { createHash } from 'node:crypto';
import { mirrorSettings } from '@joinery/sdk';
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { aKey } from '../../testing/hire-bench.ts';
import { type MirrorBench, startMirrorBench } from '../../testing/mirror-bench.ts';
import type { Principal } from '../access/principal.ts';
import { getCompany, systemPrincipal } from '../companies/companies.service.ts';
import { updateConnection } from '../connections/connections.service.ts';
import { readEmployee, updateEmployee } from '../employees/employees.service.ts';
import { removeFaults } from '../sandboxes/sandboxes.service.ts';
import { setUpMirror } from '../syncs/mirror-setup.service.ts';
import { describePhoto, openPhoto, removePhoto, signedPath, uploadPhoto } from './photos.service.ts';

const original = 'GET /v1/employees/{employeeId}/photo/{size}';
const email = 'pia@example.com';
const flags = ['photoUploaded', 'isPhotoUploaded'];

let bench: MirrorBench;
let owner: Principal;
let apiKey: string;
let shown: number;
let bare: number;
let minutes = 0;

/** Until nothing is remembered any more. */
function waitUntilForgotten(): void {
  minutes += 6;
  bench.setNow(new Date(Date.now() + minutes * 60_000));
}

beforeAll(async () => {
  bench = await startMirrorBench();
  const { companyId: sourceId } = bench.source;
  const people = await bench.context.db.inCompany(sourceId, (tx) =>
    tx.selectFrom('employees').select('number').where('status', '=', 'Active').orderBy('number').execute(),
  );
  [shown = 0, bare = 0] = people.map(({ number }) => number);
  await updateEmployee(bench.context, bench.source, shown, { workEmail: email });
  await upload('teal');
  expect((await bench.begin()).state).toBe('done');
  const { companyId } = bench.owner;
  owner = systemPrincipal(
    await bench.context.db.inCompany(companyId, (tx) => getCompany(tx, companyId)),
    'Test',
  );
  apiKey = await aKey(bench.context, owner);
});
beforeEach(async () => {
  await bench.calls();
});
afterAll(() => bench.close());

async function upload(background: string, number = shown): Promise<void> {
  const picture = sharp({ create: { width: 400, height: 400, channels: 3, background } });
  const bytes = await picture.png().toBuffer();
  const photo = { field: 'file', name: 'me.png', contentType: 'image/png', bytes };
  await uploadPhoto(bench.context, bench.source, number, photo);
}
const get = async (path: string, key?: string) => {
  const answer = await fetch(`${bench.origin}${path}`, {
    redirect: 'manual',
    headers:
      key === undefined ? {} : { authorization: `Basic ${btoa(`${key}:x`)}`, accept: 'application/json' },
  });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
};
const ofCompany = (path: string, company = 'mirror', key = apiKey) =>
  get(`/api/gateway.php/${company}/v1/employees/${path}`, key);
const photoOf = (number: number, path = '', company = 'mirror', key = apiKey) =>
  ofCompany(`${number}/photo${path}`, company, key);
/** The address that the dialect shows. */
const addressOf = async (number: number): Promise<string> => {
  const { bytes } = await ofCompany(`${number}?fields=photoUrl`);
  return (JSON.parse(String(bytes)) as { photoUrl: string }).photoUrl.replace(bench.origin, '');
};
const valuesOf = async (number: number) =>
  (await readEmployee(bench.context, owner, number, [...flags, 'photoUrl'], { onlyCurrent: true })).values;
const asked = async () => (await bench.calls()).map(({ operation }) => operation);

it('whether somebody has a photo is as BambooHR says, at first and after changes', async () => {
  const has = { photoUploaded: true, isPhotoUploaded: true, photoUrl: expect.stringMatching(/^\d+-\d+$/) };
  const none = { photoUploaded: false, isPhotoUploaded: false, photoUrl: null };
  expect([await valuesOf(shown), await valuesOf(bare)]).toEqual([has, none]);
  await upload('gold', bare);
  await removePhoto(bench.context, bench.source, shown);
  expect((await bench.sync()).counts).toMatchObject({ changed: 2 });
  expect([await valuesOf(shown), await valuesOf(bare)]).toEqual([none, has]);
  await upload('teal');
  await removePhoto(bench.context, bench.source, bare);
  expect((await bench.sync('full')).counts).toMatchObject({ changed: 2 });
  expect([await valuesOf(shown), await valuesOf(bare)]).toEqual([has, none]);
});

it('it stays known while the account does not tell', async () => {
  const before = await valuesOf(shown);
  await bench.fault('POST /v1/reports/custom', 'vanish_fields', { fields: flags, count: null });
  expect((await bench.sync('full')).warnings).toEqual([]);
  expect(await valuesOf(shown)).toEqual(before);
  await removeFaults(bench.context, bench.source);
  await bench.sync('full');
  expect(await valuesOf(shown)).toEqual(before);
});

it('the photo is the one that BambooHR has, in each size, and is not stored', async () => {
  for (const path of ['', '/large', '/small?width=40', '/tiny']) {
    const ours = await photoOf(shown, path);
    const theirs = await photoOf(shown, path, 'acme', bench.sandbox.apiKey);
    expect([ours.status, ours.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(ours.bytes.equals(theirs.bytes)).toBe(true);
  }
  expect(await bench.select(sql`select id from files`)).toEqual([]);
});

it('it is asked for once in five minutes, and another is shown after that', async () => {
  waitUntilForgotten();
  const before = await photoOf(shown, '/large');
  await Promise.all([photoOf(shown, '/large'), photoOf(shown, '/large')]);
  await upload('tomato');
  expect((await photoOf(shown, '/large')).bytes.equals(before.bytes)).toBe(true);
  expect(await asked()).toEqual([original]);
  waitUntilForgotten();
  expect((await photoOf(shown, '/large')).bytes.equals(before.bytes)).toBe(false);
  expect(await asked()).toEqual([original]);
});

it('it is shown by its signed address, in /v1 and in the dialect, and by the hash of the mail address', async () => {
  waitUntilForgotten();
  const theirs = (size: string) => photoOf(shown, `/${size}`, 'acme', bench.sandbox.apiKey);
  const { photo, mayUpload } = await describePhoto(bench.context, owner, shown);
  expect(mayUpload).toBe(true);
  if (photo === undefined) throw new Error('no photo');
  const native = await get(signedPath(bench.context, owner.company, photo, 'medium'));
  expect(native.bytes.equals((await theirs('medium')).bytes)).toBe(true);
  const small = await get(await addressOf(shown));
  expect(small.bytes.equals((await theirs('small')).bytes)).toBe(true);
  expect(small.headers.get('cache-control')).toBe('private, max-age=300');
  const hash = createHash('md5').update(email).digest('hex');
  const { headers } = await get(`/api/gateway.php/mirror/employees/photos/?h=${hash}`);
  expect((await get(headers.get('location') ?? '')).bytes.equals(small.bytes)).toBe(true);
  const stale = signedPath(bench.context, owner.company, { ...photo, version: photo.version + 1 }, 'small');
  expect((await get(stale)).status).toBe(404);
});

it('somebody without one has none', async () => {
  waitUntilForgotten();
  expect((await photoOf(bare)).status).toBe(404);
  expect(await addressOf(bare)).toContain('photo_person');
  await expect(openPhoto(bench.context, owner, bare, 'large')).rejects.toMatchObject({
    code: 'photos.not_found',
  });
  expect((await describePhoto(bench.context, owner, bare)).photo).toBeUndefined();
  expect(await asked()).toEqual([original, original]);
});

it('nothing is asked for those who may not see it', async () => {
  waitUntilForgotten();
  const access = {
    ...owner.access,
    directory: false,
    employees: [{ scope: { kind: 'all' as const }, fields: { firstName: 'view' as const } }],
  };
  const blind = { ...owner, access };
  await openPhoto(bench.context, owner, shown, 'large');
  expect(await asked()).toEqual([original]);
  for (const look of [
    () => openPhoto(bench.context, blind, shown, 'large'),
    () => describePhoto(bench.context, blind, shown),
  ])
    await expect(look()).rejects.toMatchObject({ code: 'access.forbidden' });
  const seen = await readEmployee(bench.context, blind, shown, [...flags, 'photoUrl'], { onlyCurrent: true });
  expect(seen.values).toEqual({});
  const stranger = (await bench.aCompany()).owner;
  await expect(openPhoto(bench.context, stranger, shown, 'large')).rejects.toMatchObject({
    code: 'employees.not_found',
  });
  const address = await addressOf(shown);
  expect((await get(address.replace(/signature=\w/, 'signature=0x'))).status).toBe(403);
  expect((await get(address.replace('/photos/mirror/', '/photos/acme/'))).status).toBe(403);
  expect(await asked()).toEqual([]);
});

it('what keeps BambooHR from answering is told with its cure, and is never taken for no photo', async () => {
  waitUntilForgotten();
  const address = await addressOf(shown);
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
  await bench.fault(original, 'status_429', { retryAfter: 'seconds', seconds: 90 });
  const throttled = await photoOf(shown, '/large');
  expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([
    502,
    expect.stringMatching(/^\d+$/),
  ]);
  const busy = await get(address);
  expect([busy.status, String(busy.bytes)]).toEqual([
    502,
    'The photo is kept by BambooHR, which takes no more requests now. Ask again later.\n',
  ]);
  expect(Number(busy.headers.get('retry-after'))).toBeGreaterThan(0);
  await bench.select(sql`update connection_gates set paused_until = null, pause_reason = null`);
});

it('an account that is switched off or refuses the key shows none, and says so to those who may know', async () => {
  waitUntilForgotten();
  const address = await addressOf(shown);
  await updateConnection(bench.context, owner, bench.connectionId, { enabled: false });
  await expect(openPhoto(bench.context, owner, shown, 'large')).rejects.toMatchObject({
    code: 'connections.disabled',
  });
  const away = 'The photo is kept by BambooHR and cannot be fetched from there now. Ask again later.\n';
  const off = await get(address);
  expect([off.status, String(off.bytes)]).toEqual([502, away]);
  await updateConnection(bench.context, owner, bench.connectionId, { enabled: true, apiKey: 'nobodys-key' });
  for (const _ of [1, 2])
    await expect(openPhoto(bench.context, owner, shown, 'large')).rejects.toMatchObject({
      code: 'connections.unauthorized',
      message: expect.stringContaining('a key that works'),
    });
  expect((await photoOf(shown)).status).toBe(502);
  const refused = await get(address);
  expect([refused.status, String(refused.bytes)]).toEqual([502, away]);
});

it('people who become the company’s own leave their photos behind', async () => {
  expect((await valuesOf(shown)).photoUploaded).toBe(true);
  const off = mirrorSettings.parse({ peopleSource: false });
  await setUpMirror(bench.context, owner, bench.connectionId, off);
  expect((await valuesOf(shown)).photoUploaded).toBe(false);
});
