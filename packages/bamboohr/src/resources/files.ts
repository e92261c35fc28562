// What files of employees and of the company have in common.
import {
  asArray,
  asFlag,
  asId,
  asObject,
  type Json,
  type JsonObject,
  optionalDate,
  optionalNumber,
  optionalText,
  ShapeError,
} from '../json.ts';
import type { Answer } from '../transport/answer.ts';
import type { FileInput, MultipartPart } from '../transport/multipart.ts';
import type { OpenAnswer } from '../transport/open-answer.ts';
import { type Id, idSegment } from './arguments.ts';

export interface StoredFile {
  readonly id: string;
  readonly name: string | null;
  readonly originalFileName: string | null;
  readonly sizeBytes: number | null;
  /** With a colon in its zone, which the provider leaves out here. */
  readonly createdAt: string | null;
  readonly createdBy: string | null;
  /** With the employee it is about; a company file: with all employees. */
  readonly shared: boolean;
  readonly raw: JsonObject;
}

export interface FileCategory {
  readonly id: string;
  readonly name: string | null;
  /** Whether the key's user may upload into it. */
  readonly canUploadFiles: boolean;
  readonly files: readonly StoredFile[];
  readonly raw: JsonObject;
}

export interface UploadFile {
  readonly categoryId: Id;
  readonly file: FileInput;
  /** The name shown; default the file's own. */
  readonly name?: string;
  /** Whether the employee, or everybody, sees it. Default false. */
  readonly share?: boolean;
}

export interface FileChange {
  readonly name?: string;
  readonly categoryId?: Id;
  readonly share?: boolean;
}

export interface DownloadedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fileName: string | null;
  readonly contentType: string | null;
}

/** A file that is read while it comes. */
export interface OpenFile {
  readonly fileName: string | null;
  readonly contentType: string | null;
  /** As announced; null when it was not. */
  readonly sizeBytes: number | null;
  /** Read once. Leaving the loop early closes the connection. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

export function uploadParts(upload: UploadFile): MultipartPart[] {
  return [
    ['category', idSegment(upload.categoryId, 'the category id')],
    ['fileName', upload.name ?? upload.file.fileName],
    ['share', upload.share === true ? 'yes' : 'no'],
    ['file', upload.file],
  ];
}

/** `shareName` differs by one letter between the two kinds of files. */
export function changeBody(
  change: FileChange,
  shareName: 'shareWithEmployee' | 'shareWithEmployees',
): JsonObject {
  const { name, categoryId, share } = change;
  if (name === undefined && categoryId === undefined && share === undefined)
    throw new TypeError('BambooHr: there is nothing to write');
  return {
    ...(name === undefined ? {} : { name }),
    ...(categoryId === undefined ? {} : { categoryId: Number(idSegment(categoryId, 'the category id')) }),
    ...(share === undefined ? {} : { [shareName]: share ? 'yes' : 'no' }),
  };
}

export function decodeCategories(value: Json | undefined): FileCategory[] {
  return asArray(value, 'the file categories').map(decodeCategory);
}

function decodeCategory(value: Json): FileCategory {
  const raw = asObject(value, 'a file category');
  return {
    id: asId(raw.id, 'the id of a file category'),
    name: optionalText(raw.name),
    canUploadFiles: asFlag(raw.canUploadFiles),
    files: asArray(raw.files ?? [], 'the files of a category').map(decodeFile),
    raw,
  };
}

function decodeFile(value: Json): StoredFile {
  const raw = asObject(value, 'a file');
  return {
    id: asId(raw.id, 'the id of a file'),
    name: optionalText(raw.name),
    originalFileName: optionalText(raw.originalFileName),
    sizeBytes: optionalNumber(raw.size),
    createdAt: optionalDate(raw.dateCreated)?.replace(/([+-]\d\d)(\d\d)$/, '$1:$2') ?? null,
    createdBy: optionalText(raw.createdBy),
    shared: asFlag(raw.shareWithEmployee ?? raw.shareWithEmployees),
    raw,
  };
}

export function decodeDownload(answer: Answer): DownloadedFile {
  return { bytes: answer.bytes, ...describe(answer) };
}

export function toOpenFile(answer: OpenAnswer): OpenFile {
  // Of a packed answer the header tells the packed size.
  const size = answer.header('content-encoding') === null ? answer.header('content-length') : null;
  const chunks = answer.through((all) => {
    describe(answer);
    return all;
  });
  return { ...describeOrNothing(answer), sizeBytes: size === null ? null : Number(size), chunks };
}

type Headed = Pick<Answer, 'header' | 'contentType'>;

// A sign-in page answered with 200 would otherwise be stored as the file.
function describe(answer: Headed): { fileName: string | null; contentType: string | null } {
  if (answer.header('content-disposition') === null)
    throw new ShapeError('expected a file, got an answer that is not an attachment');
  return describeOrNothing(answer);
}

function describeOrNothing(answer: Headed): { fileName: string | null; contentType: string | null } {
  return { fileName: fileNameOf(answer), contentType: answer.contentType === '' ? null : answer.contentType };
}

export function fileNameOf({ header }: Pick<Headed, 'header'>): string | null {
  return /filename="([^"]*)"/.exec(header('content-disposition') ?? '')?.[1] ?? null;
}

export function assertNames(names: readonly string[]): readonly string[] {
  if (names.length === 0 || names.some((name) => name.trim() === ''))
    throw new TypeError('BambooHr: "names" must hold at least one name, and no blank one');
  return names;
}
