// Word documents: what they are, what they say, and a copy without what they could do.

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

const mainType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const textParts = /^word\/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$/i;
const embedded = /^word\/(embeddings|activeX)\//i;
// Programs, data and notes beside the text.
const dropped =
  /^(docProps|customXml|customUI|userCustomization|_xmlsignatures)\/|^word\/(embeddings|activeX|afchunk|vba|people\.xml|keyMapCustomizations|mailMerge)|(^|\/)(vbaProject|thumbnail)[^/]*$/i;
const notes = /^(docProps|customXml|_xmlsignatures)\/|^word\/people\.xml|thumbnail/i;
const unwanted = new Set([
  'attachedTemplate',
  'OLEObject',
  'altChunk',
  'control',
  'subDoc',
  'mailMerge',
  'docVars',
  'dataBinding',
  'rsids',
]);
const unwantedNotes = new Set(['docVars', 'dataBinding', 'rsids']);
const activeInstruction =
  /\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|MACROBUTTON|AUTOTEXT|RD|PRINT)\b/i;
const activeRelation =
  /\/(attachedTemplate|oleObject|package|control|activeX\w*|vbaProject|subDocument|frame|aFChunk|mailMerge\w*|externalLink\w*|keyMapCustomizations|wordVbaData|attachedToolbars)$/i;

/** @throws Refusal */
export function judgeDocx(file: Buffer): void {
  assertNotSealed(file);
  const parts = openZip(file);
  if (!parts.has('[Content_Types].xml') || !parts.has('word/document.xml')) throw new Refusal('mismatch');
  if (parts.names.some((name) => /(^|\/)vbaProject\.bin$/i.test(name))) throw new Refusal('macros');
  assertSoundParts(parts, embedded);
  const types = tokensOf(parts, '[Content_Types].xml').map(
    (token) => attributeOf(token, 'ContentType') ?? '',
  );
  if (types.some((type) => /macroEnabled|vbaProject/i.test(type))) throw new Refusal('macros');
  if (!types.includes(mainType)) throw new Refusal('mismatch');
  const root = tokensOf(parts, 'word/document.xml').find(({ kind }) => kind === 'open' || kind === 'empty');
  if (root?.name !== 'document') throw new Refusal('mismatch');
}

// A Word document with a password is another kind of file.
function assertNotSealed(file: Buffer): void {
  if (file.subarray(0, 8).toString('hex') !== 'd0cf11e0a1b11ae1') return;
  if (file.includes(Buffer.from('EncryptedPackage', 'utf16le'))) throw new Refusal('encrypted');
}

export function readDocx(file: Buffer): Reading {
  const parts = openZip(file);
  const styles = readStyles(tokensOf(parts, 'word/styles.xml'));
  const found: Found = { text: [], hidden: [], flags: new Set() };
  for (const name of parts.names.filter((part) => textParts.test(part)).sort(mainPartFirst))
    readText(tokensOf(parts, name), styles, found);
  if (saysWhoMadeIt(parts)) found.flags.add('metadata');
  const cleaned = clean(parts, found.flags);
  const { text, signs } = splitSigns(found.text.join(''));
  const hiddenText = storableText([...found.hidden, signs].join(' '), maxTextLength);
  if (hiddenText !== '') found.flags.add('hidden_text');
  return {
    kind: 'read',
    text: storableText(text, maxTextLength),
    hiddenText,
    flags: [...found.flags],
    cleaned,
  };
}

interface Found {
  text: string[];
  hidden: string[];
  flags: Set<DocumentFlag>;
}

const mainPartFirst = (a: string, b: string): number =>
  Number(b === 'word/document.xml') - Number(a === 'word/document.xml') || a.localeCompare(b);

interface Look {
  vanish?: boolean;
  white?: boolean;
  tiny?: boolean;
  shaded?: boolean;
}

// Reads how text looks from the properties of a run, a paragraph, a cell or a style.
function lookAt(token: XmlToken, look: Look): void {
  const value = attributeOf(token, 'val');
  if (token.name === 'vanish' || token.name === 'webHidden')
    look.vanish = !/^(0|false|off)$/.test(value ?? '');
  if (token.name === 'color') look.white = isNearWhite(value);
  if (token.name === 'sz') look.tiny = Number(value) <= tinyPoints * 2;
  if (token.name === 'highlight') look.shaded = value !== 'none' && value !== 'white';
  if (token.name === 'shd')
    look.shaded = isDark(attributeOf(token, 'fill')) || /^(solid|pct)/.test(value ?? '');
}

function isDark(fill: string | undefined): boolean {
  return fill !== undefined && /^[0-9a-f]{6}$/i.test(fill) && !isNearWhite(fill);
}

