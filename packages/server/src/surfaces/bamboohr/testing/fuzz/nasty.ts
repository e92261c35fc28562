// What nobody should send: values, identifiers, texts and bodies, each from a random source with a
// seed, so that a run can be repeated. Facts on reliability, 3a and 3d.
export type Random = () => number;

/** Mulberry32: the same seed gives the same numbers. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)] as T;
}

export const whole = (random: Random, below: number): number => Math.floor(random() * below);

const sql = [
  "1' or '1'='1",
  '1; drop table employees; --',
  "' union select null--",
  '1)/**/or(1=1',
  '$1',
  '%27%20or%201=1',
];

/** Stand for an id in a path; percent signs are sent as they are. */
export const wrongIds: readonly string[] = [
  ...['0', '-1', '-0', '00', '1.5', '1e3', '1e400', '0x1', '2147483647', '2147483648', '9007199254740993'],
  ...[
    '99999999',
    '999999999',
    '99999999999999999999',
    '9'.repeat(400),
    'abc',
    '1abc',
    'all',
    'changed',
    'directory',
  ],
  ...[
    'null',
    'undefined',
    'true',
    'NaN',
    '[object%20Object]',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
  ],
  ...[
    '%00',
    '1%00',
    '%ff',
    '%E0%A4%A',
    '%',
    '%u0041',
    '%2e%2e%2f',
    '..%2f..%2fetc%2fpasswd',
    '1%2F2',
    '%2F',
    '%5c',
    '..;',
  ],
  ...[
    '%0d%0aX-Evil:%201',
    '%F0%9F%98%80',
    '%D9%A1%D9%A2',
    '%EF%BC%91',
    '%E2%80%AE1',
    '%20',
    '1%20',
    '+1',
    '~',
    '*',
    '{id}',
  ],
  ...['pg_catalog', 'jobInfo', 'jobInfo%27', 'employee', 'a'.repeat(199), 'b'.repeat(201), 'c'.repeat(5000)],
  ...sql.map((text) => encodeURIComponent(text)),
];

export const wrongTexts: readonly string[] = [
  ...[
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udfff\ud800',
    '\u202Etxt',
    '\ufeff',
    '0000-00-00',
    '2026-02-30',
    '9999-99-99',
  ],
  ...[
    '2026-13-01T00:00:00Z',
    '-271821-04-20',
    '+275760-09-13T00:00:00Z',
    'now',
    '1e400',
    '-1',
    'NaN',
    'Infinity',
  ],
  ...[
    ['$', '{jndi:ldap://x}'].join(''),
    '{{7*7}}',
    "<script>alert('x')</script>",
    '../../etc/passwd',
    'x'.repeat(6000),
    'e\u0301'.repeat(3000),
  ],
  ...[
    "=cmd|'/c calc'!A1",
    '\r\nX-Evil: 1',
    '\ud83d\ude00',
    'yes',
    'no',
    'javascript:alert(1)',
    'http://169.254.169.254/',
    'file:///etc/passwd',
  ],
  ...sql,
];

const wrongScalars: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 1.5, -0, 1e308, 2 ** 53 + 2, 2 ** 31, 99_999_999_999],
  ...[
    [],
    {},
    [[]],
    [null],
    [{}],
    { $ne: null },
    { value: null },
    { value: {}, currency: [] },
    { length: 1e9 },
  ],
];

export function wrongValue(random: Random, depth = 0): unknown {
  const kind = whole(random, depth > 2 ? 2 : 4);
  if (kind === 0) return pick(random, wrongTexts);
  if (kind === 1) return pick(random, wrongScalars);
  if (kind === 2) return Array.from({ length: whole(random, 4) }, () => wrongValue(random, depth + 1));
  return wrongObject(random, depth + 1);
}

