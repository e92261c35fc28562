// OpenDocument texts: what they are, what they say, and a copy without what they could do.

import { splitSigns, storableText } from './hidden-signs.ts';
import {
  assertSoundParts,
  cleanedBinary,
  isHarmlessLink,
  isNearWhite,
  isXml,
  longAltText,
  tinyPoints,
  tokensOf,
  toXml,
  withoutElements,
} from './office.ts';
import { type DocumentFlag, maxTextLength, type Reading, Refusal } from './reading.ts';
import { attributeOf, withAttributes, type XmlToken, xmlText } from './xml-tokens.ts';
import { openZip, type ZipParts } from './zip-parts.ts';
import { writeZip, type ZipContent } from './zip-writer.ts';

const mimetype = 'application/vnd.oasis.opendocument.text';
const kept = /^(mimetype|content\.xml|styles\.xml|META-INF\/manifest\.xml|Pictures\/[^/]+|Fonts\/[^/]+)$/;
// Programs and documents within the document; all else that is not kept are notes about it.
const active = /^(Basic|Scripts|Object \d+|Objects?|Versions)\b/i;
const unwanted = new Set([
  'scripts',
  'event-listeners',
  'event-listener',
  'object-ole',
  'object',
  'plugin',
  'applet',
  'floating-frame',
  'dde-source',
  'dde-connection-decls',
  'dde-connection',
  'execute-macro',
  'database-display',
]);

