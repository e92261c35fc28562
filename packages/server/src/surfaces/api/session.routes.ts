import { JoineryError, type Session, session, sessionPatch, signIn as signInInput } from '@joinery/sdk';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  describeSession,
  type OpenedSession,
  signIn,
  signOut,
  switchCompany,
} from '../../modules/sessions/sessions.service.ts';
import { assertMayTry, type SignInLimit } from '../attempt-limit.ts';
import { assertNotCrossSite, sessionCookieHeader, sessionToken } from '../credentials.ts';
import { type Call, type Route, route, WithHeaders } from './routes.ts';

const tag = 'Session';

export function sessionRoutes(limit: SignInLimit): Route[] {
  return [
    route({
      method: 'POST',
      url: '/session',
      tag,
      summary: 'Sign in; the session is kept in a cookie',
      open: true,
      body: signInInput,
      answer: session,
      status: 201,
      handle: (call) => openSession(call, limit),
    }),
    route({
      method: 'GET',
      url: '/session',
      tag,
      summary: 'Who the caller is, and with which rights',
      answer: session,
      handle: ({ context, principal, request }) =>
        describeSession(context, principal, principal.via === 'session' ? sessionToken(request) : undefined),
    }),
    route({
      method: 'PATCH',
      url: '/session',
      tag,
      summary: 'Go on in another company of the same person; takes no Idempotency-Key',
      body: sessionPatch,
      answer: session,
      handle: async (call) => {
        assertNotRepeatable(call.request);
        const opened = await switchCompany(call.context, sessionToken(call.request) ?? '', call.body.company);
        return asCookie(call, opened);
      },
    }),
    route({
      method: 'DELETE',
      url: '/session',
      tag,
      summary: 'Sign out',
      open: true,
      handle: async ({ context, request }) => {
        assertNotCrossSite(context, request);
        await signOut(context, sessionToken(request) ?? '');
        const ended = sessionCookieHeader(context, request, { token: '', maxAgeSeconds: 0 });
        return new WithHeaders(undefined, { 'set-cookie': ended });
      },
    }),
  ];
}

async function openSession(
  { context, body, request }: Call<unknown, unknown, z.output<typeof signInInput>>,
  limit: SignInLimit,
): Promise<WithHeaders<Session>> {
  assertNotCrossSite(context, request);
  const attempt = { email: body.email, address: request.ip };
  assertMayTry(limit, attempt);
  // Counted before it is known how it ends: many at once must not all be the first.
  limit.failed(attempt);
  const opened = await signIn(context, body);
  limit.succeeded(attempt);
  return asCookie({ context, request }, opened);
}

async function asCookie(
  { context, request }: Pick<Call, 'context' | 'request'>,
  { token, principal, expiresAt }: OpenedSession,
): Promise<WithHeaders<Session>> {
  const described = await describeSession(context, principal, token);
  const maxAgeSeconds = Math.floor((expiresAt.getTime() - context.clock.now().getTime()) / 1000);
  return new WithHeaders(described, {
    'set-cookie': sessionCookieHeader(context, request, { token, maxAgeSeconds }),
  });
}

// The answer to a repeated request is the first one without its headers, so without the new cookie,
// and the old one has ended.
function assertNotRepeatable({ headers }: FastifyRequest): void {
  if (headers['idempotency-key'] !== undefined)
    throw new JoineryError('request.invalid', 'Changing the company of a session takes no Idempotency-Key.', {
      issues: [{ path: 'headers.idempotency-key', message: 'must not be sent here' }],
    });
}
