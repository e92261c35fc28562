// Rows 1 to 49 of the table of bad inputs, as far as they are about one application that is sent in:
// made here as cases for every way in (`surfaces/bad-input-cases.int.test.ts` sends them). What is
// expected is said here by simple rules of its own, not by the checks of the product.

import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { ForeignLists } from './foreign-lists.ts';

/** Fields of an application, by the names of the native API. */
export type Field =
  | 'firstName'
  | 'lastName'
  | 'email'
  | 'phone'
  | 'source'
  | 'addressLine1'
  | 'addressLine2'
  | 'city'
  | 'state'
  | 'zipCode'
  | 'country'
  | 'twitterUsername'
  | 'linkedinUrl'
  | 'websiteUrl'
  | 'educationLevel'
  | 'educationInstitution'
  | 'desiredSalary'
  | 'referredBy'
  | 'references'
  | 'availableOn';

/** How a refusal is called here; each way in has its own status and words for it. */
export type Refusal =
  | 'invalid'
  | 'name_missing'
  | 'invalid_json'
  | 'invalid_text'
  | 'not_open'
  | 'unsupported_media'
  | 'too_large'
  | 'unauthenticated'
  | 'invalid_key'
  | 'precondition_failed'
  | 'method_not_allowed'
  | 'not_found';

export type Expected = 'taken' | Refusal;
export type Way = 'native' | 'bamboohr';

export interface BadInput {
  row: number;
  what: string;
  sent: Sent;
  /** One for all ways; a way that is not named does not have the case. */
  expected: Expected | Partial<Record<Way, Expected>>;
  /** Fields that the answer has to name, where it names any. */
  issues?: string[];
}

export type Sent =
  /** Beside name and job, in JSON; undefined leaves one out. */
  | {
      fields: Partial<Record<Field, unknown>>;
      more?: Record<string, unknown>;
      job?: JobName;
      headers?: Headers;
    }
  | { body: string | Buffer; headers?: Headers }
  | { request: { method: string; path: string; headers?: Headers; body?: string } }
  /** Bytes on the wire; PATH and AUTH stand for what the way has. Answers that will do. */
  | { wire: string; statuses: number[] };

type Headers = Record<string, string | undefined>;
export type JobName = 'open' | 'closed' | 'draft' | 'unknown' | 'stranger';

/** Text that people write freely. */
export const freeTexts = [
  'source',
  'addressLine1',
  'addressLine2',
  'city',
  'state',
  'zipCode',
  'country',
  'twitterUsername',
  'educationLevel',
  'educationInstitution',
  'desiredSalary',
  'referredBy',
  'references',
] as const satisfies Field[];

/** Rows 2 and 34 are made from other people's lists. */
export function badInputs({ naughty, jsonTexts }: ForeignLists): BadInput[] {
  return [
    ...bodies(),
    ...jsonTexts.map(ofJsonText),
    ...nesting(),
    ...keys(),
    ...numbers(),
    ...characters(),
    ...mediaTypes(),
    ...sizes(),
    ...wires(),
    ...addresses(),
    ...methods(),
    ...callers(),
    ...assignments(),
    ...names(),
    ...texts(),
    ...contacts(),
    ...refusedFields(),
    ...jobs(),
    ...naughty.flatMap(ofNaughtyText),
  ];
}

const quote = (text: string): string =>
  text.length > 60 ? `${JSON.stringify(text.slice(0, 60))} and so on, ${text.length}` : JSON.stringify(text);
const inAll = (text: unknown): Partial<Record<Field, unknown>> =>
  Object.fromEntries(freeTexts.map((name) => [name, text]));

// Row 1.
function bodies(): BadInput[] {
  const nothing = ['', ' ', '\r\n\t'].map(
    (body): BadInput => ({
      row: 1,
      what: `the body ${JSON.stringify(body)}`,
      sent: { body },
      // Nothing sent is an application without anything in the older dialect.
      expected: { native: 'invalid_json', bamboohr: 'invalid' },
    }),
  );
  const others = ['null', '[]', '"x"', '1', 'true', '[{}]', '[null]', '""', '0', '[[]]'];
  return [
    ...nothing,
    ...others.map(
      (body): BadInput => ({ row: 1, what: `the body ${body}`, sent: { body }, expected: 'invalid' }),
    ),
    {
      row: 1,
      what: 'the body {}',
      sent: { body: '{}' },
      expected: { native: 'name_missing', bamboohr: 'invalid' },
    },
  ];
}

/** What is not settled by the standard: read (and then no application), or refused as JSON or as text. */
const unsettled: Record<string, Expected> = {
  'i_number_huge_exp.json': 'invalid_json',
  'i_number_neg_int_huge_exp.json': 'invalid_json',
  'i_number_pos_double_huge_exp.json': 'invalid_json',
  'i_number_real_neg_overflow.json': 'invalid_json',
  'i_number_real_pos_overflow.json': 'invalid_json',
  'i_object_key_lone_2nd_surrogate.json': 'invalid_text',
  'i_string_1st_surrogate_but_2nd_missing.json': 'invalid_text',
  'i_string_1st_valid_surrogate_2nd_invalid.json': 'invalid_text',
  'i_string_incomplete_surrogate_and_escape_valid.json': 'invalid_text',
  'i_string_incomplete_surrogate_pair.json': 'invalid_text',
  'i_string_incomplete_surrogates_escape_valid.json': 'invalid_text',
  'i_string_invalid_lonely_surrogate.json': 'invalid_text',
  'i_string_invalid_surrogate.json': 'invalid_text',
  'i_string_inverted_surrogates_U+1D11E.json': 'invalid_text',
  'i_string_lone_second_surrogate.json': 'invalid_text',
  'i_structure_500_nested_arrays.json': 'invalid_json',
};

