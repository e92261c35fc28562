/** A file to send. */
export interface FileInput {
  readonly bytes: Uint8Array;
  readonly fileName: string;
  /** Default `application/octet-stream`. */
  readonly contentType?: string;
}

export type MultipartPart = readonly [name: string, value: string | FileInput];

/**
 * Encodes a form by hand: an injected `fetch` of another undici than Node's does not recognise the global
 * `FormData` and would send the text "[object FormData]".
 */
export function encodeMultipart(
  parts: readonly MultipartPart[],
  boundary: string = `joinery-${crypto.randomUUID()}`,
): { readonly contentType: string; readonly body: Uint8Array<ArrayBuffer> } {
  const text = new TextEncoder();
  const chunks = parts.flatMap(([name, value]) => [
    text.encode(`--${boundary}\r\n${partHead(name, value)}\r\n\r\n`),
    typeof value === 'string' ? text.encode(value) : value.bytes,
    text.encode('\r\n'),
  ]);
  chunks.push(text.encode(`--${boundary}--\r\n`));
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: concatenate(chunks) };
}

function partHead(name: string, value: string | FileInput): string {
  const disposition = `Content-Disposition: form-data; name="${escapeQuoted(name)}"`;
  if (typeof value === 'string') return disposition;
  const type = value.contentType ?? 'application/octet-stream';
  if (!/^[\w.+-]+\/[\w.+-]+(?:;[ \w=."+-]*)?$/.test(type)) {
    throw new TypeError('BambooHr: the content type of a file must look like "application/pdf"');
  }
  return `${disposition}; filename="${escapeQuoted(value.fileName)}"\r\nContent-Type: ${type}`;
}

// The escapes of the HTML standard, which browsers send and PHP understands.
function escapeQuoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

export function concatenate(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
