// What is remembered of photos that are kept elsewhere: for minutes, and never more than fits.

/** For how long a photo is not asked for again. */
export const freshSeconds = 5 * 60;

const bounds = { photos: 2000, bytes: 32 * 1024 * 1024, bytesOfOne: 2 * 1024 * 1024 };

export interface PhotoMemory {
  /** What is remembered under the key, or else what is fetched: once for all who ask at the same time. */
  read(key: string, now: Date, fetchPhoto: () => Promise<Buffer | null>): Promise<Buffer | null>;
}

interface Remembered {
  photo: Promise<Buffer | null>;
  askedAt: number;
  bytes: number;
}

export function photoMemory(limits: typeof bounds = bounds): PhotoMemory {
  // The oldest first.
  const photos = new Map<string, Remembered>();
  let bytes = 0;
  const forget = (key: string, one: Remembered | undefined) => {
    if (one === undefined || photos.get(key) !== one) return;
    photos.delete(key);
    bytes -= one.bytes;
  };
  const weigh = (key: string, one: Remembered, size: number) => {
    if (photos.get(key) !== one) return;
    one.bytes = size;
    bytes += size;
    if (size > limits.bytesOfOne) forget(key, one);
    for (const [oldKey, old] of photos) {
      if (photos.size <= limits.photos && bytes <= limits.bytes) break;
      forget(oldKey, old);
    }
  };
  return {
    read(key, now, fetchPhoto) {
      const known = photos.get(key);
      const ageMs = now.getTime() - (known?.askedAt ?? 0);
      if (known !== undefined && ageMs >= 0 && ageMs < freshSeconds * 1000) return known.photo;
      forget(key, known);
      const one = { photo: fetchPhoto(), askedAt: now.getTime(), bytes: 0 };
      photos.set(key, one);
      one.photo.then(
        (photo) => weigh(key, one, photo?.length ?? 0),
        () => forget(key, one),
      );
      return one.photo;
    },
  };
}
