import { asObject } from '../json.ts';
import type { CallOptions } from '../options.ts';
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

/**
 * Files of the company. A candidate's résumé and cover letter are read here too, by the ids of their application.
 *
 * Evidence: documented; the files of employees, which are recorded, look the same.
 */
export class CompanyFiles {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Lists the company's files by category. */
  async list(options: CallOptions = {}): Promise<FileCategory[]> {
    return this.#transport.send(
      reading(
        { operation: 'companyFiles.list', path: ['files', 'view'] },
        (answer) => decodeCategories(asObject(answer.json(), 'the files').categories),
        options,
      ),
    );
  }

  /** Uploads a file of at most 20 MB. Sent exactly once. */
  async upload(upload: UploadFile, options: CallOptions = {}): Promise<Created> {
    return this.#transport.send(
      writing(
        {
          operation: 'companyFiles.upload',
          path: ['files'],
          multipart: uploadParts(upload),
          expect: [201],
        },
        options,
        decodeCreated(this.#transport.address),
      ),
    );
  }

  /** Reads a file into memory; `maxResponseBytes` bounds it. */
  async download(fileId: Id, options: CallOptions = {}): Promise<DownloadedFile> {
    const call = reading(
      { operation: 'companyFiles.download', path: filePath(fileId) },
      decodeDownload,
      options,
    );
    return this.#transport.send({ ...call, accept: '*/*' });
  }

  /** Reads a file of any size while it comes. */
  async open(fileId: Id, options: CallOptions = {}): Promise<OpenFile> {
    const answer = await this.#transport.open({
      operation: 'companyFiles.open',
      method: 'GET',
      path: filePath(fileId),
      accept: '*/*',
      expect: [200],
      signal: options.signal,
    });
    return toOpenFile(answer);
  }

  /** Renames, moves or shares a file. Sent exactly once. */
  async update(fileId: Id, change: FileChange, options: CallOptions = {}): Promise<Written> {
    const json = changeBody(change, 'shareWithEmployees');
    return this.#transport.send(
      writing({ operation: 'companyFiles.update', path: filePath(fileId), json, expect: [200] }, options),
    );
  }

  /** Removes a file. Sent exactly once. */
  async remove(fileId: Id, options: CallOptions = {}): Promise<Written> {
    const path = filePath(fileId);
    return this.#transport.send(
      writing({ operation: 'companyFiles.remove', method: 'DELETE', path, expect: [200, 204] }, options),
    );
  }

  /** Adds categories. Sent exactly once. */
  async addCategories(names: readonly string[], options: CallOptions = {}): Promise<Written> {
    const path = ['files', 'categories'];
    return this.#transport.send(
      writing({ operation: 'companyFiles.addCategories', path, json: assertNames(names) }, options),
    );
  }
}

function filePath(fileId: Id): string[] {
  return ['files', idSegment(fileId, 'the file id')];
}
