// What faults make of a whole answer: half of its list, without the marks that would tell that
// there is more; or some fields less. What holds neither stays as it is.
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Answer } from './answer.ts';

/** The same answer with half of its list, in JSON, XML or CSV. */
export async function shortened(answer: Answer): Promise<Answer> {
  return altered(answer, [
    [/json/, (text) => JSON.stringify(shortJson(JSON.parse(text)))],
    [/xml/, shortXml],
    [/csv/, shortLines],
  ]);
}

/**
 * The same answer without these fields, in JSON or XML. A key that lost its rights gets most
 * answers so by itself; the directory shows the same to everybody.
 */
export async function withoutFields(answer: Answer, fields: readonly string[]): Promise<Answer> {
  const lost = new Set(fields);
  return altered(answer, [
    [/json/, (text) => JSON.stringify(jsonWithout(JSON.parse(text), lost))],
    [/xml/, (text) => xmlWithout(text, lost)],
  ]);
}

type Alteration = [type: RegExp, alter: (text: string) => string];

async function altered(answer: Answer, alterations: Alteration[]): Promise<Answer> {
  const type = answer.headers['content-type'] ?? '';
  const alter = alterations.find(([pattern]) => pattern.test(type))?.[1];
  if (answer.status !== 200 || alter === undefined) return answer;
  const { body } = answer;
  const text = typeof body === 'string' ? body : Buffer.isBuffer(body) ? body.toString() : await textOf(body);
  const { 'content-length': _, ...headers } = answer.headers;
  return { ...answer, headers, body: alter(text) };
}

async function textOf(stream: Readable): Promise<string> {
  return (await buffer(stream)).toString();
}

function jsonWithout(value: unknown, lost: ReadonlySet<string>): unknown {
  if (Array.isArray(value))
    return value
      .filter((item) => !(isEntries(item) && lost.has(String(item.id))))
      .map((item) => jsonWithout(item, lost));
  if (!isEntries(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !lost.has(key));
  return Object.fromEntries(kept.map(([key, item]) => [key, jsonWithout(item, lost)]));
}

function xmlWithout(text: string, lost: ReadonlySet<string>): string {
  return text.replace(/\s*<field id="([^"]*)"[^<>]*?(?:\/>|>[^<]*<\/field>)/g, (element, id) =>
    lost.has(id) ? '' : element,
  );
}

type Entries = Record<string, unknown>;

const isEntries = (value: unknown): value is Entries =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** A map of records by their id is a list, too. */
const isMapOfRecords = (value: unknown): value is Entries =>
  isEntries(value) && Object.keys(value).length > 1 && Object.values(value).every(isEntries);
const half = (count: number): number => Math.floor(count / 2);

/** Exported for its tests. */
export function shortJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, half(value.length));
  if (!isEntries(value)) return value;
  if (Object.keys(value).every((key) => /^\d+$/.test(key)) && isMapOfRecords(value))
    return firstEntries(value);
  // Descriptions of columns stand before the rows that they describe.
  const list = Object.keys(value).findLast(
    (key) => !beside.has(key) && (Array.isArray(value[key]) || isMapOfRecords(value[key])),
  );
  if (list === undefined) return value;
  const short = Array.isArray(value[list])
    ? value[list].slice(0, half(value[list].length))
    : firstEntries(value[list] as Entries);
  return {
    ...asLastPage(value, Array.isArray(short) ? short.length : Object.keys(short).length),
    [list]: short,
  };
}

const beside = new Set([
  'fields',
  'aggregations',
  'pagination',
  'meta',
  '_links',
  'links',
  '_restrictedFields',
]);
const moreMarks = /^(next.*|last.*|.*complete|total.*|pages|count)$/i;

/** The marks of a page rewritten as those of the only one. */
function asLastPage(value: Entries, count: number): Entries {
  const entries = Object.entries(value).flatMap(([key, mark]): [string, unknown][] => {
    if (['pagination', 'meta', 'page', '_links', 'links'].includes(key) && isEntries(mark))
      return [[key, asLastPage(mark, count)]];
    if (!moreMarks.test(key)) return [[key, mark]];
    if (/complete$/i.test(key)) return [[key, true]];
    if (/^next/i.test(key)) return key === 'next' && isEntries(mark) ? [] : [[key, null]];
    if (/pages$/i.test(key)) return [[key, typeof mark === 'number' ? 1 : mark]];
    if (/^(total|count)/i.test(key)) return [[key, typeof mark === 'number' ? count : mark]];
    return [[key, mark]];
  });
  return Object.fromEntries(entries);
}

function firstEntries(value: Entries): Entries {
  return Object.fromEntries(Object.entries(value).slice(0, half(Object.keys(value).length)));
}

interface Element {
  name: string;
  from: number;
  to: number;
  children: Element[];
}

/** Exported for its tests. Reads only XML as format/xml.ts writes it. */
export function shortXml(text: string): string {
  const root = readElements(text);
  const list = root && findList(root);
  if (list === undefined) return text;
  const kept = half(list.length);
  const [first, last] = [list[kept], list.at(-1)];
  return first === undefined || last === undefined ? text : text.slice(0, first.from) + text.slice(last.to);
}

function readElements(text: string): Element | undefined {
  const open: Element[] = [];
  let root: Element | undefined;
  for (const tag of text.matchAll(/<(\/?)([\w:.-]+)([^<>]*?)(\/?)>/g)) {
    const end = tag.index + tag[0].length;
    if (tag[1] === '/') {
      const closed = open.pop();
      if (closed !== undefined) closed.to = end;
      continue;
    }
    const element: Element = { name: tag[2] ?? '', from: tag.index, to: end, children: [] };
    open.at(-1)?.children.push(element);
    root ??= element;
    if (tag[4] !== '/') open.push(element);
  }
  return root;
}

// The last run of several elements of one name, nearest to the root; columns come before rows.
function findList(root: Element): Element[] | undefined {
  for (const parent of [root, ...root.children.toReversed()]) {
    if (/fieldset|fields/.test(parent.name)) continue;
    const { name } = parent.children.at(-1) ?? {};
    const list = parent.children.filter((child) => child.name === name);
    // The fields of one record are no list.
    if (list.length > 1 && name !== 'field') return list;
  }
  return undefined;
}

function shortLines(text: string): string {
  const [head = '', ...lines] = text.split(/(?<=\n)/);
  return head + lines.slice(0, half(lines.length)).join('');
}
