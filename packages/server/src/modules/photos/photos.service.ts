// Photos of employees: uploading, looking at, and addresses that show one without a key for a while.
import { timingSafeEqual } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { type Company, JoineryError } from '@joinery/sdk';
import { type ImageSize, shrink } from '../../platform/documents/image.ts';
import type { Principal } from '../access/principal.ts';
import type { Calling } from '../connections/ask-source.service.ts';
import type { Context } from '../context.ts';
import { getForPhoto, recordPhoto } from '../employees/employee-photo.service.ts';
import { inScene } from '../employees/employee-scene.ts';
import { assertKeptHere, sendStored } from '../employees/write-through.service.ts';
import {
  discardFiles,
  forgetFiles,
  insertFiles,
  type OpenableFile,
  openKnownFile,
  withStoredFiles,
} from '../files/files.service.ts';
import type { Upload } from '../files/files.ts';
import { doesWriteBack, type WritingContext } from '../provider-writes/provider-writes.service.ts';
import { openElsewhere, type PhotoElsewhere } from './mirrored-photos.service.ts';
import * as repository from './photos.repository.ts';
import { checkPhoto, noPhoto, type Photo, type PhotoReference, type PhotoSize, sizeOf } from './photos.ts';

type Scope = Pick<Context, 'db' | 'clock' | 'storage' | 'log'>;
type Signing = Pick<Context, 'secrets' | 'clock'>;

/**
 * Makes the photo the employee's one.
 *
 * @throws JoineryError `employees.not_found`, `access.forbidden`, and those of `checkPhoto`; in a mirrored
 * company those of `awaitWrite`.
 */
export async function uploadPhoto(
  context: Scope & WritingContext,
  principal: Principal,
  number: number,
  upload: Upload,
): Promise<void> {
  // Asked before the photo is opened as well: that costs more than the question.
  const elsewhere = await inScene(context, principal, async (scene) => {
    const employee = await getForPhoto(scene, number, 'upload');
    return scene.peopleSource === null ? undefined : elsewhereOf(principal, scene.peopleSource, employee);
  });
  const { original, large } = await checkPhoto(upload);
  if (elsewhere !== undefined) return sendPhoto(context, principal, elsewhere, original);
  const replaced = await withStoredFiles(context, [original, large], (stored) =>
    inScene(context, principal, async (scene) => {
      const employee = await getForPhoto(scene, number, 'upload');
      assertKeptHere(scene, ...begunMeanwhile);
      await insertFiles(scene.tx, principal.companyId, stored);
      const version = await repository.takeVersion(scene.tx);
      const before = await repository.replacePhoto(scene.tx, principal.companyId, {
        employeeId: employee.id,
        version,
        originalFileId: stored[0]?.id ?? '',
        largeFileId: stored[1]?.id ?? '',
        uploadedAt: context.clock.now(),
      });
      await recordPhoto(scene, employee, version);
      return before === undefined ? [] : forgetFiles(scene.tx, filesOf(before));
    }),
  );
  await discardFiles(context, replaced);
}

const begunMeanwhile = [
  'take a photo that began its way before people came from there',
  'on the employee’s page',
] as const;

async function sendPhoto(
  context: Scope & WritingContext,
  principal: Principal,
  { connectionId, employeeNumber, version }: PhotoElsewhere,
  upload: Upload,
): Promise<void> {
  await sendStored(context, principal, connectionId, {
    upload,
    draft: ({ name, contentType, bytes, sha256 }) => ({
      kind: 'upload_photo',
      employeeNumber,
      fields: [],
      payload: {
        file: { name, originalName: name, contentType, categoryId: '', share: false, bytes, sha256 },
      },
    }),
  });
  // What is remembered of the one before is not shown any more. Of somebody who had none a reading
  // has told by now.
  await inScene(context, principal, async (scene) => {
    const employee = await getForPhoto(scene, employeeNumber, 'upload');
    if (version === null || employee.version !== version) return;
    await recordPhoto(scene, employee, await repository.takeVersion(scene.tx));
  });
}

/** Takes the photo away; without one nothing happens. @throws JoineryError `employees.not_found`, `access.forbidden`. */
export async function removePhoto(context: Scope, principal: Principal, number: number): Promise<void> {
  const removed = await inScene(context, principal, async (scene) => {
    const employee = await getForPhoto(scene, number, 'upload');
    assertKeptHere(scene, 'take a photo away', 'at the photo on the employee’s page');
    const photo = await repository.findPhoto(scene.tx, employee.id);
    if (photo === undefined) return [];
    await repository.removePhoto(scene.tx, employee.id);
    await recordPhoto(scene, employee, null);
    return forgetFiles(scene.tx, filesOf(photo));
  });
  await discardFiles(context, removed);
}

/**
 * In a mirrored company the photo is fetched from the provider, for whoever asks.
 *
 * @throws JoineryError `employees.not_found`, `access.forbidden`, `photos.not_found`, and what keeps a
 * provider from answering.
 */
