// What a photo may be, in which sizes there is one, and what stands in its address.
import type { Readable } from 'node:stream';
import { JoineryError } from '@joinery/sdk';
import { fileTypeFromBuffer } from 'file-type';
import { type ImageSize, inspectImage, maxPixels, toJpeg } from '../../platform/documents/image.ts';
import type { Upload } from '../files/files.ts';

export const maxPhotoBytes = 20 * 1024 * 1024;
const minSide = 150;

/** The length of a side; the original has its own. */
export const photoSizes = { original: undefined, large: 340, medium: 170, small: 150, xs: 50, tiny: 20 };
export type PhotoSize = keyof typeof photoSizes;

export function isPhotoSize(text: string): text is PhotoSize {
  return Object.hasOwn(photoSizes, text);
}

/** Width and height that were asked for; only the small and the tiny one can have others. */
export function sizeOf(size: PhotoSize, asked: Partial<ImageSize> = {}): ImageSize | undefined {
  const side = photoSizes[size];
  if (side === undefined) return undefined;
  if (size !== 'small' && size !== 'tiny') return { width: side, height: side };
  const { width = asked.height ?? side, height = asked.width ?? side } = asked;
  return { width, height };
}

const acceptedTypes = ['jpg', 'png', 'apng', 'gif', 'webp'];

export interface CheckedPhoto {
  original: Upload;
  large: Upload;
}

/**
 * The photo as it is kept: never what was sent, but what it shows.
 *
 * @throws JoineryError `files.empty`, `files.too_large`, `files.type_not_allowed`,
 * `files.content_mismatch`, `photos.wrong_shape`
 */
export async function checkPhoto(upload: Upload): Promise<CheckedPhoto> {
  const { bytes } = upload;
  if (bytes.length === 0) throw new JoineryError('files.empty', 'The photo has no bytes.');
  if (bytes.length > maxPhotoBytes)
    throw new JoineryError('files.too_large', 'A photo may have up to 20 MB.');
  const type = await fileTypeFromBuffer(bytes);
  if (type === undefined || !acceptedTypes.includes(type.ext))
    throw new JoineryError('files.type_not_allowed', 'Send the photo as JPEG, PNG, GIF or WebP.');
  const size = await inspectImage(bytes);
  if (size === undefined) throw unreadable();
  assertShape(size);
  const original = await toJpeg(bytes);
  const large = original && (await toJpeg(original, sizeOf('large')));
  if (original === undefined || large === undefined) throw unreadable();
  const kept = { field: upload.field, contentType: 'image/jpeg' };
  return {
    original: { ...kept, name: 'photo.jpg', bytes: original },
    large: { ...kept, name: 'photo-large.jpg', bytes: large },
  };
}

/** A photo on its way out, always JPEG. */
export interface Photo {
  bytes: number;
  body: Buffer | Readable;
  /** For how long it need not be asked for again. */
  freshSeconds: number;
}

export function noPhoto(): JoineryError {
  return new JoineryError('photos.not_found', 'There is no photo of this employee.');
}

/** A photo that a provider sent. @throws JoineryError `provider.unexpected` for what is none. */
export async function asJpeg(bytes: Buffer): Promise<Buffer> {
  const type = await fileTypeFromBuffer(bytes);
  if (type?.ext === 'jpg') return bytes;
  const made = type !== undefined && acceptedTypes.includes(type.ext) ? await toJpeg(bytes) : undefined;
  if (made === undefined)
    throw new JoineryError('provider.unexpected', 'BambooHR sent a photo that is no picture.');
  return made;
}

function assertShape({ width, height }: ImageSize): void {
  if (width * height > maxPixels)
    throw new JoineryError('files.too_large', 'A photo may have up to 25 megapixels.');
  if (Math.abs(width - height) > 1)
    throw new JoineryError('photos.wrong_shape', `A photo is square; this one is ${width} x ${height}.`);
  if (Math.min(width, height) < minSide)
    throw new JoineryError('photos.wrong_shape', `A photo has at least ${minSide} x ${minSide} points.`);
}

function unreadable(): JoineryError {
  return new JoineryError('files.content_mismatch', 'The photo cannot be read; save it afresh.');
}

/** A photo in the values of an employee: whose it is, and which one. */
export interface PhotoReference {
  number: number;
  version: number;
}

/** Undefined for what is no reference. */
export function readPhotoReference(text: string): PhotoReference | undefined {
  const [, number, version] = /^(\d{1,9})-(\d{1,10})$/.exec(text) ?? [];
  return number === undefined ? undefined : { number: Number(number), version: Number(version) };
}
