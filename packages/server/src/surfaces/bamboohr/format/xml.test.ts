import { describe, expect, it } from 'vitest';
import { objectText } from './json.ts';
import { documentText, element, field } from './xml.ts';

describe('a document', () => {
  it('is indented by one space a level, with empty elements for blanks', () => {
    const table = element('table', {}, [
      element('row', { id: 5, employeeId: '4' }, [field('date', '2026-01-01'), field('teams', null)]),
    ]);
    expect(documentText(table)).toBe(
      '<?xml version="1.0"?>\n<table>\n <row id="5" employeeId="4">\n  <field id="date">2026-01-01</field>\n' +
        '  <field id="teams"></field>\n </row>\n</table>\n',
    );
  });

  it('without children is one closed element', () => {
    expect(documentText(element('table', {}, []))).toBe('<?xml version="1.0"?>\n<table/>\n');
  });

  it('escapes markup and leaves out what XML cannot hold', () => {
    expect(documentText(element('a', { b: '"<&>"' }, 'x\u0000\u000b<y> & z'))).toBe(
      '<?xml version="1.0"?>\n<a b="&quot;&lt;&amp;&gt;&quot;">x&lt;y&gt; &amp; z</a>\n',
    );
  });

  it('leaves out attributes without a value', () => {
    expect(documentText(element('a', { b: undefined, c: null, d: false }, 'x'))).toContain('<a d="false">');
  });
});

describe('a JSON object', () => {
  it('keeps the order of its keys, also of those that look like integers', () => {
    expect(
      objectText([
        ['id', '8'],
        ['firstName', 'Ann'],
        ['1610', null],
        ['4', true],
      ]),
    ).toBe('{"id":"8","firstName":"Ann","1610":null,"4":true}');
  });
});
