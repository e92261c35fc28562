// What may be uploaded as a document of a candidate, decided from the bytes and not from what
// the sender says they are.
import { JoineryError } from '@joinery/sdk';
import { fileTypeFromBuffer } from 'file-type';
import { inspectPdf } from '../../platform/documents/pdf.ts';
import { endsAsZip, readZipDirectory, readZipEntry, zipProblem } from '../../platform/documents/zip.ts';

/** A file as it came in. `name` is what the sender calls it: data, never a path. */
export interface Upload {
  /** Name of the form field that carried it. */
  field: string;
  name: string;
  contentType: string;
  bytes: Buffer;
}

export const documentLimits = { maxBytes: 10 * 1024 * 1024, maxFiles: 5 };

/** What is taken, by extension, and how large it may be. */
export interface DocumentRules {
  types: readonly string[];
  maxBytes: number;
}

/** What résumés and other documents of candidates may be. */
export const documentTypes: readonly string[] = ['pdf', 'docx', 'odt', 'rtf', 'txt'];

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

type Check = (file: Buffer) => Promise<void> | void;
const checks: Record<string, Check> = {
  pdf: checkPdf,
  docx: (file) => checkArchive(file, isDocx),
  odt: (file) => checkArchive(file, isOdt),
  rtf: (file) => assertContent(file.subarray(0, 6).toString('latin1') === '{\\rtf1'),
  txt: checkText,
  doc: checkDoc,
  jpg: checkImage('image/jpeg'),
  jpeg: checkImage('image/jpeg'),
  gif: checkImage('image/gif'),
  png: checkImage('image/png'),
  tif: checkImage('image/tiff'),
  tiff: checkImage('image/tiff'),
  bmp: checkImage('image/bmp'),
};

// What has been checked needs no second look, whichever way it goes on.
const checked = new WeakSet<Upload>();

/**
 * Checks a document and answers with it as it may be stored: a clean name, and the content type
 * that its bytes have.
 *
 * @throws JoineryError `files.empty`, `files.too_large`, `files.type_not_allowed`,
 * `files.content_mismatch`, `files.encrypted`
 */
export async function checkDocument(upload: Upload, rules: DocumentRules = documentRules): Promise<Upload> {
  if (checked.has(upload)) return upload;
  const extension = extensionOf(upload.name);
  const check = checks[extension];
  const contentType = contentTypes[extension];
  if (check === undefined || contentType === undefined || !rules.types.includes(extension))
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
  await check(upload.bytes);
  const sound = { ...upload, name: cleanFileName(upload.name), contentType };
  checked.add(sound);
  return sound;
}

/** The last extension, in lower case. What a file system would hide (a trailing dot) is not cut off. */
export function extensionOf(name: string): string {
  return /\.([^.]*)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** A name that can be stored and shown on one line, in the direction in which it is read. */
export function cleanFileName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const shown = last
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim();
  if (shown.length <= 200) return shown === '' ? 'file' : shown;
  const extension = extensionOf(shown).slice(0, 20);
  return `${shown.slice(0, 190).toWellFormed()}${extension === '' ? '' : `.${extension}`}`;
}

/** Content-Disposition after RFC 6266: a plain name for old readers, the true one for the others. */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const escaped = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${escaped}`;
}

async function checkPdf(file: Buffer): Promise<void> {
  // Readers accept the header anywhere in the first kilobyte; so do tricks that put HTML before it.
  assertContent(/^(\xef\xbb\xbf)?\s{0,8}%PDF-\d/.test(file.subarray(0, 20).toString('latin1')));
  assertContent(!endsAsZip(file));
  const verdict = await inspectPdf(file);
  if (verdict.kind === 'encrypted')
    throw new JoineryError('files.encrypted', 'The PDF is protected with a password; send it without one.');
  if (verdict.kind === 'too_slow')
    throw new JoineryError('files.content_mismatch', 'The PDF takes too long to open; save it afresh.');
  assertContent(verdict.kind === 'sound' && verdict.pages > 0);
}

function checkArchive(file: Buffer, isRight: (file: Buffer, names: Map<string, number>) => boolean): void {
  assertContent(file.subarray(0, 4).toString('latin1') === 'PK\x03\x04');
  const entries = readZipDirectory(file);
  if (entries === undefined) throw mismatch();
  const problem = zipProblem(entries, file.length);
  if (problem !== undefined)
    throw new JoineryError('files.content_mismatch', `The document cannot be accepted: ${problem}.`);
  if (entries.some((entry) => entry.encrypted))
    throw new JoineryError(
      'files.encrypted',
      'The document is protected with a password; send it without one.',
    );
  if (entries.some((entry) => /(^|\/)vbaProject\.bin$|^Basic\//i.test(entry.name)))
    throw new JoineryError('files.type_not_allowed', 'Documents with macros are not accepted.');
  assertContent(isRight(file, new Map(entries.map((entry, index) => [entry.name, index]))));
}

function isDocx(_file: Buffer, names: Map<string, number>): boolean {
  return names.has('[Content_Types].xml') && names.has('word/document.xml');
}

function isOdt(file: Buffer, names: Map<string, number>): boolean {
  const entry = readZipDirectory(file)?.[names.get('mimetype') ?? -1];
  const type = entry && readZipEntry(file, entry, 200)?.toString('latin1').trim();
  return type === contentTypes.odt && names.has('content.xml');
}

// The old Word format: a compound file that holds a stream of this name, and none of macros.
function checkDoc(file: Buffer): void {
  assertContent(file.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1');
  assertContent(file.includes(Buffer.from('WordDocument', 'utf16le')));
  if (file.includes(Buffer.from('_VBA_PROJECT', 'utf16le')))
    throw new JoineryError('files.type_not_allowed', 'Documents with macros are not accepted.');
}

function checkImage(type: string): Check {
  return async (file) => assertContent((await fileTypeFromBuffer(file))?.mime === type);
}

function namesOf(types: readonly string[]): string {
  const names = types.map((type) => type.toUpperCase());
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

async function checkText(file: Buffer): Promise<void> {
  assertContent((await fileTypeFromBuffer(file)) === undefined);
  assertContent(!file.some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d].includes(byte)));
}

function assertContent(right: boolean): void {
  if (!right) throw mismatch();
}

function mismatch(): JoineryError {
  return new JoineryError('files.content_mismatch', 'The content of the document is not what its name says.');
}
