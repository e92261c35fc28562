// What every dialect shares, before a route is chosen: request ids, limits of size, strict
// JSON, headers that are always sent, and what a failure of the framework means in our terms.
import { randomInt, randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Readable } from 'node:stream';
import { bulkLimits, type ErrorIssue, JoineryError } from '@joinery/sdk';
import type { FastifyHttpOptions, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isDatabaseTrouble } from '../engine/database-trouble.ts';
import type { Context } from '../modules/context.ts';
import { parseStrictJson } from '../platform/strict-json.ts';
import { untilGivenUp } from './body-sender.ts';
import { cutOffSlowBodies, hasBody, type PaceLimits } from './slow-bodies.ts';

const mebibyte = 1024 * 1024;
/** Limits of the native API; other dialects may have others. */
export const bodyLimits = {
  /** JSON and everything else that is read as one text. */
  text: mebibyte,
  /** A whole form: one file of 20 MB, or several smaller ones, and their fields. */
  form: 21 * mebibyte,
  /** JSON with a document of 10 MB in it, in base64. */
  base64: 15 * mebibyte,
  /** Lines of JSON, which are not read into memory as a whole. */
  lines: bulkLimits.bytes,
};

/** How long what is left of a body is taken off the wire and dropped, once it is known to be refused. */
const usualRestMs = 20_000;

/** What the server must be made with for the pipeline's promises to hold. */
export function serverOptions(context: Pick<Context, 'config'>) {
  return {
    logger: false,
    trustProxy: trustedProxies(context.config),
    bodyLimit: bodyLimits.text,
    genReqId: newRequestId,
    requestIdHeader: false,
    requestTimeout: 120_000,
    // Within twenty seconds: it is looked at in turns, often, so that few of many are cut off at a time.
    http: { headersTimeout: 17_000, connectionsCheckingInterval: 500 },
    keepAliveTimeout: 20_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    frameworkErrors: answerFrameworkError,
  } satisfies FastifyHttpOptions<Server>;
}

/** Paths of dialects that are older than this server. */
export const isDialectPath = (url: string | undefined): boolean => /^\/api(?:[/?]|$)/i.test(url ?? '');

// A dialect has ids of its own look: long numbers there.
function newRequestId({ url }: IncomingMessage): string {
  if (isDialectPath(url)) return `${Date.now()}${randomInt(1e9).toString().padStart(9, '0')}`;
  return `req_${randomUUID().replaceAll('-', '')}`;
}

// To Fastify a number by itself trusts nobody, and true trusts all that the caller wrote: how many
// proxies stand in front has to be asked for each of them. The nearest is number 0.
function trustedProxies({ trustProxy }: Context['config']) {
  if (typeof trustProxy !== 'number') return trustProxy;
  return trustProxy === 0 ? false : (_address: string, hop: number) => hop < trustProxy;
}

/** Puts the shared part in front of all surfaces. To be called once, before they are registered. */
export function installPipeline(
  app: FastifyInstance,
  context: Pick<Context, 'log'>,
  { restMs = usualRestMs, pace }: { restMs?: number; pace?: PaceLimits } = {},
): void {
  cutOffSlowBodies(app, pace);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', parseJsonBody);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    assertPlainEncoding(request);
    assertOneHost(request);
    done();
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    addSafeHeaders(reply);
    if (!isStillSent(request)) return done(null, payload);
    // Fastify would close on whoever sent a body that was refused, and the reset of a connection with
    // unread bytes throws the answer away. Node drops the rest, if there is an end to it.
    if (reply.getHeader('connection') === 'close') reply.removeHeader('connection');
    const taken = untilTaken(request.raw, restMs);
    if (reply.raw.shouldKeepAlive) {
      done(null, payload);
      void taken.then((isWhole) => isWhole || request.raw.destroy());
      // The client asked for the end of the connection with the answer.
    } else void taken.then(() => done(null, payload));
  });
  app.addHook('onError', async (request, _reply, error) => logFault(context, request, error));
}

