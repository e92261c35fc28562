import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type { User, UserPatch, userInput } from '../schemas/access.ts';
import type { Page } from '../schemas/paging.ts';

export function usersResource(http: Http) {
  return {
    list: (options?: CallOptions) => http.call<Page<User>>('GET', '/users', options),
    create: (body: z.input<typeof userInput>, options?: CallOptions) =>
      http.call<User>('POST', '/users', { ...options, body }),
    update: (id: string, body: UserPatch, options?: CallOptions) =>
      http.call<User>('PATCH', `/users/${encodeURIComponent(id)}`, { ...options, body }),
  };
}
