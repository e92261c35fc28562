import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';
import type {
  SandboxClock,
  SandboxClockInput,
  SandboxFault,
  SandboxFaultInput,
  SandboxLimitInput,
  SandboxLimitState,
  SandboxRequest,
  SandboxRestored,
  SandboxSnapshot,
  sandboxDownloadQuery,
  sandboxRequestQuery,
} from '../schemas/sandbox.ts';

type RequestQuery = z.input<typeof sandboxRequestQuery> & PageOptions;
type DownloadQuery = z.input<typeof sandboxDownloadQuery>;

/** What a sandbox company has more than others; every other company refuses all of it. */
export function sandboxResource(http: Http) {
  return {
    faults: {
      list: (options?: CallOptions) => http.call<Page<SandboxFault>>('GET', '/sandbox/faults', options),
      create: (body: SandboxFaultInput, options?: CallOptions) =>
        http.call<SandboxFault>('POST', '/sandbox/faults', { ...options, body }),
      remove: (id: string, options?: CallOptions) =>
        http.call<void>('DELETE', `/sandbox/faults/${encodeURIComponent(id)}`, options),
      removeAll: (options?: CallOptions) => http.call<void>('DELETE', '/sandbox/faults', options),
    },
    limit: {
      get: (options?: CallOptions) => http.call<SandboxLimitState>('GET', '/sandbox/limit', options),
      set: (body: SandboxLimitInput, options?: CallOptions) =>
        http.call<SandboxLimitState>('PUT', '/sandbox/limit', { ...options, body }),
      remove: (options?: CallOptions) => http.call<void>('DELETE', '/sandbox/limit', options),
    },
    requests: {
      list: (query: RequestQuery = {}, options?: CallOptions) =>
        http.call<Page<SandboxRequest>>('GET', '/sandbox/requests', { ...options, query: asQuery(query) }),
      /** All of them, as text of one JSON document a line, or CSV. */
      download: (query: DownloadQuery = {}, options?: CallOptions) =>
        http.download('/sandbox/requests/download', { ...options, query: asQuery(query) }),
      downloadUrl: (query: DownloadQuery = {}) => http.urlOf('/sandbox/requests/download', asQuery(query)),
      clear: (options?: CallOptions) => http.call<void>('DELETE', '/sandbox/requests', options),
    },
    clock: {
      get: (options?: CallOptions) => http.call<SandboxClock>('GET', '/sandbox/clock', options),
      /** What is due by the new time happens before the answer. */
      move: (body: SandboxClockInput, options?: CallOptions) =>
        http.call<SandboxClock>('PUT', '/sandbox/clock', { ...options, body }),
    },
    snapshots: {
      list: (options?: CallOptions) => http.call<Page<SandboxSnapshot>>('GET', '/sandbox/snapshots', options),
      take: (name: string, options?: CallOptions) =>
        http.call<SandboxSnapshot>('POST', '/sandbox/snapshots', { ...options, body: { name } }),
      /** Users, access levels and keys stay as they are. */
      restore: (name: string, options?: CallOptions) =>
        http.call<SandboxRestored>('POST', `/sandbox/snapshots/${encodeURIComponent(name)}/restore`, options),
      remove: (name: string, options?: CallOptions) =>
        http.call<void>('DELETE', `/sandbox/snapshots/${encodeURIComponent(name)}`, options),
    },
  };
}

function asQuery(query: object): Record<string, string> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
