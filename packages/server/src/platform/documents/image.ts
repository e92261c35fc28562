// Pictures that strangers sent, opened and made anew by libvips in threads of its own. Only the
// decoders of usual photos are let loose, on as many points as a camera makes, one after another.
import sharp, { type Sharp } from 'sharp';

sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadWebpBuffer',
  ],
});
sharp.cache(false);
// One thread for each picture, beside everything else.
sharp.concurrency(1);

/** A picture of 25 megapixels takes about 150 MB while it is made anew. */
export const maxPixels = 25_000_000;
const slots = 1;

export interface ImageSize {
  width: number;
  height: number;
}

/** Its size as it is to be looked at, read from its head alone; undefined for what is no picture. */
export async function inspectImage(bytes: Buffer): Promise<ImageSize | undefined> {
  try {
    const { width, height, autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata();
    return autoOrient ?? { width, height };
  } catch {
    return undefined;
  }
}

/**
 * The picture as a JPEG, upright, on white, without anything that was written beside it (place,
 * camera, names); cut to the size when one is given. Undefined for what cannot be read.
 */
export async function toJpeg(bytes: Buffer, size?: ImageSize): Promise<Buffer | undefined> {
  return inSlot(async () => {
    try {
      return await draw(sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' }), size);
    } catch {
      return undefined;
    }
  });
}

/** The picture made anew within a frame, with what of it is transparent. Undefined for what cannot be read. */
export async function toPng(bytes: Buffer, frame: ImageSize): Promise<Buffer | undefined> {
  return inSlot(async () => {
    try {
      const picture = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' }).autoOrient();
      return await picture
        .resize({ ...frame, fit: 'inside', withoutEnlargement: true })
        .toColourspace('srgb')
        .png()
        .toBuffer();
    } catch {
      return undefined;
    }
  });
}

/** A picture that was made here, in a smaller size; it needs no turn, and waits for none. */
export function shrink(bytes: Buffer, size: ImageSize): Promise<Buffer> {
  return draw(sharp(bytes), size);
}

function draw(picture: Sharp, size: ImageSize | undefined): Promise<Buffer> {
  const upright = picture.autoOrient();
  const cut = size === undefined ? upright : upright.resize({ ...size, fit: 'cover' });
  return cut.flatten({ background: 'white' }).toColourspace('srgb').jpeg({ quality: 90 }).toBuffer();
}

let free = slots;
const waiting: (() => void)[] = [];

async function inSlot<T>(work: () => Promise<T>): Promise<T> {
  if (free > 0) free -= 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }
}
