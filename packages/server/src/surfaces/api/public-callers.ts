// Web pages of others: which of them may read what we answer, and who sends with which publishable
// key. Nothing else of /v1 knows these keys.
import { JoineryError } from '@joinery/sdk';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findCompany } from '../../modules/companies/companies.service.ts';
import type { Context } from '../../modules/context.ts';
import {
  assertOrigin,
  findPublicCaller,
  isOriginListed,
  type PublicCaller,
} from '../../modules/publishable-keys/publishable-keys.service.ts';
import { presentedKey } from '../credentials.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a route that takes publishable keys: who sends. */
    publicCaller: PublicCaller | null;
  }
}

type Deps = Pick<Context, 'db' | 'clock'>;

/**
 * Answers what browsers ask before they send, and says on every answer, also of a refusal, whether
 * the page may read it. To be called before any other hook can refuse.
 */
export function installPublicCallers(app: FastifyInstance, context: Deps, path: string): void {
  app.decorateRequest('publicCaller', null);
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith(path)) return;
    reply.header('vary', 'Origin');
    await admit(context, request, reply);
  });
  app.options(`${path.replace(/^\/v1/, '')}*`, { schema: { hide: true } }, async (_request, reply) => {
    reply
      .header('access-control-allow-methods', 'GET, POST')
      .header('access-control-allow-headers', 'authorization, content-type')
      .header('access-control-max-age', '600');
    return reply.code(204).send();
  });
}

async function admit(context: Deps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { origin } = request.headers;
  if (request.method === 'POST') {
    const caller = await findPublicCaller(context, presentedKey(request) ?? '');
    request.publicCaller = caller ?? null;
    // Also a page that is to be told why: its key was disabled, or it is not known.
    if (caller === undefined ? await isListed(context, request) : caller.origins.includes(origin ?? ''))
      allow(reply, origin);
    return;
  }
  if (await isListed(context, request)) allow(reply, origin);
}

// What somebody asks before they send names no key, and what they read names the company only.
async function isListed(context: Deps, { method, headers, query }: FastifyRequest): Promise<boolean> {
  if (headers.origin === undefined) return false;
  if (method !== 'GET') return isOriginListed(context, headers.origin);
  const { company: slug } = query as { company?: unknown };
  const company = typeof slug === 'string' ? await findCompany(context, slug) : undefined;
  return company !== undefined && isOriginListed(context, headers.origin, company);
}

function allow(reply: FastifyReply, origin: string | undefined): void {
  if (origin === undefined) return;
  reply
    .header('access-control-allow-origin', origin)
    .header('access-control-expose-headers', 'retry-after, x-request-id');
}

/** @throws JoineryError `access.unauthenticated`, `publishable_keys.origin_refused` */
export function assertPublicCaller({ publicCaller, headers }: FastifyRequest): PublicCaller {
  if (publicCaller === null)
    throw new JoineryError('access.unauthenticated', 'Send an enabled publishable key, pk_….');
  assertOrigin(publicCaller, headers.origin);
  return publicCaller;
}
