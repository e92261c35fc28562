// The BambooHR dialect as one encapsulated plugin: admits requests, runs the handler of the
// operation and delivers its answer. Nothing else here writes to a response.
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import multipart from '@fastify/multipart';
import { JoineryError } from '@joinery/sdk';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { losing } from '../../modules/access/principal.ts';
import { inCompanyTime } from '../../modules/companies/companies.ts';
import type { Context } from '../../modules/context.ts';
import type { Guess } from '../../modules/keys/keys.service.ts';
import { gzipped } from '../compression.ts';
import type { Guards } from '../guards.ts';
import { type PhotoUrl, photoUrlsFor } from '../photo-urls.ts';
import { assertAcceptableSize, bodyLimits, readBytes } from '../pipeline.ts';
import { admit, admitAsked, type Visit } from './admission.ts';
import type { Answer } from './answer.ts';
import { readBody, readFields, readList, readListOrXml, valuesOf } from './body.ts';
import type { Call } from './call.ts';
import { toAnswer } from './errors.ts';
import { formLimits, readForm } from './form.ts';
import { perform, settle } from './sandbox-faults.ts';

declare module 'fastify' {
  interface FastifyRequest {
    visit: Visit | null;
  }
}

const usualHeaders = { 'cache-control': 'no-cache, private', vary: 'Authorization,User-Agent' };

const methods: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];
// Of other protocols over HTTP: refused like any other method that an operation does not have.
const foreignMethods = [
  'PROPFIND',
  'PROPPATCH',
  'MKCOL',
  'COPY',
  'MOVE',
  'LOCK',
  'UNLOCK',
  'SEARCH',
  'REPORT',
];

// The gateway's file name is matched in any letter case. One pattern for both forms: the router
// takes a second pattern at the same place for a repetition of the first.
const path = '/api/:entry(^(?:[gG][aA][tT][eE][wW][aA][yY]\\.[pP][hH][pP]|[vV][0-9_]+)$)/*';

/** Serves `/api/gateway.php/{company}/{version}/…`, and `/api/{version}/…` by the host's first label. */
export function bamboohrSurface(context: Context, guards: Guards): FastifyPluginAsync {
  return async (app) => {
    app.decorateRequest('visit', null);
    await acceptBodies(app);
    app.addHook('onRequest', (request, reply, done) => {
      reply.headers(usualHeaders);
      assertAcceptableSize(request, bodyLimits);
      return admit(context, request) ?? done();
    });
    // Before the caller can see the answer, so that the ledger of a sandbox is never behind it.
    app.addHook('onSend', (request, reply, payload, done) => {
      if (request.visit?.ledger === undefined) return done(null, payload);
      return settle(context, request.visit, reply.statusCode).then(() => payload);
    });
    app.addHook('onSend', (request, reply, payload, done) => {
      const given = request.visit?.style === 'dataset-problem' && request.headers['x-request-id'];
      // The newer datasets answer with the caller's own id where it has one; the log keeps ours.
      if (typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given)) reply.header('x-request-id', given);
      done(null, payload);
    });
    app.setErrorHandler(async (error, request, reply) => {
      await guards.failures.hold(error, request.ip);
      return deliverError(error, request, reply);
    });
    app.addHook('onSend', gzipped);
    for (const method of foreignMethods) app.addHttpMethod(method, { hasBody: true });
    const method = [...methods, ...foreignMethods];
    const handler = (request: FastifyRequest, reply: FastifyReply) =>
      handle({ context, guards }, request, reply);
    app.route({ method, url: path, handler });
    // Whatever else begins so is no path of any dialect, and says so in the form of this one.
    app.route({ method, url: '/api', handler });
    app.route({ method, url: '/api/*', handler });
  };
}

/** Answers a request that never came as far as a route, such as one whose path cannot be decoded. */
export function answerUnreadable(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(usualHeaders).header('x-request-id', request.id);
  const error = new JoineryError('request.invalid', 'The path cannot be read.');
  deliver(reply, toAnswer(error, 'plain', { company: '', path: '' }));
}

async function acceptBodies(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers();
  // Whatever the type says: clients are careless with it, so the text decides (body.ts).
  app.addContentTypeParser('*', (_request: unknown, payload: IncomingMessage) =>
    readBytes(payload, bodyLimits.text),
  );
  await app.register(multipart, { limits: formLimits });
}

interface Deps {
  context: Context;
  guards: Guards;
}

