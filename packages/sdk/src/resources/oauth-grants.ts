import type { CallOptions, Http } from '../http.ts';
import type { OauthGrant } from '../schemas/oauth.ts';
import type { Page } from '../schemas/paging.ts';

export function oauthGrantsResource(http: Http) {
  return {
    /** All for those who manage users, one's own for everybody else; newest first. */
    list: (query: { appId?: string } = {}, options?: CallOptions) =>
      http.call<Page<OauthGrant>>('GET', '/oauth-grants', { ...options, query }),
    /** Stops every token of it from the next request on. */
    revoke: (id: string, options?: CallOptions) =>
      http.call<void>('DELETE', `/oauth-grants/${encodeURIComponent(id)}`, options),
  };
}
