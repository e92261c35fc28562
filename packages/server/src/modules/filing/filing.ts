// Files that stand in categories, in one of two cabinets: those of an employee, or those of the
// company. What such a file may be is decided from its bytes as well as from its name.
import { JoineryError } from '@joinery/sdk';
import { fileTypeFromBuffer } from 'file-type';
import { cleanFileName, extensionOf, type Upload } from '../files/files.ts';

export const maxFiledBytes = 20 * 1024 * 1024;

export type Cabinet = 'employee' | 'company';

export interface FileCategory {
  id: number;
  name: string;
}

export interface FiledFile {
  /** Unique in its company; what dialects call the file's id. */
  number: number;
  fileId: string;
  categoryId: number;
  /** What people call it. */
  name: string;
  originalName: string;
  bytes: number;
  createdAt: Date;
  createdBy: string;
  /** Whether the employee sees it too; of a company's file, whether all employees do. */
  shared: boolean;
}

export type FiledCategory = FileCategory & { files: FiledFile[] };

export interface NewFile {
  categoryId: number;
  /** What people will call it; the upload's own name when empty. */
  name: string;
  shared: boolean;
  upload: Upload;
}

/** What of a file is to be changed; what is absent stays. */
export interface FileChange {
  name?: string;
  categoryId?: number;
  shared?: boolean;
}

/** What a new company starts with; the first four as recorded. */
export const defaultCategories: Record<Cabinet, readonly string[]> = {
  employee: ['Workflow Attachments', 'Tasklist Attachments', 'Signed Documents', 'Resumes and Applications'],
  company: ['Company Documents'],
};

// What the product itself files away under these names belongs to employees.
const reservedForEmployees = new Set(defaultCategories.employee.map((name) => name.toLowerCase()));

const maxCategories = 100;
const maxNameLength = 100;

/**
 * Names of categories that are to be made.
 *
 * @throws JoineryError `files.invalid_category` for a blank, long or repeated name,
 * `files.category_reserved`.
 */
export function checkCategoryNames(cabinet: Cabinet, names: readonly string[]): string[] {
  if (names.length > maxCategories)
    throw new JoineryError('files.invalid_category', `Send at most ${maxCategories} categories at once.`);
  const clean = names.map((name) =>
    name
      .normalize('NFC')
      .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
      .trim(),
  );
  if (clean.some((name) => name === '' || name.length > maxNameLength))
    throw new JoineryError(
      'files.invalid_category',
      `A category needs a name of 1 to ${maxNameLength} characters.`,
    );
  const distinct = new Set(clean.map((name) => name.toLowerCase()));
  if (distinct.size < clean.length) throw takenName();
  if (cabinet === 'company' && clean.some((name) => reservedForEmployees.has(name.toLowerCase())))
    throw new JoineryError('files.category_reserved', 'This name is kept for files of employees.');
  return clean;
}

export function takenName(): JoineryError {
  return new JoineryError('files.invalid_category', 'There is a category with this name already.');
}

// Content type, and what the bytes of such a file are recognised as; none for plain text.
const types: Record<string, { contentType: string; seenAs: readonly string[] }> = {
  pdf: { contentType: 'application/pdf', seenAs: ['pdf'] },
  doc: { contentType: 'application/msword', seenAs: ['cfb'] },
  xls: { contentType: 'application/vnd.ms-excel', seenAs: ['cfb'] },
  ppt: { contentType: 'application/vnd.ms-powerpoint', seenAs: ['cfb'] },
  docx: {
    contentType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    seenAs: ['docx', 'zip'],
  },
  xlsx: {
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    seenAs: ['xlsx', 'zip'],
  },
  pptx: {
    contentType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    seenAs: ['pptx', 'zip'],
  },
  odt: { contentType: 'application/vnd.oasis.opendocument.text', seenAs: ['odt'] },
  rtf: { contentType: 'application/rtf', seenAs: ['rtf'] },
  txt: { contentType: 'text/plain', seenAs: [] },
  csv: { contentType: 'text/csv', seenAs: [] },
  png: { contentType: 'image/png', seenAs: ['png', 'apng'] },
  jpg: { contentType: 'image/jpeg', seenAs: ['jpg'] },
  jpeg: { contentType: 'image/jpeg', seenAs: ['jpg'] },
  gif: { contentType: 'image/gif', seenAs: ['gif'] },
  tif: { contentType: 'image/tiff', seenAs: ['tif'] },
  tiff: { contentType: 'image/tiff', seenAs: ['tif'] },
  bmp: { contentType: 'image/bmp', seenAs: ['bmp'] },
};

/**
 * The file as it may be stored: a clean name, and the content type of its extension.
 *
 * @throws JoineryError `files.type_not_allowed`, `files.empty`, `files.too_large`, `files.content_mismatch`.
 */
export async function checkFiledUpload(upload: Upload): Promise<Upload> {
  const type = types[extensionOf(upload.name)];
  if (type === undefined)
    throw new JoineryError(
      'files.type_not_allowed',
      `Files of this type are not accepted; accepted are ${Object.keys(types).join(', ')}.`,
    );
  if (upload.bytes.length === 0) throw new JoineryError('files.empty', 'The file has no bytes.');
  if (upload.bytes.length > maxFiledBytes)
    throw new JoineryError('files.too_large', 'A file may have up to 20 MB.');
  await assertContent(upload.bytes, type.seenAs);
  return { ...upload, name: cleanFileName(upload.name), contentType: type.contentType };
}

async function assertContent(bytes: Buffer, seenAs: readonly string[]): Promise<void> {
  const seen = await fileTypeFromBuffer(bytes);
  const fits = seen === undefined ? seenAs.length === 0 && !bytes.includes(0) : seenAs.includes(seen.ext);
  if (!fits)
    throw new JoineryError('files.content_mismatch', 'The content of the file is not what its name says.');
}
