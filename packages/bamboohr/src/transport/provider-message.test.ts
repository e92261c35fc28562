import { describe, expect, test } from 'vitest';
import { cleanMessage, isJsonType, readProviderMessage } from './provider-message.ts';

interface Case {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

function read({ status = 400, type = 'text/html; charset=UTF-8', headers = {}, body = '' }: Case) {
  const known = new Headers(headers);
  return readProviderMessage({
    status,
    contentType: type,
    header: (name) => known.get(name),
    text: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const asJson = (body: unknown) => read({ type: 'application/json', body });

describe('the error headers', () => {
  test.each(['X-BambooHR-Error-Message', 'X-BambooHR-Error-Messsage'])('%s is read', (name) => {
    const said = read({ headers: { [name]: 'Invalid since' } });
    expect(said).toEqual({ message: 'Invalid since', code: null, isProviderForm: true });
  });

  test('are read once when both are there', () => {
    const text = 'Employee not found';
    const headers = { 'X-BambooHR-Error-Message': text, 'X-BambooHR-Error-Messsage': text };
    expect(read({ headers })).toMatchObject({ message: text });
  });

  test('win over the body, which adds its code', () => {
    const headers = { 'X-BambooHR-Error-Message': 'From the header' };
    const body = { error: { code: 'BadRequest', message: 'From the body' } };
    expect(read({ headers, type: 'application/json', body })).toEqual({
      message: 'From the header',
      code: 'BadRequest',
      isProviderForm: true,
    });
  });
});

describe('the JSON bodies', () => {
  test('with a code of text', () => {
    expect(asJson({ error: { code: 'BadPage', message: 'Bad cursor' } })).toEqual({
      message: 'Bad cursor',
      code: 'BadPage',
      isProviderForm: true,
    });
  });

  test('with a code of a number', () => {
    expect(asJson({ error: { code: 400, message: 'Bad fields' } })).toMatchObject({
      message: 'Bad fields',
      code: '400',
    });
  });

  test('as an RFC 7807 problem, fields included', () => {
    const body = {
      type: 'about:blank',
      title: 'Unprocessable',
      status: 422,
      detail: 'Unknown dataset',
      code: 'DATASET_NOT_FOUND',
      fields: { name: ['unknown'] },
    };
    expect(read({ status: 422, type: 'application/problem+json', body })).toEqual({
      message: 'Unprocessable: Unknown dataset ({"name":["unknown"]})',
      code: 'DATASET_NOT_FOUND',
      isProviderForm: true,
    });
  });

  test('as a list of errors with their issues', () => {
    const body = { errors: [{ error: 'Invalid url', issues: ['must be https'] }, { error: 'Invalid name' }] };
    expect(asJson(body)).toMatchObject({ message: 'Invalid url: ["must be https"]; Invalid name' });
  });

  test('as a list of errors that names the fields', () => {
    const body = { errors: [{ error: 'Unknown fields', unknownFields: ['a', 'b'] }] };
    expect(asJson(body)).toMatchObject({
      message: 'Unknown fields: unknownFields: ["a","b"]',
      isProviderForm: true,
    });
  });

  test.each([[{ ok: false }], [['x']], ['"text"'], ['{"error":'], ['null'], [{ error: null }]])(
    'of an unknown shape are nobody’s form: %j',
    (body) => {
      expect(asJson(body)).toEqual({ message: null, code: null, isProviderForm: false });
    },
  );
});

describe('other answers', () => {
  test('plain text is a message', () => {
    expect(read({ type: 'text/plain', body: 'Unknown dataset' })).toMatchObject({
      message: 'Unknown dataset',
      isProviderForm: true,
    });
  });

  test.each([
    { type: 'text/html', body: '<html><body>403 Forbidden</body></html>' },
    { type: 'text/plain', body: ' <html>mislabelled</html>' },
    { type: 'text/html', body: '' },
    { type: '', body: 'x' },
    { status: 404, headers: { 'www-authenticate': 'Basic' } },
  ])('are nobody’s form: %j', (answer) => {
    expect(read(answer).isProviderForm).toBe(false);
  });

  test('a challenge with 401 is the provider’s, even without a word', () => {
    const answer = read({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } });
    expect(answer).toEqual({ message: null, code: null, isProviderForm: true });
  });
});

describe('a message', () => {
  test.each([
    ['Employee not found, Employee not found', 'Employee not found'],
    ['a, b, a, b', 'a, b'],
    ['a, a, a', 'a'],
    ['a, b, a', 'a, b, a'],
    ['no, no way', 'no, no way'],
    ['line\r\n2026 INFO admin\u0000 login', 'line 2026 INFO admin login'],
    ['cv_\u202efdp.exe', 'cv_ fdp.exe'],
    ['  \t ', null],
    ['', null],
  ])('%j becomes %j', (text, expected) => {
    expect(cleanMessage(text)).toBe(expected);
  });

  test('is not cut within a character', () => {
    expect(cleanMessage(`x${'😀'.repeat(400)}`)).toBe(`x${'😀'.repeat(249)}`);
  });

  test('is at most 500 characters', () => {
    expect(cleanMessage('x'.repeat(10_000_000))).toHaveLength(500);
  });
});

test.each([
  ['application/json', true],
  ['application/json; charset=utf-8', true],
  ['application/problem+json', true],
  ['APPLICATION/JSON', true],
  ['application/jsonx', false],
  ['text/html', false],
  ['text/json', false],
  ['', false],
])('the type %j is JSON: %s', (type, expected) => {
  expect(isJsonType(type)).toBe(expected);
});
