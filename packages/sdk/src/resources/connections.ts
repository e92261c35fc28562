import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type { Connection, ConnectionPatch, ConnectionTest, connectionInput } from '../schemas/connections.ts';
import type { Page } from '../schemas/paging.ts';

export function connectionsResource(http: Http) {
  const at = (id: string) => `/connections/${encodeURIComponent(id)}`;
  return {
    list: (options?: CallOptions) => http.call<Page<Connection>>('GET', '/connections', options),
    get: (id: string, options?: CallOptions) => http.call<Connection>('GET', at(id), options),
    create: (body: z.input<typeof connectionInput>, options?: CallOptions) =>
      http.call<Connection>('POST', '/connections', { ...options, body }),
    update: (id: string, body: ConnectionPatch, options?: CallOptions) =>
      http.call<Connection>('PATCH', at(id), { ...options, body }),
    remove: (id: string, options?: CallOptions) => http.call<void>('DELETE', at(id), options),
    /** Calls the provider, reading only, and tells what works. */
    test: (id: string, options?: CallOptions) => http.call<ConnectionTest>('POST', `${at(id)}/test`, options),
  };
}
