// OAuth 2 of the BambooHR dialect, at the host of a company (`https://acme.example.com/token.php`)
// and, on one port, under what such a client takes for that host (`/api/gateway.php/acme/token.php`).
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../../../modules/context.ts';
import type { Guards } from '../../guards.ts';
import { readBytes, tooLarge } from '../../pipeline.ts';
import type { Answer } from '../answer.ts';
import { type Ask, type Deps, readAsk } from './ask.ts';
import { decideAuthorize, showAuthorize } from './authorize.ts';
import { answerConfiguration, answerKeys } from './discovery.ts';
import { errorPage, tokenError } from './errors.ts';
import { answerRevoke, answerToken } from './token.ts';

const maxBodyBytes = 64 * 1024;

interface Route {
  method: 'GET' | 'POST';
  path: string;
  /** For people: errors are pages. */
  page?: true;
  answer(ask: Ask): Promise<Answer>;
}

const routes: Route[] = [
  { method: 'GET', path: '/authorize.php', page: true, answer: showAuthorize },
  { method: 'POST', path: '/authorize.php', page: true, answer: decideAuthorize },
  { method: 'POST', path: '/token.php', answer: answerToken },
  { method: 'POST', path: '/revoke.php', answer: answerRevoke },
  { method: 'GET', path: '/.well-known/openid-configuration', answer: answerConfiguration },
  { method: 'GET', path: '/.well-known/jwks.json', answer: answerKeys },
];

const places = ['', '/api/gateway.php/:company'];

export function oauthSurface(context: Context, guards: Guards): FastifyPluginAsync {
  return async (app) => {
    acceptBodies(app);
    app.addHook('onRequest', async (request) => {
      if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge(maxBodyBytes);
    });
    app.setErrorHandler((error, request, reply) => deliverError(guards, error, request, reply));
    for (const place of places) for (const route of routes) mount(app, { context, guards }, place, route);
  };
}

function acceptBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  // Whatever the type says: the official client sends forms, others JSON (body.ts).
  app.addContentTypeParser('*', (_request: unknown, payload: IncomingMessage) =>
    readBytes(payload, maxBodyBytes),
  );
}

function mount(app: FastifyInstance, deps: Deps, place: string, { method, path, page, answer }: Route): void {
  app.route({
    method,
    url: `${place}${path}`,
    config: { isPage: page === true },
    handler: async (request, reply) => deliver(reply, await answer(await readAsk(deps, request))),
  });
}

async function deliverError(
  guards: Guards,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  await guards.failures.hold(error, request.ip);
  const { isPage } = request.routeOptions.config as { isPage?: boolean };
  if (isPage === true) return deliver(reply, errorPage(error));
  return deliver(reply, tokenError(error, request.headers.authorization !== undefined));
}

function deliver(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  return reply
    .code(status)
    .headers({ 'cache-control': 'no-store', pragma: 'no-cache', ...headers })
    .send(typeof body === 'string' ? Buffer.from(body) : body);
}
