import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type { PublishableKey, PublishableKeyPatch, publishableKeyInput } from '../schemas/careers.ts';
import type { Page } from '../schemas/paging.ts';

const at = (id: string): string => `/publishable-keys/${encodeURIComponent(id)}`;

export function publishableKeysResource(http: Http) {
  return {
    list: (options?: CallOptions) => http.call<Page<PublishableKey>>('GET', '/publishable-keys', options),
    create: (body: z.input<typeof publishableKeyInput>, options?: CallOptions) =>
      http.call<PublishableKey>('POST', '/publishable-keys', { ...options, body }),
    update: (id: string, body: PublishableKeyPatch, options?: CallOptions) =>
      http.call<PublishableKey>('PATCH', at(id), { ...options, body }),
    remove: (id: string, options?: CallOptions) => http.call<void>('DELETE', at(id), options),
  };
}
