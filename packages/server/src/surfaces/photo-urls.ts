import type { Company } from '@joinery/sdk';
import type { Context } from '../modules/context.ts';
import type { FieldValue } from '../modules/fields/field-values.ts';
import { signedPath } from '../modules/photos/photos.service.ts';
import { readPhotoReference } from '../modules/photos/photos.ts';
/** Clients know whoever has no photo by this file name. */
export const placeholderPath = '/images/photo_person_160x160.png';

/** The address to show for the value of the field photoUrl; the drawn one where there is no photo. */
export type PhotoUrl = (reference: FieldValue) => string;

/** @param origin `scheme://host` at which this server is called; empty for addresses without it */
export function photoUrlsFor(
  context: Pick<Context, 'secrets' | 'clock'>,
  company: Pick<Company, 'id' | 'slug'>,
  origin: string,
): PhotoUrl {
  return (reference) => {
    const photo = typeof reference === 'string' ? readPhotoReference(reference) : undefined;
    return origin + (photo === undefined ? placeholderPath : signedPath(context, company, photo, 'small'));
  };
}
