// Makes the résumés of the demo's applicants as PDF files: packages/server/dist/demo/NAME.pdf.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from 'pdf-lib';
import { type Applicant, applicants } from '../packages/server/src/modules/demo/applicants.ts';

const folder = fileURLToPath(new URL('../packages/server/dist/demo/', import.meta.url));
const ink = rgb(0.13, 0.16, 0.2);
const accent = rgb(0.07, 0.42, 0.39);
const left = 64;

// The fonts that every PDF reader has know Latin letters only.
const latin = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '');

async function resumeOf(applicant: Applicant): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.setTitle(`Resume of ${latin(applicant.firstName)} ${latin(applicant.lastName)}`);
  const fonts = {
    plain: await pdf.embedFont(StandardFonts.Helvetica),
    bold: await pdf.embedFont(StandardFonts.HelveticaBold),
  };
  const page = pdf.addPage([595, 842]);
  let y = 770;
  const write = (text: string, font: PDFFont, size: number, color = ink, indent = 0): void => {
    page.drawText(latin(text), { x: left + indent, y, font, size, color });
    y -= size * 1.55;
  };
  write(`${applicant.firstName} ${applicant.lastName}`, fonts.bold, 26);
  write(applicant.headline, fonts.plain, 12, accent);
  write(`${applicant.email}   ${applicant.phone}`, fonts.plain, 10);
  y -= 6;
  rule(page, y);
  y -= 24;
  for (const { title, place, years, lines } of applicant.experience) {
    write(title, fonts.bold, 13);
    write(`${place}, ${years}`, fonts.plain, 10, accent);
    for (const line of lines) write(`-  ${line}`, fonts.plain, 11, ink, 10);
    y -= 10;
  }
  write('Skills', fonts.bold, 13);
  write(applicant.skills.join(', '), fonts.plain, 11);
  return pdf.save();
}

function rule(page: PDFPage, y: number): void {
  page.drawLine({ start: { x: left, y }, end: { x: 595 - left, y }, thickness: 1, color: accent });
}

mkdirSync(folder, { recursive: true });
for (const applicant of applicants)
  writeFileSync(`${folder}${applicant.slug}.pdf`, await resumeOf(applicant));
