import { expect, it } from 'vitest';
import { canonicalHash, canonicalJson } from './canonical-json.ts';

it('writes one text for one value, however its members are ordered', () => {
  const one = { b: [1, { d: null, c: 'é' }], a: true, '': 0 };
  const other = { '': 0, a: true, b: [1, { c: 'é', d: null }] };
  expect(canonicalJson(one)).toBe('{"":0,"a":true,"b":[1,{"c":"é","d":null}]}');
  expect(canonicalJson(other)).toBe(canonicalJson(one));
});

it('orders names by UTF-16 code units and writes numbers as ECMAScript does', () => {
  // The example of RFC 8785, 3.2.3, without its comment.
  const names = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, ö: 7 };
  expect(canonicalJson(names)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}');
  expect(canonicalJson([Number('333333333.33333329'), 1e30, 4.5, 0.002, 1e-27, -0])).toBe(
    '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]',
  );
});

it('tells what is absent from what is empty', () => {
  expect(canonicalJson({ a: undefined })).toBe('{}');
  expect(canonicalJson({ a: null })).toBe('{"a":null}');
  expect(canonicalJson({ a: '' })).toBe('{"a":""}');
  expect(canonicalJson(['1', [2]])).not.toBe(canonicalJson(['1', 2]));
});

it('refuses what JSON cannot hold', () => {
  expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError);
  expect(() => canonicalJson(() => 1)).toThrow(TypeError);
});

it('is hashed to what anybody can compute', () => {
  expect(canonicalHash({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
});
