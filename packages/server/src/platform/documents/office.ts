// What the two kinds of office documents share.

import { withoutNotes } from './jpeg.ts';
import { Refusal } from './reading.ts';
import { decodeXml, type XmlToken, xmlTokens } from './xml-tokens.ts';
import type { ZipParts } from './zip-parts.ts';
import type { ZipContent } from './zip-writer.ts';

const archives = [
  Buffer.from('PK\x03\x04', 'latin1'),
  Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'),
  Buffer.from('Rar!', 'latin1'),
  Buffer.from([0x1f, 0x8b, 0x08]),
  Buffer.from('MZ', 'latin1'),
  Buffer.from([0x7f, 0x45, 0x4c, 0x46]),
];

/** @throws Refusal unless every part can be unpacked, all XML is sound, and nothing in it is an archive. */
export function assertSoundParts(parts: ZipParts, mayHoldArchives: RegExp): void {
  for (const name of parts.names) {
    const content = parts.read(name);
    if (isXml(name)) for (const _ of xmlTokens(decodeXml(content)));
    else if (
      !mayHoldArchives.test(name) &&
      archives.some((start) => content.subarray(0, start.length).equals(start))
    )
      throw new Refusal('too_large', 'it holds another archive or a program');
  }
}

export function isXml(name: string): boolean {
  return /\.(xml|rels)$/i.test(name);
}

export function tokensOf(parts: ZipParts, name: string): XmlToken[] {
  return parts.has(name) ? [...xmlTokens(decodeXml(parts.read(name)))] : [];
}

/** The XML without these elements and all that is in them; `found` hears of each. */
export function withoutElements(
  tokens: XmlToken[],
  isUnwanted: (token: XmlToken) => boolean,
  found: (token: XmlToken) => void,
): XmlToken[] {
  const kept: XmlToken[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (depth > 0) {
      if (token.kind === 'open') depth += 1;
      if (token.kind === 'close') depth -= 1;
    } else if ((token.kind === 'open' || token.kind === 'empty') && isUnwanted(token)) {
      found(token);
      if (token.kind === 'open') depth = 1;
    } else kept.push(token);
  }
  return kept;
}

export function toXml(tokens: (XmlToken | string)[]): Buffer {
  return Buffer.from(tokens.map((token) => (typeof token === 'string' ? token : token.raw)).join(''));
}

/** A part that is no XML, as it may be passed on. */
export function cleanedBinary(parts: ZipParts, name: string): ZipContent {
  const content = parts.read(name);
  return { name, content: /\.jpe?g$/i.test(name) ? withoutNotes(content) : content };
}

/** What a link may point to: a page, a letter, a call. */
export function isHarmlessLink(target: string): boolean {
  return /^(https?:\/\/|mailto:|tel:|#)/i.test(target.trim());
}

/** Whether a colour of six digits is as good as white. */
export function isNearWhite(color: string | undefined): boolean {
  return color !== undefined && /^#?([f][0-9a-f]){3}$/i.test(color);
}

/** Fewer points than anybody reads. */
export const tinyPoints = 2;
/** An alternative text of a picture that is longer tells more than what is on the picture. */
export const longAltText = 200;
