// The XML that this dialect writes: elements, attributes, text; one space of indent a level.

export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  content: string | XmlElement[];
}

type Text = string | number | boolean | null | undefined;

export function element(
  name: string,
  attributes: Record<string, Text>,
  content: Text | XmlElement[] = null,
): XmlElement {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null);
  return {
    name,
    attributes: Object.fromEntries(given.map(([key, value]) => [key, String(value)])),
    content: Array.isArray(content) ? content : toText(content),
  };
}

/** `<field id="…">` is how every value is written. */
export function field(id: string, value: Text): XmlElement {
  return element('field', { id }, value);
}

export function documentText(root: XmlElement): string {
  return `<?xml version="1.0"?>\n${elementText(root, '')}`;
}

/** One element with its line end, for documents that are written piece by piece. */
export function elementText(node: XmlElement, indent: string): string {
  const open = `${indent}<${node.name}${attributesText(node.attributes)}`;
  if (node.content.length === 0)
    return Array.isArray(node.content) ? `${open}/>\n` : `${open}></${node.name}>\n`;
  if (typeof node.content === 'string') return `${open}>${escapeText(node.content)}</${node.name}>\n`;
  const inner = node.content.map((child) => elementText(child, `${indent} `)).join('');
  return `${open}>\n${inner}${indent}</${node.name}>\n`;
}

function attributesText(attributes: Record<string, string>): string {
  return Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeText(value).replaceAll('"', '&quot;')}"`)
    .join('');
}

function toText(content: Text): string {
  return content === null || content === undefined ? '' : String(content);
}

// What XML 1.0 cannot hold at all is left out: no escape exists for it.
const unwritable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

export function escapeText(text: string): string {
  return text
    .replace(unwritable, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
