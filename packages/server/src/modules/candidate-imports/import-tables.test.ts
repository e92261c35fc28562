import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, defused, delimiterOf, fused, readTable } from './import-tables.ts';

const read = (text: string | Buffer, name = 'people.csv') => readTable({ name, bytes: Buffer.from(text) });

describe('a table in CSV', () => {
  it.each([
    ['Name,E-mail\nAda,ada@example.com\n'],
    ['Name;E-mail\r\nAda;ada@example.com\r\n'],
    ['\ufeffName\tE-mail\nAda\tada@example.com'],
    ['"Name"|"E-mail"\n"Ada"|ada@example.com'],
  ])('is read whatever separates its cells: %j', async (text) => {
    expect(await read(text)).toEqual({
      columns: ['Name', 'E-mail'],
      rows: [{ number: 2, cells: ['Ada', 'ada@example.com'] }],
    });
  });

  it('keeps line ends in quotes, counts empty lines, fills short rows and names columns without a name', async () => {
    const { columns, rows } = await read('Name,,Note\n\nAda,x,"two\nlines"\n,,\nBob\n');
    expect(columns).toEqual(['Name', 'Column 2', 'Note']);
    expect(rows).toEqual([
      { number: 3, cells: ['Ada', 'x', 'two\nlines'] },
      { number: 5, cells: ['Bob', '', ''] },
    ]);
  });

  it('knows columns of one name apart', async () => {
    expect((await read('Phone,phone,Phone 2,Phone\n1,2,3,4')).columns).toEqual([
      'Phone',
      'phone 2',
      'Phone 2 2',
      'Phone 3',
    ]);
  });

  it('is read in what Windows spoke, and in UTF-16 with its mark', async () => {
    expect((await read(Buffer.from('Name\nJ\xfcrgen', 'latin1'))).rows[0]?.cells).toEqual(['Jürgen']);
    const wide = Buffer.from('\ufeffName\tX\nJürgen\t1', 'utf16le');
    expect((await read(wide)).rows[0]?.cells).toEqual(['Jürgen', '1']);
  });

  it.each([
    ['', 'files.empty'],
    ['\n \n', 'imports.unreadable'],
    ['Name\n', 'imports.unreadable'],
    [Buffer.from([0, 1, 2, 3, 0]), 'imports.unreadable'],
    [Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'imports.unreadable'],
    [`${'x,'.repeat(101)}y\n1`, 'imports.unreadable'],
    [`Name\n${'x\n'.repeat(50_001)}`, 'imports.unreadable'],
  ])('is refused: %#', async (content, code) => {
    await expect(read(content as string)).rejects.toMatchObject({ code });
  });

  it('guesses the separator from the line of names alone', () => {
    expect(delimiterOf('"a,b,c";d\n1,2,3,4;5')).toBe(';');
  });
});

describe('a cell that goes back', () => {
  it.each(['=1+1', '+49 30', '-1', '@x', '\tx', '\rx', '＝1', "'=1"])('%j is no formula', (cell) => {
    expect(defused(cell)).toBe(`'${cell}`);
  });
  it('comes back as it was, whatever it says', () => {
    const cells = fc.string().map((text) => text);
    fc.assert(fc.property(cells, (cell) => fused(defused(cell)) === cell || cell.startsWith("'")));
    for (const cell of ['=1', "'=1", "''+", "'x", 'x', '']) expect(fused(defused(cell))).toBe(cell);
  });
  it('stands in quotes where it would break the line', async () => {
    const cells = ['a,b', 'say "x"', 'two\nlines', ' x', 'plain'];
    const { rows } = await read(`1,2,3,4,5\n${csvLine(cells)}`);
    expect(rows[0]?.cells).toEqual(cells.map((cell) => cell.trim()));
  });
});
