// From a row of a route table to a running route: who asks, what is sent, the answer's form,
// and one effect for one Idempotency-Key.
import type { Readable } from 'node:stream';
import { JoineryError } from '@joinery/sdk';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Principal } from '../../modules/access/principal.ts';
import { inCompanyTime } from '../../modules/companies/companies.ts';
import type { Context } from '../../modules/context.ts';
import { admitDocument } from '../../modules/documents/documents.ts';
import type { Upload } from '../../modules/files/files.ts';
import {
  answerOnce,
  answerOnceTogether,
  answerRepeatable,
  type OnceWork,
} from '../../modules/idempotency/idempotency.service.ts';
import {
  fingerprintOf,
  type OnceAnswer,
  parseIdempotencyKey,
} from '../../modules/idempotency/idempotency.ts';
import { type Spool, spool } from '../../platform/spool.ts';
import { parseStrictJson } from '../../platform/strict-json.ts';
import { authenticate } from '../credentials.ts';
import { readMultipart } from '../multipart.ts';
import { bodyLimits, isForm, toJoineryError, tooLarge } from '../pipeline.ts';
import { problem, problemContentType, toProblem } from './errors.ts';
import { assertPublicCaller } from './public-callers.ts';
import { type Call, FileAnswer, type Route, WithHeaders } from './routes.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    base64?: string;
    takesLines?: true;
  }
  interface FastifyRequest {
    /** Set before the handler of every route of /v1 that is not open. */
    apiPrincipal: Principal | null;
    /** Files of a multipart form. */
    apiFiles: Upload[] | null;
    /** Lines of a request to a route that takes them. */
    apiLines: Spool | null;
  }
}

const jsonContentType = 'application/json; charset=utf-8';

export function mountRoutes(app: FastifyInstance, context: Context, routes: Route[]): void {
  app.decorateRequest('apiPrincipal', null);
  app.decorateRequest('apiFiles', null);
  app.decorateRequest('apiLines', null);
  app.addContentTypeParser(linesType, readLines);
  for (const route of routes) mountRoute(app, context, route);
}

function mountRoute(app: FastifyInstance, context: Context, route: Route): void {
  app.route({
    method: route.method,
    url: route.url,
    schema: schemaOf(route),
    onRequest: async (request) => {
      if (route.open !== true) {
        request.apiPrincipal = await authenticate(context, request);
        route.assertMayCall?.(request.apiPrincipal);
      }
      // Before its body is read.
      if (route.publishable === true) assertPublicCaller(request);
      route.assertMaySend?.(request);
    },
    config: {
      ...(route.base64 !== undefined && { base64: route.base64 }),
      ...(route.takesLines === true && { takesLines: true }),
    },
    preValidation: (request) => readForm(route, request),
    preHandler: (request) => readBase64(route, request),
    ...(route.takesLines === true && { onResponse: closeLines, onRequestAbort: closeLines }),
    handler: (request, reply) => answer(context, route, request, reply),
    ...(route.waitToSend !== undefined && inPlace(context, route, route.waitToSend)),
  });
}

/** The body is read when there is room for it, and makes room when nothing of it is held any more. */
function inPlace(context: Context, route: Route, wait: NonNullable<Route['waitToSend']>) {
  const held = new WeakMap<FastifyRequest, { leave: () => void; isRead: boolean }>();
  const leave = async (request: FastifyRequest) => held.get(request)?.leave();
  const leavingWhenRefused = async (request: FastifyRequest, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      await leave(request);
      throw error;
    }
  };
  return {
    preParsing: async (request: FastifyRequest) => {
      const place = { leave: await wait(request), isRead: false };
      // Whoever gave up meanwhile sends nothing more.
      if (request.raw.destroyed) place.leave();
      held.set(request, place);
    },
    preValidation: async (request: FastifyRequest) => {
      const place = held.get(request);
      if (place !== undefined) place.isRead = true;
      await leavingWhenRefused(request, () => readForm(route, request));
    },
    preHandler: (request: FastifyRequest) => leavingWhenRefused(request, () => readBase64(route, request)),
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      try {
        return await answer(context, route, request, reply);
      } finally {
        await leave(request);
      }
    },
    // The answer of who is refused may wait for the rest of what they send.
    onError: leave,
    onResponse: leave,
    // What was read whole is worked on, whoever still waits for the answer.
    onRequestAbort: async (request: FastifyRequest) => {
      if (held.get(request)?.isRead !== true) await leave(request);
    },
  };
}

