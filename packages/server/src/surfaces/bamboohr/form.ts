// Forms with files. A form is read into memory as a whole and refused as a whole.
import { JoineryError } from '@joinery/sdk';
import type { FastifyRequest } from 'fastify';
import type { Upload } from '../../modules/files/files.ts';
import { formParts } from '../multipart.ts';
import { assertText } from './body.ts';

/** Files may have 20 MB; one byte more is read, so that a larger one can be told from a whole one. */
export const formLimits = {
  fileSize: 20 * 1024 * 1024 + 1,
  files: 2,
  fields: 100,
  parts: 102,
  fieldNameSize: 200,
  fieldSize: 100_000,
  headerPairs: 20,
};

export interface Form {
  fields: Record<string, string>;
  files: Upload[];
}

/** @throws JoineryError `request.invalid_form`, `request.invalid_text`, `files.too_large`. */
export async function readForm(request: FastifyRequest): Promise<Form> {
  try {
    return await readParts(request);
  } catch (error) {
    // The rest is taken off the wire and dropped, or a client that is still sending never reads the answer.
    request.raw.unpipe();
    request.raw.resume();
    throw toFormError(error);
  }
}

async function readParts(request: FastifyRequest): Promise<Form> {
  const fields: [string, string][] = [];
  const files: Upload[] = [];
  for await (const part of formParts(request)) {
    assertText(part.fieldname);
    if (part.type === 'file') {
      const { fieldname: field, filename = '', mimetype: contentType } = part;
      assertText(filename);
      files.push({ field, name: filename, contentType, bytes: await part.toBuffer() });
    } else {
      if (part.valueTruncated)
        throw new JoineryError('request.too_large', 'A field of the form is too long.');
      assertText(String(part.value));
      fields.push([part.fieldname, String(part.value)]);
    }
  }
  return { fields: Object.fromEntries(fields), files };
}

function toFormError(cause: unknown): JoineryError {
  if (cause instanceof JoineryError) return cause;
  if ((cause as { statusCode?: unknown }).statusCode === 413)
    return new JoineryError('files.too_large', 'The form holds more than one file of 20 MB.', { cause });
  return new JoineryError('request.invalid_form', 'The multipart form is malformed or was cut short.', {
    cause,
  });
}
