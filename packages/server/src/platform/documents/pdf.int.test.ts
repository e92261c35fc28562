import { PDFDocument } from 'pdf-lib';
import { expect, it } from 'vitest';
import { inspectPdf } from './pdf.ts';

it('tells sound documents from broken ones, several at once, with one worker', {
  timeout: 20_000,
}, async () => {
  const document = await PDFDocument.create();
  document.addPage();
  document.addPage();
  const sound = await document.save();
  const verdicts = await Promise.all([
    inspectPdf(sound),
    inspectPdf(Buffer.from('%PDF-1.7\nnothing else')),
    inspectPdf(Buffer.from('not at all')),
    inspectPdf(sound),
  ]);
  expect(verdicts).toEqual([
    { kind: 'sound', pages: 2 },
    { kind: 'broken' },
    { kind: 'broken' },
    { kind: 'sound', pages: 2 },
  ]);
  // What is stored afterwards must be what came.
  expect(Buffer.from(sound).subarray(0, 5).toString()).toBe('%PDF-');
});
