// Which documents of candidates come in, decided by opening them and not by what the sender says
// they are, and what may be done with one that is in.
import { JoineryError } from '@joinery/sdk';
import { judgeText } from '../../platform/documents/plain-text.ts';
import { judgeDocument } from '../../platform/documents/reader.ts';
import {
  type DocumentKind,
  type Judgement,
  Refusal,
  type Refused,
} from '../../platform/documents/reading.ts';
import { endsAsZip, readZipDirectory, zipProblem } from '../../platform/documents/zip.ts';
import { cleanFileName, documentLimits, documentTypes, extensionOf, type Upload } from '../files/files.ts';

/** What is taken, by extension, and how large it may be. */
export interface DocumentRules {
  types: readonly string[];
  maxBytes: number;
}

const documentRules: DocumentRules = {
  types: documentTypes,
  maxBytes: documentLimits.maxBytes,
};

const contentTypes: Record<string, string> = {
  doc: 'application/msword',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  png: 'image/png',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  bmp: 'image/bmp',
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  odt: 'application/vnd.oasis.opendocument.text',
  rtf: 'application/rtf',
  txt: 'text/plain',
};

const readable: readonly DocumentKind[] = ['pdf', 'docx', 'odt', 'rtf', 'txt'];

// Names that would be programs or pages, were the last extension hidden.
const program =
  /\.(exe|scr|pif|bat|cmd|js|jse|vbs|vbe|wsf|hta|html?|xhtml|svg|lnk|iso|img|jar|msi|ps1|docm|dotm|xlsm|pptm)\.[^.]*$/i;

// What has been checked needs no second look, whichever way it goes on.
const admitted = new WeakSet<Upload>();

/**
 * Checks a document and answers with it as it may be stored: a clean name, and the content type
 * that its bytes have.
 *
 * @throws JoineryError `files.empty`, `files.too_large`, `files.type_not_allowed`,
 * `files.content_mismatch`, `files.archive_too_large`, `files.encrypted`
 */
export async function admitDocument(upload: Upload, rules: DocumentRules = documentRules): Promise<Upload> {
  if (admitted.has(upload)) return upload;
  const extension = extensionOf(upload.name);
  const contentType = Object.hasOwn(contentTypes, extension) ? contentTypes[extension] : undefined;
  if (contentType === undefined || !rules.types.includes(extension) || program.test(upload.name))
    throw new JoineryError('files.type_not_allowed', `Send the document as ${namesOf(rules.types)}.`);
  if (upload.bytes.length === 0)
    throw new JoineryError(
      'files.empty',
      'The document has no bytes; it was lost on its way or saved empty.',
    );
  if (upload.bytes.length > rules.maxBytes)
    throw new JoineryError(
      'files.too_large',
      `A document may have up to ${rules.maxBytes / 1024 / 1024} MB.`,
    );
  await assertContent(extension, contentType, upload.bytes);
  const sound = { ...upload, name: cleanFileName(upload.name), contentType };
  admitted.add(sound);
  return sound;
}

/** What of our readers a stored document is for; undefined when none can read it. */
export function readerFor(contentType: string): DocumentKind | undefined {
  return readable.find((kind) => contentTypes[kind] === contentType);
}

async function assertContent(extension: string, contentType: string, file: Buffer): Promise<void> {
  if (extension === 'doc') return assertDoc(file);
  const kind = readable.find((one) => one === extension) ?? 'image';
  if (kind === 'docx' || kind === 'odt') assertHarmlessArchive(file);
  if (kind === 'image' && endsAsZip(file)) throw mismatch();
  // Text is not opened, only looked at: that needs no process of its own.
  const judgement = kind === 'txt' ? await judgeHere(file) : await judgeDocument(kind, file);
  if (judgement.kind === 'refused') throw refusal(judgement);
  if (kind === 'image' && judgement.contentType !== contentType) throw mismatch();
}

async function judgeHere(text: Buffer): Promise<Judgement> {
  try {
    await judgeText(text);
    return { kind: 'sound' };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', reason: error.reason, what: error.what };
    throw error;
  }
}

// Before another process is asked: the directory alone tells what would be dangerous to unpack.
function assertHarmlessArchive(file: Buffer): void {
  const entries = readZipDirectory(file);
  const problem = entries && zipProblem(entries, file);
  if (problem !== undefined) throw refusal(problem);
}

// The old Word format: a compound file that holds a stream of this name, and none of macros.
function assertDoc(file: Buffer): void {
  if (file.subarray(0, 8).toString('hex') !== 'd0cf11e0a1b11ae1') throw mismatch();
  if (!file.includes(Buffer.from('WordDocument', 'utf16le')) || endsAsZip(file)) throw mismatch();
  if (file.includes(Buffer.from('_VBA_PROJECT', 'utf16le'))) throw refusal({ reason: 'macros' });
}

function refusal({ reason, what }: Pick<Refused, 'reason' | 'what'>): JoineryError {
  switch (reason) {
    case 'encrypted':
      return new JoineryError(
        'files.encrypted',
        'The document is protected with a password; send it without one.',
      );
    case 'macros':
      return new JoineryError('files.type_not_allowed', 'Documents with macros are not accepted.');
    case 'too_large':
      return new JoineryError(
        'files.archive_too_large',
        `The document cannot be accepted: ${what ?? 'it unpacks to too much'}.`,
      );
    case 'too_slow':
      return new JoineryError(
        'files.content_mismatch',
        'The document takes too long to open; save it afresh.',
      );
    default:
      return mismatch(what);
  }
}

function namesOf(types: readonly string[]): string {
  const names = types.map((type) => type.toUpperCase());
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function mismatch(what?: string): JoineryError {
  const message =
    what === undefined
      ? 'The content of the document is not what its name says.'
      : `The document cannot be accepted: ${what}.`;
  return new JoineryError('files.content_mismatch', message);
}
