// Who is asking: an API key, or the console's session cookie. The same answer for every way of
// not being anybody, so that nothing is learnt by trying.
import { JoineryError } from '@joinery/sdk';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../modules/access/principal.ts';
import type { Context } from '../modules/context.ts';
import { authenticateKey } from '../modules/keys/keys.service.ts';
import { authenticateSession } from '../modules/sessions/sessions.service.ts';

export const sessionCookie = 'joinery_session';

type Deps = Pick<Context, 'db' | 'secrets' | 'clock' | 'config'>;

/**
 * The principal of a request. A key counts before a cookie; a wrong key is not made good by one.
 *
 * @throws JoineryError `access.unauthenticated`; `access.cross_site` when a browser sends a
 * session's cookie along with a change that another site asked for.
 */
export async function authenticate(context: Deps, request: FastifyRequest): Promise<Principal> {
  const key = presentedKey(request);
  if (key !== undefined) return (await authenticateKey(context, key)) ?? refuse();
  const token = sessionToken(request);
  if (token === undefined) return refuse();
  assertSameSite(context, request);
  return (await authenticateSession(context, token)) ?? refuse();
}

/** The key in `Authorization: Bearer KEY`, or as the user name of Basic; undefined without the header. */
export function presentedKey(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  const [, scheme = '', value = ''] = /^(\S+) +(\S+) *$/.exec(header) ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return '';
  return Buffer.from(value, 'base64').toString('utf8').split(':', 1)[0] ?? '';
}

export function sessionToken(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  const value = pairs.find(([name]) => name === sessionCookie)?.[1];
  return value === undefined || value === '' ? undefined : value;
}

/** The header that gives a session to a browser, or takes it away (`maxAgeSeconds` 0). */
export function sessionCookieHeader(
  { config }: Pick<Context, 'config'>,
  request: Pick<FastifyRequest, 'protocol'>,
  { token, maxAgeSeconds }: { token: string; maxAgeSeconds: number },
): string {
  const isEncrypted =
    request.protocol === 'https' || config.publicUrl?.startsWith('https:') || config.env === 'production';
  const secure = isEncrypted ? '; Secure' : '';
  return `${sessionCookie}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}${secure}`;
}

/** @throws JoineryError `access.cross_site` for a change that a page of another site asks for. */
export function assertSameSite(context: Pick<Context, 'config'>, request: FastifyRequest): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return;
  const { 'sec-fetch-site': site, origin } = request.headers;
  const fromHere =
    site === undefined
      ? origin !== undefined && isOwnOrigin(context, request, origin)
      : site === 'same-origin';
  if (!fromHere)
    throw new JoineryError(
      'access.cross_site',
      'A session may change things only from this server’s own pages. Use an API key.',
    );
}

/** Whether a sign-in comes from a page of somebody else's. Programs send neither header. */
export function assertNotCrossSite(context: Pick<Context, 'config'>, request: FastifyRequest): void {
  const { 'sec-fetch-site': site, origin } = request.headers;
  if (site !== undefined || origin !== undefined) assertSameSite(context, request);
}

function isOwnOrigin(context: Pick<Context, 'config'>, request: FastifyRequest, origin: string): boolean {
  const { publicUrl } = context.config;
  const own = publicUrl === undefined ? `${request.protocol}://${request.host}` : new URL(publicUrl).origin;
  return origin.toLowerCase() === own.toLowerCase();
}

function refuse(): never {
  throw new JoineryError('access.unauthenticated', 'Send a valid API key, or sign in.');
}
