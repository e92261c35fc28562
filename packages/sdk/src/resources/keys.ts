import type { CallOptions, Http } from '../http.ts';
import type { ApiKey, ApiKeyInput, CreatedApiKey } from '../schemas/access.ts';
import type { Page } from '../schemas/paging.ts';

export function keysResource(http: Http) {
  return {
    list: (options?: CallOptions) => http.call<Page<ApiKey>>('GET', '/keys', options),
    /** The answer holds the only copy of the key. */
    create: (body: ApiKeyInput, options?: CallOptions) =>
      http.call<CreatedApiKey>('POST', '/keys', { ...options, body }),
    revoke: (id: string, options?: CallOptions) =>
      http.call<void>('DELETE', `/keys/${encodeURIComponent(id)}`, options),
  };
}
