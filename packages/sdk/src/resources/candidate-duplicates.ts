import type { CallOptions, Http } from '../http.ts';
import type {
  CandidateDuplicate,
  CandidateDuplicateCounts,
  CandidateDuplicateQuery,
  CandidateMerge,
  CandidateMergeAnswer,
  CandidateMergeInput,
  DuplicateDecision,
} from '../schemas/candidate-duplicates.ts';
import type { Page, PageOptions } from '../schemas/paging.ts';

export function candidateDuplicatesResource(http: Http) {
  const of = (id: string) => `/candidates/${encodeURIComponent(id)}`;
  return {
    /** The likeliest first. */
    list: (query: CandidateDuplicateQuery & PageOptions = {}, options?: CallOptions) =>
      http.call<Page<CandidateDuplicate>>('GET', '/candidates/duplicates', {
        ...options,
        query: { ...query },
      }),
    /** How many of them there are, by state. */
    counts: (options?: CallOptions) =>
      http.call<CandidateDuplicateCounts>('GET', '/candidates/duplicates/counts', options),
    /** Says that they are two people, or asks again. */
    decide: (id: string, body: DuplicateDecision, options?: CallOptions) =>
      http.call<CandidateDuplicate>('PATCH', `/candidates/duplicates/${encodeURIComponent(id)}`, {
        ...options,
        body,
      }),
    /** Everything of the other goes to this candidate; the other's id answers with where it went. */
    merge: (id: string, body: CandidateMergeInput, options?: CallOptions) =>
      http.call<CandidateMergeAnswer>('POST', `${of(id)}/merge`, { ...options, body }),
    /** Newest first. */
    merges: (id: string, options?: CallOptions) =>
      http.call<Page<CandidateMerge>>('GET', `${of(id)}/merges`, options),
    /** Makes two of them again, each as they were; what was done since stays. */
    undo: (id: string, mergeId: string, options?: CallOptions) =>
      http.call<CandidateMergeAnswer>(
        'POST',
        `${of(id)}/merges/${encodeURIComponent(mergeId)}/undo`,
        options,
      ),
  };
}
