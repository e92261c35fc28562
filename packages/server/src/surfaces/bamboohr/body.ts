// Request bodies as values by field name: JSON objects, or `<employee>` / `<row>` documents of
// `<field id="…">`. Clients are careless with Content-Type, so the text decides. Pure.
import { JoineryError } from '@joinery/sdk';
import { parseXml, type XmlNode } from './xml-reader.ts';

export type Values = Record<string, unknown>;

const maxDepth = 20;

/** A body as it was sent: an object of a JSON text, or the root of an XML document. */
export type Body = { kind: 'json'; value: Values } | { kind: 'xml'; root: XmlNode };

/** @throws JoineryError `request.invalid_json`, `request.invalid_text`, `request.invalid`. */
export function readBody(raw: Buffer | undefined, contentType: string | undefined): Body {
  const text = decode(raw ?? Buffer.alloc(0)).trim();
  if (!isJson(contentType) && text.startsWith('<')) return { kind: 'xml', root: parseXml(text) };
  return { kind: 'json', value: parseObject(text) };
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.trim().toLowerCase() === 'application/json';
}

/** A body that is a list: items of a JSON text, or the texts of the named elements of an XML document. */
export function readListOrXml(
  raw: Buffer | undefined,
  contentType: string | undefined,
  element: string,
): unknown[] {
  const text = decode(raw ?? Buffer.alloc(0)).trim();
  if (isJson(contentType) || !text.startsWith('<')) return readList(raw);
  return parseXml(text)
    .children.filter(({ name }) => name === element)
    .map((node) => node.text);
}

/** The items of a JSON list. @throws JoineryError `request.invalid_json`, `request.invalid_text`, `request.invalid`. */
export function readList(raw: Buffer | undefined): unknown[] {
  const value = parseJson(decode(raw ?? Buffer.alloc(0)).trim());
  if (!Array.isArray(value))
    throw new JoineryError('request.invalid', 'Malformed JSON: a list was expected.');
  assertStorable(value, 0);
  return value;
}

/**
 * Named texts: form-encoded, or a JSON object. A name that comes twice would leave open which one
 * counts.
 *
 * @throws JoineryError `request.invalid`, `request.invalid_json`, `request.invalid_text`.
 */
export function readFields(raw: Buffer | undefined): Record<string, string> {
  const text = decode(raw ?? Buffer.alloc(0)).trim();
  const pairs = text.startsWith('{') ? textsOf(parseObject(text)) : [...new URLSearchParams(text)];
  const fields = new Map<string, string>();
  for (const [name, value] of pairs) {
    assertText(name);
    assertText(value);
    if (fields.has(name)) throw new JoineryError('request.invalid', 'A field of the body is given twice.');
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

function textsOf(values: Values): [string, string][] {
  return Object.entries(values).flatMap(([name, value]): [string, string][] => {
    if (value === null) return [];
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new JoineryError('request.invalid', 'Every field of the body has to be a text.');
    return [[name, String(value)]];
  });
}

/** Values by field name, whichever form the body has. */
export function valuesOf(body: Body): Values {
  return body.kind === 'json' ? body.value : fieldsOf(body.root);
}

/** The `<field id="…">text</field>` children of an element. */
function fieldsOf(node: XmlNode): Values {
  const fields = node.children.filter(({ name }) => name === 'field');
  return Object.fromEntries(
    fields.map((field) => {
      const id = field.attributes.id;
      if (id === undefined)
        throw new JoineryError('request.invalid', 'Malformed XML: every field needs an id attribute.');
      return [id, withCurrency(field)];
    }),
  );
}

// `<field id="payRate" currency="EUR">100</field>` is how XML clients give an amount its currency.
function withCurrency(field: XmlNode): unknown {
  const { currency } = field.attributes;
  return currency === undefined ? field.text : { value: field.text, currency };
}

function decode(raw: Buffer): string {
  const declared = /^<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']/.exec(
    raw.subarray(0, 200).toString('latin1'),
  );
  try {
    return new TextDecoder(encodingOf(declared?.[1]), { fatal: true }).decode(raw);
  } catch (cause) {
    throw new JoineryError('request.invalid_text', 'The body is not text in UTF-8.', { cause });
  }
}

function encodingOf(declared: string | undefined): string {
  return /^(iso-8859-1|latin1|windows-1252|us-ascii)$/i.test(declared ?? '') ? 'windows-1252' : 'utf-8';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch (cause) {
    throw new JoineryError('request.invalid_json', 'Malformed JSON or XML.', { cause });
  }
}

function parseObject(text: string): Values {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new JoineryError('request.invalid', 'Malformed JSON: an object was expected.');
  assertStorable(value, 0);
  return value as Values;
}

function assertStorable(value: unknown, depth: number): void {
  if (depth > maxDepth) throw new JoineryError('request.invalid', 'Malformed JSON: nested too deeply.');
  if (typeof value === 'string') assertText(value);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      assertText(key);
      assertStorable(inner, depth + 1);
    }
}

/** @throws JoineryError `request.invalid_text` for what the database cannot keep. */
export function assertText(text: string): void {
  if (text.includes('\u0000') || !text.isWellFormed())
    throw new JoineryError('request.invalid_text', 'A text holds a NUL or half of a character.');
}
