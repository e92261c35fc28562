// Which documents a mapping sends along. Pure.
import type { FileCategory } from '@joinery/connectors';
import type { Attachment, HireFile, MappingFile } from '@joinery/sdk';

/** Whether an answer of the provider is needed for it: a mapping names categories as people do. */
export function namesCategories(mapped: readonly MappingFile[]): boolean {
  return mapped.some(({ category }) => category !== null);
}

/**
 * The newest document of each kind. A category that the account does not have is left to the kind.
 */
export function mappedDocuments(
  mapped: readonly MappingFile[],
  attachments: readonly Attachment[],
  categories: readonly FileCategory[],
): HireFile[] {
  return mapped.flatMap(({ kind, category }) => {
    const newest = attachments.find((attachment) => attachment.kind === kind);
    if (newest === undefined) return [];
    const called = categories.find(({ name }) => name.toLowerCase() === category?.trim().toLowerCase());
    return [{ attachmentId: newest.fileId, kind, categoryId: called?.id ?? null }];
  });
}

/** Kept with the hire, so that nothing else goes along later; null for what is sent without being asked for. */
export function decidedDocuments(files: HireFile[]): HireFile[] | null {
  const isPlain = files.every(({ kind, categoryId }) => kind === 'resume' && categoryId === null);
  return isPlain ? null : files;
}
