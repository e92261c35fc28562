import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type {
  HireChange,
  HireChangeState,
  HireComparison,
  hireChangeApproval,
} from '../schemas/hire-changes.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';

export interface HireChangeListQuery extends PageOptions {
  hireId?: string;
  /** One, or several. */
  state?: HireChangeState | HireChangeState[];
}

export function hireChangesResource(http: Http) {
  const at = (id: string) => `/hire-changes/${encodeURIComponent(id)}`;
  const of = (hireId: string) => `/hires/${encodeURIComponent(hireId)}`;
  return {
    /** Newest first. */
    list: ({ state, ...query }: HireChangeListQuery = {}, options?: CallOptions) =>
      http.call<Page<HireChange>>('GET', '/hire-changes', {
        ...options,
        query: { ...query, ...(state && { state: [state].flat().join(',') }) },
      }),
    get: (id: string, options?: CallOptions) => http.call<HireChange>('GET', at(id), options),
    /** Compares a hire with its application and its employee now. */
    compare: (hireId: string, options?: CallOptions) =>
      http.call<HireComparison>('POST', `${of(hireId)}/changes`, { ...options }),
    /** Says that the person did not come. */
    reportNoShow: (hireId: string, reason: string, options?: CallOptions) =>
      http.call<HireComparison>('POST', `${of(hireId)}/no-show`, { ...options, body: { reason } }),
    /** Lets exactly the change with this hash through. */
    approve: (id: string, body: z.input<typeof hireChangeApproval>, options?: CallOptions) =>
      http.call<HireChange>('POST', `${at(id)}/approve`, { ...options, body }),
    /** Sends one that failed again, by the same rules. */
    retry: (id: string, body: z.input<typeof hireChangeApproval>, options?: CallOptions) =>
      http.call<HireChange>('POST', `${at(id)}/retry`, { ...options, body }),
    dismiss: (id: string, reason: string, options?: CallOptions) =>
      http.call<HireChange>('POST', `${at(id)}/dismiss`, { ...options, body: { reason } }),
  };
}
