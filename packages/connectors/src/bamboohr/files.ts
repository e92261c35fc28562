// Files and photos of employees: what there is, and their bytes while they come.
import type { BambooHr, CallOptions } from '@joinery/bamboohr';
import type { SourceContent, SourceFileCategory, SourcePhotoSize } from '../people-source.ts';
import { call, translated, unlessRefused } from './client.ts';

export async function listFiles(
  client: BambooHr,
  employeeId: string,
  options: CallOptions,
): Promise<SourceFileCategory[]> {
  const { categories } = await call(client.files.list(employeeId, options));
  return categories.map(({ id, name, files }) => ({
    id,
    name,
    files: files.map((file) => ({
      id: file.id,
      name: file.name,
      originalName: file.originalFileName,
      bytes: file.sizeBytes,
      createdAt: file.createdAt,
      createdBy: file.createdBy,
      shared: file.shared,
    })),
  }));
}

export async function openFile(
  client: BambooHr,
  employeeId: string,
  fileId: string,
  options: CallOptions,
): Promise<SourceContent> {
  const { contentType, sizeBytes, chunks } = await call(client.files.open(employeeId, fileId, options));
  const bytes = translated(chunks);
  // Whether it is a file at all shows with the first of it: before anybody is told that it comes.
  const first = await bytes.next();
  return { contentType, bytes: sizeBytes, chunks: begunWith(first, bytes) };
}

async function* begunWith(
  first: IteratorResult<Uint8Array, void>,
  rest: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    if (first.done === true) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return();
  }
}

export async function readPhoto(
  client: BambooHr,
  employeeId: string,
  size: SourcePhotoSize,
  cut: { readonly width?: number; readonly height?: number } = {},
): Promise<Uint8Array | null> {
  const photo = await unlessRefused(404, client.photos.get(employeeId, size, cut));
  return photo?.bytes ?? null;
}
