// XML that came in. Documents with a DOCTYPE are refused before anything is parsed, so there are no
// entities but the five of XML itself and numbered characters, and no way to make a small document large.
import { JoineryError } from '@joinery/sdk';
import { XMLParser, XMLValidator } from 'fast-xml-parser';

export interface XmlNode {
  name: string;
  attributes: Record<string, string>;
  /** Text directly in the element, decoded. */
  text: string;
  children: XmlNode[];
}

const maxNestedTags = 20;
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags,
});

/** @throws JoineryError `request.invalid`, which names the place of the fault where it is known. */
export function parseXml(text: string): XmlNode {
  if (/<!(doctype|entity|element|attlist)/i.test(text)) throw malformed('document types are not accepted');
  const verdict = XMLValidator.validate(text, { allowBooleanAttributes: false });
  if (verdict !== true) throw malformed(`line ${verdict.err.line}`);
  const roots = parseOrdered(text).filter((node) => node.name !== '');
  if (roots.length !== 1 || roots[0] === undefined) throw malformed('one root element was expected');
  return roots[0];
}

function parseOrdered(text: string): XmlNode[] {
  let parsed: unknown;
  try {
    parsed = parser.parse(text);
  } catch (cause) {
    throw malformed('it is nested too deeply or not well-formed', cause);
  }
  return toNodes(parsed);
}

function toNodes(ordered: unknown): XmlNode[] {
  if (!Array.isArray(ordered)) return [];
  return ordered.flatMap((entry: Record<string, unknown>) => {
    const name = Object.keys(entry).find((key) => key !== ':@' && key !== '#text');
    return name === undefined ? [] : [toNode(name, entry)];
  });
}

function toNode(name: string, entry: Record<string, unknown>): XmlNode {
  const content = Array.isArray(entry[name]) ? (entry[name] as Record<string, unknown>[]) : [];
  const texts = content.flatMap((part) => (typeof part['#text'] === 'string' ? [part['#text']] : []));
  const attributes = Object.entries((entry[':@'] ?? {}) as Record<string, unknown>);
  return {
    name,
    attributes: Object.fromEntries(attributes.map(([key, value]) => [key, decodeReferences(String(value))])),
    text: decodeReferences(texts.join('')).trim(),
    children: toNodes(content),
  };
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeReferences(text: string): string {
  return text.replace(/&([^;&\s]{1,12});/g, (whole, name: string) => {
    const decoded = name.startsWith('#') ? numbered(name.slice(1)) : named[name];
    if (decoded === undefined) throw malformed(`${whole} is not known`);
    return decoded;
  });
}

function numbered(number: string): string | undefined {
  const code = /^x[0-9a-f]{1,6}$/i.test(number) ? Number.parseInt(number.slice(1), 16) : Number(number);
  const isCharacter =
    Number.isInteger(code) && code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : undefined;
}

function malformed(what: string, cause?: unknown): JoineryError {
  return new JoineryError('request.invalid', `Malformed XML: ${what}.`, { cause });
}
