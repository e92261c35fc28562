// What a file of an employee may be, decided from the bytes as well as from its name.
import { JoineryError } from '@joinery/sdk';
import { fileTypeFromBuffer } from 'file-type';
import type { FieldDefinition } from '../fields/standard-fields.ts';
import { cleanFileName, extensionOf, type Upload } from '../files/files.ts';

export const maxEmployeeFileBytes = 20 * 1024 * 1024;

export interface FileCategory {
  id: number;
  name: string;
}

export interface EmployeeFile {
  /** Unique in its company; what dialects call the file's id. */
  number: number;
  categoryId: number;
  /** What people call it. */
  name: string;
  originalName: string;
  bytes: number;
  createdAt: Date;
  createdBy: string;
  /** Whether the employee sees it too. */
  shared: boolean;
}

/**
 * The right to files is held like the right to a field called `files`. It stands in no catalogue,
 * so a level has to name it, like any sensitive field.
 */
export const filesField: FieldDefinition = {
  key: 'files',
  alias: 'files',
  number: null,
  name: 'Files',
  type: 'text',
  source: { kind: 'value', key: 'files' },
  listNumber: null,
  readOnly: false,
  required: false,
  deprecated: false,
  sensitive: true,
  listed: false,
  custom: false,
};

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
export async function checkEmployeeFile(upload: Upload): Promise<Upload> {
  const type = types[extensionOf(upload.name)];
  if (type === undefined)
    throw new JoineryError(
      'files.type_not_allowed',
      `Files of this type are not accepted; accepted are ${Object.keys(types).join(', ')}.`,
    );
  if (upload.bytes.length === 0) throw new JoineryError('files.empty', 'The file has no bytes.');
  if (upload.bytes.length > maxEmployeeFileBytes)
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