/** @throws Refusal */
export function judgeOdt(file: Buffer): void {
  const parts = openZip(file);
  if (!parts.has('mimetype') || parts.read('mimetype').toString('latin1').trim() !== mimetype)
    throw new Refusal('mismatch');
  if (!parts.has('content.xml')) throw new Refusal('mismatch');
  if (parts.names.some((name) => /^(Basic|Scripts)\//i.test(name))) throw new Refusal('macros');
  if (tokensOf(parts, 'META-INF/manifest.xml').some(({ name }) => name === 'encryption-data'))
    throw new Refusal('encrypted');
  assertSoundParts(parts, /^$/);
  const root = tokensOf(parts, 'content.xml').find(({ kind }) => kind === 'open' || kind === 'empty');
  if (root?.name !== 'document-content') throw new Refusal('mismatch');
}

export function readOdt(file: Buffer): Reading {
  const parts = openZip(file);
  const flags = new Set<DocumentFlag>();
  const content = tokensOf(parts, 'content.xml');
  const styles = readStyles([...tokensOf(parts, 'styles.xml'), ...content]);
  const said = readText(content, styles);
  if (saysWhoMadeIt(tokensOf(parts, 'meta.xml'))) flags.add('metadata');
  const cleaned = clean(parts, flags);
  const { text, signs } = splitSigns(said.text);
  const hiddenText = storableText(`${said.hidden} ${signs}`, maxTextLength);
  if (hiddenText !== '') flags.add('hidden_text');
  return { kind: 'read', text: storableText(text, maxTextLength), hiddenText, flags: [...flags], cleaned };
}

interface Look {
  parent: string | undefined;
  hidden: boolean;
  white: boolean;
  tiny: boolean;
  ground: string | undefined;
}

function readStyles(tokens: XmlToken[]): Map<string, Look> {
  const styles = new Map<string, Look>();
  let current: Look | undefined;
  for (const token of tokens) {
    if (token.kind === 'close' || token.kind === 'text') continue;
    if (token.name === 'style') {
      const parent = attributeOf(token, 'parent-style-name');
      current = { parent, hidden: false, white: false, tiny: false, ground: undefined };
      styles.set(attributeOf(token, 'name') ?? '', current);
    } else if (current !== undefined && /-properties$/.test(token.name)) {
      const size = /^([\d.]+)pt$/.exec(attributeOf(token, 'font-size') ?? '')?.[1];
      if (attributeOf(token, 'display') === 'none') current.hidden = true;
      if (isNearWhite(attributeOf(token, 'color'))) current.white = true;
      if (size !== undefined && Number(size) <= tinyPoints) current.tiny = true;
      const ground = attributeOf(token, 'background-color');
      if (ground !== undefined && ground !== 'transparent') current.ground = ground;
    }
  }
  return styles;
}

const textElements = new Set(['p', 'h', 'span', 'a', 'note-body', 'ruby-base']);

function readText(tokens: XmlToken[], styles: Map<string, Look>): { text: string; hidden: string } {
  const text: string[] = [];
  const hidden: string[] = [];
  const open: { name: string; looks: Look[] }[] = [];
  let inBody = false;
  let alt = '';
  for (const token of tokens) {
    if (token.name === 'body') inBody = token.kind === 'open';
    if (!inBody) continue;
    if (token.kind === 'open')
      open.push({ name: token.name, looks: looksOf(styles, attributeOf(token, 'style-name')) });
    const within = open.at(-1)?.name ?? '';
    if (token.kind === 'text') {
      if (within === 'desc' || within === 'title') alt += xmlText(token);
      const looks = open.flatMap((one) => one.looks);
      const isOff = open.some(({ name }) => name === 'hidden-text' || name === 'hidden-paragraph');
      if (isOff || isUnseen(looks)) {
        if (xmlText(token).trim() !== '') hidden.push(xmlText(token));
      } else if (textElements.has(within)) text.push(xmlText(token));
    }
    if (token.name === 'tab' || token.name === 's') text.push(' ');
    if (token.name === 'line-break') text.push('\n');
    if (token.kind === 'close') {
      open.pop();
      if (token.name === 'p' || token.name === 'h') text.push('\n');
    }
  }
  if (alt.length > longAltText) hidden.push(alt);
  return { text: text.join('').slice(0, 4 * maxTextLength), hidden: hidden.join(' ') };
}

function isUnseen(looks: Look[]): boolean {
  const onDark = looks.some(({ ground }) => ground !== undefined && !isNearWhite(ground));
  return looks.some(({ hidden, tiny, white }) => hidden || tiny || (white && !onDark));
}

function looksOf(styles: Map<string, Look>, name: string | undefined): Look[] {
  const chain: Look[] = [];
  for (let at = name; at !== undefined && chain.length < 12; ) {
    const look = styles.get(at);
    if (look === undefined) break;
    chain.push(look);
    at = look.parent;
  }
  return chain;
}

function saysWhoMadeIt(meta: XmlToken[]): boolean {
  const telling = new Set([
    'creator',
    'initial-creator',
    'title',
    'subject',
    'description',
    'keyword',
    'user-defined',
  ]);
  return meta.some(
    (token, at) => telling.has(token.name) && token.kind === 'open' && meta[at + 1]?.kind === 'text',
  );
}

function clean(parts: ZipParts, flags: Set<DocumentFlag>): Buffer {
  if (parts.names.some((name) => active.test(name))) flags.add('active_content');
  const names = parts.names.filter((name) => kept.test(name));
  const result = names.map((name): ZipContent => {
    // The first part stands unpacked, so that the kind of the file can be seen from outside.
    if (name === 'mimetype') return { name, content: Buffer.from(mimetype), stored: true };
    if (!isXml(name)) return cleanedBinary(parts, name);
    const tokens = tokensOf(parts, name);
    if (name === 'META-INF/manifest.xml') return { name, content: cleanManifest(tokens, new Set(names)) };
    return { name, content: cleanPart(tokens, flags) };
  });
  return writeZip(result.sort((a, b) => Number(b.name === 'mimetype') - Number(a.name === 'mimetype')));
}

function cleanManifest(tokens: XmlToken[], names: ReadonlySet<string>): Buffer {
  const isGone = (token: XmlToken): boolean => {
    const path = attributeOf(token, 'full-path');
    return token.name === 'file-entry' && path !== '/' && !names.has(path ?? '');
  };
  return toXml(withoutElements(tokens, isGone, () => undefined));
}

function cleanPart(tokens: XmlToken[], flags: Set<DocumentFlag>): Buffer {
  const left = withoutElements(
    tokens,
    ({ name }) => unwanted.has(name),
    () => flags.add('active_content'),
  );
  return toXml(
    left.map((token) => {
      if ((token.kind !== 'open' && token.kind !== 'empty') || !/:href\s*=/.test(token.raw)) return token;
      return withAttributes(token, ({ local, value }) => {
        if (local !== 'href' || isOwn(token, value)) return value;
        flags.add('active_content');
        return undefined;
      });
    }),
  );
}

function isOwn(token: XmlToken, target: string): boolean {
  if (token.name === 'a') return isHarmlessLink(target);
  return /^(\.\/)?(Pictures|Fonts)\/[^/]+$/.test(target) || target.startsWith('#');
}
