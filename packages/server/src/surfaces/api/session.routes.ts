import { JoineryError, type Session, session, signIn as signInInput } from '@joinery/sdk';
import type { z } from 'zod';
import { describeSession, signIn, signOut } from '../../modules/sessions/sessions.service.ts';
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
      handle: ({ context, principal }) => describeSession(context, principal),
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
  const { token, principal, expiresAt } = await signIn(context, body);
  limit.succeeded(request.ip);
  const described = await describeSession(context, principal);
  const maxAge = Math.floor((expiresAt.getTime() - context.clock.now().getTime()) / 1000);
  return new WithHeaders(
    { ...described, expiresAt: expiresAt.toISOString() },
    { 'set-cookie': sessionCookieHeader(context, token, maxAge) },
  );
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