const linesType = 'application/x-ndjson';

// Taken off the wire at once, whatever the lines lead to: a request must be here within two minutes.
async function readLines(request: FastifyRequest, payload: Readable): Promise<undefined> {
  const { takesLines } = request.routeOptions.config as { takesLines?: true };
  if (takesLines !== true)
    throw new JoineryError('request.unsupported_media', 'Send the body as application/json.');
  const kept = await spool(payload, bodyLimits.lines);
  if (kept === undefined) throw tooLarge(bodyLimits.lines);
  request.apiLines = kept;
}

async function closeLines(request: FastifyRequest): Promise<void> {
  const { apiLines } = request;
  request.apiLines = null;
  await apiLines?.close();
}

/** What a route may be sent and may answer, for validation and for the OpenAPI document. */
function schemaOf(route: Route) {
  const { params, query, body, forms } = route;
  return {
    summary: route.summary,
    tags: [route.tag],
    operationId: operationId(route),
    ...(route.open === true ? { security: route.publishable === true ? [{ publishable: [] }] : [] } : {}),
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { querystring: query }),
    ...(body === undefined ? {} : { body }),
    ...(route.takesLines === true ? { consumes: [linesType] } : {}),
    ...(forms === undefined
      ? {}
      : { consumes: [...(body ? ['application/json'] : []), 'multipart/form-data'] }),
    response: {
      [statusOf(route)]: answerSchema(route),
      default: { description: 'A problem', content: { [problemContentType]: { schema: problem } } },
    },
  };
}

function answerSchema({ answer: schema, sendsFile, takesLines }: Route): unknown {
  if (takesLines === true) return { description: 'A line for each', content: { [linesType]: { schema } } };
  if (sendsFile === true)
    return {
      description: 'The file',
      content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
    };
  return schema ?? z.null().describe('No content');
}

function statusOf(route: Route): number {
  return route.status ?? (route.answer === undefined && route.sendsFile !== true ? 204 : 200);
}

