// Forms with files. Everything is read into memory: at most two files of 20 MB.
import { JoineryError } from '@joinery/sdk';
import type { FastifyRequest } from 'fastify';
import { assertText } from './body.ts';

export const maxFileBytes = 20 * 1024 * 1024;
export const formLimits = {
  fileSize: maxFileBytes,
  files: 2,
  fields: 200,
  parts: 202,
  fieldNameSize: 200,
  fieldSize: 100_000,
};

export interface FormFile {
  /** The name of the form field. */
  field: string;
  /** What the sender calls the file. */
  name: string;
  contentType: string;
  content: Buffer;
}

export interface Form {
  fields: Record<string, string>;
  files: FormFile[];
}

/** @throws JoineryError `request.invalid` when it cannot be read, `files.too_large` over 20 MB. */
export async function readForm(request: FastifyRequest): Promise<Form> {
  const form: Form = { fields: {}, files: [] };
  const fields: [string, string][] = [];
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        form.files.push({
          field: part.fieldname,
          name: part.filename ?? '',
          contentType: part.mimetype,
          content: await part.toBuffer(),
        });
      } else if (part.valueTruncated) throw tooLarge();
      else fields.push([part.fieldname, String(part.value)]);
    }
  } catch (error) {
    throw toFormError(error);
  }
  for (const text of [...fields.flat(), ...form.files.map(({ name }) => name)]) assertText(text);
  form.fields = Object.fromEntries(fields);
  return form;
}

function toFormError(cause: unknown): JoineryError {
  if (cause instanceof JoineryError) return cause;
  const status = (cause as { statusCode?: unknown }).statusCode;
  if (status === 413) return tooLarge(cause);
  return new JoineryError('request.invalid', 'The multipart form is malformed or was cut short.', { cause });
}

function tooLarge(cause?: unknown): JoineryError {
  return new JoineryError('files.too_large', 'A file of at most 20 MB was expected.', { cause });
}
