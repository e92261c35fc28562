// Whether a file is a PDF that can be opened, and nothing else besides.
import { getDocumentProxy } from 'unpdf';
import { Refusal } from './reading.ts';
import { endsAsZip } from './zip.ts';

export const openOptions = {
  useSystemFonts: false,
  disableFontFace: true,
  isEvalSupported: false,
  isOffscreenCanvasSupported: false,
  isImageDecoderSupported: false,
  useWasm: false,
  enableXfa: false,
  stopAtErrors: false,
  // A page of 600 dots to the inch; what is larger is not unpacked.
  maxImageSize: 36_000_000,
  verbosity: 0,
};

/** @throws Refusal */
export async function judgePdf(file: Buffer): Promise<void> {
  const head = file.subarray(0, 1024).toString('latin1');
  // Readers accept the header anywhere in the first kilobyte; so do tricks that put HTML before it.
  if (!/^(\xef\xbb\xbf)?\s{0,8}%PDF-\d/.test(head)) throw new Refusal('mismatch');
  if (/<(html|head|body|script|svg|iframe|!doctype|\?php)\b/i.test(head)) throw new Refusal('mismatch');
  if (endsAsZip(file) || goesOnBehindItsEnd(file)) throw new Refusal('mismatch');
  try {
    const document = await getDocumentProxy(Uint8Array.from(file), openOptions);
    const pages = document.numPages;
    await document.getPage(1);
    await document.loadingTask.destroy();
    if (pages < 1) throw new Refusal('mismatch');
  } catch (error) {
    throw (error as Error).name === 'PasswordException' ? new Refusal('encrypted') : new Refusal('mismatch');
  }
}

function goesOnBehindItsEnd(file: Buffer): boolean {
  const end = file.lastIndexOf('%%EOF');
  if (end === -1) return false;
  const rest = file.subarray(end + 5).toString('latin1');
  return rest.length > 2048 && /[^\s\0]/.test(rest);
}
