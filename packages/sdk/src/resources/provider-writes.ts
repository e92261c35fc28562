import type { CallOptions, Http } from '../http.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';
import type {
  ProviderWrite,
  ProviderWriteResolution,
  ProviderWriteState,
} from '../schemas/provider-writes.ts';

export interface ProviderWriteListQuery extends PageOptions {
  /** Id of a connection. */
  connection?: string;
  state?: ProviderWriteState;
  employeeNumber?: number;
}

export function providerWritesResource(http: Http) {
  const at = (id: string) => `/provider-writes/${encodeURIComponent(id)}`;
  return {
    /** Newest first: all of them for who sees connections, one’s own for everybody else. */
    list: (query: ProviderWriteListQuery = {}, options?: CallOptions) =>
      http.call<Page<ProviderWrite>>('GET', '/provider-writes', { ...options, query: { ...query } }),
    get: (id: string, options?: CallOptions) => http.call<ProviderWrite>('GET', at(id), options),
    /** Says what became of a write that needs attention. */
    resolve: (id: string, body: ProviderWriteResolution, options?: CallOptions) =>
      http.call<ProviderWrite>('POST', `${at(id)}/resolve`, { ...options, body }),
  };
}