function readStyles(tokens: XmlToken[]): Map<string, Look> {
  const styles = new Map<string, Look & { basedOn?: string }>();
  let current: (Look & { basedOn?: string }) | undefined;
  for (const token of tokens) {
    if (token.name === 'style' && token.kind === 'open') {
      current = {};
      styles.set(attributeOf(token, 'styleId') ?? '', current);
    } else if (token.name === 'style' && token.kind === 'close') current = undefined;
    else if (current !== undefined && token.name === 'basedOn')
      current.basedOn = attributeOf(token, 'val') ?? '';
    else if (current !== undefined && token.kind !== 'close') lookAt(token, current);
  }
  return new Map([...styles.keys()].map((id) => [id, inherited(styles, id)]));
}

function inherited(styles: Map<string, Look & { basedOn?: string }>, id: string): Look {
  const chain: Look[] = [];
  for (let at: string | undefined = id; at !== undefined && chain.length < 12; ) {
    const style = styles.get(at);
    if (style === undefined) break;
    const { basedOn, ...look } = style;
    chain.unshift(look);
    at = basedOn;
  }
  return Object.assign({}, ...chain);
}

function readText(tokens: XmlToken[], styles: Map<string, Look>, found: Found): void {
  let length = 0;
  let paragraph: Look = {};
  let run: Look = {};
  let inRun = false;
  // Cells, boxes and tables that may be dark; white text in them is to be seen.
  const grounds: { name: string; dark: boolean }[] = [];
  let paper = false;
  let instruction = '';
  const open: string[] = [];
  const say = (text: string): void => {
    const look = { ...paragraph, ...run };
    const onDark = paper || look.shaded === true || grounds.some(({ dark }) => dark);
    if (look.vanish === true || look.tiny === true || (look.white === true && !onDark)) {
      if (text.trim() !== '') found.hidden.push(text);
    } else if (length < maxTextLength) {
      found.text.push(text);
      length += text.length;
    }
  };
  for (const token of tokens) {
    if (token.kind === 'open') open.push(token.name);
    if (token.kind === 'close') open.pop();
    const starts = token.kind === 'open' || token.kind === 'empty';
    switch (token.name) {
      case 'background':
        if (starts) paper = isDark(attributeOf(token, 'color'));
        break;
      case 'tbl':
      case 'tc':
      case 'txbxContent':
        if (token.kind === 'open') grounds.push({ name: token.name, dark: token.name === 'txbxContent' });
        else if (token.kind === 'close') grounds.pop();
        break;
      case 'tblStyle': {
        const table = grounds.at(-1);
        if (table !== undefined) table.dark = styles.get(attributeOf(token, 'val') ?? '')?.shaded === true;
        break;
      }
      case 'p':
        if (starts) paragraph = {};
        if (token.kind === 'close' || token.kind === 'empty') found.text.push('\n');
        break;
      case 'r':
        if (starts) {
          run = {};
          inRun = token.kind === 'open';
        } else inRun = false;
        break;
      case 'pStyle':
        Object.assign(paragraph, styles.get(attributeOf(token, 'val') ?? ''));
        break;
      case 'rStyle':
        Object.assign(run, styles.get(attributeOf(token, 'val') ?? ''));
        break;
      case 'shd':
        if (open.includes('tcPr')) {
          const cell = grounds.at(-1);
          if (cell !== undefined) cell.dark = isDark(attributeOf(token, 'fill'));
        } else if (starts) lookAt(token, inRun ? run : paragraph);
        break;
      case 'vanish':
      case 'webHidden':
      case 'color':
      case 'sz':
      case 'highlight':
        // What the mark of a paragraph looks like says nothing about its text.
        if (starts && inRun) lookAt(token, run);
        break;
      case 'tab':
        if (inRun && starts) say('\t');
        break;
      case 'br':
      case 'cr':
        if (starts) say('\n');
        break;
      case 'fldChar':
        instruction = '';
        break;
      case 'fldSimple':
        if (activeInstruction.test(attributeOf(token, 'instr') ?? '')) found.flags.add('active_content');
        break;
      case 'docPr': {
        const alt = `${attributeOf(token, 'descr') ?? ''} ${attributeOf(token, 'title') ?? ''}`;
        if (alt.length > longAltText) found.hidden.push(alt);
        break;
      }
      default:
        break;
    }
    if (token.kind !== 'text') continue;
    const within = open.at(-1);
    if (within === 't') say(xmlText(token));
    if (within === 'instrText') {
      instruction += xmlText(token);
      if (activeInstruction.test(instruction)) found.flags.add('active_content');
    }
  }
}

function saysWhoMadeIt(parts: ZipParts): boolean {
  if (parts.has('docProps/custom.xml')) return true;
  const core = tokensOf(parts, 'docProps/core.xml');
  const telling = new Set([
    'creator',
    'title',
    'subject',
    'description',
    'keywords',
    'category',
    'lastModifiedBy',
  ]);
  return core.some(
    (token, at) => telling.has(token.name) && token.kind === 'open' && core[at + 1]?.kind === 'text',
  );
}

