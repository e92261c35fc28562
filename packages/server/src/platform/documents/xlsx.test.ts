import { describe, expect, it } from 'vitest';
import { readXlsx } from './xlsx.ts';
import { writeZip } from './zip-writer.ts';

const workbook = (sheets = '<sheet name="People" sheetId="1" r:id="rId1"/>') =>
  `<?xml version="1.0" encoding="UTF-8"?><workbook xmlns:r="x"><sheets>${sheets}</sheets></workbook>`;
const relations =
  '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>';
const styles =
  '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy"/><numFmt numFmtId="171" formatCode="0.0&quot;d&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>';
const shared =
  '<sst><si><t>Name</t></si><si><r><t xml:space="preserve">Ada </t></r><r><t>L&amp;L</t></r><rPh><t>no</t></rPh></si><si/></sst>';
const rows = (content: string) => `<worksheet><sheetData>${content}</sheetData></worksheet>`;
const file = (sheet: string, more: Record<string, string> = {}) =>
  writeZip(
    Object.entries({
      'xl/workbook.xml': workbook(),
      'xl/_rels/workbook.xml.rels': relations,
      'xl/worksheets/sheet1.xml': rows(sheet),
      'xl/sharedStrings.xml': shared,
      'xl/styles.xml': styles,
      ...more,
    }).map(([name, content]) => ({ name, content: Buffer.from(content) })),
  );

describe('a workbook', () => {
  it('is read with its texts, numbers, truths and days, each where it stands', () => {
    const sheet =
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>In line</t></is></c></row>' +
      '<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" s="1"><v>46388</v></c><c r="C3" s="2"><v>60.5</v></c>' +
      '<c r="D3"><v>0.30000000000000004</v></c><c r="E3" t="b"><v>1</v></c><c r="F3" t="e"><v>#REF!</v></c>' +
      '<c r="G3" t="str"><f>1+1</f><v>two</v></c><c r="H3" s="3"><v>2</v></c><c r="I3"/><c r="J3" t="s"><v>2</v></c></row>';
    expect(readXlsx(file(sheet)).rows).toEqual([
      ['Name', '', 'In line'],
      [],
      ['Ada L&L', '2027-01-01', '1900-02-29', '0.3', 'true', '', 'two', '2', '', ''].map((cell, at) =>
        at === 2 ? expect.stringMatching(/^1900-0(2-28|2-29|3-01)$/) : cell,
      ),
    ]);
  });

  it('counts its cells where these do not say where they stand, and its days from 1904 where it does', () => {
    const sheet = '<row><c t="s"><v>0</v></c><c/><c s="1"><v>44926</v></c></row>';
    const old = workbook().replace('<sheets>', '<workbookPr date1904="1"/><sheets>');
    expect(readXlsx(file(sheet, { 'xl/workbook.xml': old })).rows).toEqual([['Name', '', '2027-01-01']]);
  });

  it('shows its first sheet that is not hidden', () => {
    const sheets =
      '<sheet name="A" sheetId="1" state="hidden" r:id="rId1"/><sheet name="B" sheetId="2" r:id="rId2"/>';
    const second = rows('<row r="1"><c r="A1"><v>7</v></c></row>');
    const more = { 'xl/workbook.xml': workbook(sheets), 'xl/worksheets/sheet2.xml': second };
    expect(readXlsx(file('', more)).rows).toEqual([['7']]);
  });

  it.each<[string, Buffer]>([
    ['that is none', Buffer.from('PK\x03\x04 nothing')],
    ['with macros', file('', { 'xl/vbaProject.bin': 'x' })],
    ['with a row too many', file('<row r="50002"><c r="A50002"><v>1</v></c></row>')],
    ['with a column too many', file('<row r="1"><c r="CW1"><v>1</v></c></row>')],
    ['with rows that go back', file('<row r="2"/><row r="1"/>')],
    ['with entities of its own', file('', { 'xl/styles.xml': '<!DOCTYPE x [<!ENTITY a "b">]><x/>' })],
    ['that unpacks to too much', file('', { 'xl/styles.xml': `<x>${' '.repeat(30_000_000)}</x>` })],
  ])('%s is refused', (_what, bytes) => {
    expect(() => readXlsx(bytes)).toThrow();
  });
});
