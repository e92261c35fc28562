import type { CallOptions, Http } from '../http.ts';
import type { Session, SignIn } from '../schemas/access.ts';

export function sessionResource(http: Http) {
  return {
    /** Signs in; in a browser the session is kept in a cookie that scripts cannot read. */
    signIn: (body: SignIn, options?: CallOptions) =>
      http.call<Session>('POST', '/session', { ...options, body }),
    get: (options?: CallOptions) => http.call<Session>('GET', '/session', options),
    /** Goes on in another company of the same person. */
    change: (body: { company: string }, options?: CallOptions) =>
      http.call<Session>('PATCH', '/session', { ...options, body }),
    signOut: (options?: CallOptions) => http.call<void>('DELETE', '/session', options),
  };
}
