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

/** For an onSend hook: the payload, compressed where the caller takes it and it is worth it. */
export async function gzipped(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  if (!textual.test(String(reply.getHeader('content-type') ?? '')) || reply.hasHeader('content-encoding'))
    return payload;
  const isLong = (Buffer.isBuffer(payload) || typeof payload === 'string') && payload.length >= worthItBytes;
  if (!isLong && !(payload instanceof Readable)) return payload;
  reply.header('vary', [reply.getHeader('vary'), 'Accept-Encoding'].filter(Boolean).join(','));
  if (request.method === 'HEAD' || !takesGzip(request.headers['accept-encoding'])) return payload;
  reply.header('content-encoding', 'gzip').removeHeader('content-length');
  if (!(payload instanceof Readable)) return promisify(gzip)(payload as Buffer, options);
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