/** Of what every parser reads, what is not to be kept, or would be read differently by two. */
const readable: Record<string, Expected> = {
  'y_object_duplicated_key.json': 'invalid_json',
  'y_object_duplicated_key_and_value.json': 'invalid_json',
  'y_object_escaped_null_in_key.json': 'invalid_text',
  'y_string_null_escape.json': 'invalid_text',
};

// Row 2. The strict parser is the native API's; the older dialect reads what its clients send.
function ofJsonText({ name, input }: ForeignLists['jsonTexts'][number]): BadInput {
  const native = name.startsWith('n_')
    ? 'invalid_json'
    : ((name.startsWith('y_') ? readable[name] : unsettled[name]) ?? notAnApplication(input));
  return { row: 2, what: name, sent: { body: input }, expected: { native } };
}

function notAnApplication(input: string): Expected {
  return input.trim() === '{}' ? 'name_missing' : parseable(input) ? 'invalid' : 'invalid_json';
}

function parseable(input: string): boolean {
  try {
    JSON.parse(input);
    return true;
  } catch {
    return false;
  }
}

// Row 3.
function nesting(): BadInput[] {
  const deep = (count: number, open: string, close: string) => open.repeat(count) + close.repeat(count);
  const texts: [string, string][] = [
    ['100,000 [', '['.repeat(100_000)],
    ['100,000 [ in a field', `{"name":${'['.repeat(100_000)}`],
    ['100,000 lists', deep(100_000, '[', ']')],
    ['100,000 lists in a field', `{"name":${deep(100_000, '[', ']')}}`],
    ['50,000 objects', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
    ['65 lists in a field', `{"name":${deep(65, '[', ']')}}`],
    ['lists and objects in turns', `${'[{"a":'.repeat(40_000)}1${'}]'.repeat(40_000)}`],
  ];
  return texts.map(([what, body]) => ({
    row: 3,
    what,
    sent: { body },
    expected: {
      native: 'invalid_json',
      // Its limit is another, and so are the words: too deep is no application.
      bamboohr: parseable(body) ? 'invalid' : 'invalid_json',
    },
  }));
}

// Rows 4 and 5.
function keys(): BadInput[] {
  const twice = [
    '{"name":"A B","email":"a@mail.example","email":"b@mail.example"}',
    '{"name":"A B","email":"a@mail.example","\\u0065mail":"b@mail.example"}',
    '{"name":"A B","name":"A B"}',
    '{"name":"A B","jobId":"1","jobId":"2"}',
    '{"name":"A B","resume":{"name":"a","name":"b"}}',
    '{"name":"A B","answers":{"q_1":1,"q_1":2}}',
    '{"":1,"":2,"name":"A B"}',
  ].map(
    (body): BadInput => ({
      row: 4,
      what: body,
      sent: { body },
      // PHP takes the last one, and so do clients of the older dialect who look at what they sent.
      expected: { native: 'invalid_json' },
    }),
  );
  const polluting: [string, Expected][] = [
    ['{"name":"A B","__proto__":{"polluted":1}}', 'invalid_json'],
    ['{"name":"A B","answers":{"__proto__":{"polluted":1}}}', 'invalid_json'],
    ['{"name":"A B","\\u005f_proto__":{"polluted":1}}', 'invalid_json'],
    ['{"name":"A B","constructor":{"prototype":{"polluted":1}}}', 'invalid'],
    ['{"name":"A B","constructor.prototype.polluted":1}', 'invalid'],
    ['{"name":"A B","prototype":{"polluted":1}}', 'invalid'],
    ['{"name":"A B","toString":"x"}', 'invalid'],
    ['{"name":"A B","hasOwnProperty":"x"}', 'invalid'],
    ['{"name":"A B","valueOf":"x"}', 'invalid'],
    ['{"name":"A B","__defineGetter__":"x"}', 'invalid'],
    ['{"name":"A B","then":"x"}', 'invalid'],
    ['{"name":"A B","length":"x"}', 'invalid'],
  ];
  return [
    ...twice,
    ...polluting.map(
      ([body, native]): BadInput => ({
        row: 5,
        what: body,
        sent: { body },
        expected: { native, bamboohr: 'invalid' },
      }),
    ),
  ];
}

// Row 6.
function numbers(): BadInput[] {
  const digits = '9'.repeat(400);
  const beyond = ['1e400', '-1e400', digits].flatMap((number) =>
    ['name', 'jobId', 'email'].map(
      (field): BadInput => ({
        row: 6,
        what: `${quote(number)} as ${field}`,
        sent: { body: `{"name":"A B",${field === 'name' ? '"x"' : `"${field}"`}:${number}}` },
        expected: { native: 'invalid_json', bamboohr: 'invalid' },
      }),
    ),
  );
  const words = ['NaN', 'Infinity', '-Infinity', '0x10', '1_000', '.5', '01', '+1'].map(
    (number): BadInput => ({
      row: 6,
      what: `${number} as a number`,
      sent: { body: `{"name":"A B","jobId":${number}}` },
      expected: 'invalid_json',
    }),
  );
  const asTexts = ['-0', '9007199254740993', '1.5', '1e3', '-1'].flatMap((number) =>
    ['firstName', 'email', 'source', 'references'].map(
      (field): BadInput => ({
        row: 6,
        what: `${number} as ${field}`,
        sent: { fields: { [field]: Number(number) } },
        expected: { native: 'invalid' },
      }),
    ),
  );
  const asJobs = ['-0', '0', '-1', '1.5', '1e-3'].map(
    (number): BadInput => ({
      row: 6,
      what: `${number} as a job`,
      sent: { body: `{"name":"A B","firstName":"A","lastName":"B","jobId":${number}}` },
      expected: 'invalid',
    }),
  );
  return [...beyond, ...words, ...asTexts, ...asJobs];
}

// Row 7.
function characters(): BadInput[] {
  const fields: Field[] = ['firstName', 'lastName', 'email', 'phone', 'linkedinUrl', ...freeTexts];
  const bad: [string, string][] = [
    ['U+0000', '\u0000'],
    ['half of a pair, the first', '\ud83d'],
    ['half of a pair, the second', '\udc00'],
  ];
  const inFields = bad.flatMap(([what, text]) =>
    fields.map(
      (field): BadInput => ({
        row: 7,
        what: `${what} in ${field}`,
        sent: { fields: { [field]: `a${text}b` } },
        expected: 'invalid_text',
      }),
    ),
  );
  const inKeys = bad.map(
    ([what, text]): BadInput => ({
      row: 7,
      what: `${what} in a key`,
      sent: { fields: {}, more: { [`a${text}b`]: 'x' } },
      expected: 'invalid_text',
    }),
  );
  const bytes: [string, number[]][] = [
    ['a byte that begins nothing', [0xff]],
    ['a byte that only goes on', [0x80]],
    ['a slash in two bytes', [0xc0, 0xaf]],
    ['NUL in two bytes', [0xc0, 0x80]],
    ['a slash in three bytes', [0xe0, 0x80, 0xaf]],
    ['a slash in four bytes', [0xf0, 0x80, 0x80, 0xaf]],
    ['half of a pair in three bytes', [0xed, 0xa0, 0x80]],
    ['a pair in six bytes', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
    ['beyond all planes', [0xf4, 0x90, 0x80, 0x80]],
    ['five bytes', [0xf8, 0x88, 0x80, 0x80, 0x80]],
    ['a character that is cut', [0xe2, 0x82]],
    ['Latin 1', [0x4d, 0xfc, 0x6c, 0x6c]],
  ];
  const inBytes = bytes.flatMap(([what, list]) =>
    [
      ['a name', '{"name":"A B', '"}'],
      ['a key', '{"name":"A B","x', '":1}'],
      ['no text', '{"name":"A B"}', ''],
    ].map(
      ([place, head = '', tail = '']): BadInput => ({
        row: 7,
        what: `${what} in ${place}`,
        sent: { body: Buffer.concat([Buffer.from(head), Buffer.from(list), Buffer.from(tail)]) },
        expected: 'invalid_text',
      }),
    ),
  );
  return [...inFields, ...inKeys, ...inBytes];
}

// Rows 8, 9, 10 and 12.
function mediaTypes(): BadInput[] {
  const good = '{"name":"A B"}';
  const wide = (text: string, littleEndian: boolean, mark: boolean): Buffer => {
    const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
    return littleEndian ? bytes : bytes.swap16();
  };
  const utf32 = Buffer.concat([...good].map((char) => Buffer.from([char.charCodeAt(0), 0, 0, 0])));
  const encoded: [string, Buffer, Expected][] = [
    ['UTF-16, little end first, marked', wide(good, true, true), 'invalid_text'],
    ['UTF-16, big end first, marked', wide(good, false, true), 'invalid_text'],
    ['UTF-16, little end first', wide(good, true, false), 'invalid_json'],
    ['UTF-16, big end first', wide(good, false, false), 'invalid_json'],
    ['UTF-32', utf32, 'invalid_json'],
  ];
  const charsets = ['utf-16', 'utf-32', 'iso-8859-1', 'windows-1252', 'utf-7', 'x'];
  const types = [
    undefined,
    '',
    'text/plain',
    'text/json',
    'application/xml',
    'text/xml',
    'application/soap+xml',
    'application/json-patch+json',
    'application/merge-patch+json',
    'application/x-www-form-urlencoded',
    'application/octet-stream',
    'application/jsonp',
    'application/json, text/plain',
    'application/json application/json',
    'multipart/mixed; boundary=x',
    'application/x-ndjson',
    'json',
    '*/*',
  ];
  const entity =
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><field id="firstName">&x;</field></a>';
  const laughs = `<!DOCTYPE l [<!ENTITY a "ha">${'bcdefghij'
    .split('')
    .map((name, at) => `<!ENTITY ${name} "${`&${'abcdefghi'[at]};`.repeat(10)}">`)
    .join('')}]><a><field id="firstName">&j;</field></a>`;
  const documents: [string, string][] = [
    ['an external entity', entity],
    ['a billion laughs', laughs],
    ['an external DTD', '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>'],
    ['a parameter entity', '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;]><a/>'],
    ['XInclude', '<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></a>'],
  ];
  const gzip = { 'content-encoding': 'gzip' };
  const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024, 0x20));
  const packed: [string, Buffer, Headers][] = [
    ['gzip', gzipSync(good), gzip],
    ['100 MB in gzip', bomb, gzip],
    ['gzip in gzip', gzipSync(gzipSync(good)), { 'content-encoding': 'gzip, gzip' }],
    ['deflate', deflateSync(good), { 'content-encoding': 'deflate' }],
    ['br', brotliCompressSync(good), { 'content-encoding': 'br' }],
    ['an encoding that is not there', Buffer.from(good), { 'content-encoding': 'x' }],
    ['a lie about packing', Buffer.from(good), gzip],
  ];
  return [
    ...encoded.map(
      ([what, body, native]): BadInput => ({ row: 8, what, sent: { body }, expected: { native } }),
    ),
    ...charsets.map(
      (charset): BadInput => ({
        row: 8,
        what: `charset=${charset}`,
        sent: { body: good, headers: { 'content-type': `application/json; charset=${charset}` } },
        expected: { native: 'unsupported_media' },
      }),
    ),
    {
      row: 8,
      what: 'UTF-8, marked',
      sent: { body: '\ufeff{"name":"A B"}' },
      expected: { native: 'taken' },
    },
    ...types.map(
      (type): BadInput => ({
        row: 9,
        what: `the type ${type}`,
        sent: { body: good, headers: { 'content-type': type } },
        // The text decides there: clients are careless.
        expected: { native: 'unsupported_media' },
      }),
    ),
    ...documents.flatMap(([what, body]) =>
      ['application/xml', 'text/xml'].map(
        (type): BadInput => ({
          row: 10,
          what: `${what} as ${type}`,
          sent: { body, headers: { 'content-type': type } },
          expected: {
            native: 'unsupported_media',
            bamboohr: 'invalid',
          },
        }),
      ),
    ),
    ...packed.map(
      ([what, body, headers]): BadInput => ({
        row: 12,
        what,
        sent: { body, headers },
        expected: 'unsupported_media',
      }),
    ),
  ];
}

