import { describe, expect, it } from 'vitest';
import { fingerprintOf, parseIdempotencyKey, peopleIn, type RequestContent } from './idempotency.ts';

describe('a key', () => {
  it.each(['x', 'a b', '!~', 'x'.repeat(255)])('may be %j', (key) => {
    expect(parseIdempotencyKey(key)).toBe(key);
  });

  it.each(['', ' ', ' x', 'x ', 'ä', 'a\nb', '\u007f', 'x'.repeat(256), ['a', 'b']])(
    'may not be %j',
    (key) => {
      expect(() => parseIdempotencyKey(key)).toThrow(
        expect.objectContaining({ code: 'idempotency.invalid_key' }),
      );
    },
  );
});

describe('the fingerprint of a request', () => {
  const request: RequestContent = {
    method: 'POST',
    url: '/v1/candidates',
    body: { name: 'A', list: [1, { b: 1, a: 2 }] },
    files: [{ field: 'resume', name: 'cv.pdf', bytes: Buffer.from('one') }],
  };

  it('does not depend on the order of keys', () => {
    const body = { list: [1, { a: 2, b: 1 }], name: 'A' };
    expect(fingerprintOf({ ...request, body })).toBe(fingerprintOf(request));
  });

  it.each<[string, Partial<RequestContent>]>([
    ['the method', { method: 'PATCH' }],
    ['the path', { url: '/v1/jobs' }],
    ['the query', { url: '/v1/candidates?x=1' }],
    ['a value', { body: { name: 'B', list: [1, { b: 1, a: 2 }] } }],
    ['the order of a list', { body: { name: 'A', list: [{ b: 1, a: 2 }, 1] } }],
    ['no body', { body: undefined }],
    ['the bytes of a file', { files: [{ field: 'resume', name: 'cv.pdf', bytes: Buffer.from('two') }] }],
    ['the name of a file', { files: [{ field: 'resume', name: 'b.pdf', bytes: Buffer.from('one') }] }],
    ['the field of a file', { files: [{ field: 'file', name: 'cv.pdf', bytes: Buffer.from('one') }] }],
    ['no files', { files: [] }],
  ])('depends on %s', (_what, change) => {
    expect(fingerprintOf({ ...request, ...change })).not.toBe(fingerprintOf(request));
  });
});

describe('what an answer is about', () => {
  it('is the people, applications and brought tables that it names, once each', () => {
    const [can, app, imp] = [`can_${'0'.repeat(26)}`, `app_${'z'.repeat(26)}`, `imp_${'1'.repeat(26)}`];
    expect(
      peopleIn(
        `/v1/candidates/${can} {"id":"${app}","candidateId":"${can}"} can_1 xcan_${'0'.repeat(26)} "${imp}"`,
      ),
    ).toEqual([can, app, imp]);
    expect(peopleIn('nobody')).toEqual([]);
  });
});
