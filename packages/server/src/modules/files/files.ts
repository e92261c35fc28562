// Files as they come in, and how their names are kept and told.

/** A file as it came in. `name` is what the sender calls it: data, never a path. */
export interface Upload {
  /** Name of the form field that carried it. */
  field: string;
  name: string;
  contentType: string;
  bytes: Buffer;
}

export const documentLimits = { maxBytes: 10 * 1024 * 1024, maxFiles: 5 };

/** What résumés and other documents of candidates may be. */
export const documentTypes: readonly string[] = ['pdf', 'docx', 'odt', 'rtf', 'txt'];

/** The last extension, in lower case. What a file system would hide (a trailing dot) is not cut off. */
export function extensionOf(name: string): string {
  return /\.([^.]*)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** A name that can be stored and shown on one line, in the direction in which it is read. */
export function cleanFileName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const shown = last
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim();
  if (shown.length <= 200) return shown === '' ? 'file' : shown;
  const extension = extensionOf(shown).slice(0, 20);
  return `${shown.slice(0, 190).toWellFormed()}${extension === '' ? '' : `.${extension}`}`;
}

/** Content-Disposition after RFC 6266: a plain name for old readers, the true one for the others. */
export function contentDisposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const escaped = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${escaped}`;
}