// Row 11. An endless body and 100 MB at once: bad-input.int.test.ts of the native API.
function sizes(): BadInput[] {
  const limit = 1024 * 1024;
  const padded = (bytes: number) => {
    const head = '{"name":"A B","references":"';
    return `${head}${'x'.repeat(bytes - head.length - 2)}"}`;
  };
  return [limit + 1, limit + 70_000, 4 * limit, 12 * limit].map((bytes) => ({
    row: 11,
    what: `a body of ${bytes} bytes`,
    sent: { body: padded(bytes) },
    expected: 'too_large',
  }));
}

// Rows 13 and 14.
function wires(): BadInput[] {
  const head = 'POST PATH HTTP/1.1\r\nhost: x\r\nauthorization: AUTH\r\ncontent-type: application/json\r\n';
  const body = '{"name":"A B"}';
  const lengths: [string, string][] = [
    ['length and chunks', `content-length: 14\r\ntransfer-encoding: chunked\r\n\r\n${body}`],
    ['chunks and length', `transfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n`],
    ['two lengths', `content-length: 14\r\ncontent-length: 15\r\n\r\n${body}`],
    ['the same length twice', `content-length: 14\r\ncontent-length: 14\r\n\r\n${body}`],
    ['lengths in a list', `content-length: 14, 15\r\n\r\n${body}`],
    ['a length below 0', `content-length: -1\r\n\r\n${body}`],
    ['a length with a sign', `content-length: +14\r\n\r\n${body}`],
    ['a length that is no number', `content-length: 0x0e\r\n\r\n${body}`],
    ['a length beyond all', `content-length: 99999999999999999999999\r\n\r\n${body}`],
    ['a coding that is not there', `transfer-encoding: xchunked\r\n\r\n0\r\n\r\n`],
    ['chunked and then another', `transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ['chunked with a control character', `transfer-encoding: \x0bchunked\r\n\r\n0\r\n\r\n`],
    ['a blank before the colon', `transfer-encoding : chunked\r\n\r\n0\r\n\r\n`],
    ['a chunk without a size', `transfer-encoding: chunked\r\n\r\nxyz\r\n\r\n`],
    ['a chunk with a size beyond all', `transfer-encoding: chunked\r\n\r\nfffffffffffffffffff\r\n\r\n`],
  ];
  const headers: [string, string, number[]][] = [
    ['a header of 100 KB', `x: ${'a'.repeat(100_000)}\r\n`, [431]],
    ['2,000 headers', Array.from({ length: 2000 }, (_, at) => `x-${at}: 1\r\n`).join(''), [431]],
    ['a name of 100 KB', `${'x'.repeat(100_000)}: 1\r\n`, [431]],
    ['a line end in a header', 'x: a\rb\r\n', [400]],
    ['NUL in a header', 'x: a\0b\r\n', [400]],
    ['a folded header', 'x: a\r\n b\r\n', [400]],
    ['a header without a name', ': a\r\n', [400]],
    ['a header with a blank in its name', 'x y: a\r\n', [400]],
    ['a header without a colon', 'xyz\r\n', [400]],
    ['two hosts', 'host: y\r\n', [400, 422]],
  ];
  const ends = `content-length: ${body.length}\r\n\r\n${body}`;
  return [
    ...lengths.map(
      ([what, rest]): BadInput => ({
        row: 13,
        what,
        sent: { wire: head + rest, statuses: [400] },
        expected: 'invalid',
      }),
    ),
    ...headers.map(
      ([what, lines, statuses]): BadInput => ({
        row: 14,
        what,
        sent: { wire: head + lines + ends, statuses },
        expected: 'invalid',
      }),
    ),
  ];
}

// Rows 16, 19 and 21.
function addresses(): BadInput[] {
  const wire = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: AUTH\r\n\r\n`;
  const paths = [
    `PATH/${'a'.repeat(65_536)}`,
    'PATH/%00',
    'PATH/%2e%2e%2f%2e%2e%2fetc/passwd',
    'PATH/../../../../etc/passwd',
    'PATH/%',
    'PATH/%zz',
    'PATH/%c0%af',
    'PATH/%ff',
    '//evil.example/v1/candidates',
    '/\\evil.example',
    '/v1//candidates',
    '/v1/candidates;id=1',
    '/v1/candidates%3b',
    '/v1/candidates%20',
    '/v1/candidates/..%5c..%5c',
    '/v1/candidates/constructor',
    '/v1/candidates/__proto__',
    '/v1/candidates/%F0%9F%92%A9',
    'http://evil.example/v1/candidates/x',
  ];
  const queries: [number, string][] = [
    ...['-1', '0', '1e9', 'abc', '1.5', '', 'NaN', '99999999999999999999'].map((value): [number, string] => [
      19,
      `limit=${encodeURIComponent(value)}`,
    ]),
    ...['x', '', 'eyJhIjoxfQ', '../../etc', 'a'.repeat(5000), 'null', '%FF'].map(
      (value): [number, string] => [19, `cursor=${value}`],
    ),
    ...[
      'limit=1&limit=2',
      'q=a&q=b',
      'q[]=a',
      'q[$ne]=1',
      'q[a][b]=c',
      'limit[]=1',
      'jobId=1&jobId=2',
      'talentPool=true&talentPool=false',
      'talentPool[]=true',
      '__proto__[x]=1',
      'constructor=1',
    ].map((query): [number, string] => [21, query]),
    ...['fields=ssn', 'sort=salary', 'filter=salary%3E1', 'expand=company', 'include=*'].map(
      (query): [number, string] => [20, query],
    ),
  ];
  return [
    ...paths.map(
      (path): BadInput => ({
        row: 16,
        what: quote(path),
        sent: { wire: wire(path), statuses: [400, 401, 403, 404, 405, 414, 422, 431] },
        expected: 'not_found',
      }),
    ),
    ...queries.map(
      ([row, query]): BadInput => ({
        row,
        what: `?${quote(query)}`,
        sent: { request: { method: 'GET', path: `?${query}` } },
        expected: { native: 'invalid' },
      }),
    ),
  ];
}

// Row 17.
function methods(): BadInput[] {
  const possible = ['DELETE', 'PUT', 'PATCH'].map(
    (method): BadInput => ({
      row: 17,
      what: method,
      sent: { request: { method, path: '', body: '{}' } },
      expected: 'method_not_allowed',
    }),
  );
  const odd = ['TRACE', 'PROPFIND', 'FOO', 'post', 'SEARCH'].map(
    (method): BadInput => ({
      row: 17,
      what: method,
      sent: {
        wire: `${method} PATH HTTP/1.1\r\nhost: x\r\nauthorization: AUTH\r\ncontent-length: 0\r\n\r\n`,
        statuses: [400, 404, 405, 501],
      },
      expected: 'method_not_allowed',
    }),
  );
  const overrides = ['x-http-method-override', 'x-method-override', 'x-http-method'].map(
    (name): BadInput => ({
      row: 17,
      what: `${name}: DELETE`,
      sent: { fields: {}, headers: { [name]: 'DELETE' } },
      expected: 'taken',
    }),
  );
  return [...possible, ...odd, ...overrides];
}

// Rows 18, 23, 24, 28 and 29.
function callers(): BadInput[] {
  const forged = [
    { 'x-forwarded-host': 'evil.example' },
    { 'x-forwarded-for': '127.0.0.1' },
    { forwarded: 'for=127.0.0.1;host=evil.example' },
    { 'x-real-ip': '127.0.0.1' },
    { host: 'evil.example' },
    { 'x-original-url': '/v1/company' },
    { 'x-rewrite-url': '/v1/company' },
  ].map(
    (headers): BadInput => ({
      row: 18,
      what: JSON.stringify(headers),
      sent: { fields: {}, headers },
      expected: 'taken',
    }),
  );
  const urls = ['?api_key=KEY', '?key=KEY', '?access_token=KEY', '?apikey=KEY', '?token=KEY'].map(
    (path): BadInput => ({
      row: 23,
      what: path,
      sent: {
        request: { method: 'POST', path, headers: { authorization: undefined }, body: '{"name":"A B"}' },
      },
      expected: 'unauthenticated',
    }),
  );
  const keys = [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer x',
    'Bearer jnr_',
    'Bearer jnr_0123456789012345678901234567890123',
    `Bearer ${'x'.repeat(5000)}`,
    'Bearer x y',
    'Basic',
    'Basic ~~~',
    'Basic Og==',
    `Basic ${Buffer.from('jnr_1:x').toString('base64')}`,
    'Digest username="x"',
    'Negotiate x',
    "Bearer ' or 1=1 --",
    'Bearer null',
    'Bearer undefined',
    'AUTH, AUTH',
    'AUTHx',
    'xAUTH',
    'REVOKED',
  ].map(
    (authorization): BadInput => ({
      row: 24,
      what: `authorization: ${authorization === undefined ? 'none' : quote(authorization)}`,
      sent: { fields: {}, headers: { authorization } },
      // What stands behind the end of base64 is no part of a password that nobody looks at.
      expected: authorization === 'AUTHx' ? { native: 'unauthenticated' } : 'unauthenticated',
    }),
  );
  const idempotency = ['', ' ', 'x'.repeat(256), 'x'.repeat(5000), 'schl\u00fcssel', 'a\tb'].map(
    (key): BadInput => ({
      row: 28,
      what: `Idempotency-Key: ${quote(key)}`,
      sent: { fields: {}, headers: { 'idempotency-key': key } },
      // The older dialect has no such header.
      expected: { native: 'invalid_key' },
    }),
  );
  const conditions = [{ 'if-match': '"stale"' }, { 'if-match': 'W/"1"' }, { 'if-match': '"a", "b"' }].map(
    (headers): BadInput => ({
      row: 29,
      what: JSON.stringify(headers),
      sent: { fields: {}, headers },
      // No record has a tag here, so none can match.
      expected: { native: 'precondition_failed' },
    }),
  );
  return [...forged, ...urls, ...keys, ...idempotency, ...conditions];
}

// Row 26.
function assignments(): BadInput[] {
  const ours = {
    tenant_id: 'com_1',
    companyId: 'com_1',
    company_id: 'com_1',
    status: 'hired',
    stage: 'hired',
    stageId: 'stg_1',
    id: 'can_1',
    number: 1,
    created_at: '2020-01-01',
    createdAt: '2020-01-01T00:00:00Z',
    updatedAt: '2020-01-01T00:00:00Z',
    appliedAt: '2020-01-01T00:00:00Z',
    access_level: 'owner',
    accessLevelId: 'lvl_1',
    hris_id: 1,
    employeeNumber: 1,
    inTalentPool: true,
    broughtBy: { userId: 'usr_1', name: 'x' },
    brought_by_user_id: 'usr_1',
    applications: [],
    attachments: [],
    hires: [],
    details: {},
    scanState: 'clean',
    isAdmin: true,
    role: 'owner',
    $set: {},
    sandbox: true,
  };
  return Object.entries(ours).map(([name, value]) => ({
    row: 26,
    what: name,
    sent: { fields: {}, more: { [name]: value } },
    expected: 'invalid',
  }));
}

// Rows 32, 33, 35 and 36.
function names(): BadInput[] {
  const both = (text: unknown) => ({ firstName: text, lastName: text });
  const unseen = [
    '',
    ' ',
    '   ',
    '\t',
    '\u00a0',
    '\u200b',
    '\u2060\ufeff',
    '\u200d',
    '\u3000',
    '\u202e',
    '\u034f',
    '\u{e0041}',
  ];
  const long = ['x'.repeat(10_000), 'é'.repeat(10_000), '😀'.repeat(10_000)];
  const combining = ['a'.concat('\u0301'.repeat(100_000)), `${'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!̵͖̇'.repeat(30)}`];
  const good = [
    "O'Brien",
    'Null',
    'null',
    'undefined',
    'Nguyễn',
    'Nguyê\u0303n',
    'محمد',
    '王',
    'Å',
    'X',
    'Þórr',
    'Ḍ̇',
    'Jean‑Luc',
    'd’Arc',
    'ʻOkina',
    '🙂',
    '👨‍👩‍👧',
    'é',
    "Robert'); DROP TABLE candidates;--",
    'von und zu',
    'Ⅷ',
    'ﬃ',
    'ß',
    'İı',
    'नमस्ते',
    'ชื่อ',
    'שלום',
    '1',
    '-',
    '.',
    'True',
    'NaN',
    '<b>',
  ];
  const hidden = [
    'a\u202eb',
    'a\u2066b\u2069',
    'a\u200bb',
    'a\u200eb',
    'x\u{e0049}\u{e0067}\u{e006e}',
    'a\ufeffb',
    'a\u00adb',
    'a\u180eb',
    'a\u2800b',
  ];
  return [
    ...unseen.map(
      (text): BadInput => ({
        row: 32,
        what: `the name ${JSON.stringify(text)}`,
        sent: { fields: both(text) },
        expected: 'name_missing',
      }),
    ),
    { row: 32, what: 'no name', sent: { fields: both(undefined) }, expected: 'name_missing' },
    ...long.map(
      (text): BadInput => ({
        row: 32,
        what: `the name ${quote(text)}`,
        sent: { fields: both(text) },
        expected: 'invalid',
      }),
    ),
    ...[['x'], { value: 'x' }, true].map(
      (value): BadInput => ({
        row: 32,
        what: `the name ${JSON.stringify(value)}`,
        sent: { fields: both(value) },
        expected: 'invalid',
      }),
    ),
    ...good.map(
      (text): BadInput => ({
        row: 33,
        what: `the name ${quote(text)}`,
        sent: { fields: both(text) },
        expected: 'taken',
      }),
    ),
    ...hidden.flatMap((text): BadInput[] => [
      { row: 35, what: `the name ${JSON.stringify(text)}`, sent: { fields: both(text) }, expected: 'taken' },
      {
        row: 35,
        what: `${JSON.stringify(text)} everywhere`,
        sent: { fields: inAll(text) },
        expected: 'taken',
      },
    ]),
    ...combining.flatMap((text): BadInput[] => [
      { row: 36, what: `a name of ${text.length} marks`, sent: { fields: both(text) }, expected: 'invalid' },
      {
        row: 36,
        what: `a city of ${text.length} marks`,
        sent: { fields: { city: text } },
        expected: 'invalid',
      },
    ]),
  ];
}

// Rows 22, 44, 45 and 46.
function texts(): BadInput[] {
  const sets: [number, string[]][] = [
    [
      22,
      [
        "' or '1'='1",
        "'; drop table candidates; --",
        '1; select pg_sleep(10)',
        "'||(select version())||'",
        '$1',
        '$$; select 1; $$',
        '%s %d %n',
        "\\'; --",
        '/* */ union select * from users',
        "x' and 1=cast((select current_user) as int)--",
        `\${jndi}`,
        "E'\\x41'",
        '::jsonb',
        '?',
        "'::text[]",
      ],
    ],
    [
      44,
      [
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "javascript:alert('x')",
        '</textarea><script>',
        '&lt;b&gt;',
        '<!--',
        ']]>',
        '<svg/onload=alert(1)>',
        "'-alert(1)-'",
        '{{constructor.constructor("alert(1)")()}}',
      ],
    ],
    [
      45,
      [
        "=cmd|'/c calc'!A1",
        '+1',
        '-1',
        '@SUM(1+1)',
        '=1+1',
        '＝1+1',
        '＋1',
        '－1',
        '＠SUM(1)',
        '=HYPERLINK("http://x")',
        '|x',
        '%0A=1',
      ],
    ],
    [
      46,
      [
        '{{7*7}}',
        `\${7*7}`,
        '<%= 7*7 %>',
        '#{7*7}',
        `\${jndi:ldap://127.0.0.1:1/a}`,
        '%{7*7}',
        'x\n2026-01-01 INFO admin login',
        'x\r\nSet-Cookie: a=b',
        '\u001b[31mred',
        '$(id)',
        '`id`',
        '| cat /etc/passwd',
        '../../../../etc/passwd',
        'file:///etc/passwd',
      ],
    ],
  ];
  const free = sets.flatMap(([row, list]) =>
    list.map(
      (text): BadInput => ({
        row,
        what: `${quote(text)} everywhere`,
        sent: { fields: inAll(text) },
        expected: 'taken',
      }),
    ),
  );
  const links = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'ftp://mail.example',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    '//linkedin.com/in/x',
    'blob:https://x',
    'view-source:https://x',
    'https:/linkedin.com',
    'about:blank',
  ].flatMap((text) => [
    {
      row: 44,
      what: `${JSON.stringify(text)} as the LinkedIn address`,
      sent: { fields: { linkedinUrl: text } },
      expected: 'invalid',
      issues: ['linkedinUrl'],
    } satisfies BadInput,
    {
      row: 44,
      what: `${JSON.stringify(text)} as the website`,
      sent: { fields: { websiteUrl: text } },
      expected: 'invalid',
      issues: ['websiteUrl'],
    } satisfies BadInput,
  ]);
  return [...free, ...links];
}

// Rows 37 and 38.
function contacts(): BadInput[] {
  const good = [
    'a@b',
    'a@b.example',
    '"a b"@c.de',
    'a+tag@mail.example',
    'ü@bücher.example',
    "o'brien@mail.example",
    'a@[127.0.0.1]',
    'A@B.EXAMPLE',
    'a@xn--bcher-kva.example',
  ];
  const wrong = [
    'at home',
    'a@',
    '@b',
    'a b@c.example',
    'a@b c.example',
    'a@@b.example',
    'a@b.example, c@d.example',
    'a@b.com\r\nBcc:x@y.z',
    'a@b.com\nx',
    'a\u0000@b.example',
    `${'a'.repeat(320)}@b.example`,
    `a@${'b'.repeat(320)}`,
    'Ada <a@b.example>',
    'a\u0007@b.example',
  ];
  const phones = [
    '+1-555-0100',
    '(030) 1234567',
    '030/12 34 56',
    '+49 30 1234567 ext. 12',
    '٠١٢٣',
    '112',
    '1'.repeat(20),
  ];
  const noPhones = [
    'call me',
    '12',
    '1'.repeat(21),
    '1'.repeat(1000),
    '---',
    '+',
    'one two three',
    'x'.repeat(61),
  ];
  const of = (row: number, field: 'email' | 'phone', text: string, expected: Expected): BadInput => ({
    row,
    what: `${field} ${quote(text)}`,
    sent: { fields: { [field]: text } },
    expected: text.includes('\0') ? 'invalid_text' : expected,
    ...(expected === 'invalid' && !text.includes('\0') && { issues: [field] }),
  });
  return [
    ...good.map((text) => of(37, 'email', text, 'taken')),
    ...wrong.map((text) => of(37, 'email', text, 'invalid')),
    // Digits of other scripts are letters to a telephone.
    ...phones.map((text) => of(38, 'phone', text, /[0-9]/.test(text) ? 'taken' : 'invalid')),
    ...noPhones.map((text) => of(38, 'phone', text, 'invalid')),
  ];
}

// Rows 39, 40 and 41: what nobody asks an applicant for.
function refusedFields(): BadInput[] {
  const dates = [
    '2023-02-29',
    '01/02/03',
    '2026-13-01',
    '2026-1-1',
    'tomorrow',
    '2026-01-01T00:00:00Z',
    '20260101',
    '0',
    '2026-00-10',
  ];
  const sets: [number, Record<string, unknown>][] = [
    [
      39,
      {
        birthDate: '1980-01-01',
        dateOfBirth: '1800-01-01',
        date_of_birth: '2999-01-01',
        ssn: '078-05-1120',
        socialSecurityNumber: '1',
        nationalId: '1',
        age: 30,
      },
    ],
    [
      40,
      {
        current_salary: 1,
        currentSalary: '50000',
        salaryHistory: [],
        previousSalary: 1e12,
        salary: -1,
        payRate: '1',
      },
    ],
    [
      41,
      {
        gender: 'x',
        race: 'x',
        ethnicity: 'x',
        veteranStatus: 'x',
        disability: true,
        religion: 'x',
        sexualOrientation: 'x',
        eeo: { gender: 'x' },
        maritalStatus: 'x',
        pronouns: 'x',
      },
    ],
  ];
  const salaries = ['-1', '1e12', 'negotiable', '€ 50.000', '0'];
  return [
    ...dates.map(
      (text): BadInput => ({
        row: 39,
        what: `available on ${text}`,
        sent: { fields: { availableOn: text } },
        expected: 'invalid',
        issues: ['availableOn'],
      }),
    ),
    ...sets.flatMap(([row, fields]) =>
      Object.entries(fields).map(
        ([name, value]): BadInput => ({
          row,
          what: name,
          sent: { fields: {}, more: { [name]: value } },
          expected: 'invalid',
        }),
      ),
    ),
    ...salaries.map(
      (text): BadInput => ({
        row: 40,
        what: `desired: ${text}`,
        sent: { fields: { desiredSalary: text } },
        expected: 'taken',
      }),
    ),
    ...[-1, 1e12].map(
      (value): BadInput => ({
        row: 40,
        what: `desired: the number ${value}`,
        sent: { fields: { desiredSalary: value } },
        expected: { native: 'invalid' },
      }),
    ),
  ];
}

// Row 43.
function jobs(): BadInput[] {
  return (['closed', 'draft', 'unknown', 'stranger'] as const).map((job) => ({
    row: 43,
    what: `a job that is ${job === 'stranger' ? 'another company’s' : job}`,
    sent: { fields: {}, job },
    expected: 'not_open',
  }));
}

/** What becomes of a text as first and last name. */
function asName(text: string): Expected {
  const line = text.replace(/\s/gu, ' ');
  if ([...line].length > 100) return 'invalid';
  if (![...line].some((char) => /[^\p{C}\p{Z}\p{M}]/u.test(char))) return 'name_missing';
  return /\p{Cc}/u.test(line) ? 'invalid' : 'taken';
}

// Row 34.
function ofNaughtyText(text: string, at: number): BadInput[] {
  const what = `${at} ${quote(text)}`;
  const contact = {
    email: /^[ \t]*$/.test(text) || /^[^\s@]{1,64}@[^\s@]+$/u.test(text.trim()),
    phone: text.trim() === '' || (text.length <= 60 && /^\D*(\d\D*){3,20}$/.test(text)),
    websiteUrl: text.trim() === '' || /^https?:\/\/\S+$/i.test(text.trim()),
  };
  const wrong = Object.entries(contact).flatMap(([name, isRight]) => (isRight ? [] : [name]));
  return [
    {
      row: 34,
      what: `${what} in every free text`,
      sent: { fields: inAll(text) },
      expected: [...text].length <= 200 ? 'taken' : 'invalid',
    },
    {
      row: 34,
      what: `${what} as a name`,
      sent: { fields: { firstName: text, lastName: text } },
      expected: { native: asName(text), bamboohr: asName(text.trim()) },
    },
    {
      row: 34,
      what: `${what} as e-mail, phone and website`,
      sent: { fields: { email: text, phone: text, websiteUrl: text } },
      expected: { native: wrong.length === 0 ? 'taken' : 'invalid' },
      issues: wrong,
    },
  ];
}