export async function openPhoto(
  context: Scope & Calling,
  principal: Principal,
  number: number,
  size: PhotoSize,
  asked: Partial<ImageSize> = {},
): Promise<Photo> {
  const { file, elsewhere } = await inScene(context, principal, async (scene) => {
    const employee = await getForPhoto(scene, number, 'view');
    if (scene.peopleSource !== null)
      return { elsewhere: elsewhereOf(principal, scene.peopleSource, employee) };
    const photo = await repository.findPhoto(scene.tx, employee.id);
    if (photo === undefined) throw noPhoto();
    return { file: await openKnownFile(context, scene.tx, fileFor(photo, size)) };
  });
  if (elsewhere !== undefined)
    return openElsewhere(context, elsewhere, { size, cut: asked, urgency: 'person' });
  return draw(file, size, sizeOf(size, asked));
}

/** Which photo there is, for who may see it, and whether another may be uploaded. */
export async function describePhoto(
  context: Scope,
  principal: Principal,
  number: number,
): Promise<{ photo: PhotoReference | undefined; mayUpload: boolean }> {
  return inScene(context, principal, async (scene) => {
    const employee = await getForPhoto(scene, number, 'view');
    const { version, mayUpload } = employee;
    const photo = version === null ? undefined : { number: employee.number, version };
    const { peopleSource, tx } = scene;
    const isTaken = peopleSource === null || (await doesWriteBack(tx, peopleSource));
    return { photo, mayUpload: mayUpload && isTaken };
  });
}

const hourMs = 3_600_000;
const validHours = 24;

/** The path and query that show a photo to whoever has them, for at least a day. */
export function signedPath(
  context: Signing,
  company: Pick<Company, 'id' | 'slug'>,
  photo: PhotoReference,
  size: PhotoSize,
): string {
  // The same for an hour, so that browsers can keep the photo.
  const expires = (Math.ceil(context.clock.now().getTime() / hourMs) + validHours) * (hourMs / 1000);
  const signature = signatureOf(context, company.id, photo, size, expires);
  const name = `${photo.number}-${photo.version}-${size}.jpg`;
  return `/employees/photos/${company.slug}/${name}?expires=${expires}&signature=${signature}`;
}

/**
 * @throws JoineryError `photos.link_expired` for an address that is not or no longer ours,
 * `photos.not_found`, and what keeps a provider from answering.
 */
export async function openSignedPhoto(
  context: Scope & Signing & Calling,
  company: Pick<Company, 'id'>,
  photo: PhotoReference,
  size: PhotoSize,
  proof: { expires: number; signature: string },
): Promise<Photo> {
  const right = Buffer.from(signatureOf(context, company.id, photo, size, proof.expires));
  const given = Buffer.from(proof.signature);
  const isOurs = given.length === right.length && timingSafeEqual(given, right);
  if (!isOurs || proof.expires * 1000 < context.clock.now().getTime())
    throw new JoineryError('photos.link_expired', 'The address of the photo is not valid any more.');
  const { file, elsewhere } = await context.db.inCompany(company.id, async (tx) => {
    const source = await repository.findSourceOf(tx, photo);
    if (source !== undefined)
      return {
        elsewhere: elsewhereOf({ companyId: company.id }, source, photo),
      };
    const found = await repository.findPhotoOf(tx, photo);
    if (found === undefined) throw noPhoto();
    return { file: await openKnownFile(context, tx, fileFor(found, size)) };
  });
  if (elsewhere !== undefined)
    return openElsewhere(context, elsewhere, { size, cut: {}, urgency: 'background' });
  return draw(file, size, sizeOf(size));
}

/** The photo of the active employee whose work e-mail address has this MD5, in hex. */
export async function findPhotoByMailHash(
  context: Pick<Context, 'db'>,
  company: Pick<Company, 'id'>,
  hash: string,
): Promise<PhotoReference | undefined> {
  return context.db.inCompany(company.id, (tx) => repository.findByMailHash(tx, hash));
}

function signatureOf(
  { secrets }: Signing,
  companyId: string,
  { number, version }: PhotoReference,
  size: PhotoSize,
  expires: number,
): string {
  return secrets.mac('photo', JSON.stringify([companyId, number, version, size, expires])).slice(0, 40);
}

function elsewhereOf(
  { companyId }: { companyId: string },
  connectionId: string,
  { number, version }: { number: number; version: number | null },
): PhotoElsewhere {
  return { companyId, connectionId, employeeNumber: number, version };
}

function fileFor(photo: repository.PhotoRow, size: PhotoSize): string {
  return size === 'original' ? photo.originalFileId : photo.largeFileId;
}

function filesOf(photo: repository.PhotoRow): string[] {
  return [photo.originalFileId, photo.largeFileId];
}

// Another photo has another address.
const freshSeconds = 3600;

async function draw(file: OpenableFile, kept: PhotoSize, size: ImageSize | undefined): Promise<Photo> {
  if (kept === 'original' || kept === 'large' || size === undefined)
    return { bytes: file.bytes, body: await file.open(), freshSeconds };
  const body = await shrink(await buffer(await file.open()), size);
  return { bytes: body.length, body, freshSeconds };
}
