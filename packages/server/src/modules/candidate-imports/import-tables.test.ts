import { describe, expect, it } from 'vitest';
import { csvLine } from '../../platform/csv.ts';
import { delimiterOf, readTable } from './import-tables.ts';

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

  it('guesses the separator from the line of names alone, however long that is', () => {
    expect(delimiterOf('\n"a,b,c";d\n1,2,3,4;5')).toBe(';');
    expect(delimiterOf('x'.repeat(20_000_000))).toBe(',');
  });

  it('is read no further than it is taken: twenty million lines are not held', async () => {
    const message = expect.stringContaining('up to 50,000 people');
    await expect(read('\n'.repeat(20_000_000))).rejects.toMatchObject({ message });
  });

  it('lets others be served while it is read', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await read(`Name,Note\n${`Ada,${'x'.repeat(90)}\n`.repeat(40_000)}`);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
  });

  it('comes back from the table that was made of it', async () => {
    const cells = ['a,b', 'say "x"', 'two\nlines', ' x', 'plain'];
    const { rows } = await read(`1,2,3,4,5\n${csvLine(cells)}`);
    expect(rows[0]?.cells).toEqual(cells.map((cell) => cell.trim()));
  });
});