async function handle(deps: Deps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { context } = deps;
  const { visit } = request;
  if (visit?.admitted === undefined) throw new JoineryError('request.not_found', 'There is no such path.');
  const begun = visit.guess && (await answerOnGuess(deps, request, visit, visit.guess));
  if (begun !== undefined) return deliver(reply, begun);
  const { handler } = visit.admitted;
  const call = toCall(deps, request, visit.admitted);
  const performance = await perform(context, visit, {
    work: (lost) => handler(lost === undefined ? call : { ...call, principal: losing(call.principal, lost) }),
    readAll: async () => void (call.isForm() && (await call.form())),
    gone: () => goneSignal(request),
  });
  switch (performance.kind) {
    case 'whole':
      return deliver(reply, performance.answer);
    case 'half':
      await settle(context, visit, performance.answer.status);
      return deliverHalf(request, reply, performance.answer);
    case 'drip':
      await settle(context, visit, performance.answer.status);
      return deliverSlowly(request, reply, performance);
    case 'cut':
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
  }
}

/** Undefined when the guess was wrong; then the caller has been admitted by what the database says. */
async function answerOnGuess(
  { context, guards }: Deps,
  request: FastifyRequest,
  visit: Visit,
  guess: Guess,
): Promise<Answer | undefined> {
  if (visit.admitted === undefined) return undefined;
  const call = toCall({ context: { ...context, db: guess.db }, guards }, request, visit.admitted);
  const answer = visit.admitted.handler(call);
  // Not even that it failed is told before it is known to whom.
  await answer.catch(() => undefined);
  if (await guess.holds()) return answer;
  delete visit.admitted;
  await admitAsked(context, request, visit);
  return undefined;
}

function toCall(
  { context, guards: { signIns } }: Deps,
  request: FastifyRequest,
  admitted: NonNullable<Visit['admitted']>,
): Call {
  const body = () => readBody(request.body as Buffer | undefined, request.headers['content-type']);
  const query = request.query as Record<string, string | string[]>;
  let form: ReturnType<typeof readForm> | undefined;
  let photoUrl: PhotoUrl | undefined;
  return {
    ...inCompanyTime(context, admitted.principal),
    params: admitted.params,
    query: lastOfEach(query),
    get queryAll() {
      return allOfEach(query);
    },
    accept: request.headers.accept,
    contentType: request.headers['content-type'],
    baseUrl: admitted.baseUrl,
    photoUrl: (reference) => {
      photoUrl ??= photoUrlsFor(context, admitted.principal.company, new URL(admitted.baseUrl).origin);
      return photoUrl(reference);
    },
    body,
    values: () => valuesOf(body()),
    list: () => readList(request.body as Buffer | undefined),
    listOrXml: (element) =>
      readListOrXml(request.body as Buffer | undefined, request.headers['content-type'], element),
    fields: () => readFields(request.body as Buffer | undefined),
    address: request.ip,
    signIns,
    isForm: () => request.isMultipart(),
    // Once: it is taken off the wire.
    form: () => {
      form ??= readForm(request);
      return form;
    },
  };
}

function lastOfEach(query: Record<string, string | string[]>): Record<string, string> {
  const entries = Object.entries(query).map(([name, value]): [string, string] => [
    name,
    Array.isArray(value) ? (value.at(-1) ?? '') : value,
  ]);
  return Object.fromEntries(entries);
}

function allOfEach(query: Record<string, string | string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value].flat()]));
}

function goneSignal(request: FastifyRequest): AbortSignal {
  const gone = new AbortController();
  request.raw.socket.once('close', () => gone.abort());
  return gone.signal;
}

function deliver(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  // As bytes: the server adds a charset to JSON texts, which the real one does not send.
  return reply
    .code(status)
    .headers(headers)
    .send(typeof body === 'string' ? Buffer.from(body) : body);
}

async function deliverHalf(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer,
): Promise<FastifyReply> {
  const bytes = await beginRaw(reply, answer);
  reply.raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => request.raw.socket.end());
  return reply;
}

async function deliverSlowly(
  request: FastifyRequest,
  reply: FastifyReply,
  { answer, bytesPerSecond }: { answer: Answer; bytesPerSecond: number },
): Promise<FastifyReply> {
  const gone = goneSignal(request);
  const bytes = await beginRaw(reply, answer);
  // Not more often than ten times a second; a slow drip is a byte at a time.
  const share = Math.max(1, Math.round(bytesPerSecond / 10));
  for (let at = 0; at < bytes.length && !gone.aborted; at += share) {
    reply.raw.write(bytes.subarray(at, at + share));
    await wait((share / bytesPerSecond) * 1000, undefined, { signal: gone }).catch(() => undefined);
  }
  reply.raw.end();
  return reply;
}

/** Sends the headers by hand, with the length of a whole body. */
async function beginRaw(reply: FastifyReply, { status, headers, body }: Answer): Promise<Buffer> {
  const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : await buffer(body);
  reply.hijack();
  reply.raw.writeHead(status, { ...headers, 'content-length': bytes.length });
  reply.raw.flushHeaders();
  return bytes;
}

function deliverError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { style = 'plain', address } = request.visit ?? {};
  const path = (request.raw.url ?? '').split(/[?#]/, 1)[0] ?? '';
  return deliver(reply, toAnswer(error, style, { company: address?.slug ?? '', path }));
}
