// gzip for whoever asks, of what is text. What is short, a file or compressed already goes as it is.
import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { constants, createGzip, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

const worthItBytes = 1024;
// More than this costs processor time that the bytes saved are not worth.
const options = { level: 4 };

const textual =
  /^(?:text\/(?:xml|csv|html|plain)|application\/(?:json|problem\+json|vnd\.ms-excel))\b(?!.*charset=binary)/i;

/** An onSend hook: the payload, compressed where the caller takes it and it is worth it. */
export function gzipped(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
): Promise<unknown> | undefined {
  if (!isLong(payload) || !isPlainText(reply)) {
    done(null, payload);
    return undefined;
  }
  return compressed(request, reply, payload);
}

function isLong(payload: unknown): payload is string | Buffer | Readable {
  return typeof payload === 'string' || Buffer.isBuffer(payload)
    ? payload.length >= worthItBytes
    : payload instanceof Readable;
}

function isPlainText(reply: FastifyReply): boolean {
  return textual.test(String(reply.getHeader('content-type') ?? '')) && !reply.hasHeader('content-encoding');
}

async function compressed(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: string | Buffer | Readable,
): Promise<unknown> {
  reply.header('vary', [reply.getHeader('vary'), 'Accept-Encoding'].filter(Boolean).join(','));
  if (request.method === 'HEAD' || !takesGzip(request.headers['accept-encoding'])) return payload;
  reply.header('content-encoding', 'gzip').removeHeader('content-length');
  if (!(payload instanceof Readable)) return promisify(gzip)(payload, options);
  // Every page goes out as soon as it is there. A source that breaks breaks the answer.
  const packed = createGzip({ ...options, flush: constants.Z_SYNC_FLUSH });
  return pipeline(payload, packed, () => undefined);
}

/** Whether gzip is named, or meant by a star, and not refused by a weight of nothing. */
export function takesGzip(accepted: string | string[] | undefined): boolean {
  const weights = new Map(
    String(accepted ?? '')
      .toLowerCase()
      .split(',')
      .map((part) => part.split(';').map((text) => text.trim()))
      .map(([name = '', ...rest]): [string, number] => [name, weightOf(rest)]),
  );
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0;
}

function weightOf(parameters: string[]): number {
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  return weight === undefined ? 1 : Number(weight.slice(2)) || 0;
}
