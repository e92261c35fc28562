import type { z } from 'zod';
import type { CallOptions, Http } from '../http.ts';
import type {
  SavedCandidateFilter,
  SavedCandidateFilterPatch,
  savedCandidateFilterInput,
} from '../schemas/candidate-filters.ts';
import type { Page } from '../schemas/paging.ts';

export function candidateFiltersResource(http: Http) {
  const at = (id: string) => `/candidate-filters/${encodeURIComponent(id)}`;
  return {
    /** The caller's own, and those that others share. */
    list: (options?: CallOptions) =>
      http.call<Page<SavedCandidateFilter>>('GET', '/candidate-filters', options),
    create: (body: z.input<typeof savedCandidateFilterInput>, options?: CallOptions) =>
      http.call<SavedCandidateFilter>('POST', '/candidate-filters', { ...options, body }),
    update: (id: string, body: SavedCandidateFilterPatch, options?: CallOptions) =>
      http.call<SavedCandidateFilter>('PATCH', at(id), { ...options, body }),
    remove: (id: string, options?: CallOptions) => http.call<void>('DELETE', at(id), options),
  };
}
