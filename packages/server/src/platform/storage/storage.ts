import type { Readable } from 'node:stream';

/**
 * Where the bytes of files are kept. A key is made by the storage and never by a user; what
 * people call a file is a column in the database.
 */
export interface FileStorage {
  /** Resolves once the bytes would survive a power cut; until then nothing counts as stored. */
  put(content: Uint8Array | Readable): Promise<string>;
  /** @throws JoineryError `files.not_found` when nothing is kept under the key. */
  get(key: string): Promise<Readable>;
  /** Everything that is kept, in no order; what comes or goes meanwhile may be missing. */
  list(): AsyncIterable<{ key: string; storedAt: Date }>;
  /** Removes what is there; an unknown key is no error, so a clean-up can be repeated. */
  remove(key: string): Promise<void>;
}
