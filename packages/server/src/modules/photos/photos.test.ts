import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { processorMs } from '../../testing/processor-time.ts';
import { checkPhoto, isPhotoSize, readPhotoReference, sizeOf } from './photos.ts';

const picture = (width: number, height = width) =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 30, b: 30, alpha: 0.5 } } });
const check = (bytes: Buffer, name = 'me.jpg') =>
  checkPhoto({ field: 'file', name, contentType: 'image/jpeg', bytes });
const codeOf = (bytes: Buffer): Promise<string> =>
  check(bytes).then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  );

describe('a photo', () => {
  it.each(['jpeg', 'png', 'gif', 'webp'] as const)('may come as %s and is kept as JPEG', async (format) => {
    const { original, large } = await check(await picture(200).toFormat(format).toBuffer());
    for (const [{ bytes, contentType }, side] of [
      [original, 200],
      [large, 340],
    ] as const) {
      const { format: kept, width, height } = await sharp(bytes).metadata();
      expect([kept, contentType, width, height]).toEqual(['jpeg', 'image/jpeg', side, side]);
    }
  });

  it('is kept upright, and without the place where it was taken', async () => {
    const half = picture(100, 200).png().toBuffer();
    const sent = await sharp({ create: { width: 200, height: 200, channels: 3, background: 'white' } })
      .composite([{ input: await half, left: 0, top: 0 }])
      .withExif({
        IFD0: { Orientation: '6', Artist: 'Secret Name' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
      })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect((await sharp(sent).metadata()).orientation).toBe(6);
    const { original } = await check(sent);
    const { exif, orientation } = await sharp(original.bytes).metadata();
    expect([exif, orientation]).toEqual([undefined, undefined]);
    expect(original.bytes.includes('Secret Name')).toBe(false);
    // What was on the left is on top after a quarter turn to the right.
    const pixels = await sharp(original.bytes).raw().toBuffer();
    const greenAt = (x: number, y: number) => pixels[(y * 200 + x) * 3 + 1] ?? 0;
    expect(greenAt(150, 20)).toBeLessThan(200);
    expect(greenAt(20, 180)).toBeGreaterThan(230);
  });

  it('holds nothing of what was hidden behind it', async () => {
    const polyglot = Buffer.concat([
      await picture(200).jpeg().toBuffer(),
      Buffer.from('<script>alert(1)</script>'),
    ]);
    const { original, large } = await check(polyglot);
    for (const { bytes } of [original, large]) expect(bytes.includes('script')).toBe(false);
  });

  it.each([
    ['no bytes', Buffer.alloc(0), 'files.empty'],
    ['a page', Buffer.from('<!doctype html><html></html>'), 'files.type_not_allowed'],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'files.type_not_allowed'],
    ['PDF', Buffer.from('%PDF-1.7\n%%EOF'), 'files.type_not_allowed'],
    ['a head without a picture', Buffer.from(`ffd8ffe0${'00'.repeat(64)}`, 'hex'), 'files.content_mismatch'],
    ['too many bytes', Buffer.alloc(20 * 1024 * 1024 + 1), 'files.too_large'],
  ])('is not %s', async (_what, bytes, code) => {
    expect(await codeOf(bytes)).toBe(code);
  });

  it.each([
    [200, 202],
    [149, 149],
    [149, 150],
  ])('is not %i x %i', async (width, height) => {
    expect(await codeOf(await picture(width, height).png().toBuffer())).toBe('photos.wrong_shape');
  });

  it('may be one point higher than wide', async () => {
    expect(await codeOf(await picture(150, 151).png().toBuffer())).toBe('accepted');
  });

  it('that says it has more points than a camera makes is not opened', async () => {
    const bomb = await picture(150).png().toBuffer();
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    const startedAt = processorMs();
    expect(await codeOf(bomb)).toBe('files.too_large');
    expect(processorMs() - startedAt).toBeLessThan(1000);
  });

  it('that was cut short is refused', async () => {
    const whole = await picture(300).jpeg().toBuffer();
    expect(await codeOf(whole.subarray(0, whole.length / 2))).toBe('files.content_mismatch');
  });
});

describe('sizes of photos', () => {
  it('are what they are called, but the small and the tiny one can be asked for in another', () => {
    expect(sizeOf('original', { width: 30 })).toBeUndefined();
    expect(sizeOf('medium', { width: 30, height: 30 })).toEqual({ width: 170, height: 170 });
    expect(sizeOf('small')).toEqual({ width: 150, height: 150 });
    expect(sizeOf('small', { width: 90, height: 60 })).toEqual({ width: 90, height: 60 });
    expect(sizeOf('tiny', { height: 30 })).toEqual({ width: 30, height: 30 });
  });

  it('have no other names', () => {
    expect(['original', 'xs', 'huge', 'constructor', ''].map(isPhotoSize)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('a reference to a photo', () => {
  it('is a number and a version', () => {
    expect(readPhotoReference('12-3')).toEqual({ number: 12, version: 3 });
    for (const text of ['12', '12-', '-3', '12-3-4', 'a-b', '1234567890-1'])
      expect(readPhotoReference(text)).toBeUndefined();
  });
});
