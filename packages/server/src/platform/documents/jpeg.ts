// A JPEG without what was written beside the picture: place, camera, names, comments.

/** The picture itself is not touched; what is no sound JPEG comes back as it is. */
export function withoutNotes(jpeg: Buffer): Buffer {
  if (jpeg.length < 4 || jpeg.readUInt16BE(0) !== 0xffd8) return jpeg;
  const kept: Buffer[] = [jpeg.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff) {
    const marker = jpeg[at + 1] ?? 0;
    // From here on it is the picture.
    if (marker === 0xda) return Buffer.concat([...kept, jpeg.subarray(at)]);
    const length = jpeg.readUInt16BE(at + 2) + 2;
    if (length < 4 || at + length > jpeg.length) return jpeg;
    // APP0 (JFIF), APP2 (colours) and APP14 (Adobe's colours) are needed to show it.
    const isNote =
      marker === 0xfe || (marker >= 0xe0 && marker <= 0xef && ![0xe0, 0xe2, 0xee].includes(marker));
    if (!isNote) kept.push(jpeg.subarray(at, at + length));
    at += length;
  }
  return jpeg;
}
