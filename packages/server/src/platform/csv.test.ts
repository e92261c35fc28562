import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvLine, fused } from './csv.ts';

it.each([
  ['=1+1', "'=1+1"],
  ["=cmd|'/c calc'!A1", `"'=cmd|'/c calc'!A1"`],
  ['+49 30', "'+49 30"],
  ['-1', "'-1"],
  ['@SUM(1)', "'@SUM(1)"],
  ['＝1', "'＝1"],
  ['＋1', "'＋1"],
  ['－1', "'－1"],
  ['＠x', "'＠x"],
  ['\t=1', `"'\t=1"`],
  ['\r=1', `"'\r=1"`],
  ['\nx', `"'\nx"`],
  [' =1', "' =1"],
  ['\0=1', "'\0=1"],
  ["'=1", "''=1"],
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
])('a cell that begins a formula is text: %j', (text, cell) => {
  expect(csvLine([text, 'x'])).toBe(`${cell},x\r\n`);
});

it('other cells are as they are: numbers below 0, too, quotes doubled, nothing for null', () => {
  expect(csvLine(['a', -1, 'a=b', 'x, y', 'say "hi"', null, undefined, ''])).toBe(
    'a,-1,a=b,"x, y","say ""hi""",,,\r\n',
  );
});

it('what separates in other tables, and blanks at the ends, stand in quotes', () => {
  expect(csvLine(['a;b', 'a|b', 'a\tb', ' a', 'a '])).toBe('"a;b","a|b","a\tb"," a","a "\r\n');
});

it('a cell comes back as it was, whatever it says', () => {
  const signs = ["'", '=', '+', '@', '＝', ' ', '\t', '\r', '\n', '\0', '"', ',', ';', 'x'];
  const said = fc.array(fc.constantFrom(...signs), { maxLength: 6 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(said, (cell) => {
      const [[kept = ''] = []] = parse(csvLine([cell, 'x'])) as string[][];
      return fused(kept) === cell;
    }),
  );
});
