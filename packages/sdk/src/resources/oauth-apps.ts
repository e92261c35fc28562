import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type { CreatedOauthApp, OauthApp, OauthAppPatch, oauthAppInput } from '../schemas/oauth.ts';
import type { Page } from '../schemas/paging.ts';

const at = (id: string): string => `/oauth-apps/${encodeURIComponent(id)}`;

export function oauthAppsResource(http: Http) {
  return {
    list: (options?: CallOptions) => http.call<Page<OauthApp>>('GET', '/oauth-apps', options),
    /** The answer holds the only copy of the client secret. */
    create: (body: z.input<typeof oauthAppInput>, options?: CallOptions) =>
      http.call<CreatedOauthApp>('POST', '/oauth-apps', { ...options, body }),
    update: (id: string, body: OauthAppPatch, options?: CallOptions) =>
      http.call<OauthApp>('PATCH', at(id), { ...options, body }),
    /** Makes a new client secret; the old one stops at once. */
    rotateSecret: (id: string, options?: CallOptions) =>
      http.call<CreatedOauthApp>('POST', `${at(id)}/secret`, options),
    /** Removes an application with everything that people allowed it. */
    remove: (id: string, options?: CallOptions) => http.call<void>('DELETE', at(id), options),
  };
}
