// A small bucket that speaks S3, for tests. It checks every signature by itself, from the documents
// of the protocol, and keeps what it acknowledged.
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface FakeS3 {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Name in the bucket → bytes. */
  files: Map<string, { bytes: Buffer; storedAt: Date }>;
  /** What the next requests meet: a status, or the connection lost after the work was done. */
  faults: (number | 'lost')[];
  close(): Promise<void>;
}

const pageSize = 3;

export async function startFakeS3(bucket: string): Promise<FakeS3> {
  const keys = { region: 'eu-test-1', accessKeyId: 'AKIATEST', secretAccessKey: 'secret/with+signs' };
  const files: FakeS3['files'] = new Map();
  const faults: FakeS3['faults'] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const fault = faults.shift();
    if (typeof fault === 'number') return void response.writeHead(fault).end();
    if (!isSigned(request, body, keys))
      return void response.writeHead(403).end(errorOf('SignatureDoesNotMatch', keys.accessKeyId));
    if (fault === 'lost') response.destroy();
    answer(request, response, body);
  });
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));

  function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const url = new URL(request.url ?? '', 'http://s3');
    if (url.pathname === `/${bucket}`) {
      list(url, response);
      return;
    }
    if (!url.pathname.startsWith(`/${bucket}/`)) {
      response.writeHead(404).end(errorOf('NoSuchBucket', url.pathname));
      return;
    }
    const name = decodeURIComponent(url.pathname.slice(bucket.length + 2));
    const kept = files.get(name);
    if (request.method === 'PUT') {
      files.set(name, { bytes: body, storedAt: new Date() });
      response.writeHead(200).end();
    } else if (request.method === 'DELETE') {
      files.delete(name);
      response.writeHead(204).end();
    } else if (kept === undefined) response.writeHead(404).end(errorOf('NoSuchKey', name));
    else response.writeHead(200).end(kept.bytes);
  }

  function list(url: URL, response: ServerResponse): void {
    const prefix = url.searchParams.get('prefix') ?? '';
    const from = url.searchParams.get('continuation-token') ?? '';
    const names = [...files.keys()].filter((name) => name.startsWith(prefix) && name > from).sort();
    const page = names.slice(0, pageSize);
    const contents = page.map((name) => {
      const storedAt = files.get(name)?.storedAt.toISOString();
      return `<Contents><Key>${name}</Key><LastModified>${storedAt}</LastModified></Contents>`;
    });
    const isCut = names.length > pageSize;
    const next = isCut ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    response
      .writeHead(200)
      .end(
        `<ListBucketResult><IsTruncated>${isCut}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
      );
  }

  return {
    ...keys,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files,
    faults,
    close: () => new Promise((go) => server.close(() => go())),
  };
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
function errorOf(code: string, about: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${about}</Message></Error>`;
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
function isSigned(
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  { region, accessKeyId, secretAccessKey }: { region: string; accessKeyId: string; secretAccessKey: string },
): boolean {
  const [, scope = '', names = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]+)$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const date = String(headers['x-amz-date'] ?? '');
  const day = date.slice(0, 8);
  if (scope !== `${accessKeyId}/${day}/${region}/s3/aws4_request`) return false;
  const hash = sha256(body);
  if (headers['x-amz-content-sha256'] !== hash) return false;
  const [path = '', query = ''] = (url ?? '').split('?');
  const canonical = [
    method,
    path,
    query.split('&').sort().join('&'),
    ...names.split(';').map((name) => `${name}:${String(headers[name] ?? '').trim()}`),
    '',
    names,
    hash,
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, `${day}/${region}/s3/aws4_request`, sha256(canonical)].join('\n');
  const parts = [day, region, 's3', 'aws4_request'];
  const key = parts.reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  return hmac(key, toSign).toString('hex') === signature;
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}
