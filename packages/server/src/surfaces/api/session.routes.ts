import { JoineryError, type Session, session, sessionPatch, signIn as signInInput } from '@joinery/sdk';
import type { z } from 'zod';
import {
  describeSession,
  type OpenedSession,
  signIn,
  signOut,
  switchCompany,
} from '../../modules/sessions/sessions.service.ts';
import type { AttemptLimit } from '../attempt-limit.ts';
import { assertNotCrossSite, sessionCookieHeader, sessionToken } from '../credentials.ts';
import { type Call, type Route, route, WithHeaders } from './routes.ts';

const tag = 'Session';

export function sessionRoutes(limit: AttemptLimit): Route[] {
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
      summary: 'Go on in another company of the same person',
      body: sessionPatch,
      answer: session,
      handle: async (call) => {
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
        return new WithHeaders(undefined, { 'set-cookie': sessionCookieHeader(context, '', 0) });
      },
    }),
  ];
}

async function openSession(
  { context, body, request }: Call<unknown, unknown, z.output<typeof signInInput>>,
  limit: AttemptLimit,
): Promise<WithHeaders<Session>> {
  assertNotCrossSite(context, request);
  assertMayTry(limit, request.ip);
  // Counted before it is known how it ends: many at once must not all be the first.
  limit.failed(request.ip);
  const opened = await signIn(context, body);
  limit.succeeded(request.ip);
  return asCookie({ context }, opened);
}

async function asCookie(
  { context }: Pick<Call, 'context'>,
  { token, principal, expiresAt }: OpenedSession,
): Promise<WithHeaders<Session>> {
  const described = await describeSession(context, principal, token);
  const maxAge = Math.floor((expiresAt.getTime() - context.clock.now().getTime()) / 1000);
  return new WithHeaders(described, { 'set-cookie': sessionCookieHeader(context, token, maxAge) });
}

function assertMayTry(limit: AttemptLimit, address: string): void {
  const retryAfterSeconds = limit.waitSeconds(address);
  if (retryAfterSeconds > 0)
    throw new JoineryError(
      'access.too_many_attempts',
      'Too many failed sign-ins from this address; wait a while.',
      {
        retryAfterSeconds,
      },
    );
}