/**
 * What went wrong in our own terms, whoever threw it. Everything unknown is a fault of ours;
 * the cause is kept for the log and goes no further.
 */
export function toJoineryError(error: unknown): JoineryError {
  if (error instanceof JoineryError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return toInvalid(error);
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  const known = typeof code === 'string' ? knownErrors[code] : undefined;
  if (known !== undefined) return new JoineryError(known[0], known[1], { cause: error });
  if (isDatabaseTrouble(error))
    return new JoineryError('database.unreachable', 'The database does not answer; try again soon.', {
      cause: error,
    });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new JoineryError('request.invalid', 'The request cannot be read.', { cause: error });
  return new JoineryError(
    'request.internal',
    'Something went wrong here. The log has it under the request id.',
    {
      cause: error,
    },
  );
}

/**
 * Reads a body into memory, up to the limit; what is beyond it is taken off the wire and dropped.
 *
 * @param untilStopped its failure ends the reading
 */
export async function readBytes(
  stream: Readable,
  maxBytes: number,
  untilStopped?: Promise<never>,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const iterator = stream.iterator({ destroyOnReturn: false });
  const stopped = untilStopped?.catch((why) => dropRest(stream, why));
  stopped?.catch(() => undefined);
  for (;;) {
    const next = iterator.next();
    next.catch(() => undefined);
    const { done, value } = await (stopped === undefined ? next : Promise.race([next, stopped]));
    if (done === true) return Buffer.concat(chunks);
    bytes += (value as Buffer).length;
    if (bytes > maxBytes) {
      await iterator.return?.();
      stream.resume();
      throw tooLarge(maxBytes);
    }
    chunks.push(value as Buffer);
  }
}

/** Who waits for what comes next is taken off the stream: nothing flows while somebody does. */
function dropRest(stream: Readable, why: unknown): never {
  stream.removeAllListeners('readable');
  stream.resume();
  throw why;
}

export function tooLarge(maxBytes: number): JoineryError {
  const limit =
    maxBytes < mebibyte ? `${Math.floor(maxBytes / 1024)} KB` : `${Math.floor(maxBytes / mebibyte)} MB`;
  return new JoineryError(
    'request.too_large',
    `The body is larger than the ${limit} that are accepted here.`,
  );
}

async function parseJsonBody(request: FastifyRequest, payload: Readable): Promise<unknown> {
  const type = request.headers['content-type'] ?? '';
  if (/charset=/i.test(type) && !/charset="?utf-?8"?\s*(;|$)/i.test(type))
    throw new JoineryError('request.unsupported_media', 'JSON is accepted in UTF-8 only.');
  const { base64 } = request.routeOptions.config as { base64?: string };
  const limit = base64 === undefined ? bodyLimits.text : bodyLimits.base64;
  const bytes = await readBytes(payload, limit, untilGivenUp(request));
  // Clients that always send the header do so with nothing to say, too.
  if (bytes.length === 0 && request.routeOptions.schema?.body === undefined) return undefined;
  if (bytes.length > bodyLimits.text && !bytes.includes('"base64"')) throw tooLarge(bodyLimits.text);
  const body = parseStrictJson(bytes);
  // Only the document may be that large.
  if (bytes.length - base64Length(body, base64) > bodyLimits.text) throw tooLarge(bodyLimits.text);
  return body;
}

function base64Length(body: unknown, field: string | undefined): number {
  const value = field === undefined ? undefined : (body as Record<string, unknown> | null)?.[field];
  const text = (value as { base64?: unknown } | null | undefined)?.base64;
  return typeof text === 'string' ? text.length : 0;
}

/**
 * Refuses by the announced length, before a byte is read. What is sent all the same is dropped for a
 * while, so that a client which first sends everything and then reads still sees the answer.
 *
 * @throws JoineryError `request.too_large`
 */
export function assertAcceptableSize(request: FastifyRequest, limits: { text: number; form: number }): void {
  const { base64, takesLines } = request.routeOptions.config as { base64?: string; takesLines?: true };
  const json = base64 === undefined ? limits.text : bodyLimits.base64;
  const text = takesLines === true ? bodyLimits.lines : json;
  const limit = isForm(request) ? limits.form : text;
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
}

/** Undefined for a body that is sent in chunks. */
export function announcedBytes({ headers }: Pick<FastifyRequest, 'headers'>): number | undefined {
  const length = headers['content-length'];
  return length === undefined ? undefined : Number(length);
}

function isStillSent({ raw }: FastifyRequest): boolean {
  return !raw.complete && !raw.readableEnded && !raw.destroyed && hasBody(raw);
}

async function untilTaken(body: IncomingMessage, withinMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const last of ['end', 'close', 'error']) body.once(last, resolve);
  const timer = setTimeout(resolve, withinMs).unref();
  body.unpipe();
  body.resume();
  await promise;
  clearTimeout(timer);
  return body.complete || body.destroyed;
}