// Names that bodies of this API have, besides those that no body should have.
const keys: readonly string[] = [
  ...[
    'firstName',
    'lastName',
    'workEmail',
    'hireDate',
    'dateOfBirth',
    'payRate',
    'status',
    'reportsTo',
    'department',
    '4',
    '-38',
  ],
  ...[
    'fields',
    'filters',
    'filter',
    'sortBy',
    'orderBy',
    'groupBy',
    'aggregations',
    'showHistory',
    'page',
    'pageSize',
    'title',
  ],
  ...[
    'date',
    'startDate',
    'rate',
    'employmentStatus',
    'location',
    'start',
    'end',
    'timeOffTypeId',
    'amount',
    'dates',
    'notes',
  ],
  ...[
    'employeeId',
    'entries',
    'hours',
    'clock',
    'timezone',
    'note',
    'id',
    'ids',
    'timeTrackingId',
    'rateType',
    'dateHoursWorked',
  ],
  ...[
    'name',
    'url',
    'format',
    'events',
    'monitorFields',
    'postFields',
    'includeCompanyDomain',
    'options',
    'value',
    'archived',
  ],
  ...[
    'jobId',
    'comment',
    'type',
    'postingTitle',
    'jobStatus',
    'hiringLead',
    'jobDescription',
    'email',
    'phoneNumber',
    'city',
  ],
  ...[
    'categoryId',
    'shareWithEmployee',
    'completed',
    'category',
    'percentComplete',
    'sharedWithEmployeeIds',
    'dueDate',
    'milestones',
  ],
  ...[
    'relationship',
    'ssn',
    'isUsCitizen',
    'label',
    'address',
    'label',
    'user',
    'password',
    'applicationKey',
    'previousRequest',
  ],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'company_id',
    'companyId',
    '',
    '\u0000',
    'x'.repeat(300),
  ],
];

export function wrongObject(random: Random, depth = 0): Record<string, unknown> {
  const entries = Array.from({ length: whole(random, 8) }, (): [string, unknown] => [
    pick(random, keys),
    wrongValue(random, depth),
  ]);
  // As own properties, the name __proto__ too.
  return Object.fromEntries(entries);
}

export interface WrongBody {
  type: string | undefined;
  body: Buffer;
}

type BodyMaker = (random: Random) => WrongBody;

const text = (type: string | undefined, body: string): WrongBody => ({ type, body: Buffer.from(body) });
const json = 'application/json';

const types: readonly (string | undefined)[] = [
  ...[
    undefined,
    '',
    json,
    'application/json; charset=UTF-8',
    'application/json;charset=utf-16',
    'text/json',
    'text/plain',
  ],
  ...[
    'application/xml',
    'text/xml',
    'application/x-www-form-urlencoded',
    'application/octet-stream',
    'application/json, text/xml',
  ],
  ...[
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'garbage',
    'application/merge-patch+json',
    'text/xml; charset=latin1',
  ],
];

const brokenJson: readonly string[] = [
  ...[
    '',
    ' ',
    'null',
    '[]',
    '"x"',
    '1',
    'true',
    '{',
    '{"a":',
    '{"a":1,}',
    "{'a':1}",
    '{"a":NaN}',
    '{"a":01}',
    '{"a" 1}',
    '}{',
  ],
  ...[
    '{"firstName":"A"}{"firstName":"B"}',
    '{"a":1}x',
    '\ufeff{}',
    '{"a":1e400}',
    `{"a":${'9'.repeat(400)}}`,
    '{"a":-}',
  ],
  ...[
    '{"a":"\\ud800"}',
    '{"a":"\\u0000"}',
    '{"a":"\u0001"}',
    '{"a":1,"a":2}',
    '{"__proto__":{"polluted":1},"firstName":"x"}',
  ],
  ...[
    '{"constructor":{"prototype":{"polluted":1}}}',
    '{"fields":{"__proto__":["ssn"]}}',
    '/* x */{}',
    '{"a":.5}',
    '\u2028',
  ],
];