/** As `getEmployeesNumberTablesTable`: method and path, so it changes only when they do. */
export function operationId({ method, url }: Pick<Route, 'method' | 'url'>): string {
  const words = url.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return method.toLowerCase() + words.map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`).join('');
}

// Before the schema looks: the fields of a form are then the body, checked like any other.
async function readForm(route: Route, request: FastifyRequest): Promise<void> {
  if (!isForm(request)) {
    if (route.forms === undefined || route.body !== undefined) return;
    throw new JoineryError('request.unsupported_media', 'Send the body as multipart/form-data.');
  }
  if (route.forms === undefined)
    throw new JoineryError('request.unsupported_media', 'Send the body as application/json.');
  const { fields, files } = await readMultipart(request, route.maxFileBytes);
  request.body = withValues(fields, route.jsonFields ?? []);
  request.apiFiles = [];
  // Opening what strangers sent may take long: never while a transaction waits for it.
  const { checkFile = admitDocument } = route;
  for (const file of files) request.apiFiles.push(await checkFile(file));
}

// After the schema has looked, and before a transaction is begun.
async function readBase64(
  { base64: field, checkFile = admitDocument }: Route,
  request: FastifyRequest,
): Promise<void> {
  if (field === undefined) return;
  const { [field]: document, ...body } = (request.body ?? {}) as Record<string, unknown>;
  const { base64, name } = (document ?? {}) as { base64?: string; name?: string };
  if (base64 === undefined || name === undefined) return;
  const bytes = Buffer.from(base64, 'base64');
  const file = await checkFile({ field, name, contentType: '', bytes });
  request.body = body;
  request.apiFiles = [...(request.apiFiles ?? []), file];
}

function withValues(fields: Record<string, string>, jsonFields: string[]): Record<string, unknown> {
  const values: Record<string, unknown> = { ...fields };
  for (const name of jsonFields)
    if (fields[name] !== undefined) values[name] = parseStrictJson(Buffer.from(fields[name]));
  return values;
}

async function answer(
  context: Context,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const call: Call<never, never, never> = {
    ...timed(context, route, request.apiPrincipal as Principal),
    params: request.params as never,
    query: request.query as never,
    body: request.body as never,
    files: request.apiFiles ?? [],
    request,
    lines: request.apiLines ?? undefined,
  };
  const header = request.headers['idempotency-key'];
  const once =
    header !== undefined &&
    route.open !== true &&
    route.takesLines !== true &&
    ['POST', 'PATCH'].includes(route.method);
  if (!once) return send(route, reply, await route.handle(call));
  const done = await performOnce(context, route, call, parseIdempotencyKey(header), reply);
  if (done.replayed) reply.header('idempotency-replayed', 'true');
  return sendText(reply, done);
}

function performOnce(
  context: Context,
  route: Route,
  call: Call<never, never, never>,
  key: string,
  reply: FastifyReply,
) {
  const { principal, request, files, body } = call;
  const { clock } = call.context;
  const sends = route.writesPeople === true && principal.company.peopleSource !== null;
  const fingerprint = fingerprintOf({ method: request.method, url: request.url, body, files });
  const known = sends ? { requestKey: `${key} ${fingerprint}` } : {};
  const work: OnceWork = {
    perform: (joined) => route.handle({ ...call, context: { ...joined, clock, ...known } }),
    toAnswer: (value) => toText(route, reply, value as Handled),
    refusal: (error) => refusalOf(toJoineryError(error), request.id),
  };
  const inOne = route.together === true ? answerOnceTogether : answerOnce;
  const perform = route.repeatable === true || sends ? answerRepeatable : inOne;
  return perform(context, principal, { key, fingerprint, url: request.url }, work);
}

// Records of people and hiring are stamped with the company's time; who comes in, and what is sent
// to others, with the real one.
const inCompanysTime = new Set([
  'Employees',
  'Jobs',
  'Pipelines',
  'Stages',
  'Candidates',
  'Applications',
  'Hiring report',
  'Saved reports',
]);

function timed(context: Context, { tag, open }: Route, principal: Principal) {
  return open === true || !inCompanysTime.has(tag)
    ? { context, principal }
    : inCompanyTime(context, principal);
}

type Handled = Awaited<ReturnType<Route['handle']>>;

async function send(route: Route, reply: FastifyReply, handled: Handled): Promise<FastifyReply> {
  if (!(handled instanceof FileAnswer)) return sendText(reply, toText(route, reply, handled));
  const stream = await handled.open();
  return reply.code(statusOf(route)).headers(handled.headers).send(stream);
}

function toText(route: Route, reply: FastifyReply, handled: Handled): OnceAnswer {
  const value = handled instanceof WithHeaders ? handled.value : handled;
  if (handled instanceof WithHeaders) reply.headers(handled.headers);
  const status = statusOf(route);
  if (route.answer === undefined) return { status, contentType: '', body: '' };
  // The route's schema decides what leaves: a field that it does not declare is not sent.
  const textOf = (shown: unknown) =>
    String(reply.serializeInput(shown as Record<string, unknown>, String(status)));
  const answered = { status, contentType: jsonContentType, body: textOf(value) };
  return route.kept === undefined ? answered : { ...answered, kept: textOf(route.kept(value)) };
}

function sendText(reply: FastifyReply, { status, contentType, body }: OnceAnswer): FastifyReply {
  if (body === '') return reply.code(status).send();
  return reply.code(status).type(contentType).serializer(String).send(body);
}

// Kept under the key only if another try must end in the same way.
const passing: JoineryError['kind'][] = [
  'internal',
  'unavailable',
  'provider',
  'rate_limited',
  'unauthenticated',
];

function refusalOf(error: JoineryError, requestId: string): OnceAnswer | undefined {
  if (passing.includes(error.kind)) return undefined;
  const { status, body } = toProblem(error, requestId);
  return { status, contentType: problemContentType, body: JSON.stringify(body) };
}

/** Ends a request that failed, in the form that every error of /v1 has. */
export function sendProblem(reply: FastifyReply, error: unknown): FastifyReply {
  const { status, headers, body } = toProblem(toJoineryError(error), reply.request.id);
  return reply
    .code(status)
    .headers(headers)
    .type(problemContentType)
    .serializer(String)
    .send(JSON.stringify(body));
}
