// Rows 1 to 10 and 12: bodies, and what they say they are.
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { ForeignLists } from '../foreign-lists.ts';
import { type BadInput, type Expected, type Field, freeTexts, type Headers, quote } from './bad-input.ts';

// Row 1.
export function bodies(): BadInput[] {
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
export function ofJsonText({ name, input }: ForeignLists['jsonTexts'][number]): BadInput {
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
export function nesting(): BadInput[] {
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
export function keys(): BadInput[] {
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
export function numbers(): BadInput[] {
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
export function characters(): BadInput[] {
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
export function mediaTypes(): BadInput[] {
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
