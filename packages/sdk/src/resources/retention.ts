import type { CallOptions, Http } from '../http.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';
import type {
  CandidatePrivacy,
  PrivacyQuery,
  PrivacyReason,
  Retention,
  RetentionInput,
} from '../schemas/retention.ts';

export function retentionResource(http: Http) {
  const of = (id: string) => `/candidates/${encodeURIComponent(id)}`;
  const act = (name: string) => (id: string, body: PrivacyReason, options?: CallOptions) =>
    http.call<CandidatePrivacy>('POST', `${of(id)}/${name}`, { ...options, body });
  return {
    get: (options?: CallOptions) => http.call<Retention>('GET', '/retention', options),
    /** All rules at once. */
    set: (body: RetentionInput, options?: CallOptions) =>
      http.call<Retention>('PUT', '/retention', { ...options, body }),
    candidates: (query: PrivacyQuery & PageOptions = {}, options?: CallOptions) =>
      http.call<Page<CandidatePrivacy>>('GET', '/retention/candidates', { ...options, query: { ...query } }),
    of: (id: string, options?: CallOptions) =>
      http.call<CandidatePrivacy>('GET', `${of(id)}/privacy`, options),
    /** Where everything that is kept of a candidate is, in one ZIP file. */
    exportUrlOf: (id: string) => http.urlOf(`${of(id)}/export`),
    /** Begins the time anew. */
    renew: act('renew'),
    /** Nothing is erased until it is released. */
    hold: act('hold'),
    release: act('release'),
    /** Keeps somebody from everybody’s sight. */
    restrict: act('restrict'),
    lift: act('lift'),
    /** Erases for good, or restricts until the law lets it be erased. */
    erase: act('erase'),
  };
}