const brokenXml: readonly string[] = [
  ...[
    '<',
    '<a',
    '<a>',
    '<a></b>',
    '<a/>',
    '<a/><b/>',
    'x<a/>',
    '<?xml version="1.0"?>',
    '<a b=1/>',
    '<a b="1" b="2"/>',
    '<a>&lt</a>',
  ],
  ...[
    '<!DOCTYPE a><a/>',
    '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a/>',
    '<a>&x;</a>',
    '<a>&#0;</a>',
    '<a>&#xD800;</a>',
    '<a>&#99999999;</a>',
  ],
  '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><employee><field id="firstName">&x;</field></employee>',
  '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/p"> %p;]><employee/>',
  `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">${'bcdefgh'
    .split('')
    .map((n, i) => `<!ENTITY ${n} "${`&${'abcdefgh'[i]};`.repeat(10)}">`)
    .join('')}]><a>&h;</a>`,
  '<employee xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd" parse="text"/></employee>',
  '<employee><field>no id</field></employee>',
  '<employee><field id="__proto__">x</field><field id="firstName">y</field></employee>',
  '<employee><field id="firstName"><![CDATA[x]]></field><?php echo 1 ?><!-- c --></employee>',
  '<?xml version="1.0" encoding="UTF-16"?><employee/>',
  '<?xml version="1.0" encoding="utf-7"?><employee/>',
  '<report><fields><field/><field id=""/></fields><filters><lastChanged>x</lastChanged></filters></report>',
  '<row><field id="date">2026-02-30</field></row>',
  '<requests/>',
];

const bodyMakers: readonly BodyMaker[] = [
  (random) => text(pick(random, types), JSON.stringify(wrongObject(random)) ?? ''),
  (random) => text(json, JSON.stringify(wrongObject(random))),
  (random) => text(json, JSON.stringify(wrongObject(random))),
  (random) => text(json, JSON.stringify(wrongValue(random)) ?? ''),
  (random) => text(json, JSON.stringify(Array.from({ length: 3 }, () => wrongObject(random)))),
  (random) => text(pick(random, types), pick(random, brokenJson)),
  (random) => text(json, pick(random, brokenJson)),
  (random) => text(pick(random, types), pick(random, brokenXml)),
  (random) => text('text/xml', pick(random, brokenXml)),
  (random) => text(undefined, xmlOf(random)),
  (random) => deep(random),
  (random) => ({ type: pick(random, types), body: oddBytes(random) }),
  (random) => wrongForm(random),
  (random) => wrongForm(random),
];

export function wrongBody(random: Random): WrongBody {
  return pick(random, bodyMakers)(random);
}

