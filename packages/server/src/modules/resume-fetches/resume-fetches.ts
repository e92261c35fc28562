// What a document is called that was fetched: by who sent it, by the answer, by the address.
import { extensionOf } from '../files/files.ts';

const extensions: Record<string, string> = {
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/rtf': 'rtf',
  'text/rtf': 'rtf',
  'text/plain': 'txt',
};
const known = new Set(Object.values(extensions));

export function fetchedName(
  url: string,
  given: string | null,
  headers: { get(name: string): string | null },
  bytes: Buffer,
): string {
  const type = (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const names = [given, nameIn(headers.get('content-disposition')), lastSegment(url)].flatMap(
    (name) => name || [],
  );
  // A page to sign in on has the address of the document, too.
  if (type !== 'text/html') {
    const named = names.find((name) => known.has(extensionOf(name)));
    if (named !== undefined) return named;
  }
  const extension =
    extensions[type] ?? (bytes.subarray(0, 5).toString('latin1') === '%PDF-' ? 'pdf' : undefined);
  const stem = (names[0] ?? 'resume').slice(0, 150);
  return extension === undefined
    ? `${stem}.${type === 'text/html' ? 'html' : 'unknown'}`
    : `${stem}.${extension}`;
}

function nameIn(disposition: string | null): string | undefined {
  if (disposition === null) return undefined;
  const encoded = /filename\*\s*=\s*utf-8''([^;]+)/i.exec(disposition)?.[1];
  if (encoded !== undefined) return decoded(encoded.trim());
  return /filename\s*=\s*(?:"([^"]*)"|([^;]+))/i
    .exec(disposition)
    ?.slice(1)
    .find((name) => name !== undefined)
    ?.trim();
}

function lastSegment(url: string): string | undefined {
  return decoded(new URL(url).pathname.split('/').at(-1) ?? '');
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Of a document, or of the address of one. */
export interface AddedBy {
  /** Null for what the server does by itself. */
  addedByUserId: string | null;
  /** To somebody who was here already; else it came with them. */
  isAddedLater: boolean;
}
