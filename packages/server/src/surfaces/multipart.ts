import type { Readable } from 'node:stream';
import type { Multipart } from '@fastify/multipart';
import { JoineryError } from '@joinery/sdk';
import type { FastifyRequest } from 'fastify';
import { documentLimits, type Upload } from '../modules/files/files.ts';
import { untilGivenUp } from './body-sender.ts';
import { bodyLimits, tooLarge } from './pipeline.ts';

/** For `@fastify/multipart`. One file more than may be sent is read, so that it can be refused as such. */
export const multipartLimits = {
  fieldNameSize: 100,
  fieldSize: 100_000,
  fields: 50,
  fileSize: documentLimits.maxBytes + 1,
  files: documentLimits.maxFiles,
  parts: 60,
  headerPairs: 20,
};

export interface MultipartForm {
  fields: Record<string, string>;
  files: Upload[];
  /** Fields that hold what is no text. */
  unsound: string[];
}

export interface FormLimits extends Partial<typeof multipartLimits> {
  /** Of all fields together. */
  textBytes?: number;
  /** A field that holds no text does not refuse the form: it is named, for somebody who can mend it. */
  takesUnsound?: true;
}

/**
 * Reads a whole form into memory; nothing of it is kept when a part is refused.
 *
 * @throws JoineryError `request.invalid_form`, `request.invalid_text`, `request.too_large`,
 * `files.too_large`, `files.too_many`
 */
export async function readMultipart(
  request: FastifyRequest,
  maxFileBytes: number = documentLimits.maxBytes,
  limits: FormLimits = multipartLimits,
): Promise<MultipartForm> {
  try {
    return await readParts(request, maxFileBytes, limits);
  } catch (error) {
    // What is still to come is taken off the wire and dropped, or the client would never read the answer.
    request.raw.unpipe();
    request.raw.resume();
    throw toFormError(error);
  }
}

async function readParts(
  request: FastifyRequest,
  maxFileBytes: number,
  { textBytes = Number.POSITIVE_INFINITY, takesUnsound, ...limits }: FormLimits,
): Promise<MultipartForm> {
  const fields = new Map<string, string>();
  const files: Upload[] = [];
  let bytes = 0;
  for await (const part of formParts(request, { ...limits, fileSize: maxFileBytes + 1 })) {
    if (part.type === 'file') {
      const chunks: Buffer[] = [];
      for await (const chunk of part.file) chunks.push(chunk as Buffer);
      if (part.file.truncated)
        throw new JoineryError(
          'files.too_large',
          `A file may have up to ${Math.floor(maxFileBytes / 1024 / 1024)} MB here.`,
        );
      files.push({
        field: part.fieldname,
        name: part.filename ?? '',
        contentType: part.mimetype,
        bytes: Buffer.concat(chunks),
      });
    } else {
      addField(fields, part);
      bytes += Buffer.byteLength(String(part.value));
      if (bytes > textBytes) throw tooLarge(textBytes);
    }
  }
  const unsound = [...fields].flatMap(([name, value]) => (isDecoded(value) ? [] : [name]));
  const mustBeSound = [...fields.keys(), ...files.flatMap(({ field, name }) => [field, name])];
  if ((unsound.length > 0 && takesUnsound !== true) || !mustBeSound.every(isDecoded))
    throw new JoineryError(
      'request.invalid_text',
      'A text of the form is not UTF-8, or holds a NUL character.',
    );
  return { fields: Object.fromEntries(fields), files, unsound };
}

/**
 * The parts of a form, and an end to one that is too long. The length that was announced is checked
 * before; a chunked body announces none, and the parser takes any amount before the first part, between
 * parts and after the last.
 *
 * @throws JoineryError `request.too_large`, `request.invalid_form`; `intake.too_many` when its sender is given up
 */
export async function* formParts(
  request: FastifyRequest,
  limits?: Partial<typeof multipartLimits>,
): AsyncGenerator<Multipart> {
  const { raw } = request;
  // Of what was gone before it is listened to, no end is ever told.
  if (raw.destroyed && !raw.readableEnded) throw cutOff();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  stopped.catch(() => undefined);
  let file: Readable | undefined;
  untilGivenUp(request)?.catch((why) => {
    file?.destroy(why);
    reject(why);
  });
  let bytes = 0;
  const count = ({ length }: Buffer): void => {
    bytes += length;
    if (bytes > bodyLimits.form) reject(tooLarge(bodyLimits.form));
  };
  const parts = request.parts(limits === undefined ? {} : { limits });
  // Asking for the first part begins the reading: nothing is taken from the parser by counting.
  let next = parts.next();
  raw.on('data', count);
  try {
    for (;;) {
      const { done, value } = await Promise.race([next, stopped]);
      if (done === true) return;
      file = value.type === 'file' ? value.file : undefined;
      yield value;
      next = parts.next();
    }
  } finally {
    raw.off('data', count);
    next.catch(() => undefined);
  }
}

function addField(
  fields: Map<string, string>,
  part: { fieldname: string; value: unknown; valueTruncated: boolean; fieldnameTruncated: boolean },
): void {
  if (part.valueTruncated || part.fieldnameTruncated) throw tooLarge(bodyLimits.text);
  if (typeof part.value !== 'string')
    throw new JoineryError('request.invalid_form', 'A field of the form is not plain text.');
  if (fields.has(part.fieldname))
    throw new JoineryError('request.invalid_form', 'The form has the same field twice.');
  fields.set(part.fieldname, part.value);
}

// The form parser decodes leniently: the replacement character is what is left of wrong bytes.
const isDecoded = (text: string): boolean =>
  !text.includes('\0') && !text.includes('\ufffd') && text.isWellFormed();

function toFormError(error: unknown): unknown {
  const { code } = error as { code?: unknown };
  // Errors of the parser that have a code of their own are translated with all the others.
  if (error instanceof JoineryError || (typeof code === 'string' && code.startsWith('FST_'))) return error;
  return cutOff(error);
}

function cutOff(cause?: unknown): JoineryError {
  return new JoineryError('request.invalid_form', 'The multipart form cannot be read or was cut short.', {
    cause,
  });
}
