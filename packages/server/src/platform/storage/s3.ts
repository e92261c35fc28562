// Files in a bucket that speaks S3. A file counts as stored once the bucket has acknowledged all of
// it, under its hash; one whose answer was lost has no row and is swept like any other.
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { JoineryError } from '@joinery/sdk';
import { AwsV4Signer } from 'aws4fetch';
import { XMLParser } from 'fast-xml-parser';
import type { EgressFetch, EgressResponse } from '../egress/egress.ts';
import type { FileStorage } from './storage.ts';

export interface S3Options {
  /** `s3://bucket`, or with a folder in it: `s3://bucket/joinery/files`. */
  place: string;
  /** Of the service, without the bucket. */
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  fetch: EgressFetch;
}

const keyForm = /^[0-9a-f]{32}$/;
const attempts = 3;
const firstDelayMs = 200;

/** Keeps files in a bucket, which has to be there. */
export function openS3Storage(options: S3Options): FileStorage {
  const { bucket, folder } = placeIn(options.place);
  const root = `${options.endpoint.replace(/\/+$/, '')}/${bucket}`;
  const urlOf = (key: string): string => `${root}/${folder}${key}`;
  return {
    async put(content) {
      const bytes = content instanceof Readable ? await buffer(content) : content;
      const key = randomBytes(16).toString('hex');
      const answer = await ask(options, 'PUT', urlOf(key), bytes);
      const text = await drain(answer);
      if (answer.status !== 200) throw refused(answer.status, text);
      return key;
    },
    async get(key) {
      if (!keyForm.test(key)) throw notThere(key);
      const answer = await ask(options, 'GET', urlOf(key));
      if (answer.status === 200) return Readable.from(answer.body ?? []);
      const text = await drain(answer);
      // Without its bucket nothing is known of a file.
      if (answer.status === 404 && codeIn(text) !== 'NoSuchBucket') throw notThere(key);
      throw refused(answer.status, text);
    },
    async *list() {
      let token: string | undefined;
      do {
        const page = await listPage(options, root, folder, token);
        for (const { name, storedAt } of page.files) {
          const key = name.slice(folder.length);
          if (keyForm.test(key)) yield { key, storedAt };
        }
        token = page.next;
      } while (token !== undefined);
    },
    async remove(key) {
      if (!keyForm.test(key)) return;
      const answer = await ask(options, 'DELETE', urlOf(key));
      const text = await drain(answer);
      if (![200, 204, 404].includes(answer.status)) throw refused(answer.status, text);
    },
  };
}

function placeIn(place: string): { bucket: string; folder: string } {
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(place) ?? [];
  const folder = path.replace(/\/+$/, '');
  return { bucket, folder: folder === '' ? '' : `${folder}/` };
}

interface ListPage {
  files: { name: string; storedAt: Date }[];
  next: string | undefined;
}

async function listPage(
  options: S3Options,
  root: string,
  folder: string,
  token: string | undefined,
): Promise<ListPage> {
  const query = new URLSearchParams({ 'list-type': '2', prefix: folder });
  if (token !== undefined) query.set('continuation-token', token);
  const answer = await ask(options, 'GET', `${root}?${query.toString().replaceAll('+', '%20')}`);
  const text = await drain(answer);
  if (answer.status !== 200) throw refused(answer.status, text);
  const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Contents' });
  const { ListBucketResult: found } = parser.parse(text) as { ListBucketResult?: Found };
  // A page that cannot be read is not an empty one.
  if (found === undefined) throw refused(answer.status, text);
  const files = (found.Contents ?? []).map(({ Key, LastModified }) => ({
    name: Key,
    storedAt: new Date(LastModified),
  }));
  return { files, next: found.IsTruncated === 'true' ? found.NextContinuationToken : undefined };
}

interface Found {
  Contents?: { Key: string; LastModified: string }[];
  IsTruncated?: string;
  NextContinuationToken?: string;
}

// To send any of these twice is to send it once: the key is ours.
async function ask(
  options: S3Options,
  method: string,
  url: string,
  body?: Uint8Array,
): Promise<EgressResponse> {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt === attempts;
    try {
      const answer = await send(options, method, url, body);
      if (isLast || (answer.status < 500 && answer.status !== 429)) return answer;
      await drain(answer);
    } catch (cause) {
      if (isLast || cause instanceof JoineryError) throw unavailable('does not answer', { cause });
    }
    await new Promise((resolve) => setTimeout(resolve, firstDelayMs * 2 ** attempt));
  }
}

async function send(
  options: S3Options,
  method: string,
  url: string,
  body?: Uint8Array,
): Promise<EgressResponse> {
  const sha256 = createHash('sha256')
    .update(body ?? '')
    .digest('hex');
  const { region, accessKeyId, secretAccessKey } = options;
  const signer = new AwsV4Signer({
    method,
    url,
    headers: { 'x-amz-content-sha256': sha256 },
    service: 's3',
    region,
    accessKeyId,
    secretAccessKey,
  });
  const signed = await signer.sign();
  const headers = Object.fromEntries(signed.headers as Headers);
  return options.fetch(signed.url.toString(), { method, headers, ...(body === undefined ? {} : { body }) });
}

async function drain(answer: EgressResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function notThere(key: string): JoineryError {
  return new JoineryError('files.not_found', 'The file is no longer there.', { details: { key } });
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html: what others say, too.
const cures: Record<string, string> = {
  AccessDenied: 'the key of JOINERY_S3_ACCESS_KEY_ID has to read, write, remove and list there',
  AuthorizationHeaderMalformed: 'JOINERY_S3_REGION is not the region of the bucket',
  InvalidAccessKeyId: 'JOINERY_S3_ACCESS_KEY_ID is not known there',
  NoSuchBucket: 'the bucket of JOINERY_STORAGE is not there; it has to be made first',
  PermanentRedirect: 'JOINERY_S3_REGION or JOINERY_S3_ENDPOINT is not that of the bucket',
  RequestTimeTooSkewed: 'the clock of this server is wrong',
  SignatureDoesNotMatch: 'JOINERY_S3_SECRET_ACCESS_KEY does not go with JOINERY_S3_ACCESS_KEY_ID',
};

function codeIn(text: string): string | undefined {
  return /<Code>(\w{1,60})<\/Code>/.exec(text)?.[1];
}

// Only the code: the rest of such an answer repeats what was signed.
function refused(status: number, text: string): JoineryError {
  const code = codeIn(text);
  if (code === undefined) return unavailable(`answered with status ${status}`);
  const cure = Object.hasOwn(cures, code) ? `: ${cures[code]}` : '';
  return unavailable(`answered with status ${status} (${code})${cure}`);
}

function unavailable(what: string, options: { cause?: unknown } = {}): JoineryError {
  return new JoineryError('files.storage_unavailable', `The storage of files ${what}.`, options);
}
