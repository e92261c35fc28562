import { describe, expect, it } from 'vitest';
import { shortened, shortJson, shortXml, withoutFields } from './altered-answers.ts';

describe('a shortened list', () => {
  it('is half of a list, of a list among other things, and of a map of records', () => {
    expect(shortJson([1, 2, 3, 4, 5])).toEqual([1, 2]);
    expect(shortJson({ title: 'x', fields: [1, 2], employees: [1, 2, 3] })).toEqual({
      title: 'x',
      fields: [1, 2],
      employees: [1],
    });
    expect(shortJson({ 1: { a: 1 }, 2: { a: 2 } })).toEqual({ 1: { a: 1 } });
    expect(shortJson({ latest: 'x', employees: { 1: { id: 1 }, 2: { id: 2 } } })).toEqual({
      latest: 'x',
      employees: { 1: { id: 1 } },
    });
  });

  it('does not tell that there is more', () => {
    expect(
      shortJson({
        data: [1, 2, 3, 4],
        meta: { total: 9, page: { limit: 4, nextCursor: 'abc', prevCursor: null } },
        _links: { self: { href: 'a' }, next: { href: 'b' } },
      }),
    ).toEqual({
      data: [1, 2],
      meta: { total: 2, page: { limit: 4, nextCursor: null, prevCursor: null } },
      _links: { self: { href: 'a' } },
    });
    expect(shortJson({ applications: [1, 2], paginationComplete: false, nextPageUrl: 'x' })).toEqual({
      applications: [1],
      paginationComplete: true,
      nextPageUrl: null,
    });
  });

  it('leaves one record alone', () => {
    const one = { id: '4', firstName: 'A', payRate: { value: '1', currency: 'USD' } };
    expect(shortJson(one)).toEqual(one);
    const xml =
      '<?xml version="1.0"?>\n<employee id="4"><field id="a">1</field><field id="b">2</field></employee>\n';
    expect(shortXml(xml)).toBe(xml);
  });

  it('is half of the rows of XML, not of the columns before them', () => {
    const row = (id: number) => `<employee id="${id}"><field id="a">x</field><field id="b"/></employee>`;
    const head = '<directory><fieldset><field id="a">A</field><field id="b">B</field></fieldset><employees>';
    expect(shortXml(`${head}${row(1)}${row(2)}${row(3)}${row(4)}</employees></directory>`)).toBe(
      `${head}${row(1)}${row(2)}</employees></directory>`,
    );
    expect(shortXml('<table><row id="1"/><row id="2"/></table>')).toBe('<table><row id="1"/></table>');
  });

  it('keeps the head of a CSV, and whatever it cannot cut', async () => {
    const answer = (type: string, body: string, status = 200) => ({
      status,
      headers: { 'content-type': type },
      body,
    });
    expect((await shortened(answer('text/csv', 'a,b\n1,2\n3,4\n'))).body).toBe('a,b\n1,2\n');
    expect((await shortened(answer('application/pdf', '%PDF'))).body).toBe('%PDF');
    expect((await shortened(answer('application/json', '[1,2]', 404))).body).toBe('[1,2]');
  });
});

describe('an answer without some fields', () => {
  const without = async (type: string, body: string) =>
    (await withoutFields({ status: 200, headers: { 'content-type': type }, body }, ['b'])).body;

  it('has neither their values nor their columns', async () => {
    const json = { fields: [{ id: 'a' }, { id: 'b' }], employees: [{ id: '1', a: 1, b: 2 }] };
    expect(JSON.parse(String(await without('application/json', JSON.stringify(json))))).toEqual({
      fields: [{ id: 'a' }],
      employees: [{ id: '1', a: 1 }],
    });
    const xml = '<employee id="1"><field id="a">1</field><field id="b">2</field><field id="b"/></employee>';
    expect(await without('text/xml', xml)).toBe('<employee id="1"><field id="a">1</field></employee>');
  });
});
