import { describe, expect, it } from 'vitest';
import { readBody, readFields, readList, valuesOf } from './body.ts';

const values = (text: string | Buffer, type?: string) => valuesOf(readBody(Buffer.from(text), type));

describe('a body', () => {
  it.each([
    ['application/json', '{"firstName":"Ann"}'],
    ['application/json; charset=UTF-8', '{"firstName":"Ann"}'],
    [undefined, '{"firstName":"Ann"}'],
    ['application/x-www-form-urlencoded', '<employee><field id="firstName">Ann</field></employee>'],
    [undefined, '  <?xml version="1.0"?><employee><field id="firstName"> Ann </field></employee>'],
    ['text/xml', "<employee>\n <field id='firstName'><![CDATA[Ann]]></field>\n</employee>"],
  ])('typed %s is read by what it is', (type, text) => {
    expect(values(text, type)).toEqual({ firstName: 'Ann' });
  });

  it('without a byte is an empty object', () => {
    expect(valuesOf(readBody(undefined, undefined))).toEqual({});
  });

  it('in XML keeps its decoded text, blanks and currencies', () => {
    const xml =
      '<row><field id="a&amp;b">5 &lt; 6 &#233;&#x1F600;</field><field id="z"/><field id="rate" currency="EUR">1</field></row>';
    expect(values(xml)).toEqual({ 'a&b': '5 < 6 é😀', z: '', rate: { value: '1', currency: 'EUR' } });
  });

  it('in Latin-1 is decoded when it says so', () => {
    const latin = Buffer.from(
      '<?xml version="1.0" encoding="ISO-8859-1"?><row><field id="n">Zo\xeb</field></row>',
      'latin1',
    );
    expect(values(latin)).toEqual({ n: 'Zoë' });
  });

  it('cannot set the prototype', () => {
    const read = values('{"__proto__":{"x":1},"firstName":"Ann"}');
    expect(Object.getPrototypeOf({ ...read })).toBe(Object.prototype);
  });
});

describe('a broken body', () => {
  it.each([
    ['application/json', '{"firstName":', 'request.invalid_json'],
    ['application/json', '[1]', 'request.invalid'],
    ['application/json', 'null', 'request.invalid'],
    ['application/json', '<employee/>', 'request.invalid_json'],
    ['application/json', `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`, 'request.invalid'],
    ['application/json', '{"a":"\\u0000"}', 'request.invalid_text'],
    ['application/json', '{"a":"\\ud800"}', 'request.invalid_text'],
    [undefined, Buffer.from([0x7b, 0xff, 0xfe]), 'request.invalid_text'],
    [undefined, '<employee><field id="a">x</employee>', 'request.invalid'],
    [undefined, '<employee><field>x</field></employee>', 'request.invalid'],
    [undefined, '<employee>', 'request.invalid'],
    [undefined, `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`, 'request.invalid'],
    [undefined, '<a>&unknown;</a>', 'request.invalid'],
    [undefined, '<a>&#0;</a>', 'request.invalid'],
    [undefined, '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>', 'request.invalid'],
    [undefined, '<?xml version="1.0"?><!doctype a><a/>', 'request.invalid'],
  ])('typed %s is refused: %s', (type, text, code) => {
    expect(() => values(text as string, type)).toThrowError(expect.objectContaining({ code }));
  });
});

describe('a list', () => {
  it('is read with its items', () => {
    expect(readList(Buffer.from('[{"a":1}, 2]'))).toEqual([{ a: 1 }, 2]);
  });

  it.each(['{}', '', 'null', '[', '["\\u0000"]', `${'['.repeat(30)}${']'.repeat(30)}`])(
    '%j is refused',
    (text) => {
      expect(() => readList(Buffer.from(text))).toThrow(expect.objectContaining({ kind: 'invalid' }));
    },
  );
});

describe('the fields of a form', () => {
  const fields = (text: string) => readFields(Buffer.from(text));
  it('are read from a form or a JSON object', () => {
    expect(fields('user=a%40b.c&password=x+y%26')).toEqual({ user: 'a@b.c', password: 'x y&' });
    expect(fields('{"user":"a@b.c","id":7,"none":null}')).toEqual({ user: 'a@b.c', id: '7' });
    expect(readFields(undefined)).toEqual({});
  });

  it.each([
    ['request.invalid', 'a=1&a=2'],
    ['request.invalid', '{"a":[1]}'],
    ['request.invalid_json', '{"a":'],
    ['request.invalid_text', 'a=%00'],
  ])('are refused with %s in %s', (code, text) => {
    expect(() => fields(text)).toThrow(expect.objectContaining({ code }));
  });
});