function clean(parts: ZipParts, flags: Set<DocumentFlag>): Buffer {
  const kept = parts.names.filter((name) => !dropped.test(name) && !name.endsWith('/'));
  if (parts.names.some((name) => dropped.test(name) && !notes.test(name))) flags.add('active_content');
  const keptNames = new Set(kept.map((name) => `/${name}`.toLowerCase()));
  const result = kept.map((name): ZipContent => {
    if (!isXml(name)) return cleanedBinary(parts, name);
    const tokens = tokensOf(parts, name);
    if (name === '[Content_Types].xml') return { name, content: cleanTypes(tokens, keptNames) };
    if (/\.rels$/i.test(name)) return { name, content: cleanRelations(tokens, flags).content };
    const own = `${name.replace(/[^/]+$/, '')}_rels/${name.replace(/^.*\//, '')}.rels`;
    const lost = cleanRelations(tokensOf(parts, own), flags).lost;
    return { name, content: cleanPart(tokens, lost, flags) };
  });
  return writeZip(result);
}

function cleanTypes(tokens: XmlToken[], kept: ReadonlySet<string>): Buffer {
  const isGone = (token: XmlToken): boolean =>
    token.name === 'Override' && !kept.has((attributeOf(token, 'PartName') ?? '').toLowerCase());
  return toXml(withoutElements(tokens, isGone, () => undefined));
}

/** The relations that lead to parts that stay, or to pages that somebody may click on. */
function cleanRelations(
  tokens: XmlToken[],
  flags: Set<DocumentFlag>,
): { content: Buffer; lost: ReadonlySet<string> } {
  const lost = new Set<string>();
  const isUnwanted = (token: XmlToken): boolean => {
    if (token.name !== 'Relationship') return false;
    const type = attributeOf(token, 'Type') ?? '';
    const target = attributeOf(token, 'Target') ?? '';
    if (attributeOf(token, 'TargetMode') === 'External')
      return !/\/hyperlink$/i.test(type) || !isHarmlessLink(target);
    return activeRelation.test(type) || isDroppedTarget(target);
  };
  const kept = withoutElements(tokens, isUnwanted, (token) => {
    lost.add(attributeOf(token, 'Id') ?? '');
    const isNote =
      /\/(core-properties|extended-properties|custom-properties|thumbnail|customXml|people|origin)$/i.test(
        attributeOf(token, 'Type') ?? '',
      );
    if (!isNote) flags.add('active_content');
  });
  return { content: toXml(kept), lost };
}

// Relative to the root or to word/: either way the folder tells.
function isDroppedTarget(target: string): boolean {
  const bare = target.replace(/^(\.\.\/|\/)+/, '');
  return dropped.test(bare) || dropped.test(`word/${bare}`);
}

function cleanPart(tokens: XmlToken[], lost: ReadonlySet<string>, flags: Set<DocumentFlag>): Buffer {
  const isActive =
    tokens.some((token) => token.name === 'instrText') && activeInstruction.test(instructions(tokens));
  const isUnwanted = (token: XmlToken): boolean =>
    unwanted.has(token.name) ||
    (/^hlink/.test(token.name) && lost.has(attributeOf(token, 'id') ?? '')) ||
    (isActive && token.name === 'instrText');
  const kept = withoutElements(tokens, isUnwanted, ({ name }) => {
    if (!unwantedNotes.has(name)) flags.add('active_content');
  });
  return toXml(kept.map((token) => cleanToken(token, lost)));
}

function instructions(tokens: XmlToken[]): string {
  let text = '';
  let inside = false;
  for (const token of tokens) {
    if (token.name === 'instrText') inside = token.kind === 'open';
    else if (inside && token.kind === 'text') text += xmlText(token);
    else if (token.name === 'fldChar') text += ' ';
  }
  return text;
}

const personal = new Set(['author', 'initials', 'userId', 'providerId']);

function cleanToken(token: XmlToken, lost: ReadonlySet<string>): XmlToken | string {
  if (token.kind !== 'open' && token.kind !== 'empty') return token;
  const isTouched =
    /\s(\w+:)?(author|initials|userId|providerId|rsid\w*|instr)\s*=/.test(token.raw) ||
    (lost.size > 0 && /\s\w+:(id|link|embed|pict|href)\s*=/.test(token.raw));
  if (!isTouched) return token;
  return withAttributes(token, ({ prefix, local, value }) => {
    if (prefix !== '' && prefix !== 'xmlns' && /^(id|link|embed|pict|href)$/.test(local) && lost.has(value))
      return undefined;
    if (/^rsid/i.test(local)) return undefined;
    if (personal.has(local)) return 'Author';
    return local === 'instr' && activeInstruction.test(value) ? '' : value;
  });
}
