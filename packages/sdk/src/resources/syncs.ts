import type { CallOptions, Http } from '../http.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';
import type { Sync, SyncCall, SyncState } from '../schemas/syncs.ts';

export interface SyncListQuery extends PageOptions {
  /** Id of a connection. */
  connection?: string;
  state?: SyncState;
}

export function syncsResource(http: Http) {
  const at = (id: string) => `/syncs/${encodeURIComponent(id)}`;
  return {
    /** Newest first. */
    list: (query: SyncListQuery = {}, options?: CallOptions) =>
      http.call<Page<Sync>>('GET', '/syncs', { ...options, query: { ...query } }),
    get: (id: string, options?: CallOptions) => http.call<Sync>('GET', at(id), options),
    /** The requests that it made, oldest first. */
    calls: (id: string, query: PageOptions = {}, options?: CallOptions) =>
      http.call<Page<SyncCall>>('GET', `${at(id)}/calls`, { ...options, query: { ...query } }),
    /** What was applied stays; the next sync goes on from before this one. */
    cancel: (id: string, options?: CallOptions) => http.call<Sync>('POST', `${at(id)}/cancel`, options),
  };
}
