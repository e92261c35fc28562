import {
  asArray,
  asFlag,
  asId,
  asObject,
  type Json,
  type JsonObject,
  optionalNumber,
  optionalText,
  ShapeError,
} from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import type { FileInput, MultipartPart } from '../transport/multipart.ts';
import { type Created, decodeCreated } from '../transport/proof.ts';
import type { Transport } from '../transport/transport.ts';
import { type Id, idSegment } from './arguments.ts';

export interface EmployeeFile {
  readonly id: string;
  readonly name: string | null;
  readonly originalFileName: string | null;
  readonly sizeBytes: number | null;
  /** With a colon in its zone, which the provider leaves out here. */
  readonly createdAt: string | null;
  readonly createdBy: string | null;
  readonly sharedWithEmployee: boolean;
  readonly raw: JsonObject;
}

export interface FileCategory {
  readonly id: string;
  readonly name: string | null;
  /** Whether the key's user may upload into it. */
  readonly canUploadFiles: boolean;
  readonly files: readonly EmployeeFile[];
  readonly raw: JsonObject;
}

export interface EmployeeFileList {
  readonly employeeId: string;
  readonly categories: readonly FileCategory[];
}

export interface UploadFile {
  readonly categoryId: Id;
  readonly file: FileInput;
  /** The name shown; default the file's own. */
  readonly name?: string;
  /** Whether the employee sees it. Default false. */
  readonly share?: boolean;
}

export interface DownloadedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fileName: string | null;
  readonly contentType: string | null;
}

/** Files of an employee, in the company's categories. */
export class EmployeeFiles {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Lists an employee's files by category. Without any category the provider answers 404, as for an unknown employee. */
  async list(employeeId: Id, options: CallOptions = {}): Promise<EmployeeFileList> {
    return this.#transport.send({
      operation: 'files.list',
      effect: 'read',
      method: 'GET',
      path: [...filesPath(employeeId), 'view'],
      expect: [200],
      decode: decodeList,
      signal: options.signal,
    });
  }

  /** Uploads a file of at most 20 MB. Sent exactly once. */
  async upload(employeeId: Id, upload: UploadFile, options: CallOptions = {}): Promise<Created> {
    const parts: MultipartPart[] = [
      ['category', idSegment(upload.categoryId, 'the category id')],
      ['fileName', upload.name ?? upload.file.fileName],
      ['share', upload.share === true ? 'yes' : 'no'],
      ['file', upload.file],
    ];
    return this.#transport.send({
      operation: 'files.upload',
      effect: 'write',
      method: 'POST',
      path: filesPath(employeeId),
      multipart: parts,
      expect: [201],
      decode: decodeCreated(this.#transport.address),
      signal: options.signal,
    });
  }

  /** Reads a file into memory; `maxResponseBytes` bounds it. */
  async download(employeeId: Id, fileId: Id, options: CallOptions = {}): Promise<DownloadedFile> {
    return this.#transport.send({
      operation: 'files.download',
      effect: 'read',
      method: 'GET',
      path: [...filesPath(employeeId), idSegment(fileId, 'the file id')],
      accept: '*/*',
      expect: [200],
      decode: decodeDownload,
      signal: options.signal,
    });
  }
}

function filesPath(employeeId: Id): string[] {
  return ['employees', idSegment(employeeId, 'the employee id'), 'files'];
}

function decodeList(answer: Answer): EmployeeFileList {
  const body = asObject(answer.json(), 'the files');
  return {
    employeeId: asId(asObject(body.employee, 'the employee of the files').id, 'the employee id'),
    categories: asArray(body.categories, 'the file categories').map(decodeCategory),
  };
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

function decodeFile(value: Json): EmployeeFile {
  const raw = asObject(value, 'a file');
  return {
    id: asId(raw.id, 'the id of a file'),
    name: optionalText(raw.name),
    originalFileName: optionalText(raw.originalFileName),
    sizeBytes: optionalNumber(raw.size),
    createdAt: optionalText(raw.dateCreated)?.replace(/([+-]\d\d)(\d\d)$/, '$1:$2') ?? null,
    createdBy: optionalText(raw.createdBy),
    sharedWithEmployee: asFlag(raw.shareWithEmployee),
    raw,
  };
}

// A sign-in page answered with 200 would otherwise be stored as the file.
function decodeDownload(answer: Answer): DownloadedFile {
  const disposition = answer.header('content-disposition');
  if (disposition === null) throw new ShapeError('expected a file, got an answer that is not an attachment');
  const fileName = /filename="([^"]*)"/.exec(disposition)?.[1] ?? null;
  return {
    bytes: answer.bytes,
    fileName,
    contentType: answer.contentType === '' ? null : answer.contentType,
  };
}
