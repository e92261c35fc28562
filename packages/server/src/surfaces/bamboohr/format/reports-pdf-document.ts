// The little of PDF that a table of text needs: pages with one content stream each, one standard
// font in WinAnsi. Objects go out as they are made; their offsets are kept for the index at the end.

export interface PdfDocument {
  head(): Buffer;
  /** One page that draws `content`, text of bytes as `encodeWinAnsi` gives it. */
  page(content: string): Buffer;
  tail(): Buffer;
}

const catalogNumber = 1;
const pagesNumber = 2;
const fontNumber = 3;

export function pdfDocument(width: number, height: number): PdfDocument {
  const offsets = new Map<number, number>();
  const pages: number[] = [];
  let next = fontNumber + 1;
  let length = 0;
  const bytes = (text: string): Buffer => {
    const written = Buffer.from(text, 'latin1');
    length += written.length;
    return written;
  };
  const object = (number: number, body: string): Buffer => {
    offsets.set(number, length);
    return bytes(`${number} 0 obj\n${body}\nendobj\n`);
  };
  return {
    head: () =>
      // Four bytes above 127 tell programs that this file is not text.
      Buffer.concat([
        bytes('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n'),
        object(catalogNumber, `<< /Type /Catalog /Pages ${pagesNumber} 0 R >>`),
        object(
          fontNumber,
          '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
        ),
      ]),
    page: (content) => {
      const [contentNumber, pageNumber] = [next, next + 1];
      next += 2;
      pages.push(pageNumber);
      const stream = object(contentNumber, `<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
      const resources = `<< /Font << /F1 ${fontNumber} 0 R >> >>`;
      const page = object(
        pageNumber,
        `<< /Type /Page /Parent ${pagesNumber} 0 R /MediaBox [0 0 ${width} ${height}] /Resources ${resources} /Contents ${contentNumber} 0 R >>`,
      );
      return Buffer.concat([stream, page]);
    },
    tail: () => {
      const kids = pages.map((number) => `${number} 0 R`).join(' ');
      const tree = object(pagesNumber, `<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`);
      const start = length;
      const index = Array.from({ length: next - 1 }, (_, i) => entry(offsets.get(i + 1) ?? 0)).join('');
      return Buffer.concat([
        tree,
        bytes(
          `xref\n0 ${next}\n0000000000 65535 f \n${index}trailer\n<< /Size ${next} /Root ${catalogNumber} 0 R >>\nstartxref\n${start}\n%%EOF\n`,
        ),
      ]);
    },
  };
}

// Twenty bytes each, line end included.
function entry(offset: number): string {
  return `${String(offset).padStart(10, '0')} 00000 n \n`;
}

// What WinAnsi has between 0x80 and 0x9f; everywhere else it is Latin-1.
const special = '€\u0000‚ƒ„…†‡ˆ‰Š‹Œ\u0000Ž\u0000\u0000‘’“”•–—˜™š›œ\u0000žŸ';

/** A character for each byte. What the font has no letter for loses its accents, or becomes "?". */
export function encodeWinAnsi(text: string): string {
  return Array.from(text.normalize('NFC'), (character) => encodeOne(character) ?? undressed(character)).join(
    '',
  );
}

function encodeOne(character: string): string | undefined {
  const code = character.codePointAt(0) ?? 0;
  if ((code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff)) return character;
  const index = code === 0 ? -1 : special.indexOf(character);
  if (index >= 0) return String.fromCharCode(0x80 + index);
  return /\s/.test(character) ? ' ' : undefined;
}

function undressed(character: string): string {
  const bare = character.normalize('NFKD').replace(/\p{M}/gu, '');
  const encoded = Array.from(bare, encodeOne);
  return bare !== '' && encoded.every((one) => one !== undefined) ? encoded.join('') : '?';
}

// Helvetica, in thousandths of the font's size, from the space to the tilde.
const widths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
  500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
  556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
  278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
const widthOfOthers = 1000;

/** In points. Letters beyond ASCII count as wide as the widest of them, so that nothing overlaps. */
export function textWidth(encoded: string, fontSize: number): number {
  let sum = 0;
  for (let i = 0; i < encoded.length; i += 1) sum += widths[encoded.charCodeAt(i) - 0x20] ?? widthOfOthers;
  return (sum * fontSize) / 1000;
}
