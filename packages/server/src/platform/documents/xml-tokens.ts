// XML of office documents, cut into tokens that can be looked at, dropped and joined again. It is
// read for what it holds, never resolved: a document type, and with it every entity of somebody's
// own, is refused.
import { Refusal } from './reading.ts';

export interface XmlToken {
  kind: 'open' | 'close' | 'empty' | 'text' | 'other';
  /** Without its prefix; empty for text. */
  name: string;
  raw: string;
}

const pattern =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<\/?[^\s/<>!?"'=]+(?:\s+[^\s<>="'/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*\/?>|[^<]+/gy;
const maxBytes = 24 * 1024 * 1024;
const maxDepth = 500;

/** @throws Refusal for what is not well-formed, is too large, or brings a document type. */
export function* xmlTokens(text: string): Generator<XmlToken> {
  const open: string[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const raw = pattern.exec(text)?.[0];
    if (raw === undefined) throw new Refusal('mismatch', whatStands(text, at));
    at = pattern.lastIndex;
    const token = toToken(raw);
    if (token.kind === 'open' && open.push(qualified(raw)) > maxDepth) throw new Refusal('too_large');
    if (token.kind === 'close' && open.pop() !== qualified(raw)) throw new Refusal('mismatch');
    yield token;
  }
  if (open.length > 0) throw new Refusal('mismatch');
}

function whatStands(text: string, at: number): string | undefined {
  return text.startsWith('<!', at) ? 'it declares entities of its own' : undefined;
}

function toToken(raw: string): XmlToken {
  if (raw[0] !== '<') return { kind: 'text', name: '', raw };
  if (raw.startsWith('<![CDATA[')) return { kind: 'text', name: '', raw };
  if (raw[1] === '!' || raw[1] === '?') return { kind: 'other', name: '', raw };
  const name = qualified(raw).replace(/^[^:]*:/, '');
  if (raw[1] === '/') return { kind: 'close', name, raw };
  return { kind: raw.endsWith('/>') ? 'empty' : 'open', name, raw };
}

function qualified(raw: string): string {
  return /^<\/?([^\s/>]+)/.exec(raw)?.[1] ?? '';
}

/** The value of an attribute, whatever its prefix; undefined when it is not there. */
export function attributeOf(token: XmlToken, name: string): string | undefined {
  for (const { local, value } of attributesOf(token)) if (local === name) return value;
  return undefined;
}

export interface XmlAttribute {
  prefix: string;
  local: string;
  value: string;
}

export function attributesOf({ raw }: XmlToken): XmlAttribute[] {
  return [...raw.matchAll(/\s(?:([^\s:="'<>/]+):)?([^\s:="'<>/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(
    ([, prefix = '', local = '', double, single]) => ({
      prefix,
      local,
      value: unescapeXml(double ?? single ?? ''),
    }),
  );
}

/** The token with other attributes: those for which `keep` gives a text have it as their value. */
export function withAttributes(
  token: XmlToken,
  keep: (attribute: XmlAttribute) => string | undefined,
): string {
  const attributes = attributesOf(token).flatMap((attribute) => {
    const value = keep(attribute);
    const name = attribute.prefix === '' ? attribute.local : `${attribute.prefix}:${attribute.local}`;
    return value === undefined ? [] : [` ${name}="${escapeXml(value)}"`];
  });
  return `<${qualified(token.raw)}${attributes.join('')}${token.kind === 'empty' ? '/>' : '>'}`;
}

/** What a text token says. */
export function xmlText({ raw }: XmlToken): string {
  return raw.startsWith('<![CDATA[') ? raw.slice(9, -3) : unescapeXml(raw);
}

const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** @throws Refusal for an encoding that its readers could take for another one. */
export function decodeXml(bytes: Uint8Array): string {
  if (bytes.length > maxBytes) throw new Refusal('too_large', 'a part of it is too large');
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  const text = decode(bytes, encoding);
  const declared = /^\ufeff?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1]?.toLowerCase();
  if (declared !== undefined && !(encoding === 'utf-8' ? /^(utf-?8|us-ascii)$/ : /^utf-?16/).test(declared))
    throw new Refusal('mismatch');
  return text;
}

function decode(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refusal('mismatch');
  }
}
