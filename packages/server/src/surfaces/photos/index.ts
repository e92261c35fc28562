// Photos without a key: by a signed address that ends, by the hash of a work e-mail address as
// BambooHR's public ones, and the drawn one of whoever has none. Whoever asks by a hash is not told
// whether there is such a person: without a photo the answer is the same.
import { type ErrorCode, type ErrorKind, JoineryError } from '@joinery/sdk';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { findCompany } from '../../modules/companies/companies.service.ts';
import type { Context } from '../../modules/context.ts';
import { findPhotoByMailHash, openSignedPhoto, signedPath } from '../../modules/photos/photos.service.ts';
import { isPhotoSize, readPhotoReference } from '../../modules/photos/photos.ts';
import { placeholderPath } from '../photo-urls.ts';
import { toJoineryError } from '../pipeline.ts';
import { placeholder } from './placeholder.ts';

// What is shown here was sent by somebody: it is a picture or nothing.
const safety = { 'content-security-policy': "default-src 'none'; sandbox" };

export function photosSurface(context: Context): FastifyPluginAsync {
  return async (app) => {
    app.setErrorHandler((error, _request, reply) => deliverError(error, reply));
    app.get(placeholderPath, async (_request, reply) =>
      reply
        .headers({ ...safety, 'cache-control': 'public, max-age=86400' })
        .type('image/png')
        .send(placeholder),
    );
    app.get('/employees/photos/:company/:name', (request, reply) => sendSigned(context, request, reply));
    byHash(app, context, '/employees/photos', (request) => companyOfHost(request.host));
    byHash(app, context, '/api/gateway.php/:company/employees/photos', ({ params }) =>
      String((params as { company: string }).company),
    );
  };
}

type FindSlug = (request: FastifyRequest) => string;

function byHash(app: FastifyInstance, context: Context, path: string, slugOf: FindSlug): void {
  for (const url of [path, `${path}/`])
    app.get(url, (request, reply) => redirectByHash(context, slugOf(request), request, reply));
}

async function redirectByHash(
  context: Context,
  slug: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { h } = request.query as { h?: unknown };
  const hash = typeof h === 'string' ? h.trim().toLowerCase() : '';
  const company = await findCompany(context, slug.toLowerCase());
  if (company === undefined) throw new JoineryError('companies.not_found', 'There is no such company.');
  const photo = /^[0-9a-f]{32}$/.test(hash) ? await findPhotoByMailHash(context, company, hash) : undefined;
  const to = photo === undefined ? placeholderPath : signedPath(context, company, photo, 'small');
  return reply.header('cache-control', 'no-store').redirect(to, 302);
}

async function sendSigned(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { company: slug, name } = request.params as { company: string; name: string };
  const [, reference = '', size = ''] = /^(\d+-\d+)-([a-z]+)\.jpg$/.exec(name) ?? [];
  const photo = readPhotoReference(reference);
  const company = photo === undefined ? undefined : await findCompany(context, slug.toLowerCase());
  if (photo === undefined || company === undefined || !isPhotoSize(size))
    throw new JoineryError('photos.not_found', 'There is no such photo.');
  const { expires, signature } = request.query as Record<string, unknown>;
  const proof = { expires: Number(expires), signature: String(signature) };
  const { bytes, body, freshSeconds } = await openSignedPhoto(context, company, photo, size, proof);
  const cacheControl = `private, max-age=${freshSeconds}`;
  return reply
    .headers({ ...safety, 'cache-control': cacheControl, 'content-length': bytes })
    .type('image/jpeg')
    .send(body);
}

function companyOfHost(host: string): string {
  return host.split('.', 1)[0] ?? '';
}

const statuses: Partial<Record<ErrorKind, number>> = {
  forbidden: 403,
  not_found: 404,
  invalid: 400,
  unavailable: 503,
};

function deliverError(error: unknown, reply: FastifyReply): FastifyReply {
  const { kind, code, message, retryAfterSeconds } = toJoineryError(error);
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  const isAway = kind === 'provider' || code === 'connections.disabled';
  return reply
    .code(isAway ? 502 : (statuses[kind] ?? 500))
    .type('text/plain; charset=utf-8')
    .send(`${isAway ? awayText(code) : message}\n`);
}

// Whoever asks here is nobody that is known: they are not told of the company's connection.
function awayText(code: ErrorCode): string {
  return code === 'provider.throttled'
    ? 'The photo is kept by BambooHR, which takes no more requests now. Ask again later.'
    : 'The photo is kept by BambooHR and cannot be fetched from there now. Ask again later.';
}
