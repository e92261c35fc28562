import { asId, asObject } from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import { type Created, decodeCreated, type Written } from '../transport/proof.ts';
import type { Transport } from '../transport/transport.ts';
import { type Id, idSegment } from './arguments.ts';
import { reading, writing } from './calls.ts';
import {
  assertNames,
  changeBody,
  type DownloadedFile,
  decodeCategories,
  decodeDownload,
  type FileCategory,
  type FileChange,
  type OpenFile,
  toOpenFile,
  type UploadFile,
  uploadParts,
} from './files.ts';

export interface EmployeeFileList {
  readonly employeeId: string;
  readonly categories: readonly FileCategory[];
}

/**
 * Files of an employee, in the company's categories.
 *
 * Evidence: `list`, `download` and `upload` are recorded, the rest is documented.
 */
export class EmployeeFiles {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Lists an employee's files by category. Without any category the provider answers 404, as for an unknown employee. */
  async list(employeeId: Id, options: CallOptions = {}): Promise<EmployeeFileList> {
    const path = [...filesPath(employeeId), 'view'];
    return this.#transport.send(reading({ operation: 'files.list', path }, decodeList, options));
  }

  /** Uploads a file of at most 20 MB. Sent exactly once. */
  async upload(employeeId: Id, upload: UploadFile, options: CallOptions = {}): Promise<Created> {
    return this.#transport.send(
      writing(
        {
          operation: 'files.upload',
          path: filesPath(employeeId),
          multipart: uploadParts(upload),
          expect: [201],
        },
        options,
        decodeCreated(this.#transport.address),
      ),
    );
  }

  /** Reads a file into memory; `maxResponseBytes` bounds it. */
  async download(employeeId: Id, fileId: Id, options: CallOptions = {}): Promise<DownloadedFile> {
    const call = reading(
      { operation: 'files.download', path: filePath(employeeId, fileId) },
      decodeDownload,
      options,
    );
    return this.#transport.send({ ...call, accept: '*/*' });
  }

  /** Reads a file of any size while it comes. */
  async open(employeeId: Id, fileId: Id, options: CallOptions = {}): Promise<OpenFile> {
    const answer = await this.#transport.open({
      operation: 'files.open',
      method: 'GET',
      path: filePath(employeeId, fileId),
      accept: '*/*',
      expect: [200],
      signal: options.signal,
    });
    return toOpenFile(answer);
  }

  /** Renames, moves or shares a file. Sent exactly once. */
  async update(employeeId: Id, fileId: Id, change: FileChange, options: CallOptions = {}): Promise<Written> {
    const json = changeBody(change, 'shareWithEmployee');
    return this.#transport.send(
      writing(
        { operation: 'files.update', path: filePath(employeeId, fileId), json, expect: [200] },
        options,
      ),
    );
  }

  /** Removes a file; one that is gone already counts as removed. Sent exactly once. */
  async remove(employeeId: Id, fileId: Id, options: CallOptions = {}): Promise<Written> {
    const path = filePath(employeeId, fileId);
    return this.#transport.send(
      writing({ operation: 'files.remove', method: 'DELETE', path, expect: [200, 204] }, options),
    );
  }

  /** Adds categories that all employees' files can be put into. Sent exactly once. */
  async addCategories(names: readonly string[], options: CallOptions = {}): Promise<Written> {
    const path = ['employees', 'files', 'categories'];
    return this.#transport.send(
      writing({ operation: 'files.addCategories', path, json: assertNames(names) }, options),
    );
  }
}

function filesPath(employeeId: Id): string[] {
  return ['employees', idSegment(employeeId, 'the employee id'), 'files'];
}

function filePath(employeeId: Id, fileId: Id): string[] {
  return [...filesPath(employeeId), idSegment(fileId, 'the file id')];
}

function decodeList(answer: Answer): EmployeeFileList {
  const body = asObject(answer.json(), 'the files');
  return {
    employeeId: asId(asObject(body.employee, 'the employee of the files').id, 'the employee id'),
    categories: decodeCategories(body.categories),
  };
}
