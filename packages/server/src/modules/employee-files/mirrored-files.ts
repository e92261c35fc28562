// Files of an employee who comes from a provider, as they are kept here: what is told of them. Pure.
import type { SourceFile, SourceFileCategory } from '@joinery/connectors';
import { JoineryError } from '@joinery/sdk';

/** A file as it is listed, wherever its bytes are; null is what a provider did not tell. */
export interface ListedFile {
  /** What dialects call the file's id. */
  number: number;
  name: string;
  originalName: string;
  bytes: number | null;
  /** ISO 8601. */
  createdAt: string | null;
  createdBy: string | null;
  shared: boolean;
}

export interface ListedCategory {
  id: number;
  name: string;
  files: ListedFile[];
}

export interface KeptFiles {
  categories: ListedCategory[];
  /** When the provider was asked for them. */
  readAt: Date;
  /** Whether they were changed from here since. */
  isOutdated: boolean;
}

/** For how long a listing is not asked for again. */
const freshMs = 5 * 60_000;

export function isFresh({ readAt, isOutdated }: KeptFiles, now: Date): boolean {
  return !isOutdated && now.getTime() - readAt.getTime() < freshMs;
}

/** @throws JoineryError `provider.unexpected` for an id that is none. */
export function toListed(categories: readonly SourceFileCategory[]): ListedCategory[] {
  return categories.map(({ id, name, files }) => ({
    id: toNumber(id),
    name: name ?? '',
    files: files.map(toListedFile),
  }));
}

function toListedFile(file: SourceFile): ListedFile {
  const { id, bytes, createdAt, createdBy, shared } = file;
  const originalName = file.originalName ?? file.name ?? id;
  const created = createdAt === null || Number.isNaN(Date.parse(createdAt)) ? null : createdAt;
  return {
    number: toNumber(id),
    name: file.name ?? originalName,
    originalName,
    bytes,
    createdAt: created === null ? null : new Date(created).toISOString(),
    createdBy,
    shared,
  };
}

function toNumber(id: string): number {
  const number = Number(id);
  if (/^\d+$/.test(id) && Number.isSafeInteger(number)) return number;
  throw new JoineryError(
    'provider.unexpected',
    'BambooHR lists a file or a category with an id that is no number.',
  );
}
