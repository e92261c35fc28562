// Rows 11, 13 to 19, 21, 23, 24, 28 and 29: requests around a body, and who makes them.
import { type BadInput, quote } from './bad-input.ts';

// Row 11. An endless body and 100 MB at once: bad-input.int.test.ts of the native API.
export function sizes(): BadInput[] {
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
export function wires(): BadInput[] {
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
export function addresses(): BadInput[] {
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
export function methods(): BadInput[] {
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
export function callers(): BadInput[] {
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
