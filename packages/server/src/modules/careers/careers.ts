// Pure: logos, and the proof that a form of the careers page was given out by us, and when.
import { JoineryError } from '@joinery/sdk';
import type { Secrets } from '../../platform/crypto/seal.ts';
import { toPng } from '../../platform/documents/image.ts';
import type { Upload } from '../files/files.ts';

const maxLogoBytes = 5 * 1024 * 1024;
const logoFrame = { width: 600, height: 240 };

/**
 * The logo as it is kept: never what was sent, but what it shows.
 *
 * @throws JoineryError `files.empty`, `files.too_large`, `files.content_mismatch`
 */
export async function checkLogo(upload: Upload): Promise<Upload> {
  if (upload.bytes.length === 0) throw new JoineryError('files.empty', 'The logo has no bytes.');
  if (upload.bytes.length > maxLogoBytes)
    throw new JoineryError('files.too_large', 'A logo may have up to 5 MB.');
  const bytes = await toPng(upload.bytes, logoFrame);
  if (bytes === undefined)
    throw new JoineryError('files.content_mismatch', 'Send the logo as a PNG, JPEG, GIF or WebP picture.');
  return { field: upload.field, name: 'logo.png', contentType: 'image/png', bytes };
}

/** How long a form may lie open before it is sent. */
export const formLastsMs = 24 * 60 * 60 * 1000;
/** Nobody fills a form in and sends it in less. */
const formTakesMs = 1000;

export interface FormTicket {
  companyId: string;
  jobId: string;
  nonce: string;
  givenAt: Date;
}

const textOf = ({ companyId, jobId, nonce, givenAt }: FormTicket): string =>
  JSON.stringify([companyId, jobId, nonce, givenAt.getTime()]);

export function toFormToken(secrets: Pick<Secrets, 'mac'>, ticket: FormTicket): string {
  return `${ticket.givenAt.getTime()}.${ticket.nonce}.${secrets.mac('careers form', textOf(ticket))}`;
}

/** Undefined for what we did not give out for this job. */
export function readFormToken(
  secrets: Pick<Secrets, 'mac'>,
  token: string,
  of: Pick<FormTicket, 'companyId' | 'jobId'>,
): FormTicket | undefined {
  const [, time, nonce = ''] = /^(\d{13,15})\.([A-Za-z0-9_-]{22})\.[0-9a-f]{64}$/.exec(token) ?? [];
  if (time === undefined) return undefined;
  const ticket = { ...of, nonce, givenAt: new Date(Number(time)) };
  return toFormToken(secrets, ticket) === token ? ticket : undefined;
}

/** @throws JoineryError `careers.form_stale` */
export function assertInTime({ givenAt }: FormTicket, now: Date): void {
  const age = now.getTime() - givenAt.getTime();
  if (age < formTakesMs || age > formLastsMs) throw formStale();
}

export function formStale(): JoineryError {
  return new JoineryError(
    'careers.form_stale',
    'This form was sent before, or has been open for very long. Please look through it and send it again.',
  );
}
