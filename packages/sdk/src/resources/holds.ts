import type { CallOptions, Http } from '../http.ts';
import type { Hold, HoldDecisionInput, HoldPerson, HoldState } from '../schemas/holds.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';

export interface HoldListQuery extends PageOptions {
  /** Id of a connection. */
  connection?: string;
  state?: HoldState;
}

export function holdsResource(http: Http) {
  const at = (id: string) => `/holds/${encodeURIComponent(id)}`;
  return {
    /** Newest first. */
    list: (query: HoldListQuery = {}, options?: CallOptions) =>
      http.call<Page<Hold>>('GET', '/holds', { ...options, query: { ...query } }),
    get: (id: string, options?: CallOptions) => http.call<Hold>('GET', at(id), options),
    /** Who is held, and what would happen to them; by employee number. */
    people: (id: string, query: PageOptions = {}, options?: CallOptions) =>
      http.call<Page<HoldPerson>>('GET', `${at(id)}/people`, { ...options, query: { ...query } }),
    /** Lets exactly what was shown happen, once enough people approved it. The provider is read again first. */
    approve: (id: string, body: HoldDecisionInput, options?: CallOptions) =>
      http.call<Hold>('POST', `${at(id)}/approve`, { ...options, body }),
    /** Nobody leaves by it. The same set of people is not held again until it changes. */
    reject: (id: string, body: HoldDecisionInput, options?: CallOptions) =>
      http.call<Hold>('POST', `${at(id)}/reject`, { ...options, body }),
  };
}
