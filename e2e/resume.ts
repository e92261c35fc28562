import { PDFDocument, StandardFonts } from 'pdf-lib';

/** A real PDF of two pages with a line that can be looked for. */
export async function makeResume(name: string, line: string): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (const pageNumber of [1, 2]) {
    const page = document.addPage([595, 842]);
    page.drawText(name, { x: 60, y: 760, size: 24, font });
    page.drawText(`${line} ${pageNumber}`, { x: 60, y: 720, size: 12, font });
  }
  return document.save();
}