function assertPlainEncoding(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== '' && encoding.toLowerCase() !== 'identity')
    throw new JoineryError('request.unsupported_media', 'Compressed bodies are not accepted.');
}

// Which of them a proxy in front has looked at, nobody knows.
function assertOneHost({ raw }: FastifyRequest): void {
  let hosts = 0;
  for (let at = 0; at < raw.rawHeaders.length; at += 2) {
    const name = raw.rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  if (hosts > 1) throw new JoineryError('request.invalid', 'The request names several hosts.');
}

export function isForm(request: FastifyRequest): boolean {
  return /^\s*multipart\/form-data\b/i.test(request.headers['content-type'] ?? '');
}

function addSafeHeaders(reply: FastifyReply): void {
  reply.header('x-content-type-options', 'nosniff');
  if (!reply.hasHeader('referrer-policy')) reply.header('referrer-policy', 'no-referrer');
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
}

function logFault(context: Pick<Context, 'log'>, request: FastifyRequest, error: unknown): void {
  const { kind, code } = toJoineryError(error);
  const what = { requestId: request.id, method: request.method, route: request.routeOptions.url, code };
  if (kind === 'internal' || kind === 'unavailable') context.log.error({ ...what, error }, 'request failed');
  else context.log.debug(what, 'request refused');
}

const knownErrors: Record<string, [ConstructorParameters<typeof JoineryError>[0], string]> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['request.unsupported_media', 'Send the body as application/json.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['request.too_large', 'The body is larger than is accepted here.'],
  FST_REQ_FILE_TOO_LARGE: ['files.too_large', 'A file is larger than is accepted here.'],
  FST_FILES_LIMIT: ['files.too_many', 'The form carries more files than are accepted here.'],
  FST_PARTS_LIMIT: ['files.too_many', 'The form has more parts than are accepted here.'],
  FST_FIELDS_LIMIT: ['request.too_large', 'The form has more fields than are accepted here.'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: ['request.unsupported_media', 'Send the body as multipart/form-data.'],
  // PostgreSQL's words for bytes or characters that it cannot hold as text.
  '22021': ['request.invalid_text', 'A text holds a character that cannot be stored.'],
  '22P05': ['request.invalid_text', 'A text holds a character that cannot be stored.'],
};

function toInvalid(error: { validation: { instancePath: string; message?: string }[] }): JoineryError {
  const { validationContext } = error as { validationContext?: string };
  const within =
    validationContext === undefined || validationContext === 'body' ? '' : `${validationContext}.`;
  const issues: ErrorIssue[] = error.validation.map(({ instancePath, message }) => ({
    path: `${within}${instancePath.slice(1).replaceAll('/', '.')}`.replace(/\.$/, ''),
    message: message ?? 'is not as expected',
  }));
  return new JoineryError('request.invalid', 'The request does not fit the schema.', { issues });
}

export function answerFrameworkError(
  error: { statusCode?: number; message: string },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const status = error.statusCode ?? 400;
  reply
    .code(status)
    .header('x-request-id', request.id)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title: 'The request cannot be read.', status }));
}
