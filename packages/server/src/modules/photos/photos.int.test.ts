import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import type { Principal } from '../access/principal.ts';
import { openDirectory } from '../employees/employee-pages.service.ts';
import { createEmployee, deleteEmployee, listChanges, readEmployee } from '../employees/employees.service.ts';
import {
  describePhoto,
  findPhotoByMailHash,
  openPhoto,
  openSignedPhoto,
  removePhoto,
  signedPath,
  uploadPhoto,
} from './photos.service.ts';
import type { Photo, PhotoReference } from './photos.ts';

describe('photos of employees', () => {
  let test: TestContext;
  let owner: Principal;
  let stranger: Principal;
  let bytes: Buffer;
  beforeAll(async () => {
    test = await createTestContext();
    ({ owner } = await test.aCompany());
    ({ owner: stranger } = await test.aCompany());
    bytes = await sharp({ create: { width: 200, height: 200, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
  });
  afterAll(() => test.close());

  const anEmployee = async (principal = owner, values: object = {}) =>
    (await createEmployee(test.context, principal, { firstName: 'Ann', lastName: 'Lee', ...values })).number;
  const upload = (principal: Principal, number: number, sent = bytes) =>
    uploadPhoto(test.context, principal, number, {
      field: 'file',
      name: 'me.png',
      contentType: 'x/y',
      bytes: sent,
    });
  const read = async (photo: Photo): Promise<Buffer> =>
    Buffer.isBuffer(photo.body) ? photo.body : buffer(photo.body);
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: { code: string }) => error.code,
    );
  const directoryOf = async (principal: Principal) => {
    const { pages } = await openDirectory(test.context, principal, ['firstName'], { onlyCurrent: true });
    const people = [];
    for await (const page of pages) people.push(...page);
    return people;
  };
  const fields = ['photoUploaded', 'isPhotoUploaded', 'photoUrl'];
  const valuesOf = async (number: number, principal = owner) =>
    (await readEmployee(test.context, principal, number, fields, { onlyCurrent: true })).values;
  const referenceOf = async (number: number): Promise<PhotoReference> => {
    const { photo } = await describePhoto(test.context, owner, number);
    if (photo === undefined) throw new Error('no photo');
    return photo;
  };
  /** Who is this employee, with these rights to their own record. */
  const self = async (number: number, rights: Record<string, 'view' | 'edit'>): Promise<Principal> => {
    const { id } = await readEmployee(test.context, owner, number, [], { onlyCurrent: true });
    return level({ employeeId: id }, 'self', rights);
  };
  const level = (
    more: Partial<Principal>,
    kind: 'self' | 'all',
    rights: Record<string, 'view' | 'edit' | 'none'>,
  ): Principal => ({
    ...owner,
    ...more,
    access: { ...owner.access, directory: false, employees: [{ scope: { kind }, fields: rights }] },
  });

  it('are uploaded, shown in every size, replaced and removed with their bytes', async () => {
    const number = await anEmployee();
    expect(await valuesOf(number)).toEqual({ photoUploaded: false, isPhotoUploaded: false, photoUrl: null });
    expect(await codeOf(openPhoto(test.context, owner, number, 'small'))).toBe('photos.not_found');
    await upload(owner, number);
    const first = await referenceOf(number);
    expect(await valuesOf(number)).toEqual({
      photoUploaded: true,
      isPhotoUploaded: true,
      photoUrl: `${number}-${first.version}`,
    });
    for (const [size, side] of Object.entries({ original: 200, large: 340, medium: 170, tiny: 20 })) {
      const photo = await openPhoto(test.context, owner, number, size as 'large');
      const seen = await read(photo);
      expect([(await sharp(seen).metadata()).width, photo.bytes]).toEqual([side, seen.length]);
    }
    const keys = () =>
      test.context.db.inCompany(owner.companyId, (tx) =>
        tx.selectFrom('files').select('storage_key').execute(),
      );
    const before = await keys();
    await upload(owner, number);
    expect((await referenceOf(number)).version).toBeGreaterThan(first.version);
    const after = await keys();
    expect(after).toHaveLength(before.length);
    for (const { storage_key: key } of before)
      expect(await codeOf(test.context.storage.get(key))).toBe('files.not_found');
    await removePhoto(test.context, owner, number);
    await removePhoto(test.context, owner, number);
    expect((await valuesOf(number)).photoUploaded).toBe(false);
    expect(await keys()).toEqual([]);
  });

  it('leave nothing behind when they are refused', async () => {
    const number = await anEmployee();
    expect(await codeOf(upload(owner, number, Buffer.from('<svg/>')))).toBe('files.type_not_allowed');
    expect(await codeOf(upload(owner, 9_999_999))).toBe('employees.not_found');
    expect((await valuesOf(number)).photoUploaded).toBe(false);
  });

  it('are told to the change log and as an event, in their own transaction', async () => {
    const number = await anEmployee();
    const { latest } = await listChanges(test.context, owner, new Date(0), 'all');
    await upload(owner, number);
    const { changes } = await listChanges(test.context, owner, new Date(Number(latest) + 1), 'updated');
    expect(changes.map((change) => change.number)).toEqual([number]);
    const { type, payload } = await test.context.db.inCompany(owner.companyId, (tx) =>
      tx.selectFrom('events').select(['type', 'payload']).orderBy('id', 'desc').executeTakeFirstOrThrow(),
    );
    expect([type, payload]).toEqual([
      'employees.updated',
      expect.objectContaining({ number, fields: ['photoUrl', 'photoUploaded', 'isPhotoUploaded'] }),
    ]);
  });

  it('belong to one company', async () => {
    const number = await anEmployee();
    await upload(owner, number);
    // The same number may be somebody else there.
    await test.context.db.inCompany(stranger.companyId, async () => undefined);
    expect(await codeOf(openPhoto(test.context, stranger, 999_999, 'small'))).toBe('employees.not_found');
    const theirs = await anEmployee(stranger);
    expect(await codeOf(openPhoto(test.context, stranger, theirs, 'small'))).toBe('photos.not_found');
    const photo = await referenceOf(number);
    const path = new URLSearchParams(signedPath(test.context, owner.company, photo, 'small').split('?')[1]);
    const proof = { expires: Number(path.get('expires')), signature: path.get('signature') ?? '' };
    expect(await codeOf(openSignedPhoto(test.context, stranger.company, photo, 'small', proof))).toBe(
      'photos.link_expired',
    );
  });

  it('are gone with the employee', async () => {
    const number = await anEmployee();
    await upload(owner, number);
    const photo = await referenceOf(number);
    const proof = proofOf(signedPath(test.context, owner.company, photo, 'large'));
    await deleteEmployee(test.context, owner, number);
    expect(await codeOf(openPhoto(test.context, owner, number, 'large'))).toBe('employees.not_found');
    expect(await codeOf(openSignedPhoto(test.context, owner.company, photo, 'large', proof))).toBe(
      'photos.not_found',
    );
  });

  const proofOf = (path: string) => {
    const query = new URLSearchParams(path.split('?')[1]);
    return { expires: Number(query.get('expires')), signature: query.get('signature') ?? '' };
  };

  describe('by a signed address', () => {
    it('show one photo in one size until the address ends', async () => {
      const number = await anEmployee();
      await upload(owner, number);
      const photo = await referenceOf(number);
      const path = signedPath(test.context, owner.company, photo, 'small');
      expect(path).toMatch(
        new RegExp(
          `^/employees/photos/${owner.company.slug}/${number}-${photo.version}-small\\.jpg\\?expires=\\d+&signature=[0-9a-f]{40}$`,
        ),
      );
      const proof = proofOf(path);
      const open = (more: object = {}, size: 'small' | 'original' = 'small', which = photo) =>
        codeOf(openSignedPhoto(test.context, owner.company, which, size, { ...proof, ...more }));
      expect(await open()).toBe('done');
      expect(await open({ expires: proof.expires + 1 })).toBe('photos.link_expired');
      expect(await open({ signature: '0'.repeat(40) })).toBe('photos.link_expired');
      expect(await open({ signature: '' })).toBe('photos.link_expired');
      expect(await open({ expires: Number.NaN })).toBe('photos.link_expired');
      expect(await open({}, 'original')).toBe('photos.link_expired');
      expect(await open({}, 'small', { ...photo, number: number + 1 })).toBe('photos.link_expired');
      await upload(owner, number);
      expect(await open()).toBe('photos.not_found');
      test.setNow(new Date((proof.expires + 1) * 1000));
      expect(await open()).toBe('photos.link_expired');
      test.setNow(undefined);
    });
  });

  describe('by the hash of a work e-mail address', () => {
    const hash = (address: string) => createHash('md5').update(address).digest('hex');

    it('are found for active employees only', async () => {
      const number = await anEmployee(owner, { workEmail: 'Ann.Lee@Example.com' });
      expect(
        await findPhotoByMailHash(test.context, owner.company, hash('ann.lee@example.com')),
      ).toBeUndefined();
      await upload(owner, number);
      expect(await findPhotoByMailHash(test.context, owner.company, hash('ann.lee@example.com'))).toEqual(
        await referenceOf(number),
      );
      expect(
        await findPhotoByMailHash(test.context, stranger.company, hash('ann.lee@example.com')),
      ).toBeUndefined();
      const gone = await anEmployee(owner, { workEmail: 'left@example.com', status: 'Inactive' });
      await upload(owner, gone);
      expect(
        await findPhotoByMailHash(test.context, owner.company, hash('left@example.com')),
      ).toBeUndefined();
    });
  });

  describe('and rights', () => {
    it('are as visible as the field, which a level can hide', async () => {
      const number = await anEmployee();
      await upload(owner, number);
      const open = (rights: Record<string, 'view' | 'edit' | 'none'>) =>
        codeOf(openPhoto(test.context, level({}, 'all', rights), number, 'small'));
      expect(await open({ '*': 'view' })).toBe('done');
      expect(await open({ photoUrl: 'view' })).toBe('done');
      expect(await open({ '*': 'view', photoUploaded: 'none' })).toBe('access.forbidden');
      expect(await open({ firstName: 'view' })).toBe('access.forbidden');
      const hidden = level({}, 'all', { firstName: 'view' });
      expect(await valuesOf(number, hidden)).toEqual({});
    });

    it('end at the scope, but for active employees in the directory', async () => {
      const [me, other] = [await anEmployee(), await anEmployee()];
      await upload(owner, other);
      const mine = await self(me, { '*': 'view' });
      expect(await codeOf(openPhoto(test.context, mine, other, 'small'))).toBe('access.forbidden');
      const listed = { ...mine, access: { ...mine.access, directory: true } };
      expect(await codeOf(openPhoto(test.context, listed, other, 'small'))).toBe('done');
      const gone = await anEmployee(owner, { status: 'Inactive' });
      await upload(owner, gone);
      expect(await codeOf(openPhoto(test.context, listed, gone, 'small'))).toBe('access.forbidden');
    });

    it('let those upload who may edit the field, and everybody for themselves', async () => {
      const [me, other] = [await anEmployee(), await anEmployee()];
      const mine = await self(me, { '*': 'view' });
      await upload(mine, me);
      await upload(mine, 0);
      expect(await codeOf(upload(mine, other))).toBe('access.forbidden');
      expect(await codeOf(upload(level({}, 'all', { '*': 'view' }), other))).toBe('access.forbidden');
      await upload(level({}, 'all', { photoUrl: 'edit' }), other);
      expect(await codeOf(upload(await self(me, { firstName: 'edit' }), me))).toBe('access.forbidden');
    });

    it('are told by the directory', async () => {
      const { owner: boss } = await test.aCompany();
      const [me, other] = [await anEmployee(boss), await anEmployee(boss)];
      const { id } = await readEmployee(test.context, boss, me, [], { onlyCurrent: true });
      const told = async (principal: Principal) =>
        Object.fromEntries(
          (await directoryOf(principal)).map(({ number, mayUploadPhoto }) => [number, mayUploadPhoto]),
        );
      expect(await told(boss)).toEqual({ [me]: true, [other]: true });
      const mine: Principal = {
        ...boss,
        employeeId: id,
        access: { ...boss.access, employees: [{ scope: { kind: 'self' }, fields: { '*': 'view' } }] },
      };
      expect(await told(mine)).toEqual({ [me]: true, [other]: false });
      const viewer: Principal = {
        ...mine,
        access: { ...boss.access, employees: [{ scope: { kind: 'all' }, fields: { '*': 'view' } }] },
      };
      expect(await told(viewer)).toEqual({ [me]: true, [other]: false });
    });
  });
});