function xmlOf(random: Random): string {
  const escaped = (raw: string) => raw.replaceAll('\u0000', '_').replace(/[<&"]/g, '_');
  const fields = Array.from(
    { length: whole(random, 6) },
    () => `<field id="${escaped(pick(random, keys))}">${escaped(pick(random, wrongTexts))}</field>`,
  );
  const root = pick(random, ['employee', 'row', 'report', 'request', 'options', 'files', 'x']);
  return `<${root}>${fields.join('')}</${root}>`.toWellFormed();
}

function deep(random: Random): WrongBody {
  const depth = pick(random, [70, 3000, 100_000]);
  return pick(random, [
    text(json, '['.repeat(depth)),
    text(json, `${'['.repeat(depth)}${']'.repeat(depth)}`),
    text(json, `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
    text('text/xml', `${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`),
    text('text/xml', `<a ${Array.from({ length: 3000 }, (_, i) => `b${i}="1"`).join(' ')}/>`),
  ]);
}

function oddBytes(random: Random): Buffer {
  return pick(random, [
    Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
    Buffer.from('{"firstName":"\xc0\xaf"}', 'latin1'),
    Buffer.from('{"firstName":"\xff"}', 'latin1'),
    Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
    Buffer.alloc(3),
    Buffer.alloc(1024 * 1024 + 1, 'a'),
    Buffer.from(Array.from({ length: 64 }, () => whole(random, 256))),
  ]);
}

function wrongForm(random: Random): WrongBody {
  const boundary = 'fuzz-boundary';
  const part = (head: string, content: string) => `--${boundary}\r\n${head}\r\n\r\n${content}\r\n`;
  const field = (name: string, value: string) =>
    part(`Content-Disposition: form-data; name="${name}"`, value);
  const file = (name: string, filename: string, content: string) =>
    part(
      `Content-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: text/plain`,
      content,
    );
  const end = `--${boundary}--\r\n`;
  const names = [
    '../../etc/passwd',
    'a\u0000.txt',
    'x".txt',
    'cv.exe',
    '',
    'a'.repeat(3000),
    'cv_\u202Efdp.exe',
    '.',
    'cv.txt',
  ];
  const bodies = [
    field('category', String(pick(random, wrongTexts))) + file('file', pick(random, names), 'x') + end,
    file('file', pick(random, names), '') + end,
    file('file', 'a.txt', 'x') + file('file', 'b.txt', 'y') + file('file', 'c.txt', 'z') + end,
    Array.from({ length: 200 }, (_, i) => field(`f${i}`, 'x')).join('') + end,
    field('firstName', 'x'.repeat(150_000)) + end,
    field('firstName', 'A') + field('lastName', 'B') + field('jobId', pick(random, wrongIds)) + end,
    field('firstName', 'A').slice(0, -20),
    part('Content-Disposition: form-data', 'no name') + end,
    part('X: y', '') + end,
    `--${boundary}`,
    end,
    '',
    part(
      `Content-Type: multipart/mixed; boundary=inner\r\nContent-Disposition: form-data; name="file"`,
      '--inner--',
    ) + end,
    part(`${'X-Long: y\r\n'.repeat(100)}Content-Disposition: form-data; name="a"`, 'x') + end,
    field('__proto__', 'x') + field('constructor', 'y') + end,
  ];
  const type = pick(random, [
    `multipart/form-data; boundary=${boundary}`,
    `multipart/form-data; boundary="${boundary}"`,
    'multipart/form-data; boundary=other',
  ]);
  return text(type, pick(random, bodies));
}

const queryNames: readonly string[] = [
  ...[
    'fields',
    'since',
    'type',
    'format',
    'onlyCurrent',
    'start',
    'end',
    'page',
    'page_size',
    'pageSize',
    'page[limit]',
    'page[after]',
  ],
  ...[
    'page[before]',
    'sort',
    'filter[firstName]',
    'filter[ids]',
    'filter[status]',
    'status',
    'employeeId',
    'employeeIds',
    'employeeid',
  ],
  ...[
    'id',
    'id[]',
    'id[$ne]',
    'action',
    'filter',
    'mode',
    'precision',
    'statusGroups',
    'sortBy',
    'sortOrder',
    'searchString',
    'newSince',
  ],
  ...[
    'jobId',
    'width',
    'height',
    '$filter',
    '$top',
    'fd',
    '__proto__[x]',
    'constructor',
    'toString',
    'key',
    'access_token',
  ],
];

/** Percent-encoded, but for what has no encoding. */
export function wrongQuery(random: Random): string {
  const value = (): string => {
    const raw = pick(random, [...wrongTexts, ...wrongIds]);
    return random() < 0.2 ? raw.replace(/[^!-~]/g, '') : encodeURIComponent(raw.toWellFormed());
  };
  const parts = Array.from({ length: 1 + whole(random, 4) }, () => `${pick(random, queryNames)}=${value()}`);
  if (random() < 0.2) parts.push(parts[0] ?? '', parts[0] ?? '');
  if (random() < 0.05) parts.push(`fields=${Array.from({ length: 450 }, (_, i) => `f${i}`).join(',')}`);
  return parts.join('&').replace(/[\s#]/g, '').slice(0, 12_000);
}
