import { PDFDocument, StandardFonts } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { type ReportRow, reportColumn } from './reports.ts';
import { writePdf } from './reports-pdf.ts';
import { encodeWinAnsi, textWidth } from './reports-pdf-document.ts';

const columns = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    reportColumn(`c${i}`, { alias: null, type: 'text', name: `Column ${i}` }, 'USD'),
  );

async function pdf(rows: ReportRow[], count = 2, title = 'Report'): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const pages = (async function* () {
    for (let from = 0; from < rows.length; from += 7) yield rows.slice(from, from + 7);
  })();
  for await (const piece of writePdf(title, columns(count), pages)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

const rowsOf = (count: number, text = 'x'): ReportRow[] =>
  Array.from({ length: count }, (_, i) => ({ number: i, values: [`${text}${i}`, `(y)${i}\\`] }));

describe('a report as PDF', () => {
  it.each([
    [0, 2, 1],
    [1, 2, 1],
    [40, 2, 1],
    [41, 2, 2],
    [100, 2, 3],
    [41, 30, 6],
  ])('of %i rows and %i columns has %i pages that another program reads', async (rows, count, pages) => {
    const document = await PDFDocument.load(await pdf(rowsOf(rows), count), { throwOnInvalidObject: true });
    expect(document.getPageCount()).toBe(pages);
    expect(document.getPage(0).getSize()).toEqual({ width: 842, height: 595 });
  });

  it('says where each object begins', async () => {
    const text = (await pdf(rowsOf(50))).toString('latin1');
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
    expect(text.slice(start, start + 4)).toBe('xref');
    const entries = [...text.slice(start).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, at]) => Number(at));
    expect(entries.length).toBeGreaterThan(5);
    for (const [index, at] of entries.entries())
      expect(text.slice(at)).toMatch(new RegExp(`^${index + 1} 0 obj`));
  });

  it('draws its title, heads and values, with brackets escaped', async () => {
    const text = (await pdf(rowsOf(1), 2, 'Pay (all)')).toString('latin1');
    for (const drawn of ['(Pay \\(all\\)) Tj', '(Column 1) Tj', '(x0) Tj', '(\\(y\\)0\\\\) Tj'])
      expect(text).toContain(drawn);
  });

  it('cuts what does not fit, with an ellipsis', async () => {
    const text = (await pdf(rowsOf(1, 'w'.repeat(200)), 12)).toString('latin1');
    expect(text).toMatch(/\(w{5,20}\x85\) Tj/);
  });
});

describe('letters of the font', () => {
  it.each([
    ['Zoë €5 – “ok”', 'Zoë \x805 \x96 \x93ok\x94'],
    ['Łódź', '?ódz'],
    ['Žižek', '\x8ei\x9eek'],
    ['山田', '??'],
    ['a\tb\nc', 'a b c'],
    ['😀', '?'],
  ])('%s', (text, encoded) => {
    expect(encodeWinAnsi(text)).toBe(encoded);
  });

  it('are as wide as the font says', async () => {
    const font = await (await PDFDocument.create()).embedFont(StandardFonts.Helvetica);
    // A letter at a time: the other program moves pairs of letters together.
    for (let code = 0x20; code < 0x7f; code += 1) {
      const letter = String.fromCharCode(code);
      expect(textWidth(letter, 10), letter).toBeCloseTo(font.widthOfTextAtSize(letter, 10), 3);
    }
  });
});
