import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type { AccessLevel, accessLevelInput } from '../schemas/access.ts';
import type { Page } from '../schemas/paging.ts';

type Input = z.input<typeof accessLevelInput>;

export function accessLevelsResource(http: Http) {
  return {
    list: (options?: CallOptions) => http.call<Page<AccessLevel>>('GET', '/access-levels', options),
    create: (body: Input, options?: CallOptions) =>
      http.call<AccessLevel>('POST', '/access-levels', { ...options, body }),
    /** Replaces a custom level; it counts from the next request of each of its users. */
    replace: (id: string, body: Input, options?: CallOptions) =>
      http.call<AccessLevel>('PUT', `/access-levels/${encodeURIComponent(id)}`, { ...options, body }),
  };
}
