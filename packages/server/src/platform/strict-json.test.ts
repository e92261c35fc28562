import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson } from './strict-json.ts';

const parse = (text: string) => parseStrictJson(Buffer.from(text));
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'accepted';
};

describe('strict JSON', () => {
  it('reads every value that JSON can say, as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('__proto__') && !text.includes('\\u0000') && !/\\ud[89a-f]/i.test(text));
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('drops a byte order mark', () => {
    expect(parseStrictJson(Buffer.from('\ufeff{"a":1}'))).toEqual({ a: 1 });
  });

  it.each([
    ['nothing at all', ''],
    ['an unfinished object', '{"a":'],
    ['a comma too many', '[1,]'],
    ['two values', '{} {}'],
    ['a comment', '{/* hm */}'],
    ['an unfinished string', '{"a":"b'],
    ['a string that ends in a backslash', '"\\'],
    ['NaN', '{"a":NaN}'],
    ['a number beyond what can be held', '{"a":1e400}'],
    ['a key twice', '{"email":"a","email":"b"}'],
    ['a key twice, once escaped', '{"a":1,"\\u0061":2}'],
    ['a key twice, deeper', '[{"x":{"b":1, "b" : 2}}]'],
    ['__proto__', '{"__proto__":{"polluted":true}}'],
    ['__proto__, escaped', '{"\\u005f_proto__":{"polluted":true}}'],
    ['65 levels', `${'['.repeat(65)}${']'.repeat(65)}`],
    ['100,000 brackets', '['.repeat(100_000)],
  ])('refuses %s', (_what, text) => {
    expect(codeOf(() => parse(text))).toBe('request.invalid_json');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([
    ['a NUL', '{"a":"\\u0000"}'],
    ['a NUL in a key', '{"\\u0000":1}'],
    ['half a surrogate pair', '{"a":"\\ud83d"}'],
  ])('refuses %s as text', (_what, text) => {
    expect(codeOf(() => parse(text))).toBe('request.invalid_text');
  });

  it.each([
    ['a stray continuation byte', [0x22, 0x80, 0x22]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
  ])('refuses %s', (_what, bytes) => {
    expect(codeOf(() => parseStrictJson(Uint8Array.from(bytes)))).toBe('request.invalid_text');
  });

  it('takes the same key in different objects, and 64 levels', () => {
    expect(parse('[{"a":1},{"a":{"a":2}}]')).toEqual([{ a: 1 }, { a: { a: 2 } }]);
    expect(codeOf(() => parse(`${'['.repeat(64)}${']'.repeat(64)}`))).toBe('accepted');
  });

  it('says where JSON breaks without quoting it', () => {
    expect(() => parse('{"ssn":"123-45-6789" oops}')).toThrow(
      /^The body is not valid JSON \(at character \d+\)\.$/,
    );
  });
});
