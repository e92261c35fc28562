// Photos of employees who come from a provider: they stay there. Their bytes are fetched for whoever
// looks, and remembered for minutes in the memory of this process only. Who may see them was
// decided before.
import type { ImageSize } from '../../platform/documents/image.ts';
import { askSource, type Calling } from '../connections/ask-source.service.ts';
import type { Urgency } from '../connections/connection-gate.ts';
import type { Context } from '../context.ts';
import { freshSeconds, type PhotoMemory, photoMemory } from './mirrored-photos.ts';
import { asJpeg, noPhoto, type Photo, type PhotoSize } from './photos.ts';

/** Whose photo it is, and where. */
export interface PhotoElsewhere {
  companyId: string;
  connectionId: string;
  employeeNumber: number;
  /** Which one the mirror knows of; null where it knows of none. */
  version: number | null;
}

export interface WantedPhoto {
  size: PhotoSize;
  /** Of the small and the tiny one. */
  cut: Partial<ImageSize>;
  /** In the background those wait whom nobody knows: people who are signed in go before. */
  urgency: Urgency;
}

/** @throws JoineryError `photos.not_found`, and those of `askSource` */
export async function openElsewhere(
  context: Calling,
  where: PhotoElsewhere,
  { size, cut, urgency }: WantedPhoto,
): Promise<Photo> {
  const { connectionId, employeeNumber, version } = where;
  const key = JSON.stringify([connectionId, employeeNumber, version, size, cut.width, cut.height]);
  const body = await memoryOf(context).read(key, context.clock.now(), () =>
    askSource(context, where, { ...about, urgency }, async (source) => {
      const bytes = await source.readPhoto(String(employeeNumber), size, cut);
      return bytes && asJpeg(Buffer.from(bytes));
    }),
  );
  if (body === null) throw noPhoto();
  return { bytes: body.length, body, freshSeconds };
}

const about = {
  what: 'The photo of this employee',
  needs: 'Let the access level of the connection’s key see the photos of employees.',
};

const memories = new WeakMap<Context['db'], PhotoMemory>();

function memoryOf({ db }: Pick<Context, 'db'>): PhotoMemory {
  const known = memories.get(db);
  if (known !== undefined) return known;
  const memory = photoMemory();
  memories.set(db, memory);
  return memory;
}
